"""`hmic export`: CSV for boards and for analysts."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.shared import Run, command, one_of
from hmic.render import Format

if TYPE_CHECKING:
    import sqlite3

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class What(StrEnum):
    """What can be exported."""

    BOARD = "board"
    FINDINGS = "findings"
    DEADLINES = "deadlines"
    PROGRESS = "progress"
    GRADES = "grades"
    FOLLOW_UPS = "follow-ups"
    JOURNAL = "journal"


@app.command()
@command(reports=True)
def export(
    run: Run,
    what: Annotated[
        str, typer.Argument(help="board, findings, deadlines, progress, grades, follow-ups or journal.")
    ],
    public: Annotated[bool, typer.Option("--public", help="Leave out owners, notes and evidence.")] = False,
    key: Annotated[bool, typer.Option("--key", help="Print what the ratings mean.")] = False,
) -> None:
    """Write CSV: a board's paper, one row a finding; a whole table, every field; or the journal.

    The journal comes as JSON lines, for `hmic import journal`.
    """
    from hmic.reports import board as report_of
    from hmic.store.queries import board, listing, names

    wanted = one_of(what, What, "export")
    if wanted is What.JOURNAL:
        _journal(run)
        return
    if key:
        run.world.stdout.write("\n".join(report_of.key_lines()) + "\n")
        return
    piped = not run.world.on_terminal and (run.output is None or run.output == Path("-"))
    if run.form is None and piped:
        run.form = Format.CSV
    con = run.reading()
    if wanted is not What.BOARD:
        _table(run, con, wanted.value)
        return
    value = report_of.Board(
        rows=board.board(con),
        deadlines=listing.all_deadlines(con),
        evidence=board.evidence(con, run.until, run.known_until),
        raised_before=board.raised_before(con),
    )
    report = report_of.build(value, run.as_at, forces=names.forces(con), public=public)
    run.show(report, bom=True)


def _journal(run: Run) -> None:
    """Every entry as a line of JSON, for another database of the same register."""
    import json

    from hmic.store import journal

    lines = [json.dumps(r, ensure_ascii=False, sort_keys=True) for r in journal.exported(run.reading())]
    text = "".join(f"{line}\n" for line in lines)
    if run.output is not None and str(run.output) != "-":
        from hmic.cli.files import write_aside

        write_aside(run.output, text, never=(run.db, run.register, run.settings.file))
        run.say(f"wrote {run.output}: {len(lines)} entries")
    else:
        run.world.stdout.write(text)


def _table(run: Run, con: sqlite3.Connection, name: str) -> None:
    """A whole table, every field."""
    from hmic.reports import tables as report_of
    from hmic.store.queries import tables

    names, rows = tables.table(con, name, run.until, run.known_until)
    flags, lists = tables.FLAGS, tables.LISTS
    run.show(report_of.build(name, names, rows, run.as_at, flags=flags, lists=lists))
