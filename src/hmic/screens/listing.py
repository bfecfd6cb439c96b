"""Findings in a list, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hmic.reports.counts import apart_words
from hmic.reports.value import Report, Row
from hmic.screens.blocks import NOT_EXACT, Block, Field, Gap, Grid, Heading, Words, line, muted
from hmic.words import day_words

_FIELDS = (
    Field("FINDING", 23),
    Field("WHAT", 30, stretch=True),
    Field("STATUS", 11),
    Field("NEXT DUE", 12),
    Field("OWNER", 16, priority=2),
    Field("AREA", 24, priority=3),
)


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    about = report.about

    if not rows:
        yield line("No finding fits. ", muted("See all with: hmic list"))
        return
    yield Heading(about["title"], f"{apart_words(about['total'])}; open: {apart_words(about['still'])}")
    yield Gap()
    yield Grid(_FIELDS, tuple(_cells(row) for row in rows))
    if any(_inexact(row) for row in rows):
        yield Gap()
        yield line(muted(NOT_EXACT))
    yield Gap()
    yield line("Everything about one: ", muted(f"hmic show {rows[0][0]}"))


def _inexact(row: Any) -> bool:
    return row[13] is False


def _cells(row: Any) -> tuple[Words, ...]:
    owner: Words = row[7] or muted("nobody")
    due = day_words(row[10], exact=not _inexact(row))
    return (row[0], row[2], row[8], due, owner, row[5] or "")
