"""The digest of a new database's schema; see `foreign_schema.py`."""

# Made by docs/generate.py from schema.sql; change it there.
SCHEMA = "9ac8bc7b53dd5564b2a3dc23216fc6293d95eeaffe407ac839245adcd084ecd2"
