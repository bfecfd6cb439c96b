"""A stretch of days that some words name, and how one is made of a day, a month or several."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmic.deadlines import vocabulary
from hmic.words import MONTHS, long_day

if TYPE_CHECKING:
    import re


class NoSuchDateError(ValueError):
    """The words name a date that does not exist, such as 31 February."""

    def __init__(self, end: int, named: str) -> None:
        """`end` is where the words end in the text; `named` is the date as they name it."""
        super().__init__(named)
        self.end = end
        self.named = named


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of days that some words name, and why its last day is the deadline."""

    end: int
    first: dt.date
    last: dt.date
    name: str
    why: str = ""
    exact: bool = True
    yearless: bool = False
    whole: bool = False
    """Names the anchor's own month, quarter or year: good only after 'the end of'."""

    @property
    def months(self) -> int:
        """How many months it is long."""
        years = self.last.year - self.first.year
        return 12 * years + self.last.month - self.first.month + 1

    @property
    def nominal(self) -> int:
        """The day of the month that is meant: the 31st for a month's end, however short the month."""
        return self.last.day if self.name.startswith(long_day(self.last)) else 31

    @property
    def rule(self) -> str:
        """Why the last day is what it is, as a sentence without its full stop."""
        if self.first == self.last:
            return self.name + (f", {self.why}" if self.why else "")
        reason = f", {self.why}" if self.why else ""
        return f"the last day of {self.name}{reason}"


_NO_YEAR = "no year being named, the next one on or after {day} is taken"


def no_year(day: dt.date) -> str:
    """Why a moment of no year is the one it is."""
    return _NO_YEAR.format(day=long_day(day))


def year_named(why: str) -> str:
    """A rule or reason without `no_year`: other words settle the year."""
    said = _NO_YEAR.format(day=r"\d+ \w+ \d+")
    return vocabulary.pattern(rf" \({said}\)|(?:, |^){said}").sub("", why)


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month, counted on from the year's January."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def day_moment(match: re.Match[str], year: int, month: int, day: int) -> Moment:
    """The day that the match names; raises NoSuchDateError when there is no such day."""
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise NoSuchDateError(match.end(), vocabulary.squeezed(match[0])) from None
    return Moment(match.end(), date, date, long_day(date))


def month_moment(end: int, year: int, month: int) -> Moment:
    """A calendar month, named by words that end at `end`."""
    name = f"{MONTHS[month - 1]} {year}"
    why = "since only the month is named"
    return Moment(end, dt.date(year, month, 1), month_end(year, month), name, why)


def stretch(end: int, year: int, month: int, months: int, name: str, why: str = "") -> Moment:
    """So many months from a month on, named by words that end at `end`."""
    first = dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return Moment(end, first, month_end(year, month + months - 1), name, why)
