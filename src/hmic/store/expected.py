"""The digest of a new database's schema; see `foreign.py`."""

# Made by docs/generate.py from the steps in schema.py; change them there.
SCHEMA = "4a9a8127ab4b29dc02d897c3357fa336d4ac45df6f844d74104413f98e1cfc0d"
