"""Letting entries into the journal: each agrees with the register, and with what is there already.

What an entry may hold by itself is in `hmic.entries`.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from hmic import entries
from hmic.entries import FieldError, option
from hmic.errors import HmicError, NotFoundError, did_you_mean
from hmic.model import Entry, EntryKind, Status
from hmic.rules import check_before, check_concern
from hmic.store import journal
from hmic.store.queries import finding_rows, names, overdue_rows

if TYPE_CHECKING:
    from hmic.standing import Standing


class Admitted(NamedTuple):
    """The entries that were added; with refusals, by their place, the caller has to roll back."""

    added: list[Entry]
    refused: list[tuple[int, HmicError]]


def admit(
    con: sqlite3.Connection,
    given: Sequence[Entry],
    now: str,
    today: dt.date,
    name: Callable[[str], str] = option,
    *,
    far: bool = False,
) -> Admitted:
    """Check entries and add them, within the caller's transaction: all of them or none.

    What a finding accepts depends on its status on the entry's day, whatever the order in which
    entries are given: so they are added first, and looked at while their findings are folded. With
    `far` a date many years ahead is meant.
    """
    register = KnownFindings(con)
    refused: list[tuple[int, HmicError]] = []
    for place, entry in enumerate(given):
        with _noted(refused, place):
            entries.check(entry, today, name, far=far)
            check_named(register, entry, name)
    if refused:
        return Admitted([], refused)
    named: list[Entry] = []
    for place, entry in enumerate(given):
        with _noted(refused, place):
            named.append(register.named(entry, name))
    if refused:
        return Admitted([], refused)
    last = con.execute("SELECT coalesce(max(number), 0) FROM entry").fetchone()[0]

    def before(entry: Entry, standing: Standing) -> None:
        if entry.number > last:
            with _noted(refused, entry.number - last - 1):
                check_before(entry, standing.status, standing.closed_by)

    added = journal.append(con, named, now, before)
    for place, entry in enumerate(added):
        if entry.status is not None and entry.finding is not None:
            with _noted(refused, place):
                check_concern(entry, finding_rows.open_recommendations(con, entry.finding))
                check_no_circle(con, entry)
    return Admitted(added, refused)


@contextmanager
def _noted(refused: list[tuple[int, HmicError]], place: int) -> Iterator[None]:
    try:
        yield
    except HmicError as error:
        refused.append((place, error))


class KnownFindings:
    """What the register says of findings and reports, asked once for each."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self.con = con
        self._first: dict[str, dt.date] = {}
        self._numbers: dict[tuple[str, str], list[int]] = {}
        self._missing = 0

    def first_day(self, finding: str) -> dt.date:
        """The first day on which the finding can have been known; NotFoundError if not found."""
        if finding not in self._first:
            self._must_be("finding", finding, names.find_finding)
            self._first[finding] = finding_rows.first_day(self.con, finding)
        return self._first[finding]

    def deadlines(self, finding: str) -> list[int]:
        """The numbers of its deadlines; one without any can have a target, which is number 1."""
        key = ("finding", finding)
        if key not in self._numbers:
            self._numbers[key] = finding_rows.deadline_numbers(self.con, finding) or [1]
        return self._numbers[key]

    def named(self, entry: Entry, name: Callable[[str], str]) -> Entry:
        """The entry with the words of the deadline it is about, and which time of a recurring one.

        The words stay with the deadline when the register is corrected; the number is only its place.
        """
        if entry.deadline is None or entry.phrase is not None:
            return entry
        if entry.finding is None:
            return self._clock_named(entry)
        row = self.con.execute(
            """SELECT phrase, requires, recurs, deadline.due, due.occurrence FROM deadline
            JOIN due USING (finding, number) WHERE finding = ? AND number = ?""",
            [entry.finding, entry.deadline],
        ).fetchone()
        if row is None:
            return entry
        phrase, requires, recurs, first, earliest = row
        entry = entry._replace(phrase=phrase, requires=requires)
        if recurs is not None and entry.occurrence is not None:
            _check_time(entry, entry.occurrence, recurs, dt.date.fromisoformat(first))
        elif entry.occurrence is not None:
            message = f"deadline {entry.deadline} of {entry.finding} does not recur"
            raise FieldError(message, field="occurrence", hint=f"leave out {name('occurrence')}")
        elif earliest is not None and entry.status in {Status.COMPLETE, Status.CLOSED}:
            entry = entry._replace(occurrence=dt.date.fromisoformat(earliest))
        return entry

    def _clock_named(self, entry: Entry) -> Entry:
        """An answer with its clock's name, and the day from which that ran, where it is given."""
        row = self.con.execute(
            "SELECT clock, issued FROM respond_by WHERE report = ? AND number = ?",
            [entry.report, entry.deadline],
        ).fetchone()
        return entry._replace(phrase=row[0], requires=row[1]) if row else entry

    def clocks(self, report: str) -> list[int]:
        """The numbers of the clocks that run for a report; NotFoundError if not found."""
        key = ("report", report)
        if key not in self._numbers:
            self._must_be("report", report, names.find_report)
            self._numbers[key] = [number for number, _ in overdue_rows.clocks_of(self.con, report)]
        return self._numbers[key]

    def _must_be(self, table: str, name: str, find: Callable[[sqlite3.Connection, str], str]) -> None:
        """NotFoundError if not found, the first few times with the nearest one."""
        if self.con.execute(f"SELECT 1 FROM {table} WHERE id = ?", [name]).fetchone():  # noqa: S608
            return
        self._missing += 1
        if self._missing <= _HELPED:
            find(self.con, name)
        message = f"there is no {table} {name!r}"
        raise NotFoundError(message)


_HELPED = 20
"""How often the nearest name is looked for: among a country's findings that takes a moment."""


def _check_time(entry: Entry, time: dt.date, recurs: str, first: dt.date) -> None:
    """Refuse a day on which a recurring deadline does not fall."""
    from hmic.deadlines import next_occurrence

    before = time - dt.timedelta(days=1)
    if time == first or (time > first and next_occurrence(recurs, before) == time):
        return
    following = next_occurrence(recurs, max(before, first)) or first
    message = f"deadline {entry.deadline} of {entry.finding} does not fall on {time}"
    hint = f"its first date is {first}; near {time} it falls on {following}"
    raise FieldError(message, field="occurrence", hint=hint)


def check_named(register: KnownFindings, entry: Entry, name: Callable[[str], str] = option) -> None:
    """Refuse an entry that names what does not exist, or whose day lies before its report."""
    try:
        first = register.first_day(entry.finding) if entry.finding is not None else None
        clocks = register.clocks(entry.report) if entry.report is not None else []
    except NotFoundError as error:
        field = "report" if entry.finding is None else "finding"
        raise FieldError(error.message, field=field, hint=error.hint) from error
    if first is not None and entry.finding is not None:
        _check_finding(register, entry, entry.finding, first, name)
    if entry.kind is EntryKind.RESPONSE and entry.phrase is None and entry.deadline not in clocks:
        known = ", ".join(map(str, clocks)) or "none"
        message = f"{entry.report} has no response deadline {entry.deadline}"
        raise FieldError(message, field="deadline", hint=f"its response deadlines: {known}")


def _check_finding(
    register: KnownFindings, entry: Entry, finding: str, first: dt.date, name: Callable[[str], str]
) -> None:
    if entry.on < first:
        message = f"{entry.on} is before {first}, when {finding} was published"
        raise FieldError(message, field="on", hint=f"give the day it happened with {name('on')}")
    named = entry.deadline is not None and entry.phrase is None
    if named and entry.deadline not in register.deadlines(finding):
        known = ", ".join(map(str, register.deadlines(finding)))
        message = f"{finding} has no deadline {entry.deadline}"
        raise FieldError(message, field="deadline", hint=f"its deadlines: {known}; see hmic show {finding}")
    if entry.part is not None:
        letters = [part.part for part in finding_rows.parts_of(register.con, finding)]
        if entry.part not in letters:
            message = f"{finding} has no part {entry.part!r}"
            hint = did_you_mean(entry.part, letters) or "it has no parts"
            raise FieldError(message, field="part", hint=hint)
    if entry.superseded_by is not None:
        _check_later(register, finding, first, entry.superseded_by)


def _check_later(register: KnownFindings, finding: str, first: dt.date, later: str) -> None:
    """What replaces a finding is another one, of the same report or a later one."""
    try:
        published = register.first_day(later)
    except NotFoundError as error:
        raise FieldError(error.message, field="superseded_by", hint=error.hint) from error
    if later == finding or published < first:
        message = f"{later} is not later than {finding}, so it cannot replace it"
        raise FieldError(message, field="superseded_by", hint="give a finding of a later report")


def circle_of(con: sqlite3.Connection, finding: str) -> list[str]:
    """The findings that replace each other in a circle, from this one on; empty if they do not."""
    way = [finding]
    while True:
        row = con.execute(
            "SELECT superseded_by FROM standing WHERE finding = ? AND status = 'superseded'", [way[-1]]
        ).fetchone()
        if row is None or row[0] is None:
            return []
        if row[0] in way:
            return way if row[0] == finding else []
        way.append(row[0])


def check_no_circle(con: sqlite3.Connection, entry: Entry) -> None:
    """Refuse an entry, already in the journal, by which findings would replace each other."""
    circle = circle_of(con, entry.finding) if entry.superseded_by and entry.finding else []
    if circle:
        way = ", which is superseded by ".join([*circle[1:], circle[0]])
        message = f"{circle[0]} would be superseded by {way}"
        raise FieldError(message, field="superseded_by", hint=f"see it with: hmic show {circle[1]}")
