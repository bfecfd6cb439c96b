"""Two inspections compared, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hmic.reports.changes import WORDS
from hmic.reports.compared import WORST_FIRST
from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Cell, Field, Gap, Grid, Heading, Style, Words, line
from hmic.screens.changes import VERDICT_STYLES as _STYLES
from hmic.words import count, known_day


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    totals = report.totals
    earlier, later = report.about["earlier"], report.about["later"]

    yield Heading(
        f"{earlier.title} ({known_day(earlier.published)}) → {later.title} ({known_day(later.published)})"
    )
    yield line(sentence(totals, "finding", totals["findings"]))
    others = totals["observation_outcomes"]
    if any(others.values()):
        yield line(sentence(others, "observation", totals["observations"]))
    if rows:
        fields = (
            Field("FINDING", 22),
            Field("WHAT", 24, stretch=True),
            Field("OUTCOME", 14),
            Field("AS", 22, priority=1),
            Field("WHAT THE LATER REPORT SAYS", 40, stretch=True, priority=2),
        )
        yield Gap()
        yield Grid(fields, tuple(_compared_cells(row) for row in rows))


def sentence(totals: Mapping[str, Any], thing: str, number: int) -> str:
    """The comparison in one sentence, of findings or of observations."""
    parts = [
        f"{totals[outcome]} {WORDS.get(outcome, outcome)}" for outcome in WORST_FIRST if totals[outcome]
    ]
    said = f"Of {count(number, thing)}: {', '.join(parts)}. " if number else f"No {thing} before. "
    new = totals["new"]
    return f"{said}{new or 'None'} {'is' if new == 1 else 'are'} new."


def _compared_cells(row: Any) -> tuple[Words, ...]:
    style = _STYLES.get(row[2], Style.MUTED)
    outcome = Cell(WORDS.get(row[2], row[2]), style)
    again = row[3] if row[3] and row[3] != row[0] else ""
    return (row[0], row[1], outcome, again, row[4] or "")
