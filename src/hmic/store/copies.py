"""Copies of the database: made while others write, checked, never overwriting anything."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from hmic.aside import companions, file_beside, remove
from hmic.errors import StoreError
from hmic.store.connection import BUSY, WAIT_SECONDS, locked, open_reading, translated
from hmic.store.heads import Head, Noted, head, kept
from hmic.store.verify import findings, size


def back_up(db: Path, file: Path) -> tuple[int, Head]:
    """Copy `db` to a new `file`; gives the number of journal entries in the copy, and the journal's head.

    The copy is made beside its place, checked as `verify` does, and only then given its name.
    """
    if file.exists():
        message = f"{file} already exists"
        raise StoreError(message, hint="a backup never overwrites a file: give another name")
    if not file.parent.is_dir():
        message = f"there is no folder {file.parent}"
        raise StoreError(message, hint="create the folder first")
    aside = file_beside(file)
    last = kept(db)  # read first: a later one may be of entries that are not in the copy
    try:
        with closing(open_reading(db)) as source, translated(file):
            copy_into(source, aside)
        checked = _checked(aside, db, last)
        _give_name(aside, file)
    finally:
        remove(aside)
    return checked


def copy_into(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database page by page, as it is; as with any lock, others are waited for a while only."""
    last = time.monotonic() + WAIT_SECONDS

    def step(status: int, *_: int) -> None:
        if status in BUSY and time.monotonic() > last:
            raise locked()

    with closing(sqlite3.connect(target)) as con:
        source.backup(con, progress=step, sleep=0.02)
        # A copy is one file: no log beside it that could be forgotten.
        con.execute("PRAGMA journal_mode = DELETE")


def _checked(copy: Path, named: Path, last: list[Noted]) -> tuple[int, Head]:
    with closing(open_reading(copy)) as con:
        wrong = list(findings(con, named, heads=last))
        if wrong:
            message = f"{named} is damaged: {wrong[0]}"
            hint = f"problems found: {len(wrong)}; see them with: hmic verify --db {named}"
            raise StoreError(message, hint=hint)
        return size(con)[1], head(con)


def _give_name(aside: Path, file: Path) -> None:
    """Name the copy, unless somebody else has taken the name in the meantime."""
    try:
        link(aside, file)
    except FileExistsError:
        message = f"{file} already exists"
        raise StoreError(message, hint="a backup never overwrites a file: give another name") from None
    synced(file)


def synced(file: Path) -> None:
    """Wait until a file and its name are on the disk; elsewhere than on POSIX no folder can be asked."""
    if os.name != "posix":
        return
    for path in (file, file.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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
