"""`hmic extend`: a later date for a deadline, with its reason; the original is never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.recording import post, record, true_on
from hmic.cli.shared import Run, command, parse_day
from hmic.errors import RefusedError
from hmic.model import Entry, EntryKind
from hmic.words import day_words

if TYPE_CHECKING:
    import sqlite3

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command()
def extend(
    run: Run,
    finding: Annotated[str, typer.Argument(help="The finding's id.")],
    date: Annotated[str, typer.Argument(help="The later date (YYYY-MM-DD).")],
    reason: Annotated[str | None, typer.Option("--reason", help="Why; always needed.")] = None,
    agreed_by: Annotated[str | None, typer.Option("--agreed-by", help="Who agreed to it.")] = None,
    deadline: Annotated[int | None, typer.Option("--deadline", help="Which one, by its number.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day it was agreed; default today.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="The post that says so (HMIC_BY).")] = None,
) -> None:
    """Move a deadline to a later date; the original date, every move and its reason stay."""
    day = parse_day(date, "DATE")
    if reason is None or not reason.strip():
        message = "an extension needs a reason"
        hint = f'such as: hmic extend {finding} {date} --reason "why" --agreed-by "who"'
        raise RefusedError(message, hint=hint)
    agreed_on = true_on(run, on)

    def make(con: sqlite3.Connection) -> list[Entry]:
        from hmic.rules import deadline_to_extend
        from hmic.store.queries import listing, names

        name = names.find_finding(con, finding)
        dues = listing.deadlines_of(con, [name]).get(name, [])
        number = deadline_to_extend(name, dues, deadline, day)
        entry = Entry(
            finding=name,
            kind=EntryKind.EXTENSION,
            on=agreed_on,
            by=post(run, by),
            deadline=number,
            due=day,
            reason=reason,
            agreed_by=agreed_by,
        )
        return [entry]

    (done,) = record(run, make)
    which = f"deadline {done.deadline} " if done.deadline else ""
    run.tell(f"{done.finding}: {which}extended to {day_words(done.due)}, entry {done.number}")
