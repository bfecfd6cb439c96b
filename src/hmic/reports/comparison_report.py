"""What a later inspection says of an earlier one's findings."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hmic.counts import is_finding
from hmic.reports.changes_report import VERDICT_STYLES
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import Block, Cell, Gap, Grid, GridColumn, Heading, Style, Words, line
from hmic.reports.threads import RAISED, REPEATED, WORDS, Thread
from hmic.words import count, known_day

if TYPE_CHECKING:
    from hmic.store.queries.thread_rows import ReportRow

WORST_FIRST = (REPEATED, "worsened", "unchanged", "not mentioned", "improved", "resolved")
NEW = "new"


class Row(NamedTuple):
    """A finding, and what became of it between the two."""

    finding: str
    title: str
    outcome: str
    by_finding: str | None
    summary: str | None


class Facts(NamedTuple):
    """The two reports, and how many findings and observations have each outcome."""

    earlier: ReportRow
    later: ReportRow
    findings: Mapping[str, int]
    observations: Mapping[str, int]


def build(
    found: Sequence[Thread], earlier: ReportRow, later: ReportRow, as_at: dt.date
) -> Report[Row, Facts]:
    """What the later report says of each finding of the earlier one, and its new findings.

    Every finding of the earlier report has one row, so the outcomes add up to their number; observations
    are counted beside them. A finding of the later report is new when its thread was not raised in the
    earlier one.
    """
    rows: list[Row] = []
    for thread in found:
        rows += _compared(thread, earlier.report, later.report)
    order = {outcome: number for number, outcome in enumerate((*WORST_FIRST, NEW))}
    rows.sort(key=lambda row: (order[row.outcome], _natural(row.finding)))
    kinds = {one.finding: one.kind for thread in found for one in thread.findings}
    formal = _outcomes(row.outcome for row in rows if is_finding(kinds[row.finding]))
    others = _outcomes(row.outcome for row in rows if not is_finding(kinds[row.finding]))
    totals: dict[str, Any] = {
        **formal, "observations": others["findings"],
        "observation_outcomes": {name: n for name, n in others.items() if name != "findings"},
    }  # fmt: skip
    return Report(
        name="changes",
        as_at=as_at,
        row=Row,
        rows=rows,
        totals=totals,
        facts=Facts(earlier, later, formal, others),
        screen=screen,
    )


def _outcomes(outcomes: Iterable[str]) -> dict[str, int]:
    """How many have each outcome; `findings` those of the earlier report, which the new are not."""
    tally = Counter(outcomes)
    counted = {outcome: tally[outcome] for outcome in (*WORST_FIRST, NEW)}
    return {**counted, "findings": sum(tally.values()) - tally[NEW]}


def _natural(finding: str) -> list[tuple[int, str]]:
    """An order in which a2 comes before a10."""
    return [(int(p), "") if p.isdigit() else (0, p) for p in re.split(r"(\d+)", finding)]


def _compared(thread: Thread, earlier: str, later: str) -> Iterable[Row]:
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
            yield Row(name, finding.title, REPEATED, again.finding, summary)
        elif verdict is not None:
            yield Row(name, finding.title, verdict.verdict, None, verdict.summary)
        else:
            yield Row(name, finding.title, "not mentioned", None, None)
    if not before:
        for step in raised:
            since = thread.steps[0]
            known = f"first raised in {since.report}" if since.report != later else None
            yield Row(step.finding, step.summary, NEW, step.finding, known)


def screen(report: Report[Row, Facts], rows: Sequence[Row]) -> Iterable[Block]:
    """The comparison in a sentence, then a line for each finding."""
    earlier, later, findings, observations = report.facts
    yield Heading(
        f"{earlier.title} ({known_day(earlier.published)}) → {later.title} ({known_day(later.published)})"
    )
    yield line(_sentence(findings, "finding"))
    if any(observations.values()):
        yield line(_sentence(observations, "observation"))
    if rows:
        columns = (
            GridColumn("FINDING"),
            GridColumn("WHAT", stretch=24),
            GridColumn("OUTCOME"),
            GridColumn("AS", priority=1),
            GridColumn("WHAT THE LATER REPORT SAYS", stretch=40, priority=2),
        )
        yield Gap()
        yield Grid(columns, tuple(_cells(row) for row in rows))


def _sentence(totals: Mapping[str, int], thing: str) -> str:
    """The comparison in one sentence, of findings or of observations."""
    parts = [
        f"{totals[outcome]} {WORDS.get(outcome, outcome)}" for outcome in WORST_FIRST if totals[outcome]
    ]
    number = totals["findings"]
    said = f"Of {count(number, thing)}: {', '.join(parts)}. " if number else f"No {thing} before. "
    new = totals["new"]
    return f"{said}{new or 'None'} {'is' if new == 1 else 'are'} new."


def _cells(row: Row) -> tuple[Words, ...]:
    style = VERDICT_STYLES.get(row.outcome, Style.MUTED)
    outcome = Cell(WORDS.get(row.outcome, row.outcome), style)
    again = row.by_finding if row.by_finding and row.by_finding != row.finding else ""
    return (row.finding, row.title, outcome, again, row.summary or "")
