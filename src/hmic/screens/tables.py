"""Whole tables, for a terminal: as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hmic.reports.value import Column, Report, Row
from hmic.screens.blocks import Block, Field, Gap, Grid, Heading, line, muted
from hmic.words import count

_LONG = 28


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The first columns; the rest stands in a file."""
    names = [column.name for column in report.columns]
    yield Heading(report.name.capitalize(), count(len(report.rows), "row"))
    yield Gap()
    fields = tuple(Field(name.upper().replace("_", " "), 8, priority=n) for n, name in enumerate(names))
    columns = report.columns
    yield Grid(fields, tuple(tuple(map(_short, columns, row)) for row in rows))
    yield Gap()
    yield line(f"{count(len(names), 'column')} in all: ", muted(f"hmic export {report.name} -o FILE.csv"))


def _short(column: Column, value: object) -> str:
    line = column.line or str
    text = "" if value is None else ", ".join(map(line, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
