"""Whole tables for analysts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from hmic.reports.report_value import AnyReport, Report
from hmic.reports.screen_blocks import Block, Gap, Grid, GridColumn, Heading, line, muted
from hmic.words import count


def build(
    name: str, row: type[tuple[Any, ...]], rows: Sequence[tuple[Any, ...]], as_at: dt.date
) -> AnyReport:
    """A table as a report, with every field of its rows."""
    return Report(
        name=name,
        as_at=as_at,
        row=row,
        rows=rows,
        totals={"rows": len(rows)},
        facts=None,
        screen=screen,
        complete=True,
    )


_LONG = 28


def screen(report: AnyReport, rows: Sequence[tuple[Any, ...]]) -> Iterable[Block]:
    """The first columns, as many as there is room for; the rest are in a file."""
    columns = report.columns
    yield Heading(report.name.capitalize(), count(len(report.rows), "row"))
    yield Gap()
    heads = (GridColumn(c.name.upper().replace("_", " "), priority=n) for n, c in enumerate(columns))
    yield Grid(tuple(heads), tuple(tuple(map(_short, row)) for row in rows))
    yield Gap()
    yield line(f"{count(len(columns), 'column')} in all: ", muted(f"hmic export {report.name} -o FILE.csv"))


def _short(value: object) -> str:
    text = "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
