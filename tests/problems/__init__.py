"""One broken register for each code, with the exact message beside it."""
