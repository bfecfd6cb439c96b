"""Spans of time in words: three months, ten working days, and what they are counted from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from hmic.deadlines import vocabulary
from hmic.deadlines.bank_holidays import BANK_HOLIDAYS, YEARS
from hmic.deadlines.moment_words import read_moment
from hmic.deadlines.reading import Anchor
from hmic.words import long_day


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in words, where it ends in the text, and its unit in the singular."""

    end: int
    count: int
    unit: str
    hyphened: bool = False
    further: bool = False

    @property
    def name(self) -> str:
        """The length as a rule states it: three calendar months, 28 days."""
        return vocabulary.counted(
            self.count, f"calendar {self.unit}" if self.unit == "month" else self.unit
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """The day from which a span counts, or why it cannot be known."""

    end: int
    anchor: Anchor | None
    event: str = ""
    inclusive: bool = False
    named: bool = False


_UNIT = r"(?:working|business)[\s-]days?|days?|weeks?|fortnights?|months?|quarters?|years?|hours?|hrs?"
_FILLER = (
    r"(?:(?:about|around|approximately|roughly|some|at\s+most|no\s+more\s+than|not\s+more\s+than"
    r"|no\s+longer\s+than|less\s+than|under|a\s+maximum\s+of|(?:a|the)\s+(?:period|time\s?frame|time\s?scale|maximum)"
    r"\s+(?:of|not\s+exceeding|no\s+longer\s+than)"
    r"|(?P<further>(?:a|the)\s+further|an\s+additional|another)"
    r"|(?:the\s+|a\s+)?(?P<next>next|coming|following|ensuing|subsequent)|a)\s+)*"
)
_SPAN = (
    rf"{_FILLER}(?:(?P<halfyear>half[\s-](?:an?[\s-])?year)"
    rf"|(?P<n>(?!(?:19|20)\d\d\s+(?:calendar\s+)?years?\b){vocabulary.NUMBER})(?:\s*\(\s*\w+\s*\))?(?:\s*(?:to|or|-)\s*(?P<upper>{vocabulary.NUMBER}))?"
    rf"(?P<half>\s+and\s+a\s+half)?(?P<gap>[\s-]*)(?:calendar\s+|full\s+)?(?P<unit>{_UNIT})\b"
    r"(?P<half2>\s+and\s+a\s+half)?(?P<plus>\s+and\s+(?P<more>{more})\s+(?P<moreunit>months?|days?)\b)?)"
).replace("{more}", vocabulary.NUMBER)
_NEXT_UNIT = r"(?:the\s+)?(?:next|coming)\s+(?P<unit>day|week|fortnight|month|quarter|year)\b"
_AFTER = (
    r"(?:'s?)?(?:[\s-]+(?:time(?!\s?(?:limit|table))(?:[\s-]?(?:frame|scale))?|periods?|window"
    r"|timescales?))?\b"
)
_KINDS = (
    r"(?:(?:hmic(?:frs)?|peel|thematic|final|national|published|full)\s+)*"
    r"(?:(?:[\w-]+\s+){0,3}inspection\s+)?"
)
_PAPER = r"(?:report|letter|publication|document)(?:'s)?"
_THIS = (
    r"(?:this|our|today's|hmic(?:frs)?'s|the\s+publication\s+of\s+(?:this|the|our))"
    rf"\s+{_KINDS}{_PAPER}"
)
OF_OURS = (
    rf"(?:\s+of\s+(?:{_THIS}|the\s+{_KINDS}{_PAPER}|hmic(?:frs)?'s\s+{_KINDS}{_PAPER}|the\s+findings"
    r"|these\s+recommendations|this\s+recommendation)\b)?(?!\s+of\b)"
)
"""After 'publication': of an inspectorate's report, or of nothing; not of guidance by others."""
_ISSUED = (
    r"\s+(?:being\s+|is\s+|was\s+|having\s+been\s+)?"
    r"(?:publication|published|issued?|released?|date)\b"
)
_PUBLICATION = (
    r"(?:(?:the|its|their|our)\s+)?(?:(?:date|day)\s+)?(?:of\s+|on\s+which\s+|after\s+)?"
    r"(?:(?:its\s+|the\s+)?(?:publication|publishing|release|issue|issuing)(?:\s+(?:date|day))?"
    rf"{OF_OURS}"
    rf"|{_THIS}(?:{_ISSUED})?|the\s+{_KINDS}{_PAPER}{_ISSUED}|this\s+recommendation|today|now|this\s+date)\b"
)
# 'Within five days of the report' can be the report of a crime; three months are counted from ours.
_THE_REPORT = rf"the\s+{_KINDS}report\b(?!'s|\s+(?:of|being|by|from|to)\b)"
_LONG = ("week", "month", "year")
_RECEIPT = rf"(?:the\s+)?(?:(?:date|day)\s+of\s+)?(?:receipt\s+of|receiving)\s+(?P<what>{_THIS})"
_LINK = (
    r"(?:\s+|\s*\()(?P<link>of|from|after|following|since"
    r"|(?P<inclusive>(?:beginning|starting)\s+(?:with|on))|(?:starting|counted|measured)\s+from)\s+"
)
_WORKING = "working day"
_YEAR = 12
_LIMITED = 60


def read_span(text: str, start: int) -> Span | None:
    """The length of time that the words at `start` name; None when they name none."""
    match = vocabulary.pattern(_SPAN).match(text, start)
    if match is None:
        match = vocabulary.pattern(_NEXT_UNIT).match(text, start)
        return _measured(match.end(), 2, match["unit"], hyphened=False) if match else None
    further = match["further"] is not None
    if match["halfyear"]:
        return Span(match.end(), 6, "month", further=further)
    halves = 2 * vocabulary.number(match["upper"] or match["n"])
    halves += bool(match["half"]) + bool(match["half2"])
    span = _measured(match.end(), halves, match["unit"], hyphened="-" in match["gap"])
    if span is None or not match["more"]:
        return Span(span.end, span.count, span.unit, span.hyphened, further) if span else None
    more = vocabulary.number(match["more"])
    if span.unit == "year" and match["moreunit"][0] in "mM" and more < _YEAR:
        return Span(span.end, _YEAR * span.count + more, "month", further=further)
    # 'three months and six months' are two deadlines; the second is read by its own words.
    return Span(match.start("plus"), span.count, span.unit, further=further)


def _measured(end: int, halves: int, unit: str, *, hyphened: bool) -> Span | None:
    """The span of so many half units, in the units that dates are counted in."""
    unit = vocabulary.squeezed(unit.lower().replace("-", " ")).rstrip("s")
    unit = {"business day": _WORKING, "hr": "hour"}.get(unit, unit)
    size, unit = {
        "fortnight": (2, "week"),
        "quarter": (3, "month"),
    }.get(unit, (1, unit))
    if halves % 2 and size % 2:
        if unit != "year":
            return None
        size, unit = 12, "month"
    return Span(end, halves * size // 2, unit, hyphened)


def after_span(text: str, span: Span) -> tuple[int, bool]:
    """Where 'period', 'time' and the like end after a span; false for another noun.

    'Within a six-month period' is a length of time, 'a six-month pilot' is a pilot.
    """
    end = vocabulary.after(_AFTER, text, span.end)
    if end > span.end or not span.hyphened:
        return end, True
    return span.end, vocabulary.pattern(r"\s*(?:$|[^\w\s]|(?:of|from|after|following|and|or|to)\b)").match(
        text, span.end
    ) is not None


def origin(text: str, start: int, unit: str, anchor: Anchor) -> Origin:
    """What a span in the unit that ends at `start` is counted from: the anchor unless the words name a day.

    `anchor` of the answer is None when the words count from an event whose day is not known.
    """
    link = vocabulary.pattern(_LINK).match(text, start)
    if link is None:
        return Origin(start, anchor)
    match = vocabulary.pattern(_PUBLICATION).match(text, link.end())
    if match is None and unit in _LONG:
        match = vocabulary.pattern(_THE_REPORT).match(text, link.end())
    if match:
        return Origin(match.end(), anchor, inclusive=bool(link["inclusive"]), named=True)
    match = vocabulary.pattern(_RECEIPT).match(text, link.end())
    if match:
        received = f"{anchor.source}, the day of receipt not being known"
        return Origin(match.end(), Anchor(anchor.day, exact=False, source=received), named=True)
    moment = read_moment(text, link.end(), anchor)
    if moment:
        day = Anchor(moment.last, moment.exact, moment.why or "the day named")
        return Origin(moment.end, day, inclusive=bool(link["inclusive"]), named=True)
    end = vocabulary.after(rf"[^,.;:()\n]{{1,{_LIMITED}}}", text, link.end())
    return Origin(end, None, vocabulary.squeezed(text[link.end() : end]))


def publication_end(text: str, start: int) -> int | None:
    """Where words for the publication that begin at `start` end; None when there are none."""
    match = vocabulary.pattern(_PUBLICATION).match(text, start)
    return match.end() if match else None


def due(span: Span, anchor: Anchor) -> dt.date:
    """The last day of the span counted from the anchor's day.

    Months are calendar months, clamped at month end. Raises OverflowError or ValueError for a day
    after the year 9999.
    """
    if span.unit == _WORKING:
        return _working_day(anchor.day, span.count)
    unit = {"day": "days", "week": "weeks", "month": "months", "year": "years"}[span.unit]
    return anchor.day + _delta(unit, span.count)


def _delta(unit: str, count: int) -> relativedelta:
    lengths = {unit: count}
    return relativedelta(
        days=lengths.get("days", 0),
        weeks=lengths.get("weeks", 0),
        months=lengths.get("months", 0),
        years=lengths.get("years", 0),
    )


def _working_day(day: dt.date, count: int) -> dt.date:
    """The day so many working days later."""
    while count:
        day += dt.timedelta(days=1)
        if day.weekday() < _SATURDAY and not _is_bank_holiday(day):
            count -= 1
    return day


_SATURDAY = 5


def _is_bank_holiday(day: dt.date) -> bool:
    """Whether banks are closed in England and Wales; weekends are not asked about."""
    if day.year in YEARS:
        return day.isoformat() in BANK_HOLIDAYS
    # Slow to import, and seldom needed: further years can still be changed by proclamation.
    from holidays import country_holidays

    return day in country_holidays("GB", subdiv="ENG", years=day.year)


def span_rule(span: Span, anchor: Anchor) -> str:
    """How the due day follows from the anchor, as a sentence without its full stop."""
    rule = f"{span.name} from {long_day(anchor.day)} ({anchor.source})"
    if span.unit == _WORKING:
        rule += ", bank holidays of England and Wales left out"
    return rule
