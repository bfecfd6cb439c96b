"""A letter as plain text and as a page for a mail program: the same content twice."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmic.reports.letter import Block, Letter

WIDTH = 72


def text(letter: Letter) -> str:
    """The letter as plain text, in lines of at most 72 letters where words allow it."""
    lines = [*_filled(letter.heading), "=" * min(WIDTH, len(letter.heading)), ""]
    for sentence in letter.lead:
        lines += _filled(sentence)
    for section in letter.sections:
        lines += ["", section.title.upper(), ""]
        for number, block in enumerate(section.blocks):
            lines += [*([""] if number else []), *_block(block)]
        if section.blocks and section.lines:
            lines.append("")
        for said in section.lines:
            lines += _filled(said, "- ", "  ")
    if letter.closing:
        lines += ["", "-" * WIDTH]
        for sentence in letter.closing:
            lines += _filled(sentence)
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterable[str]:
    yield from _filled(f"{block.id}: {block.title}")
    widest = max((len(field.label) for field in block.fields), default=0)
    for field in block.fields:
        head = f"  {field.label:<{widest}}  "
        yield from _filled(field.value, head, " " * len(head))


def _filled(words: str, first: str = "", others: str = "") -> list[str]:
    lines: list[str] = []
    for paragraph in words.splitlines() or [""]:
        start = others if lines else first
        lines += textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=start,
            subsequent_indent=others,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [start.rstrip()]
    return lines


def page(letter: Letter) -> str:
    """The letter as HTML that mail programs, phones among them, show as it is meant."""
    from hmic.render.html import template

    return f"{template('letter.html.j2').render(letter=letter)}\n"
