"""Everything about one finding, for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hmic.model import THE_FORCE, EntryKind, Kind, Status, Voice
from hmic.reports.counts import days_words
from hmic.reports.show import Shown, times_of
from hmic.reports.story import entry_words, withdrawals, withdrawn_words
from hmic.reports.value import Report, Row
from hmic.screens.blocks import NOT_EXACT, Block, Cell, Gap, Heading, Pairs, Style, Words, line, muted
from hmic.words import day_of, day_words, known_day

if TYPE_CHECKING:
    from hmic.reads.listing import DeadlineRow


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:  # noqa: ARG001 - one shape for all
    """The blocks of the report for the rows that are shown."""
    shown, as_at = report.about["shown"], report.as_at

    f = shown.finding
    yield Heading(f["title"], f["finding"])
    kind = Kind(f["kind"]).words
    yield line(muted(f"{kind.capitalize()} · {f['report_title']} · {known_day(f['published'])}"))
    if f["withdrawn_at"]:
        yield line(Cell(f"Withdrawn from the register on {f['withdrawn_at'][:10]}", Style.LATE))
    yield Gap()
    yield line(f"{f['inspectorate']} {Voice(f['voice']).words}: {f['requirement']}")
    for letter, text in shown.parts:
        met = "met" if letter in shown.parts_met else "not met"
        yield line(f"({letter}) {text} ", muted(f"[{met}]"), indent=2)
    yield Gap()
    yield Pairs(tuple(_pairs(f)))
    if shown.deadlines:
        yield Gap()
        yield Heading("Deadlines")
        for deadline in shown.deadlines:
            yield from _deadline_lines(deadline, as_at, f["status"])
    if not f["since_exact"] or any(not d.exact or not d.original_exact for d in shown.deadlines):
        yield line(muted(NOT_EXACT))
    yield from _history(shown)
    yield Gap()
    yield line("Record progress: ", muted(f'hmic progress {f["finding"]} --note "…"'))


def _pairs(f: Mapping[str, Any]) -> Iterable[tuple[str, Words]]:
    status = f"{f['status']} since {day_of(f['since'], f['since_exact'])}"
    if f["reopened_by"]:
        status += f", reopened by {f['reopened_by']}"
    if f["reason"]:
        status += f": {f['reason']}"
    yield "status", status
    for label, by in (
        ("closed by", f["closed_by"]), ("superseded by", f["superseded_by"]),
        ("review on", day_words(f["review_on"])),
    ):  # fmt: skip
        if by:
            yield label, by
    yield "owner", f["owner"] or muted("nobody: hmic assign " + f["finding"] + ' "POST"')
    if f["addressed_to"] != THE_FORCE:
        yield "addressed to", f["addressed_to"]
    counts = "counts for the force" if f["acts"] == "force" else "does not count for the force"
    if f["addressed_to"] != THE_FORCE or f["acts"] != "force":
        yield "who must act", f"{counts}: {f['acts_why']}"
    for label, key in (("area", "area"), ("national ref.", "national_reference"), ("part of", "parent"),
                       ("same as", "same_as"), ("stands in", "section"), ("note", "note")):  # fmt: skip
        if f[key]:
            yield label, f[key]
    if f["opening"]:
        yield "begins", f"“{f['opening']} …”"


def _deadline_lines(d: DeadlineRow, as_at: dt.date, status: str) -> Iterable[Block]:
    """Words → anchor → rule → date."""
    due = day_words(d.due, exact=bool(d.exact)) or "no date"
    if d.met_on:
        state: Words = Cell(f"met on {day_words(d.met_on)}", Style.GOOD)
    elif not d.counts:
        state = muted("not due from the force" if Status(status).is_open else "no longer due")
    elif d.silent_until and dt.date.fromisoformat(d.silent_until) >= as_at:
        state = muted("not overdue while on hold")
    elif d.due and d.since and dt.date.fromisoformat(d.due) < as_at:
        days = (as_at - dt.date.fromisoformat(d.since)).days
        state = Cell(days_words(days, d.since, missed=d.missed, exact=d.since_exact), Style.LATE)
    else:
        state = ""
    yield line(f"{d.number}. ", Cell(due, Style.STRONG), "  ", state, indent=2)
    if d.phrase:
        yield line(f"“{d.phrase}”", f": {d.requires}" if d.requires else "", indent=5)
        yield line(muted(f"{d.rule}"), indent=5)
    if d.condition:
        yield line(muted(f"condition: {d.condition}"), indent=5)
    if d.due_to:
        yield line(muted(f"due to: {d.due_to}"), indent=5)
    if d.target:
        yield line(f"the force's own target: {day_words(d.target)}", indent=5)
    yield from _times(d, as_at)
    if d.times_extended:
        moved = f"moved {d.times_extended} time{'s' if d.times_extended > 1 else ''}"
        yield line(
            f"{moved}; first {day_of(d.original_due, d.original_exact)}; last: {d.why_moved}", indent=5
        )


def _times(d: DeadlineRow, as_at: dt.date) -> Iterable[Block]:
    """The times of a recurring deadline: met, overdue, next."""
    for time in times_of(d, as_at):
        words = f"met on {day_words(time.met)}" if time.met else time.state
        style = {"overdue": Style.LATE, "met": Style.GOOD}.get(time.state)
        yield line(f"{day_words(time.due)}  ", Cell(words, style) if style else words, indent=5)


def _history(shown: Shown) -> Iterable[Block]:
    related = [("raises again", f) for f in shown.follows]
    related += [("raised again as", f) for f in shown.followed_by]
    if related or shown.follow_ups:
        yield Gap()
        yield Heading("Between the inspections", f"hmic changes {shown.finding['finding']}")
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


def _journal(shown: Shown) -> Iterable[Block]:
    words = {e.uid: e for e in shown.entries}
    gone = withdrawals(shown.entries)
    for e in shown.entries:
        if e.uid in gone:
            yield line(withdrawn_words(e, gone[e.uid]), indent=2)
        elif e.kind is not EntryKind.CORRECTION:
            by = f", {e.by}" if e.by else ""
            yield line(muted(f"{day_words(e.on)}{by}: "), entry_words(e, words), indent=2)
            for piece in e.evidence:
                how = shown.evidence.get((e.uid, piece.place))
                if how in ("missing", "changed"):
                    yield line(Cell(f"the file {piece.place} is {how} since", Style.LATE), indent=4)
