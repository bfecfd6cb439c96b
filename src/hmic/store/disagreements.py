"""Where two journals that are merged said different things of one finding on one day."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from hmic.holding import in_force, in_order
from hmic.model import Entry, EntryKind
from hmic.store.journal import entries_of
from hmic.store.present_ids import names_of

if TYPE_CHECKING:
    import sqlite3


class Subject(NamedTuple):
    """What an entry settles: the status, owner, target or extension of a finding or a piece of it."""

    what: str
    deadline: int | None = None
    part: str | None = None


class Disagreement(NamedTuple):
    """Two entries about one thing on one day, ours and theirs, and the one that counts."""

    finding: str
    on: dt.date
    about: Subject
    ours: Entry
    theirs: Entry
    counts: Entry


def disagreements(con: sqlite3.Connection, last: int) -> list[Disagreement]:
    """Where entries that were just merged, those after `last`, contradict what their writers did not know.

    The temporary table `merged` has the line of each entry in the other journal: what comes after one
    that is here already was said with that in view.
    """
    found: list[Disagreement] = []
    for finding in _of_both(con, last):
        said: dict[tuple[dt.date, Subject], list[Entry]] = {}
        for entry in in_order(in_force(entries_of(con, finding))):
            settled = _settles(entry)
            if settled is not None:
                said.setdefault((entry.on, settled[0]), []).append(entry)
        for (on, about), entries in said.items():
            theirs = next((entry for entry in reversed(entries) if entry.number > last), None)
            if theirs is None:
                continue
            ours = [e for e in entries if e.number <= last and _line(con, e) > _line(con, theirs)]
            if ours and _settles(ours[-1]) != _settles(theirs):
                found.append(Disagreement(finding, on, about, ours[-1], theirs, entries[-1]))
    return sorted(found, key=lambda one: (one.finding, one.on, str(one.about)))


def _of_both(con: sqlite3.Connection, last: int) -> list[str]:
    """The findings of which the other journal said something new and this one holds something already."""
    rows = con.execute(
        f"""SELECT DISTINCT finding FROM entry WHERE number > :last AND finding IS NOT NULL
        AND EXISTS (SELECT 1 FROM entry AS ours WHERE ours.number <= :last
            AND ours.finding IN ({names_of("entry.finding")})) ORDER BY finding""",  # noqa: S608
        {"last": last},
    )
    return [row[0] for row in rows.fetchall()]


def _line(con: sqlite3.Connection, entry: Entry) -> int:
    """The place of an entry in the other journal; after all where it is not there."""
    row = con.execute("SELECT line FROM temp.merged WHERE number = ?", [entry.number]).fetchone()
    return int(row[0]) if row is not None else _LAST


_LAST = sys.maxsize
"""The line of an entry that the other journal does not hold."""


def _settles(entry: Entry) -> tuple[Subject, Any] | None:
    """What an entry settles, and how; None for one that only adds a note or evidence."""
    match entry.kind:
        case EntryKind.PROGRESS if entry.status is not None:
            how = (entry.status, entry.superseded_by, entry.review_on)
            return Subject("status", entry.deadline, entry.part), how
        case EntryKind.ASSIGNMENT:
            return Subject("owner"), entry.owner
        case EntryKind.TARGET | EntryKind.EXTENSION:
            return Subject(entry.kind.value, entry.deadline), entry.due
        case EntryKind.PROGRESS | EntryKind.CORRECTION | EntryKind.RESPONSE:
            return None
