"""Loading files of a register: all or nothing, in one transaction."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Protocol

from hmic.store.loading import Loading
from hmic.store.repair import Repair
from hmic.store.seals import seal_load
from hmic.store.transactions import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hmic.diff import Changes
    from hmic.file_marks import KnownFile
    from hmic.register_records import Register
    from hmic.store.register_rows import RegisterRows


class Registers(Protocol):
    """Files as they are read one after the other."""

    known: dict[str, KnownFile]

    @property
    def is_wrong(self) -> bool:
        """Whether something is wrong with them; known once they were gone over."""

    def __iter__(self) -> Iterator[tuple[str, Register | RegisterRows]]:
        """Each file's name and register, as long as nothing is wrong."""


class _WrongError(Exception):
    """Takes the transaction back."""


def _stop_if(wrong: bool) -> None:  # noqa: FBT001 - a question's answer
    if wrong:
        raise _WrongError


def load(
    con: sqlite3.Connection,
    path: Path,
    files: Registers,
    now: str,
    passed: Iterable[str] = (),
    *,
    allow_withdrawals: bool = False,
    repair: bool = False,
) -> Changes | None:
    """Bring the database's register to that of the files, in one transaction.

    The registers are taken one by one as they are read; the forces `passed` over stay as they are. When
    something turns out to be wrong with the files, nothing is changed, None comes back, and
    `files.problems` says what; with nothing there, it is in doubt whether a force may be passed over.
    """
    try:
        with transaction(con, path):
            loading = Loading(con, now, allow_withdrawals=allow_withdrawals)
            changes = load_within(con, loading, files, passed, repair=repair)
            _stop_if(changes is None)
            return changes
    except _WrongError:
        return None


def load_within(
    con: sqlite3.Connection,
    loading: Loading,
    files: Registers,
    passed: Iterable[str] = (),
    *,
    repair: bool = False,
) -> Changes | None:
    """The same within the caller's transaction, which has to be given up where None comes back."""
    con.execute("PRAGMA defer_foreign_keys = 1")
    repairing = Repair(con) if repair else None
    changes = run_over(loading, files, passed)
    if changes is None:
        return None
    loading.note_files(files.known)
    if repairing is not None:
        repairing.finish(loading.forces, loading.now)
    seal_load(con, loading.number, loading.forces)
    return changes


def run_over(loading: Loading, files: Registers, passed: Iterable[str] = ()) -> Changes | None:
    """Take every file; None as `load` says."""
    loading.pass_over(passed)
    for name, register in files:
        loading.add(name, register)
    return None if files.is_wrong or loading.in_doubt else loading.finish()
