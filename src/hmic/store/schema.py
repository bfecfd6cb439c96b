"""The present schema: its version, and a new database of it, made from `schema.sql`."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATION_ID = 0x484D4943
"""`HMIC` in ASCII: lets `file` and hmic recognise the database."""

VERSION = 12
"""The schema's version, in `PRAGMA user_version`; raised with every step in `upgrade.py`."""

FOLD = 13
"""Raised whenever `standing.py` comes to another result for the same journal, or more is sealed: the kept
standings of an older database are then made anew when it is opened, and what has no seal gets one."""


def make(con: sqlite3.Connection) -> None:
    """The tables of a new database, within the caller's transaction."""
    # What a run left that was killed at its first step by an earlier version.
    con.execute("DROP TABLE IF EXISTS _sqlite_migrations")
    for statement in statements(_text()):
        con.execute(statement)


def made_anew() -> sqlite3.Connection:
    """An empty database of the present schema, in memory."""
    con = sqlite3.connect(":memory:")
    con.executescript(_text())
    return con


def _text() -> str:
    return Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")


def is_empty(con: sqlite3.Connection) -> bool:
    """Whether nothing of ours or anyone's is in it; the list of migrations is made first of all."""
    made = "SELECT 1 FROM sqlite_master WHERE name NOT LIKE '%sqlite\\_%' ESCAPE '\\' LIMIT 1"
    return not con.execute(made).fetchone()


def statements(text: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would end the transaction."""
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
