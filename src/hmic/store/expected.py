"""The digest of a new database's schema; see `foreign.py`."""

# Made by docs/generate.py from the steps in schema.py; change them there.
SCHEMA = "e35c022a475448439c63191e456d6985293bfe18b33cfd716c8077b1756b0a21"
