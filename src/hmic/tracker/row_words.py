"""What a row's own words give: a headline, who must act, and whether a line of its log says it is done."""

from __future__ import annotations

import re

from hmic.draft.wording import addressed

DATED = re.compile(
    r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|"
    r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\s+\d{2,4})\b"
)
"""A date within a text."""

_DONE = re.compile(
    r"\b(?:completed?|closed|closure|signed\s+off|discharged|reviewed|published|delivered|finished|"
    r"confirmed|done)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:not|yet|until|will|to\s+be|when|once|awaiting|pending|nearly|almost|partly|partially|part)\b"
    r"|\d\s*%",
    re.IGNORECASE,
)


def says_done(text: str) -> bool:
    """Whether a line of a log says that the matter is done.

    >>> says_done("closed by Supt"), says_done("to be closed in May")
    (True, False)
    """
    return bool(_DONE.search(text)) and not _NOT_YET.search(text)


def may_be_one(post: str, other: str) -> bool:
    """Whether two names may be one post, written shorter: each word of one shortens the other's.

    >>> may_be_one("ACC Ops", "ACC Operations"), may_be_one("DCI CAIT", "DI CAIT")
    (True, False)
    """
    one, two = (re.findall(r"[A-Za-z0-9]+", text.replace(".", "")) for text in (post, other))
    return len(one) == len(two) and all(map(_shortens, one, two))


def _shortens(one: str, two: str) -> bool:
    short, long = sorted((one, two), key=len)
    if short.casefold() == long.casefold():
        return True
    letters = iter(long.casefold())
    ranks = short.isupper() or long.isupper()
    return not ranks and short[0] == long[0] and all(char in letters for char in short.casefold())


_HEADLINE = 70
_NAMED = re.compile(
    r"^(?:recommendation|rec|afi|area for improvement|cause of concern)\s*[\d.]*\s*[:–-]\s+(?=\S)",
    re.IGNORECASE,
)
_SHOULD = re.compile(
    r"^(?:[^,;:.]{2,60},\s+)?(?:the|all|each|every)?\s*(?:police\s+)?"
    r"(?:forces?|constabulary|constabularies|chief\s+constables?|service)\s+"
    r"(?:should|must|needs?\s+to|ought\s+to|shall)\s+(?:(?:also|immediately|now|urgently|therefore)\s+)?"
    r"(?!not\b)",
    re.IGNORECASE,
)


def title_of(title: str, requirement: str) -> str:
    """A headline: the tracker's own, or what is asked, as an instruction.

    >>> title_of("", "The force should make sure that it has enough detectives.")
    'Make sure it has enough detectives'
    """
    text = _NAMED.sub("", " ".join((title or requirement).split()))
    if not title:
        found = _SHOULD.match(text)
        rest = text[found.end() :] if found else text
        rest = re.sub(r"^(make\s+sure|ensure)\s+that\s+", r"\1 ", rest, flags=re.IGNORECASE)
        text = f"{rest[:1].upper()}{rest[1:]}"
    first = re.split(r"(?<=[a-z0-9])[.:;]\s", text)[0].rstrip(".")
    if len(first) <= _HEADLINE:
        return first
    return first[:_HEADLINE].rsplit(" ", 1)[0].rstrip(",;:") + " …"


_WHO = re.compile(
    r"^(?:[^,;:.]{2,60},\s+)?(?P<who>[A-Za-z][\w’'&()\s-]{1,80}?)\s+(?:should|must|needs?\s+to|shall)\b",
    re.IGNORECASE,
)


def addressee_of(requirement: str, force: str) -> tuple[str | None, str | None]:
    """Who must act where that is not plainly the force, and what is unclear about it."""
    found = _WHO.match(_NAMED.sub("", " ".join(requirement.split())))
    if found is None:
        return None, None
    who, unclear = addressed(found["who"], force)
    return (None, None) if who and is_ours(found["who"], force) else (who, unclear)


def is_ours(who: str, force: str) -> bool:
    """Whether words that name who must act mean the force, alone or among others."""
    from hmic.addressee import acts

    whose = acts(who, force)
    return whose is not None and whose.force


def is_other_body(who: str, force: str) -> bool:
    """Whether words plainly name another body, and not the force or one of its posts.

    >>> is_other_body("the Home Office", "Kent Police"), is_other_body("ACC Crime", "Kent Police")
    (True, False)
    """
    from hmic.addressee import acts

    whose = acts(who, force)
    return whose is not None and not whose.force
