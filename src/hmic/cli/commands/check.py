"""`hmic check`: every problem of the register in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hmic.cli.output import TEXTS
from hmic.cli.parsing import folder_for
from hmic.cli.shared import Run, command

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command(offer=TEXTS)
def check(
    run: Run,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Register files; default: the register.")
    ] = None,
    reports: Annotated[
        Path | None,
        typer.Option(
            "--reports",
            metavar="FOLDER",
            parser=folder_for("--reports"),
            help="A folder with the reports' texts, to find each opening in.",
        ),
    ] = None,
) -> None:
    """Find every problem of the register, each with its place and its remedy.

    Ends with 0 when there is none and with 1 when there are some.
    """
    from hmic.register.load import Files
    from hmic.reports.problems import Counted, build, closing

    counted = Counted()
    with run.working() as working:
        read = Files(files or [run.register], reports, working.at)
        for _, register in read:
            counted.add(register)
    run.show(build(read.problems, run.as_at))
    run.say(closing(read.problems, counted))
    if read.problems:
        run.exit(2 if any(p.code == "unreadable" for p in read.problems) else 1)
