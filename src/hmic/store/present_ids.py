"""The present ids of findings and reports, which may have been changed in the register."""

from __future__ import annotations

import sqlite3

_CHAIN = """WITH RECURSIVE called (old, now) AS (
    SELECT id, renamed_to FROM finding WHERE renamed_to IS NOT NULL
    UNION SELECT called.old, following.renamed_to FROM called
    JOIN finding AS following ON following.id = called.now WHERE following.renamed_to IS NOT NULL)"""

CALLED = f"""({_CHAIN} SELECT old, now FROM called
    WHERE NOT EXISTS (SELECT 1 FROM finding AS last WHERE last.id = now AND last.renamed_to IS NOT NULL))"""  # noqa: S608
"""Each id of a finding that was changed, and the one that it has now, as a table."""

NOW_CALLED = f"""CASE WHEN entry.finding IN (SELECT id FROM finding WHERE renamed_to IS NOT NULL)
    THEN (SELECT now FROM {CALLED} WHERE old = entry.finding) ELSE entry.finding END"""  # noqa: S608
"""The present id of the finding that an entry is about, in a query of the table `entry`."""


def names_of(present: str, record: str = "finding") -> str:
    """The query for every id that something has or had; `present` is its id, as SQL."""
    return f"""WITH RECURSIVE own (id) AS (SELECT {present}
        UNION SELECT {record}.id FROM own JOIN {record} ON {record}.renamed_to = own.id)
        SELECT id FROM own"""  # noqa: S608 - our own words


def now_called(con: sqlite3.Connection, record: str, item: str) -> str | None:
    """The present id of a report or finding, by that or by an earlier one; None if not found."""
    seen: list[str] = []
    while item not in seen:
        row = con.execute(f"SELECT renamed_to FROM {record} WHERE id = ?", [item]).fetchone()  # noqa: S608
        if row is None:
            return None
        if row[0] is None:
            return item
        seen.append(item)
        item = row[0]
    return item
