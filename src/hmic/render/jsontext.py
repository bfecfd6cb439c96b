"""A report as JSON: every field always there, null when empty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hmic.reports.value import Type

if TYPE_CHECKING:
    from hmic.reports.value import Report

FORMAT = 1


def render(report: Report) -> str:
    """One object with the report's name, date, totals and rows."""
    names = [column.name for column in report.columns]
    flags = [n for n, column in enumerate(report.columns) if column.type is Type.FLAG]
    rows: list[dict[str, Any]] = []
    for values in report.rows:
        row = dict(zip(names, values, strict=True))
        for number in flags:
            value = values[number]
            row[names[number]] = None if value is None else bool(value)
        rows.append(row)
    document = {
        "format": FORMAT,
        "report": report.name,
        "as_at": report.as_at.isoformat(),
        "nothing_known": report.unknown is not None,
        "totals": report.totals,
        "rows": rows,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
