"""The offline site: everything in the database as plain pages, to be looked at without a server."""
