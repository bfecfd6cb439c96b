"""The digest of a new database's schema; see `foreign_schema.py`."""

# Made by docs/generate.py from schema.sql; change it there.
SCHEMA = "2296e72f96414688af58a2809acf1aab0c7ce9e746da56e8e51f6454bc657707"
