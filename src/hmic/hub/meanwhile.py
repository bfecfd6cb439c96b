"""Who did what meanwhile, in words."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from hmic.model import EntryKind, Status
from hmic.store import hub_log

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from hmic.model import Entry

_STATUS = {
    Status.OPEN: "reopened",
    Status.IN_PROGRESS: "marked in progress",
    Status.COMPLETE: "completed",
    Status.CLOSED: "closed",
    Status.SUPERSEDED: "marked superseded",
    Status.NOT_ACCEPTED: "marked not accepted",
    Status.NOT_APPLICABLE: "marked not applicable",
    Status.ON_HOLD: "put on hold",
}
_KIND = {
    EntryKind.PROGRESS: "noted",
    EntryKind.TARGET: "given a target",
    EntryKind.EXTENSION: "extended",
    EntryKind.CORRECTION: "corrected",
    EntryKind.RESPONSE: "answered",
}


def what_crossed(con: sqlite3.Connection, since: Mapping[str, int], refusal: str) -> str | None:
    """What came in since then about what a refusal names, as a sentence; None when nothing did."""
    named = set(re.findall(r"[A-Za-z0-9][A-Za-z0-9._-]+", refusal))
    for force, number in since.items():
        found = hub_log.log_entry(con, force, number, named)
        if found is not None:
            row, entry = found
            about = entry.finding or entry.report
            who = entry.by or row.login
            return f"{about} was {_what(entry)} by {who} {at(row.at)} (entry {entry.number})"
        load = hub_log.last_load(con, force, number)
        if load is not None:
            return f"the register was loaded by {load[0]} {at(load[1])}"
    return None


def _what(entry: Entry) -> str:
    if entry.kind is EntryKind.ASSIGNMENT:
        return f"assigned to {entry.owner}"
    return _STATUS[entry.status] if entry.status else _KIND[entry.kind]


def at(moment: str) -> str:
    """A moment as it is said here: the time, and the day where that is another."""
    there = dt.datetime.fromisoformat(moment).astimezone()
    if there.date() == dt.datetime.now().astimezone().date():
        return f"at {there:%H:%M}"
    return f"on {there.day} {there:%b %Y} at {there:%H:%M}"
