"""Dates that share the word before the first: 'by 30 June and 31 December 2023'."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hmic.deadlines import vocabulary
from hmic.deadlines.dated import on_moment, still_to_come, with_latest
from hmic.deadlines.found_words import FoundWords
from hmic.deadlines.grammar import read_at
from hmic.deadlines.moment import NoSuchDateError, year_named
from hmic.deadlines.reading import Anchor, DeadlineKind
from hmic.deadlines.relative import spanned
from hmic.deadlines.spans import after_span, read_span
from hmic.words import long_day

_LINK = (
    r"(?=[\s,;/&+])\s*(?:[,;/&+]\s*)?(?:(?P<joint>and|or|then|plus|followed\s+by|as\s+well\s+as)\s+)?"
    r"(?:(?:then|again|also|finally|subsequently)\s+)*"
)
_EDGE = r"\s*(?:[,;:./&+()\n]|$|(?:and|or|then|plus)\b)"
_YEAR = r".*[a-z]\W+'?\d{2,4}\b"
_LEADS = ("by", "before")


def with_listed(text: str, found: FoundWords, anchor: Anchor) -> list[FoundWords]:
    """The deadline found, and those that follow it without a word of their own."""
    kept = [found]
    while following := _following(text, kept[-1], anchor):
        kept.append(following)
    return _with_years(text, kept)


def _following(text: str, found: FoundWords, anchor: Anchor) -> FoundWords | None:
    """The next one of the list, read as the one before it."""
    link = vocabulary.pattern(_LINK).match(text, found.end)
    if link is None:
        return None
    try:
        following = _alike(text, link.end(), found, anchor)
    except (NoSuchDateError, OverflowError, ValueError):
        return None
    if following is None or (
        not link["joint"] and not vocabulary.pattern(_EDGE).match(text, following.end)
    ):
        return None
    return following


def _alike(text: str, start: int, found: FoundWords, anchor: Anchor) -> FoundWords | None:
    if found.kind is DeadlineKind.RELATIVE:
        span = read_span(text, start)
        if span is None or span.unit == "hour" or not after_span(text, span)[1]:
            return None
        end = with_latest(text, after_span(text, span)[0])
        return replace(spanned(start, end, span, anchor), named=found.named)
    if found.kind is not DeadlineKind.ABSOLUTE or found.lead not in _LEADS:
        return None
    return _bare(text, start, found.lead, anchor)


def _with_years(text: str, listed: list[FoundWords]) -> list[FoundWords]:
    """'By 30 June and 31 December 2023' names the year of both."""
    kept: list[FoundWords] = []
    names = False
    for found in reversed(listed):
        own = vocabulary.pattern(_YEAR).match(text, found.start, found.end) is not None
        dated = _in_year_of(text, found, kept[0]) if names and found.yearless else found
        names = not dated.yearless and (names or own)
        kept.insert(0, dated)
    return kept


def _in_year_of(text: str, found: FoundWords, after: FoundWords) -> FoundWords:
    """The day of no year in the year of the one after it, or in the year before if it would be later."""
    last = after.due or dt.date.max
    for year in (last.year, last.year - 1):
        begin = Anchor(dt.date(year, 1, 1))
        dated = read_at(text, found.start, begin, None) or _bare(text, found.start, found.lead, begin)
        if dated and dated.due and dated.due <= last:
            named = year == last.year
            rule = year_named(dated.rule)
            rule += "" if named else f", the last one before {long_day(last)}"
            return replace(dated, start=found.start, exact=named and after.exact, rule=rule, yearless=False)
    return found


def _bare(text: str, start: int, lead: str, anchor: Anchor) -> FoundWords | None:
    moment = still_to_come(text, start, anchor, lead)
    if moment is None:
        return None
    return replace(on_moment(start, moment, lead), end=with_latest(text, moment.end))
