"""`hmic export`: CSV for boards and for analysts."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hmic.cli.shared import Run, command, one_of
from hmic.render import Format

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class What(StrEnum):
    """What can be exported."""

    BOARD = "board"
    JOURNAL = "journal"


@app.command()
@command(reports=True)
def export(
    run: Run,
    what: Annotated[str, typer.Argument(help="board or journal.")],
    public: Annotated[bool, typer.Option("--public", help="Leave out owners, notes and evidence.")] = False,
    key: Annotated[bool, typer.Option("--key", help="Print what the ratings mean.")] = False,
) -> None:
    """Write CSV for a board's paper, one row a finding, or the journal as JSON lines."""
    from hmic.reports import board as report_of
    from hmic.store.queries import board, listing, names

    if one_of(what, What, "export") is What.JOURNAL:
        _journal(run)
        return
    if key:
        run.world.stdout.write("\n".join(report_of.key_lines()) + "\n")
        return
    con = run.reading()
    value = report_of.Board(
        rows=board.board(con),
        deadlines=listing.all_deadlines(con),
        evidence=board.evidence(con, run.until, run.known_until),
        raised_before=board.raised_before(con),
    )
    report = report_of.build(value, run.as_at, forces=names.forces(con), public=public)
    piped = not run.world.on_terminal and (run.output is None or run.output == Path("-"))
    if run.form is None and piped:
        run.form = Format.CSV
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
