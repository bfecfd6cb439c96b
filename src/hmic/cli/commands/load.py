"""`hmic load`: the register into the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hmic.cli.shared import Run, command
from hmic.render import Format

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
    from hmic.register import check_files
    from hmic.register.codes import CLOCKS
    from hmic.reports import loaded
    from hmic.reports.problems import build, closing
    from hmic.store.connection import open_reading, open_writing
    from hmic.store.load import compare
    from hmic.store.load import load as load_registers

    checked = check_files(files or [run.register])
    registers = list(checked.registers)
    if checked.problems:
        run.show(build(checked.problems, run.as_at))
        run.say(closing(checked.problems, ()))
        run.exit(2 if any(p.code == "unreadable" for p in checked.problems) else 1)
    if dry_run:
        con = open_reading(run.db) if run.db.exists() else None
        changes, _ = compare(con, registers, CLOCKS)
        if con is not None:
            con.close()
    else:
        con = open_writing(run.db, create=True)
        try:
            changes = load_registers(con, run.db, registers, CLOCKS, run.world.now())
        finally:
            con.close()
    if run.format_for_output() in (Format.PLAIN, Format.CSV):
        run.show(loaded.lines(changes, run.as_at))
    else:
        run.show(loaded.build(changes, run.as_at, where=str(run.db), dry_run=dry_run))
    if exit_code and changes.any:
        run.exit(1)
