"""What is late as at a date, the worst first, and what falls due soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hmic.reports.counts import RESPONSE, dated, of_overdue
from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.counts import Apart
    from hmic.reads.late import ClockRow, OverdueRow

EXACT = ("exact", "not exact")

COLUMNS = (
    Column("finding"),
    Column("kind"),
    Column("title"),
    Column("report"),
    Column("deadline", Type.NUMBER),
    Column("requires"),
    Column("phrase"),
    Column("due", Type.DATE),
    Column("original_due", Type.DATE),
    Column("exact", Type.FLAG, EXACT),
    Column("basis"),
    Column("days_overdue", Type.NUMBER),
    Column("times_extended", Type.NUMBER),
    Column("owner"),
    Column("status"),
    Column("last_update", Type.DATE),
    Column("last_note"),
    Column("days_since_update", Type.NUMBER),
    Column("why_moved"),
    Column("last_note_on", Type.DATE),
    Column("original_exact", Type.FLAG, EXACT),
    Column("missed", Type.DATE),
    Column("overdue_since", Type.DATE),
    Column("reopened_by"),
)


def build(
    rows: Iterable[OverdueRow],
    as_at: dt.date,
    *,
    forces: Sequence[str],
    undated: Apart,
    clocks: Iterable[ClockRow] = (),
    within: str | None = None,
) -> Report:
    """From the deadlines that count, those late at `as_at` and those that `within` adds.

    Days overdue count from the date that was missed, which a later move does not undo. The clocks that run
    for whole reports come last, with the report's id in place of a finding's.
    """
    today, day = as_at.toordinal(), as_at.isoformat()
    ordinal = dt.date.fromisoformat
    values: list[tuple[Any, ...]] = []
    days: dict[str, int] = {}
    for row in rows:
        due, missed = row[7], row[19]
        since = due if missed is None or due >= day else missed
        number = days.get(since)
        if number is None:
            number = days[since] = today - ordinal(since).toordinal()
        last = row[15]
        idle = today - ordinal(last).toordinal() if last else None
        values.append(
            (*row[:11], number, row[11], row[13], row[14], last, row[16], idle, row[12], *row[17:20],
             since if number > 0 else None, row[20])
        )  # fmt: skip
    running = [_clock(clock, today) for clock in clocks]
    late = dated((row[0], row[1]) for row in values if row[11] > 0)
    soon = dated((row[0], row[1]) for row in values if row[11] <= 0)
    totals = {
        **late._asdict(),
        **of_overdue(late, undated),
        "due_soon": soon.findings,
        **{f"due_soon_{name}": number for name, number in soon._asdict().items() if name != "findings"},
        "responses": len(running),
        "responses_overdue": sum(1 for row in running if row[11] > 0),
    }
    return Report(
        name="overdue",
        as_at=as_at,
        columns=COLUMNS,
        rows=values + running,
        totals=totals,
        screen="overdue",
        about={"forces": forces, "within": within, "late": late, "soon": soon, "undated": undated},
        attention=any(late) or totals["responses_overdue"] > 0,
    )


def _clock(clock: ClockRow, today: int) -> tuple[Any, ...]:
    """A report's clock in the columns of a deadline."""
    days = today - dt.date.fromisoformat(clock.due).toordinal()
    return (
        clock.report, RESPONSE, clock.title, clock.report, clock.number, clock.note, clock.clock,
        clock.due, clock.due, clock.exact, "inspectorate", days, 0, None, "open", None, None, None, None,
        None, clock.exact, None, clock.due if days > 0 else None, None,
    )  # fmt: skip
