"""What a draft leaves out: sentences not taken, and how its counts compare with the report's."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from hmic.draft import cues
from hmic.draft.text_blocks import Role, sentences, squeezed
from hmic.draft.verdicts import closes, statements
from hmic.model import Kind

if TYPE_CHECKING:
    from hmic.draft.find import FoundInReport

_NUMBERS = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_COUNT = re.compile(
    rf"\b(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS[1:])}|"
    rf"an?)\s+(?:(?:\w+[\s,]+){{0,2}}?)(?P<kind>recommendations?|areas?\s+for\s+improvement|afis?|"
    r"causes?\s+of\s+concern)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:we|hmic(?:frs)?|report|letter|inspection|force|service|there|has|have|make|made|makes|"
    r"identified|issued|given)\b",
    re.IGNORECASE,
)
MOST_COUNTS = 20


class Sentence(NamedTuple):
    """A sentence that was not taken, and its page."""

    page: int | None
    text: str
    closes: bool = False
    """Whether it says that an earlier finding is closed or still open."""
    near: str = ""
    """Of what in the register it may speak."""


class Counted(NamedTuple):
    """A count that the report states, and what the draft has."""

    words: str
    page: int | None
    stated: int
    drafted: int

    @property
    def agrees(self) -> bool:
        """Whether the draft has as many."""
        return self.stated == self.drafted


def left_out(found: FoundInReport) -> list[Sentence]:
    """Every sentence with should, must or needs to, or of what is closed, that no finding holds."""
    taken = {
        place
        for one in (*found.candidates, *found.repeated)
        for each in (one, *one.inner)
        for place in each.places
    }
    closing = {(one.place, one.sentence) for one in statements(found.blocks) if closes(one)}
    return [
        Sentence(block.page, text, (place, text) in closing)
        for place, block in enumerate(found.blocks)
        if place not in taken
        for text in sentences(block.text)
        if cues.has_should(text) or (place, text) in closing
    ]


def counted(found: FoundInReport, drafted: Counter[Kind]) -> list[Counted]:
    """The counts that the report states in so many words, beside the draft's own."""
    rows: dict[tuple[str, Kind], Counted] = {}
    for block in found.blocks:
        if block.role is Role.NOTE:
            continue
        for text in sentences(block.text):
            for match in _COUNT.finditer(text):
                if not _SAID.search(text):
                    continue
                kind = _kind(match["kind"])
                words = re.sub(r"\s+", " ", match[0])
                row = Counted(words, block.page, _number(match["number"]), drafted[kind])
                if match["number"].lower() not in {"a", "an"}:
                    rows.setdefault((words.lower(), kind), row)
    return list(rows.values())[:MOST_COUNTS]


_GRADES = re.compile(
    r"\bgrad(?:e|ed|es)\b[^.;:]{0,70}?\b(?P<number>\d{1,2}|"
    rf"{'|'.join(_NUMBERS[2:])})(?=\s+(?:of\s+(?:these|them|the)|(?:\w+\s+){{0,2}}(?:areas|aspects|questions))\b)",
    re.IGNORECASE,
)


def counted_grades(found: FoundInReport, drafted: int) -> Counted | None:
    """The count of graded areas that the report states, beside the draft's own."""
    for block in found.blocks:
        match = _GRADES.search(block.text)
        if match is not None and not _UNGRADED.search(match[0]):
            return Counted(squeezed(match[0]), block.page, _number(match["number"]), drafted)
    return None


_UNGRADED = re.compile(r"\b(?:not|no|only|n[’']t|previously|last)\b|n[’']t\b", re.IGNORECASE)


def _kind(words: str) -> Kind:
    first = words[:1].lower()
    return {"r": Kind.RECOMMENDATION, "a": Kind.AREA_FOR_IMPROVEMENT, "c": Kind.CAUSE_OF_CONCERN}[first]


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _NUMBERS.index(word.lower()) if word.lower() in _NUMBERS else 1
