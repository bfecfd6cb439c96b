"""`hmic summary`: counts, and what changed since a date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from hmic.cli.options import RollUp, day_option
from hmic.cli.output import TABLES
from hmic.cli.run import READING, Run, command
from hmic.errors import UsageError
from hmic.render.formats import Format

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from hmic.counts import TallyRow
    from hmic.movement import Moved


@command("summary --since 2026-09-30", "summary --by force", dated=True, forces=True, offer=TABLES)
def summary(
    run: Run,
    since: Annotated[
        dt.date | None, day_option("--since", "Reconcile with the count on this day (31/3/2024).")
    ] = None,
    by_group: RollUp = None,
) -> None:
    """Count findings by kind and status.

    With --since: open then + new - closed + reopened - withdrawn = open now. With --by: a line for each
    group.
    """
    from hmic.reports import summary_report
    from hmic.store.queries import list_rows, overdue_rows

    if since is not None and since > run.as_at:
        message = f"--since {since} is later than {run.as_at}, the day of the summary"
        raise UsageError(message, hint="give an earlier day")
    if by_group is not None:
        run.takes_only("--by", "by_group", *READING)
    con = run.reading()
    if by_group is not None:
        from hmic.reports import rolled_up
        from hmic.store.queries import group_rows

        late = overdue_rows.due_by(con, run.as_at)
        found = group_rows.grouped_findings(con)
        run.show(rolled_up.summary(by_group, found, late, run.as_at, run.forces(con)))
        return
    overdue = overdue_rows.count_overdue(con, run.as_at)
    tally = list_rows.tally(con)
    moved = (since, _moved(run, con, since, tally)) if since is not None else None
    run.show(
        summary_report.build(
            tally,
            run.as_at,
            forces=run.forces(con),
            overdue=overdue,
            undated=overdue_rows.count_needing_target(con),
            reopened=overdue_rows.count_reopened(con),
            since=moved,
        )
    )


def _moved(run: Run, con: sqlite3.Connection, start: dt.date, tally: Sequence[TallyRow]) -> Moved:
    """What happened to the open findings since a day."""
    from hmic import counts, movement
    from hmic.store.queries import list_rows
    from hmic.store.standings import open_then, withdrawn_after

    if run.as_at_given is None and run.known_on is None:
        changed, kinds = open_then(run.reading_all_forces(), start)
        if run.force is not None:
            ours = list_rows.those_seen(con, changed)
            changed = {finding: was for finding, was in changed.items() if finding in ours}
        # Only JSON names all that is open.
        if run.output.form is Format.JSON:
            opened = dict(list_rows.open_findings(con))
            return movement.moved_of(changed, list(opened), {**kinds, **opened})
        _, still = counts.opened(tally)
        return movement.moved_of(changed, still, kinds)
    earlier = run.reading(start)
    then, now = list_rows.open_by_finding(earlier), list_rows.open_by_finding(con)
    kinds = list_rows.kinds(con)
    for finding, was_open, kind in withdrawn_after(earlier, start):
        then[finding], kinds[finding] = was_open, kind
    return movement.moved(then, now, kinds)
