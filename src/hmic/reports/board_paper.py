"""The board's paper: what a board asks, answered section by section from the same rows as its table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import (
    Apart,
    apart,
    apart_words,
    dated,
    is_finding,
    overdue_words,
    soon_words,
    undated_words,
)
from hmic.model import OWN_TARGET, Status, why_moved
from hmic.movement import HEADS, steps_shown
from hmic.reports.board_table import lacking
from hmic.reports.fell_due import DueItem, coming, in_the_period
from hmic.reports.first_page import About, Ask, Pressing, ages, asks, pressing, untouched
from hmic.reports.no_longer_overdue import LeftRed, left_red, moved_words
from hmic.reports.ratings import KEY
from hmic.reports.threads import WORDS
from hmic.words import capitalised, count, day_of, day_words, known_day, times

if TYPE_CHECKING:
    from hmic.counts import Dated
    from hmic.movement import Moved, Movement
    from hmic.reports.board_table import Board, BoardTable, Row
    from hmic.reports.grades_report import Row as Grade
    from hmic.reports.since import Since
    from hmic.reports.threads import Thread
    from hmic.store.queries.board_rows import BoardRow, Move
    from hmic.store.queries.overdue_rows import OverdueRow

AHEAD = 90
"""Days ahead for which a paper names what falls due."""


class Late(NamedTuple):
    """A deadline that is overdue, in the paper's words."""

    reference: str
    kind: str
    title: str
    what: str
    due: str
    first: str
    moved: str
    why_moved: Sequence[str]
    days: int
    missed: str | None
    owner: str
    updated: str | None
    """The day of the latest progress, in words; None where the note says it."""
    note: str | None


class Again(NamedTuple):
    """A matter that several reports raised and that is still open."""

    reference: str
    kind: str
    title: str
    times: int
    when: str
    last: str
    now: str


@dataclass(frozen=True)
class Sources:
    """What a paper is made from, all as at one day."""

    board: Board
    since: Since
    soon: Sequence[OverdueRow]
    clocks: Sequence[OverdueRow]
    threads: Sequence[Thread]
    grades: Sequence[Grade]
    history: Sequence[tuple[dt.date, int]]
    """How many formal findings were open at the end of each year and on the day of each report, and now."""


@dataclass(frozen=True)
class BoardPaper:
    """The paper's sections, as rows of words."""

    as_at: dt.date
    as_known: str
    since: dt.date
    forces: Sequence[str]
    public: bool
    about: About
    asks: Sequence[Ask]
    sums: Sequence[tuple[str, Sequence[tuple[str, int]]]]
    named: Sequence[tuple[str, Sequence[Row]]]
    withdrawn: Sequence[str]
    """Taken off the register since, and open then."""
    never_counted: Sequence[str]
    """Taken off the register since, and not among what was open then."""
    ratings: Sequence[tuple[str, int, str, Sequence[tuple[str, int]]]]
    overdue: str
    late: Sequence[Late]
    pressing: Sequence[Pressing]
    left_red: Sequence[LeftRed]
    clocks: Sequence[OverdueRow]
    stopped: Sequence[Row]
    fell_due: Sequence[DueItem]
    soon: str
    also_overdue: int
    """Findings among those that fall due soon that are overdue already, by another deadline."""
    falls_due: Sequence[DueItem]
    again: Sequence[Again]
    open_now: Sequence[Row]
    untouched: Sequence[Row]
    """Open findings for the force with no owner, no date and no progress; the others are in `open_now`."""
    open_observations: int
    grades: Sequence[Grade]
    history: Sequence[tuple[dt.date, int]]
    when_due: Sequence[tuple[str, int]]
    ages: Sequence[tuple[str, int]]
    journal: str = ""
    """The head of the journal, with which its content can be proved later."""

    @property
    def marking(self) -> str:
        """The protective marking; what is published has none."""
        return "" if self.public else self.about.marking


def build(sources: Sources, report: BoardTable, about: About, *, public: bool) -> BoardPaper:
    """A paper from its sources and the board's table."""
    board, since, as_at = sources.board, sources.since, report.as_at
    rows = {row.reference: row for row in report.rows}
    moved = since.moved()
    overdue, undated = lacking(board)
    soon, clocks = (
        [r for r in found if r.due >= as_at.isoformat()] for found in (sources.soon, sources.clocks)
    )
    opened = [rows[one.finding] for one in board.rows if one.open and is_finding(one.kind)]
    bare = untouched(board)
    unowned = None if public else apart(row.kind for row in board.rows if row.open and row.owner is None)
    late = [_late(row, board, public=public) for row in board.overdue]
    better = left_red(board, rows, since, as_at, public=public)
    sentences = _sentences(moved.findings, overdue, undated, since.day)
    return BoardPaper(
        as_at=as_at,
        as_known=report.as_known,
        since=since.day,
        forces=report.forces,
        public=public,
        about=about,
        asks=asks(sentences, overdue, undated, unowned, moved_words(better)),
        sums=_sums(moved),
        named=_named(moved, rows),
        withdrawn=[one for one in since.withdrawn if one in since.withdrawn_open],
        never_counted=[one for one in since.withdrawn if one not in since.withdrawn_open],
        ratings=[
            (word, report.facts.ratings[word], rule, report.facts.amber if word == "Amber" else ())
            for word, rule in KEY
        ],
        overdue=overdue_words(overdue),
        late=late,
        pressing=pressing(late),
        left_red=better,
        clocks=sources.clocks,
        stopped=[
            row for row in report.rows if row.status == Status.ON_HOLD or Status(row.status).ended_by_force
        ],
        fell_due=in_the_period(board, rows, since.day, as_at),
        soon=soon_words(dated((row.finding, row.kind) for row in (*soon, *clocks)), f"{AHEAD} days"),
        also_overdue=len({row.finding for row in soon if is_finding(row.kind)} & board.late.keys()),
        falls_due=[coming(row) for row in soon],
        again=[_again(t) for t in sources.threads if t.open and t.times_raised > 1],
        open_now=[row for row in opened if row.reference not in bare],
        untouched=[row for row in opened if row.reference in bare],
        open_observations=moved.observations.are_open,
        grades=sources.grades,
        history=sources.history,
        when_due=_when_due(board, as_at),
        ages=ages(board, as_at),
    )


def _sums(moved: Moved) -> list[tuple[str, Sequence[tuple[str, int]]]]:
    """Each sum as heads and numbers; those withdrawn are shown if there are any."""
    rows = [("Findings", moved.findings.sums()), ("Observations", moved.observations.sums())]
    shown = steps_shown([numbers for _, numbers in rows])
    return [(label, [(HEADS[n], numbers[n]) for n in shown]) for label, numbers in rows]


def _sentences(moved: Movement, overdue: Dated, undated: Apart, since: dt.date) -> Sequence[str]:
    """What a member who reads nothing else should know."""
    change = moved.are_open - moved.were_open
    fewer = f"{-change} fewer than on" if change else "no change since"
    trend = f"{change} more than on" if change > 0 else fewer
    standing = count(moved.are_open, "finding is", "findings are")
    came = f"{len(moved.new)} new, {len(moved.closed)} closed, {len(moved.reopened)} reopened"
    came += f", {len(moved.withdrawn_open)} withdrawn" if moved.withdrawn_open else ""
    late = overdue_words(overdue)
    return [
        f"{standing} open, {trend} {day_words(since)}: {came}.",
        f"{capitalised(late)}.",
        f"{undated_words(undated) or 'Every open finding has a deadline or target'}.",
    ]


def _named(moved: Moved, rows: Mapping[str, Row]) -> list[tuple[str, Sequence[Row]]]:
    """The items behind each step of the sum, with how many of them are findings and observations."""
    order = {finding: n for n, finding in enumerate(rows)}
    result: list[tuple[str, Sequence[Row]]] = []
    for name, step in (("New", "new"), ("Closed", "closed"), ("Reopened", "reopened")):
        formal, others = (getattr(part, step) for part in moved)
        items = [rows[finding] for finding in sorted((*formal, *others), key=order.__getitem__)]
        result.append((f"{name}: {apart_words(Apart(len(formal), len(others)))}", items))
    return result


def _late(row: OverdueRow, board: Board, *, public: bool) -> Late:
    moves = [m for m in board.moves.get(row.finding, ()) if m.deadline in {None, row.deadline}]
    return Late(
        reference=row.finding,
        kind=row.kind,
        title=row.title,
        what=row.requires or row.phrase or OWN_TARGET,
        due=day_words(row.due, exact=bool(row.exact)),
        first=day_of(row.original_due, row.original_exact),
        moved=times(row.times_extended) if row.times_extended else "never",
        why_moved=[_move(move, public=public) for move in moves],
        days=row.days_overdue,
        missed=day_of(row.since, row.since_exact) if row.missed else None,
        owner=row.owner or "no owner",
        updated=_updated(row),
        note=f"{day_words(row.last_note_on)}: {row.last_note}" if row.last_note else None,
    )


def _updated(row: OverdueRow) -> str | None:
    if row.last_update is None:
        return "No progress recorded"
    if row.last_note and row.last_note_on == row.last_update:
        return None
    return f"Latest progress {day_words(row.last_update)}"


def _move(move: Move, *, public: bool) -> str:
    """A move of a date; what is published says neither why nor who agreed."""
    if public:
        return f"to {day_words(move.due)}"
    return f"to {day_words(move.due)}: {why_moved(move.reason, move.agreed_by)}"


def _again(thread: Thread) -> Again:
    """A matter that several reports raised and that is still open."""
    raised = {s.report: s for s in thread.steps if s.verdict in {"raised", "repeated"}}
    last = thread.steps[-1]
    return Again(
        reference=thread.root.finding,
        kind=thread.root.kind,
        title=thread.root.title,
        times=thread.times_raised,
        when=", ".join(known_day(step.date) for step in raised.values()),
        last=f"{known_day(last.date)}, {WORDS[last.verdict]}: {last.summary}",
        now=", ".join(f.finding for f in thread.findings if f.open) or "closed",
    )


_SPANS = ((30, "within 30 days"), (AHEAD, "in 31 to 90 days"), (365, "in 91 days to a year"))
_OVERDUE, _LATER, _COMPLETE, _UNDATED = "overdue", "later", "complete", "no deadline or target"
_HELD, _NONE_LEFT = "on hold", "deadlines met, or for another body"


def _when_due(board: Board, as_at: dt.date) -> list[tuple[str, int]]:
    """How many open findings are overdue, fall due when, or have no deadline or target: each once."""
    opened = [row for row in board.rows if row.open and is_finding(row.kind)]
    found = Counter(_when(row, board, as_at) for row in opened)
    labels = (_OVERDUE, *(words for _, words in _SPANS), _LATER, _UNDATED, _HELD, _NONE_LEFT, _COMPLETE)
    return [(label, found[label]) for label in labels]


def _when(row: BoardRow, board: Board, as_at: dt.date) -> str:
    """When an open finding is due, by the next of its deadlines that counts."""
    if row.finding in board.late:
        return _OVERDUE
    if row.status == Status.COMPLETE:
        return _COMPLETE
    if row.needs_target:
        return _UNDATED
    if row.status == Status.ON_HOLD:
        return _HELD
    due = min((d.due for d in board.deadlines.get(row.finding, ()) if d.counts and d.due), default=None)
    if due is None:
        return _NONE_LEFT
    days = (dt.date.fromisoformat(due) - as_at).days
    return next((words for limit, words in _SPANS if days <= limit), _LATER)
