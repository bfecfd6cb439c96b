"""Words that name a moment, with 'the end of', 'early' and the like before them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from hmic.deadlines import vocabulary
from hmic.deadlines.calendar_forms import named_moment
from hmic.deadlines.moment import Moment
from hmic.words import long_day

if TYPE_CHECKING:
    import re

    from hmic.deadlines.reading import Anchor


def read_moment(text: str, start: int, anchor: Anchor) -> Moment | None:
    """The day or stretch of days that the words at `start` name; None when they name none.

    Raises NoSuchDateError for a date that does not exist.
    """
    edge = vocabulary.pattern(
        r"(?:the\s+)?(?:(?P<end>(?:very\s+)?end|close|last\s+day)(?:\s+of|-(?=\w)|\s+(?=\w))\s*"
        r"|(?P<begin>start|beginning|first\s+day)\s+of\s+"
        r"|(?P<middle>middle\s+of\s+|mid(?:dle)?[\s-]+)|(?P<early>early(?:\s+in)?\s+|early-)"
        r"|(?P<late>late(?:\s+in)?\s+|late-))"
    ).match(text, start)
    if edge:
        inner = named_moment(text, edge.end(), anchor)
        if inner:
            return _edged(inner, edge) if inner.first != inner.last else None
    moment = named_moment(text, start, anchor)
    if moment and vocabulary.pattern(r"[\s-]end$").search(text[start : moment.end]):
        return _last_day(moment)  # 'year end'
    return None if moment and moment.whole else moment


def _last_day(moment: Moment) -> Moment:
    """The end of a moment: a day by itself, so that 'before the end' is no later than that day."""
    return replace(moment, first=moment.last, name=f"the last day of {moment.name}")


def _edged(moment: Moment, edge: re.Match[str]) -> Moment:
    """The moment narrowed to its end, start, first third, middle or last third."""
    if edge["end"] or edge["late"]:
        return _last_day(moment)
    if edge["begin"]:
        name = f"the first day of {moment.name}"
        return replace(moment, last=moment.first, name=name)
    which, day = ("early in", _third(moment)) if edge["early"] else ("the middle of", _middle(moment))
    why = f"taken for {which} {moment.name}" + (f", {moment.why}" if moment.why else "")
    return replace(moment, first=day, last=day, name=long_day(day), why=why, exact=False)


def _third(moment: Moment) -> dt.date:
    """The 10th of a month, or the end of the first third of a longer stretch."""
    if moment.months == 1:
        return moment.first.replace(day=10)
    return moment.first + relativedelta(months=moment.months // 3, days=-1)


def _middle(moment: Moment) -> dt.date:
    """The 15th of the middle month, or of a year the end of its sixth month."""
    months = moment.months
    if months % 2:
        return (moment.first + relativedelta(months=months // 2)).replace(day=15)
    return moment.first + relativedelta(months=months // 2, days=-1)
