"""Each area's grade at each inspection, and what may not be compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.model import SCALES, Scale
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import Block, Gap, Grid, GridColumn, Heading, Words, line, muted
from hmic.row_columns import YesNo
from hmic.words import forces_words, known_day, short_day

if TYPE_CHECKING:
    from hmic.store.queries.grade_rows import GradeRow


class Row(NamedTuple):
    """A grade; its area goes by the name that it has now."""

    area: str
    report: str
    date: str
    grade: str | None
    scale: str | None
    comparable_with_previous: YesNo | None
    note: str | None
    report_area: str
    carried_from: str | None
    force: str


Inspections = Sequence["GradeRow"]
"""The inspections that gave grades, by the first grade of each."""


def build(
    found: Sequence[GradeRow], aliases: Mapping[str, str], as_at: dt.date, *, forces: Sequence[str]
) -> Report[Row, Inspections]:
    """A row for each grade; areas that were renamed stand together by the register's table.

    Whether a grade may be compared with the one before is what the report says; where it is silent,
    another scale cannot be compared, and the same scale can.
    """
    rows: list[Row] = []
    before: dict[tuple[str, str], GradeRow] = {}
    areas: dict[tuple[str, str], int] = {}
    for each in found:
        area = aliases.get(each.area, each.area)
        own = (each.force, area)
        areas.setdefault(own, len(areas))
        comparable, why = _comparable(each, before.get(own))
        row = Row(
            area=area,
            report=each.report,
            date=each.published,
            grade=each.grade,
            scale=each.scale,
            comparable_with_previous=comparable,
            note=" ".join(text for text in (each.note, why) if text) or None,
            report_area=each.area,
            carried_from=each.carried_from,
            force=each.force,
        )
        rows.append(row)
        if each.grade is not None:
            before[own] = each
    rows.sort(key=lambda row: areas[row.force, row.area])
    inspections: dict[str, GradeRow] = {}
    for each in found:
        inspections.setdefault(each.report, each)
    return Report(
        name="grades",
        as_at=as_at,
        row=Row,
        rows=rows,
        totals={"grades": sum(1 for row in rows if row.grade), "areas": len(areas)},
        facts=list(inspections.values()),
        screen=screen,
        forces=forces,
    )


def _comparable(row: GradeRow, previous: GradeRow | None) -> tuple[bool | None, str | None]:
    if previous is None or row.grade is None:
        said = row.comparable
        return (None if said is None else bool(said)), None
    if row.carried_from is not None:
        return None, f"Given in {known_day(previous.published)} and carried over."
    if row.scale != previous.scale:
        return False, f"On a different scale from {known_day(previous.published)}."
    if row.comparable is not None:
        return bool(row.comparable), None
    return True, None


_SHORT = {
    "requires improvement": "req. impr.",
    "meets the standard": "meets",
    "exceeds the standard": "exceeds",
    "fails to meet the standard": "fails",
    "outstanding": "outstand.",
}


def screen(report: Report[Row, Inspections], rows: Sequence[Row]) -> Iterable[Block]:
    """Areas down, inspections across, a bar where the scale changes."""
    inspections = report.facts
    if not rows:
        yield line("No grade yet.")
        return
    yield Heading("Grades by area and inspection", forces_words(report.forces))
    yield Gap()
    scales = [inspection.scale for inspection in inspections]
    # A bar comes before the first inspection on each new scale.
    bars = [n > 0 and scale != _last(scales[:n]) and scale is not None for n, scale in enumerate(scales)]
    several = len({row.force for row in rows}) > 1
    names = [f"{row.area}, {row.force}" if several else row.area for row in rows]
    cells = {(name, row.report): row for name, row in zip(names, rows, strict=True)}
    yield _grid(inspections, bars, list(dict.fromkeys(names)), cells, short=False)
    yield Gap()
    yield from _scales(inspections)
    if any(bars):
        yield line(muted("| different scale: do not compare across this line"))
    if any(row.carried_from for row in rows):
        yield line(muted("> carried over from the inspection that gave it"))
    yield from _notes(rows)


_LEFT_OUT = line(muted("inspections that only a later report mentions do not fit on this screen"))


def _last(scales: Sequence[str | None]) -> str | None:
    return next((scale for scale in reversed(scales) if scale), None)


def _grid(
    inspections: Inspections,
    bars: Sequence[bool],
    areas: Sequence[str],
    cells: Mapping[tuple[str, str], Row],
    *,
    short: bool,
    left_out: bool = False,
) -> Grid:
    signs = ["| " if bar else "  " if any(bars) else "" for bar in bars]

    def grade(area: str, n: int) -> Words:
        row = cells.get((area, inspections[n].report))
        if row is None or row.grade is None:
            return muted(f"{signs[n]}{'-' if row else ''}")
        text = _SHORT.get(row.grade, row.grade) if short else row.grade
        return f"{signs[n]}{'> ' if row.carried_from else ''}{text}"

    columns = (
        GridColumn("AREA", stretch=24),
        *(
            GridColumn(f"{sign}{inspection.published[:4] if short else short_day(inspection.published)}")
            for sign, inspection in zip(signs, inspections, strict=True)
        ),
    )
    rows = tuple((area, *(grade(area, n) for n in range(len(inspections)))) for area in areas)
    if short:
        return Grid(columns, rows, remark=_LEFT_OUT if left_out else None)
    seen = [n for n, inspection in enumerate(inspections) if inspection.mentioned_in is None]
    graded = [a for a in areas if any((a, inspections[n].report) in cells for n in seen)]
    narrow = _grid(
        [inspections[n] for n in seen],
        [bars[n] for n in seen],
        graded,
        cells,
        short=True,
        left_out=len(seen) < len(inspections),
    )
    return Grid(columns, rows, narrow)


def _scales(inspections: Inspections) -> Iterable[Block]:
    for scale in dict.fromkeys(i.scale for i in inspections if i.scale):
        days = ", ".join(short_day(i.published) for i in inspections if i.scale == scale)
        yield line(muted(f"{days}: {scale} ("), ", ".join(SCALES[Scale(scale)]), muted(")"))


def _notes(rows: Sequence[Row]) -> Iterable[Block]:
    """What the reports themselves say, each thing once."""
    said: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.note:
            said.setdefault((row.report, row.note), []).append(row)
    if said:
        yield Gap()
        yield Heading("What the reports say")
    for (_, note), same in said.items():
        yield line(
            muted(f"{known_day(same[0].date)}, {_some([row.area for row in same])}: "), note, indent=2
        )


def _some(areas: Sequence[str]) -> str:
    few = 2
    return ", ".join(areas) if len(areas) <= few else f"{len(areas)} areas"
