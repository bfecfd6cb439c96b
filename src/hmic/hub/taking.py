"""Taking the hub's records into the database: links checked, entries in order, loads loaded again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hmic.errors import StoreError
from hmic.store import hub_log, journal, shared, to_share
from hmic.store.load_statements import put_off_named as put_off
from hmic.store.shared import ENTRIES, MERGED, REGISTER, LogRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Sequence


_LATER = ("entry_ai", "entry_true_on")
"""What costs less for all entries at once than for each: the words to search for, and the days."""


class Taken:
    """What came in."""

    def __init__(self) -> None:
        self.entries = 0
        self.loads = 0


class Taking:
    """Takes the records of one or several forces, within the caller's transaction."""

    def __init__(
        self,
        con: sqlite3.Connection,
        taken: Taken | None = None,
        *,
        is_new: bool = False,
        here: Container[str] = (),
    ) -> None:
        """With `is_new` what follows is worked out at the end. The loads of the uids `here` are done."""
        self.con = con
        self.taken = taken or Taken()
        self.is_new = is_new
        self.here = here
        self._touched: set[str] = set()
        self._later = put_off(con, _LATER) if is_new else []

    def take(self, force: str, rows: Sequence[LogRow]) -> None:
        """Take the records that are new here; the others are passed over."""
        fresh = list(hub_log.checked(self.con, force, rows))
        entries: list[LogRow] = []
        for row, _ in fresh:
            if row.kind in ENTRIES:
                entries.append(row)
                continue
            self._add(entries)
            entries = []
            if row.uid in self.here:
                continue
            self._settle()
            self._load(row)
        self._add(entries)
        hub_log.keep(self.con, fresh)
        to_share.settle(self.con, [row.uid for row, _ in fresh])

    def finish(self) -> None:
        """Work out the status of findings with new entries."""
        if self.is_new:
            from hmic.store.standings import refresh

            for statement in self._later:
                self.con.execute(statement)
            refresh(self.con, None)
            return
        self._settle()

    def _settle(self) -> None:
        from hmic.store.standings import refresh

        if self._touched and not self.is_new:
            refresh(self.con, self._touched)
            self._touched = set()

    def _add(self, rows: Sequence[LogRow]) -> None:
        if not rows:
            return
        known = set() if self.is_new else journal.those_known(self.con, [row.uid for row in rows])
        records: list[dict[str, Any]] = []
        words: list[tuple[str, list[str]]] = []
        unnamed: list[str] = []
        for row in rows:
            record, kept = shared.record_of(row)
            if row.uid in known:
                must_be_same(self.con, row)
                continue
            records.append(record)
            if kept:
                words.append((row.uid, kept))
            if row.kind == MERGED and record.get("deadline") is not None and not record.get("phrase"):
                unnamed.append(row.uid)
            if record.get("finding"):
                self._touched.add(record["finding"])
        journal.insert(self.con, records)
        journal.put_words(self.con, words)
        if unnamed:
            from hmic.store.deadline_history import keep_words

            keep_words(self.con, unnamed)
        self.taken.entries += len(records)

    def _load(self, row: LogRow) -> None:
        self.taken.loads += 1
        if row.kind == REGISTER:
            if self.con.execute("SELECT 1 FROM register WHERE force = ?", [row.force]).fetchone():
                return  # this database gave it, or has it from the first that joined
            from hmic.store.register_copy import put_copy

            put_copy(self.con, row.force, row.body)
            return
        load_again(self.con, row.body, row.at, row.login)


def load_again(con: sqlite3.Connection, body: str, at: str, who: str = "you") -> None:
    """Load a register as the one who loaded it did, within the caller's transaction."""
    from hmic.register.register_files import Files
    from hmic.store.load_files import load_within
    from hmic.store.loading import Loading

    files = Files.of_texts({one["name"]: one["text"] for one in json.loads(body)["files"]})
    changes = load_within(con, Loading(con, at, allow_withdrawals=True), files)
    if changes is None:
        problem = files.problems[0].message if files.problems else "its links lead out of it"
        message = f"the register that {who} loaded cannot be read by this version of hmic: {problem}"
        raise StoreError(message, hint="upgrade hmic on this computer, then: hmic sync")


def must_be_same(con: sqlite3.Connection, row: LogRow) -> None:
    """An entry that is here already has to be the one that the hub has."""
    ours = journal.records_named(con, [row.uid]).get(row.uid, {})
    theirs, _ = shared.record_of(row)
    gone = ("login", "learned_at", "words")
    if {k: v for k, v in theirs.items() if k not in gone and v is not None} != {
        k: v for k, v in ours.items() if k not in gone
    }:
        raise hub_log.altered(row.force, row.number)
