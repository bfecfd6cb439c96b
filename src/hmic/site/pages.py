"""The site's files: every page as text, the same bytes for the same site."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from hmic.render.charts import open_over_time
from hmic.render.templates import environment
from hmic.reports.ratings import KEY
from hmic.reports.threads import RAISED, REPEATED, WORDS
from hmic.site import thread_picture
from hmic.site.overview import age_number
from hmic.site.site_value import Item, Site, ThreadLine
from hmic.words import count

TEMPLATES = Path(__file__).parent / "templates"

VERDICTS = [
    (one, WORDS[one]) for one in (RAISED, REPEATED, "worsened", "unchanged", "improved", "resolved")
]
ORDERS = (
    ("", "In the order of the reports"),
    ("newest", "Newest report first"),
    ("late", "Most overdue first"),
    ("next", "Next date first"),
    ("name", "By name"),
)
"""In which orders the table of findings can stand."""
FILTERS = (
    ("kind", "Kind"),
    ("force", "Force"),
    ("report", "Report"),
    ("area", "Area"),
    ("owner", "Owner"),
    ("state", "Open or ended"),
    ("status", "Status"),
    ("rating", "Rating"),
    ("theme", "Theme"),
    ("age", "Age"),
    ("dated", "Dates"),
)
"""The selections of the table of findings, with their labels."""


def files(site: Site) -> Iterator[tuple[str, str]]:
    """Each page of the site: its path in the folder and its text."""
    templates = environment(TEMPLATES)
    css, lists_css, threads_css = map(style, ("site.css", "lists.css", "threads.css"))
    axes = thread_picture.axes_of(site.first, site.today)
    days: dict[str, list[dt.date]] = defaultdict(list)
    for one in site.inspections:
        days[one.force].append(one.day)

    def page(name: str, current: str, up: str = "", **facts: Any) -> str:
        def draw(line: ThreadLine) -> str:
            return "".join(
                thread_picture.draw(line, axis, days[line.force], site.today, up=up) for axis in axes
            )

        known = {
            "site": site,
            "css": css if name == "finding.html.j2" else css + lists_css,
            "threads_css": threads_css,
            "up": up,
            "current": current,
            "count": count,
            "draw": draw,
        }
        known |= {"key": KEY, "axis_head": head, "sign": thread_picture.sign, "verdicts": VERDICTS}
        return str(templates.get_template(name).render(known | facts)) + "\n"

    def head_for(marked: Sequence[tuple[dt.date, str]]) -> str:
        return "".join(thread_picture.head(axis, marked, site.today) for axis in axes)

    one_force = (
        [] if site.several else [(one.day, f"{one.published}: {one.title}") for one in site.inspections]
    )
    head = head_for(one_force)
    title = "Findings open over time"
    yield (
        "index.html",
        page(
            "index.html.j2",
            "index.html",
            history=[open_over_time(site.history, title, axis.width) for axis in axes],
        ),
    )
    yield (
        "findings.html",
        page(
            "findings.html.j2",
            "findings.html",
            filters=FILTERS,
            orders=ORDERS,
            data=_data,
            script=_template_text("filter.js"),
            shown=_shown(site),
        ),
    )
    yield "threads.html", page("threads.html.j2", "threads.html", sections=sections(site.lines, site.back))
    for name in _tables(site):
        yield f"{name}.html", page(f"{name}.html.j2", f"{name}.html")
    for one in site.inspections:
        yield one.page.path, page("inspection.html.j2", "inspections.html", "../", one=one)
    for item in site.items:
        spoke = [(mark.day, mark.short) for line in item.lines for mark in line.marks]
        yield (
            item.page.path,
            page("finding.html.j2", "findings.html", "../", item=item, axis_head=head_for(spoke)),
        )
    for owner in site.owners:
        if owner.posted:
            yield owner.page.path, page("owner.html.j2", "owners.html", "../", owner=owner)


def _tables(site: Site) -> Iterator[str]:
    """The pages that are tables and nothing else."""
    yield "inspections"
    if not site.public:
        yield "owners"
    if site.groups:
        yield "groups"


def sections(
    all_lines: Sequence[ThreadLine], back: Sequence[ThreadLine]
) -> list[tuple[str, str, Sequence[ThreadLine], str]]:
    """The groups of threads: the anchor of each, its heading, its threads, and what is in which order."""
    closed = [line for line in all_lines if line.came_back and not line.open]
    once = [line for line in all_lines if not line.came_back]
    return [
        ("came-back", f"Raised again and open: {count(len(back), 'thread')}", back,
         "Raised by more than one report; most recently raised first"),
        ("closed", f"Raised again and closed: {count(len(closed), 'thread')}", closed,
         "Raised by more than one report"),
        ("once", f"Raised once and followed up: {count(len(once), 'thread')}", once,
         "Raised by one report, and mentioned by others; open threads first"),
    ]  # fmt: skip


def _template_text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def style(name: str) -> str:
    """A style sheet without the space that only people need."""
    return re.sub(r"\s*([{};:,])\s+", r"\1", " ".join(_template_text(name).split()))


def _shown(site: Site) -> str:
    formal = sum(item.formal for item in site.items)
    return f"Showing {count(formal, 'finding')} and {count(len(site.items) - formal, 'observation')}."


def _data(item: Item) -> Any:
    """What the filter asks of a row, as attributes; the words that only the finding's page has, too."""
    from markupsafe import Markup

    return Markup("".join(f' data-{name}="{escape(value)}"' for name, value in row_data(item).items()))  # noqa: S704 - escaped here


def row_data(item: Item) -> Mapping[str, str]:
    """The values by which a row is found, by the filter's names."""
    return {
        "kind": f"finding|{item.kind}" if item.formal else item.kind,
        "force": item.force,
        "report": item.report.id,
        "area": item.area,
        "owner": item.owner.words if item.owner else ("none" if item.open else ""),
        "state": "open" if item.open else "ended",
        "status": item.status,
        "rating": f"{item.rating}|{item.amber}" if item.amber else item.rating,
        "theme": "|".join(item.themes),
        "age": age_number(item),
        "dated": "no" if item.needs_date else "",
        "overdue": "1" if item.days_overdue else "",
        "due": "1" if item.coming else "",
        "text": item.requirement,
        "late": str(item.days_overdue or 0),
        "iso": item.due_iso,
        "published": item.published_iso,
    }
