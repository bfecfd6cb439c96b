"""The inspectorate's words and the day from which they count → a date, and the rule that gives it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class DeadlineKind(StrEnum):
    """What sort of words they are."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    IMMEDIATE = "immediate"
    URGENT = "urgent"
    RECURRING = "recurring"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day from which deadline words count.

    `day` is the publication day, or the last day it can have been when only the month or the year is
    known; then `exact` is false. `source` says in words where the day comes from.
    """

    day: dt.date
    exact: bool = True
    source: str = "the report's publication"


@dataclass(frozen=True, slots=True)
class Reading:
    """What some words mean as a deadline."""

    phrase: str
    kind: DeadlineKind
    due: dt.date | None
    exact: bool
    rule: str
    recurs: str | None = None
    continuing: bool = False
    condition: str | None = None
    starts: bool = False


_NUMBERS = {
    w: n
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def read(text: str, anchor: Anchor) -> tuple[Reading, ...]:
    """Every deadline in some words; exactly one reading of kind NONE when there is none."""
    import calendar
    import re

    from dateutil.relativedelta import relativedelta

    said = text.lower()
    found: list[Reading] = []
    for hit in re.finditer(r"\bwithin (\w+) (day|week|month|year)s?\b(?! of receipt)", said):
        number = _NUMBERS.get(hit[1]) or (int(hit[1]) if hit[1].isdigit() else None)
        if number:
            due = anchor.day + relativedelta(**{f"{hit[2]}s": number})  # type: ignore[arg-type]
            rule = f"{hit[1]} {hit[2]}s from {anchor.day} ({anchor.source})"
            found.append(Reading(text, DeadlineKind.RELATIVE, due, anchor.exact, rule))
    months = "|".join(_MONTHS)
    for hit in re.finditer(rf"\bby (?:(\d+) )?({months}) (\d{{4}})", said):
        year, month = int(hit[3]), _MONTHS.index(hit[2]) + 1
        day = int(hit[1]) if hit[1] else calendar.monthrange(year, month)[1]
        found.append(
            Reading(text, DeadlineKind.ABSOLUTE, dt.date(year, month, day), exact=True, rule="that day")
        )
    if "immediate" in said:
        found.append(Reading(text, DeadlineKind.IMMEDIATE, anchor.day, anchor.exact, "the day itself"))
    return tuple(found) or (Reading(text, DeadlineKind.NONE, None, exact=True, rule="no deadline words"),)


def next_occurrence(recurs: str, after: dt.date) -> dt.date | None:
    """The first occurrence strictly after a day."""
    from dateutil.rrule import rrulestr

    moment = rrulestr(recurs).after(dt.datetime.combine(after, dt.time(23, 59)))
    return moment.date() if moment else None
