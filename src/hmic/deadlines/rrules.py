"""The RRULE text of what recurs, and the next time that it is due."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateutil.rrule import rrule, rruleset

    from hmic.deadlines.spans import Span

_FREQUENCY = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_SAFE_DAY = 28
_FEBRUARY = 2


def rrule_text(
    every: Span, first: dt.date, nominal: int | None = None, until: dt.date | None = None
) -> str:
    """The RRULE, with DTSTART, of what recurs from `first` on.

    `nominal` is the day of the month that is meant where the first month is too short for it: what
    is due each month from the 31st falls on 30 June, and on the 31st of July again.
    """
    parts = [f"FREQ={_FREQUENCY[every.unit]}"]
    if every.count > 1:
        parts.append(f"INTERVAL={every.count}")
    nominal = nominal or first.day
    yearly = every.unit == "year"
    if nominal > _SAFE_DAY and (every.unit == "month" or (yearly and first.month == _FEBRUARY)):
        if yearly:
            parts.append(f"BYMONTH={_FEBRUARY}")
        days = ",".join(str(day) for day in range(_SAFE_DAY, nominal + 1))
        parts += [f"BYMONTHDAY={days}", "BYSETPOS=-1"]
    if until:
        parts.append(f"UNTIL={until:%Y%m%d}")
    return f"DTSTART;VALUE=DATE:{first:%Y%m%d}\nRRULE:{';'.join(parts)}"


def next_occurrence(recurs: str, after: dt.date) -> dt.date | None:
    """The first occurrence strictly after the day `after`; None when none is left.

    `recurs` is the text of `Reading.recurs`: an RRULE with its DTSTART.
    """
    following = _rule(recurs).after(dt.datetime.combine(after, dt.time.min))
    return following.date() if following else None


@cache
def _rule(recurs: str) -> rrule | rruleset:
    """What the text means; its occurrences are worked out once."""
    from dateutil.rrule import rrulestr

    return rrulestr(recurs, cache=True)
