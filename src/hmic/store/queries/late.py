"""What falls due."""

from __future__ import annotations

import datetime as dt
import sqlite3

from hmic.reads.late import OverdueRow


def due_by(
    con: sqlite3.Connection,
    as_at: dt.date,
    until: dt.date,
    *,
    owner: str | None = None,
    force: str | None = None,
) -> list[OverdueRow]:
    """The deadlines that count and fall due by `until`, the most overdue first.

    A finding on hold is silent until its review date has passed.
    """
    where, values = "", []
    if owner is not None:
        where += " AND standing.owner = ?"
        values.append(owner)
    if force is not None:
        where += " AND finding.report IN (SELECT id FROM report WHERE force = ?)"
        values.append(force)
    rows = con.execute(
        f"""
        SELECT due.finding, finding.kind, finding.title, finding.report, due.number,
               deadline.requires, deadline.phrase, due.due, due.original_due, due.exact, due.basis,
               due.times_extended, due.why_moved, standing.owner, standing.status,
               standing.last_on, standing.last_note
        FROM due
        CROSS JOIN finding ON finding.id = due.finding
        CROSS JOIN standing ON standing.finding = due.finding
        LEFT JOIN deadline ON deadline.finding = due.finding AND deadline.number = due.number
        WHERE due.counts AND due.due <= ?
          AND (due.silent_until IS NULL OR due.silent_until < ?){where}
        ORDER BY due.due, due.finding, due.number
        """,  # noqa: S608 - fixed texts only
        [until.isoformat(), as_at.isoformat(), *values],
    )
    return list(map(OverdueRow._make, rows))


def count_needing_target(con: sqlite3.Connection) -> int:
    """How many open findings have no date at all."""
    row = con.execute("SELECT count(*) FROM standing WHERE needs_target").fetchone()
    return int(row[0])
