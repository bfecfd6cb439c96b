"""Writing a register into the database: all or nothing, and nothing that the force recorded is lost."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from hmic.diff import Changes, Known, diff
from hmic.errors import HmicError
from hmic.store.connection import transaction
from hmic.store.rows import Item, content_json, fingerprint_of, items
from hmic.store.standings import refresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hmic.model import Register

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


def compare(
    con: sqlite3.Connection | None,
    registers: list[tuple[str, Register]],
    clocks: dict[str, tuple[int, str]],
) -> tuple[Changes, list[Item]]:
    """What loading the registers would change; nothing is written. No connection: a new database."""
    now = items(registers, clocks)
    before: dict[str, Known] = {}
    if con is not None:
        forces = [register.force for _, register in registers]
        _refuse_foreign_ids(con, now, forces)
        before = _known(con, forces)
    return diff(before, {item.id: item.fingerprint for item in now}), now


def _known(con: sqlite3.Connection, forces: list[str]) -> dict[str, Known]:
    marks = ", ".join("?" * len(forces))
    rows = con.execute(
        f"""
        SELECT id, fingerprint, withdrawn_at IS NOT NULL FROM report WHERE force IN ({marks})
        UNION ALL
        SELECT finding.id, finding.fingerprint, finding.withdrawn_at IS NOT NULL
        FROM finding JOIN report ON report.id = finding.report WHERE report.force IN ({marks})
        """,  # noqa: S608 - question marks only
        [*forces, *forces],
    )
    return {row[0]: Known(row[1], bool(row[2])) for row in rows}


def _refuse_foreign_ids(con: sqlite3.Connection, now: list[Item], forces: list[str]) -> None:
    """An id belongs to one force and to one sort of thing, for good."""
    marks = ", ".join("?" * len(forces))
    others = dict(
        con.execute(
            f"""
            SELECT report.id, force FROM report WHERE force NOT IN ({marks})
            UNION ALL SELECT finding.id, force FROM finding JOIN report ON report.id = finding.report
            WHERE force NOT IN ({marks})
            """,  # noqa: S608 - question marks only
            [*forces, *forces],
        ).fetchall()
    )
    for item in now if others else ():
        if item.id in others:
            message = f"the id {item.id!r} belongs to {others[item.id]} already"
            raise HmicError(message, hint="ids are unique across all forces in a database: rename it")
    kinds = dict(con.execute("SELECT id, 'report' FROM report UNION SELECT id, 'finding' FROM finding"))
    for item in now:
        if kinds.get(item.id, item.content["record"]) != item.content["record"]:
            message = f"{item.id!r} is the id of a {kinds[item.id]} in the database"
            raise HmicError(message, hint="an id is never used again for something else: rename it")


def load(
    con: sqlite3.Connection,
    path: Path,
    registers: list[tuple[str, Register]],
    clocks: dict[str, tuple[int, str]],
    now: str,
) -> Changes:
    """Bring the database's register to that of the files, in one transaction.

    `now` is the moment of the load in UTC. What the force recorded stays; a finding that vanished is
    marked as withdrawn; what a changed one said before is kept.
    """
    with transaction(con, path):
        con.execute("PRAGMA defer_foreign_keys = 1")
        changes, wanted = compare(con, registers, clocks)
        _note_registers(con, registers, now)
        _positions(con, wanted)
        if changes.any:
            _write(con, changes, {item.id: item for item in wanted}, now)
    return changes


def _note_registers(con: sqlite3.Connection, registers: list[tuple[str, Register]], now: str) -> None:
    for force in {register.force for _, register in registers}:
        files = [name for name, register in registers if register.force == force]
        areas = [
            [alias.area, list(alias.also)]
            for _, register in registers
            if register.force == force
            for alias in register.areas
        ]
        row = (force, json.dumps(files), json.dumps(areas, ensure_ascii=False), now)
        con.execute(
            """INSERT INTO register VALUES (?, ?, ?, ?) ON CONFLICT (force) DO UPDATE
            SET files = excluded.files, areas = excluded.areas, loaded_at = excluded.loaded_at
            WHERE files <> excluded.files OR areas <> excluded.areas""",
            row,
        )


def _positions(con: sqlite3.Connection, wanted: list[Item]) -> None:
    """The order of the file is followed without counting as an amendment."""
    for table, column in (("report", 2), ("finding", 2)):
        stored = dict(con.execute(f"SELECT id, position FROM {table}"))  # noqa: S608 - our own names
        moved = [
            (item.rows[table][0][column], item.id)
            for item in wanted
            if table in item.rows and stored.get(item.id, -1) not in (-1, item.rows[table][0][column])
        ]
        con.executemany(f"UPDATE {table} SET position = ? WHERE id = ?", moved)  # noqa: S608


def _write(con: sqlite3.Connection, changes: Changes, wanted: dict[str, Item], now: str) -> None:
    lists = [list(c) for c in (changes.added, changes.amended, changes.withdrawn, changes.reinstated)]
    load_id = con.execute(
        "INSERT INTO load (loaded_at, added, amended, withdrawn, reinstated) VALUES (?, ?, ?, ?, ?)",
        [now, *(json.dumps(ids) for ids in lists)],
    ).lastrowid
    replaced = (*changes.amended, *changes.withdrawn, *changes.reinstated)
    touched = set(_spoken_of(con, replaced))
    con.executemany(
        "INSERT INTO earlier_version VALUES (?, ?, ?, ?, ?)",
        [(item, now, load_id, gone, text) for item, gone, text in _versions(con, replaced)],
    )
    _remove_children(con, (*changes.amended, *changes.reinstated))
    written = [wanted[i] for i in (*changes.added, *changes.amended, *changes.reinstated)]
    _insert(con, written, now)
    for table in ("report", "finding"):
        con.executemany(
            f"UPDATE {table} SET withdrawn_at = ? WHERE id = ?",  # noqa: S608 - our own names
            [(now, item) for item in changes.withdrawn],
        )
    touched.update(item.id for item in written)
    touched.update(changes.withdrawn)
    for item in written:
        touched.update(row[2] for row in item.rows.get("follow_up", ()))
    everything = len(changes.added) == len(wanted)
    refresh(con, None if everything else touched)


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


def _spoken_of(con: sqlite3.Connection, reports: Iterable[str]) -> Iterable[str]:
    """The findings of which these reports spoke before the load."""
    for report in reports:
        for row in con.execute("SELECT finding FROM follow_up WHERE report = ?", [report]):
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
