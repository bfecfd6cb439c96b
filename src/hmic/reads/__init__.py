"""The rows that reads of the database give to reports: the seam between `store` and `reports`."""
