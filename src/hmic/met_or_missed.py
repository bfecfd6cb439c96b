"""Which deadlines of a finding are met, missed or moved, by the force's entries. Pure.

An entry names a deadline by its words. The number beside them is its place in the register on that day,
and the register may be corrected: deadlines are inserted, removed, put in another order, reworded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hmic.model import Basis, Entry, why_moved

NextOccurrence = Callable[[str, dt.date], dt.date | None]
"""A recurring deadline's first date after a day."""


class DeadlineFacts(NamedTuple):
    """What the register says of one deadline."""

    number: int
    due: dt.date | None
    exact: bool = True
    recurs: str | None = None
    ours: bool = True
    """Whether it counts for the force, not for another body."""
    phrase: str = ""
    requires: str | None = None
    formerly: tuple[str, ...] = ()
    """Its words before they were corrected."""


def meant(deadlines: Sequence[DeadlineFacts], entry: Entry) -> list[DeadlineFacts]:
    """The deadlines that an entry can mean by its words: one, or several alike, or none any more.

    Where two deadlines have the same phrase, what they require distinguishes them. An entry without words
    is from a journal that did not keep them yet, and is matched by the number.
    """
    if entry.phrase is None:
        return [d for d in deadlines if d.number == entry.deadline]
    same = [d for d in deadlines if (d.phrase, d.requires) == (entry.phrase, entry.requires)]
    return (
        same
        or [d for d in deadlines if entry.phrase in d.formerly]
        or [d for d in deadlines if d.phrase == entry.phrase]
    )


@dataclass(slots=True)
class Due:
    """Where one deadline stands. Number 1 without words is a target for a finding without deadline."""

    number: int
    original_due: dt.date | None = None
    due: dt.date | None = None
    exact: bool = True
    basis: Basis | None = None
    target: dt.date | None = None
    times_extended: int = 0
    why_moved: str | None = None
    moves: list[Entry] = field(default_factory=list, compare=False)
    """The entries that moved its date: as many as `times_extended`, and `why_moved` is of the last."""
    met_on: dt.date | None = None
    met_with_all: bool = False
    """Whether it was met by completing the finding as a whole, and so is open again with it."""
    counts: bool = False
    silent_until: dt.date | None = None
    original_exact: bool = True
    missed: dt.date | None = None
    """The date that had passed unmet when it was moved: what is overdue is overdue since then."""
    occurrence: dt.date | None = None
    """Of a recurring deadline: the earliest time that is not met."""
    occurrences: dict[dt.date, dt.date] = field(default_factory=dict)
    """Of a recurring deadline: each time that was met, and when."""


class Dues:
    """The deadlines of one finding."""

    def __init__(self, deadlines: Sequence[DeadlineFacts], next_occurrence: NextOccurrence) -> None:
        """Each deadline as the register says it, before any entry."""
        self._facts = {d.number: d for d in deadlines}
        self._next = next_occurrence
        self._dues = {d.number: _first(d) for d in deadlines}

    def _of(self, entry: Entry) -> Due | None:
        """The deadline that an entry names; None when the register has it no more."""
        found = meant(list(self._facts.values()), entry)
        if len(found) > 1:
            found = [d for d in found if d.number == entry.deadline]
        return self._dues[found[0].number] if found else None

    def progress(self, entry: Entry, *, done: bool) -> None:
        """An entry on one deadline: it was met, or is not after all."""
        due = self._of(entry)
        if due is None:
            return
        if due.occurrence is not None or due.occurrences:
            self._recur(due, entry, done=done)
        else:
            due.met_on, due.met_with_all = entry.on if done else None, False

    def _recur(self, due: Due, entry: Entry, *, done: bool) -> None:
        """An entry on one time of a recurring deadline: the one it names, or else the earliest unmet."""
        time = entry.occurrence or due.occurrence
        if time is None:
            return
        if done:
            due.occurrences[time] = entry.on
        else:
            due.occurrences.pop(time, None)
        facts = self._facts[due.number]
        earliest = facts.due
        while earliest is not None and earliest in due.occurrences:
            earliest = self._next(facts.recurs or "", earliest)
        if earliest != due.occurrence or earliest is None:
            # Its next date is due now, and what was recorded on the one before does not apply to it.
            fresh = _first(facts)
            fresh.occurrences, fresh.occurrence = due.occurrences, earliest
            fresh.due = fresh.original_due = earliest
            fresh.met_on = None if earliest else entry.on
            self._dues[due.number] = fresh

    def meet_all(self, on: dt.date, *, done: bool, ended: bool) -> None:
        """A finding that is complete has met its deadlines; one that is open again has not."""
        for due in self._dues.values():
            if done and due.met_on is None:
                due.met_on, due.met_with_all = on, True
            elif due.met_with_all and not done and not ended:
                due.met_on, due.met_with_all = None, False

    def _for_target(self, entry: Entry) -> Due | None:
        """The deadline that a target or an extension means; it may name none."""
        if entry.deadline is not None and (entry.phrase is not None or self._facts):
            return self._of(entry)
        for due in self._dues.values():
            if not self._given(due):
                return due
        if not self._dues:
            whole = Due(1)
            self._dues[whole.number] = whole
        return self._dues[min(self._dues)]

    def move_target(self, entry: Entry) -> None:
        """The force sets its own date, or moves it: it counts where the inspectorate gave none."""
        due = self._for_target(entry)
        if due is None:
            return
        due.target = entry.due
        if not self._given(due):
            _give(due, entry, Basis.TARGET)

    def extend(self, entry: Entry) -> None:
        """A later date is agreed; the original one stays."""
        due = self._for_target(entry)
        if due is None:
            return
        _give(due, entry, Basis.EXTENSION)

    def _given(self, due: Due) -> bool:
        """Whether the inspectorate's words give a date, beside which the force's own moves nothing."""
        facts = self._facts.get(due.number)
        return facts is not None and facts.due is not None

    def settled(self, *, ours: bool, silent_until: dt.date | None) -> list[Due]:
        """Every deadline by its number, and whether it counts; `ours` when the finding itself does."""
        for due in self._dues.values():
            facts = self._facts.get(due.number)
            theirs = facts is not None and not facts.ours
            due.counts = ours and due.due is not None and due.met_on is None and not theirs
            due.silent_until = silent_until
        return [self._dues[number] for number in sorted(self._dues)]


def _first(d: DeadlineFacts) -> Due:
    """A deadline before anything was recorded of it."""
    basis = Basis.INSPECTORATE if d.due else None
    occurrence = d.due if d.recurs else None
    return Due(d.number, d.due, d.due, d.exact, basis, original_exact=d.exact, occurrence=occurrence)


def _give(due: Due, entry: Entry, basis: Basis) -> None:
    """The date of an entry counts from now on; the first one stays, and so does one that was missed."""
    _note_missed(due, entry.on)
    # Of what recurs every time may be met by now: then no date is moved.
    if due.due is not None and (basis is Basis.EXTENSION or due.due != entry.due):
        _note_moved(due, entry)
    if due.original_due is None:
        due.original_due, due.original_exact = entry.due, True
    due.due, due.basis, due.exact = entry.due, basis, True


def _note_moved(due: Due, entry: Entry) -> None:
    """A date gives way to another: how often is counted where the reason is kept."""
    due.moves.append(entry)
    due.times_extended = len(due.moves)
    due.why_moved = why_moved(entry.reason, entry.agreed_by)


def _note_missed(due: Due, on: dt.date) -> None:
    """Before a date is moved: whether it had been missed by then, or one before it."""
    if due.due is not None and due.met_on is None and due.due < on:
        due.missed = due.missed or due.due
