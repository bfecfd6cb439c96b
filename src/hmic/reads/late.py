"""Rows: what falls due."""

from __future__ import annotations

from typing import NamedTuple


class OverdueRow(NamedTuple):
    """A deadline that counts, with what a reader needs to know of its finding.

    `deadline` is 0 where it is no deadline but the review date of what is on hold.
    """

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
    last_note_on: str | None
    original_exact: int
    missed: str | None
    """The date that had passed unmet when it was moved."""
    reopened_by: str | None

    @property
    def since(self) -> str:
        """The date that was missed, once it is overdue."""
        return self.missed or self.due

    @property
    def since_exact(self) -> bool:
        """Whether that date is exact: a date that somebody set always is."""
        if self.missed is None:
            return bool(self.exact)
        return bool(self.original_exact) or self.missed != self.original_due


class ClockRow(NamedTuple):
    """A clock that runs for a report as a whole."""

    report: str
    title: str
    number: int
    clock: str
    note: str | None
    due: str
    exact: int
