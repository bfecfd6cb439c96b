"""The inspectorate's words and the day from which they count → a date, and the rule that gives it."""

from __future__ import annotations

from functools import lru_cache

from hmic.deadlines.reading import Anchor, DeadlineKind, Reading
from hmic.deadlines.rrules import next_occurrence

__all__ = ["ISSUED", "Anchor", "DeadlineKind", "Reading", "next_occurrence", "read"]


ISSUED = "the day it was issued"
"""The source of an anchor that is not the report's publication."""


@lru_cache(maxsize=16384)
def read(text: str, anchor: Anchor) -> tuple[Reading, ...]:
    """Every deadline in the text, in order, counted from the anchor.

    When there is none, the one reading is of kind NONE and its rule says why. No text raises.
    """
    # The grammar is loaded with the first text: most commands read dates that are stored already.
    from hmic.deadlines.reader import readings

    return readings(text, anchor)
