"""Opening the database: to read it, to change it, or as a copy."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from weakref import WeakSet

from hmic.errors import StoreError
from hmic.file_kinds import other_than_file
from hmic.store import schema, transactions
from hmic.store.transactions import transaction, translated
from hmic.systems import local_folder, network_of
from hmic.unfinished_files import names_of

opened: list[Path] = []
"""The databases that this process has opened, for `damage.py`."""


class _Connection(sqlite3.Connection):
    """One that can be found again; `sqlite3.Connection` itself takes no weak reference."""


_connections: WeakSet[_Connection] = WeakSet()


def close_all() -> None:
    """Close any open connection at the end, so that no log stays beside the database."""
    for con in list(_connections):
        con.close()


def open_reading(path: Path) -> sqlite3.Connection:
    """Open an existing database to read it."""
    if not path.exists():
        message = f"there is no database {path}"
        raise StoreError(message, hint="create it from the register with: hmic load")
    if network_of(path) is not None:
        return _open_share(path)
    with translated(path):
        con = _first_read(open_unchecked(path), path, _check_version)
        _keep_up(con, path)
        con.execute("PRAGMA query_only = 1")
    return con


def open_writing(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a database to change it; with `create`, make it when it is not there."""
    only_local(path)
    only_one_name(path)
    if not path.exists():
        if not create:
            message = f"there is no database {path}"
            raise StoreError(message, hint="create it from the register with: hmic load")
        if not path.parent.is_dir():
            message = f"there is no folder {path.parent} for the database"
            raise StoreError(message, hint="create the folder, or give another path with --db")
    with translated(path):
        con = open_unchecked(path, create=create)
        if create and schema.is_empty(con):
            con.execute("PRAGMA journal_mode = WAL")
            with transaction(con, path):
                # Another run may have made it at this moment.
                if schema.is_empty(con):
                    schema.make(con)
        _check_version(con, path)
        check_schema(con, path)
        _keep_up(con, path)
        # The search index is kept by triggers of ours, which older versions of SQLite take for unsafe.
        con.execute("PRAGMA trusted_schema = 1")
        con.execute("PRAGMA foreign_keys = 1")
        con.execute("PRAGMA synchronous = FULL")
    return con


def only_local(path: Path) -> None:
    """Refuse to write on a network file system.

    The locks that SQLite needs are not kept there, and two computers that write at once damage the file
    (https://sqlite.org/useovernet.html); nor does its log work there (https://sqlite.org/wal.html).
    """
    where = network_of(path)
    if where is not None:
        message = f"{path} is on {where}, where two computers writing at once would damage it"
        here = local_folder(os.environ)
        such = f", such as {here / 'hmic' / path.name}" if here is not None else ""
        hint = (
            f"keep it on a disk of this computer{such}: set db in hmic.toml, or HMIC_DB,\n"
            "      and copy it to the share with: hmic backup FILE;\n"
            "      two people who record can share a hub (hmic hub --help),\n"
            "      or merge journals: hmic export journal"
        )
        raise StoreError(message, hint=hint)


def only_one_name(path: Path) -> None:
    """Refuse to write to a file that has a second name (a hard link).

    SQLite keeps its log by the name: what is recorded under one is not seen under the other, and is lost
    when both are written (https://sqlite.org/howtocorrupt.html, "Multiple links to the same file").
    """
    if names_of(path) > 1:
        message = f"{path} has a second name (a hard link), and what is recorded under one would be lost"
        hint = "delete the other name, then run this again; for a copy of the database: hmic backup FILE"
        raise StoreError(message, hint=hint)


def _open_share(path: Path) -> sqlite3.Connection:
    """A copy on a network file system, read without a lock and without a file beside it."""
    only_a_file(path)
    opened.append(path)
    with translated(path):
        con = _connect_untouched(path)
        if version_of(con, path) < schema.VERSION:
            message = f"{path} is a copy by an older version of hmic, on a network file system"
            raise StoreError(message, hint="copy it to a disk of this computer, and read that with --db")
        con.execute("PRAGMA query_only = 1")
    return con


def open_copy(path: Path) -> sqlite3.Connection:
    """Open a copy to read it as it is, of whatever earlier version: it is not brought up to date."""
    with translated(path):
        con = _connect_untouched(path) if network_of(path) else open_unchecked(path)
        con = _first_read(con, path, version_of)
        con.execute("PRAGMA query_only = 1")
    return con


def _first_read(
    con: sqlite3.Connection, path: Path, check: Callable[[sqlite3.Connection, Path], object]
) -> sqlite3.Connection:
    """The connection, once a check has read from it; a file that cannot be locked is read as it is."""
    try:
        check(con, path)
    except sqlite3.OperationalError:
        con.close()
        con = _connect_untouched(path)
        check(con, path)
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


def open_unchecked(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a file whatever is in it."""
    only_a_file(path)
    mode = "rwc" if create else "rw"
    opened.append(path)
    return _connected(f"file:{_quoted(path)}?mode={mode}")


def _connected(uri: str) -> sqlite3.Connection:
    """A file may come from anywhere: what SQLite advises for such files (https://sqlite.org/security.html)."""
    wait = transactions.WAIT_SECONDS
    con = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, factory=_Connection)
    _connections.add(con)
    con.execute("PRAGMA trusted_schema = 0")
    con.execute("PRAGMA cell_size_check = 1")
    if sys.version_info >= (3, 12):
        con.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # noqa: FBT003 - the library's signature
    return con


def _connect_untouched(path: Path) -> sqlite3.Connection:
    """For a folder in which nothing may be written: SQLite then cannot keep its shared memory there.

    Only if there is no log beside the database, since its content could not be seen.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        message = f"{path} is in use, and cannot be read without writing next to it"
        raise StoreError(message, hint="make a copy with hmic backup, and read that with --db")
    return _connected(f"file:{_quoted(path)}?mode=ro&immutable=1")


def version_of(con: sqlite3.Connection, path: Path) -> int:
    """The version of the schema; refused for what is no database of hmic, or of a newer one."""
    application = con.execute("PRAGMA application_id").fetchone()[0]
    version = con.execute("PRAGMA user_version").fetchone()[0]
    if application != schema.APPLICATION_ID:
        message = f"{path} is not an hmic database"
        raise StoreError(message, hint="give another path with --db, or move that file first")
    if version > schema.VERSION:
        message = f"{path} was made by a newer version of hmic (schema {version}, known: {schema.VERSION})"
        raise StoreError(message, hint="upgrade hmic; nothing has been changed")
    return int(version)


def _check_version(con: sqlite3.Connection, path: Path) -> None:
    if version_of(con, path) < schema.VERSION:
        _migrate(path)


def check_schema(con: sqlite3.Connection, path: Path) -> None:
    """Refuse to write to a file in which anything is defined that hmic did not make, or is missing."""
    from hmic.store.foreign_schema import foreign

    wrong = next(foreign(con), None)
    if wrong:
        message = f"{path} was changed by another program, so hmic does not write to it: {wrong}"
        hint = "see every problem with: hmic verify; then restore a backup, or undo the change"
        raise StoreError(message, hint=hint)


def _keep_up(con: sqlite3.Connection, path: Path) -> None:
    """Make the kept standings anew, and missing seals, when another version of hmic wrote them."""
    kept = con.execute("SELECT value FROM setting WHERE name = 'fold'").fetchone()
    if kept is not None and kept[0] == str(schema.FOLD):
        return
    from hmic.store.seals import seal_older
    from hmic.store.standings import refresh

    try:
        only_one_name(path)
        check_schema(con, path)
        with transaction(con, path):
            refresh(con, None)
            seal_older(con)
            con.execute("INSERT OR REPLACE INTO setting VALUES ('fold', ?)", [str(schema.FOLD)])
    except StoreError:
        # It may not be written: then it is read as it is, and `verify` says what differs.
        return


def _migrate(path: Path) -> None:
    only_one_name(path)
    from hmic.store.upgrade import bring_up_to_date

    bring_up_to_date(path)
