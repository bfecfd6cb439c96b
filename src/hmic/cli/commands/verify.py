"""`hmic verify`: is the database whole, and is the journal as it was recorded?"""

from __future__ import annotations

import typer

from hmic.cli.shared import Run, command

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command()
def verify(run: Run) -> None:
    """Check the file, the journal's chain, the links between tables and the kept standings.

    Ends with 0 when all is well and with 1 when something is wrong.
    """
    from hmic.store.connection import open_reading
    from hmic.store.verify import findings, size

    con = open_reading(run.db)
    with run.working() as working:
        wrong = list(findings(con, run.db, working.at))
    for sentence in wrong:
        run.world.stdout.write(f"{sentence}\n")
    if wrong:
        run.say(f"{run.db}: {len(wrong)} thing(s) wrong; restore a backup, and keep this file")
        run.exit(1)
    found, entries = size(con)
    run.world.stdout.write(
        f"{run.db} is whole: {found} findings, {entries} journal entries, every hash right\n"
    )
