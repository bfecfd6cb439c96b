"""`hmic summary`: counts, and their reconciliation since a date."""

from __future__ import annotations

from typing import Annotated

import typer

from hmic.cli.shared import Run, command, parse_day
from hmic.errors import UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command(reports=True)
def summary(
    run: Run,
    since: Annotated[
        str | None, typer.Option("--since", help="Reconcile with this day (YYYY-MM-DD).")
    ] = None,
) -> None:
    """The counts by kind and status; with --since, open then + new - closed + reopened = open now."""
    from hmic.reports import summary as report_of
    from hmic.store.queries import late, listing, names

    start = parse_day(since, "--since") if since else None
    if start is not None and start > run.as_at:
        message = f"--since {start} is later than {run.as_at}, the day of the summary"
        raise UsageError(message, hint="give an earlier day")
    con = run.reading()
    rows = listing.findings(con, listing.Filter())
    moved = None
    if start is not None:
        then = listing.open_by_finding(run.reading_as_at(start))
        moved = report_of.movement(then, listing.open_by_finding(con))
    overdue = len([r for r in late.due_by(con, run.as_at, run.as_at) if r.due < run.as_at.isoformat()])
    forces = names.forces(con)
    run.show(report_of.build(rows, run.as_at, forces=forces, overdue=overdue, since=start, moved=moved))
