"""Where two journals that are merged said different things of one finding on one day."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hmic.holding import in_force, in_order
from hmic.model import Entry, EntryKind
from hmic.store.journal import entries_of

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


def disagreements(
    con: sqlite3.Connection, new: Sequence[Entry], lines: Mapping[str, int]
) -> list[Disagreement]:
    """Where entries that were just merged contradict those of which their writers did not know.

    `lines` has the place of each entry in the other journal: what comes after one that is here already
    was said with that in view.
    """
    found: list[Disagreement] = []
    added = {entry.uid for entry in new}
    for finding in sorted({e.finding for e in new if e.finding and _settles(e) is not None}):
        said: dict[tuple[dt.date, Subject], list[Entry]] = {}
        for entry in in_order(in_force(entries_of(con, finding))):
            settled = _settles(entry)
            if settled is not None:
                said.setdefault((entry.on, settled[0]), []).append(entry)
        for (on, about), entries in said.items():
            theirs = next((entry for entry in reversed(entries) if entry.uid in added), None)
            if theirs is None:
                continue
            unseen = [
                e for e in entries if e.uid not in added and lines.get(e.uid, _LAST) > lines[theirs.uid]
            ]
            if unseen and _settles(unseen[-1]) != _settles(theirs):
                found.append(Disagreement(finding, on, about, unseen[-1], theirs, entries[-1]))
    return sorted(found, key=lambda one: (one.finding, one.on, str(one.about)))


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
        case _:
            return None
