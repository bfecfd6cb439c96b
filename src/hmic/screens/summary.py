"""Counts and their reconciliation, for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from hmic.model import Kind, Status
from hmic.reports.counts import Moved, overdue_words, reopened_words, sum_words, undated_words
from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Cell, Field, Gap, Grid, Heading, Style, Words, line, muted
from hmic.words import count, forces_words, long_day


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    totals, as_at, about = report.totals, report.as_at, report.about
    forces, moved, since = about["forces"], about["moved"], about["since"]

    yield Heading(f"Summary at {long_day(as_at)}", forces_words(forces))
    overdue = about["overdue"]
    yield line(
        f"{count(totals['findings'], 'finding')}, {totals['open']} open, ",
        f"plus {count(totals['observations'], 'observation')}, {totals['open_observations']} open.",
    )
    said = overdue_words(overdue)
    yield line(Cell(f"{said[0].upper()}{said[1:]}", Style.LATE if any(overdue) else Style.GOOD), ".")
    if missing := undated_words(about["undated"]):
        yield line(f"{missing}.")
    if said := reopened_words(about["reopened"]):
        yield line(said)
    yield Gap()
    used = [n for n, status in enumerate(Status, start=1) if any(row[n] for row in rows)]
    fields = (
        Field("KIND", 22),
        *(Field(list(Status)[n - 1].value.upper(), max(6, len(list(Status)[n - 1].value)), right=True)
          for n in used),
        Field("ALL", 5, right=True),
        Field("STILL OPEN", 10, right=True),
    )  # fmt: skip
    yield Grid(fields, tuple(_cells(row, used) for row in rows if row[-2]))
    if moved is not None and since is not None:
        yield Gap()
        yield from _moved(moved, since, as_at)


def _cells(row: Any, used: Sequence[int]) -> tuple[Words, ...]:
    kind = Kind(row[0]).words
    return (
        kind,
        *(str(row[n]) if row[n] else muted("-") for n in used),
        str(row[-2]),
        str(row[-1]),
    )


def _moved(moved: Moved, since: dt.date, as_at: dt.date) -> Iterable[Block]:
    yield Heading(f"From {long_day(since)} to {long_day(as_at)}")
    for label, part in (("Findings", moved.findings), ("Observations", moved.observations)):
        yield line(f"{label}: {sum_words(part.sums())}")
        for name, items in (("new", part.new), ("closed", part.closed), ("reopened", part.reopened)):
            if items:
                yield line(muted(f"{name}: "), ", ".join(items), indent=2)
