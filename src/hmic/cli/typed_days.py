"""Dates as people in Britain type them: the day first, the month as a number or in words, or ISO."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from hmic.errors import UsageError
from hmic.words import MONTHS, long_day

_MONTHS = [name.lower() for name in MONTHS]
_BACK = {"today": 0, "yesterday": 1}
_ISO = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_NUMBERS = r"(?P<day>[0-9]{1,2})(?P<sign>[/.-])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})"
_WORDS = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ -]*(?P<month>[a-z]{3,9})\.?,?[ -]*(?P<year>[0-9]{4})"
_SHORT = r"([0-9]{1,2}[/. -](?:[0-9]{1,2}|[a-z]{3,9})[/. -])([0-9]{2})"
_SHORTEST = 3
"""Letters of a month: `sep` and `sept` are September."""
_TWELVE = 12

HOW = "write it as 31/3/2024, 31 March 2024 or 2024-03-31"


class TypedDay(NamedTuple):
    """A date as it was typed; `back` counts from today where there is no `day`."""

    text: str
    option: str
    day: dt.date | None
    back: int = 0
    in_two_orders: bool = False
    """Whether it would be another date with the month first."""

    def on(self, today: dt.date) -> dt.date:
        """The date that is meant, as typed on this day."""
        return self.day or today - dt.timedelta(days=self.back)


def read_day(text: str, option: str) -> TypedDay:
    """A date as typed; an error that says how to write one."""
    plain = " ".join(text.lower().split())
    if plain in _BACK:
        return TypedDay(text, option, None, _BACK[plain])
    for form in (_ISO, _NUMBERS, _WORDS):
        found = re.fullmatch(form, plain)
        if found is not None:
            day, month, year = int(found["day"]), _month(found["month"]), int(found["year"])
            try:
                meant = dt.date(year, month, day)
            except ValueError:
                raise _wrong(text, option, _near(day, month, year)) from None
            unclear = form is _NUMBERS and day <= _TWELVE and day != month
            return TypedDay(text, option, meant, in_two_orders=unclear)
    short = re.fullmatch(_SHORT, plain)
    raise _wrong(text, option, f"write the year in full: {short[1].title()}20{short[2]}" if short else HOW)


def meant(values: Mapping[str, Any], today: dt.date) -> tuple[dict[str, Any], list[str]]:
    """The values of a command with each typed date as a date; and a sentence for each that is unclear."""
    said = []
    found = dict(values)
    for name, value in values.items():
        if isinstance(value, TypedDay):
            found[name] = value.on(today)
            if value.in_two_orders:
                said.append(f"{value.option}: {value.text} is read as {long_day(found[name])}, day first")
    return found, said


def _month(text: str) -> int:
    """The number of a month; 0 for a word that is not one."""
    if text.isdigit():
        return int(text)
    names = [n for n, name in enumerate(_MONTHS, 1) if len(text) >= _SHORTEST and name.startswith(text)]
    return names[0] if names else 0


def _near(day: int, month: int, year: int) -> str:
    """What to do about a date that does not exist."""
    if day <= _TWELVE < month:
        return f"the day comes first: {month}/{day}/{year}"
    return HOW


def _wrong(text: str, option: str, hint: str) -> UsageError:
    return UsageError(f"{text!r} is not a date, for {option}", hint=hint)
