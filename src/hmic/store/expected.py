"""The digest of a new database's schema; see `foreign.py`."""

# Made by docs/generate.py from the steps in schema.py; change them there.
SCHEMA = "91cea82452b670c4807b01734053e3aed56496b8e1952ea2ee94a1b9767a5f40"
