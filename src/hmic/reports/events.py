"""Deadlines as entries of a calendar: what each says, and which of them are taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmic.counts import RESPONSE
from hmic.model import OWN_TARGET, Basis, Status
from hmic.words import capitalised, day_here, day_of, day_words, times

if TYPE_CHECKING:
    from hmic.store.queries.calendar_rows import EventRow
    from hmic.store.queries.overdue_rows import OverdueRow

TAKEN_BACK_FOR = 366
"""Days for which a deadline that was met or ended is still listed, as cancelled: long enough for every
calendar that has it to take it away, short enough that a new calendar is not filled with the past."""

_BASIS = {
    Basis.INSPECTORATE: "the inspectorate's date",
    Basis.EXTENSION: "an extension",
    Basis.TARGET: OWN_TARGET,
}


@dataclass(frozen=True)
class Event:
    """One entry. `uid` never changes; `sequence` rises with whatever is recorded of the finding."""

    uid: str
    day: dt.date
    summary: str
    description: str
    sequence: int
    cancelled: bool = False


def entries(
    rows: Iterable[EventRow],
    as_at: dt.date,
    *,
    among: Collection[tuple[str, int]] | None = None,
) -> list[Event]:
    """The deadlines that count, and as cancelled those that ended within the last year.

    `among` narrows to some deadlines, by finding and number.
    """
    found = []
    for row in rows:
        ended = _ended(row)
        if ended is None and not row.counts:
            continue
        if ended is not None and (as_at - ended).days > TAKEN_BACK_FOR:
            continue
        if among is None or (row.finding, row.number) in among:
            found.append(_event(row, ended))
    return found


def clocks(rows: Iterable[OverdueRow]) -> list[Event]:
    """The clocks of whole reports among the rows that `hmic overdue` lists."""
    result = []
    for row in rows:
        if row.kind == RESPONSE:
            exact = "" if row.exact else _INEXACT
            summary = f"{capitalised(row.phrase or '')} to {row.title}"
            uid = f"{row.report}.response.{row.deadline}@hmic"
            result.append(Event(uid, dt.date.fromisoformat(row.due), summary, f"{summary}.{exact}", 0))
    return result


def _ended(row: EventRow) -> dt.date | None:
    """The day from which a deadline binds no one any more; None while it may."""
    if row.withdrawn_at is not None:
        return day_here(row.withdrawn_at)
    if row.met_on is not None:
        return dt.date.fromisoformat(row.met_on)
    over = not Status(row.status).is_open or row.status == Status.COMPLETE
    return dt.date.fromisoformat(row.since) if over else None


_INEXACT = " The day is not exact: the report's day of publication, or the year in its words, is not known."


def _event(row: EventRow, ended: dt.date | None) -> Event:
    what = f"{row.title}: {row.requires}" if row.requires else row.title
    lines = [f"{what} ({row.finding}, {row.report_title})."]
    basis = _BASIS[Basis(row.basis)] if row.basis else "a date"
    words = f", “{row.phrase}”" if row.phrase else ""
    lines.append(f"Due {day_of(row.due, row.exact)}: {basis}{words}.{'' if row.exact else _INEXACT}")
    if row.times_extended:
        why = f"; last: {row.why_moved}" if row.why_moved else ""
        lines.append(
            f"Moved {times(row.times_extended)}; first {day_of(row.original_due, row.original_exact)}{why}."
        )
    if row.owner:
        lines.append(f"Owner: {row.owner}.")
    if ended is not None:
        how = (
            f"Met on {day_words(row.met_on)}"
            if row.met_on
            else f"Ended on {day_of(ended, row.since_exact or row.withdrawn_at is not None)}"
        )
        lines.append(f"{how}; this calendar entry is cancelled.")
    due = "Due: " if row.exact else "Due about this day: "
    head = "Met or ended: " if ended is not None else due
    return Event(
        uid=f"{row.finding}.{row.number}@hmic",
        day=dt.date.fromisoformat(row.due),
        summary=head + what,
        description="\n".join(lines),
        sequence=row.revision,
        cancelled=ended is not None,
    )
