"""Entries of another journal that would be refused here, as lines: they are taken in all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.words import count, day_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmic.store.journal_merge import Unfit

LISTED = 200
"""Lines of one kind that are printed."""


def unfit_lines(found: Sequence[Unfit]) -> Iterator[str]:
    """Each entry that would have been refused here, and why. It is imported anyway."""
    if found:
        number = count(len(found), "entry", "entries")
        yield f"{number} from the other journal would have been refused here and may change a status"
    for entry, why in found[:LISTED]:
        yield f"  entry {entry.number}, {day_words(entry.on)}, by {entry.by or 'someone'}: {why}"
    yield from more_lines(len(found))


def more_lines(number: int) -> Iterator[str]:
    """How many are not listed."""
    if number > LISTED:
        yield f"  and {number - LISTED:,} more"
