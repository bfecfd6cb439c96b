"""The picture of the threads: a true time axis, and for each thread its verdicts, deadlines and progress.

Every mark differs in shape and sign as well as in colour. Each drawing is inline SVG of a fixed width in
its own units, so that it prints and scales; its words are also in the page as text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape

from hmic.render.charts import EDGE, NARROW, WIDTH, Axis
from hmic.site.site_value import Bar, Mark, ThreadLine

_LANE = 24
_SPACE = 23
"""How far apart two marks must be so as not to overlap."""

SIGNS = {
    "raised": "R",
    "repeated": "R+",
    "improved": "↗",
    "unchanged": "=",
    "worsened": "↘",
    "resolved": "✓",
}
_SHAPES = {
    "raised": "M-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0Z",
    "repeated": "M-14 0L0-13L14 0L0 13Z",
    "improved": "M-12-8Q0-14 12-8V8Q0 14-12 8Z",
    "unchanged": "M-10-10H10V10H-10Z",
    "worsened": "M-13-9H13L0 13Z",
    "resolved": "M-11 0L-6-10H6L11 0L6 10H-6Z",
}


def axes_of(first: dt.date, today: dt.date) -> tuple[Axis, Axis]:
    """From the start of the first year to a little after today: for a wide screen, and for a narrow one."""
    end = min(today.toordinal() + max(30, (today - first).days // 40), dt.date.max.toordinal())
    days = dt.date(first.year, 1, 1), dt.date.fromordinal(end)
    return Axis(*days), Axis(*days, NARROW)


def head(axis: Axis, inspections: Iterable[tuple[dt.date, str]], today: dt.date) -> str:
    """The axis: years below, the days of inspections above, today marked."""
    years = [(axis.at(day), day.year) for day in axis.years()]
    ticks = "".join(f"M{at} 40V48" for at, _ in years)
    parts = [f'<path class="grid" d="M{EDGE} 44H{axis.width - EDGE}{ticks}"/><g font-size="13">']
    parts += [f'<text x="{at}" y="34" text-anchor="middle">{year}</text>' for at, year in years]
    at = axis.at(today)
    parts.append(f'<text x="{at}" y="12" text-anchor="end" font-weight="700">today</text></g>')
    parts += [
        f'<path d="M{axis.at(day)} 44l-4 7h8Z">{_title(axis, words)}</path>' for day, words in inspections
    ]
    parts.append(f'<line class="today" x1="{at}" x2="{at}" y1="14" y2="52"/>')
    return _svg(axis, 52, "".join(parts))


def draw(
    line: ThreadLine, axis: Axis, inspections: Sequence[dt.date], today: dt.date, *, up: str = ""
) -> str:
    """One thread: its life, the time that deadlines gave, the verdicts and what the force did."""
    lanes, placed = _lanes(line.marks, axis)
    middle = 14 + (lanes - 1) * _LANE
    bars = _bars(line.bars, axis, middle + 16)
    height = middle + 16 + (10 * len(line.bars) if line.bars else 4)
    start = axis.at(line.marks[0].day)
    end = axis.at(line.end or today)
    seen = "".join(f"M{x} 0V{height}" for x in dict.fromkeys(axis.at(day) for day in inspections))
    parts = [f'<path class="seen" d="{seen}"/>'] if seen else []
    parts.append(f'<line class="today" x1="{axis.at(today)}" x2="{axis.at(today)}" y1="0" y2="{height}"/>')
    parts.append(f'<line class="life" x1="{start}" x2="{end}" y1="{middle}" y2="{middle}"/>')
    again = [mark.day for mark in line.marks if mark.verdict == "repeated"]
    if again:
        back = axis.at(min(again))
        parts.append(
            f'<line class="life back" x1="{back}" x2="{max(end, back)}" y1="{middle}" y2="{middle}"/>'
        )
    parts += bars
    parts += [
        f'<line class="act" x1="{axis.at(day)}" x2="{axis.at(day)}" y1="{middle - 9}" y2="{middle + 9}">'
        f"<title>{escape(words)}</title></line>"
        for day, words in line.actions
    ]
    for x, lane, mark in placed:
        y = middle - lane * _LANE
        # On a finding's own page its history has the words in full.
        words = mark.short if up else mark.words
        parts.append(
            f'<a href="{up}{escape(mark.path)}" aria-label="{escape(words)}">'
            f'<g class="mark {mark.verdict}" transform="translate({x} {y})">{_title(axis, words)}'
            f"{_shape(mark.verdict)}</g></a>"
        )
    return _svg(axis, height, "".join(parts))


def _title(axis: Axis, words: str) -> str:
    """What is shown while a pointer rests on a mark; a narrow screen has none."""
    return f"<title>{escape(words)}</title>" if axis.width == WIDTH else ""


def sign(verdict: str) -> str:
    """One mark alone, for the key."""
    drawn = f'<g class="mark {verdict}">{_shape(verdict)}</g>'
    return f'<svg viewBox="-16 -16 32 32" aria-hidden="true">{drawn}</svg>'


def _shape(verdict: str) -> str:
    return f'<path d="{_SHAPES[verdict]}"/><text y="5">{SIGNS[verdict]}</text>'


def _svg(axis: Axis, height: int, body: str) -> str:
    where = "at-wide" if axis.width == WIDTH else "at-narrow"
    return f'<svg class="{where}" viewBox="0 0 {axis.width} {height}" role="group">{body}</svg>'


def _lanes(marks: Sequence[Mark], axis: Axis) -> tuple[int, list[tuple[float, int, Mark]]]:
    """Marks that would cover each other stand one above the other: the number of lanes, and each place."""
    ends: list[float] = []
    placed = []
    for mark in marks:
        x = axis.at(mark.day)
        lane = next((n for n, end in enumerate(ends) if x - end >= _SPACE), len(ends))
        ends[lane : lane + 1] = [x]
        placed.append((x, lane, mark))
    return max(1, len(ends)), placed


def _bars(bars: Sequence[Bar], axis: Axis, top: int) -> list[str]:
    def drawn(number: int, bar: Bar) -> str:
        x, end = axis.at(bar.start), axis.at(bar.end)
        place = f'x="{x}" y="{top + 10 * number - 4}" width="{max(3.0, round(end - x, 1))}" height="7"'
        return f'<rect class="{bar.kind}" {place}><title>{escape(bar.words)}</title></rect>'

    return [drawn(number, bar) for number, bar in enumerate(bars)]
