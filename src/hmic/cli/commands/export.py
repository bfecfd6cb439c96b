"""`hmic export`: CSV for boards and for analysts."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.shared import Run, command, one_of
from hmic.errors import UsageError
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
    REPORTS = "reports"
    VERSIONS = "versions"
    JOURNAL = "journal"


@app.command()
@command(reports=True, forces=True)
def export(
    run: Run,
    what: Annotated[
        str,
        typer.Argument(
            help="board, findings, deadlines, progress, grades, follow-ups, reports, versions or journal."
        ),
    ],
    since: Annotated[
        str | None, typer.Option("--since", help="board: add what changed since this day (YYYY-MM-DD).")
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="board: leave out owners, notes and evidence.")
    ] = False,
    key: Annotated[bool, typer.Option("--key", help="board: print what the ratings mean.")] = False,
    bom: Annotated[
        bool | None,
        typer.Option("--bom/--no-bom", help="CSV with the mark by which Excel knows UTF-8; board has it."),
    ] = None,
) -> None:
    """Write CSV: a board's paper, one row a finding; a whole table, every field; or the journal.

    Every field stands in docs/exports.md. The journal comes as JSON lines, for `hmic import journal`.
    """
    wanted = one_of(what, What, "export")
    if wanted is not What.BOARD and (public or key or since is not None):
        message = f"--since, --public and --key are for the board, not for {wanted}"
        raise UsageError(message, hint="leave them out, or: hmic export board")
    if wanted is What.JOURNAL:
        _journal(run)
        return
    piped = not run.world.on_terminal and (run.output is None or run.output == Path("-"))
    if run.form is None and piped:
        run.form = Format.CSV
    if wanted is What.BOARD:
        _board(run, since, public=public, key=key, bom=bom is not False)
    else:
        _table(run, run.reading_all(), wanted.value, bom=bool(bom))


def _board(run: Run, since: str | None, *, public: bool, key: bool, bom: bool) -> None:
    """One row a finding, or the key to the ratings."""
    from hmic.cli.boards import parse_since, read_board, read_since
    from hmic.reports import board as report_of

    if key:
        run.world.stdout.write("\n".join(report_of.key_lines()) + "\n")
        return
    start = parse_since(run, since)
    con = run.reading_all()
    report = report_of.build(
        read_board(run, con),
        run.as_at,
        forces=run.forces(con),
        public=public,
        since=read_since(run, con, start) if start is not None else None,
    )
    run.show(report, bom=bom)


def _journal(run: Run) -> None:
    """Every entry as a line of JSON, for another database of the same register."""
    import json

    from hmic.store import journal

    lines = [json.dumps(r, ensure_ascii=False, sort_keys=True) for r in journal.exported(run.reading_all())]
    text = "".join(f"{line}\n" for line in lines)
    if run.output is not None and str(run.output) != "-":
        from hmic.cli.files import write_aside

        write_aside(run.output, text, never=(run.db, run.register, run.settings.file))
        run.say(f"wrote {run.output}: {len(lines)} entries")
    else:
        run.world.stdout.write(text)


def _table(run: Run, con: sqlite3.Connection, name: str, *, bom: bool) -> None:
    """A whole table, every field."""
    from hmic.reports import tables as report_of
    from hmic.store.queries import tables

    rows = tables.table(con, name, run.until, run.known_until)
    report = report_of.build(name, rows, run.as_at)
    if name == What.DEADLINES and run.format_for_output() is Format.ICS:
        from hmic.cli.boards import add_events

        add_events(run, con, report)
    run.show(report, bom=bom)
