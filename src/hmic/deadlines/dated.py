"""'By', 'before', 'in' and 'from' a moment that the words name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dateutil.relativedelta import relativedelta

from hmic.deadlines import vocabulary
from hmic.deadlines.found_words import FoundWords
from hmic.deadlines.moment import Moment
from hmic.deadlines.moment_words import read_moment
from hmic.deadlines.reading import Anchor, DeadlineKind
from hmic.words import long_day

LATER = r"(?:no|not)\s+later\s+than"
BEGIN = r"(?:(?P<begin>(?:to\s+)?(?:start(?:ing)?|begin(?:ning)?|commenc(?:e|ing)))\s+)?"
_LEAD = (
    rf"{BEGIN}(?:(?P<by>(?:on|by|in)\s+or\s+before|(?:on|before)\s+or\s+by|(?:before|by)\s+or\s+on"
    rf"|(?:by\s+)?{LATER}|(?:by|at)\s+the\s+(?:very\s+)?latest(?:,?\s+by)?|by(?:\s+at\s+the\s+latest)?"
    r"|latest(?:\s+by)?|due(?:\s+(?:by|on|date))?:?|deadline(?:\s+(?:of|is|date))?:?"
    r"|(?:target|completion|implementation)(?:\s+date)?:|between\s+now\s+and)"
    r"|(?P<before>before|prior\s+to|ahead\s+of|in\s+advance\s+of|earlier\s+than)"
    r"|(?P<from>(?:(?:with\s+effect|effective|as)\s+)?from|as\s+of|with\s+effect\s+on)"
    r"|(?P<on>on)|(?P<in>in|during|within))(?:\s+|(?<=:))"
)
LATEST = r"\s*,?\s+at\s+the\s+(?:very\s+)?latest\b|\s*,?\s+at\s+most\b"
_NOT = r"\b(?:not|no)\s+(?:\w+\s+){0,3}$"
_REACH = 40
_STRETCHES = r"\s*(?:to|until|-)\s+(?!be\b)(?=\d|the\s+end|[A-Z])"


def with_latest(text: str, end: int) -> int:
    """Where the words end with 'at the latest' after them."""
    return vocabulary.after(LATEST, text, end)


def read_dated(text: str, start: int, anchor: Anchor) -> FoundWords | None:
    """A word such as 'by' with a moment after it; None when no such words begin at `start`."""
    lead = vocabulary.pattern(_LEAD).match(text, start)
    if lead is None:
        return None
    left = text[max(0, start - _REACH) : start]
    # 'Not before May' and 'the two years before May' ask for nothing by then.
    if lead["before"] and (
        vocabulary.pattern(_NOT).search(left) or vocabulary.pattern(vocabulary.OF_TIME).search(left)
    ):
        return None
    sort = next(sort for sort in ("by", "before", "from", "on", "in") if lead[sort])
    if lead["begin"] and sort in {"in", "on"}:
        sort = "by"
    moment = still_to_come(text, lead.end(), anchor, sort)
    if moment is None:
        return None
    found = replace(on_moment(start, moment, sort), end=with_latest(text, moment.end))
    if lead["begin"]:
        found = replace(found, starts=True)
    return _aimed(text, found, moment, anchor) if sort in {"in", "on", "from"} else found


def _aimed(text: str, found: FoundWords, moment: Moment, anchor: Anchor) -> FoundWords | None:
    """'In', 'on' and 'from' a date ask for something only where the date is still to come."""
    if moment.last < anchor.day or (found.lead == "on" and moment.first != moment.last):
        return None
    return None if vocabulary.pattern(_STRETCHES).match(text, found.end) else found


def on_moment(start: int, moment: Moment, lead: str) -> FoundWords:
    """Due by, before or from the moment."""
    found = FoundWords(
        start,
        moment.end,
        DeadlineKind.ABSOLUTE,
        moment.last,
        moment.exact,
        moment.rule,
        lead,
        yearless=moment.yearless,
        nominal=moment.nominal,
    )
    eve = _due(moment, lead)
    if eve < moment.last:
        why = f" ({moment.why})" if moment.why and not moment.why.startswith("since only") else ""
        return replace(found, due=eve, rule=f"the last day before {moment.name}{why}", nominal=eve.day)
    if lead == "from":
        return replace(found, rule=f"to have begun by {moment.rule}", starts=True, continuing=True)
    return found


def still_to_come(text: str, start: int, anchor: Anchor, lead: str) -> Moment | None:
    """The moment that the words name; of no year, the first by or before which something can be due.

    On 20 May, 'by early May' and 'before 20 May' mean next year's.
    """
    moment = read_moment(text, start, anchor)
    if moment is None or not moment.yearless or _due(moment, lead) >= anchor.day:
        return moment
    next_year = anchor._replace(day=anchor.day + relativedelta(years=1))
    moment = read_moment(text, start, next_year)
    if moment is None:
        return None
    why = moment.why.replace(long_day(next_year.day), long_day(anchor.day))
    return replace(moment, why=why)


def _due(moment: Moment, lead: str) -> dt.date:
    """The moment's last day, or the day before a moment before which something is due."""
    eve = lead == "before" and not moment.name.startswith("the last day")
    return moment.first - dt.timedelta(days=1) if eve else moment.last
