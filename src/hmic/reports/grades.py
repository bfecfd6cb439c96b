"""Each area's grade at each inspection, and what may not be compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hmic.reports.value import Column, Report, Type
from hmic.words import known_day

if TYPE_CHECKING:
    from hmic.reads.grades import GradeRow

COLUMNS = (
    Column("area"),
    Column("report"),
    Column("date"),
    Column("grade"),
    Column("scale"),
    Column("comparable_with_previous", Type.FLAG),
    Column("note"),
    Column("report_area"),
    Column("carried_from"),
    Column("force"),
)


class Inspection:
    """An inspection that gave grades, as the heads of a table name it."""

    def __init__(self, row: GradeRow) -> None:
        self.report = row.report
        self.title = row.title
        self.published = row.published
        self.scale = row.scale
        self.known_from_mention = row.mentioned_in is not None


def build(
    found: Sequence[GradeRow], aliases: Mapping[str, str], as_at: dt.date, *, forces: Sequence[str]
) -> Report:
    """A row for each grade; areas that were renamed stand together by the register's table.

    Whether a grade may be compared with the one before is what the report says; where it is silent,
    another scale cannot be compared, and the same scale can.
    """
    rows: list[tuple[Any, ...]] = []
    before: dict[tuple[str, str], GradeRow] = {}
    areas: dict[tuple[str, str], int] = {}
    for row in found:
        area = aliases.get(row.area, row.area)
        own = (row.force, area)
        areas.setdefault(own, len(areas))
        comparable, why = _comparable(row, before.get(own))
        note = " ".join(text for text in (row.note, why) if text) or None
        rows.append(
            (area, row.report, row.published, row.grade, row.scale, comparable, note, row.area,
             row.carried_from, row.force)
        )  # fmt: skip
        if row.grade is not None:
            before[own] = row
    rows.sort(key=lambda row: areas[row[9], row[0]])
    inspections = list({row.report: Inspection(row) for row in found}.values())
    return Report(
        name="grades",
        as_at=as_at,
        columns=COLUMNS,
        rows=rows,
        totals={"grades": sum(1 for row in rows if row[3]), "areas": len(areas)},
        screen="grades",
        about={"inspections": inspections, "forces": forces},
    )


def _comparable(row: GradeRow, previous: GradeRow | None) -> tuple[bool | None, str | None]:
    if previous is None or row.grade is None:
        said = row.comparable
        return (None if said is None else bool(said)), None
    if row.carried_from is not None:
        return None, f"Given in {known_day(previous.published)} and carried over."
    if row.scale != previous.scale:
        return False, f"On another scale than in {known_day(previous.published)}."
    if row.comparable is not None:
        return bool(row.comparable), None
    return True, None
