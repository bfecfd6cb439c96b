"""What a deadline reading is, and the day from which deadline words count."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple


class DeadlineKind(StrEnum):
    """What sort of words they are."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    IMMEDIATE = "immediate"
    URGENT = "urgent"
    RECURRING = "recurring"
    NONE = "none"


class Anchor(NamedTuple):
    """The day from which deadline words count.

    `day` is the publication day, or the last day it can have been when only the month or the year is
    known; then `exact` is false. `source` says in words where the day comes from.
    """

    day: dt.date
    exact: bool = True
    source: str = "the report's publication"


class Reading(NamedTuple):
    """What some words mean as a deadline.

    `due` is None for words that give no date; `rule` says in a sentence how the date follows from
    the words, or why there is no date. `exact` is false when the day counted from is not known to the
    day or a year had to be guessed. `recurs` is the RRULE text, with DTSTART, of a recurring one.
    """

    phrase: str
    kind: DeadlineKind
    due: dt.date | None
    exact: bool
    rule: str
    recurs: str | None = None
    continuing: bool = False
    condition: str | None = None
    starts: bool = False
