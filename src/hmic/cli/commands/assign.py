"""`hmic assign`: who has a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.recording import post, record, true_on
from hmic.cli.shared import Run, command
from hmic.errors import UsageError
from hmic.model import Entry, EntryKind

if TYPE_CHECKING:
    import sqlite3

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command()
def assign(
    run: Run,
    finding: Annotated[str, typer.Argument(help="The finding's id.")],
    owner: Annotated[str, typer.Argument(help='A post, such as "ACC Crime".')],
    on: Annotated[str | None, typer.Option("--on", help="From which day; default today.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="The post that says so (HMIC_BY).")] = None,
    note: Annotated[str | None, typer.Option("--note", help="Anything to remember.")] = None,
) -> None:
    """Give a finding to a post; posts, not persons."""
    name = " ".join(owner.split())
    if not name:
        message = "the owner is empty"
        raise UsageError(message, hint='give a post, such as "ACC Crime"')

    def make(con: sqlite3.Connection) -> list[Entry]:
        from hmic.store.queries import names

        known = names.distinct(con, "owner")
        same = next((post for post in known if post.lower() == name.lower()), name)
        return [
            Entry(
                finding=names.find_finding(con, finding),
                kind=EntryKind.ASSIGNMENT,
                on=true_on(run, on),
                by=post(run, by),
                owner=same,
                note=note,
            )
        ]

    (done,) = record(run, make)
    run.tell(f"{done.finding}: given to {done.owner}, entry {done.number}")
