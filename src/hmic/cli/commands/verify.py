"""`hmic verify`: is the database whole, and is the journal as it was recorded?"""

from __future__ import annotations

from typing import Annotated

import typer

from hmic.cli.shared import Run, command

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command()
def verify(
    run: Run,
    since: Annotated[
        list[str] | None,
        typer.Option("--since", metavar="HEAD", help="Prove that the chain runs through this; repeatable."),
    ] = None,
) -> None:
    """Check the file, the journal's chain, the register's rows and what follows from them.

    Prints the journal's head: its last entry's number and hash. One that others keep proves later on, with
    --since, that nothing recorded by then was changed; the one last printed or mailed is proved each time.
    Ends with 0 when all is well and with 1 when something is wrong.
    """
    from hmic.cli.heads import keep, told
    from hmic.store import heads
    from hmic.store.connection import open_reading
    from hmic.store.repair import REMEDY
    from hmic.store.verify import findings, size

    given = [heads.Noted(heads.parse(text), f"--since {text}") for text in since or ()]
    last = heads.kept(run.db)  # read first: a later one may be of entries that are not seen here
    con = open_reading(run.db)
    with run.working() as working:
        wrong = list(findings(con, run.db, working.at, [*given, *last]))
    for sentence in wrong:
        run.world.stdout.write(f"{sentence}\n")
    if wrong:
        by_load = all(text.endswith(REMEDY) for text in wrong)
        what = "hmic load --repair" if by_load else "restore a backup, and keep this file"
        run.say(f"{run.db}: {len(wrong)} thing(s) wrong; {what}")
        run.exit(1)
    found, entries = size(con)
    run.world.stdout.write(
        f"{run.db} is whole: {found} findings, {entries} journal entries, every hash right\n"
    )
    for noted in given:
        run.world.stdout.write(f"the journal runs through {noted.head}: nothing up to it was changed\n")
    head = heads.head(con)
    run.world.stdout.write(told(head))
    keep(run, head, "hmic verify")
