"""Bringing a database of an earlier version to the present one: the ordered steps, all in one transaction.

A new database is made from `schema.sql`, which holds what the steps come to.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Container
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database, Migrations

from hmic.model import THE_FORCE
from hmic.store import schema, schema_steps
from hmic.store.copies import into_wal, set_aside
from hmic.store.register_rows import content_json, fingerprint_of, who_acts
from hmic.store.schema import statements
from hmic.store.stored_register import changed_behind, stored_content
from hmic.store.transactions import WAIT_SECONDS, transaction, translated

if TYPE_CHECKING:
    from pathlib import Path

migrations = Migrations("hmic")


def bring_up_to_date(path: Path, *, keep: bool = True) -> None:
    """Bring an old database to the present version.

    All steps in one transaction; with `keep` it is first copied beside itself. Of several runs
    that start at once, the first one does it: whoever has the lock looks again.
    """
    with (
        translated(path),
        closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as con,
    ):
        into_wal(con, time.monotonic() + WAIT_SECONDS)
        with transaction(con, path):
            version = con.execute("PRAGMA user_version").fetchone()[0]
            if version >= schema.VERSION:
                return
            bak = path.with_name(f"{path.name}.schema-{version}.bak")
            kept = set_aside(path, bak) if keep else None
            try:
                # A load compares by the present version's shape; other programs' changes stay reported.
                changed = set(changed_behind(con))
                migrations.apply(Database(con))
                _fingerprint_anew(con, changed)
            except BaseException:
                if kept is not None:
                    kept.unlink()  # the database itself stays what it was
                raise


def _step(
    version: int, name: str, *texts: str, and_then: Callable[[sqlite3.Connection], None] | None = None
) -> None:
    """A version's step: its statements, and what no statement of SQL can work out."""

    @migrations(name=name)
    def step(db: Database) -> None:
        for statement in statements("".join(texts)):
            db.conn.execute(statement)
        if and_then is not None:
            and_then(db.conn)
        # Inside the step's own transaction, so that a database is never half of a version.
        db.conn.execute(f"PRAGMA user_version = {version}")


def _say_who_acts(con: sqlite3.Connection) -> None:
    """Read who must act from the words of every finding and deadline, of earlier wordings too."""
    rows = con.execute(
        """SELECT finding.id, addressed_to, force FROM finding JOIN report ON report.id = finding.report"""
    ).fetchall()
    forces = {finding: force for finding, _, force in rows}
    for finding, words, force in rows:
        con.execute(
            "UPDATE finding SET acts = ?, acts_why = ? WHERE id = ?", [*who_acts(words, force), finding]
        )
    for finding, number, due_to in con.execute("SELECT finding, number, due_to FROM deadline").fetchall():
        whose, _ = who_acts(due_to or THE_FORCE, forces[finding])
        con.execute(
            "UPDATE deadline SET acts = ? WHERE finding = ? AND number = ?", [whose, finding, number]
        )
    for item, load, text in con.execute("SELECT item, load, content FROM earlier_version").fetchall():
        content = json.loads(text)
        for clock in content.get("respond_by", ()):
            clock.append(None)
        if item in forces:
            content["acts"], content["acts_why"] = who_acts(content["addressed_to"], forces[item])
            for deadline in content.get("deadlines", ()):
                deadline.append(who_acts(deadline[_DUE_TO] or THE_FORCE, forces[item])[0])
        con.execute(
            "UPDATE earlier_version SET content = ? WHERE item = ? AND load = ?",
            [content_json(content), item, load],
        )


_DUE_TO = 4
"""The place of `due_to` in a kept deadline of that time: number, phrase, requires, condition, due to."""


def _keep_words(con: sqlite3.Connection) -> None:
    """The words of each deadline that an entry names by its number, as they were when it was recorded."""
    named = con.execute(
        """SELECT uid, finding, deadline, known_at FROM entry
        WHERE deadline IS NOT NULL AND finding IS NOT NULL"""
    ).fetchall()
    for uid, finding, number, known_at in named:
        content = _content_then(con, finding, known_at)
        if content is not None:
            deadlines = content.get("deadlines", [])
            words = next((d[1:3] for d in deadlines if d[0] == number), None)
        else:
            query = "SELECT phrase, requires FROM deadline WHERE finding = ? AND number = ?"
            words = con.execute(query, [finding, number]).fetchone()
        if words:
            con.execute("INSERT INTO entry_words VALUES (?, ?, ?)", [uid, *words])
    for item, load, text in con.execute("SELECT item, load, content FROM earlier_version").fetchall():
        content = json.loads(text)
        for deadline in content.get("deadlines", ()):
            deadline.append(None)
        con.execute(
            "UPDATE earlier_version SET content = ? WHERE item = ? AND load = ?",
            [content_json(content), item, load],
        )


def _keep_clocks(con: sqlite3.Connection) -> None:
    """The name of each clock that an answer names by number, as its report had it when it was recorded."""
    named = con.execute(
        """SELECT uid, report, deadline, known_at FROM entry
        WHERE deadline IS NOT NULL AND report IS NOT NULL AND phrase IS NULL"""
    ).fetchall()
    for uid, report, number, known_at in named:
        content = _content_then(con, report, known_at)
        if content is not None:
            # A kept clock is: number, clock, note, due, exact, rule, issued.
            clocks = {clock[0]: (clock[1], clock[6]) for clock in content.get("respond_by", ())}
            words = clocks.get(number)
        else:
            query = "SELECT clock, issued FROM respond_by WHERE report = ? AND number = ?"
            words = con.execute(query, [report, number]).fetchone()
        if words:
            con.execute("INSERT OR IGNORE INTO entry_words VALUES (?, ?, ?)", [uid, *words])


def _content_then(con: sqlite3.Connection, item: str, moment: str) -> dict[str, Any] | None:
    """What an item said at a moment, where a load has changed it since."""
    row = con.execute(
        """SELECT content FROM earlier_version WHERE item = ? AND until > ? ORDER BY load LIMIT 1""",
        [item, moment],
    ).fetchone()
    content: dict[str, Any] | None = json.loads(row[0]) if row else None
    return content


def _fingerprint_anew(con: sqlite3.Connection, but_not: Container[str]) -> None:
    """Give every report and finding the fingerprint of what its rows hold now."""
    for table in ("report", "finding"):
        for (item,) in con.execute(f"SELECT id FROM {table}").fetchall():  # noqa: S608 - our own names
            if item not in but_not:
                own = fingerprint_of(stored_content(con, item)[0])
                con.execute(f"UPDATE {table} SET fingerprint = ? WHERE id = ?", [own, item])  # noqa: S608


_step(2, "mail", schema_steps.MAIL, schema_steps.GROWTH)
_step(3, "reopened", schema_steps.REOPENED)
_step(4, "whole_files", schema_steps.WHOLE_FILES)
_step(5, "learned", schema_steps.LEARNED)
_step(6, "voice", schema_steps.VOICE)
_step(7, "said_of_dates", schema_steps.SAID_OF_DATES)
_step(8, "whose", schema_steps.WHO_ACTS, and_then=_say_who_acts)
_step(9, "history", schema_steps.HISTORY, and_then=_keep_words)
_step(10, "answers", and_then=_keep_clocks)
_step(11, "seen", schema_steps.SEEN)
_step(12, "shared", schema_steps.SHARED)
