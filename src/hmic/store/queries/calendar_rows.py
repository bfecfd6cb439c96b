"""Deadlines as a calendar needs them."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from hmic.store.present_ids import names_of
from hmic.store.queries import OF_FINDING, columns, read
from hmic.store.queries.overdue_rows import REVIEW


class EventRow(NamedTuple):
    """A deadline with all that an entry of a calendar says."""

    finding: str
    number: int
    title: str
    report_title: str
    requires: str | None
    phrase: str | None
    due: str
    original_due: str | None
    exact: int
    basis: str | None
    times_extended: int
    why_moved: str | None
    met_on: str | None
    counts: int
    owner: str | None
    status: str
    since: str
    withdrawn_at: str | None
    original_exact: int
    since_exact: int
    revision: int
    """How often the finding was written about: entries of the journal and amendments of the register."""


def events(con: sqlite3.Connection) -> list[EventRow]:
    """Every dated deadline that is the force's own, the earliest first, met and ended ones too.

    Among them, as number 0, the review date of what is on hold.
    """
    revision = f"""(SELECT count(*) FROM entry WHERE entry.finding IN ({names_of("finding.id")}))
        + (SELECT count(*) FROM earlier_version WHERE item IN (finding.id, finding.report))"""  # noqa: S608
    review = {
        "number": "0", "requires": f"'{REVIEW}'", "phrase": "NULL", "due": "review_due",
        "original_due": "review_due", "exact": "1", "basis": "'target'", "times_extended": "0",
        "why_moved": "NULL", "met_on": "NULL", "counts": "1", "original_exact": "1",
    }  # fmt: skip
    of_due = {name: f"due.{name}" for name in ("finding", "number", "due", "exact")}
    rows = con.execute(
        f"""SELECT {columns(EventRow, **(OF_FINDING | of_due), revision=revision)}
        FROM due JOIN finding ON finding.id = due.finding JOIN report ON report.id = finding.report
        JOIN standing ON standing.finding = due.finding
        LEFT JOIN deadline ON deadline.finding = due.finding AND deadline.number = due.number
        WHERE due.due IS NOT NULL AND coalesce(deadline.acts, 'force') = 'force' AND finding.acts = 'force'
        UNION ALL SELECT {columns(EventRow, **(OF_FINDING | review), revision=revision)}
        FROM standing JOIN finding ON finding.id = standing.finding
        JOIN report ON report.id = finding.report
        WHERE review_due IS NOT NULL
        ORDER BY due, finding, number"""  # noqa: S608 - our own words
    )
    return read(rows, EventRow)
