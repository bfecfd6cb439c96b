"""Parse what is typed on the command line, so that every mistake is reported before any work."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from hmic.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from hmic.cli.typed_days import TypedDay
    from hmic.model import PartialDate

Word = TypeVar("Word", bound=StrEnum)


def parse_day(text: str, option: str, today: dt.date) -> dt.date:
    """A date as typed in a table or on the command line, on this day."""
    from hmic.cli.typed_days import read_day

    return read_day(text, option).on(today)


def one_of(word: str, valid: type[Word], option: str) -> Word:
    """A word from a list, with spaces, hyphens or underscores; else an error that names the nearest."""
    plain = word.strip().lower().replace("-", " ").replace("_", " ")
    for value in valid:
        if value.value.replace("-", " ").replace("_", " ") == plain:
            return value
    message = f"{word!r} is not a valid {option}"
    raise UsageError(message, hint=did_you_mean(word, [v.value for v in valid]))


def parse_published(text: str) -> PartialDate | TypedDay:
    """A report's publication, as exactly as it is known."""
    from hmic.cli.typed_days import HOW, read_day
    from hmic.model import PartialDate

    with suppress(ValueError):
        return PartialDate.parse(text)
    try:
        return read_day(text, "--published")
    except UsageError as error:
        hint = (
            error.hint
            if error.hint != HOW
            else "use 2014-11-27, or 2014-11 or 2014 if that is all you know"
        )
        raise UsageError(error.message, hint=hint) from None


class Period(NamedTuple):
    """A time from a day on: `30d`, `6w`, `3m`, `1y`; `unit` is the first letter."""

    text: str
    number: int
    unit: str

    def after(self, start: dt.date) -> dt.date:
        """The last day of the period that begins at `start`; months are calendar months."""
        try:
            if self.unit in "dw":
                return start + dt.timedelta(days=self.number * (7 if self.unit == "w" else 1))
            from dateutil.relativedelta import relativedelta

            return start + relativedelta(months=self.number * (12 if self.unit == "y" else 1))
        except (OverflowError, ValueError):
            message = f"{self.text!r} goes beyond the year {dt.MAXYEAR}"
            raise UsageError(message, hint="give a shorter period, such as 3m") from None

    @property
    def words(self) -> str:
        """The period in words: `30d` → `30 days`."""
        name = {"d": "day", "w": "week", "m": "month", "y": "year"}[self.unit]
        return f"{self.number} {name}{'' if self.number == 1 else 's'}"


def parse_period(text: str) -> Period:
    """A period as typed on the command line."""
    pattern = r"([0-9]{1,4})\s*(d|day|days|w|week|weeks|m|month|months|y|year|years)"
    found = re.fullmatch(pattern, text.strip().lower())
    if found is None:
        message = f"{text!r} is not a period"
        raise UsageError(message, hint="use days, weeks or months, such as 30d, 6w or 3m")
    return Period(text, int(found[1]), found[2][0])


_DIGITS = 15


def number_of(what: str, hint: str) -> Callable[[str], int]:
    """Parse a number from 1, such as that of a deadline or an entry."""

    def parse(text: str) -> int:
        # Python refuses to read numbers with thousands of digits.
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) > 0:
            return int(text)
        message = f"{text!r} is not the number of {what}"
        raise UsageError(message, hint=hint)

    return parse


def day_for(option: str) -> Callable[[str], TypedDay]:
    """Parse the date of an option; `hmic.cli.run` turns it into a date before a command begins."""

    def parse(text: str) -> TypedDay:
        from hmic.cli.typed_days import read_day

        return read_day(text, option)

    return parse


def word_of(valid: type[Word], option: str) -> Callable[[str], Word]:
    """Parse one word from a list."""
    return lambda word: one_of(word, valid, option)


def not_empty(option: str, hint: str) -> Callable[[str], str]:
    """Parse a text that must not be empty."""

    def parse(text: str) -> str:
        if text.strip():
            return text
        message = f"{option} is empty"
        raise UsageError(message, hint=hint)

    return parse


def folder_for(option: str) -> Callable[[str], Path]:
    """Parse the path of a folder that must exist."""

    def parse(text: str) -> Path:
        if Path(text).is_dir():
            return Path(text)
        message = f"{option}: there is no folder {text!r}"
        raise UsageError(message, hint="check the path")

    return parse


def text_for(option: str, *, lines: bool = False) -> Callable[[str], str]:
    """Parse a text for the journal; with `lines` it may have line breaks."""

    def parse(text: str) -> str:
        from hmic.plaintext import checked, typed

        return checked(typed(text) if lines else text, option, lines=lines)

    return parse
