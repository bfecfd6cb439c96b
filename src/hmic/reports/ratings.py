"""Red, Amber, Green, Blue and Grey: the rules by which a board sees findings rated, and the key to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from hmic.model import Status

SHOWN_TO_WORK = 90
"""Days for which something must have been complete before it is green."""

KEY = (
    ("Red", "overdue"),
    ("Amber", f"in time, or without any date, or complete for less than {SHOWN_TO_WORK} days"),
    ("Green", f"complete for {SHOWN_TO_WORK} days or more, waiting for the inspectorate"),
    ("Blue", "ended by the inspectorate: closed or superseded"),
    ("Grey", "on hold before its review date, not accepted, not applicable, or due to another body"),
)
"""The rating by word and its rule; the first that fits from Blue, Red, Grey, Green, Amber."""

_BLUE = frozenset({Status.CLOSED, Status.SUPERSEDED})

_GREY = frozenset({Status.ON_HOLD, *(status for status in Status if status.ended_by_force)})


def rating(status: str, since: str, *, late: bool, ours: bool, as_at: dt.date) -> str:
    """Red, Amber, Green, Blue or Grey, by the rule in `KEY`."""
    if status in _BLUE:
        return "Blue"
    if late:
        return "Red"
    if status in _GREY or not ours:
        return "Grey"
    if status == Status.COMPLETE:
        long_enough = (as_at - dt.date.fromisoformat(since)).days >= SHOWN_TO_WORK
        return "Green" if long_enough else "Amber"
    return "Amber"


AMBER = ("on track", "no deadline or target", "complete and waiting")
"""What Amber includes: three things that a board must distinguish."""


def amber_kind(status: str, *, undated: bool) -> str:
    """Which of the three something rated Amber is."""
    return AMBER[2 if status == Status.COMPLETE else 1 if undated else 0]


def key_lines() -> Iterable[str]:
    """The key to the ratings, one line each."""
    return (f"{word}: {rule}" for word, rule in KEY)
