"""Rows: findings and their deadlines, filtered and searched."""

from __future__ import annotations

from typing import NamedTuple


class ListRow(NamedTuple):
    """A finding as `list` shows it."""

    finding: str
    kind: str
    title: str
    report: str
    published: str
    area: str | None
    themes: str
    owner: str | None
    status: str
    open: int
    next_due: str | None
    voice: str


class DeadlineRow(NamedTuple):
    """A deadline with its words, its rule and where it stands."""

    finding: str
    number: int
    phrase: str | None
    requires: str | None
    condition: str | None
    due_to: str | None
    rule: str | None
    anchor: str | None
    anchor_source: str | None
    due: str | None
    original_due: str | None
    target: str | None
    exact: int
    basis: str | None
    times_extended: int
    why_moved: str | None
    met_on: str | None
    counts: int
    silent_until: str | None
    original_exact: int
    missed: str | None
    recurs: str | None
    occurrence: str | None
    occurrences: str
    """JSON: each time of a recurring deadline that was met, and when."""

    @property
    def since(self) -> str | None:
        """The date that was missed, where it is overdue or was met late."""
        return self.missed or self.due

    @property
    def since_exact(self) -> bool:
        """Whether that date is exact: a date that somebody set always is."""
        if self.missed is None:
            return bool(self.exact)
        return bool(self.original_exact) or self.missed != self.original_due


class TallyRow(NamedTuple):
    """How many findings are of a kind and status."""

    kind: str
    status: str
    open: int
    number: int
