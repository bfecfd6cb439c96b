"""Bringing a copy back: in one exclusive step, so that nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.errors import StoreError
from hmic.file_kinds import companions
from hmic.store import journal_heads, schema, transactions
from hmic.store.connection import only_a_file, only_local, open_copy, open_reading, version_of
from hmic.store.copies import copy_into, into_wal, link, name_free, set_aside
from hmic.store.transactions import BUSY, locked, translated
from hmic.store.verifying import entry_count, problems
from hmic.systems import put_in_place, synced
from hmic.unfinished_files import file_beside, remove

if TYPE_CHECKING:
    from collections.abc import Iterator


def bring_back(db: Path, file: Path, moment: str) -> tuple[Path | None, int]:
    """Put the content of the copy `file` into `db`; gives where the old one was kept, and its entries.

    The copy is never written to: it is brought up to date and checked beside `db`. Then the present file
    is set aside and replaced while no one else can write. A run that is reading or writing at the time
    sees either the old content or the new; a present file that cannot be used is set aside as it is.
    """
    _refuse_itself(db, file)
    only_a_file(db)
    only_local(db)
    place = db.resolve() if db.is_symlink() else db
    stage = file_beside(place)
    try:
        entries = _checked(file, stage)
        _begin_generation(db, stage)
        kept = _put(place, stage, moment)
        _keep_heads(db, kept, moment)
        return kept, entries
    finally:
        remove(stage)


def only_in(kept: Path, db: Path) -> int:
    """How many entries a database that was set aside has and `db` has not; 0 if it cannot be read."""
    try:
        with closing(open_reading(kept)) as old, closing(open_reading(db)) as new:
            there, here = ({uid for (uid,) in con.execute("SELECT uid FROM entry")} for con in (old, new))
            return len(there - here)
    except (StoreError, sqlite3.DatabaseError):
        return 0


@contextmanager
def checked_copy(db: Path, file: Path) -> Iterator[Path]:
    """The content of the copy `file`, up to date and checked, in a file beside `db` while it is needed."""
    _refuse_itself(db, file)
    stage = file_beside(db.resolve())
    try:
        _checked(file, stage)
        yield stage
    finally:
        remove(stage)


def _refuse_itself(db: Path, file: Path) -> None:
    if not file.exists():
        message = f"there is no file {file}"
        raise StoreError(message, hint="give a copy made with: hmic backup")
    if db.exists() and file.samefile(db):
        message = f"{file} is the database itself"
        raise StoreError(message, hint="give a copy made with: hmic backup")


def _keep_heads(db: Path, kept: Path | None, moment: str) -> None:
    """The head that was kept of the present file goes with it, and that of the restored one is kept."""
    if kept is not None:
        with suppress(OSError):
            put_in_place(journal_heads.place(db), journal_heads.place(kept))
    with closing(open_reading(db)) as con:
        con.execute("BEGIN")
        noted = journal_heads.Noted(
            journal_heads.head(con), f"the restore of {moment}", journal_heads.generation(con)
        )
    journal_heads.write(db, noted)


def _begin_generation(db: Path, stage: Path) -> None:
    """What is restored is another journal than the present one, whose head says nothing of it."""
    earlier = [last.generation or journal_heads.Generation() for last in journal_heads.kept(db)]
    with suppress(StoreError, sqlite3.DatabaseError), closing(open_copy(db)) as con:
        earlier.append(journal_heads.generation(con))
    with closing(sqlite3.connect(stage)) as con, con:
        journal_heads.begin_generation(con, *earlier)


def _checked(file: Path, stage: Path) -> int:
    """Copy the copy, bring that up to date, and check it; gives how many entries there are."""
    try:
        with translated(file), closing(open_copy(file)) as source:
            version = version_of(source, file)
            copy_into(source, stage)
        with translated(file):
            if version < schema.VERSION:
                from hmic.store.upgrade import bring_up_to_date

                bring_up_to_date(stage, keep=False)
            with closing(sqlite3.connect(stage)) as con:
                con.execute("PRAGMA journal_mode = WAL")
            with closing(open_reading(stage)) as con:
                wrong = next(problems(con, file), None)
                entries = entry_count(con)
    except StoreError as error:
        message = error.message.replace(str(stage), str(file))
        raise StoreError(
            message, hint="nothing was changed; give another copy made by hmic backup"
        ) from error
    if wrong:
        message = f"{file} is damaged: {wrong}"
        raise StoreError(
            message, hint=f"nothing was changed; see every problem with: hmic verify --db {file}"
        )
    return entries


def _put(place: Path, stage: Path, moment: str) -> Path | None:
    """The staged content in its place; gives where the present file was kept, if there was one."""
    if not place.exists():
        return _replace(place, stage, moment)
    try:
        with translated(place):
            return _overwrite(place, stage, moment)
    except StoreError as error:
        if not _is_unusable(place, error.__cause__):
            raise
        return _replace(place, stage, moment)


def _overwrite(place: Path, stage: Path, moment: str) -> Path:
    """Overwrite the present file in SQLite's own way, once it has been set aside under the same lock."""
    kept: list[Path] = []
    last = time.monotonic() + transactions.WAIT_SECONDS

    def step(status: int, *_: int) -> None:
        """Called after each page: from the first one on, no one else can write."""
        if status in BUSY:
            if time.monotonic() > last:
                raise locked()
        elif not kept:
            kept.append(set_aside(place, _name(place, moment)))

    with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as target:
        into_wal(target, last)
        _fit(stage, target.execute("PRAGMA page_size").fetchone()[0])
        try:
            with closing(sqlite3.connect(stage)) as source:
                source.backup(target, pages=1, progress=step, sleep=0.005)
        except sqlite3.OperationalError as error:
            if kept and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
                kept[0].unlink()  # nothing was overwritten, and the room is needed
            raise
    return kept[0]


def _fit(stage: Path, page_size: int) -> None:
    """Give the staged content the page size of the present file: it cannot be written over it otherwise."""
    with closing(sqlite3.connect(stage, isolation_level=None)) as con:
        if con.execute("PRAGMA page_size").fetchone()[0] == page_size:
            return
        fitting = file_beside(stage)
        try:
            con.execute(f"PRAGMA page_size = {int(page_size)}")
            con.execute("VACUUM INTO ?", [str(fitting)])
            with closing(sqlite3.connect(fitting)) as made:
                for index in ("finding_fts", "entry_fts"):  # they go by numbers of rows, which may change
                    made.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608
                made.commit()
        except BaseException:
            remove(fitting)
            raise
    put_in_place(fitting, stage)


def _name(place: Path, moment: str) -> Path:
    return place.with_name(f"{place.name}.before-restore-{moment}")


def _is_unusable(place: Path, error: BaseException | None) -> bool:
    """Whether the present file itself is the cause; no lock, no disk and no rights are."""
    if not isinstance(error, sqlite3.DatabaseError) or "locked" in str(error):
        return False
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in (*BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return False
    return os.access(place, os.R_OK | os.W_OK) and os.access(place.parent, os.W_OK)


def _replace(place: Path, stage: Path, moment: str) -> Path | None:
    """Put the staged file in the place of one that cannot be used, which is set aside as it is."""
    if not place.exists():
        return _new(place, stage, moment)
    with _unused(place):
        kept = name_free(place, _name(place, moment))
        _move_companions(place, kept)
        now = place.stat()
        stage.chmod(now.st_mode & 0o7777)
        with suppress(OSError, AttributeError):
            os.chown(stage, now.st_uid, now.st_gid)
        put_in_place(stage, place)
    synced(place)
    return kept


def _new(place: Path, stage: Path, moment: str) -> Path | None:
    """Put the staged file where none is; a log that was left there without its database is set aside."""
    kept = None
    if any(one.exists() for one in companions(place)):
        kept = _name(place, moment)
        _move_companions(place, kept)
    try:
        link(stage, place)
    except FileExistsError:
        message = f"{place} was just created by another run"
        raise StoreError(message, hint="if you still want to restore, run it again") from None
    synced(place)
    return kept


def _move_companions(place: Path, kept: Path) -> None:
    for old, new in zip(companions(place), companions(kept), strict=True):
        if old.exists():
            old.rename(new)


@contextmanager
def _unused(place: Path) -> Iterator[None]:
    """Wait until no other run has the file open, by the lock that SQLite holds on it as long as it is."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows renames no file that is open
        yield
        return
    last = time.monotonic() + transactions.WAIT_SECONDS
    with place.open("r+b") as file:
        while True:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 512, 0x40000000)
            except OSError:
                if time.monotonic() > last:
                    message = f"{place} is damaged, and another run has it open"
                    raise StoreError(message, hint="stop that run, then restore again") from None
                time.sleep(0.02)
            else:
                break
        yield
