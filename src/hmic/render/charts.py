"""Charts as SVG for a page: bars, and a line over time. The same numbers give the same bytes.

Each mark has its number beside it, so that nothing depends on measuring by eye or on colour. Colours
are left to the page's style sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import NamedTuple

WIDTH, NARROW = 1000, 350
"""How wide a picture is in its own units: on paper and wide screens, and on a narrow screen."""
EDGE = 14
_YEAR_WIDTH = 80
_BAR, _LABELS, _NUMBERS = 34, 330, 90
_LETTER = 9
"""The widest that a letter of a label can be."""


class Axis(NamedTuple):
    """Days → places across a picture, in proportion to time."""

    first: dt.date
    last: dt.date
    width: int = WIDTH

    def at(self, day: dt.date) -> float:
        """The place of a day; a day outside the picture is put at its edge."""
        return _place(self, day)

    def years(self) -> list[dt.date]:
        """The first days of the years to be named: no more than fit."""
        last = self.last - (self.last - self.first) / 30
        years = range(self.first.year + 1, last.year + 1)
        step = max(1, -(-len(years) // (self.width // _YEAR_WIDTH)))
        return [dt.date(year, 1, 1) for year in years if (last.year - year) % step == 0]


@cache
def _place(axis: Axis, day: dt.date) -> float:
    part = (day - axis.first).days / max(1, (axis.last - axis.first).days)
    return round(EDGE + min(1.0, max(0.0, part)) * (axis.width - 2 * EDGE), 1)


def bars(title: str, values: Sequence[tuple[str, int]], width: int = 520) -> str:
    """A bar for each label and number, the first on top; the title is read out, not drawn."""
    top = max([1, *(number for _, number in values)])
    left = min(_LABELS, max([1, *(len(label) for label, _ in values)]) * _LETTER)
    parts = []
    for n, (label, number) in enumerate(values):
        long = round(number * (width - left - _NUMBERS) / top, 1)
        y = n * _BAR
        parts.append(
            f'<text x="0" y="{y + 22}">{escape(label)}</text>'
            f'<rect x="{left}" y="{y + 6}" width="{long}" height="{_BAR - 12}"/>'
            f'<text x="{left + long + 8}" y="{y + 22}" font-weight="700">{number:,}</text>'
        )
    description = escape(
        f"{title}. " + ", ".join(f"{label} {number}" for label, number in values), quote=True
    )
    box = f'viewBox="0 0 {width} {_BAR * len(values)}" role="img" aria-label="{description}"'
    return f'<svg class="chart bars" {box}>{"".join(parts)}</svg>'


def open_over_time(history: Sequence[tuple[dt.date, int]], title: str, width: int = WIDTH) -> str:
    """How many findings were open, as a line over time: each step where it happened, its ends named."""
    if len(history) < 2:  # noqa: PLR2004 - one point is no line
        return ""
    height, left, bottom = 240, 44, 206
    axis = Axis(history[0][0], history[-1][0], width)
    top = max(number for _, number in history) or 1
    step = next(
        s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**4, 10**5) if s * 6 >= top
    )

    def x_of(day: dt.date) -> float:
        return round(left + (axis.at(day) - EDGE) * (width - left - 60) / (width - 2 * EDGE), 1)

    def y_of(number: int) -> float:
        return round(bottom - number * (bottom - 16) / (-(-top // step) * step), 1)

    parts = [
        f'<path class="grid" d="M{left} {y_of(number)}H{width - 60}"/>'
        f'<text x="{left - 8}" y="{y_of(number) + 5}" text-anchor="end">{number:,}</text>'
        for number in range(0, -(-top // step) * step + 1, step)
    ]
    parts += [
        f'<text x="{x_of(day)}" y="{bottom + 22}" text-anchor="middle">{day.year}</text>'
        for day in axis.years()
    ]
    path = f"M{x_of(history[0][0])} {y_of(history[0][1])}"
    for day, number in history[1:]:
        path += f"H{x_of(day)}V{y_of(number)}"
    last_day, last = history[-1]
    parts.append(f'<path class="run" d="{path}"/><circle cx="{x_of(last_day)}" cy="{y_of(last)}" r="5"/>')
    parts.append(f'<text x="{x_of(last_day) + 10}" y="{y_of(last) + 5}" font-weight="700">{last:,}</text>')
    description = f"{title}: {history[0][1]:,} at first, {top:,} at most, {last:,} now"
    box = f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(description)}"'
    return f'<svg class="chart" {box}>{"".join(parts)}</svg>'
