"""The grades of every area and inspection, side by side."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hmic.model import SCALES, Scale
from hmic.site.page_links import report_page
from hmic.site.site_value import Cell, Heat, Link
from hmic.words import known_day

if TYPE_CHECKING:
    from hmic.reports import grades_report
    from hmic.site.sources import Sources


def heat(sources: Sources) -> Heat:
    """Areas down, inspections that gave grades across; each grade's tone is its place on its own scale."""
    rows = sources.grades
    given = {row.report: row for row in rows if row.scale}
    heads: list[tuple[Link, str, bool]] = []
    scales: dict[str, list[str]] = defaultdict(list)
    last = None
    for report in sources.reports:
        row = given.get(report.report)
        if row is None or row.scale is None:
            continue
        heads.append(
            (
                report_page(report.report, report.title),
                known_day(report.published),
                last not in {None, row.scale},
            )
        )
        scales[row.scale].append(known_day(report.published))
        last = row.scale
    cells = {(row.force, row.area, row.report): row for row in rows}
    lines = []
    for force, area in dict.fromkeys((row.force, row.area) for row in rows):
        line = []
        for to, _, changes in heads:
            row = cells.get((force, area, to.id))
            words = "" if row is None else row.grade or "not graded"
            carried = " (carried over)" if row is not None and row.carried_from else ""
            line.append(Cell(words + carried, _tone(row), changes))
        if any(cell.words for cell in line):
            lines.append((f"{force}: {area}" if len(sources.forces) > 1 else area, line))
    named = [
        (", ".join(dict.fromkeys(days)), ", ".join(SCALES[Scale(scale)])) for scale, days in scales.items()
    ]
    return Heat(heads, lines, named)


_GRADE_TONES = {
    3: ("best", "good", "poor"),
    4: ("best", "good", "fair", "poor"),
    5: ("best", "good", "even", "fair", "poor"),
}
"""The tones of a scale's grades, best first, by how many grades it has."""


def _tone(row: grades_report.Row | None) -> str:
    if row is None or row.grade is None or row.scale is None:
        return ""
    scale = SCALES[Scale(row.scale)]
    return _GRADE_TONES[len(scale)][scale.index(row.grade)]
