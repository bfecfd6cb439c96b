"""A new database: made beside its place, and given its name only when what belongs in it is there."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from hmic.errors import MadeMeanwhileError, StoreError
from hmic.store.connection import only_local, open_writing
from hmic.store.copies import link
from hmic.store.transactions import translated
from hmic.systems import synced
from hmic.unfinished_files import file_beside, remove

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path


def check_folder(db: Path) -> None:
    """StoreError where no database can be made, as far as its place tells."""
    only_local(db)
    if not db.parent.is_dir():
        message = f"there is no folder {db.parent} for the database"
        raise StoreError(message, hint="create the folder, or give another path with --db")


@contextmanager
def made(db: Path) -> Iterator[sqlite3.Connection]:
    """A new, empty database to load into; whatever goes wrong, nothing is left of it.

    A run that is killed leaves nothing under the database's name either, and the next one clears the rest.
    """
    check_folder(db)
    place = db.resolve()
    try:
        aside = file_beside(place)
    except OSError as error:
        raise _unmade(db, error) from error
    try:
        with closing(open_writing(aside, create=True)) as con:
            yield con
            if con.execute("SELECT 1 FROM register LIMIT 1").fetchone() is None:
                return
            with translated(db):
                # Without this a checkpoint that fails when the file is closed would fail in silence.
                con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        _name(aside, place, db)
    except StoreError as error:
        error.message = error.message.replace(str(aside), str(db))
        raise
    finally:
        remove(aside)


def _name(aside: Path, place: Path, db: Path) -> None:
    try:
        link(aside, place)
        synced(place)
    except FileExistsError as error:
        message = f"{db} was just created by another run"
        raise MadeMeanwhileError(message, hint="try again") from error
    except OSError as error:
        raise _unmade(db, error) from error


def _unmade(db: Path, error: OSError) -> StoreError:
    message = f"{db} cannot be created: {(error.strerror or str(error)).lower()}"
    return StoreError(message, hint="check the folder, the disk space and your permissions")
