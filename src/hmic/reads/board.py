"""Rows: what the board's table needs."""

from __future__ import annotations

from typing import NamedTuple


class BoardRow(NamedTuple):
    """A finding as the board's table needs it."""

    finding: str
    report_title: str
    published: str
    kind: str
    title: str
    requirement: str
    addressed_to: str
    owner: str | None
    status: str
    open: int
    since: str
    last_on: str | None
    last_note: str | None
