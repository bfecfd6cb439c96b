"""The life of one matter, in the order of its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import Block, Gap, Grid, GridColumn, Heading, Words
from hmic.reports.story import Row, recorder
from hmic.words import day_words, known_day


class Facts(NamedTuple):
    """Whose life it is."""

    finding: str
    title: str


def build(rows: Iterable[Row], finding: str, title: str, as_at: dt.date) -> Report[Row, Facts]:
    """The life of a matter: what each report said, and what the force recorded."""
    ordered = sorted(rows, key=lambda row: (row.date, row.recorded_at or ""))
    return Report(
        name="changes",
        as_at=as_at,
        row=Row,
        rows=ordered,
        totals={"steps": len(ordered)},
        facts=Facts(finding, title),
        screen=screen,
    )


_COLUMNS = (
    GridColumn("DATE"),
    GridColumn("WHAT"),
    GridColumn("", stretch=40),
    GridColumn("BY", priority=1),
)


def screen(report: Report[Row, Facts], rows: Sequence[Row]) -> Iterable[Block]:
    """A line for each step."""
    yield Heading(report.facts.title, report.facts.finding)
    yield Gap()
    yield Grid(_COLUMNS, tuple(_cells(row) for row in rows))


def _cells(row: Row) -> tuple[Words, ...]:
    day = day_words(row.date) if len(row.date) == len("2014-11-27") else known_day(row.date)
    return (day, row.kind, row.text, recorder(row))
