"""What the register says and what the force recorded → where a finding stands on a day. Pure.

This is the one definition of status, current date and "can be overdue". The database keeps its
result for the present day; a report as at an earlier day folds the journal through it again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from hmic.model import Basis, Entry, EntryKind, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """What the register says of one deadline."""

    number: int
    due: dt.date | None
    exact: bool = True
    recurs: str | None = None
    ours: bool = True
    """Whether it counts for the force, not for another body."""


class Heard(IntEnum):
    """Of which finding a later report spoke, the nearest first."""

    OWN = 0
    TWIN = 1
    """Of a finding that states the same matter in the same report."""
    CONCERN = 2
    """Of the cause of concern that the recommendation belongs to."""
    CONCERN_TWIN = 3


@dataclass(frozen=True, slots=True)
class SaidLater:
    """What a later report said of the finding, and when at the latest it was published."""

    on: dt.date
    verdict: Verdict
    report: str
    heard: Heard = Heard.OWN
    position: int = 0
    """The follow-up's place among those of its report."""
    exact: bool = True
    """Whether the day is known, or is the last possible one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register says of one finding, as far as its standing depends on it."""

    finding: str
    published_on: dt.date
    exact: bool = True
    """Whether that day is known, or is the last possible one."""
    ours: bool = True
    """Whether the force must act, alone or among others."""
    withdrawn: bool = False
    deadlines: tuple[DeadlineFacts, ...] = ()
    said_later: tuple[SaidLater, ...] = ()


@dataclass(slots=True)
class Due:
    """Where one deadline stands. Number 1 without words is a target for a finding without deadline."""

    number: int
    original_due: dt.date | None
    due: dt.date | None
    exact: bool
    basis: Basis | None
    target: dt.date | None = None
    times_extended: int = 0
    why_moved: str | None = None
    met_on: dt.date | None = None
    met_with_all: bool = False
    """Whether it was met by completing the finding as a whole, and so is open again with it."""
    counts: bool = False
    silent_until: dt.date | None = None
    original_exact: bool = True
    missed: dt.date | None = None
    """The date that had passed unmet when it was moved: what is overdue is overdue since then."""


@dataclass(slots=True)
class Standing:
    """Where one finding stands."""

    finding: str
    status: Status
    since: dt.date
    owner: str | None = None
    reason: str | None = None
    review_on: dt.date | None = None
    closed_by: str | None = None
    superseded_by: str | None = None
    reopened_by: str | None = None
    """The report that put it back to open; None once it is complete or has ended again."""
    last_on: dt.date | None = None
    """The day of the last progress; who has it and until when are no progress."""
    last_note: str | None = None
    last_note_on: dt.date | None = None
    needs_target: bool = False
    since_exact: bool = True
    review_due: dt.date | None = None
    """On hold and the force's own: the review date, past which it is overdue again."""
    dues: list[Due] = field(default_factory=list)
    parts_met: list[str] = field(default_factory=list)

    @property
    def next_due(self) -> dt.date | None:
        """The earliest date that still counts."""
        return min((due.due for due in self.dues if due.counts and due.due), default=None)


def in_force(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that hold: those withdrawn by a correction are left out, and so are corrections.

    A correction can itself be corrected; then what it withdrew holds again.
    """
    entries = list(entries)
    withdrawn: set[str] = set()
    for _, entry in sorted(enumerate(entries), key=lambda placed: (-placed[1].number, -placed[0])):
        # What withdraws a correction was recorded after it, and so was seen before it here.
        if entry.corrects and entry.uid not in withdrawn:
            withdrawn.add(entry.corrects)
    return [e for e in entries if e.kind is not EntryKind.CORRECTION and e.uid not in withdrawn]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries by their days; of one day what was recorded last comes last.

    So merged journals come to the same end, in whichever order they were taken in. A clock that ran ahead
    proves nothing: what a journal recorded itself keeps its order, and what it took in from another was
    recorded by then.
    """
    latest = "~"
    moments: list[tuple[dt.date, str, int, Entry]] = []
    for entry in sorted(entries, key=lambda entry: -entry.number):
        moment = min(entry.recorded_at, entry.learned_at or latest)
        latest = latest if entry.learned_at else moment
        moments.append((entry.on, moment, entry.number, entry))
    return [entry for *_, entry in sorted(moments, key=lambda placed: placed[:3])]


def words_that_count(said: Iterable[SaidLater]) -> list[SaidLater]:
    """Of what each report says of a finding, the nearest word; of equally near ones, the last.

    What is said of a cause of concern reaches its recommendations only where it closes them: it cannot
    close before they have.
    """
    nearest: dict[str, SaidLater] = {}
    for word in said:
        held = nearest.get(word.report)
        if held is None or (word.heard, -word.position) <= (held.heard, -held.position):
            nearest[word.report] = word
    return [w for w in nearest.values() if w.heard < Heard.CONCERN or w.verdict is Verdict.RESOLVED]


def stand(
    facts: Facts,
    entries: Iterable[Entry],
    as_at: dt.date,
    next_occurrence: Callable[[str, dt.date], dt.date | None],
    before: Callable[[Entry, Standing], None] = lambda *_: None,
) -> Standing:
    """Fold what was true by `as_at` into where the finding stands.

    `entries` are all that were recorded of the finding, in any order, corrections included.
    `next_occurrence` gives a recurring deadline's first date after a day. `before` hears of each entry
    and of where the finding stood before it.
    """
    standing = Standing(facts.finding, Status.OPEN, facts.published_on, since_exact=facts.exact)
    dues = {
        d.number: Due(
            d.number, d.due, d.due, d.exact, Basis.INSPECTORATE if d.due else None, original_exact=d.exact
        )
        for d in facts.deadlines
    }
    facts_of = {d.number: d for d in facts.deadlines}
    events: list[tuple[dt.date, int, str, int, Entry | SaidLater]] = [
        (e.on, 0, "", place, e) for place, e in enumerate(in_order(in_force(entries))) if e.on <= as_at
    ]
    events += [(s.on, 1, s.report, 0, s) for s in words_that_count(facts.said_later) if s.on <= as_at]
    events.sort(key=lambda event: event[:4])
    for *_, event in events:
        if isinstance(event, SaidLater):
            _hear(standing, dues, event)
        else:
            before(event, standing)
            _apply(standing, dues, facts_of, event, next_occurrence)
    standing.dues = [dues[number] for number in sorted(dues)]
    _settle(standing, facts, facts_of)
    return standing


def _hear(standing: Standing, dues: dict[int, Due], said: SaidLater) -> None:
    """The inspectorate's latest word counts: what it finds unchanged or worse is open again."""
    if said.verdict is Verdict.RESOLVED:
        _change(standing, Status.CLOSED, said.on, None, exact=said.exact)
        standing.closed_by = said.report
    elif said.verdict is not Verdict.IMPROVED and standing.status in {Status.COMPLETE, Status.CLOSED}:
        _change(standing, Status.OPEN, said.on, None, exact=said.exact)
        standing.reopened_by = said.report
        _meet_all(dues, said.on, done=False, ended=False)


def _apply(
    standing: Standing,
    dues: dict[int, Due],
    facts_of: dict[int, DeadlineFacts],
    entry: Entry,
    next_occurrence: Callable[[str, dt.date], dt.date | None],
) -> None:
    """One entry of the force."""
    if entry.kind is EntryKind.PROGRESS:
        standing.last_on = entry.on
    if note := entry.note or entry.reason:
        standing.last_note, standing.last_note_on = note, entry.on
    match entry.kind:
        case EntryKind.ASSIGNMENT:
            standing.owner = entry.owner
        case EntryKind.TARGET:
            _move_target(dues, entry)
        case EntryKind.EXTENSION:
            _extend(dues, entry)
        case EntryKind.PROGRESS if entry.status is not None:
            _progress(standing, dues, facts_of, entry, next_occurrence)
        case _:
            pass


def _progress(
    standing: Standing,
    dues: dict[int, Due],
    facts_of: dict[int, DeadlineFacts],
    entry: Entry,
    next_occurrence: Callable[[str, dt.date], dt.date | None],
) -> None:
    status = entry.status
    if status is None:
        return
    if entry.deadline is None and entry.part is None:
        _change(standing, status, entry.on, entry)
        _meet_all(dues, entry.on, done=status is Status.COMPLETE, ended=not status.is_open)
        return
    if standing.status is Status.OPEN:
        _change(standing, Status.IN_PROGRESS, entry.on, None)
    done = status in {Status.COMPLETE, Status.CLOSED}
    if entry.part is not None:
        met = [letter for letter in standing.parts_met if letter != entry.part]
        standing.parts_met = sorted([*met, entry.part]) if done else met
    if entry.deadline is not None and (due := dues.get(entry.deadline)) is not None:
        facts = facts_of.get(entry.deadline)
        if done and facts is not None and facts.recurs:
            # What was met is the occurrence then due and every earlier one; the next is due now.
            after = max(due.due or entry.on, entry.on)
            due.due, due.missed = next_occurrence(facts.recurs, after), None
            due.met_on = None if due.due else entry.on
        else:
            due.met_on, due.met_with_all = entry.on if done else None, False


def _meet_all(dues: dict[int, Due], on: dt.date, *, done: bool, ended: bool) -> None:
    """A finding that is complete has met its deadlines; one that is open again has not."""
    for due in dues.values():
        if done and due.met_on is None:
            due.met_on, due.met_with_all = on, True
        elif due.met_with_all and not done and not ended:
            due.met_on, due.met_with_all = None, False


def _change(
    standing: Standing, status: Status, on: dt.date, entry: Entry | None, *, exact: bool = True
) -> None:
    if standing.status is not status:
        standing.since, standing.since_exact = on, exact
    standing.status = status
    standing.reason = (entry.reason or entry.note) if entry else None
    standing.review_on = entry.review_on if entry else None
    standing.closed_by = entry.closed_by if entry else None
    standing.superseded_by = entry.superseded_by if entry else None
    if status is Status.COMPLETE or not status.is_open:
        standing.reopened_by = None


def _for_target(dues: dict[int, Due], number: int | None) -> Due:
    """The deadline that a target or extension without a number means."""
    if number is not None and number in dues:
        return dues[number]
    for due in dues.values():
        if due.original_due is None or due.basis is Basis.TARGET:
            return due
    if not dues:
        dues[1] = Due(1, None, None, exact=True, basis=None)
    return dues[min(dues)]


def _move_target(dues: dict[int, Due], entry: Entry) -> None:
    due = _for_target(dues, entry.deadline)
    moved = due.target is not None and due.target != entry.due
    due.target = entry.due
    if due.basis in {None, Basis.TARGET}:
        _note_missed(due, entry.on)
        if due.original_due is None:
            due.original_due, due.original_exact = entry.due, True
        due.due, due.basis, due.exact = entry.due, Basis.TARGET, True
        if moved:
            due.times_extended += 1
            due.why_moved = entry.reason


def _extend(dues: dict[int, Due], entry: Entry) -> None:
    due = _for_target(dues, entry.deadline)
    _note_missed(due, entry.on)
    due.original_due = due.original_due or due.due
    due.due, due.basis, due.exact = entry.due, Basis.EXTENSION, True
    due.times_extended += 1
    agreed = f" (agreed by {entry.agreed_by})" if entry.agreed_by else ""
    due.why_moved = f"{entry.reason}{agreed}"


def _note_missed(due: Due, on: dt.date) -> None:
    """Before a date is moved: whether it had been missed by then, or one before it."""
    if due.due is not None and due.met_on is None and due.due < on:
        due.missed = due.missed or due.due


def _settle(standing: Standing, facts: Facts, facts_of: dict[int, DeadlineFacts]) -> None:
    """Which dates count, now that everything is known."""
    ours = (
        standing.status.is_open
        and standing.status is not Status.COMPLETE
        and facts.ours
        and not facts.withdrawn
    )
    held = standing.review_on if standing.status is Status.ON_HOLD else None
    standing.review_due = held if ours else None
    for due in standing.dues:
        fact = facts_of.get(due.number)
        theirs = fact is not None and not fact.ours
        due.counts = ours and due.due is not None and due.met_on is None and not theirs
        due.silent_until = held
    undated = not any(due.due for due in standing.dues if due.met_on is None)
    met_all = bool(standing.dues) and all(due.met_on for due in standing.dues)
    standing.needs_target = ours and undated and not met_all
