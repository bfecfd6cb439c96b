"""Every read that a report needs: `…_rows.py` holds queries and the types of their rows."""

from __future__ import annotations

import sqlite3
from typing import Any, TypeVar

Row = TypeVar("Row", bound=tuple[Any, ...])


OF_FINDING = {
    "finding": "finding.id",
    "title": "finding.title",
    "report_title": "report.title",
    "withdrawn_at": "finding.withdrawn_at",
}
"""What the names of fields mean in a query of the table `finding`, with its report and status."""


def columns(row: type[tuple[Any, ...]], **given: str) -> str:
    """What a query selects to fill a row: what is `given` for a field, else the column of its name."""
    names = row._fields  # type: ignore[attr-defined] # every row is a NamedTuple
    return ", ".join(f"{given[name]} AS {name}" if name in given else name for name in names)


def read(found: sqlite3.Cursor, row: type[Row]) -> list[Row]:
    """The rows of a query, by name: each of its columns has the name of the field that it fills."""
    names = tuple(column[0] for column in found.description)
    fields, make = row._fields, row._make  # type: ignore[attr-defined] # as above
    if names != fields:
        message = f"the columns of the query are not the fields of {row.__name__}: {names}, {fields}"
        raise TypeError(message)
    return list(map(make, found))
