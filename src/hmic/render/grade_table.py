"""The table of grades on a page: areas down, inspections across."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hmic.model import SCALES, PartialDate, Scale
from hmic.words import short_day

if TYPE_CHECKING:
    from hmic.reports.grades_report import Row as Grade


def grade_table(rows: Sequence[Grade]) -> dict[str, Any]:
    """Areas down, inspections across, with a bar where the scale changes."""
    heads: list[dict[str, Any]] = []
    known: dict[str, int] = {}
    last = None
    for row in sorted(rows, key=lambda row: PartialDate.parse(row.date).last):
        if row.report in known or row.scale is None:
            continue
        bar = last is not None and row.scale != last
        last = row.scale
        known[row.report] = len(heads)
        heads.append({"day": short_day(row.date), "scale": row.scale, "bar": bar, "report": row.report})
    areas = list(dict.fromkeys(row.area for row in rows))
    cells = {(row.area, row.report): row for row in rows}
    lines = []
    for area in areas:
        line = []
        for head in heads:
            given = cells.get((area, head["report"]))
            grade = "" if given is None else given.grade or "not graded"
            line.append(
                {
                    "grade": f"{grade} (carried over)" if given and given.carried_from else grade,
                    "bar": head["bar"],
                }
            )
        if any(cell["grade"] for cell in line):
            lines.append({"area": area, "cells": line})
    scales = [
        {"days": ", ".join(h["day"] for h in heads if h["scale"] == scale),
         "words": f"{scale} ({', '.join(SCALES[Scale(scale)])})"}
        for scale in dict.fromkeys(head["scale"] for head in heads)
    ]  # fmt: skip
    return {"grade_heads": heads, "grade_lines": lines, "scales": scales}
