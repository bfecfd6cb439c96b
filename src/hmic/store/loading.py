"""Writing a register into the database: all or nothing, and nothing that the force recorded is lost."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hmic.diff import ADDED, UNCHANGED, Changes, Comparison, InDatabase
from hmic.errors import HmicError
from hmic.store.deadline_history import lost_deadlines
from hmic.store.first_load import FirstLoad
from hmic.store.forces import Other, on_register, others, rename, renamed
from hmic.store.load_statements import depend_on, insert, remove_children
from hmic.store.mass_withdrawal import check_withdrawn
from hmic.store.present_ids import now_called
from hmic.store.register_rows import Item, RegisterRows, looks_of_row, rows_of
from hmic.store.renamed_ids import alike, is_marked, is_withdrawn, mark
from hmic.store.standings import reached, refresh
from hmic.store.stored_register import versions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from hmic.file_marks import KnownFile
    from hmic.register_records import Register

_BATCH = 500
"""Items that are written at once."""


class Loading:
    """Brings the database's register to that of the files, one register after the other.

    To be used within one transaction. What the force recorded stays; a finding that vanished is marked as
    withdrawn; what a changed one said before is kept. Without a connection, or with `write` false, it
    only finds out what a load would change.
    """

    def __init__(
        self,
        con: sqlite3.Connection | None,
        now: str,
        *,
        write: bool = True,
        allow_withdrawals: bool = False,
    ) -> None:
        """`now` is the moment in UTC.

        With `allow_withdrawals` any number of findings may be withdrawn.
        """
        self.con = con
        self.allow_withdrawals = allow_withdrawals
        self.now = now
        self.write = write and con is not None
        self.compared = Comparison()
        self.fresh = con is None or con.execute("SELECT 1 FROM report LIMIT 1").fetchone() is None
        """Whether nothing was loaded before, so that nothing has to be compared or replaced."""
        self._kinds: dict[str, tuple[str, int]] = {}
        self._forces: dict[str, tuple[list[str], list[Any]]] = {}
        self._added: list[Item] = []
        self._replaced: list[Item] = []
        self._moved: dict[str, list[tuple[int, str]]] = {"report": [], "finding": []}
        self._touched: set[str] = set()
        self._others: dict[str, Other] = {}
        """Other forces that have some of a register's ids."""
        self._load_id: int | None = None
        self._passed: frozenset[str] = frozenset()
        self._come: dict[str, tuple[str, ...]] = {}
        """Title and text of each added finding, by which a changed id is noticed."""
        self._lost: list[str] = []
        """Deadlines of which something was recorded and that cannot be found again."""
        self._formers: list[tuple[str, str, str]] = []
        """Each id that was changed: its table, the old id, the new one."""
        self._first: FirstLoad | None = None

    def add(self, name: str, register: Register | RegisterRows) -> None:
        """Take a file's register."""
        given = register if isinstance(register, RegisterRows) else rows_of(register)
        if self.con is not None and not self.fresh:
            if given.force not in self._forces:
                self._know(self.con, given.force)
            new = [one for one in given.ids if one not in self.compared.before]
            for force, other in others(self.con, name, given.force, new).items():
                if force not in self._others and force not in self._forces:
                    self._others[force] = other
                    self._know(self.con, force)
        files, areas = self._forces.setdefault(given.force, ([], []))
        files.append(name)
        areas += given.areas
        for item in given.items:
            self._take(item)
        self._flush()
        if self._first is not None:
            self._first.settle(given.ids)
            self._touched.difference_update(given.ids)

    def pass_over(self, forces: Iterable[str]) -> None:
        """Leave these forces as they are; their files are as they were loaded last."""
        self._passed = frozenset(forces)

    @property
    def in_doubt(self) -> bool:
        """Whether an id of what was read belongs to a force that is passed over."""
        return not self._passed.isdisjoint(self._others)

    def _know(self, con: sqlite3.Connection, force: str) -> None:
        """What the database holds of a force."""
        rows = con.execute(
            """SELECT id, fingerprint, withdrawn_at IS NOT NULL, 'report', position FROM report
            WHERE force = :force
            UNION ALL SELECT finding.id, finding.fingerprint, finding.withdrawn_at IS NOT NULL, 'finding',
            finding.position FROM report CROSS JOIN finding ON finding.report = report.id
            WHERE report.force = :force""",
            {"force": force},
        )
        for item, fingerprint, withdrawn, record, position in rows:
            self.compared.before[item] = InDatabase(fingerprint, bool(withdrawn))
            self._kinds[item] = (record, position)

    def _take(self, item: Item) -> None:
        record = item.record
        what = self.compared.take(item.id, item.fingerprint, item.formers)
        if self.con is not None and not self.fresh:
            self._check_history(self.con, item, what)
        if self.write:
            self._formers += [(record, former, item.id) for former in item.formers]
        if what == ADDED:
            self._added.append(item)
            if record == "finding" and not self.fresh and not item.formers:
                self._come[item.id] = looks_of_row(item.rows[record][0])
        else:
            kind, position = self._kinds[item.id]
            if kind != record:
                raise _other_kind(item.id, kind)
            if what != UNCHANGED:
                self._replaced.append(item)
            elif position != item.rows[record][0][2]:
                # The order of the file is followed without counting as an amendment.
                self._moved[record].append((item.rows[record][0][2], item.id))
        if len(self._added) + len(self._replaced) >= _BATCH:
            self._flush()

    def _check_history(self, con: sqlite3.Connection, item: Item, what: str) -> None:
        """Whether each deadline of which something was recorded can be found again."""
        if "deadline" not in item.rows or (what == UNCHANGED and not item.formers):
            return
        for known in (item.id, *item.formers):
            if known in self.compared.before:
                self._lost += lost_deadlines(con, known, item.rows["deadline"])

    def _flush(self) -> None:
        """Write what has come together."""
        added, replaced = self._added, self._replaced
        self._added, self._replaced = [], []
        if not self.write or not (added or replaced):
            return
        con = self._writing()
        if self.fresh and self._first is None:
            self._first = FirstLoad(con)
        self._replace([item.id for item in replaced])
        remove_children(con, [item.id for item in replaced])
        insert(con, (*added, *replaced), self.now)
        for item in (*added, *replaced):
            self._touched.add(item.id)
            self._touched.update(row[2] for row in item.rows.get("follow_up", ()))

    @property
    def number(self) -> int | None:
        """The load's number, if there was anything to note in the list of loads."""
        return self._load_id

    @property
    def read_forces(self) -> Mapping[str, tuple[list[str], list[Any]]]:
        """Each force that was read, with its files."""
        return self._forces

    @property
    def forces(self) -> Collection[str]:
        """The forces that were read."""
        return self._forces.keys()

    def _writing(self) -> sqlite3.Connection:
        """The connection, once the load has a number, which what it replaces points to."""
        con = self.con
        assert con is not None  # noqa: S101 - asked by the callers
        if self._load_id is None:
            self._load_id = con.execute(
                "INSERT INTO load (loaded_at, added, amended, withdrawn, reinstated) "
                "VALUES (?, '[]', '[]', '[]', '[]')",
                [self.now],
            ).lastrowid
        return con

    def _replace(self, ids: list[str]) -> None:
        """Keep what these said until now."""
        con = self._writing()
        if not ids:
            return  # else every piece of a first load would look through all that came before it
        self._touched |= reached(con, depend_on(con, ids))
        con.executemany(
            "INSERT INTO earlier_version VALUES (?, ?, ?, ?, ?)",
            [(item, self.now, self._load_id, gone, text) for item, gone, text in versions(con, ids)],
        )

    def finish(self) -> Changes:
        """What was changed, when every file was taken."""
        if self._lost:
            raise _lost(self._lost)
        changes = self.compared.changes()
        if changes.withdrawn and self.con is not None and not self.allow_withdrawals:
            there = [one for one, known in self.compared.before.items() if not known.withdrawn]
            check_withdrawn(self.con, self._findings(changes.withdrawn), self._findings(there))
        passed = on_register(self.con, self._passed) if self.con and self._passed else 0
        changes = replace(
            changes,
            unchanged=changes.unchanged + passed,
            renamed=renamed(self._others, self._forces, self.compared.unseen),
        )
        if self.con is not None and changes.withdrawn and self._come:
            changes = replace(changes, alike=alike(self.con, changes.withdrawn, self._come))
        if not self.write:
            return changes
        assert self.con is not None  # noqa: S101 - else nothing is written
        self._note_registers(self.con)
        for old, new in changes.renamed:
            rename(self.con, old, new)
        for table, moved in self._moved.items():
            self.con.executemany(f"UPDATE {table} SET position = ? WHERE id = ?", moved)  # noqa: S608
        self._formers = [one for one in self._formers if not is_marked(self.con, *one)]
        if changes.any or self._formers:
            self._end(self._writing(), changes)
        return changes

    def _findings(self, ids: Iterable[str]) -> list[str]:
        return [one for one in ids if self._kinds[one][0] == "finding"]

    def note_files(self, known: Mapping[str, KnownFile]) -> None:
        """Note by what each force's file can be known again; a force of several files is always read."""
        assert self.con is not None  # noqa: S101 - else nothing is written
        for force, (files, _) in self._forces.items():
            self.con.execute("DELETE FROM loaded_file WHERE force = ?", [force])
            if len(files) == 1:
                row = (force, *known[files[0]])
                self.con.execute("INSERT OR REPLACE INTO loaded_file VALUES (?, ?, ?)", row)

    def _end(self, con: sqlite3.Connection, changes: Changes) -> None:
        if self._first is not None:
            self._first.end()
        self._replace([*changes.withdrawn, *(old for old, _ in changes.moved)])
        for table in ("report", "finding"):
            con.executemany(
                f"UPDATE {table} SET withdrawn_at = ? WHERE id = ?",  # noqa: S608 - our own names
                [(self.now, item) for item in changes.withdrawn],
            )
        self._touched.update(changes.withdrawn)
        gone = [old for record, old, _ in self._formers if not is_withdrawn(con, record, old)]
        for record, old, new in self._formers:
            # What was recorded leaves the finding that it was put on by mistake.
            self._touched.add(now_called(con, record, old) or old)
            mark(
                con, record, old, new, self.now, {o for r, o, n in self._formers if (r, n) == (record, new)}
            )
            self._touched.update((old, new))
        # An id that was changed is on the register no more, and the new one is.
        come = [new for _, new in changes.moved if new not in self.compared.before]
        lists = (
            [*changes.added, *come], changes.amended, [*changes.withdrawn, *gone], changes.reinstated,
        )  # fmt: skip
        con.execute(
            "UPDATE load SET added = ?, amended = ?, withdrawn = ?, reinstated = ? WHERE id = ?",
            [*(json.dumps(ids) for ids in lists), self._load_id],
        )
        refresh(con, reached(con, self._touched))

    def _note_registers(self, con: sqlite3.Connection) -> None:
        for force, (files, areas) in self._forces.items():
            row = (force, json.dumps(files), json.dumps(areas, ensure_ascii=False), self.now)
            con.execute(
                """INSERT INTO register (force, files, areas, loaded_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (force) DO UPDATE
                SET files = excluded.files, areas = excluded.areas, loaded_at = excluded.loaded_at
                WHERE files <> excluded.files OR areas <> excluded.areas""",
                row,
            )


def _lost(lost: list[str]) -> HmicError:
    more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
    what, _, remedy = lost[0].partition("; ")
    return HmicError(f"{what}{more}", hint=remedy)


def _other_kind(item: str, kind: str) -> HmicError:
    message = f"{item!r} is the id of a {kind} in the database"
    return HmicError(message, hint="an id is never reused: choose another")
