"""`hmic list`: findings, filtered and searched."""

from __future__ import annotations

from typing import Annotated

from hmic.cli.options import Owner, option
from hmic.cli.output import TABLES
from hmic.cli.parsing import not_empty, one_of, word_of
from hmic.cli.run import Run, command
from hmic.errors import UsageError
from hmic.model import Kind, Status


def _kind(text: str) -> Kind:
    """A kind by its name, or as trackers shorten it."""
    try:
        return one_of(text, Kind, "kind")
    except UsageError:
        from hmic.cli.add_questions import kind_of

        if text.isdigit():
            raise
        return kind_of(text)


Several = list[str] | None


@command(
    "list --open --report crime-2014",
    "list --search custody",
    dated=True,
    forces=True,
    offer=TABLES,
)
def list_findings(
    run: Run,
    kind: Annotated[
        list[Kind] | None,
        option("--kind", "recommendation, area_for_improvement (afi), … (repeatable).", "KIND", _kind),
    ] = None,
    status: Annotated[
        list[Status] | None,
        option("--status", "open, complete, … (repeatable).", "STATUS", word_of(Status, "status")),
    ] = None,
    report: Annotated[Several, option("--report", "A report's id (repeatable).", "REPORT")] = None,
    theme: Annotated[Several, option("--theme", "A theme (repeatable).", "THEME")] = None,
    owner: Owner = None,
    only_open: Annotated[bool, option("--open", "Only open findings.")] = False,
    overdue: Annotated[bool, option("--overdue", "Only overdue findings.")] = False,
    search: Annotated[
        str | None,
        option(
            "--search",
            "Words in the finding or its journal.",
            "WORDS",
            not_empty("--search", "give words to search for, or leave the option out"),
        ),
    ] = None,
) -> None:
    """List findings. A finding must match every filter."""
    from hmic.reports import list_report
    from hmic.store.queries import list_rows, names

    con = run.reading_all_forces()
    wanted = list_rows.Filter(
        kinds=tuple(kind or ()),
        statuses=tuple(status or ()),
        reports=tuple(names.find_report(con, word) for word in report or ()),
        themes=tuple(names.find_theme(con, word) for word in theme or ()),
        owner=names.find_owner(con, owner) if owner is not None else None,
        open_only=only_open,
        overdue_on=run.as_at if overdue else None,
        search=search,
    )
    run.narrow(con)
    if search is not None and run.known_on is not None:
        from hmic.store.view import searchable

        searchable(con)
    rows = list_rows.findings(con, wanted)
    deadlines = list_rows.deadlines_of(con, [row.finding for row in rows])
    run.show(list_report.build(rows, deadlines, run.as_at))
