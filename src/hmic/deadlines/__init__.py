"""The inspectorate's words and the day from which they count → a date, and the rule that gives it."""

from __future__ import annotations

from functools import lru_cache

from hmic.deadlines.reading import Anchor, DeadlineKind, Reading
from hmic.deadlines.rrules import next_occurrence

__all__ = ["ISSUED", "Anchor", "DeadlineKind", "Reading", "next_occurrence", "read", "unread"]


ISSUED = "the day it was issued"
"""The source of an anchor that is not the report's publication."""


@lru_cache(maxsize=16384)
def read(text: str, anchor: Anchor) -> tuple[Reading, ...]:
    """Every deadline in the text, in order, counted from the anchor.

    A text without a deadline gives one reading of kind NONE, whose rule says why. No text raises.

    >>> import datetime as dt
    >>> published = Anchor(dt.date(2014, 11, 27))
    >>> print(read("within three months", published)[0].due)
    2015-02-27
    >>> print(read("by March 2015", published)[0].due)
    2015-03-31
    >>> read("as soon as possible", published)[0].kind.value
    'urgent'
    """
    # The grammar is loaded with the first text: most commands read dates that are stored already.
    from hmic.deadlines.reader import readings

    return readings(text, anchor)


def unread(text: str, anchor: Anchor) -> tuple[Reading, ...]:
    """What else in a text with deadlines names a day, a length of time or how often, each of kind NONE.

    Nothing where no deadline is read: then the one reading says so.
    """
    readings = read(text, anchor)
    if readings[0].kind is DeadlineKind.NONE or readings[0].phrase == " ".join(text.split()):
        return ()
    from hmic.deadlines.rest import rest

    return rest(text, anchor)
