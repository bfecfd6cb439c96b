"""`hmic check`: every problem of the register in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hmic.cli.shared import Run, command

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command(reports=True)
def check(
    run: Run,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Register files; default: the register.")
    ] = None,
    reports: Annotated[
        Path | None,
        typer.Option("--reports", help="A folder with the reports' texts, to find each opening in."),
    ] = None,
) -> None:
    """Find every problem of the register, each with its place and its remedy.

    Ends with 0 when there is none and with 1 when there are some.
    """
    from hmic.register import check_files
    from hmic.reports.problems import build, closing

    paths = files or [run.register]
    with run.working() as working:
        checked = check_files(paths, reports, working.at)
    report = build(checked.problems, run.as_at)
    run.show(report)
    run.say(closing(checked.problems, [register for _, register in checked.registers]))
    if checked.problems:
        run.exit(2 if any(p.code == "unreadable" for p in checked.problems) else 1)
