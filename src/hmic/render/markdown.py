"""A report for a paper that is written in Markdown, as GitHub reads it.

A report is laid out as for a screen, with all its columns and rows; a whole table comes with every field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hmic.plaintext import harmless
from hmic.render.plain import cell_writer
from hmic.reports.screen_blocks import Block, Cell, Gap, Grid, Heading, Line, Pairs, Words
from hmic.row_columns import Type

if TYPE_CHECKING:
    from hmic.render.formats import Look
    from hmic.reports.report_value import AnyReport

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_NUMBERED = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def render(report: AnyReport, _: Look) -> str:
    """Headings, paragraphs and tables."""
    if report.complete:
        return harmless("\n".join(_whole(report)) + "\n")
    lines: list[str] = []
    for block in report.blocks(report.rows):
        lines += _block(block)
    text = "\n".join(lines)
    return harmless(re.sub(r"\n{3,}", "\n\n", text).strip() + "\n")


def _whole(report: AnyReport) -> Iterable[str]:
    """A table with every field; what is on several lines keeps them."""
    yield f"## {escaped(report.name.capitalize() + report.as_known)}"
    if report.unknown is not None:
        yield ""
        yield escaped(f"{report.unknown}.")
        return
    yield ""
    writers = [str if column.type is Type.TEXT else cell_writer(column) for column in report.columns]
    cells = [
        ["" if value is None else write(value) for write, value in zip(writers, row, strict=True)]
        for row in report.values
    ]
    right = [column.type is Type.NUMBER for column in report.columns]
    yield from _table([column.name for column in report.columns], right, cells)


def _block(block: Block) -> Iterable[str]:
    match block:
        case Heading(text, remark):
            yield ""
            yield f"## {escaped(text)}"
            if remark:
                yield ""
                yield escaped(remark)
            yield ""
        case Line(parts, indent):
            yield ("- " if indent else "") + _NUMBERED.sub(r"\1\\\2", escaped("".join(map(_text, parts))))
            if not indent:
                yield ""
        case Pairs(pairs):
            yield from (f"- **{escaped(label)}** {escaped(_text(value))}" for label, value in pairs)
        case Grid(columns, rows):
            yield ""
            cells = [[_text(cell) for cell in row] for row in rows]
            yield from _table([c.heading for c in columns], [c.right for c in columns], cells)
            yield ""
        case Gap():
            yield ""


def _table(heads: Sequence[str], right: Sequence[bool], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    yield "| " + " | ".join(map(escaped, heads)) + " |"
    yield "|" + "|".join("---:" if numbers else "---" for numbers in right) + "|"
    for row in rows:
        yield "| " + " | ".join(map(escaped, row)) + " |"


def _text(words: Words) -> str:
    return words.text if isinstance(words, Cell) else words


def escaped(text: str) -> str:
    """A text that Markdown shows unchanged, on one line of its source."""
    safe = _SPECIAL.sub(r"\\\1", text.strip()).replace("&", "&amp;")
    if safe.startswith("="):  # a line of these makes a heading of the line above
        safe = f"\\{safe}"
    return "<br>".join(safe.splitlines())
