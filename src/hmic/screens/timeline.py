"""The life of one matter, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Field, Gap, Grid, Heading, Words
from hmic.words import day_words, known_day


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    finding, title = report.about["finding"], report.about["title"]

    yield Heading(title, finding)
    yield Gap()
    fields = (
        Field("DATE", 12),
        Field("WHAT", 11),
        Field("", 40, stretch=True),
        Field("BY", 18, priority=1),
    )
    yield Grid(fields, tuple(_timeline_cells(row) for row in rows))


def _timeline_cells(row: Any) -> tuple[Words, ...]:
    day = day_words(row[0]) if len(row[0]) > 7 else known_day(row[0])  # noqa: PLR2004
    who = row[3] or ""
    return (day, row[2], row[4], who)
