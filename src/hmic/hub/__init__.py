"""One journal for many people: the hub, a log for each force on a PostgreSQL server."""
