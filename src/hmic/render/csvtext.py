"""A report as CSV (RFC 4180) that a spreadsheet opens without running or changing anything."""

from __future__ import annotations

import csv
import io
import re
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
_FIGURE = re.compile(r"\d")
_TRUTH = frozenset({"true", "false"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
"""A moment as the journal writes it: no spreadsheet reads millionths of a second and a Z."""


def render(report: AnyReport, look: Look) -> Callable[[TextIO], None]:
    """Writes it row by row, so that a country's table needs no more memory than its rows."""
    return lambda out: write(report, out, bom=look.bom)


def text(report: AnyReport, *, bom: bool = False) -> str:
    """A header of column names, then the rows; `bom` puts the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    write(report, out, bom=bom)
    return out.getvalue()


def write(report: AnyReport, out: TextIO, *, bom: bool = False) -> None:
    """The same, written row by row: a country's board is a hundred megabytes of text."""
    if bom:
        out.write("\ufeff")
    writer = csv.writer(_Harmless(out), lineterminator="\r\n")
    writer.writerow([column.name for column in report.columns])
    writers = [_writer(column) for column in report.columns]
    writer.writerows(
        [write(value) for write, value in zip(writers, row, strict=True)] for row in report.values
    )


class _Harmless:
    """Takes each row as the writer has it."""

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def write(self, row: str) -> int:
        return self.out.write(harmless(row))


def _writer(column: Column) -> Callable[[Any], Any]:
    match column.type:
        case Type.TEXT:
            return _remembering(guarded)
        case Type.DATE:
            return _remembering(day_guarded)
        case Type.NUMBER:
            return lambda value: value
        case Type.FLAG:
            yes, no = column.flag
            return lambda value: None if value is None else yes if value else no
        case Type.LIST:
            return lambda value: guarded("; ".join(value)) if value else ""
        case Type.RECORDS:
            return lambda value: guarded("\n".join(map(str, value or ())))


_KEPT = 1000


def _remembering(one: Callable[[str | None], str | None]) -> Callable[[str | None], str | None]:
    """A column's function that knows the words that come again and again: kinds, posts, days."""
    known: dict[str | None, str | None] = {}

    def written(value: str | None) -> str | None:
        if value in known:
            return known[value]
        result = one(value)
        if len(known) < _KEPT:
            known[value] = result
        return result

    return written


def day_guarded(value: str | None) -> str | None:
    """A whole day is left to the spreadsheet as a date; a month or a year alone is a text."""
    return value if value is None or _DAY.fullmatch(value) else guarded(value)


def guarded(text: str | None) -> str | None:
    """A text as a spreadsheet leaves it: unrun and unchanged.

    An apostrophe stands before what could be a formula, before what would be read as a number or a
    date, and before what begins with an apostrophe; so whoever takes one leading apostrophe away has
    every text as it was.
    """
    if not text or text[0] in _NEVER:
        return text
    bare = text.strip()
    if text[0] == "'" or text.startswith(FORMULA) or bare.startswith(FORMULA):
        return f"'{text}"
    # Most texts stop fitting at their first letters; only then is a figure looked for in the whole.
    if _CHANGED.fullmatch(bare) and (_FIGURE.search(bare) or bare.lower() in _TRUTH):
        return text if _MOMENT.fullmatch(text) else f"'{text}"
    return text


def unguarded(text: str) -> str:
    """What a guarded text was."""
    return text.removeprefix("'")
