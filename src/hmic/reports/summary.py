"""The counts by kind and status, and the reconciliation since a date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmic.model import Kind, Status
from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.listing import TallyRow

COLUMNS = (
    Column("kind"),
    *(Column(status.value.replace(" ", "_"), Type.NUMBER) for status in Status),
    Column("total", Type.NUMBER),
    Column("open_now", Type.NUMBER),
)


@dataclass(frozen=True)
class Movement:
    """What happened to the open findings between two days; each field names them.

    Those that were open then and are open now need not be named; they are counted all the same.
    """

    open_then: tuple[str, ...]
    new: tuple[str, ...]
    closed: tuple[str, ...]
    reopened: tuple[str, ...]
    open_now: tuple[str, ...]
    counts: tuple[int, int] | None = None
    """Open then and open now, where they are not named."""

    @property
    def were_open(self) -> int:
        """How many were open then."""
        return self.counts[0] if self.counts else len(self.open_then)

    @property
    def are_open(self) -> int:
        """How many are open now."""
        return self.counts[1] if self.counts else len(self.open_now)


def movement(then: Mapping[str, bool], now: Mapping[str, bool]) -> Movement:
    """Reconcile two days: finding → open, for every finding that stood on the register.

    A finding that was not there then and is open now is new; one that came and closed in between
    counts as new and as closed, so that open then + new − closed + reopened = open now.
    """
    was_open = {finding for finding, is_open in then.items() if is_open}
    is_open = {finding for finding, opened in now.items() if opened}
    new = {finding for finding in now if finding not in then}
    closed = (was_open | new) - is_open
    reopened = {f for f in is_open if f in then and not then[f]}
    then_open, came, went, back, now_open = (
        tuple(sorted(ids)) for ids in (was_open, new, closed, reopened, is_open)
    )
    return Movement(then_open, came, went, back, now_open)


def movement_of(changed: Mapping[str, tuple[bool | None, bool]], open_now: Sequence[str] | int) -> Movement:
    """The same from those findings alone about which something happened in between.

    `changed` says of each whether it was open then (None: not there) and is now; `open_now` names all that
    are open now, in order, or is only their number.
    """
    new = sorted(f for f, (before, _) in changed.items() if before is None)
    closed = sorted(f for f, (before, after) in changed.items() if before is not False and not after)
    reopened = sorted(f for f, (before, after) in changed.items() if before is False and after)
    opened = {f for f, (before, after) in changed.items() if after and not before}
    ended = [f for f, (before, after) in changed.items() if before and not after]
    if isinstance(open_now, int):
        counts = (open_now - len(opened) + len(ended), open_now)
        return Movement((), tuple(new), tuple(closed), tuple(reopened), (), counts)
    open_then = [f for f in open_now if f not in opened]
    if ended:
        open_then = sorted([*open_then, *ended])
    return Movement(tuple(open_then), tuple(new), tuple(closed), tuple(reopened), tuple(open_now))


def build(
    rows: Sequence[TallyRow],
    as_at: dt.date,
    *,
    forces: Sequence[str],
    overdue: int,
    since: dt.date | None = None,
    moved: Movement | None = None,
) -> Report:
    """A row for each kind; observations stand apart from the formal findings in every count."""
    tally: Counter[tuple[str, str]] = Counter()
    opened: Counter[str] = Counter()
    for row in rows:
        tally[row.kind, row.status] += row.number
        opened[row.kind] += row.number if row.open else 0
    values = [
        (kind.value, *(tally[kind.value, s.value] for s in Status),
         sum(tally[kind.value, s.value] for s in Status), opened[kind.value])
        for kind in Kind
    ]  # fmt: skip
    formal = [value for value in values if value[0] != Kind.OBSERVATION]
    totals: dict[str, Any] = {
        "findings": sum(value[-2] for value in formal),
        "observations": values[-1][-2],
        "open": sum(value[-1] for value in formal),
        "open_observations": values[-1][-1],
        "overdue": overdue,
    }
    if moved is not None and since is not None:
        totals["since"] = since.isoformat()
        steps = {
            "open_then": moved.were_open, "new": len(moved.new), "closed": len(moved.closed),
            "reopened": len(moved.reopened), "open_now": moved.are_open,
        }  # fmt: skip
        for name, number in steps.items():
            totals[name] = number
            totals[f"{name}_items"] = list(getattr(moved, name))
    return Report(
        name="summary",
        as_at=as_at,
        columns=COLUMNS,
        rows=values,
        totals=totals,
        screen="summary",
        about={"forces": forces, "moved": moved, "since": since},
    )
