"""Copying database files: page by page while others write, and under names that are free."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from hmic.file_kinds import companions
from hmic.store import transactions
from hmic.store.transactions import BUSY, locked
from hmic.systems import synced
from hmic.unfinished_files import file_beside, remove


def copy_into(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database page by page, as it is; as with any lock, others are waited for a while only."""
    last = time.monotonic() + transactions.WAIT_SECONDS

    def step(status: int, *_: int) -> None:
        if status in BUSY and time.monotonic() > last:
            raise locked()

    with closing(sqlite3.connect(target)) as con:
        source.backup(con, progress=step, sleep=0.02)
        # A copy is one file: no log beside it that could be forgotten.
        con.execute("PRAGMA journal_mode = DELETE")


def set_aside(place: Path, name: Path) -> Path:
    """A copy of a database under a name that is free; the caller keeps everybody from writing."""
    aside = file_beside(place)
    try:
        with closing(sqlite3.connect(place)) as con:
            copy_into(con, aside)
        return name_free(aside, name)
    finally:
        remove(aside)


def name_free(file: Path, name: Path) -> Path:
    """Give a file a further name: this one, or with the first number after it that makes it free."""
    number = 1
    while True:
        wanted = name.with_name(f"{name.name}-{number}") if number > 1 else name
        number += 1
        if any(one.exists() for one in companions(wanted)):
            continue
        with suppress(FileExistsError):
            link(file, wanted)
            synced(wanted)
            return wanted


def link(file: Path, name: Path) -> None:
    """A second name for a file; a copy where the file system has no links. Never overwrites."""
    try:
        os.link(file, name)
    except FileExistsError:
        raise
    except OSError:
        with name.open("xb"):
            pass
        try:
            import shutil

            shutil.copy2(file, name)
        except BaseException:
            name.unlink(missing_ok=True)
            raise


def into_wal(con: sqlite3.Connection, last: float) -> None:
    """Go over to a write-ahead log, beside which the old content can be read while the new is written."""
    while True:
        try:
            con.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in BUSY or time.monotonic() > last:
                raise
            time.sleep(0.005)
        else:
            return
