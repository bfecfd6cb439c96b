"""Several forces side by side, and their themes: what `--by force` and `--by theme` count, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from hmic.reports import rolled_up
from hmic.reports.grouping import By
from hmic.reports.rolled_up import NO_THEME
from hmic.site.site_value import Group, Groups

if TYPE_CHECKING:
    from hmic.reports.rolled_up import Counted, Recurring
    from hmic.site.sources import Sources


def groups(sources: Sources) -> list[Groups]:
    """The forces, those that are most behind first; the themes, those that recur most first."""
    return [_of(by, sources) for by in By] if len(sources.forces) > 1 else []


def _of(by: By, sources: Sources) -> Groups:
    late = [row for rows in sources.late.values() for row in rows]
    given = sources.as_at, sources.forces
    counted = rolled_up.summary(by, sources.grouped, late, *given)
    overdue = {row.group: row for row in rolled_up.overdue(by, sources.grouped, late, *given).rows}
    recur = rolled_up.changes(by, sources.grouped, sources.threads, *given)
    threads = {row.group: row for row in recur.rows}

    def group(row: Counted) -> Group:
        own = overdue.get(row.group)
        again: Recurring | None = threads.get(row.group)
        return Group(
            row.group,
            "" if row.group == NO_THEME else f"findings.html#{by.value}={quote_plus(row.group)}",
            row.findings,
            row.open,
            row.overdue,
            own.longest if own else 0,
            row.needs_target,
            row.observations_open,
            again.raised_again if again else 0,
            again.forces if again else 0,
            _years(again.first, again.last) if again else "",
        )

    rows = [group(row) for row in counted.rows]
    if by is By.FORCE:
        rows.sort(key=lambda row: (-row.overdue, -row.longest, -row.open, row.name))
    else:
        rows.sort(key=lambda row: (-row.raised_again, -row.forces, -row.open, row.name))
    every = counted.totals
    years = [year for row in recur.rows for year in (row.first, row.last) if year]
    whole = Group(
        "All",
        "findings.html",
        every["findings"],
        every["open"],
        every["overdue"],
        max((row.longest for row in rows), default=0),
        every["needs_target"],
        every["observations_open"],
        recur.totals["raised_again"],
        recur.totals["forces"],
        _years(min(years), max(years)) if years else "",
    )
    return Groups(by is By.FORCE, rows, whole)


def _years(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"
