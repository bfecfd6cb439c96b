"""What the site is made from, as the database gives it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hmic.counts import RESPONSE

if TYPE_CHECKING:
    from hmic.model import Entry
    from hmic.reports import grades_report
    from hmic.reports.board_table import Board
    from hmic.reports.since import Since
    from hmic.reports.threads import Thread
    from hmic.store.queries.finding_rows import FindingRow, PartRow
    from hmic.store.queries.group_rows import GroupedFinding
    from hmic.store.queries.list_rows import DeadlineRow
    from hmic.store.queries.overdue_rows import OverdueRow
    from hmic.store.queries.thread_rows import FollowUpRow, ReportRow, ThreadFinding


@dataclass(frozen=True)
class ThreadSources:
    """What the picture of the threads is made from."""

    as_at: dt.date
    public: bool
    reports: Sequence[ReportRow]
    deadlines: Mapping[str, Sequence[DeadlineRow]]
    issued: Mapping[str, str]
    """The days on which findings were sent ahead of their reports."""
    entries: Mapping[str, Sequence[Entry]]

    @cached_property
    def reports_by_id(self) -> Mapping[str, ReportRow]:
        """The reports by id."""
        return {report.report: report for report in self.reports}


@dataclass(frozen=True)
class Sources:
    """What the site is made from, all as at one day; without what is private where it is published."""

    as_at: dt.date
    forces: Sequence[str]
    public: bool
    as_known: str
    unknown: str | None
    head: str
    board: Board
    soon: Sequence[OverdueRow]
    """What falls due in the next 90 days, and what is overdue."""
    details: Mapping[str, FindingRow]
    """What `show` reports about a finding, by its id."""
    parts: Mapping[str, Sequence[PartRow]]
    issued: Mapping[str, str]
    """The days on which findings were sent ahead of their reports."""
    grouped: Sequence[GroupedFinding]
    """The findings with their forces and themes."""
    findings: Sequence[ThreadFinding]
    links: Sequence[tuple[str, str]]
    follow_ups: Sequence[FollowUpRow]
    reports: Sequence[ReportRow]
    threads: Sequence[Thread]
    grades: Sequence[grades_report.Row]
    entries: Mapping[str, Sequence[Entry]]
    versions: Mapping[str, Sequence[tuple[str, dict[str, Any], dict[str, Any]]]]
    since: Since | None
    """What changed since the last inspection's day; None where there is no such day."""
    history: Sequence[tuple[dt.date, int]]
    recorded: bool
    """Whether the journal holds anything that the force has done."""

    @cached_property
    def of_threads(self) -> ThreadSources:
        """What the picture of the threads is made from."""
        return ThreadSources(
            self.as_at, self.public, self.reports, self.board.deadlines, self.issued, self.entries
        )

    @cached_property
    def late(self) -> Mapping[str, Sequence[OverdueRow]]:
        """The dates that are overdue, by the finding, in the order of the deadlines."""
        return self._dates(overdue=True)

    @cached_property
    def ahead(self) -> Mapping[str, Sequence[OverdueRow]]:
        """The dates in the next 90 days, in the same way."""
        return self._dates(overdue=False)

    def _dates(self, *, overdue: bool) -> Mapping[str, Sequence[OverdueRow]]:
        found: dict[str, list[OverdueRow]] = defaultdict(list)
        for row in sorted(self.soon, key=lambda row: row.deadline):
            if row.kind != RESPONSE and (row.days_overdue > 0) is overdue:
                found[row.finding].append(row)
        return found

    @cached_property
    def reports_by_id(self) -> Mapping[str, ReportRow]:
        """The reports by id."""
        return {report.report: report for report in self.reports}

    @cached_property
    def said_of(self) -> Mapping[str, Sequence[FollowUpRow]]:
        """What reports say of each finding."""
        found: dict[str, list[FollowUpRow]] = defaultdict(list)
        for said in self.follow_ups:
            found[said.finding].append(said)
        return found

    @cached_property
    def thread_of(self) -> Mapping[str, Thread]:
        """The thread of each finding."""
        return {each.finding: thread for thread in self.threads for each in thread.findings}

    @cached_property
    def found(self) -> Mapping[str, ThreadFinding]:
        """The findings by id."""
        return {each.finding: each for each in self.findings}

    @cached_property
    def followers(self) -> Mapping[str, Sequence[str]]:
        """The later findings that raise each one again."""
        result: dict[str, list[str]] = defaultdict(list)
        for later, earlier in self.links:
            result[earlier].append(later)
        return result

    @cached_property
    def followed(self) -> Mapping[str, Sequence[str]]:
        """The earlier findings that each one raises again."""
        result: dict[str, list[str]] = defaultdict(list)
        for later, earlier in self.links:
            result[later].append(earlier)
        return result

    @cached_property
    def children(self) -> Mapping[str, Sequence[str]]:
        """The recommendations of each cause of concern."""
        result: dict[str, list[str]] = defaultdict(list)
        for row in self.board.rows:
            parent = self.details[row.finding].parent
            if parent:
                result[parent].append(row.finding)
        return result
