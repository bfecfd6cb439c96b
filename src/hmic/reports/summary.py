"""The counts by kind and status, and the reconciliation since a date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hmic.model import Kind, Status
from hmic.reads.counts import NONE
from hmic.reports.counts import of_overdue, of_register, of_reopened, opened
from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.counts import Apart, Dated
    from hmic.reads.listing import TallyRow
    from hmic.reports.counts import Moved

COLUMNS = (
    Column("kind"),
    *(Column(status.value.replace(" ", "_"), Type.NUMBER) for status in Status),
    Column("total", Type.NUMBER),
    Column("open_now", Type.NUMBER),
)


def build(
    rows: Sequence[TallyRow],
    as_at: dt.date,
    *,
    forces: Sequence[str],
    overdue: Dated,
    undated: Apart,
    reopened: Apart = NONE,
    since: dt.date | None = None,
    moved: Moved | None = None,
) -> Report:
    """A row for each kind; observations stand apart from the formal findings in every count."""
    tally: Counter[tuple[str, str]] = Counter()
    still: Counter[str] = Counter()
    for row in rows:
        tally[row.kind, row.status] += row.number
        still[row.kind] += row.number if row.open else 0
    values = [
        (kind.value, *(tally[kind.value, s.value] for s in Status),
         sum(tally[kind.value, s.value] for s in Status), still[kind.value])
        for kind in Kind
    ]  # fmt: skip
    totals: dict[str, Any] = {
        **of_register(*opened(rows)),
        **of_overdue(overdue, undated),
        **of_reopened(reopened),
    }
    if moved is not None and since is not None:
        totals |= {"since": since.isoformat(), **moved.totals()}
    return Report(
        name="summary",
        as_at=as_at,
        columns=COLUMNS,
        rows=values,
        totals=totals,
        screen="summary",
        about={
            "forces": forces,
            "moved": moved,
            "since": since,
            "overdue": overdue,
            "undated": undated,
            "reopened": reopened,
        },
    )
