"""Dates and counts in words, and words as ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""In English, whatever the computer's language."""

_SHORT = [name[:3] for name in MONTHS]


def capitalised(text: str) -> str:
    """A text with its first letter as a capital, the rest as it is: `str.capitalize` would lower names.

    >>> capitalised("to the chief constable of Kent")
    'To the chief constable of Kent'
    """
    return f"{text[:1].upper()}{text[1:]}"


def day_words(day: dt.date | str | None, *, exact: bool = True) -> str:
    """A date for a reader, with `~` before it when it is not exact.

    >>> day_words("2015-02-27")
    '27 Feb 2015'
    >>> day_words("2015-02-28", exact=False)
    '~28 Feb 2015'
    """
    if day is None:
        return ""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    sign = "" if exact else "~"
    return f"{sign}{day.day} {_SHORT[day.month - 1]} {day.year}"


def long_day(day: dt.date | str) -> str:
    """A date in full: `20 November 2026`."""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def known_day(published: str) -> str:
    """A date for a reader, as exact as it is known.

    >>> [known_day(day) for day in ("2014-11-27", "2014-11", "2014")]
    ['27 Nov 2014', 'Nov 2014', '2014']
    """
    year, *rest = published.split("-")
    words = [year]
    if rest:
        words.insert(0, _SHORT[int(rest[0]) - 1])
    if len(rest) > 1:
        words.insert(0, str(int(rest[1])))
    return " ".join(words)


def short_day(published: str) -> str:
    """A date for the head of a column: `Nov 2014`, or `2014` when only the year is known."""
    return known_day(published[: len("2014-11")])


def day_of(day: dt.date | str | None, exact: Any) -> str:
    """A date for a reader from a row, in which a flag is a number; a missing flag is exact."""
    return day_words(day, exact=exact is None or bool(exact))


_FEW = 3
_LONG_WORD = 30


def forces_words(forces: Sequence[str]) -> str:
    """The forces in a heading: the first few by name, and how many more there are."""
    more = len(forces) - _FEW
    named = " · ".join(forces[:_FEW])
    return f"{named} and {count(more, 'more force')}" if more > 0 else named


def times(number: int) -> str:
    """How often: `once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def count(number: int, thing: str, things: str | None = None) -> str:
    """A number and its noun: `1 finding`, `1,200 findings`.

    >>> count(1, "entry", "entries"), count(2000, "entry", "entries")
    ('1 entry', '2,000 entries')
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def in_utc(moment: dt.datetime) -> str:
    """A moment as the journal records it."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day_here(moment: str) -> dt.date:
    """The day here of a moment that was recorded in UTC."""
    return dt.datetime.fromisoformat(moment).astimezone().date()


def end_of(day: dt.date) -> str:
    """The moment in UTC at which a day ends here, written as moments are recorded."""
    if day >= dt.date(9999, 12, 31):
        return "~"
    return in_utc(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min).astimezone())


def slug(text: str) -> str:
    """A text as ids and themes are written; empty where it has no letter or digit.

    >>> slug("What works: 2024")
    'what-works-2024'
    """
    import re

    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def is_slug(text: str) -> bool:
    """Whether a text is written so: lower-case letters, digits and single hyphens."""
    import re

    return re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text) is not None


def shortened(text: str, most: int = 120) -> str:
    """The beginning of a text, cut between words; an address in it is cut, too.

    >>> shortened("The review waits for the new operating model", 30)
    'The review waits for the new …'
    """
    words = [word if len(word) <= _LONG_WORD else f"{word[: _LONG_WORD - 1]}…" for word in text.split()]
    whole = " ".join(words)
    return whole if len(whole) <= most else f"{whole[: most + 1].rpartition(' ')[0].rstrip(' ,;:.')} …"
