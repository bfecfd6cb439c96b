"""Rows: what the mail needs to know of a finding, and what the ledger knows of the mail."""

from __future__ import annotations

from typing import NamedTuple


class AskedRow(NamedTuple):
    """What was asked, and by whom."""

    finding: str
    requirement: str
    inspectorate: str
    report_title: str
    published: str
    voice: str


class RemindedRow(NamedTuple):
    """A date that a message reminded of."""

    item: str
    number: int
    due: str
    owner: str | None
    step: int


class UnsentRow(NamedTuple):
    """A message that somebody still waits for."""

    number: int
    message_id: str
    audience: str
    officer: int
    day: str
    subject: str
    content: bytes | None
    recipients: tuple[str, ...]
    """Those who have not got it."""
    reached: int
    """How many have it, or may have it."""


class SentRow(NamedTuple):
    """A message and one of its recipients."""

    number: int
    day: str
    audience: str
    recipient: str
    state: str
    changed_at: str
    subject: str
    message_id: str
    answer: str | None
