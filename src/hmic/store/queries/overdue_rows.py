"""What falls due."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import NamedTuple

from hmic.counts import RESPONSE, Apart, Dated
from hmic.row_columns import Day, Exact
from hmic.store.queries import columns, read


class OverdueRow(NamedTuple):
    """A deadline that is overdue or falls due soon, with what a reader needs to know of its finding.

    `deadline` is 0 where it is no deadline but the review date of what is on hold. A clock that runs for a
    report as a whole is of the kind RESPONSE, with the report's id in place of a finding's.
    """

    finding: str
    kind: str
    title: str
    report: str
    deadline: int
    requires: str | None
    phrase: str | None
    due: Day
    original_due: Day | None
    exact: Exact
    basis: str
    days_overdue: int
    """From the date that was missed, which a later move does not undo; negative before the date."""
    times_extended: int
    owner: str | None
    status: str
    last_update: Day | None
    last_note: str | None
    days_since_update: int | None
    why_moved: str | None
    last_note_on: Day | None
    original_exact: Exact
    missed: Day | None
    """The date that had passed unmet when it was moved."""
    overdue_since: Day | None
    reopened_by: str | None

    @property
    def key(self) -> tuple[str, int]:
        """Which deadline it is."""
        return (self.finding, self.deadline)

    @property
    def days_after(self) -> int:
        """Days from the present date, by which reminders go; negative before it."""
        if self.overdue_since is None:
            return self.days_overdue
        ordinal = dt.date.fromisoformat
        return self.days_overdue - (ordinal(self.due) - ordinal(self.overdue_since)).days

    @property
    def since(self) -> str:
        """The date that was missed, once it is overdue."""
        return self.missed or self.due

    @property
    def since_exact(self) -> bool:
        """Whether that date is exact: a date that somebody set always is."""
        if self.missed is None:
            return bool(self.exact)
        return bool(self.original_exact) or self.missed != self.original_due


_COLUMNS = columns(
    OverdueRow,
    days_overdue="CAST(julianday(:day) - julianday(since) AS INTEGER)",
    days_since_update="CAST(julianday(:day) - julianday(last_update) AS INTEGER)",
    overdue_since="CASE WHEN since < :day THEN since END",
)
REVIEW = "review of what is on hold"
"""What must be done by the date that has no number of a deadline, but 0."""


def falls_due(*, until: bool = False) -> str:
    """A deadline that is overdue on `:day`, or due by `:until`, as a condition on the table `due`.

    The view `overdue_today` in schema.sql has the same condition; its text is compared with databases'.
    """
    speaks = "(due.silent_until IS NULL OR due.silent_until < :day)"
    return f"due.counts AND {_falls('due.due', until=until)} AND {speaks}"


def review_falls_due(*, until: bool = False) -> str:
    """A finding on hold whose review is overdue or due so, as a condition on the table `standing`.

    From the day after it the deadlines speak again: then only where none of them is overdue.
    """
    return f"""{_falls("review_due", until=until)} AND (review_due >= :day OR NOT EXISTS (
        SELECT 1 FROM due WHERE due.finding = standing.finding AND counts AND due < :day))"""  # noqa: S608 - fixed text


def due_by(
    con: sqlite3.Connection, as_at: dt.date, until: dt.date | None = None, *, owner: str | None = None
) -> list[OverdueRow]:
    """The deadlines that count and are overdue, or fall due by `until`, the most overdue first.

    A finding on hold is silent until its review date has passed, and only that date falls due. It is
    overdue from then on: by its deadlines, or where none of them is overdue by the review date itself.
    """
    where = "" if owner is None else " AND standing.owner = :owner"
    rows = con.execute(
        f"""SELECT {_COLUMNS} FROM (
        SELECT due.finding, finding.kind, finding.title, finding.report, due.number AS deadline,
               deadline.requires, deadline.phrase, due.due, due.original_due, due.exact, due.basis,
               due.times_extended, due.why_moved, standing.owner, standing.status,
               standing.last_on AS last_update, standing.last_note, standing.last_note_on,
               due.original_exact, due.missed, standing.reopened_by,
               CASE WHEN due.missed IS NOT NULL AND due.due < :day THEN due.missed ELSE due.due END AS since
        FROM due
        CROSS JOIN finding ON finding.id = due.finding
        CROSS JOIN standing ON standing.finding = due.finding
        LEFT JOIN deadline ON deadline.finding = due.finding AND deadline.number = due.number
        WHERE {falls_due(until=until is not None)}{where}
        UNION ALL
        SELECT finding.id, kind, title, report, 0, '{REVIEW}', NULL, review_due,
               review_due, 1, 'target', 0, NULL, owner, status, last_on, last_note, last_note_on, 1, NULL,
               reopened_by, review_due
        FROM standing CROSS JOIN finding ON finding.id = standing.finding
        WHERE {review_falls_due(until=until is not None)}{where}
        ) ORDER BY since, finding, deadline
        """,  # noqa: S608 - fixed texts only
        {"day": as_at.isoformat(), "until": _iso(until), "owner": owner},
    )
    return read(rows, OverdueRow)


def _falls(due: str, *, until: bool) -> str:
    """A condition on a date: overdue, or due by the day `:until`."""
    return f"{due} <= :until" if until else f"{due} < :day"


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def count_overdue(con: sqlite3.Connection, as_at: dt.date) -> Dated:
    """How many findings are overdue, with how many deadlines; observations and responses apart."""
    day = {"day": as_at.isoformat()}
    rows = con.execute(
        f"""SELECT standing.finding_kind = 'observation', count(DISTINCT due.finding), count(*)
        FROM due CROSS JOIN standing ON standing.finding = due.finding
        WHERE {falls_due()} GROUP BY 1""",  # noqa: S608 - fixed text
        day,
    )
    found = {apart: counts for apart, *counts in rows}
    held = count_apart(con, review_falls_due(), **day)
    findings, deadlines = [number + held.findings for number in found.get(0, (0, 0))]
    observations, theirs = [number + held.observations for number in found.get(1, (0, 0))]
    return Dated(findings, deadlines, observations, theirs, len(clocks_due_by(con, as_at)))


def count_needing_target(con: sqlite3.Connection, owner: str | None = None) -> Apart:
    """How many open findings have no deadline or target; observations apart."""
    return count_apart(con, "needs_target AND (:owner IS NULL OR owner = :owner)", owner=owner)


def count_reopened(con: sqlite3.Connection) -> Apart:
    """How many findings a later report has reopened; observations separately."""
    return count_apart(con, "open AND NOT withdrawn AND reopened_by IS NOT NULL")


def count_apart(con: sqlite3.Connection, where: str, **values: str | None) -> Apart:
    """How many findings have a status for which a condition holds; observations separately."""
    query = f"SELECT finding_kind = 'observation', count(*) FROM standing WHERE {where} GROUP BY 1"  # noqa: S608
    found = dict(con.execute(query, values).fetchall())
    return Apart(found.get(0, 0), found.get(1, 0))


def clocks_of(con: sqlite3.Connection, report: str) -> list[tuple[int, str]]:
    """The clocks that run for a report: number and name."""
    return con.execute(
        "SELECT number, clock FROM respond_by WHERE report = ? ORDER BY number", [report]
    ).fetchall()


def clocks_due_by(
    con: sqlite3.Connection, as_at: dt.date, until: dt.date | None = None
) -> list[OverdueRow]:
    """The clocks of reports that are overdue, or fall due by `until`, and were not met by `as_at`."""
    rows = con.execute(
        f"""SELECT {_COLUMNS} FROM (
        SELECT report.id AS finding, '{RESPONSE}' AS kind, report.title, report.id AS report,
        respond_by.number AS deadline, respond_by.note AS requires, respond_by.clock AS phrase,
        respond_by.due, respond_by.due AS original_due, respond_by.exact, 'inspectorate' AS basis,
        0 AS times_extended, NULL AS owner, 'open' AS status, NULL AS last_update, NULL AS last_note,
        NULL AS why_moved, NULL AS last_note_on, respond_by.exact AS original_exact, NULL AS missed,
        NULL AS reopened_by, respond_by.due AS since
        FROM respond_by JOIN report ON report.id = respond_by.report
        WHERE {_falls("respond_by.due", until=until is not None)} AND report.withdrawn_at IS NULL
        AND coalesce(respond_by.issued, report.published_on) <= :day
        ) ORDER BY due, finding, deadline""",  # noqa: S608 - fixed text
        {"day": as_at.isoformat(), "until": _iso(until)},
    )
    clocks = read(rows, OverdueRow)
    answered = {report: _answered(con, report, as_at) for report in {row.report for row in clocks}}
    return [row for row in clocks if row.deadline not in answered[row.report]]


def _answered(con: sqlite3.Connection, report: str, as_at: dt.date) -> set[int]:
    """The clocks of a report that were answered, wherever they are in its list by now.

    Answers are found by the clock's name, under the report's earlier ids too.
    """
    from hmic.met_or_missed import DeadlineFacts, meant
    from hmic.model import EntryKind
    from hmic.store.entry_rows import ENTRY_COLUMNS, entry_from
    from hmic.store.journal import withdrawn
    from hmic.store.present_ids import names_of

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
    gone = withdrawn(con)  # by a correction of whatever day: `entry` may show only what was true by then
    for entry in map(entry_from, rows):
        if entry.kind is EntryKind.RESPONSE and entry.on <= as_at and entry.uid not in gone:
            found = [clock.number for clock in meant(clocks, entry)]
            answered.update(found if len(found) == 1 else {entry.deadline or 0} & set(found))
    return answered
