"""The board's paper: what a board asks, answered section by section from the same rows as its table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmic.model import THE_FORCE, Status
from hmic.reports.board import PRIVATE, formal
from hmic.reports.changes import WORDS
from hmic.reports.since import STEPS
from hmic.words import count, day_words, known_day

if TYPE_CHECKING:
    from hmic.reads.board import Move
    from hmic.reads.late import ClockRow, OverdueRow
    from hmic.reports.board import Board
    from hmic.reports.changes import Thread
    from hmic.reports.since import Since
    from hmic.reports.summary import Movement
    from hmic.reports.value import Report

AHEAD = 90
"""Days ahead for which a paper names what falls due."""

Cells = dict[str, Any]


@dataclass(frozen=True)
class Sources:
    """What a paper is made from, all as at one day."""

    board: Board
    since: Since
    late: Sequence[OverdueRow]
    soon: Sequence[OverdueRow]
    clocks: Sequence[ClockRow]
    threads: Sequence[Thread]
    grades: Sequence[Any]
    history: Sequence[tuple[str, int]]
    """How many formal findings were open at the end of each of the last quarters, and now."""


@dataclass(frozen=True)
class Paper:
    """The paper's sections, as rows of words."""

    as_at: dt.date
    since: dt.date
    forces: Sequence[str]
    public: bool
    sentences: Sequence[str]
    sums: Sequence[tuple[str, Sequence[int]]]
    named: Sequence[tuple[str, Sequence[Cells]]]
    ratings: Sequence[tuple[str, int, str]]
    late: Sequence[Cells]
    clocks: Sequence[Cells]
    stopped: Sequence[Cells]
    fell_due: Sequence[Cells]
    falls_due: Sequence[Cells]
    again: Sequence[Cells]
    open_now: Sequence[Cells]
    open_observations: int
    grades: Sequence[Any]
    history: Sequence[tuple[str, int]]
    when_due: Sequence[tuple[str, int]]


def build(sources: Sources, report: Report, key: Mapping[str, str], *, public: bool = False) -> Paper:
    """A paper from its sources and the board's table."""
    board, since, as_at = sources.board, sources.since, report.as_at
    names = [column.name for column in report.columns]
    hidden = dict.fromkeys(PRIVATE)
    rows = {row[0]: {**hidden, **dict(zip(names, row, strict=True))} for row in report.rows}
    counted = formal(board)
    everything = since.then.stood.keys() | since.now.stood.keys()
    moves = [
        ("Findings", since.moved(counted)),
        ("Observations", since.moved(everything - counted)),
        ("Together", since.moved()),
    ]
    opened = [rows[f] for f in rows if f in counted and since.now.stood[f].open]
    when = _when_due(opened, board, as_at)
    return Paper(
        as_at=as_at,
        since=since.day,
        forces=report.about["forces"],
        public=public,
        sentences=list(_sentences(moves[0][1], report.totals, opened, since.day)),
        sums=[(name, [len(getattr(moved, step)) for step in STEPS]) for name, moved in moves],
        named=_named(moves[2][1], rows),
        ratings=[(word, report.totals[word.lower()], rule) for word, rule in key.items()],
        late=[_late(row, board, as_at, public=public) for row in sources.late],
        clocks=[_clock(row, as_at) for row in sources.clocks],
        stopped=[
            r for r in rows.values() if r["status"] == Status.ON_HOLD or Status(r["status"]).ended_by_force
        ],
        fell_due=_fell_due(board, rows, since.day, as_at),
        falls_due=[_coming(row, public=public) for row in sources.soon if row.due >= as_at.isoformat()],
        again=[_again(t) for t in sources.threads if t.open and t.times_raised > 1],
        open_now=opened,
        open_observations=len(moves[1][1].open_now),
        grades=sources.grades,
        history=sources.history,
        when_due=when,
    )


def _sentences(
    moved: Movement, totals: Mapping[str, Any], opened: Sequence[Cells], since: dt.date
) -> Sequence[str]:
    """What a member who reads nothing else should know."""
    undated = sum(1 for row in opened if _undated(row))
    change = len(moved.open_now) - len(moved.open_then)
    trend = "as many as" if not change else f"{abs(change)} {'more' if change > 0 else 'fewer'} than"
    standing = count(len(moved.open_now), "finding is", "findings are")
    came = f"{len(moved.new)} new, {len(moved.closed)} closed, {len(moved.reopened)} reopened"
    late = count(totals["overdue"], "finding is", "findings are") + " late."
    lacking = count(undated, "open finding has", "open findings have") + " no closing date."
    return [
        f"{standing} open, {trend} on {day_words(since)}: {came}.",
        late if totals["overdue"] else "No finding is late.",
        lacking if undated else "Every open finding has a closing date or has been delivered.",
    ]


def _undated(row: Cells) -> bool:
    """Whether nobody has said when an open finding of the force's own will be done."""
    ours = row["addressed_to"] == THE_FORCE
    return bool(ours and not row["closing_date_or_target"] and row["status"] != Status.COMPLETE)


_GONE: Cells = {
    "title": "withdrawn from the register", "change": None, "status": None, "status_since": None,
    "status_reason": None,
}  # fmt: skip


def _named(moved: Movement, rows: Mapping[str, Cells]) -> list[tuple[str, Sequence[Cells]]]:
    """The items behind each step of the sum; one that is no longer on the register has its id alone."""
    steps = (("New", moved.new), ("Closed", moved.closed), ("Reopened", moved.reopened))
    order = {finding: n for n, finding in enumerate(rows)}
    result: list[tuple[str, Sequence[Cells]]] = []
    for name, items in steps:
        in_order = sorted(items, key=lambda finding: order.get(finding, -1))
        result.append((name, [rows.get(f) or {**_GONE, "reference": f} for f in in_order]))
    return result


def _late(row: OverdueRow, board: Board, as_at: dt.date, *, public: bool) -> Cells:
    moves = [m for m in board.moves.get(row.finding, ()) if m.deadline in {None, row.deadline}]
    said = (
        f"{day_words(row.last_on)}: {row.last_note or 'no note'}" if row.last_on else "nothing recorded yet"
    )
    return {
        "reference": row.finding,
        "title": row.title,
        "what": row.requires or row.phrase or "the force's own target",
        "due": day_words(row.due, exact=bool(row.exact)),
        "first": day_words(row.original_due, exact=bool(row.exact)),
        "moved": count(row.times_extended, "time") if row.times_extended else "never",
        "why_moved": [] if public else list(map(_move, moves)),
        "days": (as_at - dt.date.fromisoformat(row.due)).days,
        "owner": row.owner or "nobody",
        "said": day_words(row.last_on) or "nothing recorded yet" if public else said,
    }


def _move(move: Move) -> str:
    agreed = f" (agreed by {move.agreed_by})" if move.agreed_by else ""
    return f"to {day_words(move.due)}: {move.reason or 'no reason given'}{agreed}"


def _clock(row: ClockRow, as_at: dt.date) -> Cells:
    days = (as_at - dt.date.fromisoformat(row.due)).days
    return {
        "title": row.title,
        "clock": row.clock,
        "note": row.note,
        "due": day_words(row.due, exact=bool(row.exact)),
        "days": days,
    }


def _coming(row: OverdueRow, *, public: bool) -> Cells:
    return {
        "reference": row.finding,
        "title": row.title,
        "what": row.requires or row.phrase or "the force's own target",
        "due": day_words(row.due, exact=bool(row.exact)),
        "owner": "" if public else row.owner or "nobody",
    }


def _fell_due(board: Board, rows: Mapping[str, Cells], since: dt.date, as_at: dt.date) -> list[Cells]:
    """Each deadline whose first or present date lay in the period, and what became of it."""
    first, last = since.isoformat(), as_at.isoformat()
    found = []
    for finding, deadlines in board.deadlines.items():
        if finding not in rows:
            continue
        for d in deadlines:
            dates = [day for day in (d.original_due, d.due) if day and first < day <= last]
            if not dates or d.due_to:
                continue
            found.append(
                {
                    "reference": finding,
                    "title": rows[finding]["title"],
                    "what": d.requires or d.phrase or "the force's own target",
                    "due": day_words(min(dates), exact=bool(d.exact)),
                    "became": _became(d, last, str(rows[finding]["status"])),
                    "order": min(dates),
                }
            )
    return sorted(found, key=lambda row: (row["order"], row["reference"]))


def _became(deadline: Any, today: str, status: str) -> str:
    if deadline.met_on:
        late = (dt.date.fromisoformat(deadline.met_on) - dt.date.fromisoformat(deadline.due)).days
        how = f", {count(late, 'day')} late" if late > 0 else ", in time"
        return f"met on {day_words(deadline.met_on)}{how}"
    if not deadline.counts:
        return f"no longer due: {status}"
    if deadline.due >= today:
        moved = deadline.original_due and deadline.original_due != deadline.due
        return f"moved to {day_words(deadline.due)}" if moved else "due today"
    late = (dt.date.fromisoformat(today) - dt.date.fromisoformat(deadline.due)).days
    return f"still open, {count(late, 'day')} late"


def _again(thread: Thread) -> Cells:
    """A matter that several reports raised and that is still open."""
    raised = {s.report: s for s in thread.steps if s.verdict in {"raised", "repeated"}}
    last = thread.steps[-1]
    return {
        "reference": thread.root.finding,
        "title": thread.root.title,
        "times": thread.times_raised,
        "when": ", ".join(known_day(step.date) for step in raised.values()),
        "last": f"{known_day(last.date)}, {WORDS[last.verdict]}: {last.summary}",
        "now": ", ".join(f.finding for f in thread.findings if f.open) or "closed",
    }


_SPANS = ((30, "within 30 days"), (90, "in 31 to 90 days"), (365, "in 91 days to a year"))


def _when_due(opened: Sequence[Cells], board: Board, as_at: dt.date) -> list[tuple[str, int]]:
    """How many open findings are late, fall due when, or have no date."""
    found: Counter[str] = Counter()
    for row in opened:
        due = row["closing_date_or_target"]
        if row["reference"] in board.late:
            found["late"] += 1
        elif row["status"] == Status.COMPLETE:
            found["delivered"] += 1
        elif due is None:
            found["no date"] += 1
        else:
            days = (dt.date.fromisoformat(due) - as_at).days
            found[next((words for limit, words in _SPANS if days <= limit), "later")] += 1
    labels = ["late", *(words for _, words in _SPANS), "later", "no date", "delivered"]
    return [(label, found[label]) for label in labels]
