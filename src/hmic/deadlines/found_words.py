"""Deadline words found in a text, before and after it is settled that they are a deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hmic.deadlines.reading import DeadlineKind
from hmic.deadlines.spans import Span


@dataclass(frozen=True, slots=True)
class FoundWords:
    """Deadline words, where they are and what they would mean.

    `lead` is the class of the word before a date ('by', 'before', 'in', 'on', 'from'), or 'adverb'
    for single words such as 'promptly'. `refusal` says why they are no deadline wherever they are.
    `every` is the time from one occurrence to the next. `nominal` is the day of the month that is
    meant where the month it falls in is too short for it. `named` is true when the words name the
    publication themselves, `yearless` when they name a day or month of no year.
    """

    start: int
    end: int
    kind: DeadlineKind
    due: dt.date | None = None
    exact: bool = True
    rule: str = ""
    lead: str = ""
    unit: str = ""
    refusal: str = ""
    every: Span | None = None
    until: dt.date | None = None
    nominal: int | None = None
    starts: bool = False
    continuing: bool = False
    named: bool = False
    yearless: bool = False
