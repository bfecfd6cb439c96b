"""The counts by kind and status, and the reconciliation since a date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from hmic.counts import (
    NONE,
    Apart,
    Dated,
    TallyRow,
    of_overdue,
    of_register,
    of_reopened,
    opened,
    overdue_words,
    reopened_words,
    undated_words,
)
from hmic.model import Kind, Status
from hmic.movement import Moved, sum_words
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import (
    Block,
    Cell,
    Gap,
    Grid,
    GridColumn,
    Heading,
    Style,
    Words,
    line,
    muted,
)
from hmic.words import capitalised, count, forces_words, long_day


class Row(NamedTuple):
    """How many of a kind there are: of each status, in all, and open."""

    kind: str
    open: int
    in_progress: int
    complete: int
    closed: int
    superseded: int
    not_accepted: int
    not_applicable: int
    on_hold: int
    total: int
    open_now: int

    def of(self, status: Status) -> int:
        """How many have a status."""
        number: int = getattr(self, _field(status))
        return number


def _field(status: Status) -> str:
    return status.value.replace(" ", "_")


class Facts(NamedTuple):
    """The counts of everything, and what moved since a day."""

    total: Apart
    still: Apart
    overdue: Dated
    undated: Apart
    reopened: Apart
    since: tuple[dt.date, Moved] | None


def build(
    rows: Sequence[TallyRow],
    as_at: dt.date,
    *,
    forces: Sequence[str],
    overdue: Dated,
    undated: Apart,
    reopened: Apart = NONE,
    since: tuple[dt.date, Moved] | None = None,
) -> Report[Row, Facts]:
    """A row for each kind; observations are counted separately from findings."""
    tally: Counter[tuple[str, str]] = Counter()
    still: Counter[str] = Counter()
    for row in rows:
        tally[row.kind, row.status] += row.number
        still[row.kind] += row.number if row.open else 0
    facts = Facts(*opened(rows), overdue, undated, reopened, since)
    totals: dict[str, Any] = {
        **of_register(facts.total, facts.still),
        **of_overdue(overdue, undated),
        **of_reopened(reopened),
    }
    if since is not None:
        day, moved = since
        totals |= {"since": day.isoformat(), **moved.totals()}
    return Report(
        name="summary",
        as_at=as_at,
        row=Row,
        rows=[
            Row(
                kind=kind,
                total=sum(tally[kind, status] for status in Status),
                open_now=still[kind],
                **{_field(status): tally[kind, status] for status in Status},
            )
            for kind in map(str, Kind)
        ],
        totals=totals,
        facts=facts,
        screen=screen,
        forces=forces,
    )


def screen(report: Report[Row, Facts], rows: Sequence[Row]) -> Iterable[Block]:
    """The counts in sentences, a line for each kind, and what moved."""
    facts = report.facts
    yield Heading(f"Summary at {long_day(report.as_at)}", forces_words(report.forces))
    yield line(
        f"{count(facts.total.findings, 'finding')}, {facts.still.findings} open, ",
        f"plus {count(facts.total.observations, 'observation')}, {facts.still.observations} open.",
    )
    said = overdue_words(facts.overdue)
    yield line(Cell(capitalised(said), Style.OVERDUE if any(facts.overdue) else Style.GOOD), ".")
    if missing := undated_words(facts.undated):
        yield line(f"{missing}.")
    if said := reopened_words(facts.reopened):
        yield line(said)
    yield Gap()
    used = [status for status in Status if any(row.of(status) for row in rows)]
    yield _grid([row for row in rows if row.total], used)
    if facts.since is not None:
        yield Gap()
        yield from _moved(*facts.since, report.as_at)


_FIGURES = 5
"""As narrow as a column of figures may be, in letters."""


def _grid(rows: Sequence[Row], used: Sequence[Status]) -> Grid:
    """A line for each kind; where there is no room for every status, a column for each kind instead."""
    heads = [*(status.value.upper() for status in used), "ALL", "STILL OPEN"]
    lines = tuple(_cells(row, used) for row in rows)
    columns = (GridColumn("KIND"), *(GridColumn(head, right=True, wrap=_FIGURES) for head in heads))
    kinds = (GridColumn(str(line[0]).upper(), right=True, wrap=_FIGURES) for line in lines)
    turned = tuple((head.lower(), *(line[n] for line in lines)) for n, head in enumerate(heads, start=1))
    return Grid(columns, lines, narrow=Grid((GridColumn("STATUS"), *kinds), turned))


def _cells(row: Row, used: Sequence[Status]) -> tuple[Words, ...]:
    numbers = (str(row.of(status)) if row.of(status) else muted("-") for status in used)
    return (Kind(row.kind).words, *numbers, str(row.total), str(row.open_now))


def _moved(since: dt.date, moved: Moved, as_at: dt.date) -> Iterable[Block]:
    yield Heading(f"From {long_day(since)} to {long_day(as_at)}")
    for label, part in (("Findings", moved.findings), ("Observations", moved.observations)):
        yield line(f"{label}: {sum_words(part.sums())}")
        named = (part.new, part.closed, part.reopened, part.withdrawn_open)
        for name, items in zip(("new", "closed", "reopened", "withdrawn"), named, strict=True):
            if items:
                yield line(muted(f"{name}: "), ", ".join(items), indent=2)
