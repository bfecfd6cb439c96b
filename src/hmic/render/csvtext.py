"""A report as CSV (RFC 4180) that a spreadsheet opens without running or changing anything."""

from __future__ import annotations

import io
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from hmic.plaintext import FORMULA, harmless
from hmic.row_columns import Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmic.render.formats import Look
    from hmic.reports.report_value import AnyReport
    from hmic.row_columns import Column

_MONTHS = "jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august"
_MONTHS += "|september|october|november|december"
_DAYS = "mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_CHANGED = re.compile(
    rf"(?:[\d\s.,:/\\()%£$€¥+−-]|(?<![a-z])(?:{_MONTHS}|{_DAYS}|am|pm|[aptez])(?![a-z]))+"
    r"|true|false",
    re.IGNORECASE,
)
"""A text that a spreadsheet would take for a number, a date or a time, with a figure in it."""
_NEVER = frozenset("bcghiklqruvxyBCGHIKLQRUVXY")
"""Letters with which none of these, and no formula, can begin."""
_RUN = frozenset(FORMULA)
_MARKED = _RUN | {"'"}
_ENDS = re.compile('[",\r\n]')
_FIGURE = re.compile(r"\d")
_TRUTH = frozenset({"true", "false"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
"""A moment as the journal writes it: no spreadsheet reads millionths of a second and a Z."""


_TOGETHER = 1000
"""Rows that are written at once."""


def render(report: AnyReport, look: Look) -> Callable[[TextIO], None]:
    """Writes it row by row, so that a country's table needs no more memory than its rows."""
    return lambda out: write(report, out, bom=look.bom)


def text(report: AnyReport, *, bom: bool = False) -> str:
    """A header of column names, then the rows; `bom` puts the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    write(report, out, bom=bom)
    return out.getvalue()


def write(report: AnyReport, out: TextIO, *, bom: bool = False) -> None:
    """The same, written some rows at a time: a country's board is a hundred megabytes of text."""
    if bom:
        out.write("\ufeff")
    out.write(f"{','.join(column.name for column in report.columns)}\r\n")
    writers = [_writer(column) for column in report.columns]
    rows = iter(report.values)
    # Column by column, so that the loops over cells are the interpreter's own.
    while together := list(islice(rows, _TOGETHER)):
        written = map(map, writers, zip(*together, strict=True))
        out.write("\r\n".join(map(",".join, zip(*written, strict=True))))
        out.write("\r\n")


def _writer(column: Column) -> Callable[[Any], str]:
    """What makes the cells of a column from its values."""
    match column.type:
        case Type.TEXT:
            return _Remembering(guarded).__getitem__
        case Type.DATE:
            return _Remembering(day_guarded).__getitem__
        case Type.NUMBER:
            return lambda value: "" if value is None else str(value)
        case Type.FLAG:
            yes, no = column.flag
            return _Remembering(lambda value: None if value is None else yes if value else no).__getitem__
        case Type.LIST:
            return lambda value: _cell(guarded("; ".join(value))) if value else ""
        case Type.RECORDS:
            return lambda value: _cell(guarded("\n".join(map(str, value or ()))))


_KEPT = 10_000


class _Remembering(dict[Any, str]):
    """A column's cells by its values: kinds, posts and days come again and again."""

    def __init__(self, one: Callable[[Any], str | None]) -> None:
        super().__init__()
        self.one = one

    def __missing__(self, value: Any) -> str:
        cell = _cell(self.one(value))
        if len(self) < _KEPT:
            self[value] = cell
        return cell


def _cell(text: str | None) -> str:
    """A text as a cell: harmless on a screen, and in quotes where it has what ends a cell."""
    if not text:
        return ""
    if not text.isprintable():  # what can be printed does nothing else to a screen
        text = harmless(text)
    return '"' + text.replace('"', '""') + '"' if _ENDS.search(text) else text


def day_guarded(value: str | None) -> str | None:
    """A whole day is left to the spreadsheet as a date; a month or a year alone is a text."""
    return value if value is None or _DAY.fullmatch(value) else guarded(value)


def guarded(text: str | None) -> str | None:
    """A text as a spreadsheet leaves it: unrun and unchanged.

    An apostrophe goes before what could be a formula, before what would be read as a number or a
    date, and before what begins with an apostrophe; so whoever takes one leading apostrophe away has
    every text as it was.
    """
    if not text or text[0] in _NEVER:
        return text
    bare = text.strip()
    if text[0] in _MARKED or bare[:1] in _RUN:
        return f"'{text}"
    # Most texts stop fitting at their first letters; only then is a figure looked for in the whole.
    if _CHANGED.fullmatch(bare) and (_FIGURE.search(bare) or bare.lower() in _TRUTH):
        return text if _MOMENT.fullmatch(text) else f"'{text}"
    return text


def unguarded(text: str) -> str:
    """What a guarded text was."""
    return text.removeprefix("'")
