"""How each matter changed between inspections: threads, and the comparison of two inspections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.threads import FollowUpRow, ReportRow, ThreadFinding

RAISED, REPEATED = "raised", "repeated"

WORDS = {
    RAISED: "raised",
    REPEATED: "raised again",
    "improved": "improved",
    "unchanged": "unchanged",
    "worsened": "worsened",
    "resolved": "resolved",
}
MARKS = {
    RAISED: "R",
    REPEATED: "R+",
    "improved": "/",
    "unchanged": "=",
    "worsened": "\\",
    "resolved": "ok",
}


@dataclass(frozen=True)
class Step:
    """What one report said of a matter."""

    report: str
    date: str
    order: str
    verdict: str
    finding: str
    summary: str


@dataclass
class Thread:
    """One matter across the years."""

    findings: list[ThreadFinding] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    raised_again: set[str] = field(default_factory=set)

    @property
    def root(self) -> ThreadFinding:
        """The finding with which the matter began."""
        return self.findings[0]

    @property
    def open(self) -> bool:
        """Whether a finding that no later one raises again is still open."""
        return any(f.open for f in self.findings if f.finding not in self.raised_again)

    @property
    def times_raised(self) -> int:
        """In how many reports it was raised."""
        return len({step.report for step in self.steps if step.verdict in (RAISED, REPEATED)})


def threads(
    findings: Sequence[ThreadFinding],
    links: Iterable[tuple[str, str]],
    follow_ups: Iterable[FollowUpRow],
    reports: Sequence[ReportRow],
) -> list[Thread]:
    """Bring together what is one matter, by `follows`, `same_as` and follow-ups only.

    `findings` and `reports` stand in the order of publication, and so do the threads and their steps.
    """
    known = {finding.finding: finding for finding in findings}
    head = {finding: finding for finding in known}

    def top(finding: str) -> str:
        while head[finding] != finding:
            head[finding] = head[head[finding]]
            finding = head[finding]
        return finding

    pairs = [(a, b) for a, b in links if a in known and b in known]
    same = [(f.finding, f.same_as) for f in findings if f.same_as in known]
    for later, earlier in (*pairs, *same):
        head[top(later)] = top(str(earlier))
    follows = {later for later, _ in pairs}
    followed = {earlier for _, earlier in pairs}
    published = {report.report: report for report in reports}
    order = {report.report: number for number, report in enumerate(reports)}
    result: dict[str, Thread] = {}
    for finding in findings:
        thread = result.setdefault(top(finding.finding), Thread())
        thread.findings.append(finding)
        if finding.finding in followed:
            thread.raised_again.add(finding.finding)
        report = published.get(finding.report)
        if report is None or finding.same_as is not None:
            continue
        verdict = REPEATED if finding.finding in follows else RAISED
        thread.steps.append(
            Step(finding.report, report.published, report.published_on, verdict,
                 finding.finding, finding.title)
        )  # fmt: skip
    for said in follow_ups:
        if said.finding in known:
            result[top(said.finding)].steps.append(
                Step(said.report, said.published, said.published_on, said.verdict, said.finding,
                     said.summary)
            )  # fmt: skip
    for thread in result.values():
        thread.steps.sort(key=lambda step: (step.order, order[step.report]))
    return list(result.values())


def worst_first(found: Iterable[Thread]) -> list[Thread]:
    """Open before closed, then what was raised most often, then what was spoken of most."""
    return sorted(
        found,
        key=lambda t: (
            not t.open, -t.times_raised, -len({s.report for s in t.steps}), t.steps[0].order,
            t.root.finding,
        ),
    )  # fmt: skip


def step_line(step: dict[str, Any]) -> str:
    """One step in a line of text."""
    return f"{step['date']} {step['verdict']} ({step['report']}): {step['summary']}"


COLUMNS = (
    Column("thread"),
    Column("title"),
    Column("state"),
    Column("steps", Type.RECORDS, line=step_line),
)


def build(
    found: Iterable[Thread],
    reports: Sequence[ReportRow],
    as_at: dt.date,
    *,
    forces: Sequence[str],
    everything: bool = False,
) -> Report:
    """A row for each matter, what is open and raised most often first."""
    ordered = worst_first(thread for thread in found if thread.steps)
    rows = [
        (
            thread.root.finding,
            thread.root.title,
            "open" if thread.open else "closed",
            [
                {"report": s.report, "date": s.date, "verdict": s.verdict, "finding": s.finding,
                 "summary": s.summary}
                for s in thread.steps
            ],
        )
        for thread in ordered
    ]  # fmt: skip
    totals = {
        "threads": len(rows),
        "open": sum(1 for thread in ordered if thread.open),
        "raised_again": sum(1 for thread in ordered if thread.times_raised > 1),
        "mentioned_once": sum(1 for thread in ordered if len(thread.steps) == 1),
    }
    return Report(
        name="changes",
        as_at=as_at,
        columns=COLUMNS,
        rows=rows,
        totals=totals,
        screen="changes",
        about={"reports": reports, "forces": forces, "everything": everything},
    )
