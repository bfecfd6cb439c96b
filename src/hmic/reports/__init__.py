"""One module for each report: what was read from the database → a report value. Pure."""
