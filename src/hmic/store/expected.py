"""The digest of a new database's schema; see `foreign.py`."""

# Made by docs/generate.py from the steps in schema.py; change them there.
SCHEMA = "fc50e741c62269d8638c074ebe1d73a7fe60de6410e344da9ef72c154318cb08"
