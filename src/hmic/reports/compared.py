"""What a later inspection says of an earlier one's findings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hmic.reports.value import Column, Report

if TYPE_CHECKING:
    from hmic.reads.threads import ReportRow

from hmic.reports.changes import RAISED, REPEATED, Thread

OUTCOMES = ("resolved", "improved", "unchanged", "worsened", "repeated", "not mentioned", "new")

COMPARED = (
    Column("finding"),
    Column("title"),
    Column("outcome"),
    Column("by_finding"),
    Column("summary"),
)


def build(found: Iterable[Thread], earlier: ReportRow, later: ReportRow, as_at: dt.date) -> Report:
    """What the later report says of each finding of the earlier one, and what is new in it."""
    rows: list[tuple[str, str, str, str | None, str | None]] = []
    for thread in found:
        rows += _compared(thread, earlier.report, later.report)
    tally = Counter(row[2] for row in rows)
    totals: dict[str, Any] = {outcome: tally.get(outcome, 0) for outcome in OUTCOMES}
    totals["findings"] = len(rows) - tally.get("new", 0)
    return Report(
        name="changes",
        as_at=as_at,
        columns=COMPARED,
        rows=rows,
        totals=totals,
        screen="compared",
        about={"earlier": earlier, "later": later},
    )


def _compared(
    thread: Thread, earlier: str, later: str
) -> Iterable[tuple[str, str, str, str | None, str | None]]:
    said = [step for step in thread.steps if step.report == later]
    raised = [step for step in said if step.verdict in (RAISED, REPEATED)]
    before = [finding for finding in thread.findings if finding.report == earlier]
    for finding in before:
        own = [s for s in said if s.finding == finding.finding] or said
        again = raised[0] if raised else None
        verdict = next((s for s in own if s.verdict not in (RAISED, REPEATED)), None)
        if again is not None:
            summary = verdict.summary if verdict else again.summary
            yield (finding.finding, finding.title, REPEATED, again.finding, summary)
        elif verdict is not None:
            yield (finding.finding, finding.title, verdict.verdict, None, verdict.summary)
        else:
            yield (finding.finding, finding.title, "not mentioned", None, None)
    if not before:
        for finding in thread.findings:
            if finding.report == later:
                yield (finding.finding, finding.title, "new", finding.finding, None)
