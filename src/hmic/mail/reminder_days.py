"""When to remind again: by what was last sent, not by hitting a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmic.store.mail_ledger import RemindedRow
    from hmic.store.queries.overdue_rows import OverdueRow

STEPS = (-30, -7, -1, 0, 1, 7, 14)
"""Days after the date at which to remind; negative before it."""

EVERY = 28
"""Days between reminders after the last of the steps."""

FIRST = -100_000
"""The step of a date that is asked for earlier than the first of the steps."""


def step(days: int) -> int:
    """The last step that was reached `days` after the date."""
    last = STEPS[-1]
    if days >= last:
        return last + (days - last) // EVERY * EVERY
    return max((at for at in STEPS if at <= days), default=FIRST)


Reminded = Mapping[tuple[str, int], tuple[str, str | None, int]]
"""Item and number → the date and the owner last reminded of, and the highest step reached with them."""


def reminded(history: Iterable[RemindedRow]) -> Reminded:
    """The reminders sent so far, in order; a moved date or a new owner starts afresh."""
    result: dict[tuple[str, int], tuple[str, str | None, int]] = {}
    for row in history:
        key = (row.item, row.number)
        before = result.get(key)
        same = before is not None and before[:2] == (row.due, row.owner)
        reached = max(before[2], row.step) if before is not None and same else row.step
        result[key] = (row.due, row.owner, reached)
    return result


def is_due(row: OverdueRow, said: Reminded) -> bool:
    """Whether to remind of a date now."""
    before = said.get(row.key)
    if before is None or before[:2] != (row.due, row.owner):
        return True
    return step(row.days_after) > before[2]
