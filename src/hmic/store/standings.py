"""Where findings stand, as rows: kept for the present day, made for the moment for an earlier one.

`standing` and `due` hold what the whole journal and register amount to. For a report as at an earlier
day, temporary tables of the same names are filled by folding the journal up to that day; SQLite finds
a temporary table first, so every query of `queries.py` serves both.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from contextlib import contextmanager
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from hmic.dues import DeadlineFacts
from hmic.model import Entry, EntryKind, Evidence, Status, Verdict
from hmic.standing import Facts, Heard, SaidLater, Standing, stand
from hmic.store.called import CALLED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

ENTRY_COLUMNS = (
    "finding, kind, true_on, by_post, report, deadline, part, status, note, reason, owner, due, "
    "agreed_by, review_on, closed_by, superseded_by, corrects, evidence, uid, recorded_at, number, "
    "learned_at, "
    # An entry of a journal that did not keep the words of deadlines has them beside the journal.
    "CASE WHEN phrase IS NULL AND deadline IS NOT NULL "
    "THEN (SELECT kept.phrase FROM entry_words AS kept WHERE kept.uid = entry.uid) ELSE phrase END, "
    "CASE WHEN phrase IS NULL AND deadline IS NOT NULL "
    "THEN (SELECT kept.requires FROM entry_words AS kept WHERE kept.uid = entry.uid) ELSE requires END, "
    "occurrence"
)

Row = tuple[Any, ...]


Before = Callable[[Entry, Standing], None]
"""Hears of each entry that is folded, and of where its finding stood before it."""


def _nobody(entry: Entry, standing: Standing) -> None:
    """Nobody wants to hear."""


def refresh(con: sqlite3.Connection, findings: Iterable[str] | None, before: Before = _nobody) -> None:
    """Make the kept standings anew: of these findings, or of all when None."""
    if findings is None:
        con.execute("DELETE FROM due")
        con.execute("DELETE FROM standing")
        _store(con, _standings(con, dt.date.max), "main")
        return
    wanted = sorted(set(findings))
    if not wanted:
        return
    want(con, wanted)
    want_renamed(con)
    con.execute("DELETE FROM due WHERE finding IN (SELECT id FROM temp.wanted)")
    con.execute("DELETE FROM standing WHERE finding IN (SELECT id FROM temp.wanted)")
    _store(con, _standings(con, dt.date.max, _WANTED, before=before), "main")


def as_at(con: sqlite3.Connection, day: dt.date, known: str = "~") -> None:
    """From here on the connection's queries see where findings stood on a day.

    Only what was recorded before the moment `known` is taken into account. Nothing is done when
    the kept standings say the same; and where only some findings changed since, only they are folded.
    """
    if known != "~":
        fold_into(con, day, known)
    elif day.isoformat() < last_event(con):
        with _temporary(con):
            note_changed(con, day)
            for table in ("standing", "due"):
                con.execute(
                    f"""INSERT INTO temp.{table} SELECT kept.* FROM main.{table} AS kept
                    JOIN finding ON finding.id = kept.finding
                    JOIN report ON report.id = finding.report
                        AND coalesce(finding.issued, report.published_on) <= ?
                    WHERE kept.finding NOT IN (SELECT id FROM temp.wanted)""",  # noqa: S608
                    [day.isoformat()],
                )
            _store(con, _standings(con, day, _WANTED), "temp")


def fold_into(con: sqlite3.Connection, day: dt.date, known: str) -> None:
    """Fill temporary tables `standing` and `due` with where findings stood on a day, all folded anew."""
    with _temporary(con):
        _store(con, _standings(con, day, known=known), "temp")


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

    That is: the force recorded something that was true later, a later report raised it or spoke of it or
    of one whose word reaches it.
    """
    want(con, ())
    later = "SELECT id FROM report WHERE published_on > :day"
    con.execute(
        f"""INSERT OR IGNORE INTO temp.wanted
        SELECT finding FROM entry WHERE true_on > :day AND finding IS NOT NULL
        UNION SELECT id FROM finding WHERE report IN ({later})
        UNION SELECT finding FROM follow_up WHERE report IN ({later})""",  # noqa: S608 - fixed texts
        {"day": day.isoformat()},
    )
    want_reached(con)


def want(con: sqlite3.Connection, findings: Iterable[str]) -> None:
    """Fill the temporary table `wanted` with these findings and no others."""
    con.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (id TEXT PRIMARY KEY)")
    con.execute("DELETE FROM temp.wanted")
    con.executemany("INSERT OR IGNORE INTO temp.wanted VALUES (?)", [(item,) for item in findings])


def want_renamed(con: sqlite3.Connection) -> None:
    """Add to `wanted` the present ids of findings that it has under an earlier one."""
    con.execute(
        f"""INSERT OR IGNORE INTO temp.wanted SELECT now FROM {CALLED}
        WHERE old IN (SELECT id FROM temp.wanted)"""  # noqa: S608 - our own names
    )


def want_reached(con: sqlite3.Connection) -> None:
    """Add to `wanted` every finding that a word said of one in it reaches; see `_said`."""
    want_renamed(con)
    twins = """INSERT OR IGNORE INTO temp.wanted
        SELECT finding.id FROM temp.wanted CROSS JOIN finding ON finding.same_as = wanted.id
        UNION SELECT same_as FROM temp.wanted CROSS JOIN finding ON finding.id = wanted.id
        WHERE same_as IS NOT NULL"""
    own = """INSERT OR IGNORE INTO temp.wanted
        SELECT finding.id FROM temp.wanted CROSS JOIN finding ON finding.parent = wanted.id"""
    for statement in (twins, own):
        con.execute(statement)


def reached(con: sqlite3.Connection, findings: Iterable[str]) -> set[str]:
    """These findings and every other whose standing can depend on what is said of them."""
    want(con, findings)
    want_reached(con)
    return {row[0] for row in con.execute("SELECT id FROM temp.wanted")}


def open_then(
    con: sqlite3.Connection, day: dt.date
) -> tuple[dict[str, tuple[bool | None, bool]], dict[str, str]]:
    """Each finding about which something happened after a day: whether it was open then, and is now.

    None for one that was not yet there. The second mapping gives the kind of each. The connection must see
    the present day.
    """
    con.execute("PRAGMA query_only = 0")
    note_changed(con, day)
    con.execute("PRAGMA query_only = 1")
    then = {s.finding: s.status.is_open for s, _, _ in _standings(con, day, _WANTED)}
    now = con.execute(
        """SELECT standing.finding, standing.open, standing.finding_kind FROM temp.wanted
        CROSS JOIN standing ON standing.finding = wanted.id WHERE NOT standing.withdrawn"""
    ).fetchall()
    changed = {finding: (then.get(finding), bool(is_open)) for finding, is_open, _ in now}
    return changed, {finding: kind for finding, _, kind in now}


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
        learned_at=row[21],
        phrase=row[22],
        requires=row[23],
        occurrence=date(row[24]),
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
    con: sqlite3.Connection,
    day: dt.date,
    wanted: str = "",
    known: str = "~",
    before: Before = _nobody,
) -> Iterator[tuple[Standing, str, bool]]:
    """Fold every wanted finding whose report was published by the day; its kind, whether withdrawn."""
    from hmic.deadlines import next_occurrence

    def only(column: str) -> str:
        return f" AND {column} {wanted}" if wanted else ""

    until = day.isoformat()
    findings = con.execute(
        f"""SELECT finding.id, report.published_on, acts, finding.withdrawn_at IS NOT NULL,
            issued, kind, report.exact FROM finding JOIN report ON report.id = finding.report
            WHERE coalesce(issued, report.published_on) <= ?{only("finding.id")} ORDER BY finding.id""",  # noqa: S608
        [until],
    )
    deadlines = _Ahead(
        con.execute(
            f"""SELECT finding, number, due, exact, recurs, acts, phrase, requires, formerly FROM deadline
            WHERE 1{only("finding")} ORDER BY finding, number"""  # noqa: S608
        )
    )
    said = _Ahead(con.execute(_said(wanted)))
    entries = _Ahead(con.execute(_recorded(con, wanted), {"recorded": known}))
    for finding, published, whose, withdrawn, issued, kind, exact in findings:
        facts = Facts(
            finding=finding,
            published_on=dt.date.fromisoformat(issued or published),
            exact=bool(issued or exact),
            ours=whose == "force",
            withdrawn=bool(withdrawn),
            deadlines=tuple(facts_of(row) for row in deadlines.of(finding)),
            said_later=tuple(
                SaidLater(
                    dt.date.fromisoformat(on),
                    Verdict(verdict),
                    report,
                    Heard(heard),
                    position,
                    bool(known),
                )
                for _, on, verdict, report, heard, position, known in said.of(finding)
            ),
        )
        found = stand(facts, map(entry_from, entries.of(finding)), day, next_occurrence, before)
        yield found, kind, bool(withdrawn)


def deadlines_named(con: sqlite3.Connection, entries: Iterable[Entry]) -> dict[str, list[DeadlineFacts]]:
    """The deadlines on the register of each finding of which an entry names one."""
    findings = sorted({e.finding for e in entries if e.deadline is not None and e.finding is not None})
    rows = con.execute(
        """SELECT finding, number, due, exact, recurs, acts, phrase, requires, formerly
        FROM json_each(?) AS wanted CROSS JOIN deadline ON deadline.finding = wanted.value""",
        [json.dumps(findings)],
    )
    found: dict[str, list[DeadlineFacts]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(facts_of(row))
    return found


def _recorded(con: sqlite3.Connection, wanted: str) -> str:
    """The query for the entries of each finding, in the order of the findings.

    What was recorded under an id that was changed belongs to the present one.
    """
    own = f"""SELECT {ENTRY_COLUMNS} FROM entry WHERE finding {wanted or "IS NOT NULL"}
        AND known_at < :recorded"""  # noqa: S608 - our own names
    if con.execute("SELECT 1 FROM finding WHERE renamed_to IS NOT NULL LIMIT 1").fetchone() is None:
        return f"{own} ORDER BY finding, true_on, number"
    columns = ENTRY_COLUMNS.replace("finding", "now", 1)
    former = f"""SELECT {columns} FROM {CALLED} AS called CROSS JOIN entry ON entry.finding = called.old
        WHERE now {wanted or "IS NOT NULL"} AND known_at < :recorded"""  # noqa: S608 - our own names
    return f"{own} UNION ALL {former} ORDER BY 1"


def facts_of(row: Row) -> DeadlineFacts:
    """What a row says of a deadline; its columns are those of `deadlines_named`."""
    _, number, due, exact, recurs, acts, phrase, requires, formerly = row
    day = dt.date.fromisoformat(due) if due else None
    earlier = tuple(json.loads(formerly)) if formerly else ()
    return DeadlineFacts(number, day, bool(exact), recurs, acts == "force", phrase, requires, earlier)


_TWIN_OF = "JOIN finding AS twin ON twin.same_as = follow_up.finding"
_TWIN_NAMED = "JOIN finding AS twin ON twin.id = follow_up.finding"
_REACHES = (
    (Heard.OWN, "follow_up.finding", ""),
    (Heard.TWIN, "twin.id", _TWIN_OF),
    (Heard.TWIN, "twin.same_as", _TWIN_NAMED),
    (Heard.CONCERN, "part.id", "JOIN finding AS part ON part.parent = follow_up.finding"),
    (Heard.CONCERN_TWIN, "part.id", f"{_TWIN_OF} JOIN finding AS part ON part.parent = twin.id"),
    (Heard.CONCERN_TWIN, "part.id", f"{_TWIN_NAMED} JOIN finding AS part ON part.parent = twin.same_as"),
)
"""Whom a follow-up reaches: the finding itself, those that state the same matter in the same report, and
the recommendations of a cause of concern. The fold decides which of these words counts."""


def _said(wanted: str) -> str:
    """The query for what later reports say of each finding, in the order of the findings."""
    parts = [
        f"""SELECT {spoken} AS spoken, published_on, verdict, report.id, {heard:d}, follow_up.position,
        report.exact
        FROM follow_up JOIN report ON report.id = follow_up.report AND report.withdrawn_at IS NULL {join}
        WHERE {spoken} {wanted or "IS NOT NULL"}"""  # noqa: S608 - fixed texts
        for heard, spoken, join in _REACHES
    ]
    return " UNION ALL ".join(parts) + " ORDER BY spoken"


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


_STANDING = (
    "INSERT INTO {schema}.standing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_DUE = "INSERT INTO {schema}.due VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
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
        s.reopened_by, s.since_exact, _iso(s.last_note_on), _iso(s.review_due),
    )  # fmt: skip


def _times(met: dict[dt.date, dt.date]) -> str:
    return json.dumps({time.isoformat(): day.isoformat() for time, day in sorted(met.items())})


def _dues(s: Standing) -> Iterator[Row]:
    for d in s.dues:
        yield (
            s.finding, d.number, _iso(d.due), _iso(d.original_due), _iso(d.target), d.exact,
            d.basis.value if d.basis else None, d.times_extended, d.why_moved, _iso(d.met_on),
            d.counts, _iso(d.silent_until), d.original_exact, _iso(d.missed), _iso(d.occurrence),
            _times(d.occurrences) if d.occurrences else "{}",
        )  # fmt: skip
