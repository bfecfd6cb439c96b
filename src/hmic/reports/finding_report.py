"""Everything about one finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.model import THE_FORCE, Entry, EntryKind, Kind, Voice
from hmic.reports.deadline_state import Time, lines_of, times_of
from hmic.reports.list_report import deadline_line
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import (
    NOT_EXACT,
    Block,
    Cell,
    Gap,
    Heading,
    Pairs,
    Style,
    Words,
    line,
    muted,
)
from hmic.reports.story import entry_words, recorder, withdrawals, withdrawn_words
from hmic.row_columns import Exact, Open
from hmic.store.queries.finding_rows import FindingRow, PartRow
from hmic.words import day_here, day_of, day_words, known_day

if TYPE_CHECKING:
    from hmic.store.queries.list_rows import DeadlineRow
    from hmic.store.queries.thread_rows import FollowUpRow, ThreadFinding


class Deadline(NamedTuple):
    """A deadline with its words, its rule and its dates."""

    deadline: int
    phrase: str | None
    requires: str | None
    condition: str | None
    due_to: str | None
    anchor: str | None
    anchor_source: str | None
    rule: str | None
    due: str | None
    original_due: str | None
    target: str | None
    exact: bool
    original_exact: bool
    missed: str | None
    basis: str | None
    times_extended: int
    why_moved: str | None
    met: str | None
    occurrences: list[Time]

    def __str__(self) -> str:
        return deadline_line(self.deadline, self.phrase, self.due, self.met, exact=self.exact)


class FollowUp(NamedTuple):
    """What a later report says of it."""

    report: str
    date: str
    verdict: str
    summary: str

    def __str__(self) -> str:
        return f"{self.date} {self.verdict}: {self.summary}"


class Evidence(NamedTuple):
    """A piece of evidence, and whether its file is still there and unchanged."""

    place: str
    sha256: str | None
    state: str | None


class Recorded(NamedTuple):
    """An entry of the journal."""

    entry: int | None
    on: str
    recorded_at: str | None
    learned_at: str | None
    kind: str
    by: str | None
    login: str | None
    """Of whoever sent it through a hub."""
    text: str
    withdrawn: bool
    evidence: list[Evidence]

    def __str__(self) -> str:
        return f"{self.on} {self.text}"


class Row(NamedTuple):
    """Everything: the finding's row in the database, then the lists."""

    finding: str
    kind: str
    title: str
    requirement: str
    report: str
    report_title: str
    published: str
    area: str | None
    addressed_to: str
    acts: str
    acts_why: str | None
    national_reference: str | None
    parent: str | None
    same_as: str | None
    note: str | None
    section: str | None
    opening: str | None
    status: str
    since: str
    since_exact: Exact
    open: Open
    owner: str | None
    reason: str | None
    review_on: str | None
    closed_by: str | None
    superseded_by: str | None
    reopened_by: str | None
    withdrawn_at: str | None
    voice: str
    inspectorate: str
    themes: list[str]
    deadlines: list[Deadline]
    parts: list[PartRow]
    recommendations: list[str]
    follows: list[str]
    followed_by: list[str]
    follow_ups: list[FollowUp]
    journal: list[Recorded]


class Shown(NamedTuple):
    """What the database knows of a finding."""

    finding: FindingRow
    deadlines: Sequence[DeadlineRow]
    parts: Sequence[PartRow]
    recommendations: Sequence[str]
    follows: Sequence[ThreadFinding]
    followed_by: Sequence[ThreadFinding]
    follow_ups: Sequence[FollowUpRow]
    entries: Sequence[Entry]
    withdrawn: frozenset[str]
    evidence: Mapping[tuple[str, str], str]
    """Whether each file of evidence is still there and unchanged, by entry and place."""


def build(shown: Shown, as_at: dt.date) -> Report[Row, Shown]:
    """One row that holds everything."""
    by_uid = {entry.uid: entry for entry in shown.entries}
    row = Row(
        **shown.finding._asdict(),
        deadlines=[_deadline(d, as_at) for d in shown.deadlines],
        parts=list(shown.parts),
        recommendations=list(shown.recommendations),
        follows=[f.finding for f in shown.follows],
        followed_by=[f.finding for f in shown.followed_by],
        follow_ups=[FollowUp(f.report, f.published, f.verdict, f.summary) for f in shown.follow_ups],
        journal=[_entry(e, shown, by_uid) for e in shown.entries],
    )
    return Report(
        name="show",
        as_at=as_at,
        row=Row,
        rows=[row],
        totals={"entries": len(shown.entries), "deadlines": len(shown.deadlines)},
        facts=shown,
        screen=screen,
    )


def _deadline(d: DeadlineRow, as_at: dt.date) -> Deadline:
    return Deadline(
        deadline=d.number,
        phrase=d.phrase,
        requires=d.requires,
        condition=d.condition,
        due_to=d.due_to,
        anchor=d.anchor,
        anchor_source=d.anchor_source,
        rule=d.rule,
        due=d.due,
        original_due=d.original_due,
        target=d.target,
        exact=bool(d.exact),
        original_exact=bool(d.original_exact),
        missed=d.missed,
        basis=d.basis,
        times_extended=d.times_extended,
        why_moved=d.why_moved,
        met=d.met_on,
        occurrences=times_of(d, as_at),
    )


def _entry(e: Entry, shown: Shown, by_uid: Mapping[str, Entry]) -> Recorded:
    return Recorded(
        entry=e.number,
        on=e.on.isoformat(),
        recorded_at=e.recorded_at,
        learned_at=e.learned_at,
        kind=e.kind.value,
        by=e.by,
        login=e.login,
        text=entry_words(e, by_uid),
        withdrawn=e.uid in shown.withdrawn,
        evidence=[Evidence(p.place, p.sha256, shown.evidence.get((e.uid, p.place))) for p in e.evidence],
    )


def screen(report: Report[Row, Shown], _: Sequence[Row]) -> Iterable[Block]:
    """The requirement, status, each deadline, follow-ups and journal."""
    shown, as_at = report.facts, report.as_at
    f = shown.finding
    yield Heading(f.title, f.finding)
    kind = Kind(f.kind).words
    yield line(muted(f"{kind.capitalize()} · {f.report_title} · {known_day(f.published)}"))
    if f.withdrawn_at is not None:
        day = day_words(day_here(f.withdrawn_at))
        yield line(Cell(f"Withdrawn from the register on {day}", Style.OVERDUE))
    yield Gap()
    yield line(f"{f.inspectorate} {Voice(f.voice).words}: {f.requirement}")
    for part in shown.parts:
        yield line(f"{part} ", muted("[met]" if part.met else "[not met]"), indent=2)
    yield Gap()
    yield Pairs(tuple(_pairs(f)))
    if shown.deadlines:
        yield Gap()
        yield Heading("Deadlines")
        for deadline in shown.deadlines:
            yield from lines_of(deadline, as_at, f.status)
    if not f.since_exact or any(not d.exact or not d.original_exact for d in shown.deadlines):
        yield line(muted(NOT_EXACT))
    yield from _history(shown)
    yield Gap()
    yield line("Record progress: ", muted(f'hmic progress {f.finding} --note "…"'))


def _pairs(f: FindingRow) -> Iterable[tuple[str, Words]]:
    status = f"{f.status} since {day_of(f.since, f.since_exact)}"
    if f.reopened_by:
        status += f", reopened by {f.reopened_by}"
    if f.reason:
        status += f": {f.reason}"
    yield "status", status
    for label, by in (
        ("closed by", f.closed_by), ("superseded by", f.superseded_by),
        ("review on", day_words(f.review_on)),
    ):  # fmt: skip
        if by:
            yield label, by
    yield "owner", f.owner or muted("no owner: hmic assign " + f.finding + ' "POST"')
    if f.addressed_to != THE_FORCE:
        yield "addressed to", f.addressed_to
    counts = "counts for the force" if f.acts == "force" else "does not count for the force"
    if f.addressed_to != THE_FORCE or f.acts != "force":
        yield "who must act", f"{counts}: {f.acts_why}"
    for label, text in (
        ("area", f.area), ("national ref.", f.national_reference), ("part of", f.parent),
        ("same as", f.same_as), ("section", f.section), ("note", f.note),
    ):  # fmt: skip
        if text:
            yield label, text
    if f.opening:
        yield "opening words", f"“{f.opening} …”"


def _history(shown: Shown) -> Iterable[Block]:
    related = [("raises again", f) for f in shown.follows]
    related += [("raised again as", f) for f in shown.followed_by]
    if related or shown.follow_ups:
        yield Gap()
        yield Heading("Between the inspections", f"hmic changes {shown.finding.finding}")
        for label, other in related:
            yield line(f"{label} {other.finding}: {other.title}", indent=2)
        for said in shown.follow_ups:
            head = f"{known_day(said.published)}, {said.report}: {said.verdict}. "
            yield line(head, said.summary, indent=2)
    if shown.recommendations:
        yield Gap()
        yield Heading("Its recommendations")
        for item in shown.recommendations:
            yield line(item, indent=2)
    if shown.entries:
        yield Gap()
        yield Heading("Journal")
        yield from _journal(shown)


_SINCE = {"missing": "is no longer there", "changed": "has been changed since it was recorded"}
"""What became of a file of evidence."""


def _journal(shown: Shown) -> Iterable[Block]:
    words = {e.uid: e for e in shown.entries}
    gone = withdrawals(shown.entries)
    for e in sorted(shown.entries, key=lambda e: (e.on, e.recorded_at)):
        if e.uid in gone:
            yield line(withdrawn_words(e, gone[e.uid]), indent=2)
        elif e.kind is not EntryKind.CORRECTION:
            by = f", {who}" if (who := recorder(e)) else ""
            yield line(muted(f"{day_words(e.on)}{by}: "), entry_words(e, words), indent=2)
            for piece in e.evidence:
                since = _SINCE.get(shown.evidence.get((e.uid, piece.place), ""))
                if since is not None:
                    yield line(Cell(f"the file {piece.place} {since}", Style.OVERDUE), indent=4)
