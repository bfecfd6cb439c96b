"""The problems of a register, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Cell, Gap, Line, Style, line, muted, strong


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    excerpts = report.about["excerpts"]

    for number, (file, row, column, code, message, hint) in enumerate(rows):
        if number:
            yield Gap()
        yield Line((strong(f"{file}:{row}:{column}"), "  ", Cell(code, Style.LATE)))
        yield line(message, indent=2)
        excerpt = excerpts[file, row, column, code, message]
        if excerpt is not None:
            yield from _excerpt(excerpt, row, column)
        if hint:
            yield Line((muted("help: "), hint), indent=2)


_WINDOW = 70


def _excerpt(text: str, row: int, column: int) -> Iterable[Block]:
    """The user's own line with a caret under the place; a long line is cut round it."""
    start = max(0, column - 1 - _WINDOW // 2) if len(text) > _WINDOW else 0
    shown = "".join(c if c.isprintable() else "?" for c in text[start : start + _WINDOW])
    label = f"{row:>5} | "
    yield Line((muted(label), shown))
    caret = " " * (column - 1 - start) + "^"
    yield Line((muted(" " * 5 + " | "), Cell(caret, Style.LATE)))
