"""Copies of the database: made while others write, checked, never overwriting anything."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from hmic.errors import StoreError
from hmic.store.connection import open_reading, translated
from hmic.store.verify import findings, size


def back_up(db: Path, file: Path) -> int:
    """Copy `db` to a new `file`; gives the number of journal entries in the copy.

    The copy is made beside its place, checked as `verify` does, and only then given its name.
    """
    if file.exists():
        message = f"{file} exists already"
        raise StoreError(message, hint="a backup never overwrites: give another name")
    if not file.parent.is_dir():
        message = f"there is no folder {file.parent}"
        raise StoreError(message, hint="make the folder first")
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with closing(open_reading(db)) as source:
            _copy(source, aside)
        entries = _checked(aside, db)
        _give_name(aside, file)
    finally:
        aside.unlink(missing_ok=True)
    return entries


def _copy(source: sqlite3.Connection, target: Path) -> None:
    with translated(target), closing(sqlite3.connect(target)) as con:
        source.backup(con)
        # A copy is one file: no log beside it that could be forgotten.
        con.execute("PRAGMA journal_mode = DELETE")


def _checked(copy: Path, named: Path) -> int:
    with closing(open_reading(copy)) as con:
        wrong = list(findings(con, copy))
        if wrong:
            message = f"{named} is not whole: {wrong[0]}"
            hint = f"{len(wrong)} thing(s) wrong; see them with: hmic verify --db {named}"
            raise StoreError(message, hint=hint)
        return size(con)[1]


def _give_name(aside: Path, file: Path) -> None:
    """Name the copy, unless somebody else has taken the name in the meantime."""
    descriptor = os.open(aside, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(aside, file)
    except FileExistsError:
        message = f"{file} exists already"
        raise StoreError(message, hint="a backup never overwrites: give another name") from None
    except OSError:
        # A file system without links; the name was free a moment ago.
        aside.rename(file)


def bring_back(db: Path, file: Path, moment: str) -> tuple[Path | None, int]:
    """Put the content of the copy `file` into `db`; gives where the old one was kept, and its entries.

    The copy is checked first. The change happens in SQLite's own way, so that a run which is reading or
    writing at the time sees either the old content or the new.
    """
    if not file.exists():
        message = f"there is no file {file}"
        raise StoreError(message, hint="give a copy that was made with: hmic backup")
    entries = _checked(file, file)
    kept: Path | None = None
    if db.exists():
        kept = db.with_name(f"{db.name}.before-restore-{moment}")
        if kept.exists():
            message = f"{kept} exists already"
            raise StoreError(message, hint="try again in a second")
        with translated(db), closing(sqlite3.connect(db)) as con:
            _copy(con, kept)
    with translated(db), closing(open_reading(file)) as source, closing(sqlite3.connect(db)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = WAL")
    return kept, entries
