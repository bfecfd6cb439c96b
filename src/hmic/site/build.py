"""The site from what the database knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.model import PartialDate
from hmic.reports.board_table import lacking
from hmic.reports.threads import worst_first
from hmic.site import grade_grid, overview
from hmic.site.finding_words import item_of
from hmic.site.groups import groups
from hmic.site.lines import line_of
from hmic.site.site_value import Site
from hmic.words import forces_words, long_day

if TYPE_CHECKING:
    from hmic.site.sources import Sources


def build(sources: Sources) -> Site:
    """Every page's content; see `site_value.py`."""
    board, as_at = sources.board, sources.as_at
    lines = {
        thread.root.finding: line_of(thread, sources.of_threads)
        for thread in worst_first(sources.threads)
        if len({step.report for step in thread.steps}) > 1
    }
    items = [item_of(row, sources, lines) for row in board.rows]
    overdue_items = sorted(
        (i for i in items if i.days_overdue), key=lambda i: (-(i.days_overdue or 0), i.id)
    )
    first_ahead = {name: min(row.due for row in rows) for name, rows in sources.ahead.items()}
    coming = sorted((i for i in items if i.coming), key=lambda i: (first_ahead[i.id], i.id))
    opened = [item for item in items if item.open and item.formal]
    back = overview.came_back(lines.values())
    days = [PartialDate.parse(report.published).last for report in sources.reports]
    inspections = overview.inspections(items, sources)
    owners = [] if sources.public else overview.owners(items)
    return Site(
        forces=forces_words(sources.forces) or "No force",
        several=len(sources.forces) > 1,
        as_at=f"{long_day(as_at)}{sources.as_known}",
        public=sources.public,
        unknown=sources.unknown,
        head=sources.head,
        nothing_recorded=not sources.recorded,
        newest=inspections[-1] if inspections else None,
        cards=overview.cards(items, back, lacking(board)[0], sources),
        oldest=overview.oldest(items),
        latest=overview.latest(inspections, items, sources),
        overdue=overdue_items,
        coming=coming,
        ages=overview.ages(opened),
        load=overview.load(opened),
        ratings=overview.ratings(items),
        history=sources.history,
        items=items,
        lines=list(lines.values()),
        back=back,
        once=len(sources.threads) - len(lines),
        inspections=inspections,
        heat=grade_grid.heat(sources),
        owners=owners,
        groups=groups(sources),
        first=min(days, default=as_at),
        today=as_at,
        choices=overview.choices(items, sources),
    )
