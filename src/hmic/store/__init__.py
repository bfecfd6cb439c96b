"""The register, the journal and what follows from them, in one SQLite file. The only user of sqlite."""
