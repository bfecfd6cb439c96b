"""The floor: a typer application that does one SQLite query and prints the rows."""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def overdue(
    db: Annotated[Path, typer.Option("--db")],
    as_at: Annotated[str, typer.Option("--as-at")] = "",
) -> None:
    """What is late."""
    today = dt.date.fromisoformat(as_at) if as_at else dt.datetime.now(tz=dt.UTC).date()
    con = sqlite3.connect(db)
    rows = con.execute(
        """SELECT due.finding, finding.kind, title, report, due.number, requires, phrase, due.due,
        original_due, due.exact, basis, times_extended, owner, status, last_on, last_note
        FROM due JOIN finding ON finding.id = due.finding
        JOIN standing ON standing.finding = due.finding
        LEFT JOIN deadline ON deadline.finding = due.finding AND deadline.number = due.number
        WHERE counts AND due.due < ? ORDER BY due.due""",
        [today.isoformat()],
    )
    for row in rows:
        late = (today - dt.date.fromisoformat(row[7])).days
        sys.stdout.write("\t".join("" if v is None else str(v) for v in (*row, late)) + "\n")


if __name__ == "__main__":
    app()
