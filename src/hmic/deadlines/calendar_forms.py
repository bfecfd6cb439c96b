"""The forms in which a day, month, season, quarter or year is named, and what each one means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from hmic.deadlines import vocabulary
from hmic.deadlines.moment import (
    Moment,
    NoSuchDateError,
    day_moment,
    month_end,
    month_moment,
    no_year,
    stretch,
)
from hmic.words import long_day

if TYPE_CHECKING:
    import re

    from hmic.deadlines.reading import Anchor

_YEAR = (
    r"(?P<year>(?:19|20)\d\d)(?!\d|[/-]\d|[.,:]\d|\s*%"
    r"|\s*(?:per\s?cent|financial|fiscal|academic|school|hours?|hrs|h\b|am\b|pm\b))"
)
_SPAN = r"(?P<fy>(?:19|20)\d\d\s?[/-]\s?(?:(?:19|20)?\d\d))(?![\d/-])"
_FINANCIAL = r"(?:financial|fiscal|performance|budget(?:ary)?)[\s-]+year"
_TH = r"(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_CLOCK = (
    r"(?:(?:the\s+)?(?:close|end)\s+of\s+(?:business|play|the\s+day)|(?:12\s+)?(?:midnight|noon|midday)"
    r"|\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|hrs|hours)|\d\d:\d\d(?:\s?(?:hrs|hours))?)"
)
_LEAD = rf"(?:{_CLOCK},?\s+(?:on\s+)?)?(?:the\s+week\s+ending\s+)?{_WEEKDAY}(?:the\s+)?"
_ORDINAL = {
    "first": 1, "1st": 1, "one": 1, "1": 1, "second": 2, "2nd": 2, "two": 2, "2": 2, "third": 3,
    "3rd": 3, "three": 3, "3": 3, "fourth": 4, "4th": 4, "four": 4, "4": 4, "final": 4, "last": 4,
}  # fmt: skip
_NTH = "|".join(_ORDINAL)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_APRIL = 4
_DECEMBER = 12
_CENTURY = 2000
_LEAP_GAP = 9  # years, at most, until there is a 29 February again


def named_moment(text: str, start: int, anchor: Anchor) -> Moment | None:
    """The moment that the words at `start` name; None when they name none."""
    day = vocabulary.pattern(DAY).search(text, start)
    for form, build in FORMS:
        if day is None and "(?P<day>" in form:
            continue  # nearly half of the time of reading a first 'by March 2015' went into these
        match = vocabulary.pattern(form).match(text, start)
        moment = build(match, anchor) if match else None
        if moment:
            return moment
    return None


def _year_of(digits: str) -> int:
    digits = digits.lstrip("'")
    return int(digits) if len(digits) > len("15") else _CENTURY + int(digits)


def _soonest(build: Callable[[int], Moment], anchor: Anchor, after: str | None = None) -> Moment:
    """The first of the yearly moments that is not over at the anchor; `after` 'next': not begun."""
    for year in range(anchor.day.year - 1, anchor.day.year + _LEAP_GAP):
        try:
            moment = build(year)
        except NoSuchDateError:
            # 29 February is not in every year; a day that is in none is said to be so below.
            continue
        reached = moment.first > anchor.day if after else moment.last >= anchor.day
        if reached:
            return replace(moment, why=no_year(anchor.day), exact=False, yearless=True)
    return build(anchor.day.year)


def _full_day(match: re.Match[str], _: Anchor) -> Moment:
    part = match.groupdict()
    month = part["month"]
    number = int(month) if month.isdigit() else vocabulary.month_number(month)
    moment = day_moment(match, _year_of(part["year"]), number, int(part["day"]))
    named = part.get("weekday")
    actual = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")[moment.last.weekday()]
    if named and named.capitalize() != actual:
        why = f"which is a {actual}day and not a {named.capitalize()}day"
        return replace(moment, why=why, exact=False)
    return moment


def _yearless_day(match: re.Match[str], anchor: Anchor) -> Moment:
    month, day = vocabulary.month_number(match["month"]), int(match["day"])
    return _which(match, anchor, lambda year: day_moment(match, year, month, day))


def _which(match: re.Match[str], anchor: Anchor, build: Callable[[int], Moment]) -> Moment:
    """This, next or the following one, this year's or next year's, or merely the next to come."""
    part = match.groupdict()
    if part.get("ofyear"):
        moment = build(anchor.day.year + (part["ofyear"].lower() != "this"))
        why = f"counted from {long_day(anchor.day)}"
        return replace(moment, why=why, exact=anchor.exact)
    which = (part.get("which") or "").lower()
    return _soonest(build, anchor, which if which in {"next", "following"} else None)


def _month(match: re.Match[str], anchor: Anchor) -> Moment | None:
    part = match.groupdict()
    month = vocabulary.month_number(part["month"])
    if part.get("year"):
        return month_moment(match.end(), _year_of(part["year"]), month)
    if part["month"].lower() == "may" and part["month"] != "May":
        return None
    return _which(match, anchor, lambda year: month_moment(match.end(), year, month))


def _season(match: re.Match[str], anchor: Anchor) -> Moment | None:
    season = match["season"].lower()
    month = _SEASONS[season]
    until = {3: "May", 6: "August", 9: "November", 12: "February"}[month]
    why = f"{season} being taken to end with {until}"

    def build(year: int, name: str | None = None) -> Moment:
        return stretch(match.end(), year, month, 3, f"{season} {name or year}", why)

    if match["fy"]:
        year = _span_year(match["fy"])
        # The slash names the winter over the new year; the other seasons of 2021/22 are unclear.
        if year is None or month != _DECEMBER:
            return None
        return build(year, match["fy"])
    if match["year"]:
        return build(int(match["year"]))
    return _which(match, anchor, build)


def _span_year(text: str) -> int | None:
    """The first year of 2021/22, 2021-22 or 2021/2022; None for years that do not follow."""
    first, last = int(text[:4]), text[4:].strip(" /-")
    return first if int(last) in {first + 1, (first + 1) % 100} else None


def _financial_year(match: re.Match[str], anchor: Anchor) -> Moment | None:
    part = match.groupdict()
    if part.get("fy"):
        year = _span_year(part["fy"])
        if year is None:
            return None
        return _financial(match.end(), year)
    which = (part.get("which") or "").lower()
    year = anchor.day.year - (anchor.day.month < _APRIL) + (which in {"next", "following", "coming"})
    moment = _financial(match.end(), year)
    why = f"the one {'after the one ' if which in {'next', 'following', 'coming'} else ''}that contains"
    return replace(moment, why=f"{why} {long_day(anchor.day)}", exact=anchor.exact)


def _financial(end: int, year: int) -> Moment:
    name = f"the financial year {year}/{(year + 1) % 100:02}"
    return stretch(end, year, _APRIL, 12, name)


def _part_year(match: re.Match[str], _: Anchor) -> Moment | None:
    """A quarter or half of a calendar or financial year."""
    part = match.groupdict()
    nth = _ORDINAL[(part.get("nth") or part["figure"]).lower()]
    called = (part["quarter"] or part["short"]).lower()
    months, kind = (3, "quarter") if called.startswith("q") else (6, "half")
    if kind == "half" and part.get("nth") in {"last", "final"}:
        nth = 2
    if months * nth > _DECEMBER:
        return None
    year, start = (int(part["year"]), 1) if part["year"] else (_span_year(part["fy"]), _APRIL)
    if year is None:
        return None
    label = ("first", "second", "third", "fourth")[nth - 1]
    whole = str(year) if part["year"] else f"the financial year {year}/{(year + 1) % 100:02}"
    name = f"the {label} {kind} of {whole}"
    return stretch(match.end(), year, start + months * (nth - 1), months, name)


def _anchored(match: re.Match[str], anchor: Anchor) -> Moment:
    """This, next or the month, quarter or year, as seen from the anchor."""
    which, unit = (match["which"] or "").lower(), match["unit"].lower()
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    later = months if vocabulary.pattern("next|following|coming").search(which) else 0
    start = (anchor.day.month - 1) // months * months + 1 + later
    first = dt.date(anchor.day.year + (start - 1) // 12, (start - 1) % 12 + 1, 1)
    kind = f"calendar {unit}"
    relation = "after the one that contains" if later else "that contains"
    return Moment(
        match.end(),
        first,
        month_end(first.year, first.month + months - 1),
        f"the {kind} {relation} {long_day(anchor.day)}",
        exact=anchor.exact,
        whole=which in {"the", ""},
    )


def _iso_month(match: re.Match[str], _: Anchor) -> Moment | None:
    year, month = int(match["year"]), int(match["month"])
    return month_moment(match.end(), year, month) if 1 <= month <= _DECEMBER else None


def _year(match: re.Match[str], _: Anchor) -> Moment:
    year = int(match["year"])
    return stretch(match.end(), year, 1, 12, str(year), "since only the year is named")


def _christmas(match: re.Match[str], anchor: Anchor) -> Moment:
    def build(year: int) -> Moment:
        return replace(day_moment(match, year, 12, 25), name=f"25 December {year}, Christmas Day")

    return build(_year_of(match["year"])) if match["year"] else _which(match, anchor, build)


def _easter(match: re.Match[str], anchor: Anchor) -> Moment:
    from dateutil.easter import easter

    def build(year: int) -> Moment:
        day = easter(year)
        return Moment(match.end(), day, day, f"{long_day(day)}, Easter Sunday")

    return build(_year_of(match["year"])) if match["year"] else _which(match, anchor, build)


_M = rf"(?P<month>{vocabulary.ANY_MONTH})"
_OF_YEAR = r"(?:,?\s+(?:of\s+)?(?P<ofyear>this|next|the\s+following)\s+year\b)"
_WHICH = r"(?:(?:the\s+)?(?P<which>this|next|coming|following)\s+)?"
_NO_YEAR = (
    rf"(?!\s*[/-]\s*\w|,?\s*'?\d(?!\d?{_TH}\s+(?:of\s+)?{vocabulary.ANY_MONTH})"
    rf"|\s+(?:or|to)\s+(?:{vocabulary.ANY_MONTH}|\d)|\w|'s\b)"
)
_UNIT = r"\s*(?:calendar\s+|working\s+|business\s+)?(?:hour|day|week|fortnight|month|quarter|year)s?\b"
_SHORT_YEAR = r"(?P<year>(?:19|20)\d\d(?!\d|[/-]\d)|'\d\d(?!\d))"
DAY = r"(?<!\d)\d{1,2}(?!\d)"
"""What occurs in every text that names a day of the month."""
FORMS: tuple[tuple[str, Callable[[re.Match[str], Anchor], Moment | None]], ...] = (
    (
        rf"{_LEAD}(?P<year>(?:19|20)\d\d)(?P<sep>[/-])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)",
        _full_day,
    ),
    (
        (
            rf"{_LEAD}(?P<day>\d{{1,2}})(?P<sep>[/.-])(?P<month>\d{{1,2}})(?P=sep)"
            r"(?P<year>(?:19|20)\d\d|\d\d)(?![\d/])"
        ),
        _full_day,
    ),
    (
        (
            rf"{_LEAD}(?P<day>\d{{1,2}}){_TH}(?:\s+|-)(?:(?:day\s+)?of\s+)?{_M}(?:,?\s+(?:of\s+)?|-)"
            rf"{_SHORT_YEAR}"
        ),
        _full_day,
    ),
    (rf"{_LEAD}{_M}\s+(?:the\s+)?(?P<day>\d{{1,2}}){_TH},?\s+{_SHORT_YEAR}", _full_day),
    (
        (
            rf"{_LEAD}{_WHICH}(?P<day>\d{{1,2}}){_TH}\s+(?:(?:day\s+)?of\s+)?{_M}\b"
            rf"(?:{_OF_YEAR}|{_NO_YEAR})"
        ),
        _yearless_day,
    ),
    (
        rf"{_LEAD}{_M}\s+(?:the\s+)?(?P<day>\d{{1,2}}){_TH}\b(?:{_OF_YEAR}|(?!,?\s*\d|{_UNIT}))",
        _yearless_day,
    ),
    (
        (
            rf"(?:the\s+)?(?:(?P<nth>{_NTH})\s+(?P<quarter>quarter|half)(?:\s+of)?"
            r"|(?P<short>quarter|q|h)\s?(?P<figure>[1-4]|one|two|three|four)(?:\s+of|,)?)\s*"
            rf"(?:the\s+)?(?:{_FINANCIAL}\s+|calendar\s+year\s+|fy\s?)?(?:{_SPAN}|{_YEAR})"
            rf"(?:\s+{_FINANCIAL})?"
        ),
        _part_year,
    ),
    (
        rf"(?:the\s+)?{_SPAN}\s+(?:{_FINANCIAL}(?:[\s-]+end)?|year[\s-]end)",
        _financial_year,
    ),
    (
        rf"(?:the\s+)?(?:{_FINANCIAL}(?:[\s-]+end)?|fy)\s?(?:of\s+)?{_SPAN}",
        _financial_year,
    ),
    (
        (
            rf"(?:(?:the\s+)?(?P<which>this|current|present|next|following|coming)\s+|the\s+)?"
            rf"{_FINANCIAL}(?:[\s-]+end)?\b(?!\s+\d)"
        ),
        _financial_year,
    ),
    (rf"{_SPAN}(?!\s+(?:academic|school|inspection|report))", _financial_year),
    (
        rf"(?:the\s+month\s+of\s+)?{_M}(?:,?\s+(?:of\s+)?|-){_SHORT_YEAR}",
        _month,
    ),
    (
        rf"{_WHICH}(?P<month>{vocabulary.MONTH})(?:{_OF_YEAR}|{_NO_YEAR})",
        _month,
    ),
    (
        (
            rf"(?:the\s+)?(?:(?P<which>this|next|coming|following)\s+)?"
            rf"(?P<season>{'|'.join(_SEASONS)})\b"
            rf"(?:,?\s+(?:of\s+)?(?:{_SPAN}|{_YEAR})|{_OF_YEAR})?"
            r"(?!\s+(?:\d|terms?\b|holidays?\b|recess|school|season|campaign))"
        ),
        _season,
    ),
    (rf"(?:the\s+)?(?:calendar\s+)?year(?:-end|\s+end)?\s+{_YEAR}", _year),
    (rf"(?:the\s+)?{_YEAR}\s+calendar\s+year", _year),
    (
        (
            r"(?:(?P<which>this|next|the\s+(?:current|present|same|next|following|coming)|the)\s+)?"
            r"(?:calendar\s+)?(?P<unit>month|quarter|year)\b(?!'|[\s-]end|\s+\d|[\s-]*(?:one|two|three|four|five|six)\b)"
        ),
        _anchored,
    ),
    (
        r"(?P<which>(?:the\s+)?(?:this\s+|next\s+)?)(?:calendar\s+)?(?P<unit>year|month|quarter)(?:'s)?[\s-]end\b",
        _anchored,
    ),
    (r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?![\d-])", _iso_month),
    (rf"{_YEAR}", _year),
    (
        rf"{_WHICH}christmas(?:\s+day)?\b(?:,?\s+{_SHORT_YEAR}|{_OF_YEAR})?(?!\s+\d)",
        _christmas,
    ),
    (
        (
            rf"{_WHICH}easter(?:\s+(?:sunday|day))?\b(?:,?\s+{_SHORT_YEAR}|{_OF_YEAR})?"
            r"(?!\s+(?:\d|terms?\b|holidays?\b|recess|school|break|weekend|week|monday|period))"
        ),
        _easter,
    ),
)
