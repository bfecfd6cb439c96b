"""How one deadline of a finding reads: met, overdue or moved, and the times of one that recurs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import days_words
from hmic.model import OWN_TARGET, Basis, Status
from hmic.reports.screen_blocks import Block, Cell, Style, line, muted
from hmic.words import day_of, day_words, times

if TYPE_CHECKING:
    from hmic.store.queries.list_rows import DeadlineRow


class Time(NamedTuple):
    """One time of a recurring deadline: `state` is met, overdue, due or next."""

    due: str
    met: str | None
    state: str


MOST_TIMES = 12
"""How many dates of a recurring deadline are shown: the latest."""


def times_of(d: DeadlineRow, as_at: dt.date) -> list[Time]:
    """The times of a recurring deadline up to a day, and the next one after it."""
    if d.recurs is None:
        return []
    from hmic.deadlines import next_occurrence

    met: dict[str, str] = json.loads(d.occurrences)
    times = [Time(time, on, "met") for time, on in sorted(met.items())]
    day = dt.date.fromisoformat(d.occurrence) if d.occurrence else None
    while day is not None and len(times) <= _FURTHEST:
        moved = day.isoformat() == d.occurrence and d.due is not None
        due = dt.date.fromisoformat(d.due) if moved and d.due else day
        if day.isoformat() not in met:
            coming = due >= as_at
            times.append(Time(day.isoformat(), None, "next" if coming else "overdue"))
            if coming:
                break
        day = next_occurrence(d.recurs, day)
    return sorted(times)[-MOST_TIMES:]


_FURTHEST = 1000


def state_of(d: DeadlineRow, as_at: dt.date, status: str) -> Cell:
    """Met, overdue, or why it is neither, in words; no words where it is simply still to come."""
    if d.met_on:
        return Cell(f"met on {day_words(d.met_on)}", Style.GOOD)
    if not d.counts:
        if d.due is None and Status(status).is_open:
            return Cell("")
        return muted("not due from the force" if Status(status).is_open else "no longer due")
    if d.silent_until and dt.date.fromisoformat(d.silent_until) >= as_at:
        return muted("not overdue while on hold")
    if d.due and d.since and dt.date.fromisoformat(d.due) < as_at:
        days = (as_at - dt.date.fromisoformat(d.since)).days
        return Cell(days_words(days, d.since, missed=d.missed, exact=d.since_exact), Style.OVERDUE)
    return Cell("")


def target_words(d: DeadlineRow) -> str:
    """The force's own date, and which other date counts instead of it."""
    extended = d.basis == Basis.EXTENSION
    if d.given:
        instead = (
            ", beside the extension, which counts"
            if extended
            else ", beside the inspectorate's date, which counts"
        )
    else:
        instead = ", until it was extended" if extended else ""
    return f"{day_words(d.target)}{instead}"


def lines_of(d: DeadlineRow, as_at: dt.date, status: str) -> Iterable[Block]:
    """Words → anchor → rule → date."""
    due = day_words(d.due, exact=bool(d.exact)) or "no date"
    yield line(f"{d.number}. ", Cell(due, Style.STRONG), "  ", state_of(d, as_at, status), indent=2)
    if d.phrase:
        yield line(f"“{d.phrase}”", f": {d.requires}" if d.requires else "", indent=5)
        yield line(muted(f"{d.rule}"), indent=5)
    if d.condition:
        yield line(muted(f"condition: {d.condition}"), indent=5)
    if d.due_to:
        yield line(muted(f"due to: {d.due_to}"), indent=5)
    if d.target:
        yield line(f"{OWN_TARGET}: {target_words(d)}", indent=5)
    yield from _times(d, as_at)
    if d.times_extended:
        moved = f"moved {times(d.times_extended)}"
        yield line(
            f"{moved}; first {day_of(d.original_due, d.original_exact)}; last: {d.why_moved}", indent=5
        )


def _times(d: DeadlineRow, as_at: dt.date) -> Iterable[Block]:
    """The times of a recurring deadline: met, overdue, next."""
    for time in times_of(d, as_at):
        words = f"met on {day_words(time.met)}" if time.met else time.state
        style = {"overdue": Style.OVERDUE, "met": Style.GOOD}.get(time.state)
        yield line(f"{day_words(time.due)}  ", Cell(words, style) if style else words, indent=5)
