"""What boards are shown."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from typing import NamedTuple

from hmic.store.fold import standings
from hmic.store.journal import withdrawn
from hmic.store.present_ids import NOW_CALLED
from hmic.store.queries import OF_FINDING, columns, read
from hmic.words import end_of


class BoardRow(NamedTuple):
    """A finding as the board's table needs it."""

    finding: str
    report_title: str
    published: str
    kind: str
    title: str
    requirement: str
    addressed_to: str
    owner: str | None
    status: str
    open: int
    since: str
    reason: str | None
    review_on: str | None
    closed_by: str | None
    superseded_by: str | None
    last_on: str | None
    last_note: str | None
    needs_target: int
    voice: str
    inspectorate: str
    last_note_on: str | None
    since_exact: int
    reopened_by: str | None
    acts: str
    """`force` where the force must act, else `other`."""


class StandingRow(NamedTuple):
    """The status of a finding on a day, for what changed since."""

    finding: str
    kind: str
    status: str
    open: int
    owner: str | None
    last_on: str | None
    reopened_by: str | None = None


class Move(NamedTuple):
    """A date that the force moved, with the reason; `agreed_by` None when no one is named."""

    finding: str
    deadline: int | None
    due: str
    reason: str | None
    agreed_by: str | None


def board(con: sqlite3.Connection) -> list[BoardRow]:
    """Every finding on the register, in the order of the reports."""
    rows = con.execute(
        f"""SELECT {columns(BoardRow, **OF_FINDING)}
        FROM report CROSS JOIN finding ON finding.report = report.id
        JOIN standing ON standing.finding = finding.id
        WHERE finding.withdrawn_at IS NULL
        ORDER BY report.published_on, report.position, report.id, finding.position"""  # noqa: S608 - fixed text
    )
    return read(rows, BoardRow)


def standing_rows(con: sqlite3.Connection) -> dict[str, StandingRow]:
    """Where each finding of the register stands, on the day that the connection sees."""
    rows = con.execute(
        f"""SELECT {columns(StandingRow, **OF_FINDING)}
        FROM finding JOIN standing ON standing.finding = finding.id
        WHERE finding.withdrawn_at IS NULL"""  # noqa: S608 - fixed text
    )
    return {row.finding: row for row in read(rows, StandingRow)}


def withdrawn_since(con: sqlite3.Connection, day: dt.date) -> list[str]:
    """What was taken off the register after a day: no count of any day has it any more."""
    rows = con.execute(
        """SELECT finding.id FROM finding JOIN standing ON standing.finding = finding.id
        WHERE withdrawn_at >= ? AND renamed_to IS NULL ORDER BY finding.id""",
        [end_of(day)],
    )
    return [row[0] for row in rows]


def evidence(con: sqlite3.Connection) -> dict[str, list[str]]:
    """The places of the evidence that holds for each finding."""
    rows = con.execute(
        f"""SELECT {NOW_CALLED}, uid, evidence FROM entry WHERE evidence <> '[]' AND finding IS NOT NULL
        ORDER BY true_on, number"""  # noqa: S608 - our own names
    )
    gone = withdrawn(con)
    result: dict[str, list[str]] = {}
    for finding, uid, places in rows:
        if uid not in gone:
            result.setdefault(finding, []).extend(piece["place"] for piece in json.loads(places))
    return result


def moves(con: sqlite3.Connection, day: dt.date) -> dict[str, list[Move]]:
    """Every move that `times_extended` counts of each finding, as at a day, in the order of their days."""
    moved = "IN (SELECT finding FROM due WHERE times_extended > 0)"
    result: dict[str, list[Move]] = {}
    for standing, _, _ in standings(con, day, moved):
        made = [(entry, due.number) for due in standing.dues for entry in due.moves]
        result[standing.finding] = [
            Move(standing.finding, number, e.due.isoformat() if e.due else "", e.reason, e.agreed_by)
            for e, number in sorted(made, key=lambda one: (one[0].on, one[0].number))
        ]
    return result


MOST_BEFORE = 100
"""Earlier findings that are named for one; of a longer thread the nearest, and that there are more."""


def raised_before(con: sqlite3.Connection) -> dict[str, list[str]]:
    """The earlier findings that each finding raises again, near and far, the earliest first."""
    follows: dict[str, list[str]] = {}
    for later, earlier in con.execute("SELECT finding, earlier FROM link"):
        follows.setdefault(later, []).append(earlier)
    linked = {earlier for each in follows.values() for earlier in each}
    rows = con.execute(
        """SELECT finding.id FROM finding JOIN report ON report.id = finding.report
        WHERE finding.id IN (SELECT value FROM json_each(?))
        ORDER BY report.published_on, report.position, report.id, finding.position""",
        [json.dumps(sorted(linked))],
    )
    place = {name: number for number, (name,) in enumerate(rows)}
    return {later: names for later in follows if (names := _before(later, follows, place))}


def _before(later: str, follows: dict[str, list[str]], place: dict[str, int]) -> list[str]:
    seen: dict[str, None] = {}
    todo = [later]
    while todo and len(seen) <= MOST_BEFORE:
        nearest = dict.fromkeys(e for name in todo for e in follows.get(name, ()) if e not in seen)
        seen |= nearest
        todo = list(nearest)
    known = [name for name in seen if name in place]
    named = sorted(known[:MOST_BEFORE], key=place.__getitem__)
    return [*named, "and others before"] if len(known) > MOST_BEFORE else named
