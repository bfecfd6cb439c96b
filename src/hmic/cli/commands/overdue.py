"""`hmic overdue`: what is late as at a date."""

from __future__ import annotations

from typing import Annotated

import typer

from hmic.cli.shared import Run, command
from hmic.errors import UsageError
from hmic.render import Format

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command(reports=True, forces=True)
def overdue(
    run: Run,
    within: Annotated[
        str | None, typer.Option("--within", help="Add what falls due soon: 30d, 6w or 3m.")
    ] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="Only what this post has.")] = None,
    needs_target: Annotated[
        bool, typer.Option("--needs-target", help="List open findings without any date instead.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 when something is overdue.")
    ] = False,
) -> None:
    """What is late, the worst first; on the day itself nothing is late yet."""
    from hmic.store.queries import late, names

    if needs_target and (within is not None or exit_code):
        message = "--needs-target lists what has no date, so it goes with neither --within nor --exit-code"
        raise UsageError(message, hint="ask for one of them at a time")
    as_at = run.as_at
    until = as_at
    if within is not None:
        from hmic.cli.periods import parse_period

        until = parse_period(within, as_at)
    con = run.reading()
    if owner is not None:
        owner = names.find_owner(con, owner)
    if needs_target:
        from hmic.reports import listing as list_of
        from hmic.store.queries import listing

        wanted = listing.Filter(needs_target=True, owner=owner, force=run.force)
        rows = listing.findings(con, wanted)
        deadlines = listing.deadlines_of(con, [row.finding for row in rows])
        report = list_of.build(rows, deadlines, as_at, title="Open findings without any date")
    else:
        from hmic.reports import overdue as report_of

        found = late.due_by(con, as_at, until, owner=owner, force=run.force)
        clocks = late.clocks_due_by(con, as_at, until, run.known_until, run.force)
        if not within:
            today = as_at.isoformat()
            found = [row for row in found if row.due < today]
            clocks = [row for row in clocks if row.due < today]
        report = report_of.build(
            found,
            as_at,
            forces=run.forces(con),
            needing_target=late.count_needing_target(con, run.force),
            clocks=[] if owner is not None else clocks,
            within=within,
        )
    if run.format_for_output() is Format.ICS and not needs_target:
        from hmic.cli.boards import add_events

        add_events(run, con, report, listed=True)
    run.show(report)
    if exit_code and report.attention:
        run.exit(1)
