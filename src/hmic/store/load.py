"""Writing a register into the database: all or nothing, and nothing that the force recorded is lost."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from hmic.diff import ADDED, UNCHANGED, Changes, Comparison, Known
from hmic.errors import HmicError
from hmic.store.connection import transaction
from hmic.store.rows import Item, content_json, fingerprint_of, items
from hmic.store.standings import refresh
from hmic.store.texts import forget, note, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from hmic.errors import Problem
    from hmic.model import Register
    from hmic.reads.known import Part

_CHILDREN = ("deadline", "theme", "part", "link", "grade", "follow_up", "respond_by")

_INSERT = {
    "report": """
        INSERT INTO report (id, force, position, title, inspectorate, programme, published,
            published_on, exact, published_source, file, scale, mentioned_in, added_at, fingerprint)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET force = excluded.force, position = excluded.position,
            title = excluded.title, inspectorate = excluded.inspectorate,
            programme = excluded.programme, published = excluded.published,
            published_on = excluded.published_on, exact = excluded.exact,
            published_source = excluded.published_source, file = excluded.file,
            scale = excluded.scale, mentioned_in = excluded.mentioned_in,
            fingerprint = excluded.fingerprint, withdrawn_at = NULL""",
    "finding": """
        INSERT INTO finding (id, report, position, kind, title, requirement, area, themes,
            addressed_to, issued, national_reference, parent, same_as, note, section, opening,
            added_at, fingerprint)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET report = excluded.report, position = excluded.position,
            kind = excluded.kind, title = excluded.title, requirement = excluded.requirement,
            area = excluded.area, themes = excluded.themes, addressed_to = excluded.addressed_to,
            issued = excluded.issued, national_reference = excluded.national_reference,
            parent = excluded.parent, same_as = excluded.same_as, note = excluded.note,
            section = excluded.section, opening = excluded.opening,
            fingerprint = excluded.fingerprint, withdrawn_at = NULL""",
    "respond_by": "INSERT INTO respond_by VALUES (?, ?, ?, ?, ?, ?, ?)",
    "grade": "INSERT INTO grade VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "theme": "INSERT INTO theme VALUES (?, ?)",
    "part": "INSERT INTO part VALUES (?, ?, ?)",
    "deadline": "INSERT INTO deadline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "link": "INSERT INTO link VALUES (?, ?)",
    "follow_up": "INSERT INTO follow_up VALUES (?, ?, ?, ?, ?, ?, ?)",
}


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
        clocks: dict[str, tuple[int, str]],
        now: str,
        *,
        write: bool = True,
    ) -> None:
        """`clocks` are the rules of the clocks that run for reports; `now` is the moment in UTC."""
        self.con = con
        self.clocks = clocks
        self.now = now
        self.write = write and con is not None
        self.compared = Comparison()
        self.fresh = con is None or con.execute("SELECT 1 FROM report LIMIT 1").fetchone() is None
        """Whether nothing was loaded before, so that nothing has to be compared or replaced."""
        self._kinds: dict[str, tuple[str, int]] = {}
        self._forces: dict[str, tuple[list[str], list[Any], list[list[str]]]] = {}
        self._added: list[Item] = []
        self._replaced: list[Item] = []
        self._moved: dict[str, list[tuple[int, str]]] = {"report": [], "finding": []}
        self._touched: set[str] = set()
        self._load_id: int | None = None
        self._unchanged = 0
        self._parts: list[Part] = []
        self._later: tuple[list[str], list[str]] | None = None
        """What makes the indexes again, which a first load puts off: the register's, the standings'."""

    def add(self, name: str, register: Register) -> None:
        """Take a file's register."""
        if register.force not in self._forces and self.con is not None and not self.fresh:
            self._know(self.con, register.force)
        files, areas, orders = self._forces.setdefault(register.force, ([], [], []))
        orders.append([report.id for report in register.reports])
        files.append(name)
        areas += [[alias.area, list(alias.also)] for alias in register.areas]
        for item in items(register, self.clocks):
            self._take(item)
        self._flush()

    def add_known(self, part: Part) -> None:
        """Take a file of which only the changed reports were read."""
        con = self.con
        assert con is not None  # noqa: S101 - what is known is in a database
        self._unchanged += _count(con, part.force) - _count(con, part.force, part.fresh)
        if self.write and not same(con, part):
            self._parts.append(part)
        if part.register is None:
            return
        self._know(con, part.force, part.fresh)
        for item in items(part.register, self.clocks):
            self._take(item, moves=False)
        self._flush()

    def _know(self, con: sqlite3.Connection, force: str, reports: Iterable[str] | None = None) -> None:
        """What the database holds of a force, or of some of its reports."""
        only = "" if reports is None else " AND report.id IN (SELECT value FROM json_each(:reports))"
        rows = con.execute(
            f"""SELECT id, fingerprint, withdrawn_at IS NOT NULL, 'report', position FROM report
            WHERE force = :force{only}
            UNION ALL SELECT finding.id, finding.fingerprint, finding.withdrawn_at IS NOT NULL, 'finding',
            finding.position FROM report CROSS JOIN finding ON finding.report = report.id
            WHERE report.force = :force{only}""",  # noqa: S608 - fixed texts only
            {"force": force, "reports": json.dumps(list(reports or ()))},
        )
        for item, fingerprint, withdrawn, record, position in rows:
            self.compared.before[item] = Known(fingerprint, bool(withdrawn))
            self._kinds[item] = (record, position)

    def _take(self, item: Item, *, moves: bool = True) -> None:
        record = item.content["record"]
        what = self.compared.take(item.id, item.fingerprint)
        if what == ADDED:
            self._added.append(item)
        else:
            kind, position = self._kinds[item.id]
            if kind != record:
                raise _other_kind(item.id, kind)
            if what != UNCHANGED:
                self._replaced.append(item)
            elif (moves or record == "finding") and position != item.rows[record][0][2]:
                # The order of the file is followed without counting as an amendment.
                self._moved[record].append((item.rows[record][0][2], item.id))
        if len(self._added) + len(self._replaced) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        """Write what has come together."""
        added, replaced = self._added, self._replaced
        self._added, self._replaced = [], []
        if self.con is not None and added and not self.fresh:
            _refuse_foreign_ids(self.con, added)
        if not self.write or not (added or replaced):
            return
        con = self._writing()
        if self.fresh and self._later is None:
            self._later = put_off(con)
        self._replace([item.id for item in replaced])
        _remove_children(con, [item.id for item in replaced])
        _insert(con, (*added, *replaced), self.now)
        if not self.fresh:
            for item in (*added, *replaced):
                self._touched.add(item.id)
                self._touched.update(row[2] for row in item.rows.get("follow_up", ()))

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
        self._touched.update(_depend_on(con, ids))
        con.executemany(
            "INSERT INTO earlier_version VALUES (?, ?, ?, ?, ?)",
            [(item, self.now, self._load_id, gone, text) for item, gone, text in _versions(con, ids)],
        )

    def finish(self) -> Changes:
        """What was changed, when every file was taken."""
        changes = self.compared.changes()
        changes = replace(changes, unchanged=changes.unchanged + self._unchanged)
        if not self.write:
            return changes
        assert self.con is not None  # noqa: S101 - else nothing is written
        self._note_registers(self.con)
        for table, moved in self._moved.items():
            self.con.executemany(f"UPDATE {table} SET position = ? WHERE id = ?", moved)  # noqa: S608
        for part in self._parts:
            self.con.executemany(
                "UPDATE report SET position = ? WHERE id = ? AND position <> ?",
                [(place, report, place) for place, report in enumerate(part.order)],
            )
            note(self.con, part.force, zip(part.order, part.texts, strict=True), [part.rest])
        if changes.any:
            self._end(self._writing(), changes)
        return changes

    def note_texts(self, texts: Mapping[str, tuple[tuple[str, ...], str]]) -> None:
        """Note the digests of the files that were read in full; a force without them is forgotten."""
        assert self.con is not None  # noqa: S101 - else nothing is written
        for force, (files, _, orders) in self._forces.items():
            if len(files) == 1 and files[0] in texts:
                digests, rest = texts[files[0]]
                note(self.con, force, zip(orders[0], digests, strict=True), [rest])
            else:
                forget(self.con, force)

    def _end(self, con: sqlite3.Connection, changes: Changes) -> None:
        self._replace(list(changes.withdrawn))
        for table in ("report", "finding"):
            con.executemany(
                f"UPDATE {table} SET withdrawn_at = ? WHERE id = ?",  # noqa: S608 - our own names
                [(self.now, item) for item in changes.withdrawn],
            )
        self._touched.update(changes.withdrawn)
        lists = (changes.added, changes.amended, changes.withdrawn, changes.reinstated)
        con.execute(
            "UPDATE load SET added = ?, amended = ?, withdrawn = ?, reinstated = ? WHERE id = ?",
            [*(json.dumps(ids) for ids in lists), self._load_id],
        )
        own, standings = self._later or ((), ())
        for statement in own:
            con.execute(statement)
        refresh(con, None if self.fresh else self._touched)
        for statement in standings:
            con.execute(statement)

    def _note_registers(self, con: sqlite3.Connection) -> None:
        for force, (files, areas, _) in self._forces.items():
            row = (force, json.dumps(files), json.dumps(areas, ensure_ascii=False), self.now)
            con.execute(
                """INSERT INTO register (force, files, areas, loaded_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (force) DO UPDATE
                SET files = excluded.files, areas = excluded.areas, loaded_at = excluded.loaded_at
                WHERE files <> excluded.files OR areas <> excluded.areas""",
                row,
            )


def _refuse_foreign_ids(con: sqlite3.Connection, added: list[Item]) -> None:
    """An id belongs to one force and to one sort of thing, for good."""
    ids = json.dumps([item.id for item in added])
    kinds = {item.id: item.content["record"] for item in added}
    rows = con.execute(
        """SELECT report.id, force, 'report' FROM json_each(:ids) AS wanted
        CROSS JOIN report ON report.id = wanted.value
        UNION ALL SELECT finding.id, force, 'finding' FROM json_each(:ids) AS wanted
        CROSS JOIN finding ON finding.id = wanted.value JOIN report ON report.id = finding.report""",
        {"ids": ids},
    )
    for item, force, kind in rows:
        if kinds[item] != kind:
            raise _other_kind(item, kind)
        message = f"the id {item!r} belongs to {force} already"
        raise HmicError(message, hint="ids are unique across all forces in a database: rename it")


def _other_kind(item: str, kind: str) -> HmicError:
    message = f"{item!r} is the id of a {kind} in the database"
    return HmicError(message, hint="an id is never used again for something else: rename it")


def put_off(con: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Take the indexes of empty tables away; gives what makes them again, to be run at the end.

    Rows that come by the thousand are indexed at once in a fraction of the time; all in one transaction.
    """
    rows = con.execute(
        """SELECT type, name, sql, tbl_name FROM sqlite_master WHERE sql IS NOT NULL
        AND (type = 'index' AND tbl_name IN ('report', 'finding', 'deadline', 'theme', 'link', 'follow_up',
            'standing', 'due')
        OR type = 'trigger' AND tbl_name IN ('finding', 'standing')) ORDER BY rowid"""
    ).fetchall()
    for kind, name, _, _ in rows:
        con.execute(f"DROP {kind} {name}")
    con.execute("DELETE FROM tally")
    own = [sql for _, _, sql, table in rows if table not in ("standing", "due")]
    standings = [sql for _, _, sql, table in rows if table in ("standing", "due")]
    search = "INSERT INTO finding_fts (finding_fts) VALUES ('rebuild')"
    counts = """INSERT INTO tally SELECT finding_kind, status, open, count(*) FROM standing
        WHERE NOT withdrawn GROUP BY finding_kind, status, open"""
    return [*own, search], [*standings, counts]


class Registers(Protocol):
    """Files as they are read one after the other."""

    problems: list[Problem]
    texts: dict[str, tuple[tuple[str, ...], str]]

    def __iter__(self) -> Iterator[tuple[str, Register]]:
        """Each file's name and register, as long as nothing is wrong."""


class _WrongError(Exception):
    """Takes the transaction back."""


def _stop_if(wrong: bool) -> None:  # noqa: FBT001 - a question's answer
    if wrong:
        raise _WrongError


def load(
    con: sqlite3.Connection, path: Path, files: Registers, clocks: dict[str, tuple[int, str]], now: str
) -> Changes | None:
    """Bring the database's register to that of the files, in one transaction.

    The registers are taken one by one as they are read. When something turns out to be wrong with the
    files, nothing is changed, None comes back, and `files.problems` says what.
    """
    try:
        with transaction(con, path):
            con.execute("PRAGMA defer_foreign_keys = 1")
            loading = Loading(con, clocks, now)
            for name, register in files:
                loading.add(name, register)
            _stop_if(bool(files.problems))
            changes = loading.finish()
            loading.note_texts(files.texts)
            return changes
    except _WrongError:
        return None


def load_known(
    con: sqlite3.Connection, path: Path, parts: list[Part], clocks: dict[str, tuple[int, str]], now: str
) -> Changes:
    """Bring the database's register to that of files of which only what changed was read."""
    with transaction(con, path):
        con.execute("PRAGMA defer_foreign_keys = 1")
        loading = Loading(con, clocks, now)
        for part in parts:
            loading.add_known(part)
        return loading.finish()


def _count(con: sqlite3.Connection, force: str, reports: Iterable[str] | None = None) -> int:
    """How many reports and findings of a force, or of some of its reports, are on the register."""
    only = "" if reports is None else " AND report.id IN (SELECT value FROM json_each(:reports))"
    row = con.execute(
        f"""SELECT (SELECT count(*) FROM report WHERE force = :force AND withdrawn_at IS NULL{only})
        + (SELECT count(*) FROM report CROSS JOIN finding ON finding.report = report.id
           WHERE force = :force AND finding.withdrawn_at IS NULL{only})""",  # noqa: S608 - likewise
        {"force": force, "reports": json.dumps(list(reports or ()))},
    ).fetchone()
    return int(row[0])


def _insert(con: sqlite3.Connection, written: Iterable[Item], now: str) -> None:
    """One statement for each table, reports before the findings that point to them."""
    rows: dict[str, list[Any]] = {table: [] for table in _INSERT}
    for item in written:
        for table, own in item.rows.items():
            if table in ("report", "finding"):
                own = [(*row, now, item.fingerprint) for row in own]  # noqa: PLW2901
            rows[table] += own
    for table, statement in _INSERT.items():
        con.executemany(statement, rows[table])


def _remove_children(con: sqlite3.Connection, ids: Iterable[str]) -> None:
    ids = list(ids)
    for table in _CHILDREN:
        owner = "report" if table in ("grade", "follow_up", "respond_by") else "finding"
        con.executemany(
            f"DELETE FROM {table} WHERE {owner} = ?",  # noqa: S608 - our own names
            [(item,) for item in ids],
        )


def _depend_on(con: sqlite3.Connection, reports: Iterable[str]) -> Iterable[str]:
    """The findings of these reports, whose days count from theirs, and those of which they spoke."""
    for report in reports:
        for row in con.execute(
            "SELECT finding FROM follow_up WHERE report = :id "
            "UNION SELECT id FROM finding WHERE report = :id",
            {"id": report},
        ):
            yield row[0]


def _versions(con: sqlite3.Connection, ids: Iterable[str]) -> Iterable[tuple[str, bool, str]]:
    """What is replaced, as it stands in the database."""
    for item in ids:
        content, gone = stored_content(con, item)
        yield item, gone, content_json(content)


def stored_content(con: sqlite3.Connection, item: str) -> tuple[dict[str, Any], bool]:
    """An item's content as `rows.py` writes it, read back from the tables; and whether withdrawn."""
    cursor = con.cursor()
    cursor.row_factory = sqlite3.Row
    row = cursor.execute("SELECT * FROM finding WHERE id = ?", [item]).fetchone()
    record = "finding"
    if row is None:
        row, record = (
            cursor.execute("SELECT * FROM report WHERE id = ?", [item]).fetchone(),
            "report",
        )
    left_out = {"fingerprint", "added_at", "withdrawn_at", "position", "published_on", "exact"}
    content = {key: row[key] for key in row.keys() if key not in left_out}  # noqa: SIM118 - a Row
    content["record"] = record
    if record == "finding":
        content["themes"] = json.loads(content["themes"])
        content["deadlines"] = _lists(con, "SELECT * FROM deadline WHERE finding = ?", item)
        content["parts"] = _lists(con, "SELECT * FROM part WHERE finding = ?", item)
        follows = con.execute("SELECT earlier FROM link WHERE finding = ?", [item])
        content["follows"] = sorted(r[0] for r in follows)
    else:
        content["grades"] = _lists(con, "SELECT * FROM grade WHERE report = ?", item)
        content["follow_ups"] = _lists(con, "SELECT * FROM follow_up WHERE report = ?", item)
        content["respond_by"] = _lists(con, "SELECT * FROM respond_by WHERE report = ?", item)
    kept = {key: value for key, value in content.items() if value not in (None, [], "")}
    return kept, row["withdrawn_at"] is not None


_FLAGS = frozenset({"exact", "comparable"})


def _lists(con: sqlite3.Connection, query: str, item: str) -> list[list[Any]]:
    """Rows without their owner, with SQLite's 0 and 1 as the flags that they are."""
    cursor = con.execute(query, [item])
    flags = [n for n, column in enumerate(cursor.description) if column[0] in _FLAGS]
    result = []
    for row in cursor:
        values = list(row)
        for n in flags:
            values[n] = None if values[n] is None else bool(values[n])
        result.append(values[1:])
    return result


def changed_behind(con: sqlite3.Connection) -> Iterator[str]:
    """The reports and findings whose rows are no longer what a load wrote."""
    rows = con.execute("SELECT id, fingerprint FROM report UNION ALL SELECT id, fingerprint FROM finding")
    for item, fingerprint in rows.fetchall():
        content, _ = stored_content(con, item)
        if fingerprint_of(content) != fingerprint:
            yield item
