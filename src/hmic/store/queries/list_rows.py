"""Findings and their deadlines, filtered and searched."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from hmic.counts import Apart, TallyRow
from hmic.store.present_ids import NOW_CALLED
from hmic.store.queries import OF_FINDING, columns, read
from hmic.store.queries.overdue_rows import count_apart, falls_due, review_falls_due


class ListRow(NamedTuple):
    """A finding as `list` shows it."""

    finding: str
    kind: str
    title: str
    report: str
    published: str
    area: str | None
    themes: str
    owner: str | None
    status: str
    open: int
    next_due: str | None
    voice: str


class DeadlineRow(NamedTuple):
    """A deadline with its words, its rule and its status."""

    finding: str
    number: int
    phrase: str | None
    requires: str | None
    condition: str | None
    due_to: str | None
    rule: str | None
    anchor: str | None
    anchor_source: str | None
    due: str | None
    original_due: str | None
    target: str | None
    exact: int
    basis: str | None
    times_extended: int
    why_moved: str | None
    met_on: str | None
    counts: int
    silent_until: str | None
    original_exact: int
    missed: str | None
    recurs: str | None
    occurrence: str | None
    occurrences: str
    """JSON: each time of a recurring deadline that was met, and when."""
    given: int
    """Whether the inspectorate's words give a date."""

    @property
    def since(self) -> str | None:
        """The date that was missed, where it is overdue or was met late."""
        return self.missed or self.due

    @property
    def since_exact(self) -> bool:
        """Whether that date is exact: a date that somebody set always is."""
        if self.missed is None:
            return bool(self.exact)
        return bool(self.original_exact) or self.missed != self.original_due


class Filter(NamedTuple):
    """Which findings are wanted; what is None does not matter."""

    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    owner: str | None = None
    open_only: bool = False
    overdue_on: dt.date | None = None
    needs_target: bool = False
    search: str | None = None
    areas: tuple[str, ...] = ()


def findings(con: sqlite3.Connection, wanted: Filter) -> list[ListRow]:
    """The findings that a filter lets through, in the order of the registers."""
    where, values = _conditions(wanted)
    rows = con.execute(
        f"""
        SELECT {columns(ListRow, **OF_FINDING)}
        FROM finding
        JOIN standing ON standing.finding = finding.id
        JOIN report ON report.id = finding.report
        WHERE finding.withdrawn_at IS NULL{where}
        ORDER BY report.published_on, report.position, report.id, finding.position
        """,  # noqa: S608 - fixed texts only
        values,
    )
    return read(rows, ListRow)


def _conditions(wanted: Filter) -> tuple[str, dict[str, str]]:
    parts: list[str] = []
    values: dict[str, str] = {}

    def one_of(column: str, words: Iterable[str]) -> None:
        words = list(words)
        if words:
            parts.append(f"{column} IN ({marks(words)})")

    def marks(words: Iterable[str]) -> str:
        """The marks of some values, which are noted under them."""
        names = [f"v{number}" for number, _ in enumerate(words, len(values))]
        values.update(zip(names, words, strict=True))
        return ", ".join(f":{name}" for name in names)

    one_of("finding.kind", wanted.kinds)
    one_of("standing.status", wanted.statuses)
    one_of("finding.report", wanted.reports)
    one_of("finding.area", wanted.areas)
    if wanted.themes:
        themes = f"SELECT finding FROM theme WHERE theme IN ({marks(wanted.themes)})"  # noqa: S608
        parts.append(f"finding.id IN ({themes})")
    if wanted.owner is not None:
        one_of("standing.owner", [wanted.owner])
    if wanted.open_only:
        parts.append("standing.open")
    if wanted.needs_target:
        parts.append("standing.needs_target")
    if wanted.overdue_on is not None:
        parts.append(
            f"finding.id IN (SELECT finding FROM due WHERE {falls_due()} "  # noqa: S608 - fixed texts
            f"UNION SELECT finding FROM standing WHERE {review_falls_due()})"
        )
        values["day"] = wanted.overdue_on.isoformat()
    if wanted.search is not None:
        parts.append(_HOLDS_WORDS)
        values["words"] = fts_query(wanted.search)
    return "".join(f" AND {part}" for part in parts), values


_HOLDS_WORDS = (
    "finding.id IN (SELECT finding.id FROM finding_fts JOIN finding ON finding.rowid = finding_fts.rowid "  # noqa: S608
    f"WHERE finding_fts MATCH :words UNION SELECT {NOW_CALLED} FROM entry_fts "
    "JOIN entry ON entry.number = entry_fts.rowid "
    "WHERE entry_fts MATCH :words)"
)


def fts_query(text: str) -> str:
    """Free text as a search: every word must occur, in any of its forms (the index keeps stems)."""
    words = [word.replace('"', '""') for word in text.split()]
    return " ".join(f'"{word}"' for word in words) or '""'


_OWN = {"due": "due.due", "exact": "due.exact", "given": "deadline.due IS NOT NULL"}
_DEADLINES = f"""SELECT {columns(DeadlineRow, **_OWN)}
    FROM due LEFT JOIN deadline USING (finding, number)"""  # noqa: S608 - fixed text


def deadlines_of(con: sqlite3.Connection, ids: Iterable[str]) -> dict[str, list[DeadlineRow]]:
    """The deadlines of some findings, by finding."""
    return _by_finding(con, "WHERE due.finding IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))


def all_deadlines(con: sqlite3.Connection) -> dict[str, list[DeadlineRow]]:
    """Every deadline, by finding."""
    return _by_finding(con)


def _by_finding(con: sqlite3.Connection, where: str = "", *values: str) -> dict[str, list[DeadlineRow]]:
    rows = con.execute(f"{_DEADLINES} {where} ORDER BY due.finding, due.number", values)
    result: dict[str, list[DeadlineRow]] = {}
    for row in read(rows, DeadlineRow):
        result.setdefault(row.finding, []).append(row)
    return result


def tally(con: sqlite3.Connection) -> list[TallyRow]:
    """How many findings on the register there are of each kind and status."""
    rows = con.execute(
        """SELECT finding_kind AS kind, status, open, count(*) AS number FROM standing WHERE withdrawn = 0
        GROUP BY finding_kind, status, open"""
    )
    return read(rows, TallyRow)


def count_unowned(con: sqlite3.Connection) -> Apart:
    """How many open findings have no owner; observations apart."""
    return count_apart(con, "open AND NOT withdrawn AND owner IS NULL")


def last_load(con: sqlite3.Connection) -> str | None:
    """The moment of the last load that changed anything."""
    found: str | None = con.execute("SELECT max(loaded_at) FROM load").fetchone()[0]
    return found


def open_findings(con: sqlite3.Connection) -> list[tuple[str, str]]:
    """The ids and kinds of what is open, in their own order."""
    return con.execute(
        "SELECT finding, finding_kind FROM standing WHERE open AND NOT withdrawn ORDER BY finding"
    ).fetchall()


def those_seen(con: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Those of some findings that the connection sees."""
    rows = con.execute(
        "SELECT finding.id FROM json_each(?) AS wanted CROSS JOIN finding ON finding.id = wanted.value",
        [json.dumps(list(ids))],
    )
    return {row[0] for row in rows}


def open_by_finding(con: sqlite3.Connection) -> dict[str, bool]:
    """Whether each finding on the register is open."""
    rows = con.execute("SELECT finding, open FROM standing WHERE NOT withdrawn")
    return {finding: bool(is_open) for finding, is_open in rows}


def kinds(con: sqlite3.Connection) -> dict[str, str]:
    """The kind of each finding on the register."""
    return dict(con.execute("SELECT finding, finding_kind FROM standing WHERE NOT withdrawn").fetchall())
