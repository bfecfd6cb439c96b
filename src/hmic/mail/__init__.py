"""The overdue report as mail: composed, noted in the ledger, handed over."""
