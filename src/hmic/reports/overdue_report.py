"""What is overdue as at a date, the worst first, and what falls due soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hmic.counts import RESPONSE, Apart, Dated, dated, of_overdue, overdue_words, soon_words, undated_words
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import (
    NOT_EXACT,
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
from hmic.store.queries.overdue_rows import OverdueRow
from hmic.words import capitalised, count, day_words, forces_words, long_day


class Facts(NamedTuple):
    """What the report is about, counted; `within` the time asked for, in words."""

    overdue: Dated
    soon: Dated
    undated: Apart
    within: str | None


Overdue = Report[OverdueRow, Facts]


def build(
    rows: Sequence[OverdueRow],
    as_at: dt.date,
    *,
    forces: Sequence[str],
    undated: Apart,
    clocks: Sequence[OverdueRow] = (),
    within: str | None = None,
) -> Overdue:
    """From the deadlines that count, those overdue at `as_at` and those that `within` adds.

    The clocks that run for whole reports come last.
    """
    every = [*rows, *clocks]
    overdue = dated((row.finding, row.kind) for row in every if row.days_overdue > 0)
    soon = dated((row.finding, row.kind) for row in every if row.days_overdue <= 0)
    totals = {
        **overdue._asdict(),
        **of_overdue(overdue, undated),
        "due_soon": soon.findings,
        **{f"due_soon_{name}": number for name, number in soon._asdict().items() if name != "findings"},
        "responses": len(clocks),
    }
    return Report(
        name="overdue",
        as_at=as_at,
        row=OverdueRow,
        rows=every,
        totals=totals,
        facts=Facts(overdue, soon, undated, within),
        screen=screen,
        forces=forces,
        attention=any(overdue),
    )


_COLUMNS = (
    GridColumn("OVERDUE", right=True),
    GridColumn("DUE"),
    GridColumn("FINDING", stack=1, label=False),
    GridColumn("WHAT IS DUE", stretch=24),
    GridColumn("OWNER", wrap=16, stack=2),
    GridColumn("STATUS", priority=3),
    GridColumn("LAST UPDATE", priority=2),
)
_CLOCK_COLUMNS = (
    *_COLUMNS[:2],
    GridColumn("REPORT"),
    GridColumn("WHAT IS DUE", stretch=30),
)


def screen(report: Overdue, rows: Sequence[OverdueRow]) -> Iterable[Block]:
    """The deadlines, then the clocks of reports, then what to do next."""
    yield Heading(f"Overdue at {long_day(report.as_at)}", forces_words(report.forces))
    yield line(*_sentence(report.facts))
    findings = [row for row in rows if row.kind != RESPONSE]
    clocks = [row for row in rows if row.kind == RESPONSE]
    if findings:
        yield Gap()
        yield Grid(_COLUMNS, tuple((*_due(row), *_known(row)) for row in findings))
    if clocks:
        yield Gap()
        yield Heading("Responses to reports", "record it with: hmic progress REPORT --responded-on DATE")
        yield Grid(_CLOCK_COLUMNS, tuple(map(_due, clocks)))
    if any(not row.exact for row in rows):
        yield Gap()
        yield line(muted(NOT_EXACT))
    if any(row.times_extended for row in rows):
        yield line(muted("* date moved; for the first date and the reason: hmic show FINDING"))
    yield from _next(findings, report.facts.undated)


def _sentence(facts: Facts) -> Iterable[Words]:
    said = overdue_words(facts.overdue)
    yield Cell(capitalised(said), Style.OVERDUE if any(facts.overdue) else Style.GOOD)
    if facts.within is not None:
        yield f"; {soon_words(facts.soon, facts.within)}"
    yield "."


def _due(row: OverdueRow) -> tuple[Words, ...]:
    """Days overdue, the date, and what must be done."""
    if row.days_overdue > 0:
        days = Cell(count(row.days_overdue, "day"), Style.OVERDUE)
    else:
        days = Cell(f"in {count(-row.days_overdue, 'day')}" if row.days_overdue else "today", Style.SOON)
    due = day_words(row.due, exact=bool(row.exact)) + ("*" if row.times_extended else "")
    what = row.requires or row.phrase
    title = f"{row.title}: {what}" if what else row.title
    if row.missed and row.days_overdue > 0:
        missed = day_words(row.missed, exact=row.since_exact)
        title += f" (missed on {missed} before it was moved; days count from there)"
    return (days, due, row.finding, title)


def _known(row: OverdueRow) -> tuple[Words, ...]:
    """Who has it, and its status."""
    status = f"{row.status} (reopened)" if row.reopened_by else row.status
    return (row.owner or muted("no owner"), status, day_words(row.last_update) or muted("never"))


def _next(rows: Sequence[OverdueRow], undated: Apart) -> Iterable[Block]:
    """What to do next."""
    missing = undated_words(undated)
    if missing or rows:
        yield Gap()
    if missing:
        yield line(f"{missing}: ", muted("hmic overdue --needs-target"))
    if rows:
        yield line("See the first: ", muted(f"hmic show {rows[0].finding}"))
