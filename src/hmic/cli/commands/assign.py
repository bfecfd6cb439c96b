"""`hmic assign`: who has a finding."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.options import By, day_option, text_option
from hmic.cli.parsing import text_for
from hmic.cli.recording import post, record, true_on
from hmic.cli.shared import Run, command
from hmic.model import Entry, EntryKind

if TYPE_CHECKING:
    import sqlite3

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command()
def assign(
    run: Run,
    finding: Annotated[str, typer.Argument(help="The finding's id.")],
    owner: Annotated[
        str, typer.Argument(parser=text_for("the owner"), help='A post, such as "ACC Crime".')
    ],
    on: Annotated[dt.date | None, day_option("--on", "From which day; default today.")] = None,
    by: By = None,
    note: Annotated[str | None, text_option("--note", "Anything to remember.", lines=True)] = None,
) -> None:
    """Give a finding to a post; posts, not persons."""
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
    run.tell(f"{done.finding}: given to {done.owner}, entry {done.number}")
