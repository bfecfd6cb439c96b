"""'Every six months', 'annually from July 2018', 'by the end of each quarter'."""

from __future__ import annotations

from dataclasses import replace

from hmic.deadlines import vocabulary
from hmic.deadlines.dated import on_moment, still_to_come
from hmic.deadlines.found_words import FoundWords
from hmic.deadlines.moment import year_named
from hmic.deadlines.moment_words import read_moment
from hmic.deadlines.reading import Anchor, DeadlineKind
from hmic.deadlines.recurrence import Pattern, read_pattern
from hmic.deadlines.relative import spanned
from hmic.deadlines.spans import Span, publication_end

_EACH = (
    r"(?P<end>(?:by|at|before)\s+the\s+end\s+of\s+)?(?:each|every)\s+"
    r"(?:(?P<unit>month|quarter|(?:financial\s+)?(?:calendar\s+)?year)"
    rf"|(?P<name>{vocabulary.MONTH}|spring|summer|autumn|winter))\b"
)
_SUFFIX = (
    r"\s*,?\s+(?:(?P<start>(?:and\s+)?(?:(?:starting|beginning|commencing)(?:\s+(?:in|on|from|by|with))?"
    r"|with\s+effect\s+from|as\s+(?:of|from)|from)\s+)"
    r"|(?P<by>(?:with\s+the\s+first\s+(?:\w+\s+){0,3}?)?(?:by|on|in|no\s+later\s+than)\s+)"
    r"|(?P<before>(?:with\s+the\s+first\s+(?:\w+\s+){0,3}?)?before\s+)"
    r"|(?P<until>(?:until|up\s+to)\s+(?:the\s+)?))"
)
_THEN = r"\b(?:thereafter|from\s+then\s+on(?:wards)?|after\s+that)\b\W*$"
_LONGEST_MONTH = 31
_YEARLY = Span(0, 1, "year")
_EVERY = {"month": Span(0, 1, "month"), "quarter": Span(0, 3, "month")}


def read_each(text: str, start: int, anchor: Anchor) -> FoundWords | None:
    """'By the end of each quarter', 'every March'; None when no such words begin at `start`."""
    match = vocabulary.pattern(_EACH).match(text, start)
    if match is None or not (match["name"] or match["end"]):
        return None
    unit = vocabulary.squeezed((match["unit"] or "year").lower())
    name = match["name"] or f"end of this {unit}"
    moment = read_moment(name, 0, anchor)
    if moment is None:
        return None
    rule = moment.name if moment.first == moment.last else f"the last day of {moment.name}"
    found = FoundWords(start, match.end(), DeadlineKind.RECURRING, moment.last, anchor.exact, rule)
    return replace(found, every=_EVERY.get(unit, _YEARLY), nominal=_LONGEST_MONTH, named=True)


def read_recurring(text: str, start: int, anchor: Anchor, before: FoundWords | None) -> FoundWords | None:
    """How often, and from when; None when no such words begin at `start`.

    'Thereafter' counts from the deadline found `before`, if there is one.
    """
    often = read_pattern(text, start)
    if often is None:
        return None
    found = _first(text, start, often, anchor, before)
    while suffix := vocabulary.pattern(_SUFFIX).match(text, found.end):
        sort = suffix.lastgroup or ""
        longer = _suffixed(text, replace(found, end=suffix.end()), anchor, sort)
        if longer is None:
            break
        found = longer
    return found


def _first(text: str, start: int, often: Pattern, anchor: Anchor, before: FoundWords | None) -> FoundWords:
    """The pattern with its first occurrence one interval after what it counts from."""
    base = anchor
    then = often.thereafter or vocabulary.pattern(_THEN).search(text[:start])
    if then and before and before.due:
        base = Anchor(before.due, before.exact, "the deadline before it")
    found = spanned(start, often.end, often.every, base)
    return replace(found, kind=DeadlineKind.RECURRING, every=often.every)


def _suffixed(text: str, found: FoundWords, anchor: Anchor, sort: str) -> FoundWords | None:
    """The recurring words with 'from July 2018', 'by 31 March' or 'until March 2016' after them."""
    moment = still_to_come(text, found.end, anchor, sort)
    if moment is None:
        end = publication_end(text, found.end) if sort == "start" else None
        return replace(found, end=end) if end else None
    if sort == "until":
        over = found.due is not None and moment.last < found.due  # before the first time
        return None if over else replace(found, end=moment.end, until=moment.last)
    if moment.last < anchor.day and sort != "start":
        return None
    # The year of 'each year by 31 March' is not guessed: it is every year's.
    first = on_moment(found.start, replace(moment, why=year_named(moment.why)), sort)
    return replace(
        found,
        end=moment.end,
        due=first.due,
        exact=anchor.exact if moment.yearless else moment.exact,
        rule=first.rule,
        nominal=first.nominal,
        named=True,
    )
