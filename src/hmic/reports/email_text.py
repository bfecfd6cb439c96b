"""The overdue report as an email: to the liaison officer with everything, or to an owner with theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import (
    RESPONSE,
    apart_by_id,
    apart_words,
    dated,
    days_words,
    overdue_words,
    soon_words,
    undated_words,
)
from hmic.model import Kind, Voice
from hmic.words import capitalised, count, day_of, day_words, known_day, long_day, times

if TYPE_CHECKING:
    from hmic.counts import Apart, Dated
    from hmic.reports.overdue_report import Overdue
    from hmic.store.journal_heads import Head
    from hmic.store.queries.asked_rows import AskedRow
    from hmic.store.queries.overdue_rows import OverdueRow

MOST = 40
"""Findings written out in one message; more are in the attached table."""


class Field(NamedTuple):
    """A line of a block; `late` asks for emphasis."""

    label: str
    value: str
    late: bool = False


class Item(NamedTuple):
    """One finding."""

    id: str
    title: str
    fields: Sequence[Field]


class Section(NamedTuple):
    """Findings and lines under a heading."""

    title: str
    items: Sequence[Item] = ()
    lines: Sequence[str] = ()


class Email(NamedTuple):
    """What a message says, whatever it is written in."""

    subject: str
    heading: str
    lead: Sequence[str]
    sections: Sequence[Section]
    closing: Sequence[str]


class Facts(NamedTuple):
    """What the emails are written from: the overdue report, the requirements, the journal's head."""

    report: Overdue
    asked: Mapping[str, AskedRow]
    journal: Head

    @property
    def who(self) -> str:
        """The force, or how many there are."""
        forces = self.report.forces
        return forces[0] if len(forces) == 1 else count(len(forces), "force")


def to_officer(
    facts: Facts,
    now: frozenset[tuple[str, int]],
    *,
    without_address: Mapping[str, Apart],
    undelivered: Mapping[str, str],
) -> Email:
    """Everything, new reminders first; `now` holds the dates whose reminder is due.

    `without_address` are owners that cannot be written to, with how much of this is theirs;
    `undelivered` are owners whose message did not go out, with the reason.
    """
    lines = facts.report.rows
    sections = [
        *_sections([line for line in lines if line.key in now], facts, officer=True),
        *_before([line for line in lines if line.key not in now]),
    ]
    trouble = [
        f"{who}: no address in [owners] of hmic.toml ({apart_words(what)})"
        for who, what in without_address.items()
    ]
    trouble += [f"{who}: the email was not sent ({why})" for who, why in undelivered.items()]
    if trouble:
        sections.append(Section("Owners not emailed", lines=trouble))
    lead = [_sentence(lines, facts.report.facts.within)]
    unowned = apart_by_id((line.finding, line.kind) for line in lines if not line.owner)
    if any(unowned):
        lead.append(f"Of these without an owner: {apart_words(unowned)}.")
    if missing := undated_words(facts.report.facts.undated):
        lead.append(f"{missing} (hmic overdue --needs-target).")
    closing = ["The attached table has every row."] if lines else []
    closing += [
        (
            f"The journal's head is {facts.journal}. Keep this email: with it, hmic verify --since "
            f"{facts.journal} proves later that nothing recorded so far was changed."
        ),
        "This email is sent even when nothing is overdue: if no email arrives, sending failed.",
    ]
    return _email(lines, facts, facts.who, lead, sections, closing)


def to_owner(
    owner: str,
    facts: Facts,
    now: Sequence[OverdueRow],
    before: Sequence[OverdueRow],
    reply_to: str,
    *,
    form: bool = False,
) -> Email:
    """What an owner has and must be reminded of; `before` is counted and only named.

    With `form` a form to fill in is attached, in place of the table.
    """
    lines = [*now, *before]
    lead = [_sentence(lines, facts.report.facts.within)]
    sections = list(_sections(now, facts, officer=False))
    if before:
        ids = ", ".join(dict.fromkeys(line.finding for line in before))
        sections.append(Section("Already reminded", lines=[ids]))
    closing = [f"Reply to this email; your reply goes to {reply_to}, who keeps the register."]
    if form:
        closing.insert(
            0,
            "All your open findings are in the attached form. Fill in what has changed, and send it back.",
        )
    return _email(lines, facts, f"{owner}, {facts.who}", lead, sections, closing)


def trial(who: str, moment: str) -> Email:
    """A message that only shows that mail arrives."""
    return Email(
        subject=f"Test email from hmic: {who}",
        heading="Mail from hmic arrives",
        lead=[f"This email was sent by hmic mail test at {moment}.", "Nothing needs to be done."],
        sections=(),
        closing=(),
    )


def subject(lines: Sequence[OverdueRow], within: str | None, who: str, as_at: dt.date) -> str:
    """`7 findings overdue (8 deadlines): Leicestershire Police, 20 November 2026`."""
    late, soon = _counted(lines, late=True), _counted(lines, late=False)
    said = overdue_words(late)
    if within is not None and any(soon):
        said += f"; {soon_words(soon, within)}"
    return f"{capitalised(said)}: {who}, {long_day(as_at)}"


def _counted(lines: Sequence[OverdueRow], *, late: bool) -> Dated:
    """What is overdue or else falls due soon."""
    return dated((line.finding, line.kind) for line in lines if (line.days_overdue > 0) is late)


def _email(
    lines: Sequence[OverdueRow],
    facts: Facts,
    who: str,
    lead: Sequence[str],
    sections: Sequence[Section],
    closing: Sequence[str],
) -> Email:
    as_at = facts.report.as_at
    return Email(
        subject=subject(lines, facts.report.facts.within, who, as_at),
        heading=f"Inspection findings: {who}, {long_day(as_at)}",
        lead=lead,
        sections=sections,
        closing=closing,
    )


def _sentence(lines: Sequence[OverdueRow], within: str | None) -> str:
    said = overdue_words(_counted(lines, late=True))
    if within is not None:
        said += f"; {soon_words(_counted(lines, late=False), within)}"
    return f"{capitalised(said)}."


def _sections(lines: Sequence[OverdueRow], facts: Facts, *, officer: bool) -> Iterable[Section]:
    """What is overdue, then what falls due soon; a finding is placed by its worst date."""
    found: dict[str, list[OverdueRow]] = {}
    for line in lines:
        found.setdefault(line.finding, []).append(line)
    late = [group for group in found.values() if any(line.days_overdue > 0 for line in group)]
    soon = [group for group in found.values() if all(line.days_overdue <= 0 for line in group)]
    for title, groups in (("Overdue", late), ("Due soon", soon)):
        if groups:
            left = apart_by_id((group[0].finding, group[0].kind) for group in groups[MOST:])
            said = (
                [f"In the attached {'table' if officer else 'file'}: {apart_words(left)} more."]
                if any(left)
                else []
            )
            items = [_item(group, facts, officer=officer) for group in groups[:MOST]]
            yield Section(title, items, said)


def _before(lines: Sequence[OverdueRow]) -> Iterable[Section]:
    if not lines:
        return
    said = [
        f"{line.finding}: {line.title} – {_due(line)} – {line.owner or 'no owner'}" for line in lines[:MOST]
    ]
    more = len(lines) - MOST
    if more > 0:
        said.append(f"{more:,} more in the attached table.")
    yield Section("Reminded before, still open", lines=said)


def _item(group: Sequence[OverdueRow], facts: Facts, *, officer: bool) -> Item:
    first = group[0]
    asked = facts.asked.get(first.finding)
    fields: list[Field] = []
    if asked is not None:
        did = f"{asked.inspectorate} {Voice(asked.voice).words}"
        fields.append(Field(did, asked.requirement or first.requires or first.phrase or first.title))
        published = known_day(asked.published)
        kind = "response" if first.kind == RESPONSE else Kind(first.kind).words
        by = f"{asked.inspectorate}, {asked.report_title}, {published} ({kind})"
        fields.append(Field("By", by))
    for line in group:
        label = "Due" if len(group) == 1 else f"Due ({line.deadline})"
        fields.append(Field(label, _due(line, full=True), line.days_overdue > 0))
    if first.kind == RESPONSE:
        back = f"hmic progress {first.finding} --responded-on DATE"
        return Item(first.finding, first.title, [*fields, Field("Then", back)])
    if officer:
        fields.append(Field("Owner", first.owner or "no owner"))
    again = f", reopened by {first.reopened_by}" if first.reopened_by else ""
    fields.append(Field("Status", f"{first.status}{again}"))
    fields.append(Field("Last update", day_words(first.last_update) or "never"))
    if first.last_note:
        fields.append(Field("Last note", f"{day_words(first.last_note_on)}: {first.last_note}"))
    fields.append(Field("Record" if officer else "Reply with", _wanted(first, officer=officer)))
    return Item(first.finding, first.title, fields)


def _wanted(line: OverdueRow, *, officer: bool) -> str:
    """What the reader has to do."""
    if officer and not line.owner:
        return f"assign it: hmic assign {line.finding} POST"
    if officer:
        return f'hmic progress {line.finding} --status STATUS --note "…" --evidence FILE'
    if line.days_overdue > 0:
        return (
            "progress and evidence (document, date); if it is not finished, the day "
            "by which it will be, why it is overdue, and who agrees"
        )
    return "progress so far, and whether the date will be met; if not, the new date and why"


def _due(line: OverdueRow, *, full: bool = False) -> str:
    due = day_words(line.due, exact=bool(line.exact))
    if line.days_overdue > 0:
        late = days_words(
            line.days_overdue, line.overdue_since or line.due, missed=line.missed, exact=line.since_exact
        )
        said = f"{due}, {late}"
    elif line.days_overdue == 0:
        said = f"{due}, today"
    else:
        said = f"{due}, in {count(-line.days_overdue, 'day')}"
    if not full:
        return said
    what = [line.requires] if line.requires else []
    if line.phrase:
        what.append(f"“{line.phrase}”")  # the inspectorate's own words
    if line.times_extended and line.original_due:
        first = day_of(line.original_due, line.original_exact)
        moved = f"first due {first}, moved {times(line.times_extended)}"
        what.append(f"{moved}{': ' + line.why_moved if line.why_moved else ''}")
    elif line.basis == "target":
        what.append("the force's own date")
    return f"{said} – {'; '.join(what)}" if what else said
