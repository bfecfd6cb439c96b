"""A register that goes to the hub, and from there into every database; with entries about it or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.cli.at_hub import moment_of, share_with
from hmic.errors import HmicError, RefusedError

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterable

    from hmic.cli.commands.load import Asked
    from hmic.cli.run import Run
    from hmic.diff import Changes
    from hmic.hub.sharing import Decided, Load
    from hmic.model import Entry
    from hmic.register.register_files import Files
    from hmic.store.hub_state import Joined
    from hmic.store.loading import Loading


def load_shared(
    run: Run, con: sqlite3.Connection, state: Joined, read: Files, passed: Iterable[str], asked: Asked
) -> Changes | None:
    """Work out what a load changes, share it, and take it in; None when the files have problems."""
    from hmic.hub.sharing import Decided, refuse_if_loaded
    from hmic.register.file_text import read_text
    from hmic.register.register_files import Files
    from hmic.store.load_files import run_over
    from hmic.store.loading import Loading

    texts = {str(path): read_text(path) or "" for path in read.paths}

    def worked_out(con: sqlite3.Connection) -> tuple[Changes | None, list[Load]]:
        given = Files.of_texts(texts)
        loading = Loading(con, run.world.now(), write=False, allow_withdrawals=asked.allow_withdrawals)
        changes = run_over(loading, given, passed)
        read.problems[:] = given.problems
        return changes, [] if changes is None else _loads(changes, loading, texts)

    found = [worked_out(con)]
    changes, loads = found[0]
    if changes is None or not changes.any:
        return changes
    _refuse_waiting(con)

    def decide(con: sqlite3.Connection, _ahead: dt.timedelta) -> Decided:
        nonlocal changes, loads
        refuse_if_loaded(con, state, [one.force for one in loads])
        changes, loads = found.pop() if found else worked_out(con)
        return Decided((), loads)

    share_with(run, con, state, decide)
    return changes


def load_and_record(
    run: Run,
    con: sqlite3.Connection,
    state: Joined,
    work: Callable[[sqlite3.Connection, str, dt.date], tuple[Changes, Loading, list[Entry]]],
    texts: dict[str, str],
) -> list[Entry]:
    """Share a load with what is recorded about it: both or neither."""
    from hmic.hub.sharing import Decided, refuse_if_loaded

    _refuse_waiting(con)

    def decide(con: sqlite3.Connection, ahead: dt.timedelta) -> Decided:
        changes, loading, entries = work(con, *moment_of(run, ahead))
        loads = _loads(changes, loading, texts) if changes.any else []
        refuse_if_loaded(con, state, [one.force for one in loads])
        return Decided(entries, loads)

    return share_with(run, con, state, decide)


def _loads(changes: Changes, loading: Loading, texts: dict[str, str]) -> list[Load]:
    """What is shared of a load that was worked out."""
    from hmic.hub.sharing import Load
    from hmic.store.shared import load_body, new_uid

    if changes.renamed:
        message = f"{changes.renamed[0][0]} is renamed in this register, but the hub keeps the old name"
        raise HmicError(message, hint="ask those who run the hub to add a force with the new name")
    return [
        Load(new_uid(), force, load_body((name, texts[name]) for name in files))
        for force, (files, _) in loading.read_forces.items()
    ]


def _refuse_waiting(con: sqlite3.Connection) -> None:
    """What was loaded later must not be shared before what was loaded earlier."""
    from hmic.store.shared import LOAD, kind_of
    from hmic.store.to_share import waiting

    if any(kind_of(one.body) == LOAD for one in waiting(con)):
        message = "a load is not shared yet: run hmic sync first"
        raise RefusedError(message, hint="then load again")
