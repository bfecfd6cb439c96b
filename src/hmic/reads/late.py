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


class ClockRow(NamedTuple):
    """A clock that runs for a report as a whole."""

    report: str
    title: str
    number: int
    clock: str
    note: str | None
    due: str
    exact: int
