"""Grades inspection by inspection, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hmic.model import SCALES, Scale
from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Field, Gap, Grid, Heading, Words, line, muted
from hmic.words import count, known_day


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    titles, forces = report.about["titles"], report.about["forces"]

    if not rows:
        yield line("No grade yet.")
        return
    yield Heading("Grades, inspection by inspection", " · ".join(forces[:3]))
    reports = list(dict.fromkeys(row[1] for row in sorted(rows, key=lambda row: row[2])))
    for name in reports:
        title, published = titles[name]
        own = [row for row in rows if row[1] == name]
        scale = next((row[4] for row in own if row[4]), None)
        yield Gap()
        yield Heading(f"{title}, {known_day(published)}", _scale_words(scale))
        yield Grid(
            (Field("AREA", 30, stretch=True), Field("GRADE", 22), Field("COMPARED WITH BEFORE", 22),
             Field("NOTE", 50, stretch=True, priority=2)),
            tuple(_cells(row) for row in own),
        )  # fmt: skip
    yield Gap()
    scales = len({row[4] for row in rows if row[4]})
    yield line(
        muted(f"{count(scales, 'scale')}: grades on different scales are not a trend; "
              "the notes say what the reports themselves say (-f csv has them all).")
    )  # fmt: skip


def _scale_words(scale: str | None) -> str:
    if scale is None:
        return "not graded"
    return f"{scale}: {', '.join(SCALES[Scale(scale)])}"


def _cells(row: Any) -> tuple[Words, ...]:
    grade: Words = row[3] or muted("not graded")
    if row[8] and row[3]:
        grade = f"{row[3]} (carried over)"
    compared = {
        True: "can be compared",
        False: "cannot be compared",
        None: "carried over" if row[8] else "first",
    }[row[5]]
    if row[3] is None:
        compared = ""
    return (row[0], grade, compared, row[6] or "")
