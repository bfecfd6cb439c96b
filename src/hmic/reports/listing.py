"""Findings in a list."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hmic.reports.counts import apart, is_finding, of_register
from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.listing import DeadlineRow, ListRow


def deadline_line(deadline: dict[str, Any]) -> str:
    """One deadline in a line of text."""
    words = deadline["phrase"] or "the force's target"
    exact = "" if deadline["exact"] else " (not exact)"
    due = f" -> {deadline['due']}{exact}" if deadline["due"] else " -> no date"
    met = f", met on {deadline['met']}" if deadline["met"] else ""
    return f"{deadline['deadline']}: {words}{due}{met}"


COLUMNS = (
    Column("finding"),
    Column("kind"),
    Column("title"),
    Column("report"),
    Column("published", Type.DATE),
    Column("area"),
    Column("themes", Type.LIST),
    Column("owner"),
    Column("status"),
    Column("open", Type.FLAG, ("open", "closed")),
    Column("next_due", Type.DATE),
    Column("deadlines", Type.RECORDS, line=deadline_line),
    Column("voice"),
    Column("next_due_exact", Type.FLAG, ("exact", "not exact")),
)


def deadline_record(row: DeadlineRow) -> dict[str, Any]:
    """A deadline as JSON shows it."""
    return {
        "deadline": row.number,
        "phrase": row.phrase,
        "due": row.due,
        "original_due": row.original_due,
        "exact": bool(row.exact),
        "original_exact": bool(row.original_exact),
        "missed": row.missed,
        "basis": row.basis,
        "requires": row.requires,
        "met": row.met_on,
    }


def _exact(day: str | None, deadlines: Sequence[DeadlineRow]) -> bool | None:
    """Whether the next date is certain; None where there is none."""
    return None if day is None else all(d.exact for d in deadlines if d.counts and d.due == day)


def build(
    rows: Sequence[ListRow],
    deadlines: dict[str, list[DeadlineRow]],
    as_at: dt.date,
    *,
    title: str = "Findings",
) -> Report:
    """A row for each finding, with its deadlines."""
    values = [
        (*row[:6], json.loads(row.themes), *row[7:11],
         [deadline_record(d) for d in deadlines.get(row.finding, ())], row.voice,
         _exact(row.next_due, deadlines.get(row.finding, ())))
        for row in rows
    ]  # fmt: skip
    total, still = apart(row.kind for row in rows), apart(row.kind for row in rows if row.open)
    totals: dict[str, Any] = {
        **of_register(total, still),
        "by_kind": dict(Counter(row.kind for row in rows)),
        "by_status": dict(Counter(row.status for row in rows if is_finding(row.kind))),
        "observations_by_status": dict(Counter(r.status for r in rows if not is_finding(r.kind))),
    }
    return Report(
        name="list",
        as_at=as_at,
        columns=COLUMNS,
        rows=values,
        totals=totals,
        screen="listing",
        about={"title": title, "total": total, "still": still},
    )
