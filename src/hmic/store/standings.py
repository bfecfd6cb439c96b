"""Where findings stand, as rows: kept for the present day, made for the moment for an earlier one.

`standing` and `due` hold what the whole journal and register amount to. For a report as at an earlier
day, temporary tables of the same names are filled by folding the journal up to that day; SQLite finds
a temporary table first, so every query of `queries.py` serves both.
"""

from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from hmic.model import Entry, EntryKind, Evidence, Status, Verdict
from hmic.standing import DeadlineFacts, Facts, SaidLater, Standing, stand

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

ENTRY_COLUMNS = (
    "finding, kind, true_on, by_post, report, deadline, part, status, note, reason, owner, due, "
    "agreed_by, review_on, closed_by, superseded_by, corrects, evidence, uid, recorded_at, number"
)

Row = tuple[Any, ...]


def refresh(con: sqlite3.Connection, findings: Iterable[str] | None) -> None:
    """Make the kept standings anew: of these findings, or of all when None."""
    if findings is None:
        con.execute("DELETE FROM due")
        con.execute("DELETE FROM standing")
        _store(con, _standings(con, dt.date.max), "main")
        return
    wanted = sorted(set(findings))
    if not wanted:
        return
    con.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (id TEXT PRIMARY KEY)")
    con.execute("DELETE FROM temp.wanted")
    con.executemany("INSERT INTO temp.wanted VALUES (?)", [(item,) for item in wanted])
    con.execute("DELETE FROM due WHERE finding IN (SELECT id FROM temp.wanted)")
    con.execute("DELETE FROM standing WHERE finding IN (SELECT id FROM temp.wanted)")
    _store(con, _standings(con, dt.date.max, _WANTED), "main")


def as_at(con: sqlite3.Connection, day: dt.date, known_on: dt.date | None = None) -> None:
    """From here on the connection's queries see where findings stood on a day.

    Only what was recorded by `known_on` is taken into account, when it is given. Nothing is done when
    the kept standings say the same; and where only some findings changed since, only they are folded.
    """
    if known_on is not None:
        fold_into(con, day, known_on)
    elif day.isoformat() < last_event(con):
        with _temporary(con):
            note_changed(con, day)
            for table in ("standing", "due"):
                con.execute(
                    f"""INSERT INTO temp.{table} SELECT kept.* FROM main.{table} AS kept
                    JOIN finding ON finding.id = kept.finding
                    JOIN report ON report.id = finding.report AND report.published_on <= ?
                    WHERE kept.finding NOT IN (SELECT id FROM temp.wanted)""",  # noqa: S608
                    [day.isoformat()],
                )
            _store(con, _standings(con, day, _WANTED), "temp")


def fold_into(con: sqlite3.Connection, day: dt.date, known_on: dt.date | None) -> None:
    """Fill temporary tables `standing` and `due` with where findings stood on a day, all folded anew."""
    with _temporary(con):
        _store(con, _standings(con, day, known_on=known_on), "temp")


@contextmanager
def _temporary(con: sqlite3.Connection) -> Iterator[None]:
    """Temporary tables in place of the kept ones, filled inside; the file itself is not written."""
    con.execute("PRAGMA query_only = 0")
    for table in ("standing", "due"):
        text = con.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", [table]).fetchone()[0]
        con.execute(text.replace(f"CREATE TABLE {table}", f"CREATE TEMP TABLE {table}", 1))
    con.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (id TEXT PRIMARY KEY)")
    con.execute("BEGIN")
    yield
    con.execute("COMMIT")
    con.execute("PRAGMA query_only = 1")


_WANTED = "IN (SELECT id FROM temp.wanted)"


def note_changed(con: sqlite3.Connection, day: dt.date) -> None:
    """Put into the temporary table `wanted` each finding about which something happened after a day.

    That is: the force recorded something that was true later, a later report raised it or spoke of it.
    """
    con.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (id TEXT PRIMARY KEY)")
    con.execute("DELETE FROM temp.wanted")
    later = "SELECT id FROM report WHERE published_on > :day"
    spoken = f"SELECT finding FROM follow_up WHERE report IN ({later})"  # noqa: S608 - fixed texts
    con.execute(
        f"""INSERT OR IGNORE INTO temp.wanted
        SELECT finding FROM entry WHERE true_on > :day AND finding IS NOT NULL
        UNION SELECT id FROM finding WHERE report IN ({later})
        UNION {spoken}
        UNION SELECT id FROM finding WHERE same_as IN ({spoken})
        UNION SELECT same_as FROM finding WHERE id IN ({spoken}) AND same_as IS NOT NULL
        UNION SELECT id FROM finding WHERE parent IN ({spoken})""",  # noqa: S608 - fixed texts
        {"day": day.isoformat()},
    )


def open_then(con: sqlite3.Connection, day: dt.date) -> dict[str, tuple[bool | None, bool]]:
    """Each finding about which something happened after a day: whether it was open then, and is now.

    None for one that was not yet there. The connection must see the present day.
    """
    con.execute("PRAGMA query_only = 0")
    note_changed(con, day)
    con.execute("PRAGMA query_only = 1")
    then = {s.finding: s.status.is_open for s, _, _ in _standings(con, day, _WANTED)}
    now = con.execute(
        """SELECT standing.finding, standing.open FROM temp.wanted
        CROSS JOIN standing ON standing.finding = wanted.id WHERE NOT standing.withdrawn"""
    )
    return {finding: (then.get(finding), bool(is_open)) for finding, is_open in now}


def last_event(con: sqlite3.Connection) -> str:
    """The last day on which anything changed where a finding stands."""
    entry = con.execute("SELECT max(true_on) FROM entry").fetchone()[0]
    report = con.execute("SELECT max(published_on) FROM report").fetchone()[0]
    return max(entry or "", report or "")


def entry_from(row: Row) -> Entry:
    """A row of `ENTRY_COLUMNS` as an entry."""

    def date(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    return Entry(
        finding=row[0],
        kind=EntryKind(row[1]),
        on=dt.date.fromisoformat(row[2]),
        by=row[3],
        report=row[4],
        deadline=row[5],
        part=row[6],
        status=Status(row[7]) if row[7] else None,
        note=row[8],
        reason=row[9],
        owner=row[10],
        due=date(row[11]),
        agreed_by=row[12],
        review_on=date(row[13]),
        closed_by=row[14],
        superseded_by=row[15],
        corrects=row[16],
        evidence=tuple(Evidence(**piece) for piece in json.loads(row[17])),
        uid=row[18],
        recorded_at=row[19],
        number=row[20],
    )


def _grouped(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    for key, group in groupby(rows, key=itemgetter(0)):
        yield key, list(group)


class _Ahead:
    """Rows grouped by finding, handed out as an ordered run over the findings asks for them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.groups = _grouped(rows)
        self.next = next(self.groups, None)

    def of(self, finding: str) -> list[Row]:
        while self.next is not None and self.next[0] < finding:
            self.next = next(self.groups, None)
        if self.next is not None and self.next[0] == finding:
            return self.next[1]
        return []


def _standings(
    con: sqlite3.Connection, day: dt.date, wanted: str = "", known_on: dt.date | None = None
) -> Iterator[tuple[Standing, str, bool]]:
    """Fold every wanted finding whose report was published by the day; its kind, whether withdrawn."""
    from hmic.deadlines import next_occurrence

    def only(column: str) -> str:
        return f" AND {column} {wanted}" if wanted else ""

    until = day.isoformat()
    # The moments are UTC, so what was recorded on a day sorts before the day with a letter after it.
    recorded = f"{known_on.isoformat()}~" if known_on else "~"
    findings = con.execute(
        f"""SELECT finding.id, report.published_on, addressed_to, finding.withdrawn_at IS NOT NULL,
            issued, kind FROM finding JOIN report ON report.id = finding.report
            WHERE report.published_on <= ?{only("finding.id")} ORDER BY finding.id""",  # noqa: S608
        [until],
    )
    deadlines = _Ahead(
        con.execute(
            f"""SELECT finding, number, due, exact, recurs, due_to FROM deadline
            WHERE 1{only("finding")} ORDER BY finding, number"""  # noqa: S608
        )
    )
    said = _Ahead(con.execute(_said(wanted)))
    entries = _Ahead(
        con.execute(
            f"""SELECT {ENTRY_COLUMNS} FROM entry
            WHERE finding IS NOT NULL AND recorded_at < ?{only("finding")}
            ORDER BY finding, true_on, number""",  # noqa: S608
            [recorded],
        )
    )
    for finding, published, addressed_to, withdrawn, issued, kind in findings:
        facts = Facts(
            finding=finding,
            published_on=dt.date.fromisoformat(issued or published),
            addressed_to=addressed_to,
            withdrawn=bool(withdrawn),
            deadlines=tuple(
                DeadlineFacts(n, dt.date.fromisoformat(d) if d else None, bool(e), r, to)
                for _, n, d, e, r, to in deadlines.of(finding)
            ),
            said_later=tuple(
                SaidLater(dt.date.fromisoformat(on), Verdict(verdict), report)
                for _, on, verdict, report in said.of(finding)
            ),
        )
        found = stand(facts, map(entry_from, entries.of(finding)), day, next_occurrence)
        yield found, kind, bool(withdrawn)


def _said(wanted: str) -> str:
    """The query for what later reports say of each finding, in the order of the findings.

    What is said of a finding is said of those that state the same matter in the same report too; and a
    cause of concern is resolved with its recommendations, since it cannot end before them.
    """
    branches = (
        ("follow_up.finding", "", ""),
        ("twin.id", "JOIN finding AS twin ON twin.same_as = follow_up.finding", ""),
        ("twin.same_as", "JOIN finding AS twin ON twin.id = follow_up.finding", "twin.same_as IS NOT NULL"),
        ("part.id", "JOIN finding AS part ON part.parent = follow_up.finding", "verdict = 'resolved'"),
    )
    parts = []
    for spoken, join, condition in branches:
        conditions = [condition] if condition else []
        conditions += [f"{spoken} {wanted}"] if wanted else []
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        parts.append(_SPOKEN.format(spoken=spoken, join=join, where=where))
    return " UNION ".join(parts) + " ORDER BY spoken, published_on"


_SPOKEN = """SELECT {spoken} AS spoken, published_on, verdict, report.id
FROM follow_up JOIN report ON report.id = follow_up.report AND report.withdrawn_at IS NULL {join}{where}"""


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


_STANDING = "INSERT INTO {schema}.standing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DUE = "INSERT INTO {schema}.due VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BATCH = 2000


def _store(con: sqlite3.Connection, standings: Iterable[tuple[Standing, str, bool]], schema: str) -> None:
    """Write standings in batches, so that a country's fit into little memory."""
    standings = iter(standings)
    while batch := list(islice(standings, _BATCH)):
        con.executemany(_STANDING.format(schema=schema), [_row(*one) for one in batch])
        con.executemany(_DUE.format(schema=schema), [row for one in batch for row in _dues(one[0])])


def _row(s: Standing, kind: str, withdrawn: bool) -> Row:  # noqa: FBT001 - a column
    return (
        s.finding, s.status.value, s.status.is_open, s.since.isoformat(), s.owner, s.reason,
        _iso(s.review_on), s.closed_by, s.superseded_by, _iso(s.last_on), s.last_note,
        _iso(s.next_due), s.needs_target, json.dumps(s.parts_met) if s.parts_met else "[]", kind, withdrawn,
    )  # fmt: skip


def _dues(s: Standing) -> Iterator[Row]:
    for d in s.dues:
        yield (
            s.finding, d.number, _iso(d.due), _iso(d.original_due), _iso(d.target), d.exact,
            d.basis.value if d.basis else None, d.times_extended, d.why_moved, _iso(d.met_on),
            d.counts, _iso(d.silent_until),
        )  # fmt: skip
