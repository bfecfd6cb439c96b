"""A backup: a copy made while others write, checked, never overwriting anything."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from hmic.errors import StoreError
from hmic.store.connection import open_reading
from hmic.store.copies import copy_into, link
from hmic.store.journal_heads import Head, Noted, head, kept
from hmic.store.transactions import translated
from hmic.store.verifying import entry_count, problems
from hmic.systems import synced
from hmic.unfinished_files import file_beside, remove


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


def _checked(copy: Path, named: Path, last: list[Noted]) -> tuple[int, Head]:
    with closing(open_reading(copy)) as con:
        wrong = list(problems(con, named, heads=last))
        if wrong:
            message = f"{named} is damaged: {wrong[0]}"
            hint = f"problems found: {len(wrong)}; see them with: hmic verify --db {named}"
            raise StoreError(message, hint=hint)
        return entry_count(con), head(con)


def _give_name(aside: Path, file: Path) -> None:
    """Name the copy, unless somebody else has taken the name in the meantime."""
    try:
        link(aside, file)
    except FileExistsError:
        message = f"{file} already exists"
        raise StoreError(message, hint="a backup never overwrites a file: give another name") from None
    synced(file)
