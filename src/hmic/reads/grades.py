"""Rows: the grades."""

from __future__ import annotations

from typing import NamedTuple


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
