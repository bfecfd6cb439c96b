"""Opening the database, transactions, and SQLite's failures in plain words."""

from __future__ import annotations

import sqlite3
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.aside import other_than_file
from hmic.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATION_ID = 0x484D4943
"""`HMIC` in ASCII: lets `file` and hmic tell the database from any other."""

VERSION = 11
"""The schema's version, in `PRAGMA user_version`; raised with every step in `upgrade.py`."""

FOLD = 9
"""Raised whenever `standing.py` comes to another result for the same journal: the kept standings of an
older database are then made anew when it is opened."""

WAIT_SECONDS = 10
"""How long a writer waits for another before it gives up."""

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""SQLite's numbers for: somebody else has it at this moment."""


def locked() -> sqlite3.OperationalError:
    """SQLite's own error for having waited in vain."""
    return sqlite3.OperationalError("database is locked")


def open_reading(path: Path) -> sqlite3.Connection:
    """Open an existing database to read it."""
    if not path.exists():
        message = f"there is no database {path}"
        raise StoreError(message, hint="create it from the register with: hmic load")
    with translated(path):
        con = _connect(path)
        try:
            _check_version(con, path)
        except sqlite3.OperationalError:
            con.close()
            con = _connect_untouched(path)
            _check_version(con, path)
        _keep_up(con, path)
        con.execute("PRAGMA query_only = 1")
    return con


def open_writing(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a database to change it; with `create`, make it when it is not there."""
    if not path.exists():
        if not create:
            message = f"there is no database {path}"
            raise StoreError(message, hint="create it from the register with: hmic load")
        if not path.parent.is_dir():
            message = f"there is no folder {path.parent} for the database"
            raise StoreError(message, hint="create the folder, or give another path with --db")
    with translated(path):
        con = _connect(path, create=create)
        if create and _is_empty(con):
            _make(con, path)
        _check_version(con, path)
        check_schema(con, path)
        _keep_up(con, path)
        # The search index is kept by triggers of ours, which older versions of SQLite take for unsafe.
        con.execute("PRAGMA trusted_schema = 1")
        con.execute("PRAGMA foreign_keys = 1")
        con.execute("PRAGMA synchronous = FULL")
    return con


def open_copy(path: Path) -> sqlite3.Connection:
    """Open a copy to read it as it is, of whatever earlier version: it is not brought up to date."""
    with translated(path):
        con = _connect(path)
        try:
            version_of(con, path)
        except sqlite3.OperationalError:
            con.close()
            con = _connect_untouched(path)
            version_of(con, path)
        con.execute("PRAGMA query_only = 1")
    return con


def _quoted(path: Path) -> str:
    """A path as SQLite takes it in a URI: three characters would end it (https://sqlite.org/uri.html)."""
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def only_a_file(path: Path) -> None:
    """Refuse a folder, a pipe or the like, which SQLite would take for a disk that fails."""
    what = other_than_file(path)
    if what is not None:
        message = f"{path} is {what}, not a database"
        raise StoreError(message, hint="give the path of a database")


def _connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    only_a_file(path)
    mode = "rwc" if create else "rw"
    uri = f"file:{_quoted(path)}?mode={mode}"
    opened.append(path)
    return _guarded(sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None))


def _guarded(con: sqlite3.Connection) -> sqlite3.Connection:
    """A file may come from anywhere: what SQLite advises for such files (https://sqlite.org/security.html)."""
    con.execute("PRAGMA trusted_schema = 0")
    con.execute("PRAGMA cell_size_check = 1")
    if sys.version_info >= (3, 12):
        con.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # noqa: FBT003 - the library's signature
    return con


def _connect_untouched(path: Path) -> sqlite3.Connection:
    """For a folder in which nothing may be written: SQLite then cannot keep its shared memory there.

    Only where no log stands beside the database, since what is in a log could not be seen.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        message = f"{path} is in use and its folder cannot be written to"
        raise StoreError(message, hint="make a copy with hmic backup, and read that with --db")
    uri = f"file:{_quoted(path)}?mode=ro&immutable=1"
    return _guarded(sqlite3.connect(uri, uri=True, isolation_level=None))


def _is_empty(con: sqlite3.Connection) -> bool:
    """Whether nothing of ours or anyone's is in it; the list of migrations is made first of all."""
    made = "SELECT 1 FROM sqlite_master WHERE name NOT LIKE '%sqlite\\_%' ESCAPE '\\' LIMIT 1"
    return not con.execute(made).fetchone()


def version_of(con: sqlite3.Connection, path: Path) -> int:
    """The version of the schema; refused for what is no database of hmic, or of a newer one."""
    application = con.execute("PRAGMA application_id").fetchone()[0]
    version = con.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        message = f"{path} is not an hmic database"
        raise StoreError(message, hint="give another path with --db, or move that file first")
    if version > VERSION:
        message = f"{path} was made by a newer version of hmic (schema {version}, known: {VERSION})"
        raise StoreError(message, hint="upgrade hmic; nothing has been changed")
    return int(version)


def _check_version(con: sqlite3.Connection, path: Path) -> None:
    if version_of(con, path) < VERSION:
        _migrate(path)


def check_schema(con: sqlite3.Connection, path: Path) -> None:
    """Refuse to write to a file in which anything is defined that hmic did not make, or is missing."""
    from hmic.store.foreign import foreign

    wrong = next(foreign(con), None)
    if wrong:
        message = f"{path} was changed by another program, so hmic does not write to it: {wrong}"
        hint = "see every problem with: hmic verify; then restore a backup, or undo the change"
        raise StoreError(message, hint=hint)


def _keep_up(con: sqlite3.Connection, path: Path) -> None:
    """Make the kept standings anew when another version of hmic made them."""
    kept = con.execute("SELECT value FROM setting WHERE name = 'fold'").fetchone()
    if kept is not None and kept[0] == str(FOLD):
        return
    from hmic.store.standings import refresh

    try:
        check_schema(con, path)
        with transaction(con, path):
            refresh(con, None)
            con.execute("INSERT OR REPLACE INTO setting VALUES ('fold', ?)", [str(FOLD)])
    except StoreError:
        # It may not be written: then it is read as it is, and `verify` says what differs.
        return


def _make(con: sqlite3.Connection, path: Path) -> None:
    """The tables of a new database, all or none; another run may do the same at this moment."""
    con.execute("PRAGMA journal_mode = WAL")
    text = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
    with transaction(con, path):
        if not _is_empty(con):
            return
        # What a run left that was killed at its first step by an earlier version.
        con.execute("DROP TABLE IF EXISTS _sqlite_migrations")
        for statement in _statements(text):
            con.execute(statement)


def _statements(text: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would end the transaction."""
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _migrate(path: Path) -> None:
    from hmic.store.upgrade import bring_up_to_date

    bring_up_to_date(path)


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
    ("locked", "this run waited {wait} seconds for another run of hmic that is writing {path}",
     "try again in a moment; if nobody else is using it, look for a run that hangs"),
    ("not a database", "{path} is not a database",
     "move it away, then: hmic restore BACKUP, or hmic load for a new one"),
    ("malformed", "{path} is damaged", "keep the file, and bring a backup back: hmic restore BACKUP"),
    ("readonly", "{path} may not be written", "check the rights of the file and of its folder"),
    ("full", "there is no room left on the disk for {path}", "make room; nothing has been changed"),
    ("unable to open", "{path} cannot be opened", "check the path and the rights of its folder"),
    ("disk i/o", "the disk under {path} reports an error", "check the disk and the network share"),
)  # fmt: skip


_OTHER = ("{path} is damaged ({text})", "keep the file, and bring a backup back: hmic restore BACKUP")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's failures into a message with a cause and a remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _is_ours(error):
            raise
        raise _told(error, path) from error


def _is_ours(error: sqlite3.DatabaseError) -> bool:
    """Whether a statement of hmic's own is wrong, which no damage of a file explains."""
    text = str(error).lower()
    return "malformed" not in text and ("syntax error" in text or "ambiguous column" in text)


def _told(error: sqlite3.DatabaseError, path: Path) -> StoreError:
    text = str(error).lower()
    for sign, message, hint in _CAUSES:
        if sign in text:
            return StoreError(message.format(path=path, wait=WAIT_SECONDS), hint=hint)
    message, hint = _OTHER
    return StoreError(message.format(path=path, text=error), hint=hint)


opened: list[Path] = []
"""The databases that this process has opened, for `explained`."""


def explained(error: Exception) -> StoreError | None:
    """What an unforeseen error means when a damaged database can have caused it; else None.

    Damage shows in many ways: SQLite's own errors, but also a date or a status that is none. So the
    databases that were opened are examined before the error is called a bug.
    """
    if not opened or not opened[-1].exists():
        return None
    path = opened[-1]
    if isinstance(error, sqlite3.DatabaseError):
        if _is_ours(error):
            return None
        if "constraint" not in str(error).lower():
            return _told(error, path)
    from hmic.store.verify import findings

    try:
        with closing(_connect(path)) as con:
            wrong = next(findings(con, path), None)
    except (StoreError, sqlite3.DatabaseError, ValueError) as damage:
        wrong = str(damage)
    if wrong is None:
        return None
    message = f"{path} is damaged: {wrong}"
    return StoreError(message, hint="see every problem with: hmic verify; then restore a backup")
