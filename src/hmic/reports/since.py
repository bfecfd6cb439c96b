"""What changed between two papers, finding by finding, in words that reconcile with the totals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmic.model import Status
from hmic.movement import Moved, moved

if TYPE_CHECKING:
    from hmic.store.queries.board_rows import StandingRow
    from hmic.store.queries.list_rows import DeadlineRow

NOTHING = "no change"


@dataclass(frozen=True)
class PaperDay:
    """The status of every finding on a day: its standing, its deadlines, and which were late."""

    standings: Mapping[str, StandingRow]
    deadlines: Mapping[str, Iterable[DeadlineRow]]
    late: frozenset[str]

    def due(self, finding: str) -> str | None:
        """The earliest date that counted for a finding."""
        dues = [d.due for d in self.deadlines.get(finding, ()) if d.counts and d.due]
        return min(dues, default=None)

    def open_by_finding(self) -> dict[str, bool]:
        """Whether each finding was open."""
        return {finding: bool(row.open) for finding, row in self.standings.items()}


@dataclass(frozen=True)
class Since:
    """Two moments and what lies between them."""

    day: dt.date
    then: PaperDay
    now: PaperDay
    withdrawn: tuple[str, ...] = ()
    """What was taken off the register since: its ids."""
    withdrawn_open: Mapping[str, str] = field(default_factory=dict)
    """What of it was counted as open then: the kind of each."""

    def moved(self) -> Moved:
        """The reconciliation of what was and is open, findings and observations each for themselves."""
        kinds = {finding: row.kind for finding, row in self.now.standings.items()}
        then = {**self.then.open_by_finding(), **dict.fromkeys(self.withdrawn_open, True)}
        return moved(then, self.now.open_by_finding(), {**kinds, **self.withdrawn_open})

    def totals(self) -> dict[str, Any]:
        """The reconciliation as counts with the items, of the findings and beside them the observations."""
        withdrawn = list(self.withdrawn)
        return {"since": self.day.isoformat(), **self.moved().totals(), "withdrawn_items": withdrawn}

    def cells(self, finding: str) -> tuple[str, str | None, str | None]:
        """What changed of a finding, its status then, and the earliest date that counted then."""
        before = self.then.standings.get(finding)
        text = "; ".join(self.changes(finding)) or NOTHING
        return text, before.status if before else None, self.then.due(finding) if before else None

    def changes(self, finding: str) -> list[str]:
        """What changed of a finding that is on the register now, the weightiest first."""
        before, now = self.then.standings.get(finding), self.now.standings[finding]
        words = [*self._status(before, now)]
        late_then, late_now = finding in self.then.late, finding in self.now.late
        if late_now and not late_then:
            words.append("newly overdue")
        elif late_then and not late_now and now.open:
            words.append("no longer overdue")
        words += self._dates(finding, new=before is None)
        if now.owner and (before is None or before.owner != now.owner):
            words.append("new owner")
        if now.last_on and now.last_on > self.day.isoformat() and not words:
            words.append("progress")
        return words

    @staticmethod
    def _status(before: StandingRow | None, now: StandingRow) -> Iterable[str]:
        if before is None:
            yield "new"
        if not now.open and (before is None or before.open):
            yield "ended by the force" if Status(now.status).ended_by_force else "closed"
        elif now.reopened_by and (before is None or before.reopened_by != now.reopened_by):
            yield f"reopened by {now.reopened_by}"
        elif before is not None and now.open and not before.open:
            yield "reopened"
        elif before is not None and before.status != now.status:
            delivered = now.status == Status.COMPLETE
            yield "complete" if delivered else f"{before.status} → {now.status}"
        elif before is None and now.status == Status.COMPLETE:
            yield "complete"

    def _dates(self, finding: str, *, new: bool) -> Iterable[str]:
        """A date that was moved, or set where there was none, on either day's deadlines."""
        before = {d.number: d for d in self.then.deadlines.get(finding, ())}
        moved = set_now = False
        for deadline in self.now.deadlines.get(finding, ()):
            was = before.get(deadline.number)
            times = was.times_extended if was else 0
            moved = moved or deadline.times_extended != times
            given = deadline.due and (was is None or was.due is None)
            set_now = set_now or bool(given and not new)
        if moved:
            yield "date moved"
        elif set_now:
            yield "date set"
