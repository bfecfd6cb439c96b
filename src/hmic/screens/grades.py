"""Grades for a terminal: areas down, inspections across, a bar where the scale changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hmic.model import SCALES, Scale
from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Field, Gap, Grid, Heading, Words, line, muted
from hmic.words import forces_words, known_day, short_day

if TYPE_CHECKING:
    from hmic.reports.grades import Inspection

_SHORT = {
    "requires improvement": "req. impr.",
    "meets the standard": "meets",
    "exceeds the standard": "exceeds",
    "fails to meet the standard": "fails",
    "outstanding": "outstand.",
}


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    inspections: list[Inspection] = report.about["inspections"]
    if not rows:
        yield line("No grade yet.")
        return
    yield Heading("Grades by area and inspection", forces_words(report.about["forces"]))
    yield Gap()
    scales = [inspection.scale for inspection in inspections]
    # A bar stands before the first inspection of each new scale.
    bars = [n > 0 and scale != _last(scales[:n]) and scale is not None for n, scale in enumerate(scales)]
    several = len({row[9] for row in rows}) > 1
    names = [f"{row[0]}, {row[9]}" if several else row[0] for row in rows]
    cells = {(name, row[1]): row for name, row in zip(names, rows, strict=True)}
    areas = list(dict.fromkeys(names))
    yield _grid(inspections, bars, areas, cells, short=False)
    if any(inspection.known_from_mention for inspection in inspections):
        yield line(muted("a narrow screen leaves out inspections that only a later report mentions"))
    yield Gap()
    yield from _scales(inspections)
    yield line(muted("| another scale: what stands on its two sides cannot be compared, and is no trend"))
    if any(row[8] for row in rows):
        yield line(muted("> carried over from the inspection that gave it"))
    yield from _notes(rows, {inspection.report: inspection for inspection in inspections})


def _last(scales: Sequence[str | None]) -> str | None:
    return next((scale for scale in reversed(scales) if scale), None)


def _grid(
    inspections: Sequence[Inspection],
    bars: Sequence[bool],
    areas: Sequence[str],
    cells: dict[tuple[str, str], Any],
    *,
    short: bool,
) -> Grid:
    def grade(area: str, n: int) -> Words:
        row = cells.get((area, inspections[n].report))
        bar = "| " if bars[n] else "  " if any(bars) else ""
        if row is None:
            return muted(bar)
        if row[3] is None:
            return muted(f"{bar}-")
        text = _SHORT.get(row[3], row[3]) if short else row[3]
        return f"{bar}{'> ' if row[8] else ''}{text}"

    fields = [Field("AREA", 24, stretch=True)]
    for n, inspection in enumerate(inspections):
        bar = "| " if bars[n] else "  " if any(bars) else ""
        heading = f"{bar}{short_day(inspection.published)}"
        fields.append(Field(heading, 8, priority=0))
    rows = tuple((area, *(grade(area, n) for n in range(len(inspections)))) for area in areas)
    if short:
        return Grid(tuple(fields), rows)
    seen = [n for n, inspection in enumerate(inspections) if not inspection.known_from_mention]
    graded = [a for a in areas if any((a, inspections[n].report) in cells for n in seen)]
    narrow = _grid([inspections[n] for n in seen], [bars[n] for n in seen], graded, cells, short=True)
    return Grid(tuple(fields), rows, narrow)


def _scales(inspections: Sequence[Inspection]) -> Iterable[Block]:
    for scale in dict.fromkeys(i.scale for i in inspections if i.scale):
        days = ", ".join(short_day(i.published) for i in inspections if i.scale == scale)
        yield line(muted(f"{days}: {scale} ("), ", ".join(SCALES[Scale(scale)]), muted(")"))


def _notes(rows: Sequence[Any], inspections: dict[str, Inspection]) -> Iterable[Block]:
    """What the reports themselves say, each thing once."""
    said: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row[6]:
            said.setdefault((row[1], row[6]), []).append(row[0])
    if said:
        yield Gap()
        yield Heading("What the reports say")
    for (report, note), areas in said.items():
        day = known_day(inspections[report].published)
        yield line(muted(f"{day}, {_some(areas)}: "), note, indent=2)


def _some(areas: Sequence[str]) -> str:
    few = 2
    return ", ".join(areas) if len(areas) <= few else f"{len(areas)} areas"
