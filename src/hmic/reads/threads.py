"""Rows: what inspections said of one another's findings."""

from __future__ import annotations

from typing import NamedTuple


class ReportRow(NamedTuple):
    """A report as other reports refer to it."""

    report: str
    title: str
    published: str
    published_on: str
    exact: int
    inspectorate: str
    mentioned_in: str | None
    scale: str | None
    force: str


class ThreadFinding(NamedTuple):
    """A finding as a thread needs it."""

    finding: str
    kind: str
    report: str
    title: str
    requirement: str
    same_as: str | None
    status: str
    open: int
    since: str
    themes: str
    voice: str
    reopened_by: str | None = None


class FollowUpRow(NamedTuple):
    """What a report says of an earlier finding."""

    report: str
    finding: str
    verdict: str
    summary: str
    published: str
    published_on: str
    section: str | None
