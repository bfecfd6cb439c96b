"""What deadline words mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hmic.deadlines import Anchor, Reading
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import Block, Cell, Gap, Style, Words, line, muted
from hmic.row_columns import Day, Exact, YesNo
from hmic.words import capitalised, long_day


class Row(NamedTuple):
    """A deadline in the words, or what else they name, of the kind `none`."""

    phrase: str
    kind: str
    anchor: Day
    due: Day | None
    exact: Exact
    rule: str
    recurs: str | None
    condition: str | None
    continuing: YesNo
    met_by_starting: YesNo
    anchor_source: str


def build(readings: Sequence[Reading], anchor: Anchor, as_at: dt.date) -> Report[Row, Anchor]:
    """A row for each deadline in the words, and one of kind `none` for each of what else they name."""
    rows = [
        Row(
            phrase=reading.phrase,
            kind=reading.kind.value,
            anchor=anchor.day.isoformat(),
            due=reading.due.isoformat() if reading.due else None,
            exact=reading.exact,
            rule=reading.rule,
            recurs=reading.recurs,
            condition=reading.condition,
            continuing=reading.continuing,
            met_by_starting=reading.starts,
            anchor_source=anchor.source,
        )
        for reading in readings
    ]
    return Report(
        name="when",
        as_at=as_at,
        row=Row,
        rows=rows,
        totals={"deadlines": sum(row.kind != "none" for row in rows)},
        facts=anchor,
        screen=screen,
    )


def screen(report: Report[Row, Anchor], rows: Sequence[Row]) -> Iterable[Block]:
    """Each deadline: the date, then the words, the rule, and from which day they count."""
    for number, row in enumerate(rows):
        if number:
            yield Gap()
        yield line(*_head(row))
        yield line(f"“{row.phrase}”", indent=2)
        yield line(f"{capitalised(row.rule)}.", indent=2)
        for remark in _remarks(row):
            yield line(muted(remark), indent=2)
    yield Gap()
    yield line(muted(f"Counted from {long_day(report.facts.day)}: {report.facts.source}."))


def _head(row: Row) -> Iterable[Words]:
    if row.due is not None:
        yield Cell(long_day(row.due), Style.STRONG)
        yield f"  ({row.kind}, {'exact' if row.exact else 'not exact'})"
    else:
        none = row.kind == "none"
        text = "No deadline" if none else "No date: needs a target"
        yield Cell(text, Style.MUTED if none else Style.SOON)
        yield f"  ({row.kind})"


def _remarks(row: Row) -> Iterable[str]:
    if row.condition:
        yield f"Conditional: {row.condition}."
    if row.met_by_starting:
        yield "Met by starting, not by ending."
    if row.continuing:
        yield "Continues after that date."
    if row.recurs:
        yield f"Recurs: {row.recurs.splitlines()[-1]}."
