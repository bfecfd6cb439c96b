"""What deadline words mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hmic.deadlines import Anchor, Reading
from hmic.reports.value import Column, Report, Type

COLUMNS = (
    Column("phrase"),
    Column("kind"),
    Column("anchor", Type.DATE),
    Column("due", Type.DATE),
    Column("exact", Type.FLAG, ("exact", "not exact")),
    Column("rule"),
    Column("recurs"),
    Column("condition"),
    Column("continuing", Type.FLAG),
    Column("met_by_starting", Type.FLAG),
    Column("anchor_source"),
)


def build(readings: Sequence[Reading], anchor: Anchor, as_at: dt.date) -> Report:
    """A row for each deadline in the words, and one of kind `none` for each of what else they name."""
    rows = [
        (r.phrase, r.kind.value, anchor.day.isoformat(), r.due.isoformat() if r.due else None,
         r.exact, r.rule, r.recurs, r.condition, r.continuing, r.starts, anchor.source)
        for r in readings
    ]  # fmt: skip
    return Report(
        name="when",
        as_at=as_at,
        columns=COLUMNS,
        rows=rows,
        totals={"deadlines": sum(1 for r in readings if r.kind != "none")},
        screen="meaning",
        about={"anchor": anchor},
    )
