"""Rows: deadlines as a calendar needs them."""

from __future__ import annotations

from typing import NamedTuple


class EventRow(NamedTuple):
    """A deadline with all that an entry of a calendar says."""

    finding: str
    number: int
    title: str
    report_title: str
    requires: str | None
    phrase: str | None
    due: str
    original_due: str | None
    exact: int
    basis: str | None
    times_extended: int
    why_moved: str | None
    met_on: str | None
    counts: int
    owner: str | None
    status: str
    since: str
    withdrawn_at: str | None
    original_exact: int
    since_exact: int
    revision: int
    """How often the finding was written about: entries of the journal and amendments of the register."""
