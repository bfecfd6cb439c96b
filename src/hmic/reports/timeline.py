"""The life of one matter, in the order of its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hmic.reports.value import Column, Report, Type

TIMELINE = (
    Column("date", Type.DATE),
    Column("recorded_at"),
    Column("kind"),
    Column("by"),
    Column("text"),
    Column("report"),
)


def build(rows: Sequence[tuple[Any, ...]], finding: str, title: str, as_at: dt.date) -> Report:
    """The life of a matter: what each report said, and what the force recorded."""
    ordered = sorted(rows, key=lambda row: (row[0], row[1] or ""))
    return Report(
        name="changes",
        as_at=as_at,
        columns=TIMELINE,
        rows=ordered,
        totals={"steps": len(ordered)},
        screen="timeline",
        about={"finding": finding, "title": title},
    )
