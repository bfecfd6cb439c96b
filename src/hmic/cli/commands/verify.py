"""`hmic verify`: check the database and the journal."""

from __future__ import annotations

from typing import Annotated

import typer

from hmic.cli.run import Run, command

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command("verify")
def verify(
    run: Run,
    since: Annotated[
        list[str] | None,
        typer.Option(
            "--since", metavar="HEAD", help="Prove that nothing up to this head changed (repeatable)."
        ),
    ] = None,
) -> None:
    """Check the database file, the journal's hashes, the register's rows and every status.

    Prints the journal's head: the number and hash of its last entry. Keep it somewhere else: --since HEAD
    proves later that nothing recorded so far was changed. hmic also checks the head that was last
    printed or emailed. The exit code is 0 if all is well and 1 if something is wrong.
    """
    from hmic.cli.heads import head_line, keep
    from hmic.plaintext import shown
    from hmic.store import journal_heads
    from hmic.store.connection import open_reading
    from hmic.store.repair import REMEDY
    from hmic.store.verifying import problems, size
    from hmic.words import count

    given = [journal_heads.Noted(journal_heads.parse(text), f"--since {text}") for text in since or ()]
    last = journal_heads.kept(run.db)  # read first: a later one may be of entries that are not seen here
    con = open_reading(run.db)
    with run.working() as working:
        wrong = list(problems(con, run.db, working.at, [*given, *last]))
    for sentence in wrong:
        run.put(f"{shown(sentence)}\n")
    if wrong:
        by_load = all(text.endswith(REMEDY) for text in wrong)
        what = "repair with: hmic load --repair" if by_load else "restore a backup, and keep this file"
        run.say(f"{run.db}: {count(len(wrong), 'problem')}; {what}")
        run.exit(1)
    found, entries = size(con)
    held = f"{count(found, 'finding')}, {count(entries, 'journal entry', 'journal entries')}"
    run.put(f"{run.db} is sound: {held}, every hash correct\n")
    for noted in given:
        run.put(f"the journal contains {noted.head}: nothing up to it was changed\n")
    head = journal_heads.head(con)
    run.put(head_line(head))
    keep(run, head, "hmic verify")
