"""The threads as a single page: the site's picture, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hmic.model import PartialDate
from hmic.render.grade_table import grade_table
from hmic.render.templates import environment
from hmic.reports.threads import WORDS, worst_first
from hmic.site import thread_picture
from hmic.site.lines import line_of
from hmic.site.overview import came_back
from hmic.site.pages import TEMPLATES, VERDICTS, sections, style
from hmic.site.site_value import Link, ThreadLine
from hmic.words import count, forces_words, known_day, long_day

if TYPE_CHECKING:
    from hmic.reports.changes_report import Changes
    from hmic.reports.grades_report import Row as Grade
    from hmic.reports.threads import Thread
    from hmic.site.sources import ThreadSources


def render(
    report: Changes, threads: Sequence[Thread], sources: ThreadSources, grades: Sequence[Grade]
) -> str:
    """The page's text."""
    several = [one for one in worst_first(threads) if len({step.report for step in one.steps}) > 1]
    lines = [_line(thread, sources) for thread in several]
    single = [row for row in report.rows if not row.in_several_reports]
    days = {one.report: PartialDate.parse(one.published).last for one in sources.reports}
    axes = thread_picture.axes_of(min(days.values(), default=sources.as_at), sources.as_at)
    marked = [
        (days[one.report], f"{known_day(one.published)}: {one.title}")
        for one in sources.reports
        if len(report.forces) == 1
    ]

    def draw(line: ThreadLine) -> str:
        own = sorted({days[one.report] for one in sources.reports if one.force == line.force})
        return "".join(thread_picture.draw(line, axis, own, sources.as_at) for axis in axes)

    return str(
        environment(TEMPLATES)
        .get_template("changes.html.j2")
        .render(
            forces=forces_words(report.forces) or "No force",
            as_at=f"{long_day(report.as_at)}{report.as_known}",
            sentence=_sentence(report),
            sections=[] if report.unknown else sections(lines, came_back(lines)),
            stories=[] if report.unknown else list(zip(several, lines, strict=True)),
            single=single,
            axis_head="".join(thread_picture.head(axis, marked, sources.as_at) for axis in axes),
            verdict_words=WORDS,
            css=style("site.css") + style("lists.css"),
            all_lines=lines,
            threads_css=style("threads.css"),
            verdicts=VERDICTS,
            sign=thread_picture.sign,
            draw=draw,
            known=known_day,
            count=count,
            up="",
            **_grades(report, grades),
        )
    )


def _line(thread: Thread, sources: ThreadSources) -> ThreadLine:
    """A thread's picture, whose marks lead to its words further down."""
    line, place = line_of(thread, sources), f"#{thread.root.finding}"
    page = Link(place, thread.root.title, thread.root.finding)
    return replace(line, page=page, marks=[mark._replace(path=place) for mark in line.marks])


def _grades(report: Changes, grades: Sequence[Grade]) -> dict[str, Any]:
    return grade_table(() if report.unknown else grades)


def _sentence(report: Changes) -> str:
    if report.unknown:
        return f"{report.unknown}."
    totals = report.facts.totals
    return (
        f"{count(totals.threads, 'thread')}, {totals.open} still open: "
        f"{totals.in_several_reports} in more than one report "
        f"({totals.raised_again} raised again), {totals.mentioned_once} in one report only."
    )
