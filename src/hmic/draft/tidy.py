"""Blocks of any reader, put right: repeated headings and footings dropped, torn paragraphs joined."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from hmic.draft import cues
from hmic.draft.bullets import numbered
from hmic.draft.read_text import GRADE_WORDS
from hmic.draft.text_blocks import GUESSED, Block, ReportText, Role

_REPEATED = 3
"""How often a short line must come back to be the page's and not the report's."""
_PLAIN = 6
"""The same for a line that names no report, page or force."""
_OF_PAGES = re.compile(
    r"#|\b(?:report|inspection|page|hmic|hmicfrs|police|constabulary|service|official|peel)\b"
)
_DIGITS = re.compile(r"\d+")
_OPEN_END = re.compile(r"[.!?:;][)\]”’'\"]*$")


def tidied(paper: ReportText) -> ReportText:
    """The paper without what belongs to its pages and not to its text."""
    blocks = _joined(_without_furniture([_without_number(block) for block in paper.blocks]))
    return ReportText(paper.form, blocks, paper.pages, paper.title, paper.remarks)


def _without_number(block: Block) -> Block:
    """A paragraph without the number by which the report counts its paragraphs."""
    number = numbered(block.text) if block.role is not Role.NOTE else ""
    if not number:
        return block
    return replace(block, text=block.text[len(number) :])


def _key(block: Block) -> str:
    return _DIGITS.sub("#", block.text.lower())


def _may_repeat(block: Block) -> bool:
    """Headings such as `Area for improvement` come back because the report says them again."""
    text = block.text.lower().strip(" .:")
    return (
        block.role in {Role.BULLET, Role.NOTE}
        or text in GRADE_WORDS
        or text.startswith(("none", "summary"))
        or cues.is_neutral(block.text)
        or cues.heading(block.text) is not None
        or cues.leads_in(block.text)
        or cues.asks(block.text)
        or block.text.endswith("?")
        or len(block.text) > 120
        or block.box is not None
    )


def _without_furniture(blocks: list[Block]) -> list[Block]:
    seen = Counter(_key(block) for block in blocks if not _may_repeat(block))
    often = {
        key for key, count in seen.items() if count >= (_REPEATED if _OF_PAGES.search(key) else _PLAIN)
    }
    return [block for block in blocks if _may_repeat(block) or _key(block) not in often]


def _joined(blocks: list[Block]) -> list[Block]:
    """What a page's end or a lost line break tore apart, together again."""
    kept: list[Block] = []
    same: dict[int | None, int | None] = {}
    for block in blocks:
        last = _last(kept)
        if last is not None and _torn(last, block):
            same[block.box] = last.box
        if block.box in same and block.box is not None:
            block.box = same[block.box]
        before = last if last is not None and _torn(last, block) else _last_text(kept, block.box)
        if before is not None and _goes_on(before, block):
            hyphen = before.text.endswith("-") and not before.text.endswith(" -")
            before.text += block.text if hyphen else f" {block.text}"
            if before.is_heading and before.level == GUESSED:
                before.role, before.level = Role.TEXT, 0
            before.width = max(before.width, block.width)
        else:
            kept.append(block)
    return kept


def _last(kept: list[Block]) -> Block | None:
    return next((block for block in reversed(kept[-6:]) if block.role is not Role.NOTE), None)


def _torn(last: Block, block: Block) -> bool:
    """Whether a box ended in the middle of a sentence and the next page goes on with it, boxed or not."""
    if (
        last.box is None
        or last.box == block.box
        or None in {last.page, block.page}
        or last.page == block.page
    ):
        return False
    if block.role is not Role.TEXT or not block.text[:1].islower() or last.is_heading:
        return False
    return _OPEN_END.search(last.text) is None


def _last_text(kept: list[Block], box: int | None) -> Block | None:
    """The last block that is no note, in the same box or outside of all."""
    for block in reversed(kept[-20:]):
        if block.role is not Role.NOTE and block.box == box:
            return block
    return None


def _goes_on(before: Block, block: Block) -> bool:
    """Whether a block is the rest of the one before it: it begins small and that has no end."""
    if block.role is not Role.TEXT or (before.is_heading and before.level != GUESSED):
        return False
    if before.box != block.box and not _torn(before, block):
        return False
    if _OPEN_END.search(before.text) or not block.text[:1].islower():
        return False
    return cues.heading(before.text) is None and len(before.text.split()) > 3
