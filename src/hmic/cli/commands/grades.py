"""`hmic grades`: each area's grade at each inspection."""

from __future__ import annotations

from hmic.cli.options import RollUp
from hmic.cli.output import TABLES
from hmic.cli.run import Run, command


@command("grades", "grades --by force", dated=True, forces=True, offer=TABLES)
def grades(run: Run, by_group: RollUp = None) -> None:
    """Show each area's grade at each inspection, and which grades cannot be compared.

    With --by force or --by theme, count the latest grades by force or by area.
    """
    from hmic.cli.report_sources import read_grades

    report = read_grades(run, run.reading())
    if by_group is None:
        run.show(report)
        return
    from hmic.reports import rolled_up

    run.show(rolled_up.grades(by_group, report.rows, run.as_at, report.forces))
