"""Rows: what falls due."""

from __future__ import annotations

from typing import NamedTuple


class OverdueRow(NamedTuple):
    """A deadline that counts, with what a reader needs to know of its finding."""

    finding: str
    kind: str
    title: str
    report: str
    deadline: int
    requires: str | None
    phrase: str | None
    due: str
    original_due: str | None
    exact: int
    basis: str
    times_extended: int
    why_moved: str | None
    owner: str | None
    status: str
    last_on: str | None
    last_note: str | None
