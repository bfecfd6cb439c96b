"""The threads: each matter across the inspections, and what each report said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hmic.store.queries.thread_rows import FollowUpRow, ReportRow, ThreadFinding

RAISED, REPEATED = "raised", "repeated"

WORDS = {
    RAISED: "raised",
    REPEATED: "raised again",
    "improved": "improved",
    "unchanged": "unchanged",
    "worsened": "worsened",
    "resolved": "resolved",
}


class Step(NamedTuple):
    """What one report said of a matter."""

    report: str
    date: str
    verdict: str
    finding: str
    summary: str

    def __str__(self) -> str:
        return f"{self.date} {self.verdict} ({self.report}): {self.summary}"


_HEAVIEST_FIRST = (REPEATED, "worsened", "unchanged", RAISED, "improved", "resolved")


def heaviest(verdicts: Iterable[str]) -> str:
    """What one report said of a thread in several passages, in one word: raised again outweighs all."""
    return min(verdicts, key=_HEAVIEST_FIRST.index)


class Thread:
    """One matter across the years: its findings, and what each report said of them."""

    __slots__ = (
        "began", "closed_on", "findings", "followers", "open", "reopened_by", "steps", "times_raised",
        "times_spoken_of",
    )  # fmt: skip

    def __init__(
        self,
        findings: Sequence[ThreadFinding],
        steps: Sequence[Step],
        followers: Mapping[str, Sequence[str]] | None = None,
        began: str = "",
    ) -> None:
        """`followers` gives, for each finding of any thread, the later ones that raise it again.

        `began` is the day of the first step, or the last possible one.
        """
        self.findings, self.steps, self.followers, self.began = findings, steps, followers or {}, began
        last = [f for f in findings if f.finding not in self.followers]
        self.open = any(f.open for f in last)
        """Whether a finding that no later one raises again is still open."""
        self.closed_on = None if self.open else max([f.since for f in last], default=None)
        """The day since which none of them is open; None while one is."""
        self.reopened_by = sorted({f.reopened_by for f in findings if f.open and f.reopened_by})
        """The later reports that put findings of it back to open, which they still are."""
        self.times_raised = len({step.report for step in steps if step.verdict in (RAISED, REPEATED)})
        """In how many reports it was raised."""
        self.times_spoken_of = len({step.report for step in steps}) if len(steps) > 1 else 1
        """In how many reports there is a word on it."""

    @property
    def root(self) -> ThreadFinding:
        """The finding with which the matter began."""
        return self.findings[0]


def threads(
    findings: Sequence[ThreadFinding],
    links: Iterable[tuple[str, str]],
    follow_ups: Iterable[FollowUpRow],
    reports: Sequence[ReportRow],
) -> list[Thread]:
    """Bring together what is one matter, by `follows`, `same_as` and follow-ups only.

    `findings` and `reports` are in order of publication, and so are the threads and their steps.
    """
    known = {finding.finding for finding in findings}
    pairs = [(later, earlier) for later, earlier in links if later in known and earlier in known]
    top = _heads(findings, pairs)
    follows = {later for later, _ in pairs}
    followers: dict[str, list[str]] = {}
    for later, earlier in pairs:
        followers.setdefault(earlier, []).append(later)
    published = {report.report: (number, report) for number, report in enumerate(reports)}
    together: dict[str, tuple[list[ThreadFinding], list[Step]]] = {}
    for finding in findings:
        name = finding.finding
        alike, steps = together.get(top[name]) or together.setdefault(top[name], ([], []))
        alike.append(finding)
        if finding.same_as is None and finding.report in published:
            _, report = published[finding.report]
            verdict = REPEATED if name in follows else RAISED
            steps.append(Step(report.report, report.published, verdict, name, finding.title))
    for said in follow_ups:
        if said.finding in known:
            _, report = published[said.report]
            step = Step(report.report, report.published, said.verdict, said.finding, said.summary)
            together[top[said.finding]][1].append(step)
    found = []
    for alike, steps in together.values():
        if len(steps) > 1:
            steps.sort(key=lambda step: published[step.report][0])
        if steps:  # what was sent ahead of its report is in none yet
            found.append(Thread(alike, steps, followers, published[steps[0].report][1].published_on))
    return found


def _heads(findings: Sequence[ThreadFinding], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each finding, the one that represents its thread: linked findings share it."""
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
    """Open before closed, then the most often raised, then the most often mentioned."""
    return sorted(
        found,
        key=lambda t: (
            not t.open, -t.times_raised, -t.times_spoken_of, t.began,
            t.root.finding,
        ),
    )  # fmt: skip
