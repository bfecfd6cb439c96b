"""The grades."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from hmic.store.queries import columns, read


class GradeRow(NamedTuple):
    """A grade with its report."""

    area: str
    report: str
    published: str
    published_on: str
    grade: str | None
    scale: str | None
    comparable: int | None
    carried_from: str | None
    note: str | None
    title: str
    mentioned_in: str | None
    force: str


def grades(con: sqlite3.Connection) -> list[GradeRow]:
    """Every grade, in the order of the reports."""
    rows = con.execute(
        f"""SELECT {columns(GradeRow)} FROM grade JOIN report ON report.id = grade.report
        WHERE withdrawn_at IS NULL AND published_on <= (SELECT day FROM seen)
        ORDER BY published_on, report.position, grade.position"""  # noqa: S608 - fixed text
    )
    return read(rows, GradeRow)


def area_aliases(con: sqlite3.Connection) -> dict[str, str]:
    """The name under which each renamed area stands."""
    import json

    result: dict[str, str] = {}
    for (areas,) in con.execute("SELECT areas FROM register"):
        for area, also in json.loads(areas):
            result.update(dict.fromkeys(also, area))
    return result
