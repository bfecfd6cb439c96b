"""Words for at once and for urgent, which name neither a day nor a length of time."""

from __future__ import annotations

from hmic.deadlines import vocabulary
from hmic.deadlines.found_words import FoundWords
from hmic.deadlines.reading import Anchor, DeadlineKind
from hmic.deadlines.spans import OF_OURS, publication_end
from hmic.words import long_day

_IMMEDIATE = (
    r"(?:with\s+immediate\s+effect|(?:to\s+take\s+)?effective\s+immediately|forthwith"
    r"|(?:with\s+effect\s+)?from\s+(?:today|now|(?:the\s+)?(?:date\s+of\s+)?publication"
    rf"{OF_OURS})(?:\s+onwards?)?"
    rf"|(?:immediately\s+)?(?:on|upon|after|following|at)\s+(?:the\s+)?publication{OF_OURS}"
    r"|(?<=take\s)immediate\s+(?:action|steps|measures)|as\s+an\s+immediate\s+priority)\b"
)
_AT_ONCE = (
    r"(?:immediately(?!\s+(?:after|before|following|prior|upon|on|when|if))|(?<!all\s)at\s+once"
    r"|straight\s?away|right\s+away)\b"
)
_BEGIN_AT_ONCE = (
    r"(?P<begin>(?:start|beginn|commenc)ing|to\s+(?:start|begin|commence)|(?<=have\s)(?:started|begun))"
    r"\s+(?:immediately|at\s+once|straight\s?away|now|today|with\s+immediate\s+effect)\b"
)
_POSSIBLE = r"(?:possible|practicable|practical|feasible)"
_URGENT = (
    r"(?:as\s+(?:soon|quickly|early|swiftly|promptly)\s+as\s+(?:(?:is|it\s+is|they\s+are)\s+)?"
    rf"(?:\w+ly\s+)?{_POSSIBLE}|as\s+soon\s+as\s+(?:it|they)\s+can|asap"
    r"|as\s+a\s+matter\s+of\s+(?:\w+\s+)?(?:urgency|priority)"
    r"|as\s+an\s+urgent\s+(?:priority|matter)|with\s+urgency"
    r"|at\s+the\s+(?:very\s+)?earliest\s+(?:possible\s+)?(?:opportunity|convenience|date|time|moment)"
    r"|without\s+(?:(?:any|undue|further|unnecessary|any\s+further)\s+)?delay"
    r"|in\s+the\s+shortest\s+possible\s+time|(?<=take\s)urgent\s+(?:action|steps|measures))\b"
)
_HURRY = r"(?:urgently|promptly|swiftly|expeditiously|speedily)\b"
_AFTER = r"\s+(?:after|following|upon|once|when)\s+"


def read_undated(text: str, start: int, anchor: Anchor) -> FoundWords | None:
    """Immediate or urgent words; None when no such words begin at `start`."""
    for form, lead in ((_BEGIN_AT_ONCE, ""), (_IMMEDIATE, ""), (_AT_ONCE, "adverb")):
        match = vocabulary.pattern(form).match(text, start)
        if match and not _of_time(text, start):
            begins = bool(match.groupdict().get("begin"))
            return at_once(start, match.end(), anchor, lead, starts=begins)
    for form, lead in ((_URGENT, ""), (_HURRY, "adverb")):
        match = vocabulary.pattern(form).match(text, start)
        if match:
            rule = "urgent, but the words give no date: the force sets a target"
            why = _after_event(text, match.end())
            return FoundWords(
                start, match.end(), DeadlineKind.URGENT, None, anchor.exact, rule, lead, refusal=why
            )
    return None


def at_once(start: int, end: int, anchor: Anchor, lead: str = "", *, starts: bool = False) -> FoundWords:
    """What is due on the day from which it counts."""
    rule = f"at once: {long_day(anchor.day)} itself ({anchor.source})"
    return FoundWords(
        start, end, DeadlineKind.IMMEDIATE, anchor.day, anchor.exact, rule, lead,
        nominal=anchor.day.day, starts=starts,
    )  # fmt: skip


def _of_time(text: str, start: int) -> bool:
    """Whether a length of time is before the words: 'for two years from publication' is not due at once."""
    link = vocabulary.pattern(r"(?:from|on|upon|after|following|at)\b").match(text, start)
    return link is not None and vocabulary.pattern(vocabulary.OF_TIME).search(text[:start]) is not None


def _after_event(text: str, end: int) -> str:
    """Why 'as soon as possible after arrest' is no deadline; empty when nothing else is named."""
    link = vocabulary.pattern(_AFTER).match(text, end)
    if link is None or publication_end(text, link.end()):
        return ""
    return "urgent from an event on, so a standard of service, not a deadline"
