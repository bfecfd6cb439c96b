"""What a later inspection says of an earlier one's findings."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hmic.reports.value import Column, Report

if TYPE_CHECKING:
    from hmic.reads.threads import ReportRow

from hmic.reports.changes import RAISED, REPEATED, Thread
from hmic.reports.counts import is_finding

WORST_FIRST = (REPEATED, "worsened", "unchanged", "not mentioned", "improved", "resolved")
NEW = "new"

COMPARED = (
    Column("finding"),
    Column("title"),
    Column("outcome"),
    Column("by_finding"),
    Column("summary"),
)


Compared = tuple[str, str, str, str | None, str | None]


def build(found: Sequence[Thread], earlier: ReportRow, later: ReportRow, as_at: dt.date) -> Report:
    """What the later report says of each finding of the earlier one, and what is new in it.

    Every finding of the earlier report has one row, so the outcomes add up to their number; observations
    are counted beside them. A finding of the later report is new when its thread was not raised in the
    earlier one.
    """
    rows: list[Compared] = []
    for thread in found:
        rows += _compared(thread, earlier.report, later.report)
    order = {outcome: number for number, outcome in enumerate((*WORST_FIRST, NEW))}
    rows.sort(key=lambda row: (order[row[2]], _natural(row[0])))
    kinds = {one.finding: one.kind for thread in found for one in thread.findings}
    formal = _outcomes(row[2] for row in rows if is_finding(kinds[row[0]]))
    others = _outcomes(row[2] for row in rows if not is_finding(kinds[row[0]]))
    totals: dict[str, Any] = {
        **formal, "observations": others["findings"],
        "observation_outcomes": {name: n for name, n in others.items() if name != "findings"},
    }  # fmt: skip
    return Report(
        name="changes",
        as_at=as_at,
        columns=COMPARED,
        rows=rows,
        totals=totals,
        screen="compared",
        about={"earlier": earlier, "later": later},
    )


def _outcomes(outcomes: Iterable[str]) -> dict[str, int]:
    """How many have each outcome; `findings` those of the earlier report, which the new are not."""
    tally = Counter(outcomes)
    counted = {outcome: tally[outcome] for outcome in (*WORST_FIRST, NEW)}
    return {**counted, "findings": sum(tally.values()) - tally[NEW]}


def _natural(finding: str) -> list[tuple[int, str]]:
    """An order in which a2 stands before a10."""
    return [(int(p), "") if p.isdigit() else (0, p) for p in re.split(r"(\d+)", finding)]


def _compared(thread: Thread, earlier: str, later: str) -> Iterable[Compared]:
    said = [step for step in thread.steps if step.report == later]
    raised = [step for step in said if step.verdict in (RAISED, REPEATED)]
    verdicts = [step for step in said if step.verdict not in (RAISED, REPEATED)]
    before = [finding for finding in thread.findings if finding.report == earlier]
    for finding in before:
        name = finding.finding
        verdict = next((s for s in verdicts if s.finding == name), next(iter(verdicts), None))
        direct = [s for s in raised if s.finding in thread.followers.get(name, ())]
        again = next(iter(direct or raised), None)
        if again is not None:
            summary = verdict.summary if verdict else again.summary
            yield (name, finding.title, REPEATED, again.finding, summary)
        elif verdict is not None:
            yield (name, finding.title, verdict.verdict, None, verdict.summary)
        else:
            yield (name, finding.title, "not mentioned", None, None)
    if not before:
        for step in raised:
            since = thread.steps[0]
            known = f"first raised in {since.report}" if since.report != later else None
            yield (step.finding, step.summary, NEW, step.finding, known)
