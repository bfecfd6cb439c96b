"""The vocabulary of deadline words: numbers, months and units."""

from __future__ import annotations

import re
from functools import cache

from hmic.words import MONTHS

_MONTHS = [name.lower() for name in MONTHS]
_SHORT = [*(name[:3] for name in _MONTHS), "sept"]
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: value for value, word in enumerate([*_ONES, *_TEENS], start=1)}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_ODD = {"a": 1, "an": 1, "a couple of": 2, "a dozen": 12, "other": 2, "second": 2, "third": 3}

MONTH = "|".join(_MONTHS)
ANY_MONTH = rf"(?:{MONTH}|(?:{'|'.join(_SHORT)})\b\.?)"
_BELOW_HUNDRED = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES)}))?"
    rf"|{'|'.join(_TEENS)}|{'|'.join(_ONES)})"
)
NUMBER = (
    rf"(?:\d{{1,4}}|(?:an?|{'|'.join(_ONES)})[\s-]hundred(?:[\s-]and[\s-]{_BELOW_HUNDRED})?"
    rf"|{_BELOW_HUNDRED}|a\s+couple\s+of|a\s+dozen|an?)"
)

OF_TIME = r"\b(?:days?|weeks?|months?|years?|quarters?|period)\s+(?:on\s+)?$"
"""A length of time, before words that count from its beginning or end."""

# One for one, so that a place found in the plain text is the same place in the text given.
_PLAIN = str.maketrans(
    {
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "*": " ",
        "_": " ",
    }
)


@cache
def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern on its first use, so that importing the package compiles none."""
    return re.compile(text, re.IGNORECASE | re.ASCII)


def plain(text: str) -> str:
    """The text with typographic spaces, hyphens and quotes made plain, of the same length."""
    return text.translate(_PLAIN)


def after(form: str, text: str, start: int) -> int:
    """Where what matches at `start` ends, or `start` where nothing does."""
    match = pattern(form).match(text, start)
    return match.end() if match else start


def squeezed(text: str) -> str:
    """The text on one line with single spaces, as a phrase is quoted."""
    return " ".join(text.split())


def number(text: str) -> int:
    """The value of a number that `NUMBER` matched, in words or figures."""
    text = squeezed(text.lower().replace("-", " "))
    if text.isdigit():
        return int(text)
    if text in _ODD:
        return _ODD[text]
    hundreds, _, rest = text.rpartition("hundred")
    total = 100 * number(hundreds) if hundreds else 0
    return total + sum(_VALUES.get(word, 0) for word in rest.split())


def month_number(name: str) -> int:
    """1 to 12 for a month's name or its abbreviation."""
    start = name.lower()[:3]
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(start))


def counted(count: int, noun: str) -> str:
    """A count with its noun: three calendar months, one day, 28 days."""
    small = (*_ONES, *_TEENS[:3])
    words = small[count - 1] if 1 <= count <= len(small) else str(count)
    return f"{words} {noun}" if count == 1 else f"{words} {noun}s"
