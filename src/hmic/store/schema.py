"""The ordered steps from each version of the database's tables to the next."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from sqlite_utils import Database, Migrations

from hmic.store import connection
from hmic.store.connection import APPLICATION_ID, WAIT_SECONDS, transaction, translated
from hmic.store.copies import into_wal, set_aside
from hmic.store.steps import HISTORY, LEARNED, REOPENED, SAID_OF_DATES, VOICE, WHO_ACTS, WHOLE_FILES
from hmic.store.stored import changed_behind
from hmic.store.tables import (
    DERIVED,
    GROWTH,
    JOURNAL,
    MAIL,
    REGISTER,
    VIEWS,
)
from hmic.store.upgrades import fingerprint_anew, keep_clocks, keep_words, say_who_acts

if TYPE_CHECKING:
    from pathlib import Path

migrations = Migrations("hmic")


@migrations()
def first(db: Database) -> None:
    """Version 1: register, journal, what follows from them, views, search index."""
    for text in (REGISTER, JOURNAL, DERIVED, VIEWS):
        _run(db, text)
    db.table("finding").enable_fts(
        ["id", "title", "requirement", "area", "note"], create_triggers=True, tokenize="porter"
    )
    db.table("entry").enable_fts(["note", "reason"], create_triggers=True, tokenize="porter")
    # Inside the step's own transaction, so that a database is never half of a version.
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.conn.execute("PRAGMA user_version = 1")


def _step(version: int, name: str, *texts: str) -> None:
    """A later version's step: its statements in one transaction."""

    @migrations(name=name)
    def step(db: Database) -> None:
        for text in texts:
            _run(db, text)
        db.conn.execute(f"PRAGMA user_version = {version}")


_step(2, "mail", MAIL, GROWTH)
_step(3, "reopened", REOPENED)
_step(4, "whole_files", WHOLE_FILES)
_step(5, "learned", LEARNED)
_step(6, "voice", VOICE)
_step(7, "said_of_dates", SAID_OF_DATES)


@migrations()
def whose(db: Database) -> None:
    """Version 8: who must act, read from the words; a clock's own first day."""
    _run(db, WHO_ACTS)
    say_who_acts(db.conn)
    db.conn.execute("PRAGMA user_version = 8")


@migrations()
def history(db: Database) -> None:
    """Version 9: what was recorded stays with its deadline and finding, whatever they become."""
    _run(db, HISTORY)
    keep_words(db.conn)
    db.conn.execute("PRAGMA user_version = 9")


@migrations()
def answers(db: Database) -> None:
    """Version 10: an answer to a report stays with its clock, also where it named it by number alone."""
    keep_clocks(db.conn)
    db.conn.execute("PRAGMA user_version = 10")


def _run(db: Database, text: str) -> None:
    """Run several statements in the migration's own transaction, which executescript would end."""
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if statement.strip() and sqlite3.complete_statement(statement):
            db.conn.execute(statement)
            statement = ""


def script() -> str:
    """What makes a new database of the present version, as `schema.sql` holds it.

    It is what the steps above come to, so that a new database need not import what runs the steps.
    """
    con = sqlite3.connect(":memory:")
    migrations.apply(Database(con))
    rows = con.execute(
        """SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name NOT GLOB '*_fts_*' ORDER BY rowid"""
    )
    text = "".join(f"{row[0].strip()};\n" for row in rows)
    for table, name in con.execute("SELECT migration_set, name FROM _sqlite_migrations ORDER BY id"):
        step = f"VALUES ('{table}', '{name}', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'))"
        text += f"INSERT INTO _sqlite_migrations (migration_set, name, applied_at) {step};\n"
    for pragma in ("application_id", "user_version"):
        text += f"PRAGMA {pragma} = {con.execute(f'PRAGMA {pragma}').fetchone()[0]};\n"
    con.close()
    return f"-- Made by docs/generate.py from schema.py and tables.py; change it there.\n{text}"


def bring_up_to_date(path: Path, *, keep: bool = True) -> None:
    """Make a new database, or bring an old one to the present version.

    All steps in one transaction; with `keep` an old database is first copied beside itself. Of several runs
    that start at once, the first one does it: whoever has the lock looks again.
    """
    with (
        translated(path),
        closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as con,
    ):
        into_wal(con, time.monotonic() + WAIT_SECONDS)
        with transaction(con, path):
            version = con.execute("PRAGMA user_version").fetchone()[0]
            if version >= connection.VERSION:
                return
            kept = None
            if version and keep:
                kept = set_aside(path, path.with_name(f"{path.name}.schema-{version}.bak"))
            try:
                # A load compares by the present version's shape; rows changed behind hmic's back stay told.
                changed = set(changed_behind(con)) if version else set()
                migrations.apply(Database(con))
                if version:
                    fingerprint_anew(con, changed)
            except BaseException:
                if kept is not None:
                    kept.unlink()  # the database itself stays what it was
                raise
