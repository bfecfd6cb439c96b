"""A report as CSV (RFC 4180) that a spreadsheet opens without running or changing anything."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from hmic.reports.value import Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmic.reports.value import Column, Report

_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection")."""


def render(report: Report, *, bom: bool = False) -> str:
    """A header of column names, then the rows; `bom` puts the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    if bom:
        out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in report.columns])
    writers = [_writer(column) for column in report.columns]
    writer.writerows(
        [write(value) for write, value in zip(writers, row, strict=True)] for row in report.rows
    )
    return out.getvalue()


def _writer(column: Column) -> Callable[[Any], Any]:
    match column.type:
        case Type.TEXT:
            return defused
        case Type.DATE | Type.NUMBER:
            return lambda value: value
        case Type.FLAG:
            yes, no = column.words
            return lambda value: None if value is None else yes if value else no
        case Type.LIST:
            return lambda value: defused("; ".join(value or ()))
        case Type.RECORDS:
            one = column.line or str
            return lambda value: defused("\n".join(one(record) for record in value or ()))


def defused(text: str | None) -> str | None:
    """A text that no spreadsheet runs: an apostrophe stands before what could be a formula."""
    return f"'{text}" if text and text.startswith(_RUNS) else text
