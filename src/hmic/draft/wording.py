"""What a finding's own words give: what it requires, who must act, the deadlines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from hmic.addressee import acts
from hmic.deadlines import Anchor, DeadlineKind, read
from hmic.deadlines.passed_over import LONGEST_TEXT, asks_at_once, is_standard
from hmic.draft import cues
from hmic.draft.candidates import Candidate
from hmic.draft.headlines import without_deadline
from hmic.draft.text_blocks import sentences
from hmic.model import Kind

OPENING = 9
"""Words of a passage by which it is found again."""
_PHRASE = 500
_WHO = re.compile(
    r"^(?P<who>(?:the\s+|all\s+|each\s+|every\s+)?[A-Za-z][\w’'&,()\s-]{1,140}?)\s+(?:should|must|"
    r"needs?\s+to|ought\s+to|shall)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^(?:it|they|we|this|these|that|he|she|there|which|who|both|also|and|so)\b", re.IGNORECASE
)
_OWN = re.compile(
    r"\b(?:force|forces|constabulary|constabularies|service|services|chief constables?|chief fire "
    r"officers?|fra|authority|brigade)\b|police$",
    re.IGNORECASE,
)


def opening(text: str) -> str:
    """The first words of a passage, unchanged."""
    return " ".join(text[:400].split()[:OPENING])


def requirement(one: Candidate) -> str:
    """All its words in the report's order, paragraph by paragraph, its parts as they are lettered."""
    rows = one.lines or [("", text) for text in one.statement] + [
        (letter if letter.isalpha() else "-", text) for letter, text in one.parts
    ]
    lines = [f"({sign}) {text}" if sign.isalpha() else f"{sign} {text}".strip() for sign, text in rows]
    return "\n".join(line for line in lines if line) or one.lead


def addressee(one: Candidate, force: str) -> tuple[str | None, str | None]:
    """Who is to act where that is not plainly the force, and what is unclear about it."""
    for text in (*one.statement, *(text for _, text in one.parts)):
        for sentence in sentences(text):
            found = _WHO.match(without_deadline(sentence))
            if found is None:
                continue
            who = re.sub(r"\s+", " ", found["who"]).strip(" ,")
            if _PRONOUN.match(who) or cues.begins_dated(who):
                return None, None
            return addressed(who, force)
    return None, None


_BODY = re.compile(
    r"\b(?:board|committee|panel|partnership|college|council|lead|leads|chair|chairs|minister|ministry|"
    r"department|commissioner|commissioners|agency|agencies|trust|trusts|director|secretary)\b",
    re.IGNORECASE,
)
"""Words of bodies and posts that are not plainly the force, where their name is written as one."""


def addressed(who: str, force: str) -> tuple[str | None, str | None]:
    """What to say of the words that name who must act: nothing where they plainly mean the force."""
    bare = re.sub(r"^the\s+", "", who, flags=re.IGNORECASE)
    whose = acts(who, force)
    if bare.lower() in {"force", "service", "constabulary", force.lower()}:
        return None, None
    if whose is not None:
        return bare if bare[:1].isupper() or who != f"the {bare}" else who, None
    capitals = [word for word in bare.split()[bare == who :] if word[:1].isupper()]
    if (
        _BODY.search(bare)
        and capitals
        and not re.search(r"\b(?:force|chief constable)", bare, re.IGNORECASE)
    ):
        return bare, f"the words “{who}” do not say whether the force must act: add for_the_force"
    if _OWN.search(who) or len(who.split()) > 12:
        return None, None
    if who[:1].isupper() and (
        who[1:] != who[1:].lower() or re.match(r"(?:the|all|each|every)\s", who, re.IGNORECASE)
    ):
        return bare, f"the words “{who}” do not say whether the force must act: add for_the_force"
    return None, None


def deadlines(one: Candidate, anchor: Anchor, first: dt.date | None) -> tuple[list[str], list[str]]:
    """The deadline phrases of a requirement, unchanged, and those before the report."""
    found = [one.deadline] if one.deadline else []
    for text in _asking(one):
        found += [
            reading.phrase
            for reading in read(text[:LONGEST_TEXT], anchor)
            if _is_deadline(one, text, reading.kind, reading.phrase)
        ]
    kept: list[str] = []
    early: list[str] = []
    for phrase in dict.fromkeys(found):
        readings = read(phrase, anchor)
        reading = readings[0]
        if len(readings) != 1 or reading.kind is DeadlineKind.NONE or len(phrase) > _PHRASE:
            continue
        before = first is not None and reading.exact and reading.due is not None and reading.due < first
        (early if before else kept).append(phrase)
    return kept, early


_LIKE_DEADLINE = re.compile(
    r"\b(?:by|before|until|no\s+later\s+than|in\s+time\s+for|ahead\s+of|within)\s+(?:the\s+|end\s+of\s+)*"
    r"(?:[\w’'-]+\s+){0,2}?(?:easter|christmas|spring|summer|autumn|winter|terms?|holidays?|quarter|year|months?|weeks?|"
    r"days?|inspection|visit|january|february|march|april|june|july|august|september|october|november|december)\b"
    r"(?:\s+(?:20\d\d|terms?|holidays?|weekend|period))*|^timescale:\s.*",
    re.IGNORECASE,
)


def unread(one: Candidate, anchor: Anchor) -> str | None:
    """Words of what is asked that a reader takes for a deadline, though they name no day."""
    for text in (*_asking(one), *one.statement[1:]):
        found = _LIKE_DEADLINE.search(text)
        asked = found is not None and (text.lower().startswith("timescale") or cues.asks(text))
        if found and asked and read(text[:LONGEST_TEXT], anchor)[0].kind is DeadlineKind.NONE:
            return found[0]
    return None


def _asking(one: Candidate) -> Iterator[str]:
    """The sentences in which something is asked, and those parts that have a deadline of their own."""
    lead = one.statement[-1] if one.statement else ""
    for text in one.statement:
        listed = one.kind is Kind.RECOMMENDATION and (text is lead or cues.commands(text))
        for sentence in sentences(text):
            if cues.asks(sentence) or listed or cues.begins_dated(sentence):
                yield sentence
    for _, text in one.parts:
        if re.search(r"\b(?:by|within|before|no later than|immediately)\b", text, re.IGNORECASE):
            yield f"{_PART}{text}"


_PART = "should "
"""A part goes on with its lead-in: `by June, have trained all staff` is a deadline after `should`."""


def _is_deadline(one: Candidate, text: str, kind: DeadlineKind, phrase: str) -> bool:
    text_begins = text.removeprefix(_PART).lower().startswith(phrase.lower())
    standard = kind is DeadlineKind.RELATIVE and is_standard(phrase)
    if kind is DeadlineKind.NONE or (standard and not text_begins):
        return False
    loose = kind in {DeadlineKind.IMMEDIATE, DeadlineKind.URGENT, DeadlineKind.RECURRING}
    if one.kind is Kind.RECOMMENDATION:
        return not loose or len(phrase.split()) > 1 or text_begins or asks_at_once(text, phrase)
    if kind is DeadlineKind.ABSOLUTE:
        return bool(re.match(r"(?:by|before|no later)\b", phrase, re.IGNORECASE))
    return not loose and text_begins


def anchor_of(day: dt.date | None, *, exact: bool) -> Anchor:
    """The day from which the draft's deadlines count, for reading them only."""
    return Anchor(day or dt.date(2000, 1, 1), exact=exact and day is not None)
