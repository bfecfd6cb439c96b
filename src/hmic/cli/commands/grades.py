"""`hmic grades`: each area's grade at each inspection."""

from __future__ import annotations

import typer

from hmic.cli.output import TABLES
from hmic.cli.shared import Run, command

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command("grades", dated=True, forces=True, offer=TABLES)
def grades(run: Run) -> None:
    """Show each area's grade at each inspection, and which grades cannot be compared."""
    from hmic.reports import grades_report
    from hmic.store.queries import grade_rows

    con = run.reading()
    rows = grade_rows.grades(con)
    run.show(grades_report.build(rows, grade_rows.area_aliases(con), run.as_at, forces=run.forces(con)))
