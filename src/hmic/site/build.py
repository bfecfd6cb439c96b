"""The site from what the database knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.counts import apart, apart_words, overdue_words, undated_words
from hmic.model import PartialDate
from hmic.reports.board_table import lacking
from hmic.reports.changes_report import worst_first
from hmic.site import overview
from hmic.site.finding_words import item_of
from hmic.site.lines import line_of
from hmic.site.site_value import Site
from hmic.words import forces_words, long_day

if TYPE_CHECKING:
    from hmic.site.sources import Sources


def build(sources: Sources) -> Site:
    """Every page's content; see `site_value.py`."""
    board, as_at = sources.board, sources.as_at
    lines = {
        thread.root.finding: line_of(thread, sources)
        for thread in worst_first(sources.threads)
        if len({step.report for step in thread.steps}) > 1
    }
    items = [item_of(row, sources, lines) for row in board.rows]
    overdue, undated = lacking(board)
    overdue_items = sorted(
        (i for i in items if i.days_overdue), key=lambda i: (-(i.days_overdue or 0), i.id)
    )
    coming = sorted((i for i in items if i.coming), key=lambda i: (i.due_iso, i.id))
    opened = [item for item in items if item.open and item.formal]
    oldest = max((item.age for item in opened), default=0)
    days = [PartialDate.parse(report.published).last for report in sources.reports]
    still = apart(row.kind for row in board.rows if row.open)
    sentences = [
        f"Open: {apart_words(still)}.",
        f"{overdue_words(overdue)[0].upper()}{overdue_words(overdue)[1:]}.",
        f"{undated_words(undated) or 'Every open finding has a deadline or target'}.",
    ]
    inspections = overview.inspections(items, sources)
    owners = [] if sources.public else overview.owners(items)
    return Site(
        forces=forces_words(sources.forces) or "No force",
        several=len(sources.forces) > 1,
        as_at=f"{long_day(as_at)}{sources.as_known}",
        public=sources.public,
        unknown=sources.unknown,
        head=sources.head,
        cards=overview.cards(items, list(lines.values()), sources),
        sentences=sentences,
        oldest=[item for item in opened if item.age == oldest],
        latest=overview.latest(inspections, items, sources),
        overdue=overdue_items,
        coming=coming,
        ages=overview.ages(opened),
        load=overview.load(opened),
        ratings=overview.ratings(items),
        history=sources.history,
        items=items,
        lines=list(lines.values()),
        once=len(sources.threads) - len(lines),
        inspections=inspections,
        heat=overview.heat(sources),
        owners=owners,
        unowned=[item for item in items if item.open and item.owner is None],
        first=min(days, default=as_at),
        today=as_at,
        choices=overview.choices(items, sources),
    )
