"""Merging another journal: each entry checked, known ones passed over, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from hmic import entries
from hmic.entries import FieldError, Record, record_name
from hmic.errors import HmicError, RefusedError
from hmic.rules import check_before, check_concern
from hmic.store import journal
from hmic.store.admission import KnownFindings, check_named, check_no_circle
from hmic.store.deadline_history import keep_words
from hmic.store.disagreements import Disagreement, disagreements
from hmic.store.queries import finding_rows
from hmic.store.standings import refresh

if TYPE_CHECKING:
    import sqlite3

    from hmic.model import Entry
    from hmic.standing import Standing

_A_DAY = dt.timedelta(days=1)
"""How far two machines' clocks, and the day here and in UTC, may be apart."""


class JournalLine(NamedTuple):
    """One line of another journal: its number in the file, and its record or what is wrong with it."""

    number: int
    record: Record | None
    wrong: str = ""


class Refusal(NamedTuple):
    """A line that cannot be merged, and why."""

    line: int
    why: str
    hint: str | None = None


class Unfit(NamedTuple):
    """An entry that would have been refused here: its writer did not know of what this journal holds."""

    entry: Entry
    why: str


class Taken(NamedTuple):
    """What came of a merge; with refusals the caller has to roll back."""

    new: Sequence[Entry] = ()
    known: int = 0
    refused: Sequence[Refusal] = ()
    disagreements: Sequence[Disagreement] = ()
    unfit: Sequence[Unfit] = ()


def merge(con: sqlite3.Connection, lines: Iterable[JournalLine], now: str, today: dt.date) -> Taken:
    """Add another journal's entries within the caller's transaction; known ones are passed over.

    `now` is the moment in UTC at which this journal learns of them.
    """
    merge = _Merge(con, now, today)
    refused: list[Refusal] = []
    for line in lines:
        try:
            merge.look_at(line)
        except HmicError as error:
            refused.append(Refusal(line.number, error.message, error.hint))
    if refused:
        return Taken(refused=refused)
    added = merge.add()
    for entry in added:
        try:
            check_no_circle(con, entry)
        except HmicError as error:
            refused.append(Refusal(merge.new[entry.uid][0], error.message, error.hint))
    return Taken(added, merge.known, refused, disagreements(con, added, merge.seen), merge.unfit)


class _Merge:
    """One merge: what was seen of the other journal so far."""

    def __init__(self, con: sqlite3.Connection, now: str, today: dt.date) -> None:
        self.con, self.now, self.today = con, now, today
        self.register = KnownFindings(con)
        self.new: dict[str, tuple[int, Entry]] = {}
        self.known = 0
        self.seen: dict[str, int] = {}
        self.unfit: list[Unfit] = []

    def look_at(self, line: JournalLine) -> None:
        """Keep the entry of a line when it is new; refuse what no journal may hold."""
        if line.record is None:
            raise HmicError(line.wrong)
        record = {name: value for name, value in line.record.items() if value is not None}
        before = self._before(record.get("uid"))
        if before is not None:
            if before != record:
                message = f"an entry with the uid {record['uid']} is already here with different content"
                raise FieldError(
                    message, field="uid", hint="entries never change: correct the entry and export again"
                )
            self.known += 1
            self.seen[str(record["uid"])] = line.number
            return
        entry = entries.from_record(record)
        self._check_moments(entry)
        entries.check(entry, self.today + _A_DAY, record_name, far=True, old=True)
        check_named(self.register, entry, record_name)
        self._check_corrected(entry)
        self.new[entry.uid] = line.number, entry
        self.seen[entry.uid] = line.number

    def _before(self, uid: object) -> Record | None:
        """What an entry of this name says here, or on an earlier line of the file."""
        if not isinstance(uid, str) or not uid.isascii():
            return None
        if uid in self.new:
            return entries.to_record(self.new[uid][1])
        return journal.record_named(self.con, uid)

    def _check_moments(self, entry: Entry) -> None:
        recorded = dt.datetime.fromisoformat(entry.recorded_at)
        name = record_name("recorded_at")
        if recorded > dt.datetime.fromisoformat(self.now) + _A_DAY:
            message = f"{name} {entry.recorded_at} is in the future"
            raise FieldError(message, field="recorded_at", hint="check the clock of the other machine")
        if entry.on > recorded.date() + _A_DAY:
            message = f"{name} {entry.recorded_at} is before {entry.on}, the day it happened"
            raise FieldError(message, field="recorded_at", hint="check the clock of the other machine")

    def _check_corrected(self, entry: Entry) -> None:
        """What a correction withdraws is there already and is about the same finding or report."""
        if entry.corrects is None:
            return
        wrong = self._before(entry.corrects)
        if wrong is None:
            message = f"it withdraws the entry {entry.corrects}, which is in neither journal before it"
            raise FieldError(message, field="corrects")
        if (wrong.get("finding"), wrong.get("report")) != (entry.finding, entry.report):
            about = wrong.get("finding") or wrong.get("report")
            message = f"it withdraws an entry about {about}, not about {entry.finding or entry.report}"
            raise FieldError(message, field="corrects")

    def add(self) -> list[Entry]:
        """Add the new entries in the order of the file: so each comes after what it corrects."""
        given = [entry for _, entry in self.new.values()]
        records = [{**entries.to_record(entry), "learned_at": self.now} for entry in given]
        numbers = journal.insert(self.con, records)
        keep_words(self.con, [e.uid for e in given if e.deadline is not None and e.phrase is None])
        added = [entry._replace(number=n) for entry, n in zip(given, numbers, strict=True)]
        unseen = self._unseen({entry.finding for entry in given if entry.finding})

        def before(entry: Entry, standing: Standing) -> None:
            if entry.uid in self.new and entry.finding in unseen:
                with self._noted(entry):
                    check_before(entry, standing.status, standing.closed_by)

        refresh(self.con, {entry.finding for entry in given if entry.finding}, before)
        for entry in added:
            if (doubt := entries.doubt(entry)) is not None:
                self.unfit.append(Unfit(entry, doubt))
            if entry.finding is not None and entry.status is not None:
                left = finding_rows.open_recommendations(self.con, entry.finding)
                if unseen.intersection([entry.finding, *left]):
                    with self._noted(entry):
                        check_concern(entry, left)
        return added

    def _unseen(self, findings: set[str]) -> set[str]:
        """The findings, and recommendations of theirs, about which this journal holds more."""
        parts = {
            part for finding in findings for part in finding_rows.recommendations_of(self.con, finding)
        }
        wanted = findings | parts
        rows = self.con.execute("SELECT uid, finding FROM entry WHERE finding IS NOT NULL")
        return {finding for uid, finding in rows if finding in wanted and uid not in self.seen}

    @contextmanager
    def _noted(self, entry: Entry) -> Iterator[None]:
        try:
            yield
        except RefusedError as error:
            self.unfit.append(Unfit(entry, error.message))
