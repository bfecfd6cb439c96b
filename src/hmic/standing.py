"""What the register says and what the force recorded → the status of a finding on a day. Pure.

This is the one definition of status, current date and "can be overdue". The database keeps its
result for the present day; a report as at an earlier day folds the journal through it again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from hmic.holding import in_force, in_order
from hmic.met_or_missed import DeadlineFacts, Due, Dues
from hmic.model import UNDATED, Entry, EntryKind, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Heard(IntEnum):
    """How directly a later report's verdict is about a finding, the most direct first."""

    OWN = 0
    TWIN = 1
    """Of a finding that states the same matter in the same report."""
    CONCERN = 2
    """Of the cause of concern that the recommendation belongs to."""
    CONCERN_TWIN = 3


class SaidLater(NamedTuple):
    """What a later report said of the finding, and when at the latest it was published."""

    on: dt.date
    verdict: Verdict
    report: str
    heard: Heard = Heard.OWN
    position: int = 0
    """The follow-up's place among those of its report."""
    exact: bool = True
    """Whether the day is known, or is the last possible one."""


class FindingFacts(NamedTuple):
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
class Standing:
    """The status of one finding."""

    finding: str
    status: Status
    since: dt.date
    owner: str | None = None
    reason: str | None = None
    review_on: dt.date | None = None
    closed_by: str | None = None
    superseded_by: str | None = None
    closed_by_report: bool = field(default=False, compare=False)
    """Whether a report closed it, and nothing was said of it since."""
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


def words_that_count(said: Iterable[SaidLater]) -> list[SaidLater]:
    """Of what each report says of a finding, the nearest word; of equally near ones, the last.

    A follow-up on a cause of concern reaches its recommendations only if it closes them: it cannot
    close before they have.
    """
    nearest: dict[str, SaidLater] = {}
    for word in sorted(said, key=lambda word: (word.heard, -word.position)):
        nearest.setdefault(word.report, word)
    return [w for w in nearest.values() if w.heard < Heard.CONCERN or w.verdict is Verdict.RESOLVED]


def stand(
    facts: FindingFacts,
    entries: Iterable[Entry],
    as_at: dt.date,
    next_occurrence: Callable[[str, dt.date], dt.date | None],
    before: Callable[[Entry, Standing], None] = lambda *_: None,
) -> Standing:
    """Fold what was true by `as_at` into the status of the finding.

    `entries` are all that were recorded of the finding, in any order, corrections included.
    `next_occurrence` gives a recurring deadline's first date after a day. `before` hears of each entry
    and of the status of the finding before it.
    """
    standing = Standing(facts.finding, Status.OPEN, facts.published_on, since_exact=facts.exact)
    dues = Dues(facts.deadlines, next_occurrence)
    for event in _events(list(entries), facts.said_later):
        if event.on > as_at:
            break
        if isinstance(event, SaidLater):
            _hear(standing, dues, event)
        else:
            before(event, standing)
            _apply(standing, dues, event)
    _settle(standing, facts, dues)
    return standing


def _events(entries: Sequence[Entry], said: Sequence[SaidLater]) -> list[Entry | SaidLater]:
    """What holds of a finding, by its days; of one day, the inspectorate's word after what was recorded."""
    if not entries and not said:
        return []  # as of nearly every finding when a register is loaded first
    words = sorted(words_that_count(said), key=lambda word: word.report)
    return sorted([*in_order(in_force(entries)), *words], key=lambda event: event.on)


def _hear(standing: Standing, dues: Dues, said: SaidLater) -> None:
    """The inspectorate's latest word counts: what it finds unchanged or worse is open again."""
    if said.verdict is Verdict.RESOLVED:
        _change(standing, Status.CLOSED, said.on, None, exact=said.exact)
        standing.closed_by, standing.closed_by_report = said.report, True
    elif said.verdict is not Verdict.IMPROVED and standing.status in {Status.COMPLETE, Status.CLOSED}:
        _change(standing, Status.OPEN, said.on, None, exact=said.exact)
        standing.reopened_by = said.report
        dues.meet_all(said.on, done=False, ended=False)


def _apply(standing: Standing, dues: Dues, entry: Entry) -> None:
    """One entry of the force."""
    if entry.kind is EntryKind.PROGRESS:
        standing.last_on = entry.on
    if note := entry.note or entry.reason:
        standing.last_note, standing.last_note_on = note, entry.on
    match entry.kind:
        case EntryKind.ASSIGNMENT:
            standing.owner = entry.owner
        case EntryKind.TARGET:
            dues.move_target(entry)
        case EntryKind.EXTENSION:
            dues.extend(entry)
        case EntryKind.PROGRESS if entry.status is not None:
            _progress(standing, dues, entry, entry.status)


def _progress(standing: Standing, dues: Dues, entry: Entry, status: Status) -> None:
    if entry.deadline is None and entry.part is None:
        if entry.uid.endswith(UNDATED) and (standing.closed_by_report or standing.reopened_by):
            return  # it is not known since when it is so: it may have been written long before the report
        _change(standing, status, entry.on, entry)
        dues.meet_all(entry.on, done=status is Status.COMPLETE, ended=not status.is_open)
        return
    if standing.status is Status.OPEN:
        _change(standing, Status.IN_PROGRESS, entry.on, None)
    done = status in {Status.COMPLETE, Status.CLOSED}
    if entry.part is not None:
        met = [letter for letter in standing.parts_met if letter != entry.part]
        standing.parts_met = sorted([*met, entry.part]) if done else met
    if entry.deadline is not None:
        dues.progress(entry, done=done)


def _change(
    standing: Standing, status: Status, on: dt.date, entry: Entry | None, *, exact: bool = True
) -> None:
    if standing.status is not status:
        standing.since, standing.since_exact = on, exact
    standing.status = status
    standing.reason = (entry.reason or entry.note) if entry else None
    standing.review_on = entry.review_on if entry else None
    standing.closed_by = entry.closed_by if entry else None
    standing.closed_by_report = False
    standing.superseded_by = entry.superseded_by if entry else None
    if status is Status.COMPLETE or not status.is_open:
        standing.reopened_by = None


def _settle(standing: Standing, facts: FindingFacts, dues: Dues) -> None:
    """Which dates count, now that everything is known."""
    ours = (
        standing.status.is_open
        and standing.status is not Status.COMPLETE
        and facts.ours
        and not facts.withdrawn
    )
    held = standing.review_on if standing.status is Status.ON_HOLD else None
    standing.review_due = held if ours else None
    standing.dues = dues.settled(ours=ours, silent_until=held)
    undated = not any(due.due for due in standing.dues if due.met_on is None)
    met_all = bool(standing.dues) and all(due.met_on for due in standing.dues)
    standing.needs_target = ours and undated and not met_all
