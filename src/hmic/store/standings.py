"""The status of findings, as rows of `standing` and `due`: kept for today, made for an earlier day."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from hmic.store.fold import Ahead, do_nothing, standings
from hmic.store.present_ids import CALLED
from hmic.words import end_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from hmic.standing import Standing
    from hmic.store.fold import Before, Row

FOLLOWING = ("standing", "due")
"""The tables that follow from the register and the journal."""


def refresh(con: sqlite3.Connection, findings: Iterable[str] | None, before: Before = do_nothing) -> None:
    """Make the kept standings anew: of these findings, or of all when None."""
    if findings is None:
        con.execute("DELETE FROM due")
        con.execute("DELETE FROM standing")
        _store(con, standings(con, dt.date.max), "main.")
        return
    wanted = sorted(set(findings))
    if not wanted:
        return
    want(con, wanted)
    want_renamed(con)
    con.execute("DELETE FROM due WHERE finding IN (SELECT id FROM temp.wanted)")
    con.execute("DELETE FROM standing WHERE finding IN (SELECT id FROM temp.wanted)")
    _store(con, standings(con, dt.date.max, _WANTED, before=before), "main.")


def fold_then(con: sqlite3.Connection, day: dt.date, *, all_anew: bool) -> None:
    """Fill the temporary tables `then_standing` and `then_due` with the status of findings on a day.

    What is kept is copied, but of findings about which something happened since; with `all_anew` all
    are folded from what the connection sees.
    """
    for table in FOLLOWING:
        make_then(con, table)
    if all_anew:
        _store(con, standings(con, day), "temp.then_")
        return
    note_changed(con, day)
    for table in FOLLOWING:
        con.execute(
            f"""INSERT INTO temp.then_{table} SELECT kept.* FROM main.{table} AS kept
            JOIN finding ON finding.id = kept.finding
            JOIN report ON report.id = finding.report
                AND coalesce(finding.issued, report.published_on) <= ?
            WHERE kept.finding NOT IN (SELECT id FROM temp.wanted)""",  # noqa: S608
            [day.isoformat()],
        )
    _store(con, standings(con, day, _WANTED), "temp.then_")


@contextmanager
def temporary(con: sqlite3.Connection) -> Iterator[None]:
    """What is made inside is temporary, so a connection that only reads may make it."""
    reading = con.execute("PRAGMA query_only").fetchone()[0]
    con.execute("PRAGMA query_only = 0")
    con.execute("BEGIN")
    yield
    con.execute("COMMIT")
    con.execute(f"PRAGMA query_only = {reading}")


def make_then(con: sqlite3.Connection, table: str) -> None:
    """Make the empty temporary table `then_` of a kept one."""
    text = con.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", [table]).fetchone()[0]
    con.execute(text.replace(f"CREATE TABLE {table}", f"CREATE TEMP TABLE then_{table}", 1))


_WANTED = "IN (SELECT id FROM temp.wanted)"


def note_changed(con: sqlite3.Connection, day: dt.date) -> None:
    """Put into the temporary table `wanted` each finding about which something happened after a day.

    That is: the force recorded something that was true later, a later report raised it or mentioned it or
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
    """These findings and every other whose status can depend on them."""
    want(con, findings)
    want_reached(con)
    return {row[0] for row in con.execute("SELECT id FROM temp.wanted")}


def open_then(
    con: sqlite3.Connection, day: dt.date
) -> tuple[dict[str, tuple[bool | None, bool | None]], dict[str, str]]:
    """Each finding about which something happened after a day: whether it was open then, and is now.

    None for one that was not yet there, or is there no more. The second mapping gives the kind of each.
    The connection must see the present day.
    """
    with temporary(con):
        note_changed(con, day)
    then = {s.finding: s.status.is_open for s, _, _ in standings(con, day, _WANTED)}
    now = con.execute(
        """SELECT standing.finding, standing.open, standing.finding_kind FROM temp.wanted
        CROSS JOIN standing ON standing.finding = wanted.id WHERE NOT standing.withdrawn"""
    ).fetchall()
    changed: dict[str, tuple[bool | None, bool | None]] = {
        finding: (then.get(finding), bool(is_open)) for finding, is_open, _ in now
    }
    kinds = {finding: kind for finding, _, kind in now}
    for finding, is_open, kind in withdrawn_after(con, day):
        changed[finding], kinds[finding] = (then.get(finding, is_open), None), kind
    return changed, kinds


def withdrawn_after(con: sqlite3.Connection, day: dt.date) -> list[tuple[str, bool, str]]:
    """What was on the register on a day and is not any more: each with whether it is open, and its kind.

    As the connection sees it; what was loaded and taken off again since was on no earlier paper.
    """
    rows = con.execute(
        """SELECT finding.id, standing.open, standing.finding_kind
        FROM finding JOIN report ON report.id = finding.report
        JOIN standing ON standing.finding = finding.id
        WHERE finding.withdrawn_at >= :after AND finding.renamed_to IS NULL
            AND finding.added_at < :after AND coalesce(finding.issued, report.published_on) <= :day""",
        {"day": day.isoformat(), "after": end_of(day)},
    )
    return [(finding, bool(is_open), kind) for finding, is_open, kind in rows]


def stale(con: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The table and the finding of what is kept that is not what register and journal amount to."""
    kept = {
        table: Ahead(con.execute(f"SELECT * FROM main.{table} ORDER BY finding"))  # noqa: S608 - our own names
        for table in FOLLOWING
    }
    for standing, kind, withdrawn in standings(con, dt.date.max):
        anew = {"standing": [_row(standing, kind, withdrawn)], "due": list(_dues(standing))}
        for table, rows in anew.items():
            if kept[table].of(standing.finding) != rows:
                yield table, standing.finding
    for table, rest in kept.items():
        yield from ((table, finding) for finding in rest.passed_over())


def last_event(con: sqlite3.Connection) -> str:
    """The last day on which anything changed the status of a finding."""
    entry = con.execute("SELECT max(true_on) FROM entry").fetchone()[0]
    report = con.execute("SELECT max(published_on) FROM report").fetchone()[0]
    return max(entry or "", report or "")


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


_STANDING = """INSERT INTO {place}standing (
    finding, status, open, since, owner, reason,
    review_on, closed_by, superseded_by, last_on, last_note,
    next_due, needs_target, parts_met, finding_kind, withdrawn,
    reopened_by, since_exact, last_note_on, review_due
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_DUE = """INSERT INTO {place}due (
    finding, number, due, original_due, target, exact,
    basis, times_extended, why_moved, met_on,
    counts, silent_until, original_exact, missed, occurrence,
    occurrences
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_BATCH = 2000


def _store(con: sqlite3.Connection, standings: Iterable[tuple[Standing, str, bool]], place: str) -> None:
    """Write standings in batches, so that a country's fit into little memory."""
    standings = iter(standings)
    while batch := list(islice(standings, _BATCH)):
        con.executemany(_STANDING.format(place=place), [_row(*one) for one in batch])
        con.executemany(_DUE.format(place=place), [row for one in batch for row in _dues(one[0])])


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
