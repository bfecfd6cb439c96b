"""What a load can put right: the register's rows, and what follows from them and from the journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator

from hmic.store.seals import broken_seals
from hmic.store.standings import refresh
from hmic.store.stored_register import changed_behind

REMEDY = "; repair with: hmic load --repair"
"""What `verify` says of all that is repaired here."""

INDEXES = {"finding_fts": "findings", "entry_fts": "entries"}


class Repair:
    """Around a load in which every file is read, within its transaction."""

    def __init__(self, con: sqlite3.Connection) -> None:
        """Let the load take every row that was changed by something else for one that it has to write."""
        self.con = con
        con.execute("UPDATE finding SET themes = '[]' WHERE NOT json_valid(themes)")
        for column, wrong in (("withdrawn_at", wrong_flags), ("added_at", wrong_moments)):
            for table, item, right in list(wrong(con)):
                con.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", [right, item])  # noqa: S608
        self.unsealed = {force for _, force, _ in broken_seals(con, "force")}
        self.changed = {item: _fingerprint(con, item, "") for item in list(changed_behind(con))}

    def finish(self, forces: Collection[str], now: str) -> None:
        """Problems in what this load did not write stay reported; derived tables are rebuilt."""
        self.con.executemany(
            "UPDATE register SET loaded_at = ? WHERE force = ?",
            [(now, force) for force in self.unsealed.intersection(forces)],
        )
        # A register without a report has a row only when it was read.
        known = json.dumps([*forces, *(row[0] for row in self.con.execute("SELECT force FROM report"))])
        for table in ("register", "loaded_file"):
            self.con.execute(
                f"DELETE FROM {table} WHERE force NOT IN (SELECT value FROM json_each(?))",  # noqa: S608
                [known],
            )
        for item, before in self.changed.items():
            if not _fingerprint(self.con, item):
                _fingerprint(self.con, item, before)
        # The changed rows never held what the register said.
        self.con.execute(
            """DELETE FROM earlier_version WHERE load = (SELECT max(id) FROM load)
            AND item IN (SELECT value FROM json_each(?))""",
            [json.dumps(list(self.changed))],
        )
        refresh(self.con, None)
        for index in INDEXES:
            self.con.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608


def _fingerprint(con: sqlite3.Connection, item: str, new: str | None = None) -> str:
    """An item's fingerprint as it is kept; then `new` replaces it, when that is given."""
    for table in ("finding", "report"):
        row = con.execute(f"SELECT fingerprint FROM {table} WHERE id = ?", [item]).fetchone()  # noqa: S608
        if row is not None:
            if new is not None:
                con.execute(f"UPDATE {table} SET fingerprint = ? WHERE id = ?", [new, item])  # noqa: S608
            return str(row[0])
    return ""


def wrong_flags(con: sqlite3.Connection) -> Iterator[tuple[str, str, str | None]]:
    """Reports and findings not marked as the loads noted it: table, id, since when it is withdrawn."""
    gone: dict[str, str | None] = {}
    loads = "SELECT loaded_at, added, reinstated, withdrawn FROM load ORDER BY id"
    for moment, added, reinstated, withdrawn in con.execute(loads):
        gone.update(dict.fromkeys(json.loads(added) + json.loads(reinstated)))
        gone.update(dict.fromkeys(json.loads(withdrawn), moment))
    for table in ("report", "finding"):
        for item, since in con.execute(f"SELECT id, withdrawn_at FROM {table}"):  # noqa: S608
            if since != gone.get(item, since):
                yield table, item, gone[item]


def wrong_moments(con: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Reports and findings not added when the loads noted it: table, id, the moment."""
    came: dict[str, str] = {}
    for moment, added in con.execute("SELECT loaded_at, added FROM load ORDER BY id"):
        for item in json.loads(added):
            came.setdefault(item, moment)
    for table in ("report", "finding"):
        for item, added in con.execute(f"SELECT id, added_at FROM {table}"):  # noqa: S608
            if added != came.get(item, added):
                yield table, item, came[item]


def forces_missing(con: sqlite3.Connection) -> list[str]:
    """The forces that have reports or a file, and no row in the table of registers."""
    rows = con.execute(
        """SELECT force FROM (SELECT force FROM report WHERE withdrawn_at IS NULL
        UNION SELECT force FROM loaded_file) WHERE force NOT IN (SELECT force FROM register)"""
    )
    return [row[0] for row in rows]


def unindexed(con: sqlite3.Connection) -> Iterator[str]:
    """What a search index does not hold as it is; not asked where nothing can be written."""
    con.execute("PRAGMA query_only = 0")
    for index, what in INDEXES.items():
        try:
            con.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
                yield what
            elif error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
                raise
    con.execute("PRAGMA query_only = 1")
