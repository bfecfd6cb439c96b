"""Rows: what boards are shown."""

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
    reason: str | None
    review_on: str | None
    closed_by: str | None
    superseded_by: str | None
    last_on: str | None
    last_note: str | None
    needs_target: int
    voice: str
    inspectorate: str
    last_note_on: str | None
    since_exact: int
    reopened_by: str | None
    acts: str
    """`force` where the force must act, else `other`."""


class StoodRow(NamedTuple):
    """Where a finding stood on a day, for what changed since."""

    finding: str
    kind: str
    status: str
    open: int
    owner: str | None
    last_on: str | None
    reopened_by: str | None = None


class Move(NamedTuple):
    """A date that the force moved, with the reason; `agreed_by` None when nobody is named."""

    finding: str
    deadline: int | None
    due: str
    reason: str | None
    agreed_by: str | None
