"""Findings in a list."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import Apart, apart, apart_words, is_finding, of_register
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import NOT_EXACT, Block, Gap, Grid, GridColumn, Heading, Words, line, muted
from hmic.row_columns import Day, Exact, Open
from hmic.words import day_words

if TYPE_CHECKING:
    from hmic.store.queries.list_rows import DeadlineRow, ListRow


class Deadline(NamedTuple):
    """A deadline of a finding."""

    deadline: int
    phrase: str | None
    due: str | None
    original_due: str | None
    exact: bool
    original_exact: bool
    missed: str | None
    basis: str | None
    requires: str | None
    met: str | None

    def __str__(self) -> str:
        return deadline_line(self.deadline, self.phrase, self.due, self.met, exact=self.exact)


def deadline_line(number: int, phrase: str | None, due: str | None, met: str | None, *, exact: bool) -> str:
    """One deadline in a line of text."""
    date = f"{due}{'' if exact else ' (not exact)'}" if due else "no date"
    words = phrase or "the force's target"
    said = f"{number}: {words} -> {date}"
    return f"{said}, met on {met}" if met else said


class Row(NamedTuple):
    """A finding with its deadlines."""

    finding: str
    kind: str
    title: str
    report: str
    published: Day
    area: str | None
    themes: list[str]
    owner: str | None
    status: str
    open: Open
    next_due: Day | None
    deadlines: list[Deadline]
    voice: str
    next_due_exact: Exact | None


class Facts(NamedTuple):
    """What is listed, and how much of it there is in all and open."""

    title: str
    total: Apart
    still: Apart


def build(
    rows: Sequence[ListRow],
    deadlines: Mapping[str, Sequence[DeadlineRow]],
    as_at: dt.date,
    *,
    title: str = "Findings",
) -> Report[Row, Facts]:
    """A row for each finding, with its deadlines."""
    total, still = apart(row.kind for row in rows), apart(row.kind for row in rows if row.open)
    totals = {
        **of_register(total, still),
        "by_kind": dict(Counter(row.kind for row in rows)),
        "by_status": dict(Counter(row.status for row in rows if is_finding(row.kind))),
        "observations_by_status": dict(Counter(r.status for r in rows if not is_finding(r.kind))),
    }
    return Report(
        name="list",
        as_at=as_at,
        row=Row,
        rows=[_row(row, deadlines.get(row.finding, ())) for row in rows],
        totals=totals,
        facts=Facts(title, total, still),
        screen=screen,
    )


def _row(row: ListRow, deadlines: Sequence[DeadlineRow]) -> Row:
    return Row(
        finding=row.finding,
        kind=row.kind,
        title=row.title,
        report=row.report,
        published=row.published,
        area=row.area,
        themes=json.loads(row.themes),
        owner=row.owner,
        status=row.status,
        open=row.open,
        next_due=row.next_due,
        deadlines=[
            Deadline(
                deadline=d.number,
                phrase=d.phrase,
                due=d.due,
                original_due=d.original_due,
                exact=bool(d.exact),
                original_exact=bool(d.original_exact),
                missed=d.missed,
                basis=d.basis,
                requires=d.requires,
                met=d.met_on,
            )
            for d in deadlines
        ],
        voice=row.voice,
        next_due_exact=_exact(row.next_due, deadlines),
    )


def _exact(day: str | None, deadlines: Sequence[DeadlineRow]) -> bool | None:
    """Whether the next date is certain; None without one."""
    return None if day is None else all(d.exact for d in deadlines if d.counts and d.due == day)


_COLUMNS = (
    GridColumn("FINDING", stack=1, label=False),
    GridColumn("WHAT", stretch=24),
    GridColumn("STATUS", wrap=14),
    GridColumn("NEXT DUE"),
    GridColumn("OWNER", wrap=16, stack=2),
    GridColumn("AREA", priority=3),
)


def screen(report: Report[Row, Facts], rows: Sequence[Row]) -> Iterable[Block]:
    """A line for each finding."""
    facts = report.facts
    if not rows:
        yield line("No findings match. ", muted("See all with: hmic list"))
        return
    yield Heading(facts.title, f"{apart_words(facts.total)}; open: {apart_words(facts.still)}")
    yield Gap()
    yield Grid(_COLUMNS, tuple(_cells(row) for row in rows))
    if any(row.next_due_exact is False for row in rows):
        yield Gap()
        yield line(muted(NOT_EXACT))
    yield Gap()
    yield line("See the first: ", muted(f"hmic show {rows[0].finding}"))


def _cells(row: Row) -> tuple[Words, ...]:
    due = day_words(row.next_due, exact=row.next_due_exact is not False)
    return (row.finding, row.title, row.status, due, row.owner or muted("no owner"), row.area or "")
