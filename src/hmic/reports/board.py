"""The board's table: one row a finding, with what boards ask for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmic.model import THE_FORCE, Kind, Status
from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.board import BoardRow
    from hmic.reads.listing import DeadlineRow

SHOWN_TO_WORK = 90
"""Days for which something must have been complete before it is green."""

KEY = (
    ("Red", "overdue"),
    ("Amber", f"in time, or without any date, or complete for less than {SHOWN_TO_WORK} days"),
    ("Green", f"complete for {SHOWN_TO_WORK} days or more, waiting for the inspectorate"),
    ("Blue", "ended by the inspectorate: closed or superseded"),
    ("Grey", "on hold, not accepted, or due to another body"),
)
"""The rating by word and its rule; the first that fits from Blue, Grey, Green, Amber, Red."""

COLUMNS: tuple[Column, ...] = (
    Column("reference"),
    Column("report"),
    Column("report_date", Type.DATE),
    Column("kind"),
    Column("title"),
    Column("what_was_asked"),
    Column("owner"),
    Column("status"),
    Column("rating"),
    Column("original_deadline", Type.DATE),
    Column("current_deadline", Type.DATE),
    Column("exact", Type.FLAG, ("exact", "not exact")),
    Column("times_moved", Type.NUMBER),
    Column("why_moved"),
    Column("days_late", Type.NUMBER),
    Column("last_update", Type.DATE),
    Column("last_note"),
    Column("evidence", Type.LIST),
    Column("raised_before"),
    Column("closing_date_or_target", Type.DATE),
)

PRIVATE = frozenset({"owner", "last_note", "evidence", "why_moved"})
"""What --public leaves out."""


@dataclass(frozen=True)
class Board:
    """What the database knows, as the board's table needs it."""

    rows: Sequence[BoardRow]
    deadlines: Mapping[str, Sequence[DeadlineRow]]
    evidence: Mapping[str, Sequence[str]]
    raised_before: Mapping[str, Sequence[str]]


def rating(status: str, since: str, days_late: int | None, *, ours: bool, as_at: dt.date) -> str:
    """Red, Amber, Green, Blue or Grey, by the rule in `KEY`."""
    if status in (Status.CLOSED, Status.SUPERSEDED):
        return "Blue"
    if status in (Status.ON_HOLD, Status.NOT_ACCEPTED) or not ours:
        return "Grey"
    if status == Status.COMPLETE:
        long_enough = (as_at - dt.date.fromisoformat(since)).days >= SHOWN_TO_WORK
        return "Green" if long_enough else "Amber"
    return "Red" if days_late else "Amber"


def build(board: Board, as_at: dt.date, *, forces: Sequence[str], public: bool = False) -> Report:
    """A row for each finding in the order of the reports."""
    rows = [_row(row, board, as_at) for row in board.rows]
    columns = COLUMNS
    if public:
        kept = [n for n, column in enumerate(COLUMNS) if column.name not in PRIVATE]
        columns = tuple(COLUMNS[n] for n in kept)
        rows = [tuple(row[n] for n in kept) for row in rows]
    names = [column.name for column in columns]
    ratings = Counter(row[names.index("rating")] for row in rows)
    totals = {"findings": len(rows), **{word.lower(): ratings[word] for word, _ in KEY}}
    return Report(
        name="board",
        as_at=as_at,
        columns=columns,
        rows=rows,
        totals=totals,
        screen="board",
        about={"forces": forces},
    )


def _row(row: BoardRow, board: Board, as_at: dt.date) -> tuple[Any, ...]:
    deadlines = board.deadlines.get(row.finding, ())
    counting = [d for d in deadlines if d.due and not d.met_on]
    worst = min(counting, key=lambda d: d.due or "", default=None)
    ours = row.addressed_to == THE_FORCE
    can_be_late = bool(row.open) and ours and row.status not in (Status.COMPLETE, Status.ON_HOLD)
    late = None
    if worst is not None and worst.due and can_be_late and not worst.due_to:
        late = max(0, (as_at - dt.date.fromisoformat(worst.due)).days)
    closing = row.since if not row.open else (worst.due if worst else None)
    return (
        row.finding,
        row.report_title,
        row.published,
        Kind(row.kind).words,
        row.title,
        row.requirement,
        row.owner,
        row.status,
        rating(row.status, row.since, late, ours=ours, as_at=as_at),
        worst.original_due if worst else None,
        worst.due if worst else None,
        bool(worst.exact) if worst else None,
        sum(d.times_extended for d in deadlines),
        "; ".join(d.why_moved for d in deadlines if d.why_moved) or None,
        late,
        row.last_on,
        row.last_note,
        list(board.evidence.get(row.finding, ())),
        ", ".join(board.raised_before.get(row.finding, ())) or "no",
        closing,
    )


def key_lines() -> Iterable[str]:
    """The key to the ratings, one line each."""
    return (f"{word}: {rule}" for word, rule in KEY)
