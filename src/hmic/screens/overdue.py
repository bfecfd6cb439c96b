"""What is late, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hmic.reports.counts import RESPONSE, overdue_words, soon_words, undated_words
from hmic.reports.value import Report, Row
from hmic.screens.blocks import NOT_EXACT, Block, Cell, Field, Gap, Grid, Heading, Style, Words, line, muted
from hmic.words import count, day_words, forces_words, long_day

if TYPE_CHECKING:
    from hmic.reads.counts import Apart

_FIELDS = (
    Field("LATE", 10, right=True),
    Field("DUE", 12),
    Field("FINDING", 15),
    Field("WHAT IS DUE", 24, stretch=True),
    Field("OWNER", 16, priority=1),
    Field("STATUS", 11, priority=3),
    Field("LAST UPDATE", 12, priority=2),
)


_CLOCK_FIELDS = (*_FIELDS[:2], Field("REPORT", 12), Field("WHAT IS DUE", 30, stretch=True))


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    totals, as_at = report.totals, report.as_at
    about = report.about

    yield Heading(f"Overdue at {long_day(as_at)}", forces_words(about["forces"]))
    yield line(*_sentence(totals, about))
    findings = [row for row in rows if row[1] != RESPONSE]
    clocks = [row for row in rows if row[1] == RESPONSE]
    if findings:
        yield Gap()
        yield Grid(_FIELDS, tuple(_cells(row) for row in findings))
    if clocks:
        yield Gap()
        yield Heading("Responses to reports", "met with: hmic progress REPORT --responded-on DATE")
        yield Grid(_CLOCK_FIELDS, tuple(_cells(row)[:4] for row in clocks))
    if any(not row[9] for row in rows):
        yield Gap()
        yield line(muted(NOT_EXACT))
    if any(row[12] for row in rows):
        yield line(muted("* the date was moved; what it was and why: hmic show FINDING"))
    yield from _next(findings, about["undated"])


def _sentence(totals: Mapping[str, Any], about: Mapping[str, Any]) -> Iterable[Words]:
    said = overdue_words(about["late"], totals["responses_overdue"])
    late = any(about["late"]) or totals["responses_overdue"]
    yield Cell(f"{said[0].upper()}{said[1:]}", Style.LATE if late else Style.GOOD)
    if about["within"] is not None:
        coming = totals["responses"] - totals["responses_overdue"]
        yield f"; {soon_words(about['soon'], about['within'], coming)}"
    yield "."


def _cells(row: Any) -> tuple[Words, ...]:
    days, exact = row[11], bool(row[9])
    late: Words
    if days > 0:
        late = Cell(count(days, "day"), Style.LATE)
    elif days == 0:
        late = Cell("today", Style.SOON)
    else:
        late = Cell(f"in {count(-days, 'day')}", Style.SOON)
    what = row[5] or row[6]
    moved = "*" if row[12] else ""
    title = f"{row[2]}: {what}" if what else row[2]
    if row[21] and days > 0:
        first = bool(row[20]) or row[21] != row[8]
        title += (
            f" (missed on {day_words(row[21], exact=first)} before it was moved; days count from there)"
        )
    owner: Words = row[13] or muted("nobody")
    update: Words = day_words(row[15]) or muted("never")
    status = f"{row[14]} (reopened)" if row[23] else row[14]
    return (late, day_words(row[7], exact=exact) + moved, row[0], title, owner, status, update)


def _next(rows: Sequence[Any], undated: Apart) -> Iterable[Block]:
    """What to do next."""
    missing = undated_words(undated)
    if missing:
        yield Gap()
        yield line(f"{missing}: ", muted("hmic overdue --needs-target"))
    if rows:
        first = rows[0][0]
        if not missing:
            yield Gap()
        yield line("Everything about the first: ", muted(f"hmic show {first}"))
