"""`hmic list`: findings, filtered and searched."""

from __future__ import annotations

from typing import Annotated

import typer

from hmic.cli.shared import Run, command, one_of
from hmic.errors import UsageError
from hmic.model import Kind, Status

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Several = list[str] | None


@app.command()
@command(reports=True, forces=True)
def list_findings(
    run: Run,
    kind: Annotated[
        Several, typer.Option("--kind", help="recommendation, area_for_improvement, …; repeatable.")
    ] = None,
    status: Annotated[Several, typer.Option("--status", help="open, complete, …; repeatable.")] = None,
    report: Annotated[Several, typer.Option("--report", help="A report's id; repeatable.")] = None,
    theme: Annotated[Several, typer.Option("--theme", help="A theme; repeatable.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="Only what this post has.")] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only what is still open.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is late.")] = False,
    search: Annotated[
        str | None, typer.Option("--search", help="Words in the finding or its progress.")
    ] = None,
) -> None:
    """List findings; several filters narrow the list together."""
    from hmic.reports import listing as report_of
    from hmic.store.queries import listing, names

    if search is not None and not search.strip():
        message = "--search is empty"
        raise UsageError(message, hint="give words to look for, or leave it out")
    con = run.reading()
    wanted = listing.Filter(
        kinds=tuple(one_of(word, Kind, "kind") for word in kind or ()),
        statuses=tuple(one_of(word, Status, "status") for word in status or ()),
        reports=tuple(names.find_report(con, word) for word in report or ()),
        themes=tuple(names.find_theme(con, word) for word in theme or ()),
        owner=names.find_owner(con, owner) if owner is not None else None,
        force=run.force,
        open_only=only_open,
        overdue_on=run.as_at if overdue else None,
        search=search,
    )
    rows = listing.findings(con, wanted)
    deadlines = listing.deadlines_of(con, [row.finding for row in rows])
    run.show(report_of.build(rows, deadlines, run.as_at))
