"""The grades."""

from __future__ import annotations

import sqlite3

from hmic.reads.grades import GradeRow


def grades(con: sqlite3.Connection) -> list[GradeRow]:
    """Every grade, in the order of the reports."""
    rows = con.execute(
        """SELECT area, report, published, published_on, grade, scale, comparable, carried_from,
        note, report.title, report.mentioned_in, report.force
        FROM grade JOIN report ON report.id = grade.report
        WHERE withdrawn_at IS NULL AND published_on <= (SELECT day FROM seen)
        ORDER BY published_on, report.position, grade.position"""
    )
    return list(map(GradeRow._make, rows))


def area_aliases(con: sqlite3.Connection) -> dict[str, str]:
    """The name under which each renamed area stands."""
    import json

    result: dict[str, str] = {}
    for (areas,) in con.execute("SELECT areas FROM register"):
        for area, also in json.loads(areas):
            result.update(dict.fromkeys(also, area))
    return result
