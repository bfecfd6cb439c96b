"""'Within three months', 'three months from publication', 'over the next six months'."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from hmic.deadlines import vocabulary
from hmic.deadlines.dated import BEGIN, LATER, with_latest
from hmic.deadlines.found_words import FoundWords
from hmic.deadlines.reading import Anchor, DeadlineKind
from hmic.deadlines.spans import Origin, Span, after_span, due, origin, read_span, span_rule

_LEAD = (
    rf"{BEGIN}(?:(?:before|by|at)\s+the\s+end\s+of\s+(?!(?:the\s+)?(?:next|coming)\s+(?:calendar\s+)?(?:month|quarter|year|week)\b)(?:the\s+(?=next|period))?|(?P<in>in\s+)"
    rf"|(?:within|inside|(?:by\s+)?{LATER})\s+|(?P<by>by\s+)"
    r"|(?P<over>(?:over|during|throughout)\s+)(?=(?:the\s+)?(?:next|coming|following|ensuing)\b))"
    r"(?P<the>the\s+(?!next|coming|following|ensuing|subsequent|further))?"
)
_SKIPPED = (
    r"\b(?:last|past|previous|preceding|recent|first|every|each|at\s+least|minimum\s+of|for(?:\s+the)?|not|no"
    r"|(?:sooner|earlier)\s+than|(?<!no\s)(?<!not\s)(?:more|longer)\s+than|not\s+less\s+than|for\s+(?:a|the)\s+period\s+of)\s+$"
)
_STRETCHES = rf"\s+to\s+(?:the\s+end\s+of\s+)?(?:\d|{vocabulary.ANY_MONTH}\b)"
_DESCRIBED = "a stretch of time that is described, not a deadline"
_HOURS = "hours measure a service, so this is a standard of service, not a deadline"
OUTSIDE = "the date would lie outside the calendar"


def read_relative(text: str, start: int, anchor: Anchor, before: FoundWords | None) -> FoundWords | None:
    """A length of time that counts from the anchor; None when no such words begin at `start`.

    'A further three months' count from the deadline found `before`, if there is one.
    """
    lead = vocabulary.pattern(_LEAD).match(text, start)
    if lead is None and vocabulary.pattern(_SKIPPED).search(text[:start]):
        return None
    span = read_span(text, lead.end() if lead else start)
    if span is None:
        return None
    end, own = after_span(text, span)
    if not own:
        return _refused(start, span, f"the {span.name} belong to something else, so no deadline")
    since = origin(text, end, span.unit, anchor)
    if (lead is None or lead["by"]) and not (since.named and since.anchor):
        return None
    why = _refusal(text, start, span, since, lead)
    found = _refused(start, span, why) if why else _counted(text, start, span, since, before)
    sort = "in" if lead and (lead["in"] or lead["over"]) else ""
    return replace(found, named=since.named, starts=bool(lead and lead["begin"]), lead=sort)


def _counted(text: str, start: int, span: Span, since: Origin, before: FoundWords | None) -> FoundWords:
    """The span counted from the day known, or from the deadline before it when it is a further one."""
    if since.anchor is None:
        return _refused(start, span, _DESCRIBED)
    base = since.anchor
    if span.further and before and before.due:
        base = Anchor(before.due, before.exact, "the deadline before it")
    try:
        return spanned(start, with_latest(text, since.end), span, base, inclusive=since.inclusive)
    except (OverflowError, ValueError):
        return _refused(start, span, OUTSIDE)


def _refusal(text: str, start: int, span: Span, since: Origin, lead: re.Match[str] | None) -> str:
    """Why the words are no deadline wherever they are; empty when they can be one."""
    if vocabulary.pattern(_STRETCHES).match(text, since.end):
        return _DESCRIBED
    if since.anchor is None:
        if span.unit in {"hour", "day", "working day"}:
            return f"a service standard ('{vocabulary.squeezed(text[start : since.end])}'), not a deadline"
        return f"counted from '{since.event}', whose day is not known"
    if lead and lead["the"] and not since.named:
        return _DESCRIBED
    return _HOURS if span.unit == "hour" else ""


def _refused(start: int, span: Span, why: str) -> FoundWords:
    return FoundWords(start, span.end, DeadlineKind.RELATIVE, unit=span.unit, refusal=why)


def spanned(start: int, end: int, span: Span, anchor: Anchor, *, inclusive: bool = False) -> FoundWords:
    """What is due when the span is over; `inclusive` when the anchor's day counts as the first.

    Raises OverflowError or ValueError for a day after the year 9999.
    """
    day, rule = due(span, anchor), span_rule(span, anchor)
    if inclusive:
        day -= dt.timedelta(days=1)
        rule += ", that day counted as the first"
    nominal = anchor.day.day if span.unit in {"month", "year"} and not inclusive else day.day
    return FoundWords(
        start, end, DeadlineKind.RELATIVE, day, anchor.exact, rule, unit=span.unit, nominal=nominal
    )
