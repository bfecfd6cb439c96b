"""Periods as they are typed: `30d`, `6w`, `3m`."""

from __future__ import annotations

import datetime as dt
import re

from hmic.errors import UsageError

_PERIOD = r"([0-9]{1,4})\s*(d|day|days|w|week|weeks|m|month|months|y|year|years)"
_LAST_YEAR = 9999


def parse_period(text: str, start: dt.date) -> dt.date:
    """The last day of a period that begins at `start`; months are calendar months."""
    found = re.fullmatch(_PERIOD, text.strip().lower())
    if found is None:
        message = f"{text!r} is not a period"
        raise UsageError(message, hint="write days, weeks or months, such as 30d, 6w or 3m")
    number, unit = int(found[1]), found[2][0]
    try:
        if unit in "dw":
            return start + dt.timedelta(days=number * (7 if unit == "w" else 1))
        from dateutil.relativedelta import relativedelta

        months = number * (12 if unit == "y" else 1)
        return start + relativedelta(months=months)
    except (OverflowError, ValueError):
        message = f"{text!r} leads beyond the year {_LAST_YEAR}"
        raise UsageError(message, hint="give a shorter period, such as 3m") from None


def in_words(text: str) -> str:
    """A period that `parse_period` takes, in words: `30d` → `30 days`."""
    found = re.fullmatch(_PERIOD, text.strip().lower())
    assert found is not None  # noqa: S101 - it was read before
    unit = {"d": "day", "w": "week", "m": "month", "y": "year"}[found[2][0]]
    return f"{int(found[1])} {unit}{'' if int(found[1]) == 1 else 's'}"
