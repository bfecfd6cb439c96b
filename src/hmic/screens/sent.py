"""What was sent, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Cell, Field, Gap, Grid, Heading, Style, line, muted
from hmic.words import count

_FIELDS = (
    Field("WHEN (UTC)", 16),
    Field("STATE", 12),
    Field("TO", 24),
    Field("SUBJECT", 24, stretch=True),
    Field("ANSWER", 24, priority=2),
)


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """A line for each message and recipient."""
    totals = report.totals
    yield Heading("Mail sent", count(totals["messages"], "message"))
    if not rows:
        yield line("Nothing was sent yet: ", muted("hmic mail overdue --send"))
        return
    yield Gap()
    yield Grid(_FIELDS, tuple(_cells(row) for row in rows))


def _cells(row: Row) -> tuple[str | Cell, ...]:
    state = Cell(row[4], Style.GOOD if row[4] == "sent" else Style.LATE)
    return (row[5][:16].replace("T", " "), state, row[3], row[6], row[8] or "")
