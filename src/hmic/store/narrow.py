"""One force of several: the connection's queries then see its rows only."""

from __future__ import annotations

import sqlite3

_OWN = (
    ("report", "force = {force}"),
    ("finding", "report IN (SELECT id FROM temp.report)"),
    ("entry", "finding IN (SELECT id FROM temp.finding) OR report IN (SELECT id FROM temp.report)"),
    ("earlier_version", "item IN (SELECT id FROM temp.finding UNION SELECT id FROM temp.report)"),
)
"""Each table and which of its rows are a force's; the others are read through these."""


def to_force(con: sqlite3.Connection, force: str) -> None:
    """Put temporary views before the tables; where a temporary table stands already, it is cut down.

    For what reads the whole register, such as a board's papers; the file itself is not written.
    """
    con.execute("PRAGMA query_only = 0")
    quoted = con.execute("SELECT quote(?)", [force]).fetchone()[0]
    there = {row[0] for row in con.execute("SELECT name FROM temp.sqlite_master WHERE type = 'table'")}
    for table, own in _OWN:
        condition = own.format(force=quoted)
        if table in there:
            con.execute(f"DELETE FROM temp.{table} WHERE NOT ({condition})")  # noqa: S608 - our own words
        else:
            view = f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {condition}"  # noqa: S608
            con.execute(view)
    con.execute("PRAGMA query_only = 1")
