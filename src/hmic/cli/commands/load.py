"""`hmic load`: the register into the database."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.shared import Run, command
from hmic.render import Format

if TYPE_CHECKING:
    import sqlite3

    from hmic.diff import Changes

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command(reports=True)
def load(
    run: Run,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Register files; default: the register.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would change; write nothing.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 when something changed.")
    ] = False,
) -> None:
    """Check the register, then load it: all or nothing, and nothing recorded is ever lost."""
    from hmic.register import Files
    from hmic.register.codes import CLOCKS
    from hmic.reports import loaded
    from hmic.reports.problems import build, closing
    from hmic.store.connection import open_reading
    from hmic.store.load import Loading
    from hmic.store.load import load as load_registers

    # What is read has no cycles; looking for them while it grows would cost more than reading it.
    gc.disable()
    read = Files(files or [run.register])
    changes: Changes | None = None
    # A database is made only for a register that could be read.
    registers = iter(read)
    first = next(registers, None)
    if first is not None and dry_run:
        con = open_reading(run.db) if run.db.exists() else None
        loading = Loading(con, CLOCKS, run.world.now(), write=False)
        for name, register in chain([first], registers):
            loading.add(name, register)
        changes = loading.finish()
        if con is not None:
            con.close()
    elif first is not None:
        with _opened(run.db) as con:
            every = chain([first], registers)
            changes = load_registers(
                con, run.db, every, CLOCKS, run.world.now(), lambda: bool(read.problems)
            )
    if changes is None or read.problems:
        run.show(build(read.problems, run.as_at))
        run.say(closing(read.problems, ()))
        run.exit(2 if any(p.code == "unreadable" for p in read.problems) else 1)
        return
    if run.format_for_output() in (Format.PLAIN, Format.CSV):
        run.show(loaded.lines(changes, run.as_at))
    else:
        run.show(loaded.build(changes, run.as_at, where=str(run.db), dry_run=dry_run))
    if exit_code and changes.any:
        run.exit(1)


@contextmanager
def _opened(db: Path) -> Iterator[sqlite3.Connection]:
    """The database, made when it is not there, and taken away again when nothing was loaded into it."""
    from hmic.store.connection import open_writing

    new = not db.exists()
    con = open_writing(db, create=True)
    try:
        yield con
    finally:
        empty = new and con.execute("SELECT 1 FROM register LIMIT 1").fetchone() is None
        con.close()
        if empty:
            for name in (db, *(db.with_name(db.name + end) for end in ("-wal", "-shm"))):
                name.unlink(missing_ok=True)
