"""`hmic load`: the register into the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.output import TEXTS
from hmic.cli.shared import Run, command
from hmic.render import Format

if TYPE_CHECKING:
    import sqlite3

    from hmic.diff import Changes
    from hmic.register.load import Files

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command(offer=TEXTS)
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
    from hmic.reports import loaded

    paths = files or [run.register]
    with run.working() as working:
        changes, problems = _known(run, paths, dry_run=dry_run), []
        if changes is None:
            from hmic.register.load import Files

            read = Files(paths, tell=working.at)
            changes, problems = _in_full(run, read, dry_run=dry_run), read.problems
    if changes is None or problems:
        from hmic.reports.problems import build, closing

        run.show(build(problems, run.as_at))
        run.say(closing(problems))
        run.exit(2 if any(p.code == "unreadable" for p in problems) else 1)
        return
    if run.output.form in (Format.PLAIN, Format.CSV):
        report = loaded.lines(changes, run.as_at)
    else:
        report = loaded.build(changes, run.as_at, where=str(run.db), dry_run=dry_run)
    with nullcontext() if dry_run else run.done(f"{run.db} is loaded", "look with: hmic list"):
        run.show(report)
    for old, new in changes.renamed:
        run.say(f"{old} is now called {new}; everything recorded for it stays")
    if exit_code and changes.any:
        run.exit(1)


def _known(run: Run, paths: Sequence[Path], *, dry_run: bool) -> Changes | None:
    """A load of what was loaded before: only reports whose text changed are read. None: read in full."""
    from hmic.register.known import read_changed
    from hmic.store.connection import open_reading, open_writing
    from hmic.store.texts import Texts, untouched

    if not run.db.exists():
        return None
    # A run that was killed can have left a database without tables: it is made whole here.
    con = open_reading(run.db) if dry_run else open_writing(run.db, create=True)
    try:
        parts = read_changed(paths, Texts(con))
        if parts is None:
            return None
        unchanged = untouched(con, parts)
        if unchanged is not None:
            from hmic.diff import Changes

            return Changes(unchanged=unchanged)
        from hmic.register.codes import CLOCKS
        from hmic.store.load import Loading, load_known

        if not dry_run:
            return load_known(con, run.db, parts, CLOCKS, run.world.now())
        loading = Loading(con, CLOCKS, run.world.now(), write=False)
        for part in parts:
            loading.add_known(part)
        return loading.finish()
    finally:
        con.close()


def _in_full(run: Run, read: Files, *, dry_run: bool) -> Changes | None:
    """A load of whole files; None when something is wrong with them."""
    from hmic.register.codes import CLOCKS
    from hmic.store.connection import open_reading
    from hmic.store.load import Loading, load

    if dry_run:
        con = open_reading(run.db) if run.db.exists() else None
        loading = Loading(con, CLOCKS, run.world.now(), write=False)
        for name, register in read:
            loading.add(name, register)
        return loading.finish()
    # A database is made only for a register that could be read.
    if not read.begins_well():
        return None
    with _opened(run.db) as con:
        return load(con, run.db, read, CLOCKS, run.world.now())


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
