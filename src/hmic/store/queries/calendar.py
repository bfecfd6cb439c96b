"""Deadlines as a calendar needs them."""

from __future__ import annotations

import sqlite3

from hmic.reads.calendar import EventRow
from hmic.store.called import names_of


def events(con: sqlite3.Connection) -> list[EventRow]:
    """Every dated deadline that is the force's own, the earliest first, met and ended ones too."""
    rows = con.execute(
        f"""SELECT due.finding, due.number, finding.title, report.title, deadline.requires,
        deadline.phrase, due.due, due.original_due, due.exact, due.basis, due.times_extended,
        due.why_moved, due.met_on, due.counts, standing.owner, standing.status, standing.since,
        finding.withdrawn_at, due.original_exact, standing.since_exact,
        (SELECT count(*) FROM entry WHERE entry.finding IN ({names_of("due.finding")}))
        + (SELECT count(*) FROM earlier_version WHERE item IN (due.finding, finding.report))
        FROM due JOIN finding ON finding.id = due.finding JOIN report ON report.id = finding.report
        JOIN standing ON standing.finding = due.finding
        LEFT JOIN deadline ON deadline.finding = due.finding AND deadline.number = due.number
        WHERE due.due IS NOT NULL AND coalesce(deadline.acts, 'force') = 'force' AND finding.acts = 'force'
        ORDER BY due.due, due.finding, due.number"""  # noqa: S608 - our own words
    )
    return list(map(EventRow._make, rows))
