"""What was overdue on the day of the last paper and is open and not overdue now: and how that came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.model import Basis, Status
from hmic.words import count, day_of, day_words

if TYPE_CHECKING:
    import datetime as dt

    from hmic.reports.board_table import Board, Row
    from hmic.reports.since import Since
    from hmic.store.queries.board_rows import Move
    from hmic.store.queries.list_rows import DeadlineRow


class LeftRed(NamedTuple):
    """A finding that is open and no longer overdue, and what it owes that to."""

    reference: str
    kind: str
    title: str
    how: str
    moved: bool
    """Whether a date was moved, and nothing delivered."""


def left_red(
    board: Board, rows: Mapping[str, Row], since: Since, as_at: dt.date, *, public: bool
) -> list[LeftRed]:
    """Each of them, in the order of the board's table; those whose date was moved first."""
    found = []
    for finding, row in rows.items():
        if finding in since.then.late and finding not in since.now.late and Status(row.status).is_open:
            moved, said = _how(board, row, since, as_at, public=public)
            found.append(LeftRed(finding, row.kind, row.title, said, moved))
    return sorted(found, key=lambda one: not one.moved)


def moved_words(found: Sequence[LeftRed]) -> str:
    """`2 findings are no longer overdue because a date was moved.`; empty where none is."""
    formal = sum(one.moved and one.kind != "observation" for one in found)
    if not formal:
        return ""
    return f" {count(formal, 'finding is', 'findings are')} no longer overdue because a date was moved."


def agreement(deadline: DeadlineRow, moves: Iterable[Move]) -> str:
    """Who agreed to the date that counts now: `, agreed by PCC`; of an extension also that no one is named.

    Empty for the force's own date, and where the moves must not be shown.
    """
    named = [
        move for move in moves if move.deadline in {None, deadline.number} and move.due == deadline.due
    ]
    if not named:
        return ""
    if agreed := named[-1].agreed_by:
        return f", agreed by {agreed}"
    return ", with no record of who agreed" if deadline.basis == Basis.EXTENSION else ""


def _how(board: Board, row: Row, since: Since, as_at: dt.date, *, public: bool) -> tuple[bool, str]:
    """Whether a date was moved, and what became of each deadline that was overdue."""
    if row.status == Status.COMPLETE:
        return False, f"complete since {day_of(row.status_since, row.status_since_exact)}"
    now = {d.number: d for d in board.deadlines.get(row.reference, ())}
    moves = () if public else board.moves.get(row.reference, ())
    said, moved = [], False
    for was in since.then.deadlines.get(row.reference, ()):
        if not (was.counts and was.due and was.due < since.day.isoformat()):
            continue
        d, day = now.get(was.number), day_of(was.due, was.exact)
        if d is not None and (met := _met_on(was, d)):
            said.append(f"{day} met on {day_words(met)}")
        elif d is not None and d.counts and d.due and d.due >= as_at.isoformat():
            moved = True
            said.append(f"{day} moved to {day_of(d.due, d.exact)}{agreement(d, moves)}")
    if row.status == Status.ON_HOLD and not moved:
        reviewed = "" if public else _review(now.values())
        said.append(f"on hold{reviewed}")
    return moved, "; ".join(said) or str(row.status)


def _review(deadlines: Iterable[DeadlineRow]) -> str:
    days = [d.silent_until for d in deadlines if d.silent_until]
    return f", to be reviewed on {day_words(days[0])}" if days else ""


def _met_on(was: DeadlineRow, now: DeadlineRow) -> str | None:
    """The day on which what was due then was met, one time of what recurs too."""
    import json

    if was.occurrence and was.occurrence != now.occurrence:
        met: str | None = json.loads(now.occurrences).get(was.occurrence)
        return met
    return now.met_on
