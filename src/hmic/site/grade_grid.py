"""The grades of every area and inspection, side by side, the newest first: its grades are those of today.

Only the newest scale has colours: the same ones on an earlier scale would compare what must not
be compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from hmic.model import SCALES, Scale
from hmic.site.page_links import report_page
from hmic.site.site_value import Cell, Head, Heat, Newest
from hmic.words import count, known_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmic.reports import grades_report
    from hmic.site.sources import Sources

_TONES = {
    3: ("best", "good", "poor"),
    4: ("best", "good", "fair", "poor"),
    5: ("best", "good", "even", "fair", "poor"),
}
"""The tones of a scale's grades, best first, by how many grades it has."""


_FEW = 3


def heat(sources: Sources) -> Heat:
    """Areas down, what was graded last first; inspections across, the newest first."""
    rows = sources.grades
    scale_of = {row.report: row.scale or "" for row in rows}
    reports = [report for report in reversed(sources.reports) if report.report in scale_of]
    scales = [scale_of[report.report] for report in reports]
    newest = next(filter(None, scales), "")
    heads = []
    last = newest
    for report, scale in zip(reports, scales, strict=True):
        to = report_page(report.report, report.title)
        heads.append(
            Head(to, known_day(report.published), scale not in {"", last}, scale not in {"", newest})
        )
        last = scale or last
    cells = {(row.force, row.area, row.report): row for row in rows}
    several = len(sources.forces) > 1
    lines = []
    for force, area in dict.fromkeys((row.force, row.area) for row in rows):
        found = [cells.get((force, area, report.report)) for report in reports]
        if any(found):
            line = [_cell(row, area, newest) for row in found]
            lines.append((f"{force}: {area}" if several else area, line))
    lines.sort(key=lambda line: next(n for n, cell in enumerate(line[1]) if cell.words))
    days: dict[str, list[str]] = defaultdict(list)
    for report, scale in zip(reports, scales, strict=True):
        if scale:
            days[scale].append(f"{report.title} ({known_day(report.published)})")
    named = [(", ".join(when), _grades(scale)) for scale, when in days.items()]
    return Heat(heads, lines, named, None if several or not newest else _newest(heads, rows, scales))


def _cell(row: grades_report.Row | None, area: str, newest: str) -> Cell:
    if row is None:
        return Cell("", "", "")
    words = (row.grade or "not graded") + (" (carried over)" if row.carried_from else "")
    tone = dict(_grades(row.scale)).get(row.grade or "", "") if row.scale and row.scale == newest else ""
    return Cell(words, tone, row.report_area if row.report_area != area else "")


def _grades(scale: str) -> list[tuple[str, str]]:
    """The grades of a scale, best first, with their tones."""
    grades = SCALES[Scale(scale)]
    return list(zip(grades, _TONES[len(grades)], strict=True))


def _newest(heads: Sequence[Head], rows: Sequence[grades_report.Row], scales: Sequence[str]) -> Newest:
    """What the newest inspection graded, best first, and whether that may be compared with anything."""
    on = [(head, scale) for head, scale in zip(heads, scales, strict=True) if scale]
    head, newest = on[0]
    given = [row for row in rows if row.report == head.to.id]
    graded = Counter(row.grade for row in given)
    groups = [
        (grade, tone, [row.report_area for row in given if row.grade == grade])
        for grade, tone in _grades(newest)
    ]
    ungraded = [(row.report_area, row.note or "") for row in given if row.grade is None]
    same = [f"{head.to.words} ({head.day})" for head, scale in on[1:] if scale == newest]
    if same:
        more = len(same) - _FEW
        named = ", ".join(same[:_FEW]) + (f" and {count(more, 'earlier one')}" if more > 0 else "")
        compare = f"Compare these grades only with those of {named}, which are on the same scale."
    elif len(on) > 1:
        compare = (
            "These are the first grades on this scale: they do not show whether an area is better or worse "
            "than at an earlier inspection."
        )
    else:
        compare = ""
    numbers = [f"{len(areas)} {grade}" for grade, _, areas in groups]
    sentence = f"{count(len(given) - graded[None], 'area')} graded: {', '.join(numbers)}"
    sentence += f"; {count(graded[None], 'area')} not graded." if graded[None] else "."
    return Newest(head, sentence, compare, groups, ungraded)
