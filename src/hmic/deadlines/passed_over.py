"""Deadline words in a running text that no deadline beside it gives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache

from hmic.deadlines import Anchor, DeadlineKind, Reading, read
from hmic.deadlines.vocabulary import NUMBER, number

_FEW_DAYS = 10
LONGEST_TEXT = 1500
"""Characters of a requirement in which deadline words are looked for: its first page."""


def passed_over(
    texts: Iterable[str], phrases: Iterable[str], anchor: Anchor, first: dt.date | None = None
) -> list[Reading]:
    """The deadlines in some texts that have a date and are none of `phrases`, by their words or their day.

    A day before `first` belongs to the report's narrative and is not a deadline.

    >>> published = Anchor(dt.date(2014, 11, 27))
    >>> asked = "The force should, within three months, answer calls sooner."
    >>> [one.phrase for one in passed_over([asked], [], published)]
    ['within three months']
    >>> passed_over([asked], ["by 27 February 2015"], published)
    []
    """
    given = [one for phrase in phrases for one in read(phrase, anchor)]
    days, words = {one.due for one in given}, [_words(one.phrase) for one in given]
    found: dict[str, Reading] = {}
    for text in texts:
        for one in read(text[:LONGEST_TEXT], anchor) if _may_hold(text) else ():
            listed = one.due in days or any(_words(one.phrase) in said for said in words)
            dated = one.due is not None and (first is None or one.due >= first)
            if dated and not listed and _is_deadline(one, text):
                found.setdefault(one.phrase, one)
    return list(found.values())


def is_standard(phrase: str) -> bool:
    """Whether a time is so short that it is how quickly something is to be done each time.

    >>> [is_standard(words) for words in ("within 5 days", "within four working days", "in 28 days")]
    [True, True, False]
    """
    if _pattern(r"\b(?:hours?|minutes?)\b").search(phrase):
        return True
    days = _pattern(rf"\b(?P<n>{NUMBER})[\s-]+(?:(?:calendar|clear|working)\s+)?days?\b").search(phrase)
    return days is not None and number(days["n"]) <= _FEW_DAYS


def asks_at_once(text: str, phrase: str) -> bool:
    """Whether a text says that something should be done at once: `should immediately review`."""
    return bool(re.search(rf"\b(?:should|must)\s+(?:now\s+)?{re.escape(phrase)}\b", text, re.IGNORECASE))


def _is_deadline(one: Reading, text: str) -> bool:
    begins = text.lower().startswith(one.phrase.lower())
    if one.kind is DeadlineKind.RELATIVE:
        return begins or not is_standard(one.phrase)
    if one.kind is DeadlineKind.IMMEDIATE:
        return begins or asks_at_once(text, one.phrase)
    return one.kind is DeadlineKind.ABSOLUTE


def _may_hold(text: str) -> bool:
    """Whether a text has what no date does without: most requirements need not be read for one.

    Hours and minutes are a standard unless the text begins with them (`_is_deadline`).
    """
    named = _pattern(
        r"\A\W*(?:with)?in\b|\d|\b(?:day|week|fortnight|month|quarter|year|immediate|easter|christmas|spring"
        r"|summer|autumn|winter|now|once|straight|forthwith)"
        r"|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?"
        r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
    )
    may = _pattern(r"\b(?!(?:and|force|it|or|that|they|this|which|who)\b)[a-z]+[\s-]+may\b")
    # Looking at the word before each word would take as long as all the rest.
    return bool(named.search(text) or ("may" in text.lower() and may.search(text)))


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(form, re.IGNORECASE)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
