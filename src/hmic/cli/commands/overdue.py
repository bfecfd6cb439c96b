"""`hmic overdue`: what is overdue as at a date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from hmic.cli.exit_codes import ATTENTION
from hmic.cli.options import Owner, RollUp, Within, option
from hmic.cli.output import TABLES, Offer
from hmic.cli.run import READING, Run, command
from hmic.render.formats import Format

_WITH_CALENDAR = Offer(TABLES.formats | {Format.ICS}, remark=" (ics: not with --needs-target)")


def _fits(given: Mapping[str, Any]) -> Offer:
    """A calendar needs dates, so findings without one cannot go into it."""
    return TABLES if given["needs_target"] or given["by_group"] else _WITH_CALENDAR


@command(
    "overdue --within 30d",
    "overdue --needs-target",
    "overdue --by force",
    dated=True,
    forces=True,
    offer=_WITH_CALENDAR,
    fits=_fits,
)
def overdue(
    run: Run,
    within: Within = None,
    owner: Owner = None,
    needs_target: Annotated[
        bool, option("--needs-target", "List open findings without a deadline or target instead.")
    ] = False,
    exit_code: Annotated[bool, option("--exit-code", "Exit with 1 if something is overdue.")] = False,
    by_group: RollUp = None,
) -> None:
    """List what is overdue, longest first. A deadline is overdue from the day after it."""
    from hmic.store.queries import names, overdue_rows

    if needs_target:
        run.takes_only("--needs-target", "needs_target", "owner", *READING)
    if by_group is not None:
        run.takes_only("--by", "by_group", "owner", "exit_code", *READING)
    as_at = run.as_at
    until = within.after(as_at) if within is not None else None
    con = run.reading_all_forces()
    if owner is not None:
        owner = names.find_owner(con, owner)
    run.narrow(con)
    if by_group is not None:
        from hmic.reports import rolled_up
        from hmic.store.queries import group_rows

        late = overdue_rows.due_by(con, as_at, owner=owner)
        if owner is None:
            late += overdue_rows.clocks_due_by(con, as_at)
        found, forces = group_rows.grouped_findings(con), group_rows.force_of_reports(con)
        rolled = rolled_up.overdue(by_group, found, late, as_at, run.forces(con), forces)
        run.show(rolled)
        if exit_code and rolled.attention:
            run.exit(ATTENTION)
    elif needs_target:
        from hmic.reports import list_report
        from hmic.store.queries import list_rows

        wanted = list_rows.Filter(needs_target=True, owner=owner)
        listed = list_rows.findings(con, wanted)
        deadlines = list_rows.deadlines_of(con, [row.finding for row in listed])
        run.show(list_report.build(listed, deadlines, as_at, title="Open, without a deadline or target"))
    else:
        from hmic.reports import overdue_report

        rows = overdue_rows.due_by(con, as_at, until, owner=owner)
        clocks = overdue_rows.clocks_due_by(con, as_at, until)
        report = overdue_report.build(
            rows,
            as_at,
            forces=run.forces(con),
            undated=overdue_rows.count_needing_target(con, owner),
            clocks=[] if owner is not None else clocks,
            within=within.words if within is not None else None,
        )
        if run.output.form is Format.ICS:
            from hmic.cli.report_sources import events

            report = report._replace(events=events(run, con, among=report.rows))
        run.show(report)
        if exit_code and report.attention:
            run.exit(ATTENTION)
