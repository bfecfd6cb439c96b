"""The grammar of deadlines: where their words can begin, and what the words at one place are."""

from __future__ import annotations

from functools import cache

from hmic.deadlines import vocabulary
from hmic.deadlines.dated import LATEST, on_moment, read_dated
from hmic.deadlines.found_words import FoundWords
from hmic.deadlines.moment import NoSuchDateError
from hmic.deadlines.moment_words import read_moment
from hmic.deadlines.reading import Anchor, DeadlineKind
from hmic.deadlines.recurring import read_each, read_recurring
from hmic.deadlines.relative import OUTSIDE, read_relative, spanned
from hmic.deadlines.spans import read_span
from hmic.deadlines.undated import at_once, read_undated


@cache
def triggers() -> str:
    """A pattern for the words with which deadline words can begin."""
    leads = (
        r"by|before|prior|ahead|in|inside|within|no\s+later|not\s+later|no\s+less|at|latest|due|deadline"
        r"|between\s+now|on|or|with|from|as|effective|over|during|throughout|every|each|once|twice"
        r"|(?:three|four|six)\s+times|one\s+time|start|starting|begin|beginning|begun|started|commence"
        r"|commencing|to\s+(?:start|begin|commence)|immediate(?:ly)?|forthwith|straight\s?away"
        r"|right\s+away|urgent(?:ly)?|promptly|swiftly|upon|after|following|expeditiously|speedily|asap"
        r"|without|target|completion|two\s+times|annually|yearly|biannually|bi-annually|half-yearly|biennially|monthly|quarterly"
        rf"|fortnightly|weekly|daily|{vocabulary.NUMBER}[\s-]?(?:month|week|year)ly"
        rf"|{vocabulary.NUMBER}(?=[\s-]+(?:calendar|working|business|day|week|fortnight|month|year))"
    )
    return rf"(?<![\w-])(?:{leads})(?!\w)"


def read_at(text: str, start: int, anchor: Anchor, before: FoundWords | None) -> FoundWords | None:
    """The deadline words that begin at `start`; None when none do.

    `before` is the deadline found before these, from which 'a further three months' and
    'thereafter' count.
    """
    try:
        return (
            read_each(text, start, anchor)
            or read_recurring(text, start, anchor, before)
            or read_relative(text, start, anchor, before)
            or read_dated(text, start, anchor)
            or read_undated(text, start, anchor)
        )
    except NoSuchDateError as missing:
        return _missing(start, missing)
    except (OverflowError, ValueError):
        return FoundWords(start, len(text), DeadlineKind.NONE, refusal=OUTSIDE)


def read_whole(text: str, anchor: Anchor) -> FoundWords | None:
    """A date, a length of time or 'immediate' that is all there is, without a word before it.

    A month or a day of no year is no deadline; the end of one is.
    """
    start = vocabulary.after(r"\W*", text, 0)
    rest = rf"(?:{LATEST})?\W*$"
    if vocabulary.pattern(r"immediate\W*$").match(text, start):
        return at_once(start, start + len("immediate"), anchor)
    try:
        moment = read_moment(text, start, anchor)
        ends = vocabulary.pattern(r"(?:the\s+)?(?:end|close)\s+of\b").match(text, start)
        if moment and (ends or not moment.yearless) and vocabulary.pattern(rest).match(text, moment.end):
            return on_moment(start, moment, "by")
        span = read_span(text, start)
        if span and not span.hyphened and vocabulary.pattern(rest).match(text, span.end):
            return None if span.unit == "hour" else spanned(start, span.end, span, anchor)
    except NoSuchDateError as missing:
        return _missing(start, missing)
    except (OverflowError, ValueError):
        return None
    return None


def _missing(start: int, missing: NoSuchDateError) -> FoundWords:
    why = f"there is no such date as {missing.named}"
    return FoundWords(start, missing.end, DeadlineKind.NONE, refusal=why)
