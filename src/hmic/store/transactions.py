"""Transactions: waiting for the turn to write, all or nothing, and SQLite's failures in plain words."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

WAIT_SECONDS = 10
"""How long a writer waits for another before it gives up."""

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""SQLite's numbers for: somebody else has it at this moment."""


def locked() -> sqlite3.OperationalError:
    """SQLite's own error for having waited in vain."""
    return sqlite3.OperationalError("database is locked")


@contextmanager
def transaction(con: sqlite3.Connection, path: Path) -> Iterator[None]:
    """All or nothing: everything inside is committed together or not at all."""
    with translated(path):
        _begin(con)
        try:
            yield
        except BaseException:
            if con.in_transaction:
                con.execute("ROLLBACK")
            raise
        con.execute("COMMIT")


def _begin(con: sqlite3.Connection) -> None:
    """Wait for the turn to write.

    SQLite's own waiting sleeps ever longer, so that among many busy writers one can starve; asking
    again every few milliseconds, each at its own pace, lets everybody through.
    """
    con.execute("PRAGMA busy_timeout = 0")
    last = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            con.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise
            time.sleep(0.001 + (time.perf_counter_ns() % 8) / 1000)
        else:
            con.execute(f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")
            return


_CAUSES = (
    ("locked", "waited {wait} seconds for another run of hmic that is writing to {path}",
     "try again in a moment; if no one else is using it, look for a run that is stuck"),
    ("not a database", "{path} is not a database",
     "move it away, then: hmic restore BACKUP, or hmic load for a new one"),
    ("malformed", "{path} is damaged", "keep the file, and restore a backup: hmic restore BACKUP"),
    ("readonly", "{path} cannot be written to", "check the permissions of the file and its folder"),
    ("full", "the disk is full, so {path} cannot be written", "free some space; nothing has been changed"),
    ("unable to open", "{path} cannot be opened", "check the path and the permissions of its folder"),
    ("disk i/o", "the disk that {path} is on reports an error", "check the disk and the network share"),
)  # fmt: skip


_OTHER = ("{path} is damaged ({text})", "keep the file, and restore a backup: hmic restore BACKUP")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's failures into a message with a cause and a remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if is_ours(error):
            raise
        raise as_store_error(error, path) from error


def is_ours(error: sqlite3.DatabaseError) -> bool:
    """Whether a statement of hmic's own is wrong, which no damage of a file explains."""
    text = str(error).lower()
    return "malformed" not in text and ("syntax error" in text or "ambiguous column" in text)


def as_store_error(error: sqlite3.DatabaseError, path: Path) -> StoreError:
    """What a failure of SQLite's means, with a remedy."""
    text = str(error).lower()
    for sign, message, hint in _CAUSES:
        if sign in text:
            return StoreError(message.format(path=path, wait=WAIT_SECONDS), hint=hint)
    message, hint = _OTHER
    return StoreError(message.format(path=path, text=error), hint=hint)
