"""The email ledger: each message, when and to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

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
from hmic.store.mail_ledger import SentRow
from hmic.words import count


def build(rows: Sequence[SentRow], as_at: dt.date) -> Report[SentRow, int]:
    """A row for each message and recipient, the newest first."""
    messages = len({row.message for row in rows})
    return Report(
        name="mail",
        as_at=as_at,
        row=SentRow,
        rows=rows,
        totals={"messages": messages, "sent": sum(row.state == "sent" for row in rows)},
        facts=messages,
        screen=screen,
    )


_COLUMNS = (
    GridColumn("WHEN (UTC)"),
    GridColumn("STATE"),
    GridColumn("TO", wrap=24),
    GridColumn("SUBJECT", stretch=24),
    GridColumn("ANSWER", priority=2),
)


def screen(report: Report[SentRow, int], rows: Sequence[SentRow]) -> Iterable[Block]:
    """A line for each message and recipient."""
    yield Heading("Emails sent", count(report.facts, "message"))
    if not rows:
        yield line("No email has been sent yet: ", muted("hmic mail overdue --send"))
        return
    yield Gap()
    yield Grid(_COLUMNS, tuple(_cells(row) for row in rows))


def _cells(row: SentRow) -> tuple[Words, ...]:
    state = Cell(row.state, Style.GOOD if row.state == "sent" else Style.OVERDUE)
    return (row.changed_at[:16].replace("T", " "), state, row.recipient, row.subject, row.answer or "")
