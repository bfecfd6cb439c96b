"""A report as JSON: every field always there, null when empty."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from hmic.plaintext import escaped
from hmic.row_columns import Type, columns_of

if TYPE_CHECKING:
    from hmic.render.formats import Look
    from hmic.reports.report_value import AnyReport

FORMAT = 1


def render(report: AnyReport, _: Look) -> str:
    """One object with the report's name, date, totals and rows."""
    names = [column.name for column in report.columns]
    flags = [column.name for column in report.columns if column.type is Type.FLAG]
    records = [column.name for column in report.columns if column.type is Type.RECORDS]
    rows = [dict(zip(names, values, strict=True)) for values in report.values]
    for row in rows:
        for name in flags:
            row[name] = None if row[name] is None else bool(row[name])
        for name in records:
            row[name] = [_by_name(record) for record in row[name]]
    document = {
        "format": FORMAT,
        "report": report.name,
        "as_at": report.as_at.isoformat(),
        "nothing_known": report.unknown is not None,
        "totals": report.totals,
        "rows": rows,
    }
    return escaped(json.dumps(document, ensure_ascii=False, indent=1)) + "\n"


def _by_name(record: Any) -> dict[str, Any]:
    """A record, and the records in it, as objects with the names of their fields."""
    named: dict[str, Any] = record._asdict()
    row: Any = type(record)
    for name in _records_in(row):
        named[name] = [_by_name(each) for each in named[name]]
    return named


@cache
def _records_in(row: Any) -> tuple[str, ...]:
    """The fields of a record that hold records."""
    return tuple(column.name for column in columns_of(row) if column.type is Type.RECORDS)
