"""How each matter changed between inspections: threads, and the comparison of two inspections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import is_finding
from hmic.model import PartialDate
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import (
    Block,
    Cell,
    Gap,
    Grid,
    GridColumn,
    Heading,
    Style,
    Words,
    line,
    muted,
)
from hmic.row_columns import Day
from hmic.words import count, forces_words, long_day, short_day

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
MARKS = {
    RAISED: "R",
    REPEATED: "R+",
    "improved": "/",
    "unchanged": "=",
    "worsened": "\\",
    "resolved": "ok",
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


class Row(NamedTuple):
    """One matter: what each report said of it, and its status."""

    thread: str
    title: str
    state: str
    steps: Sequence[Step]
    reopened_by: list[str]
    closed_on: Day | None

    @property
    def in_several_reports(self) -> bool:
        """Whether its steps come from more than one report."""
        return len({step.report for step in self.steps}) > 1


class Totals(NamedTuple):
    """How many threads there are of each sort."""

    threads: int
    threads_of_observations: int
    open: int
    reopened: int
    raised_again: int
    in_several_reports: int
    mentioned_once: int


class Facts(NamedTuple):
    """What a screen shows besides, and what makes the page of it."""

    totals: Totals
    reports: Sequence[ReportRow]
    everything: bool
    page: Callable[[Changes], str] | None = None


Changes = Report[Row, Facts]


def build(
    found: Iterable[Thread],
    reports: Sequence[ReportRow],
    as_at: dt.date,
    *,
    forces: Sequence[str],
    everything: bool = False,
) -> Changes:
    """A row for each thread, what is open and raised most often first.

    A terminal shows each thread that is in more than one report, and with `everything` the others too.
    """
    ordered = worst_first(found)
    rows = [
        Row(
            thread=thread.root.finding,
            title=thread.root.title,
            state="open" if thread.open else "closed",
            steps=thread.steps,
            reopened_by=thread.reopened_by,
            closed_on=thread.closed_on,
        )
        for thread in ordered
    ]
    several = sum(thread.times_spoken_of > 1 for thread in ordered)
    of_findings = sum(any(is_finding(f.kind) for f in thread.findings) for thread in ordered)
    totals = Totals(
        threads=len(rows),
        threads_of_observations=len(rows) - of_findings,
        open=sum(1 for thread in ordered if thread.open),
        reopened=sum(bool(thread.reopened_by) for thread in ordered),
        raised_again=sum(1 for thread in ordered if thread.times_raised > 1),
        in_several_reports=several,
        mentioned_once=len(rows) - several,
    )
    return Report(
        name="changes",
        as_at=as_at,
        row=Row,
        rows=rows,
        totals=totals._asdict(),
        facts=Facts(totals, reports, everything),
        screen=screen,
        forces=forces,
        whole=True,
    )


VERDICT_STYLES = {
    RAISED: Style.PLAIN,
    REPEATED: Style.OVERDUE,
    "worsened": Style.OVERDUE,
    "unchanged": Style.PLAIN,
    "improved": Style.GOOD,
    "resolved": Style.GOOD,
}


def screen(report: Changes, rows: Sequence[Row]) -> Iterable[Block]:
    """What several reports said of a matter, a line for each."""
    facts, totals, as_at = report.facts, report.facts.totals, report.as_at
    shown = [row for row in rows if facts.everything or row.in_several_reports]
    yield Heading(f"Changes between inspections, to {long_day(as_at)}", forces_words(report.forces))
    again = totals.raised_again
    yield line(
        f"{count(totals.threads, 'thread')}, {totals.open} open: ",
        f"{totals.in_several_reports} in more than one report (",
        Cell(f"{again} raised again", Style.OVERDUE if again else Style.PLAIN),
        f"), {totals.mentioned_once} in one report only.",
    )
    if reopened := totals.reopened:
        yield line(f"Reopened by a later report: {count(reopened, 'thread')}.")
    if apart := totals.threads_of_observations:
        yield line(
            f"{count(apart, 'thread')} of these {'is' if apart == 1 else 'are'} of observations alone."
        )
    if shown:
        columns = _inspections(shown, facts.reports)
        yield Gap()
        yield _grid(shown, columns, as_at)
        yield Gap()
        marks = ", ".join(f"{MARKS[verdict]} {words}" for verdict, words in WORDS.items())
        yield line(muted(f"{marks}, . not mentioned"))
    left = totals.mentioned_once
    if left and not facts.everything:
        yield line(
            f"{count(left, 'more thread')} in one report only, not mentioned since: ", muted("--all")
        )
    if shown:
        yield line("See the timeline of the first: ", muted(f"hmic changes {shown[0].thread}"))


def _inspections(rows: Sequence[Row], reports: Sequence[ReportRow]) -> list[ReportRow]:
    spoke = {step.report for row in rows for step in row.steps}
    return [report for report in reports if report.report in spoke]


def _grid(rows: Sequence[Row], columns: Sequence[ReportRow], as_at: dt.date) -> Grid:
    """A line for each matter: in words where there is room, else in marks."""
    wide = (
        GridColumn("THREAD", stretch=30),
        *(GridColumn(short_day(c.published)) for c in columns),
        GridColumn("NOW"),
        GridColumn("OPEN FOR"),
        GridColumn("BEGAN WITH"),
    )
    narrow = (
        GridColumn("THREAD", stretch=24),
        *(GridColumn(c.published[: len("2014")], priority=_priority(c)) for c in columns),
        GridColumn("NOW"),
        GridColumn("FOR", priority=3),
        GridColumn("BEGAN WITH", priority=4),
    )
    in_marks = Grid(narrow, tuple(_cells(row, columns, MARKS, as_at) for row in rows))
    return Grid(wide, tuple(_cells(row, columns, WORDS, as_at) for row in rows), in_marks)


def _priority(report: ReportRow) -> int:
    return 0 if report.mentioned_in is None else 2


def _cells(
    row: Row, columns: Sequence[ReportRow], signs: Mapping[str, str], as_at: dt.date
) -> tuple[Words, ...]:
    said: dict[str, list[str]] = {}
    for step in row.steps:
        said.setdefault(step.report, []).append(step.verdict)
    began = next((c.published_on for c in columns if c.report in said), "")
    cells: list[Words] = []
    again = False
    for column in columns:
        verdicts = list(dict.fromkeys(said.get(column.report, ())))
        if verdicts:
            text = (" " if signs is MARKS else ", ").join(signs[v] for v in verdicts)
            word = heaviest(verdicts)
            again = again or word == REPEATED
            # What had to be raised again is not well because a later report finds it better.
            style = Style.PLAIN if again and word == "improved" else VERDICT_STYLES[word]
            cells.append(Cell(text, style))
        else:
            looked = column.mentioned_in is None and column.published_on > began
            cells.append(muted("." if looked else ""))
    now = Cell(
        "reopened" if row.reopened_by else row.state, Style.PLAIN if row.state == "open" else Style.GOOD
    )
    return (row.title, *cells, now, _how_long(row, as_at), row.thread)


_YEAR = 365.25


def _how_long(row: Row, as_at: dt.date) -> str:
    """From the day it was first raised to the day it was closed, or to today."""
    first = PartialDate.parse(row.steps[0].date).last
    last = dt.date.fromisoformat(row.closed_on) if row.closed_on else as_at
    days = (last - first).days
    return f"{days / _YEAR:.0f} y" if days >= 2 * _YEAR else f"{days / _YEAR * 12:.0f} m"
