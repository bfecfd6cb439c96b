"""Which entries of a journal hold, and in which order they count. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.model import Entry, EntryKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


def in_force(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that hold: those withdrawn by a correction are left out, and so are corrections.

    A correction can itself be corrected; then what it withdrew holds again.
    """
    entries = list(entries)
    withdrawn: set[str] = set()
    for _, entry in sorted(enumerate(entries), key=lambda placed: (-placed[1].number, -placed[0])):
        # What withdraws a correction was recorded after it, and so was seen before it here.
        if entry.corrects and entry.uid not in withdrawn:
            withdrawn.add(entry.corrects)
    return [e for e in entries if e.kind is not EntryKind.CORRECTION and e.uid not in withdrawn]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries by their days; of one day what was recorded last comes last.

    So merged journals come to the same end, in whichever order they were merged. A clock that ran ahead
    proves nothing: what a journal recorded itself keeps its order, and what it took in from another was
    recorded by then.
    """
    latest = "~"
    moments: list[tuple[dt.date, str, int, Entry]] = []
    for entry in sorted(entries, key=lambda entry: -entry.number):
        moment = min(entry.recorded_at, entry.learned_at or latest)
        latest = latest if entry.learned_at else moment
        moments.append((entry.on, moment, entry.number, entry))
    return [entry for *_, entry in sorted(moments, key=lambda placed: placed[:3])]
