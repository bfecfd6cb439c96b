"""Which entries of a journal hold, and in which order they count. Pure."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from hmic.model import Entry, EntryKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


def withdrawn_by(corrections: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What is withdrawn, each by its correction: uids. `corrections` come as uid and what it withdraws.

    The latest comes first. A correction can itself be corrected; then what it withdrew holds again.
    """
    found: dict[str, str] = {}
    for correction, withdrawn in corrections:
        # What withdraws a correction was recorded after it, and so was seen before it here.
        if correction not in found:
            found[withdrawn] = correction
    return found


def in_force(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that hold: those withdrawn by a correction are left out, and so are corrections."""
    entries = list(entries)
    corrections = [(e.number, n, e.uid, e.corrects) for n, e in enumerate(entries) if e.corrects]
    withdrawn = withdrawn_by(found[2:] for found in sorted(corrections, reverse=True))
    return [e for e in entries if e.kind is not EntryKind.CORRECTION and e.uid not in withdrawn]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries by their days; of one day what was recorded last comes last.

    So merged journals come to the same end, in whichever order they were merged. A clock that ran ahead
    proves nothing: what a journal recorded itself keeps its order, and what it took in from another was
    recorded by then.
    """
    latest = "~"
    moments: list[tuple[dt.date, str, int, Entry]] = []
    for entry in sorted(entries, key=attrgetter("number"), reverse=True):
        moment = min(entry.recorded_at, entry.learned_at or latest)
        latest = latest if entry.learned_at else moment
        moments.append((entry.on, moment, entry.number, entry))
    return [entry for *_, entry in sorted(moments, key=lambda placed: placed[:3])]
