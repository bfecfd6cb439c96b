"""A finding's headline: the report's own, else what is asked for, and never the opposite of it."""

from __future__ import annotations

import re

from hmic.draft import cues
from hmic.draft.candidates import Candidate
from hmic.draft.text_blocks import sentences
from hmic.words import capitalised

LONGEST_TITLE = 90
_ACTOR = r"(?:the|all|each|every|chief|police|fire|its|home|college)\b"
_DEADLINE_FIRST = re.compile(
    rf"^(?:by|within|before|no\s+later\s+than|from|in|on)\s(?:[^,:;]{{2,60}}?(?<!\bof)\s+(?={_ACTOR})|"
    rf"[^,:;]{{2,60}}[,:]\s+(?={_ACTOR}|[A-Z]))|^(?:immediately|as\s+soon\s+as\s+possible|"
    rf"with\s+immediate\s+effect|as\s+a\s+matter\s+of\s+urgency),?\s+|"
    rf"^(?:by|within|before|no\s+later\s+than)\s[^,:;]{{2,60}},\s+",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?P<who>[^.;:?!]{0,160}?)\b(?:should|must|needs?\s+to|ought\s+to|shall)\b(?P<what>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LIMITS_WHO = re.compile(
    r"\b(?:no|none|nobody|neither|nor|not|only|few|any|if|when|where|unless|although|while|because|"
    r"without|who|which|whose)\b",
    re.IGNORECASE,
)
"""Words before `should` without which what follows would say something else."""
_UNIT = r"(?:calendar\s+|working\s+)?(?:days?|weeks?|months?|years?)"
_DROPPED = re.compile(
    r"^[\s,]*(?:(?:also|now|therefore|immediately|urgently|promptly|as\s+soon\s+as\s+(?:possible|practicable)|"
    r"with\s+immediate\s+effect|as\s+a\s+matter\s+of\s+(?:\w+\s+)?(?:urgency|priority)|"
    rf"within\s+(?:the\s+next\s+)?[\w-]+\s+{_UNIT}|take\s+(?:\w+\s+)?(?:steps|action)\s+to)(?:\s*,|\b)|"
    r"(?<=,)\s*(?:by|within|before|no\s+later\s+than|from|in|during)\s[^,:;]{2,90},)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\b(?:following|as\s+follows|steps|actions?|measures|by|including|recommendations?|areas?|points?)$",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:how|that|whether|it|they|its|their|has|have|to|the|of|for|in|with|on|and|should|must)$|"
    r"^(?:make\s+sure|ensure|assure)\b(?:\s+\S+){0,6}$",
    re.IGNORECASE,
)
"""A lead-in whose first point must follow: `make sure that its officers`."""
_IN_THE_AIR = re.compile(
    r"(?:[\s,;:–—-]+(?:by|to|that|including|which|and|or|so|such|as|not|no|if|the|an?|of|for\s+example|make\s+sure|makes\s+sure|ensure|within\s+[\w-]+\s+"
    rf"{_UNIT}))+$",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:unless|except|without|only|not|no|nor|never|rather\s+than|instead|until|but|if|when|where)\b",
    re.IGNORECASE,
)


def headline(one: Candidate) -> str:
    """A short headline: the report's own title, or the requirement, cut at the end of a phrase."""
    if one.title and one.title != one.lead:
        return _cut(one.title)
    text = next((s for text in one.statement for s in sentences(text) if cues.asks_somebody(s)), one.lead)
    what = _what(text)
    if one.parts and cues.leads_in(text):
        return _cut(_with_first(what.rstrip(" :–—-"), one.parts[0][1]))
    return _cut(what or text)


def without_deadline(text: str) -> str:
    """A sentence without the deadline before its subject."""
    return _DEADLINE_FIRST.sub("", text)


def _what(text: str) -> str:
    """What somebody is to do, without who and by when; the whole sentence where that would change it."""
    text = without_deadline(text)
    found = _ASKED.match(text)
    if found is None or _LIMITS_WHO.search(found["who"]) or not cues.asks_somebody(text):
        return text
    what, last = found["what"], None
    while what != last:
        what, last = _DROPPED.sub(_comma, what), what
    what = re.sub(r"^not\b(?!\s+only\b)", "do not", what.strip(" ,"), flags=re.IGNORECASE)
    return text if re.match(r"be\b", what) else what


def _comma(dropped: re.Match[str]) -> str:
    return " , " if dropped[0].endswith(",") else " "


def _with_first(lead: str, first: str) -> str:
    """The lead-in of a list, with its first point where it says too little by itself."""
    if not lead:
        return first
    if len(lead.split()) > 2 and not _OPEN.search(lead):
        return first if _FOLLOWS.search(lead) and len(lead.split()) < 5 else lead
    return f"{lead} {first}"


def _cut(text: str) -> str:
    text = re.sub(r"[;,]\s*(?:and|or)$", "", text.strip()).strip(" .;:,–—-")
    text = re.sub(r"\s+(?:by|to|that|including|which)$", "", text)
    if len(text) <= LONGEST_TITLE:
        return capitalised(text) if text else "Untitled"
    head = text[: LONGEST_TITLE - 2]
    ends = [
        m.start()
        for m in re.finditer(r"[,;:]|\s(?:and|so|in order|to|which|that|by|including|where|with)\s", head)
    ]
    head = head[: next((e for e in reversed(ends) if e > LONGEST_TITLE // 2), head.rfind(" "))]
    kept = _IN_THE_AIR.sub("", head.strip(" .;:,–—-")) or head
    limited = _LIMIT.search(text[len(kept) :]) is not None
    return capitalised(kept.strip(" .;:,–—-")) + (" …" if limited else "")
