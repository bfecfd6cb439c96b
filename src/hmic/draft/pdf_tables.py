"""Tables drawn with lines on a page → their cells, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from hmic.draft.pdf_lines import lines
from hmic.draft.pdf_page import Area, Sheet, Word

_THIN = 3.5
_NEAR = 4.0
_LEAST = 120.0
_MOST_LINES = 2_000


@dataclass
class Grid:
    """A table: its place, where its columns part, and the words of each row's cells."""

    area: Area
    edges: list[float]
    rows: list[list[list[Word]]]

    def heads(self) -> list[str]:
        """The words of the first row's cells."""
        return [" ".join(line.text for line in lines(cell)) for cell in self.rows[0]]


def grids(sheet: Sheet) -> list[Grid]:
    """The page's ruled tables of two columns and more."""
    thin = [a for a in sheet.areas if min(a.right - a.left, a.top - a.bottom) <= _THIN][:_MOST_LINES]
    level = _long(a for a in thin if a.right - a.left > a.top - a.bottom)
    upright = _turned(_long(_turned(a for a in thin if a.right - a.left <= a.top - a.bottom)))
    level = sorted((a for a in level if a.right - a.left >= _LEAST), key=lambda a: -a.top)
    found: list[Grid] = []
    while level:
        first = level.pop(0)
        own = [first]
        for line in level:
            same = abs(line.left - first.left) < _NEAR and abs(line.right - first.right) < _NEAR
            if same and _edges(own[-1], line, upright):
                own.append(line)
        level = [line for line in level if not any(line is one for one in own)]
        if len(own) > 1 and _edges(own[0], own[1], upright):
            found.append(_grid(sheet, own, upright))
    return found


def _turned(areas: Iterable[Area]) -> list[Area]:
    return [Area(a.bottom, a.left, a.top, a.right, a.colour) for a in areas]


def _long(areas: Iterable[Area]) -> list[Area]:
    """Level lines, the pieces of one put together: each cell of a table can have its own."""
    whole: list[Area] = []
    for area in sorted(areas, key=lambda a: (round(a.top / 2), a.left)):
        last = whole[-1] if whole else None
        if last is not None and abs(last.top - area.top) < 2 and area.left <= last.right + 2:
            last.right = max(last.right, area.right)
        else:
            whole.append(Area(area.left, area.bottom, area.right, area.top, area.colour))
    return whole


def _edges(upper: Area, lower: Area, upright: list[Area]) -> list[float]:
    """Where the columns part between two level lines, the table's own edges left out."""
    found = sorted(
        (a.left + a.right) / 2
        for a in upright
        if upper.left + _NEAR < a.left < upper.right - _NEAR
        and a.top > upper.bottom - _NEAR and a.bottom < lower.top + _NEAR
    )  # fmt: skip
    return [x for n, x in enumerate(found) if n == 0 or x - found[n - 1] > _NEAR]


def _grid(sheet: Sheet, own: list[Area], upright: list[Area]) -> Grid:
    area = Area(own[0].left, own[-1].bottom, own[0].right, own[0].top, None)
    inside = [w for w in sheet.words if area.holds((w.left + w.right) / 2, w.middle)]
    first = _edges(own[0], own[1], upright)
    rows = []
    for upper, lower in pairwise(own):
        words = [w for w in inside if lower.bottom < w.middle < upper.top]
        edges = _edges(upper, lower, upright)
        rows.append(_cells(words, edges))
    return Grid(area, first, rows)


def _cells(words: list[Word], edges: list[float]) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in words:
        cells[sum(edge < (word.left + word.right) / 2 for edge in edges)].append(word)
    return cells
