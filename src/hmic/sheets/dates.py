"""Dates as people write them in Britain. A date that could be read two ways is never decided here."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from enum import StrEnum
from typing import NamedTuple

from hmic.sheets.grid import Cell
from hmic.words import MONTHS


class Order(StrEnum):
    """Which number of 03/04/2024 is the day."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class CellDay(NamedTuple):
    """What a cell says of a day: `day`, or both readings where there are two."""

    day: dt.date | None = None
    two: tuple[dt.date, dt.date] | None = None
    """The British reading, then the American one."""
    exact: bool = True
    """Whether the very day is named, or a month of which the last day is meant."""


_MONTHS = {name[:3].lower(): n for n, name in enumerate(MONTHS, start=1)}
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+")
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{2}|\d{4})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d\d.*)?")
_WORDS = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s/.-]*(?:of\s+)?{_MONTH}[\s/.,-]*(\d{{4}}|\d{{2}})")
_AMERICAN = re.compile(rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")
_ONLY_MONTH = re.compile(rf"(?:end\s+(?:of\s+)?)?{_MONTH}[\s/.,'’-]*(\d{{4}}|\d{{2}})")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""Excel's numbers of days from 1954 to 2119: what other numbers in a column of dates are, no one knows."""
_EPOCH = dt.date(1899, 12, 30)


def read_day(cell: Cell, order: Order | None = None) -> CellDay | None:
    """The day that a cell names; None where it names none."""
    value = cell.value
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        # Excel keeps "Mar-24" as 1 March 2024 and shows the month alone.
        if value.day == 1 and _shows_month_alone(cell.format):
            return CellDay(end_of_month(value.year, value.month), exact=False)
        return CellDay(value)
    if isinstance(value, bool) or value is None:
        return None
    text = " ".join(cell.text.lower().split())
    if isinstance(value, int | float) or re.fullmatch(r"\d{5}(?:\.0)?", text):
        number = float(text) if isinstance(value, str) else float(str(value))
        if number.is_integer() and _FIRST_SERIAL <= number <= _LAST_SERIAL:
            return CellDay(_EPOCH + dt.timedelta(days=int(number)))
        return None
    return read_text(text, order)


def read_text(text: str, order: Order | None = None) -> CellDay | None:
    """The day that a text names as a whole; None where it names none."""
    text = _WEEKDAY.sub("", " ".join(text.lower().split()))
    if found := _ISO.fullmatch(text):
        return _one(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(text):
        return _numbers(int(found[1]), int(found[2]), _year(found[3]), order)
    if found := _WORDS.fullmatch(text):
        return _one(_year(found[3]), _MONTHS[found[2]], int(found[1]))
    if found := _AMERICAN.fullmatch(text):
        return _one(int(found[3]), _MONTHS[found[1]], int(found[2]))
    if found := _ONLY_MONTH.fullmatch(text):
        day = end_of_month(_year(found[2]), _MONTHS[found[1]])
        return None if day is None else CellDay(day, exact=False)
    return None


def _shows_month_alone(form: str) -> bool:
    bare = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", form.lower())
    return "m" in bare and "y" in bare and "d" not in bare


_PIVOT = 70
"""Two digits from this on are a year of the last century."""


def _year(digits: str) -> int:
    if len(digits) > len("24"):
        return int(digits)
    return int(digits) + (2000 if int(digits) < _PIVOT else 1900)


def end_of_month(year: int, month: int) -> dt.date | None:
    """A month's last day; None in a year that no calendar has, such as 0."""
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _one(year: int, month: int, day: int) -> CellDay | None:
    try:
        return CellDay(dt.date(year, month, day))
    except ValueError:
        return None


def _numbers(first: int, second: int, year: int, order: Order | None) -> CellDay | None:
    """Two numbers and a year: one reading where only one is a date or both are the same, else two."""
    british, american = _one(year, second, first), _one(year, first, second)
    if order is Order.DAY_FIRST or american is None or british == american:
        return british
    if order is Order.MONTH_FIRST or british is None:
        return american
    assert british.day is not None  # noqa: S101 - both are days
    assert american.day is not None  # noqa: S101 - likewise
    return CellDay(two=(british.day, american.day))
