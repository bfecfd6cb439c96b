"""The digest of a new database's schema; see `foreign.py`."""

# Made by docs/generate.py from the steps in schema.py; change them there.
SCHEMA = "7c714be8baab805c96e45f97ddf62a54eb53003b0694eb0beff221236e71ede6"
