"""What a text says about the status of earlier findings: each sentence with the findings it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hmic.draft import cues
from hmic.draft.text_blocks import Block, Role, sentences
from hmic.model import Kind


class Said(StrEnum):
    """What words say: that something is closed, still open, or how far it has come."""

    CLOSED = "resolved"
    OPEN = "open"
    LITTLE = "unchanged"
    BETTER = "improved"
    WORSE = "worsened"


@dataclass(frozen=True)
class Statement:
    """Words of one sentence, and of what they speak: a kind, of that all or the number-th, else no kind."""

    place: int
    sentence: str
    said: Said
    kind: Kind | None
    every: bool = False
    number: int = 0


_NAMES = (
    (Kind.CAUSE_OF_CONCERN, r"causes?\s+of\s+concern|(?<=\bthe\s)concerns?|(?<=\bthis\s)concern"),
    (Kind.AREA_FOR_IMPROVEMENT, r"(?:areas?|actions?)\s+(?:for|of|requiring)\s+improvement|afis?"),
    (Kind.RECOMMENDATION, r"recommendations?"),
)
_NAMED = re.compile(
    r"(?P<all>\b(?:all|both|each|every)\b[\w\s]{0,20})?\b(?:(?P<nth>first|second|third|fourth|fifth)\s+)?(?:"
    + "|".join(f"(?P<{kind.name}>{words})" for kind, words in _NAMES)
    + r")\b(?:\s+(?P<number>\d{1,2})\b)?",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"causes|areas|actions|recommendations|concerns|afis", re.IGNORECASE)
_NTH = ("first", "second", "third", "fourth", "fifth")
_CLAUSES = re.compile(r"\s*[;,]\s+|\s+(?=(?:and|but|although|though|while|however)\b)", re.IGNORECASE)
_CLOSE = (
    r"(?:clos(?:e|es|ed|ing)|discharg(?:e|es|ed)|resolv(?:e|es|ed)|lift(?:s|ed)?|remov(?:e|es|ed)|"
    r"sign(?:ed)?\s+off)"
)
_BY_US = re.compile(
    rf"\b(?:we|hmic\w*|inspectorate)\b.{{0,60}}?\b{_CLOSE}\b\s+(?:it|this|these|them|that|both|all|the|our|each)\b",
    re.IGNORECASE,
)
_OF_NAMED = re.compile(
    rf"\b(?:(?:is|are|was|were|be|been|not|\w+n[’']t)\s+(?:(?:now|formally|not|yet|fully)\s+){{0,2}}{_CLOSE}\b|"
    r"no\s+longer\b|"
    r"(?:fully|satisfactorily)\s+(?:addressed|implemented|met)|(?:has|have)\s+(?:now\s+)?(?:met|addressed|"
    r"implemented|completed|satisfied|achieved)\b|(?:is|are)\s+(?:now\s+)?(?:complete|met|addressed))",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:not|cannot|never|yet|neither|nor|unable|partly|partially|without|too\s+early|far\s+from)\b|n[’']t\b",
    re.IGNORECASE,
)
_ONE_DAY = re.compile(
    r"\b(?:will|would|can|could|may|might|shall|when|once|if|unless|until|before|hope|expect\w*|intend\w*|"
    r"plans?|consider\w*)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:remains?|stays?|keep(?:ing)?|still)\b.{0,20}\b(?:open|in\s+place)\b", re.IGNORECASE
)
_WORSE = r"\b(?:worsen\w*|deteriorat\w*|got\s+worse|declin(?:ed|ing)|fallen\s+further)\b"
_LITTLE = (
    r"\b(?:limited|little|no|insufficient|slow|not\s+(?:made\s+)?enough|hasn[’']t\s+(?:made|yet)|"
    r"has\s+not\s+(?:made|yet)|not\s+made)\s+(?:\w+\s+){0,2}progress\b|\bprogress\b.{0,40}\bslow\w*|"
    r"\bremains?\s+a\b|\bstill\s+(?:a|not|does)\b"
)
_BETTER = (
    r"\b(?:good|some|significant|substantial|considerable|clear|encouraging|positive|sufficient|more|made)"
    r"\s+progress\b|\bimprov(?:ed|ing|ements?)\b|\bpleased\b|\bbetter\b|\bsatisfactorily\b|"
    r"\b(?:has|have)\s+addressed\b"
)
_PROGRESS = ((Said.WORSE, _WORSE), (Said.LITTLE, _LITTLE), (Said.BETTER, _BETTER))
_SPEAKS = re.compile(
    r"\b(?:progress|force|forces|constabulary|service|services|police|we|hmic\w*|now|it|this)\b",
    re.IGNORECASE,
)


def statements(blocks: Sequence[Block]) -> Iterator[Statement]:
    """What a paper's sentences say about the progress of findings; not those that ask or list."""
    for place, block in enumerate(blocks):
        if block.role not in {Role.NOTE, Role.BULLET}:
            for sentence in sentences(block.text):
                yield from _of_sentence(place, sentence)


def _of_sentence(place: int, sentence: str) -> Iterator[Statement]:
    kind, every, number = None, False, 0
    for clause in _CLAUSES.split(sentence):
        named = _NAMED.search(clause)
        if named is not None:
            kind = next(each for each, _ in _NAMES if named[each.name])
            every = bool(named["all"]) or named[kind.name].lower().startswith(
                ("causes", "areas", "actions")
            )
            every = every or named[kind.name].lower().endswith(("recommendations", "concerns", "afis"))
            nth = named["nth"]
            number = int(named["number"] or 0) or (_NTH.index(nth.lower()) + 1 if nth else 0)
        bare = _NAMED.sub(" it ", clause)
        said = None if cues.asks(bare) else _said(bare, named=kind is not None)
        if said is not None:
            yield Statement(place, sentence, said, kind, every, number)


def _said(clause: str, *, named: bool) -> Said | None:
    """What a clause says; where no finding was named, only the inspectorate closes `it`."""
    if _OPEN.search(clause):
        return Said.OPEN
    closed = _BY_US.search(clause) or (_OF_NAMED.search(clause) if named else None)
    if closed is not None:
        before = re.sub(r"\bno\s+longer\b", "", clause[: closed.end()], flags=re.IGNORECASE)
        if _NOT_YET.search(before):
            return Said.OPEN
        return None if _ONE_DAY.search(before) else Said.CLOSED
    if not (named or _SPEAKS.search(clause)):
        return None
    return next((said for said, words in _PROGRESS if re.search(words, clause, re.IGNORECASE)), None)


def closes(statement: Statement) -> bool:
    """Whether it says of something that the report names that it is closed, or still open."""
    return statement.said in {Said.CLOSED, Said.OPEN} and statement.kind is not None


def topic(sentence: str) -> str:
    """What a sentence is about, without the words that close something."""
    bare = _OF_NAMED.sub(" ", _BY_US.sub(" ", _NAMED.sub(" it ", sentence)))
    return re.sub(r"\b(?:it|about|that)\b", " ", bare)


def verdict_of(said: Sequence[Statement]) -> str | None:
    """The verdict that the statements about one finding give; None where there are none or they differ."""
    kinds = {one.said for one in said}
    moves = kinds - {Said.CLOSED, Said.OPEN}
    if not kinds or len(moves) > 1 or (Said.CLOSED in kinds and kinds - {Said.CLOSED, Said.BETTER}):
        return None
    if Said.CLOSED in kinds:
        return Said.CLOSED.value
    return next(iter(moves)).value if moves else Said.LITTLE.value
