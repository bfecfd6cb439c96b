"""Whole tables, for a terminal: as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Field, Gap, Grid, Heading, line, muted
from hmic.words import count

_LONG = 28


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The first columns; the rest stands in a file."""
    names = [column.name for column in report.columns]
    yield Heading(report.name.capitalize(), count(len(report.rows), "row"))
    yield Gap()
    fields = tuple(Field(name.upper().replace("_", " "), 8, priority=n) for n, name in enumerate(names))
    yield Grid(fields, tuple(tuple(_short(value) for value in row) for row in rows))
    yield Gap()
    yield line(f"{count(len(names), 'column')} in all: ", muted(f"hmic export {report.name} -o FILE.csv"))


def _short(value: object) -> str:
    text = "" if value is None else ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
