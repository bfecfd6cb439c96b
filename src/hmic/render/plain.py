"""A report for a pipe: one line a row, tabs between, full text, ISO dates, no header.

In a file, which may be opened with a spreadsheet, its cells are guarded as those of CSV are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hmic.plaintext import shown, typed
from hmic.row_columns import Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmic.render.formats import Look
    from hmic.reports.report_value import AnyReport
    from hmic.row_columns import Column

_BREAKS = re.compile(r"\s+")


def render(report: AnyReport, look: Look) -> str:
    """Tab-separated lines; what would break a line or a column is a space.

    When it is to be guarded, an apostrophe goes before what a spreadsheet would run or change.
    """
    writer = _guarded_writer if look.guarded else cell_writer
    # Column by column, so that the loops over cells are the interpreter's own.
    written = map(map, map(writer, report.columns), zip(*report.values, strict=True))
    lines = "\n".join(map("\t".join, zip(*written, strict=True)))
    return f"{lines}\n" if report.rows else ""


def _guarded_writer(column: Column) -> Callable[[Any], str]:
    from hmic.render.csvtext import day_guarded, guarded

    write = cell_writer(column)
    if column.type in (Type.NUMBER, Type.FLAG):
        return write
    guard = day_guarded if column.type is Type.DATE else guarded

    def guarded_cell(value: Any) -> str:
        text = write(value)
        # A quotation mark would open a cell that goes on over the tabs.
        return f"'{text}" if text.startswith('"') else guard(text) or ""

    return guarded_cell


def cell_writer(column: Column) -> Callable[[Any], str]:
    """How a column's values read where there is no nesting."""
    match column.type:
        case Type.TEXT:
            return _text
        case Type.DATE | Type.NUMBER:
            return _bare
        case Type.FLAG:
            yes, no = column.flag
            return lambda value: "" if value is None else yes if value else no
        case Type.LIST:
            return lambda value: _text("; ".join(value or ()))
        case Type.RECORDS:
            return lambda value: _text("; ".join(map(str, value or ())))


def _text(value: str | None) -> str:
    if not value:
        return ""
    if value.isprintable():
        return value
    text = shown(typed(value))
    return _BREAKS.sub(" ", text) if "\n" in text or "\t" in text else text


def _bare(value: Any) -> str:
    return "" if value is None else str(value)
