"""The ledger of the mail: what was sent, when and to whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.mail import SentRow

COLUMNS = (
    Column("message", Type.NUMBER),
    Column("day", Type.DATE),
    Column("audience"),
    Column("recipient"),
    Column("state"),
    Column("changed_at"),
    Column("subject"),
    Column("message_id"),
    Column("answer"),
)


def build(rows: Sequence[SentRow], as_at: dt.date) -> Report:
    """A row for each message and recipient, the newest first."""
    states = Counter(row.state for row in rows)
    return Report(
        name="mail",
        as_at=as_at,
        columns=COLUMNS,
        rows=rows,
        totals={"messages": len({row.number for row in rows}), "sent": states["sent"]},
        screen="sent",
        about={},
    )
