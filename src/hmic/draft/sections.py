"""Where a report's lists and boxes of findings begin and end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from hmic.draft import cues
from hmic.draft.chapters import is_grade
from hmic.draft.cues import Cue
from hmic.draft.text_blocks import GUESSED, Block, Role

_CONTEXT = 4
"""Paragraphs that may come before the one that asks."""


@dataclass(slots=True)
class Section:
    """A heading that announces findings, and the blocks under it.

    `ended` says what ended it: a cue, a heading, a box, text, or the end of the paper.
    """

    cue: Cue
    place: int
    body: list[int] = field(default_factory=list)
    box: int | None = None
    ended: str = "end"


def sections(blocks: list[Block], chapters: Collection[int], *, closed: bool = False) -> list[Section]:
    """Every list and box of findings, in order; `closed` where only a heading ends a list."""
    found: list[Section] = []
    place = 0
    while place < len(blocks):
        cue = cue_of(blocks[place])
        if cue is None:
            place += 1
            continue
        section = _Collector(blocks, chapters, place, cue, closed=closed).collect()
        found.append(section)
        place = max([place, *section.body]) + 1
    return found


def cue_of(block: Block) -> Cue | None:
    """The cue that a block is: never a note, nor a paper's word to its own meeting."""
    if block.role is Role.NOTE:
        return None
    cue = cues.heading(block.text)
    if cue is None or (block.role is Role.BULLET and not cue.rest and not cue.number):
        return None
    return None if cues.is_for_the_board(cue.rest) else cue


class _Collector:
    """Goes on from a cue as long as what follows belongs to it."""

    def __init__(
        self, blocks: list[Block], chapters: Collection[int], place: int, cue: Cue, *, closed: bool
    ) -> None:
        self.closed = closed
        self.blocks = blocks
        self.chapters = chapters
        self.head = blocks[place]
        self.section = Section(cue, place, box=self.head.box)
        self.titled = bool(cue.rest) and self.head.is_heading
        self.bullets = False
        self.asked = bool(cue.rest) and cues.asks(cue.rest)
        self.context = 1 if cue.rest else 0

    def collect(self) -> Section:
        section = self.section
        for place in range(section.place + 1, len(self.blocks)):
            block = self.blocks[place]
            if block.role is Role.NOTE:
                continue
            ended = self.ends(place, block)
            if ended:
                section.ended = ended
                break
            section.body.append(place)
            self.note(block)
        return section

    def note(self, block: Block) -> None:
        if cues.only_deadline(block.text):
            self.bullets = self.asked = False
            self.context = 0
        elif block.is_heading:
            self.titled, self.asked, self.bullets, self.context = True, False, False, 0
        elif block.role is Role.BULLET:
            self.bullets = True
        else:
            self.bullets = cues.leads_in(block.text) and self.bullets
            self.context += 1
        self.asked = self.asked or cues.asks(block.text)

    def ends(self, place: int, block: Block) -> str:
        """What ends the section at a block; nothing where the block belongs to it."""
        if self.box_ends(block):
            return "box"
        if cue_of(block) is not None:
            return "cue"
        if cues.begins_neutral(block.text):
            return "heading"
        if (block.is_heading or block.strong) and not cues.only_deadline(block.text):
            return self.heading_ends(place, block)
        boxed = self.section.box is not None
        return (
            ""
            if boxed or block.role is Role.BULLET or cues.only_deadline(block.text)
            else self.text_ends(block)
        )

    def box_ends(self, block: Block) -> bool:
        section = self.section
        if block.box == section.box:
            return False
        if not section.body and not section.cue.rest and block.box is not None:
            section.box = block.box  # the heading is above its box, or in its own strip
            return False
        return True

    def heading_ends(self, place: int, block: Block) -> str:
        text = block.text
        if cues.is_neutral(text) or is_grade(text) or (place in self.chapters and block.box is None):
            return "heading"
        if self.section.box is not None:
            return ""
        return "" if self.may_be_title(block) else "heading"

    def may_be_title(self, block: Block) -> bool:
        """Whether a heading outside of any box is the title of a finding and not the end of the list."""
        text, body = block.text, self.section.body
        if not block.is_heading:  # a bold paragraph
            return not body or self.titled
        if block.level != GUESSED and self.head.is_heading and self.head.level != GUESSED:
            if body:
                return self.titled and self.same_as_title(block)
            return block.level > self.head.level or (block.level == self.head.level and _states(text))
        if body and not (self.titled and _wrong(text)):
            return False
        return not text.endswith("?")

    def same_as_title(self, block: Block) -> bool:
        """Whether a heading is of the level of the titles that the section has already, and finds fault."""
        levels = {self.blocks[n].level for n in self.section.body if self.blocks[n].is_heading}
        return block.level in levels and _wrong(block.text) and self.section.cue.plural

    def text_ends(self, block: Block) -> str:
        text = block.text
        if (not self.section.body and not self.section.cue.rest) or self.closed:
            return ""
        joins = ((cues.leads_in(text) or cues.begins_dated(text)) and cues.asks(text)) or cues.demands(text)
        if self.bullets:
            return "" if joins else "text"
        if self.titled:
            return "" if not self.asked or cues.asks(text) or self.context < 2 else "text"
        if not self.asked and self.context < _CONTEXT:
            return ""
        return "" if joins else "text"


def _wrong(text: str) -> bool:
    """Whether a title finds fault or asks for something."""
    return cues.criticises(text) or cues.asks(text) or cues.commands(text)


def _states(text: str) -> bool:
    return len(text.split()) > 4 and _wrong(text)
