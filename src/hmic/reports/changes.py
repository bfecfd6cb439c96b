"""How each matter changed between inspections: threads, and the comparison of two inspections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmic.reports.counts import is_finding
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


_HEAVIEST_FIRST = (REPEATED, "worsened", "unchanged", RAISED, "improved", "resolved")


def heaviest(verdicts: Iterable[str]) -> str:
    """What one report said of a thread in several passages, in one word: raised again outweighs all."""
    return min(verdicts, key=_HEAVIEST_FIRST.index)


def in_several_reports(steps: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a row's steps come from more than one report."""
    return len({step["report"] for step in steps}) > 1


@dataclass
class Thread:
    """One matter across the years."""

    findings: list[ThreadFinding] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    followers: dict[str, list[str]] = field(default_factory=dict)
    """For each finding, the later ones that raise it again."""

    @property
    def root(self) -> ThreadFinding:
        """The finding with which the matter began."""
        return self.findings[0]

    @property
    def open(self) -> bool:
        """Whether a finding that no later one raises again is still open."""
        return any(f.open for f in self.findings if f.finding not in self.followers)

    @property
    def reopened_by(self) -> list[str]:
        """The later reports that put findings of it back to open, which they still are."""
        return sorted({f.reopened_by for f in self.findings if f.open and f.reopened_by})

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
    known = {finding.finding for finding in findings}
    pairs = [(later, earlier) for later, earlier in links if later in known and earlier in known]
    top = _heads(findings, pairs)
    follows = {later for later, _ in pairs}
    followers: dict[str, list[str]] = {}
    for later, earlier in pairs:
        followers.setdefault(earlier, []).append(later)
    published = {report.report: (number, report) for number, report in enumerate(reports)}
    result: dict[str, Thread] = {}
    for finding in findings:
        name = finding.finding
        thread = result.setdefault(top[name], Thread())
        thread.findings.append(finding)
        if name in followers:
            thread.followers[name] = followers[name]
        if finding.same_as is None and finding.report in published:
            _, report = published[finding.report]
            verdict = REPEATED if name in follows else RAISED
            thread.steps.append(_step(report, verdict, name, finding.title))
    for said in follow_ups:
        if said.finding in known:
            _, report = published[said.report]
            step = _step(report, said.verdict, said.finding, said.summary)
            result[top[said.finding]].steps.append(step)
    for thread in result.values():
        thread.steps.sort(key=lambda step: published[step.report][0])
    # What was sent ahead of its report is in none yet.
    return [thread for thread in result.values() if thread.steps]


def _step(report: ReportRow, verdict: str, finding: str, summary: str) -> Step:
    return Step(report.report, report.published, report.published_on, verdict, finding, summary)


def _heads(findings: Sequence[ThreadFinding], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each finding the one that stands for its matter: linked findings share it."""
    head = {finding.finding: finding.finding for finding in findings}

    def top(finding: str) -> str:
        while head[finding] != finding:
            head[finding] = head[head[finding]]
            finding = head[finding]
        return finding

    same = [(f.finding, f.same_as) for f in findings if f.same_as and f.same_as in head]
    for later, earlier in (*pairs, *same):
        head[top(later)] = top(earlier)
    return {finding: top(finding) for finding in head}


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
    Column("reopened_by", Type.LIST),
)


def build(
    found: Iterable[Thread],
    reports: Sequence[ReportRow],
    as_at: dt.date,
    *,
    forces: Sequence[str],
    everything: bool = False,
) -> Report:
    """A row for each thread, what is open and raised most often first.

    A terminal shows each thread that is in more than one report, and with `everything` the others too.
    """
    ordered = worst_first(found)
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
            thread.reopened_by,
        )
        for thread in ordered
    ]  # fmt: skip
    several = sum(in_several_reports(row[3]) for row in rows)
    of_findings = sum(any(is_finding(f.kind) for f in thread.findings) for thread in ordered)
    totals = {
        "threads": len(rows),
        "threads_of_observations": len(rows) - of_findings,
        "open": sum(1 for thread in ordered if thread.open),
        "reopened": sum(bool(thread.reopened_by) for thread in ordered),
        "raised_again": sum(1 for thread in ordered if thread.times_raised > 1),
        "in_several_reports": several,
        "mentioned_once": len(rows) - several,
    }
    return Report(
        name="changes",
        as_at=as_at,
        columns=COLUMNS,
        rows=rows,
        totals=totals,
        screen="changes",
        about={"reports": reports, "forces": forces, "everything": everything},
        whole=True,
    )
