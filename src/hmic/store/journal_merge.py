"""Merging another journal: each entry checked, known ones passed over, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from hmic.entries import FieldError, record_name
from hmic.entry_records import Record
from hmic.errors import HmicError, RefusedError
from hmic.rules import check_before, check_concern
from hmic.store import journal
from hmic.store.admission import KnownFindings, check_named, check_no_circle
from hmic.store.deadline_history import keep_words
from hmic.store.disagreements import Disagreement, disagreements
from hmic.store.entry_rows import ENTRY_COLUMNS, entry_from, entry_of
from hmic.store.queries import finding_rows
from hmic.store.standings import refresh

if TYPE_CHECKING:
    import sqlite3

    from hmic.model import Entry
    from hmic.standing import Standing
    from hmic.store.journal_lines import CheckedLine

BATCH = 1000
"""Entries that are added at once: a journal of any length is read through, and never held."""

_CACHE = 131_072
"""Kibibytes of the database that are held meanwhile: hashes and names come in no order, so each entry
touches pages anywhere, and those that were put away would be read and written again and again."""


_INDEXING = "entry_ai"
"""The trigger that puts each entry into the search index."""


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

    new: int = 0
    """How many entries were added; their numbers come after those that were there."""
    known: int = 0
    refused: Sequence[Refusal] = ()
    disagreements: Sequence[Disagreement] = ()
    unfit: Sequence[Unfit] = ()


def merge(con: sqlite3.Connection, lines: Iterable[CheckedLine], now: str) -> Taken:
    """Add another journal's entries within the caller's transaction; known ones are passed over.

    `now` is the moment in UTC at which this journal learns of them.
    """
    merge = _Merge(con, now)
    refused: list[Refusal] = []
    lines = iter(lines)
    while piece := list(islice(lines, BATCH)):
        merge.look_up(piece)
        for line in piece:
            try:
                merge.look_at(line)
            except HmicError as error:
                refused.append(Refusal(line.number, error.message, error.hint))
        merge.flush()
    if not refused:
        merge.settle()
        refused += merge.circles()
    if refused:
        return Taken(refused=refused)
    return Taken(merge.new, merge.known, (), disagreements(con, merge.last), merge.unfit)


class _Merge:
    """One merge: what was seen of the other journal so far.

    The temporary table `merged` has the line of each entry that the other journal holds.
    """

    def __init__(self, con: sqlite3.Connection, now: str) -> None:
        self.con, self.now = con, now
        self.register = KnownFindings(con)
        self.last = journal.newest(con)
        self.new = self.known = 0
        self.unfit: list[Unfit] = []
        self._here: dict[str, Record] = {}
        """Of the piece that is looked at: the entries which this journal holds."""
        self._pending: dict[str, tuple[CheckedLine, Record]] = {}
        """Each line whose entry is to be added, and its record as it is kept."""
        self._passed: list[tuple[int, str]] = []
        self._doubts: dict[int, str] = {}
        """What earlier versions let in and this one would not, by the entry's number."""
        con.execute(f"PRAGMA cache_size = -{_CACHE}")
        con.execute("CREATE TEMP TABLE IF NOT EXISTS merged (number INTEGER PRIMARY KEY, line INTEGER)")
        con.execute("DELETE FROM temp.merged")
        query = "SELECT sql FROM sqlite_master WHERE name = ?"
        self._indexing = con.execute(query, [_INDEXING]).fetchone()[0]
        # Many are indexed at once in a fourth of the time; all within the caller's transaction.
        con.execute(f"DROP TRIGGER {_INDEXING}")

    def look_up(self, lines: Iterable[CheckedLine]) -> None:
        """Ask for what is here already of some lines that come next."""
        uids = [uid for line in lines if (uid := _uid_of(line)) is not None]
        self._here = journal.records_named(self.con, uids)

    def look_at(self, line: CheckedLine) -> None:
        """Add the entry of a line when it is new; refuse what no journal may hold."""
        record, uid = line.record, _uid_of(line)
        before = self._before(uid) if uid is not None else None
        if record is not None and before is not None:
            self._know(line.number, record, before)
            return
        if record is None or line.wrong is not None:
            raise HmicError(line.wrong or "", hint=line.hint)
        # So each is added in the order of the file, after what it corrects.
        kept = {**record, "evidence": line.evidence}
        entry = entry_of(kept)
        check_named(self.register, entry, record_name)
        self._check_corrected(entry)
        self._pending[entry.uid] = line, kept

    def _know(self, line: int, record: Record, before: Record) -> None:
        """Pass over an entry that is here already."""
        uid = str(record["uid"])
        if before != record:
            message = f"an entry with the uid {uid} is already here with different content"
            raise FieldError(
                message, field="uid", hint="entries never change: correct the entry and export again"
            )
        self.known += 1
        self._passed.append((line, uid))

    def _before(self, uid: str) -> Record | None:
        """What an entry of this name says here, or on an earlier line of the file."""
        return self._pending[uid][1] if uid in self._pending else self._here.get(uid)

    def _check_corrected(self, entry: Entry) -> None:
        """What a correction withdraws is there already and is about the same finding or report."""
        if entry.corrects is None:
            return
        wrong = self._before(entry.corrects)
        if wrong is None:
            wrong = journal.records_named(self.con, [entry.corrects]).get(entry.corrects)
        if wrong is None:
            message = f"it withdraws the entry {entry.corrects}, which is in neither journal before it"
            raise FieldError(message, field="corrects")
        if (wrong.get("finding"), wrong.get("report")) != (entry.finding, entry.report):
            about = wrong.get("finding") or wrong.get("report")
            message = f"it withdraws an entry about {about}, not about {entry.finding or entry.report}"
            raise FieldError(message, field="corrects")

    def flush(self) -> None:
        """Add the entries that have come together."""
        known, self._passed = self._passed, []
        pending, self._pending = [*self._pending.values()], {}
        self.con.executemany(
            "INSERT OR IGNORE INTO temp.merged SELECT number, ? FROM main.entry WHERE uid = ?", known
        )
        records = [{**record, "learned_at": self.now} for _, record in pending]
        numbers = journal.insert(self.con, records, [line.hashed for line, _ in pending])
        self.new += len(numbers)
        placed = [(number, line.number) for number, (line, _) in zip(numbers, pending, strict=True)]
        self.con.executemany("INSERT INTO temp.merged VALUES (?, ?)", placed)
        for number, (line, _) in zip(numbers, pending, strict=True):
            if line.doubt is not None:
                self._doubts[number] = line.doubt

    def settle(self) -> None:
        """Bring what follows from the journal up to date, and see which of the new entries do not fit."""
        self.con.execute(
            """INSERT INTO entry_fts (rowid, note, reason)
            SELECT number, note, reason FROM entry WHERE number > ?""",
            [self.last],
        )
        self.con.execute(self._indexing)
        unnamed = self.con.execute(
            "SELECT uid FROM entry WHERE number > ? AND deadline IS NOT NULL AND phrase IS NULL",
            [self.last],
        )
        keep_words(self.con, [row[0] for row in unnamed])
        added = self.con.execute(
            "SELECT DISTINCT finding FROM entry WHERE number > ? AND finding IS NOT NULL", [self.last]
        )
        findings = {row[0] for row in added}
        unseen = self._unseen(findings)

        def before(entry: Entry, standing: Standing) -> None:
            if entry.number > self.last and entry.finding in unseen:
                with self._noted(entry):
                    check_before(entry, standing.status, standing.closed_by)

        refresh(self.con, findings, before)
        for entry in self._to_look_at(unseen):
            if entry.number in self._doubts:
                self.unfit.append(Unfit(entry, self._doubts[entry.number]))
            if entry.finding is not None and entry.status is not None:
                left = finding_rows.open_recommendations(self.con, entry.finding)
                if unseen.intersection([entry.finding, *left]):
                    with self._noted(entry):
                        check_concern(entry, left)

    def _unseen(self, findings: set[str]) -> set[str]:
        """Of some findings and their recommendations, those about which this journal holds more."""
        rows = self.con.execute(
            """SELECT DISTINCT finding FROM entry WHERE number NOT IN (SELECT number FROM temp.merged)
            AND finding IN (SELECT value FROM json_each(:findings)
            UNION SELECT id FROM finding WHERE parent IN (SELECT value FROM json_each(:findings)))""",
            {"findings": json.dumps(list(findings))},
        )
        return {row[0] for row in rows}

    def _to_look_at(self, findings: set[str]) -> Iterator[Entry]:
        """The new entries with something in doubt, or a status of these findings or their concerns."""
        rows = self.con.execute(
            f"""SELECT {ENTRY_COLUMNS} FROM entry WHERE number > :last
            AND (number IN (SELECT value FROM json_each(:doubts)) OR status IS NOT NULL
            AND finding IN (SELECT value FROM json_each(:findings)
            UNION SELECT parent FROM finding WHERE id IN (SELECT value FROM json_each(:findings))))
            ORDER BY number""",  # noqa: S608
            {"last": self.last, "doubts": json.dumps([*self._doubts]), "findings": json.dumps([*findings])},
        )
        yield from map(entry_from, rows.fetchall())

    def circles(self) -> Iterator[Refusal]:
        """The new entries by which findings would replace each other."""
        rows = self.con.execute(
            f"""SELECT {ENTRY_COLUMNS} FROM entry WHERE number > ? AND superseded_by IS NOT NULL
            ORDER BY number""",  # noqa: S608
            [self.last],
        )
        for entry in map(entry_from, rows.fetchall()):
            try:
                check_no_circle(self.con, entry)
            except HmicError as error:
                line = "SELECT line FROM temp.merged WHERE number = ?"
                number = self.con.execute(line, [entry.number]).fetchone()[0]
                yield Refusal(number, error.message, error.hint)

    @contextmanager
    def _noted(self, entry: Entry) -> Iterator[None]:
        try:
            yield
        except RefusedError as error:
            self.unfit.append(Unfit(entry, error.message))


def _uid_of(line: CheckedLine) -> str | None:
    """An entry's name, where it can be one."""
    uid = line.record.get("uid") if line.record is not None else None
    return uid if isinstance(uid, str) and uid.isascii() else None
