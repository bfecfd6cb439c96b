"""The board's table: one row a finding, with what boards ask for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hmic.model import Kind, Status, Voice
from hmic.reports.counts import apart, dated, is_finding, of_overdue, of_register, of_reopened
from hmic.reports.since import SINCE_COLUMNS, Since
from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.board import BoardRow, Move
    from hmic.reads.counts import Apart, Dated
    from hmic.reads.late import OverdueRow
    from hmic.reads.listing import DeadlineRow

EXACT = ("exact", "not exact")

SHOWN_TO_WORK = 90
"""Days for which something must have been complete before it is green."""

KEY = (
    ("Red", "overdue"),
    ("Amber", f"in time, or without any date, or complete for less than {SHOWN_TO_WORK} days"),
    ("Green", f"complete for {SHOWN_TO_WORK} days or more, waiting for the inspectorate"),
    ("Blue", "ended by the inspectorate: closed or superseded"),
    ("Grey", "on hold before its review date, not accepted, not applicable, or due to another body"),
)
"""The rating by word and its rule; the first that fits from Blue, Red, Grey, Green, Amber."""

COLUMNS: tuple[Column, ...] = (
    Column("reference", about="the finding's id in the register"),
    Column("report", about="the title of the report that made it"),
    Column("report_date", Type.DATE, about="its publication, as exact as is known: a day, month or year"),
    Column("kind", about="recommendation, area for improvement, cause of concern or observation"),
    Column("title", about="the finding in a headline"),
    Column("asked_or_found", about="what the inspectorate did: HMIC asked, or HMIC found"),
    Column("what_was_asked", about="what the inspectorate asked for or criticised, complete"),
    Column("addressed_to", about="who is to act: the force, or another body"),
    Column("owner", about="the post that has it; empty when nobody has"),
    Column("status", about="what the force says, or how the inspectorate ended it"),
    Column("status_since", Type.DATE, about="the day from which the status holds"),
    Column("status_since_exact", Type.FLAG, EXACT,
           about="whether that day is certain, or the last possible day of a publication"),
    Column("status_reason",
           about="why it is on hold, not accepted or not applicable, until when, or what closed it"),
    Column("reopened_by", about="the later report that put it back to open"),
    Column("rating", about="Red, Amber, Green, Blue or Grey by the key: hmic export board --key"),
    Column("original_deadline", Type.DATE, about="the date first given for the deadline shown"),
    Column("current_deadline", Type.DATE, about="its date now: the most overdue, the next or the last"),
    Column("original_exact", Type.FLAG, EXACT, about="whether the original deadline is certain"),
    Column("exact", Type.FLAG, EXACT,
           about="whether that day is certain, or counted from the last possible day of publication"),
    Column("deadlines", Type.NUMBER, about="how many deadlines it has, met ones too"),
    Column("times_moved", Type.NUMBER, about="how often a date of it was moved"),
    Column("why_moved", about="for each move the new date, the reason and who agreed"),
    Column("days_late", Type.NUMBER,
           about=("days that it is overdue, or was when delivered; 0 in time; empty where no date is. They "
                  "count from the date that was missed, also where it was moved later")),
    Column("last_update", Type.DATE, about="the day of the force's last progress"),
    Column("last_note", about="the latest note or reason"),
    Column("last_note_date", Type.DATE, about="the day of that note"),
    Column("evidence", Type.LIST, about="the files and addresses that show what was done"),
    Column("raised_before", about="the earlier findings that it raises again, the earliest first, or no"),
    Column("closing_date_or_target", Type.DATE,
           about="when it ended, else when it is to be done; empty where nobody has set a date"),
    Column("closing_exact", Type.FLAG, EXACT, about="whether that day is certain"),
)  # fmt: skip

PRIVATE = frozenset({"owner", "last_note", "last_note_date", "evidence", "why_moved", "status_reason"})
"""The columns that --public leaves out; what they would hold is blanked before, in `public.py`."""


@dataclass(frozen=True)
class Board:
    """What the database knows, as the board's table needs it; `overdue` is what `hmic overdue` lists."""

    rows: Sequence[BoardRow]
    deadlines: Mapping[str, Sequence[DeadlineRow]]
    evidence: Mapping[str, Sequence[str]]
    raised_before: Mapping[str, Sequence[str]]
    overdue: Sequence[OverdueRow] = ()
    moves: Mapping[str, Sequence[Move]] = field(default_factory=dict)

    @cached_property
    def late(self) -> Mapping[str, str]:
        """The findings that are overdue, each with the earliest date that was missed."""
        found: dict[str, str] = {}
        for row in self.overdue:
            found[row.finding] = min(row.since, found.get(row.finding, row.since))
        return found


def rating(status: str, since: str, *, late: bool, ours: bool, as_at: dt.date) -> str:
    """Red, Amber, Green, Blue or Grey, by the rule in `KEY`."""
    if status in {Status.CLOSED, Status.SUPERSEDED}:
        return "Blue"
    if late:
        return "Red"
    if status == Status.ON_HOLD or Status(status).ended_by_force or not ours:
        return "Grey"
    if status == Status.COMPLETE:
        long_enough = (as_at - dt.date.fromisoformat(since)).days >= SHOWN_TO_WORK
        return "Green" if long_enough else "Amber"
    return "Amber"


def build(
    board: Board,
    as_at: dt.date,
    *,
    forces: Sequence[str],
    public: bool = False,
    since: Since | None = None,
) -> Report:
    """A row for each finding in the order of the reports; `since` adds what changed since a day."""
    rows = [_row(row, board, as_at) for row in board.rows]
    columns = COLUMNS
    if since is not None:
        columns += SINCE_COLUMNS
        rows = [(*row, *since.cells(row[0])) for row in rows]
    totals = _totals(board, rows)
    if since is not None:
        totals |= since.totals()
    if public:
        kept = [n for n, column in enumerate(columns) if column.name not in PRIVATE]
        columns = tuple(columns[n] for n in kept)
        rows = [tuple(row[n] for n in kept) for row in rows]
    return Report(
        name="board",
        as_at=as_at,
        columns=columns,
        rows=rows,
        totals=totals,
        screen="board",
        about={"forces": forces, "key": tuple(key_lines()), "lacking": lacking(board)},
    )


def _totals(board: Board, rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    rating_at = [column.name for column in COLUMNS].index("rating")
    ratings = Counter(
        row[rating_at] for row, one in zip(rows, board.rows, strict=True) if is_finding(one.kind)
    )
    still = apart(row.kind for row in board.rows if row.open)
    return {
        **of_register(apart(row.kind for row in board.rows), still),
        **{word.lower(): ratings[word] for word, _ in KEY},
        **of_overdue(*lacking(board)),
        **of_reopened(apart(row.kind for row in board.rows if row.reopened_by)),
    }


def lacking(board: Board) -> tuple[Dated, Apart]:
    """What is overdue, and what is open without a deadline or target."""
    overdue = dated((row.finding, row.kind) for row in board.overdue)
    return overdue, apart(row.kind for row in board.rows if row.needs_target)


def _row(row: BoardRow, board: Board, as_at: dt.date) -> tuple[Any, ...]:
    deadlines = board.deadlines.get(row.finding, ())
    shown = _shown(deadlines)
    ours = row.acts == "force"
    late = row.finding in board.late
    moves = board.moves.get(row.finding, ())
    closing: tuple[str | None, bool | None] = (None, None)
    if not row.open:
        closing = row.since, bool(row.since_exact)
    elif shown and not shown.met_on:
        closing = shown.due, bool(shown.exact)
    return (
        row.finding,
        row.report_title,
        row.published,
        Kind(row.kind).words,
        row.title,
        f"{row.inspectorate} {Voice(row.voice).words}",
        row.requirement,
        row.addressed_to,
        row.owner,
        row.status,
        row.since,
        bool(row.since_exact),
        _reason(row),
        row.reopened_by,
        rating(row.status, row.since, late=late, ours=ours, as_at=as_at),
        shown.original_due if shown else None,
        shown.due if shown else None,
        bool(shown.original_exact) if shown else None,
        bool(shown.exact) if shown else None,
        len(deadlines),
        sum(d.times_extended for d in deadlines),
        "\n".join(move_line(move, several=len(deadlines) > 1) for move in moves) or None,
        _days_late(board.late.get(row.finding), deadlines, as_at),
        row.last_on,
        row.last_note,
        row.last_note_on,
        list(board.evidence.get(row.finding, ())),
        ", ".join(board.raised_before.get(row.finding, ())) or "no",
        *closing,
    )


def _shown(deadlines: Sequence[DeadlineRow]) -> DeadlineRow | None:
    """The deadline that a row shows: the first that counts, else is unmet, else the last met."""
    dated = [d for d in deadlines if d.due]
    for group in ([d for d in dated if d.counts], [d for d in dated if not d.met_on]):
        if group:
            return min(group, key=lambda d: d.due or "")
    return max(dated, key=lambda d: d.due or "", default=None)


def _days_late(late_from: str | None, deadlines: Iterable[DeadlineRow], as_at: dt.date) -> int | None:
    """How long it is overdue; of what is delivered, how long it was; None where no date says so."""
    if late_from is not None:
        return (as_at - dt.date.fromisoformat(late_from)).days
    dated = [(d.since, d.met_on) for d in deadlines if d.due and (d.counts or d.met_on)]
    if not dated:
        return None
    days = [
        (dt.date.fromisoformat(met) - dt.date.fromisoformat(due)).days for due, met in dated if due and met
    ]
    return max([0, *days])


def _reason(row: BoardRow) -> str | None:
    match row.status:
        case Status.ON_HOLD:
            return f"{row.reason or 'no reason'}; to be reviewed on {row.review_on or 'no day'}"
        case Status.NOT_ACCEPTED | Status.NOT_APPLICABLE:
            return row.reason
        case Status.CLOSED:
            return f"closed by {row.closed_by}" if row.closed_by else None
        case Status.SUPERSEDED:
            return f"replaced by {row.superseded_by}" if row.superseded_by else None
        case _:
            return None


def move_line(move: Move, *, several: bool) -> str:
    """One move of a date in a line of text; of `several` deadlines it says which."""
    which = f"deadline {move.deadline} " if several and move.deadline else ""
    agreed = f" (agreed by {move.agreed_by})" if move.agreed_by else ""
    return f"{which}to {move.due}: {move.reason or 'no reason given'}{agreed}"


def key_lines() -> Iterable[str]:
    """The key to the ratings, one line each."""
    return (f"{word}: {rule}" for word, rule in KEY)
