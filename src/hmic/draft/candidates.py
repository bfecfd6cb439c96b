"""One list or box of findings → each finding in it, with its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hmic.draft import cues
from hmic.draft.sections import Section
from hmic.draft.text_blocks import Block, Role, sentences
from hmic.model import Kind

_DEFINES = re.compile(
    r"\b(?:if,?\s+(?:during\s+)?(?:our|an)\s+inspections?|falls?\s+short\s+of\s+(?:the\s+)?expected|"
    r"we\s+(?:may|will|can|sometimes|"
    r"usually|then)\s+(?:make|report|issue|identify|give|also\s+make)|is\s+defined\s+as|we\s+define|"
    r"(?:recommendation|"
    r"improvement|concern)s?\s+(?:is|are)\s+(?:an?\b|made\s+when|areas?\b|issued\s+when)|"
    r"identifies\s+(?:a|an)\s+(?:serious|aspect))",
    re.IGNORECASE,
)
_SET_IN = 7
"""Points from which a bullet is set in under another."""
_NOTHING = re.compile(
    r"^(?:none(?:\s+(?:identified|were|was|made|found|noted|at\s+this\s+time))?\b.{0,40}|"
    r"not\s+applicable|n/?a|nil|"
    r"there\s+(?:are|were|is)\s+no\b.{0,90}|(?:we|hmic(?:frs)?)\s+(?:(?:have|has|"
    r"did)\s+)?(?:not\s+)?(?:made?|identif\w+|found)\s+no\b.{0,90}|"
    r"no\s+(?:areas?|recommendations?|causes?)\b.{0,90})[.]?$",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:(?:the|our|these|this)\s+following|(?:set|listed)\s+out|(?:as\s+follows|below|"
    r"following\s+(?:areas|recommendations|"
    r"improvements))|we\s+(?:make|made|have\s+(?:made|identified)|"
    r"identified)\b.{0,60}\b(?:recommendations?|areas?|causes?))\b",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\b(?:recommendations?|areas?\s+for\s+improvement|improvements|areas|causes\s+of\s+concern)\s*[:.]?$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Candidate:
    """A finding as far as its words go: `places` are the blocks that it is made of, the first its opening.

    `weak` says why a person should look twice; `rule` names what found it.
    """

    kind: Kind
    places: list[int]
    rule: str
    title: str = ""
    statement: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    number: str = ""
    reference: str = ""
    section: str = ""
    weak: list[str] = field(default_factory=list)
    inner: list[Candidate] = field(default_factory=list)
    deadline: str = ""
    """The deadline of the heading over it."""
    to: str = ""
    """The line that says to whom it is addressed."""
    recap: bool = False
    box: int | None = None

    lines: list[tuple[str, str]] = field(default_factory=list)
    """Its paragraphs and bullets in the order of the report, each with its letter or sign, where known."""

    def say(self, text: str) -> None:
        """Add a paragraph."""
        self.statement.append(text)
        self.lines.append(("", text))

    def list(self, block: Block) -> None:
        """Add a bullet: a part of the requirement, or an example."""
        last = self.statement[-1] if self.statement else ""
        asked = self.kind is Kind.RECOMMENDATION or cues.asks(last) or bool(self.parts)
        self.lines.append((block.label if block.label.isalpha() else "-", block.text))
        if asked:
            self.parts.append((block.label or str(len(self.parts) + 1), block.text))

    @property
    def words(self) -> str:
        """All its words on one line."""
        said = [text for _, text in self.lines] or [*self.statement, *(text for _, text in self.parts)]
        return " ".join([self.title, *said]).strip()

    @property
    def lead(self) -> str:
        """The words with which it opens in the report."""
        return next(iter(self.statement), self.title)


def defines(text: str) -> bool:
    """Whether a text explains what a cause of concern is, and states none."""
    return _DEFINES.search(text) is not None


def is_nothing(text: str) -> bool:
    """Whether a text says that there are no findings, such as `None identified`."""
    return _NOTHING.match(text.strip()) is not None


def candidates(section: Section, blocks: list[Block]) -> list[Candidate]:
    """The findings of a section, in order; none where it only explains words."""
    parts = list(_pieces(section, blocks))
    found: list[Candidate] = []
    for title, rows in _by_title(parts):
        found += _Builder(section, title, rows).build()
    kept = [one for one in found if one.words and not is_nothing(one.words) and not defines(one.words)]
    kept = [one for one in kept if not _only_announces(one)]
    earlier = _EARLIER.search(blocks[section.place].text)
    for one in kept:
        one.section = section.cue.label
        one.recap = section.cue.recap
        if earlier is not None and not section.cue.rest:
            one.weak.append(f"its heading mentions {earlier[0].lower()} ones: is it new?")
        one.box = section.box
        one.deadline = one.deadline or blocks[section.place].deadline
        one.to = one.to or blocks[section.place].to
    if len(kept) == 1 or section.cue.number:
        for one in kept[:1]:
            one.number, one.reference = section.cue.number, section.cue.reference
    return kept


_EARLIER = re.compile(r"\b(?:previous|earlier|past|prior)\b", re.IGNORECASE)


def _only_announces(one: Candidate) -> bool:
    """Whether it says how many there are, and asks for nothing: `We made ten recommendations`."""
    words = one.words
    if one.kind is Kind.CAUSE_OF_CONCERN or one.parts or len(words.split()) >= _SHORT:
        return False
    says = cues.suggests(words) or cues.criticises(words) or cues.commands(words)
    return not says and _INTRODUCES.search(words) is not None


_SHORT = 25

Row = tuple[int, Block]


def _pieces(section: Section, blocks: list[Block]) -> Iterable[Row]:
    """The section's blocks, with what follows its heading as the first."""
    if section.cue.rest:
        head = blocks[section.place]
        role = Role.HEADING if head.is_heading and not cues.ends_sentence(head.text) else Role.TEXT
        yield section.place, Block(section.cue.rest, head.page, role, box=head.box, strong=False)
    for place in section.body:
        yield place, blocks[place]


def _by_title(rows: Iterable[Row]) -> list[tuple[Row | None, list[Row]]]:
    """The blocks under each title; a bold paragraph is one where no heading is."""
    rows = list(rows)
    rows = [(place, _plain(block)) for place, block in rows]
    titled = any(block.is_heading for _, block in rows)
    strong = not titled and rows and _is_title(rows[0][1])
    groups: list[tuple[Row | None, list[Row]]] = [(None, [])]
    for row in rows:
        _, block = row
        if block.is_heading or (strong and _is_title(block)):
            last = groups[-1]
            if last[0] is not None and not last[1] and not _stands_alone(last[0][1]):
                first = last[0][1]  # a title over two lines
                joined = Block(f"{first.text} {block.text}", first.page, first.role, box=first.box)
                groups[-1] = ((last[0][0], joined), [])
            else:
                groups.append((row, []))
        else:
            groups[-1][1].append(row)
    return [group for group in groups if group[0] is not None or group[1]]


def _plain(block: Block) -> Block:
    """A line with only a deadline is no title."""
    return replace(block, role=Role.TEXT, strong=False) if cues.only_deadline(block.text) else block


def _is_title(block: Block) -> bool:
    return block.strong and block.role is Role.TEXT and len(block.text.split()) <= 40


def _stands_alone(block: Block) -> bool:
    """Whether a heading is a finding by itself: it asks for something."""
    return cues.asks(block.text) or cues.commands(block.text)


def _demanded(statement: list[str]) -> bool:
    """Whether paragraphs say themselves what must be done, and not only what should have been."""
    return any(
        cues.demands_or_commands(text) and not cues.looks_back(text)
        for paragraph in statement
        for text in sentences(paragraph)
    )


class _Builder:
    """Makes the findings of the blocks under one title."""

    def __init__(self, section: Section, title: Row | None, rows: list[Row]) -> None:
        self.section = section
        self.kind = section.cue.kind
        self.title = title
        self.rows = rows
        self.found: list[Candidate] = []
        self.deadline = ""
        self.fresh = False
        """Whether a deadline was read since the last finding: what follows is another."""
        depths = [b.depth for _, b in rows if b.role is Role.BULLET]
        self.top = min(depths, default=0)

    def build(self) -> list[Candidate]:
        """One for a title; else one for each item of the list."""
        if self.title is not None:
            return [self.whole()]
        if self.single():
            return [self.whole()]
        for place, block in self.rows:
            if cues.only_deadline(block.text):
                self.deadline = block.text.strip(" :.–—-")
                self.fresh = True
            elif block.role is Role.BULLET:
                self.bullet(place, block)
            else:
                self.text(place, block)
        return self.found

    def single(self) -> bool:
        """Whether all of it is one finding: its heading has a number, or names one and no list follows."""
        cue = self.section.cue
        if self.kind is Kind.CAUSE_OF_CONCERN:
            return not self.lists_several()
        if cue.plural or any(cues.only_deadline(block.text) for _, block in self.rows):
            return False
        return bool(cue.number) or not self.lists_several()

    def lists_several(self) -> bool:
        """Whether bullets without a lead-in each ask for something."""
        first = next((b for _, b in self.rows), None)
        if first is None or first.role is not Role.BULLET:
            return False
        asking = [
            b
            for _, b in self.rows
            if b.role is Role.BULLET and b.depth <= self.top + _SET_IN and not b.label.isalpha()
        ]
        return len(asking) > 1 and not cues.leads_in(first.text)

    def whole(self) -> Candidate:
        """Everything under the title as one finding."""
        places = [place for place, _ in self.rows] or [self.section.place]
        if self.title is not None:
            places = [self.title[0], *(p for p in places if p != self.title[0])]
        one = Candidate(self.kind, places, self.rule())
        if self.title is not None:
            one.title = self.title[1].text
        for _, block in self.rows:
            if block.role is Role.BULLET and one.statement:
                one.list(block)
            else:
                one.say(block.text)
        if len(one.statement) > 1 and cues.addresses(one.statement[0]):
            one.to = one.statement.pop(0).strip(" :")[3:]
            del one.lines[0]
        if not one.statement:
            one.statement = [one.title]
        elif cues.demands_or_commands(one.title) and not _demanded(one.statement):
            one.statement.insert(0, one.title)
            one.lines.insert(0, ("", one.title))
        return one

    def rule(self) -> str:
        if self.section.box is not None:
            return "box"
        return "heading" if self.title is None else "title under a heading"

    def bullet(self, place: int, block: Block) -> None:
        last = self.found[-1] if self.found and not self.fresh else None
        belongs = last is not None and (
            block.depth > self.top + _SET_IN
            or (
                bool(last.statement)
                and cues.leads_in(last.statement[-1])
                and not self.asks_alone(last, block)
            )
            or (block.label.isalpha() and block.label not in {"a", "i"} and bool(last.parts))
        )
        if belongs and last is not None:
            last.list(block)
            last.places.append(place)
        else:
            self.new(place, block.text)

    @staticmethod
    def asks_alone(last: Candidate, block: Block) -> bool:
        """Whether a bullet after `The force should improve:` begins a separate finding."""
        whole = cues.asks_somebody(block.text) and not block.label.isalpha()
        introduced = bool(_INTRODUCES.search(last.statement[-1]) or _ITSELF.search(last.statement[-1]))
        return whole and (
            introduced
            or bool(
                re.match(
                    r"(?:the|all|each|chief)\b.{0,60}\b(?:should|must|needs?)\b", block.text, re.IGNORECASE
                )
            )
        )

    def new(self, place: int, text: str) -> Candidate:
        """A further finding; a lead-in that only announces the list gives way to its first item."""
        last = self.found[-1] if self.found and not self.fresh else None
        if last is not None and not last.parts and self.announces(last.statement):
            self.found.pop()
        one = Candidate(self.kind, [place], self.rule(), deadline=self.deadline)
        one.say(text)
        self.fresh = False
        self.found.append(one)
        return one

    @staticmethod
    def announces(statement: list[str]) -> bool:
        text = statement[-1]
        return (
            cues.leads_in(text)
            or cues.of_itself(text)
            or (bool(_INTRODUCES.search(text)) and not cues.asks(text))
        )

    def text(self, place: int, block: Block) -> None:
        last = self.found[-1] if self.found and not self.fresh else None
        said = block.text
        starts = (
            cues.leads_in(said) or cues.begins_dated(said) or cues.asks_somebody(said) or cues.demands(said)
        )
        listed = any(b.role is Role.BULLET for _, b in self.rows)
        if last is not None and listed and block.gap and block.text[:1].isupper() and not starts:
            self.new(place, block.text).weak.append("its bullet is missing")
        elif last is None or (starts and (cues.asks(" ".join(last.statement)) or listed)):
            self.new(place, block.text)
        else:
            last.say(block.text)
            last.places.append(place)
