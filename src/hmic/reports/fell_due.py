"""What fell due since the last paper and what became of it; what falls due next."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import days_words
from hmic.model import OWN_TARGET, Status
from hmic.reports.no_longer_overdue import agreement
from hmic.words import count, day_of, day_words

if TYPE_CHECKING:
    from hmic.reports.board_table import Board, Row
    from hmic.store.queries.board_rows import Move
    from hmic.store.queries.list_rows import DeadlineRow
    from hmic.store.queries.overdue_rows import OverdueRow


class DueItem(NamedTuple):
    """A deadline in the paper's words: what must be done, by when, and what became of it."""

    reference: str
    kind: str
    title: str
    what: str
    due: str
    owner: str = ""
    became: str = ""
    order: str = ""


def coming(row: OverdueRow) -> DueItem:
    """A deadline that falls due soon."""
    return DueItem(
        reference=row.finding,
        kind=row.kind,
        title=row.title,
        what=row.requires or row.phrase or OWN_TARGET,
        due=day_words(row.due, exact=bool(row.exact)),
        owner=row.owner or "no owner",
    )


def in_the_period(board: Board, rows: Mapping[str, Row], since: dt.date, as_at: dt.date) -> list[DueItem]:
    """Each deadline whose first or present date lay in the period, and what became of it.

    Each date met of a recurring one is a separate row.
    """
    first, last = since.isoformat(), as_at.isoformat()
    found: list[DueItem] = []
    for finding, row in rows.items():
        for d in board.deadlines.get(finding, ()):
            # What is open and does not count has to be done by another body.
            elsewhere = Status(row.status).is_open and not d.counts and not d.met_on
            if d.due_to or elsewhere:
                continue
            became = {day: (True, _met(day, met)) for day, met in json.loads(d.occurrences).items()}
            moves = board.moves.get(finding, ())
            if days := [day for day in (d.original_due, d.due) if day and first < day <= last]:
                day = min(days)
                exact = bool(d.original_exact if day == d.original_due else d.exact)
                became[day] = (exact, _became(d, last, row, moves))
            what = d.requires or d.phrase or OWN_TARGET
            found += [
                DueItem(finding, row.kind, row.title, what, day_of(day, exact), became=words, order=day)
                for day, (exact, words) in became.items()
                if first < day <= last
            ]
    return sorted(found, key=lambda due: (due.order, due.reference))


def _met(due: str, met_on: str) -> str:
    """One time of a recurring deadline, when it was met."""
    days = (dt.date.fromisoformat(met_on) - dt.date.fromisoformat(due)).days
    how = f"{count(days, 'day')} after that date" if days > 0 else "in time"
    return f"met on {day_words(met_on)}, {how}"


def _became(deadline: DeadlineRow, today: str, row: Row, moves: Sequence[Move] = ()) -> str:
    since, due = deadline.since or today, deadline.due or today
    to = f"moved to {day_of(due, deadline.exact)}{agreement(deadline, moves)}"
    if deadline.met_on:
        how = _overdue(deadline, deadline.met_on) if deadline.met_on > since else "in time"
        moved_first = deadline.due != deadline.original_due and not deadline.missed
        then = f"{to}, " if moved_first else ""
        return f"{then}met on {day_words(deadline.met_on)}, {how}"
    if not deadline.counts:
        return f"no longer due: {row.status}"
    if due >= today:
        moved = deadline.original_due and deadline.original_due != due
        first = f"missed on {day_of(since, deadline.since_exact)}, then " if deadline.missed else ""
        return f"{first}{to}" if moved else "due today"
    if deadline.silent_until and deadline.silent_until >= today:
        return f"on hold, to be reviewed on {day_words(deadline.silent_until)}"
    again = f"reopened by {row.reopened_by}" if row.reopened_by else "still open"
    return f"{again}, {_overdue(deadline, today)}"


def _overdue(deadline: DeadlineRow, day: str) -> str:
    since = deadline.since or day
    days = (dt.date.fromisoformat(day) - dt.date.fromisoformat(since)).days
    return days_words(days, since, missed=deadline.missed, exact=deadline.since_exact)
