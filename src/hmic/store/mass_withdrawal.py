"""A load that would withdraw many findings, as a file that was cut short does, is never done unasked."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from hmic.errors import HmicError
from hmic.store.forces import forces_of

FEW = 5
"""Findings that a load may withdraw without being asked."""

SHARE = 5
"""One in so many of a force's findings may be withdrawn without being asked."""


class MassWithdrawalError(HmicError):
    """A load would withdraw many of a force's findings, as a file that was cut short does."""

    def __init__(self, force: str, number: int, total: int) -> None:
        message = f"this load would withdraw {number} of the {total} findings of {force}"
        super().__init__(message, hint="check that the file is complete; if it is, add --allow-withdrawals")


def check_withdrawn(con: sqlite3.Connection, gone: Sequence[str], there: Sequence[str]) -> None:
    """Refuse a load by which too many of a force's findings that are `there` would be `gone`."""
    if len(gone) <= FEW:
        return
    left, before = (Counter(force for _, force in forces_of(con, ids)) for ids in (gone, there))
    for force, number in left.items():
        if number > FEW and number * SHARE > before[force]:
            raise MassWithdrawalError(force, number, before[force])
