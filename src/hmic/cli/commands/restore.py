"""`hmic restore`: a copy becomes the database again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hmic.cli.run import Run, command

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command("restore copy.db")
def restore(
    run: Run, file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to bring back.")]
) -> None:
    """Check a copy, then use it as the database. The present file is kept beside it."""
    from hmic.cli.files import check_name
    from hmic.store.restoring import bring_back
    from hmic.unfinished_files import is_database
    from hmic.words import count

    if not is_database(run.db):
        check_name(run.db, run.never_written[1:])
    else:
        _refuse_joined(run)
    moment = run.world.now().replace(":", "").replace("-", "").split(".")[0]
    kept, entries = bring_back(run.db, file, moment)
    if kept is not None:
        run.put(f"{kept}: the database as it was\n")
    run.put(f"{run.db}: restored from {file}, with {count(entries, 'journal entry', 'journal entries')}\n")


def _refuse_joined(run: Run) -> None:
    """A joined database is made again from its hub; one that cannot be read is replaced as ever."""
    from contextlib import closing, suppress

    from hmic.errors import RefusedError, StoreError
    from hmic.store.connection import open_reading
    from hmic.store.hub_state import joined

    with suppress(StoreError), closing(open_reading(run.db)) as con:
        if joined(con) is not None:
            message = f"{run.db} has joined a hub, and an old copy cannot take its place"
            hint = "for a new copy of the hub's, move the file away, then: hmic join DSN"
            raise RefusedError(message, hint=hint)
