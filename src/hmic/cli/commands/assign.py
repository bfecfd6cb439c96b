"""`hmic assign`: who owns a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.options import By, Finding, Note, On
from hmic.cli.parsing import text_for
from hmic.cli.recording import post, record, true_on
from hmic.cli.shared import Run, command
from hmic.model import Entry, EntryKind

if TYPE_CHECKING:
    import sqlite3

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command('assign crime-2014-r2 "ACC Crime" --by "Liaison officer"')
def assign(
    run: Run,
    finding: Finding,
    owner: Annotated[
        str,
        typer.Argument(
            metavar="POST", parser=text_for("the owner"), help='The new owner, such as "ACC Crime".'
        ),
    ],
    on: On = None,
    by: By = None,
    note: Note = None,
) -> None:
    """Assign a finding to a post, not to a person."""
    name = " ".join(owner.split())
    since = true_on(run, on)

    def make(con: sqlite3.Connection) -> list[Entry]:
        from hmic.store.queries import names

        known = names.distinct(con, "owner")
        same = next((post for post in known if post.lower() == name.lower()), name)
        return [
            Entry(
                finding=names.find_finding(con, finding),
                kind=EntryKind.ASSIGNMENT,
                on=since,
                by=post(run, by),
                owner=same,
                note=note,
            )
        ]

    (done,) = record(run, make)
    run.tell(f"{done.finding}: assigned to {done.owner}, entry {done.number}")
