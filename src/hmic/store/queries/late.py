"""What falls due."""

from __future__ import annotations

import datetime as dt
import sqlite3

from hmic.reads.counts import Apart, Dated
from hmic.reads.late import ClockRow, OverdueRow

_REVIEW = "'review of what is on hold'"
_HELD = """review_due < ? AND NOT EXISTS (
    SELECT 1 FROM due WHERE due.finding = standing.finding AND counts AND due < ?)"""
"""A finding whose review date has passed, with no deadline that is overdue."""


def due_by(
    con: sqlite3.Connection, as_at: dt.date, until: dt.date, *, owner: str | None = None
) -> list[OverdueRow]:
    """The deadlines that count and fall due by `until`, the most overdue first.

    A finding on hold is silent until its review date has passed. It is overdue from then on: by its
    deadlines, or where none of them is overdue by the review date itself.
    """
    day = as_at.isoformat()
    where, values = ("", []) if owner is None else (" AND standing.owner = ?", [owner])
    rows = con.execute(
        f"""
        SELECT due.finding, finding.kind, finding.title, finding.report, due.number,
               deadline.requires, deadline.phrase, due.due, due.original_due, due.exact, due.basis,
               due.times_extended, due.why_moved, standing.owner, standing.status,
               standing.last_on, standing.last_note, standing.last_note_on, due.original_exact, due.missed,
               standing.reopened_by
        FROM due
        CROSS JOIN finding ON finding.id = due.finding
        CROSS JOIN standing ON standing.finding = due.finding
        LEFT JOIN deadline ON deadline.finding = due.finding AND deadline.number = due.number
        WHERE due.counts AND due.due <= ?
          AND (due.silent_until IS NULL OR due.silent_until < ?){where}
        UNION ALL
        SELECT finding.id, kind, title, report, 0, {_REVIEW}, NULL, review_due, review_due, 1, 'target', 0,
               NULL, owner, status, last_on, last_note, last_note_on, 1, NULL, reopened_by
        FROM standing CROSS JOIN finding ON finding.id = standing.finding WHERE {_HELD}{where}
        """,  # noqa: S608 - fixed texts only
        [until.isoformat(), day, *values, day, day, *values],
    ).fetchall()
    rows.sort(key=lambda row: (row[19] if row[19] and row[7] < day else row[7], row[0], row[4]))
    return list(map(OverdueRow._make, rows))


def count_overdue(con: sqlite3.Connection, as_at: dt.date) -> Dated:
    """How many findings are overdue, with how many deadlines; observations apart."""
    day = as_at.isoformat()
    rows = con.execute(
        """SELECT standing.finding_kind = 'observation', count(DISTINCT due.finding), count(*)
        FROM due CROSS JOIN standing ON standing.finding = due.finding
        WHERE counts AND due < ? AND (silent_until IS NULL OR silent_until < ?) GROUP BY 1""",
        [day, day],
    )
    found = {apart: (items, deadlines) for apart, items, deadlines in rows}
    held = con.execute(
        f"""SELECT finding_kind = 'observation', count(*) FROM standing WHERE {_HELD} GROUP BY 1""",  # noqa: S608 - fixed text
        [day, day],
    )
    for apart, items in held:
        before = found.get(apart, (0, 0))
        found[apart] = (before[0] + items, before[1] + items)
    return Dated(*found.get(0, (0, 0)), *found.get(1, (0, 0)))


def count_needing_target(con: sqlite3.Connection, owner: str | None = None) -> Apart:
    """How many open findings have no deadline or target; observations apart."""
    rows = con.execute(
        """SELECT finding_kind = 'observation', count(*) FROM standing WHERE needs_target
        AND (? IS NULL OR owner = ?) GROUP BY 1""",
        [owner, owner],
    )
    found = dict(rows.fetchall())
    return Apart(found.get(0, 0), found.get(1, 0))


def count_reopened(con: sqlite3.Connection) -> Apart:
    """How many findings a later report has put back to open; observations apart."""
    rows = con.execute(
        """SELECT finding_kind = 'observation', count(*) FROM standing
        WHERE open AND NOT withdrawn AND reopened_by IS NOT NULL GROUP BY 1"""
    )
    found = dict(rows.fetchall())
    return Apart(found.get(0, 0), found.get(1, 0))


def clocks_of(con: sqlite3.Connection, report: str) -> list[tuple[int, str]]:
    """The clocks that run for a report: number and name."""
    return con.execute(
        "SELECT number, clock FROM respond_by WHERE report = ? ORDER BY number", [report]
    ).fetchall()


def clocks_due_by(con: sqlite3.Connection, as_at: dt.date, until: dt.date) -> list[ClockRow]:
    """The clocks of reports that fall due by `until` and were not met by `as_at`."""
    rows = con.execute(
        """SELECT report.id, report.title, respond_by.number, respond_by.clock, respond_by.note,
        respond_by.due, respond_by.exact
        FROM respond_by JOIN report ON report.id = respond_by.report
        WHERE respond_by.due <= ? AND report.withdrawn_at IS NULL
        AND coalesce(respond_by.issued, report.published_on) <= ?
        AND NOT EXISTS (
            SELECT 1 FROM entry WHERE entry.report = respond_by.report AND entry.kind = 'response'
            AND entry.phrase = respond_by.clock AND entry.requires IS respond_by.issued
            AND entry.deadline = respond_by.number AND entry.true_on <= ?
            AND NOT EXISTS (SELECT 1 FROM correction WHERE corrects = entry.uid))
        ORDER BY respond_by.due, report.id, respond_by.number""",
        [until.isoformat(), as_at.isoformat(), as_at.isoformat()],
    )
    clocks = map(ClockRow._make, rows)
    return [clock for clock in clocks if clock.number not in _answered(con, clock.report, as_at)]


def _answered(con: sqlite3.Connection, report: str, as_at: dt.date) -> set[int]:
    """The clocks of a report that were answered, wherever they stand in its list by now.

    The query above passes over what certainly was; here an answer is found by the clock's name,
    under the report's earlier ids too, and where its correction was withdrawn.
    """
    from hmic.dues import DeadlineFacts, meant
    from hmic.model import EntryKind
    from hmic.store.called import names_of
    from hmic.store.entry_rows import ENTRY_COLUMNS, entry_from
    from hmic.store.journal import withdrawn

    rows = con.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE report IN ({names_of('?', 'report')})",  # noqa: S608
        [report],
    ).fetchall()
    if not rows:
        return set()
    clocks = [
        DeadlineFacts(number, None, phrase=clock, requires=issued)
        for number, clock, issued in con.execute(
            "SELECT number, clock, issued FROM respond_by WHERE report = ?", [report]
        )
    ]
    answered: set[int] = set()
    gone = withdrawn(con)
    for entry in map(entry_from, rows):
        if entry.kind is EntryKind.RESPONSE and entry.on <= as_at and entry.uid not in gone:
            found = [clock.number for clock in meant(clocks, entry)]
            answered.update(found if len(found) == 1 else {entry.deadline or 0} & set(found))
    return answered
