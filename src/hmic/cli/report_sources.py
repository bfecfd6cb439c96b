"""Read from the database what the reports of several commands are made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from hmic.cli.run import Run
from hmic.errors import UsageError

if TYPE_CHECKING:
    import sqlite3

    from hmic.reports.board_table import Board
    from hmic.reports.events import Event
    from hmic.reports.grades_report import Inspections
    from hmic.reports.grades_report import Row as GradeRow
    from hmic.reports.report_value import Report
    from hmic.reports.since import PaperDay, Since
    from hmic.reports.threads import Thread
    from hmic.store.queries.overdue_rows import OverdueRow
    from hmic.store.queries.thread_rows import ReportRow


def checked_since(run: Run, day: dt.date | None) -> dt.date | None:
    """The day of the last paper; refused when it is not before the day of this one."""
    if day is not None and day >= run.as_at:
        message = f"--since {day} is not earlier than {run.as_at}, the day of the paper"
        raise UsageError(message, hint="give the day of the last paper")
    return day


def read_board(run: Run, con: sqlite3.Connection, *, public: bool = False) -> Board:
    """The rows of the board's table and what belongs to them; `public` without what is private."""
    from hmic.reports.board_table import Board
    from hmic.reports.public import rows
    from hmic.store.queries import board_rows, list_rows, overdue_rows

    deadlines = list_rows.all_deadlines(con)
    return Board(
        rows=rows(board_rows.board(con), public=public),
        deadlines={finding: rows(found, public=public) for finding, found in deadlines.items()},
        evidence={} if public else board_rows.evidence(con),
        raised_before=board_rows.raised_before(con),
        overdue=rows(overdue_rows.due_by(con, run.as_at), public=public),
        moves={} if public else board_rows.moves(con, run.as_at),
        clocks=overdue_rows.clocks_due_by(con, run.as_at),
    )


def read_since(run: Run, con: sqlite3.Connection, day: dt.date, *, public: bool = False) -> Since:
    """Every status on the day of the last paper, and now."""
    from hmic.reports.since import Since
    from hmic.store.queries import board_rows
    from hmic.store.standings import withdrawn_after

    earlier = run.reading(day)
    return Since(
        day,
        then=_moment(earlier, day, public=public),
        now=_moment(con, run.as_at, public=public),
        withdrawn=tuple(board_rows.withdrawn_since(con, day)),
        withdrawn_open={finding: kind for finding, opened, kind in withdrawn_after(earlier, day) if opened},
    )


def _moment(con: sqlite3.Connection, day: dt.date, *, public: bool) -> PaperDay:
    from hmic.reports.public import blanked
    from hmic.reports.since import PaperDay
    from hmic.store.queries import board_rows, list_rows, overdue_rows

    late = frozenset(row.finding for row in overdue_rows.due_by(con, day))
    standings = {
        name: blanked(row) if public else row for name, row in board_rows.standing_rows(con).items()
    }
    return PaperDay(standings, list_rows.all_deadlines(con), late)


def read_threads(con: sqlite3.Connection, reports: Sequence[ReportRow], *, in_full: bool) -> list[Thread]:
    """Every thread; with `in_full` its findings have their texts."""
    from hmic.reports.threads import threads
    from hmic.store.queries import thread_rows

    findings = thread_rows.thread_findings(con, in_full=in_full)
    return threads(findings, thread_rows.links(con), thread_rows.follow_ups(con), reports)


def read_grades(run: Run, con: sqlite3.Connection) -> Report[GradeRow, Inspections]:
    """Each area's grade at each inspection."""
    from hmic.reports.grades_report import build
    from hmic.store.queries import grade_rows

    return build(grade_rows.grades(con), grade_rows.area_aliases(con), run.as_at, forces=run.forces(con))


def events(
    run: Run, con: sqlite3.Connection, *, among: Sequence[OverdueRow] | None = None, public: bool = False
) -> list[Event]:
    """What a calendar shows: every deadline, or only those `among` the rows that are listed."""
    from hmic.reports.events import clocks, entries
    from hmic.reports.public import rows
    from hmic.store.queries import calendar_rows

    found = rows(calendar_rows.events(con), public=public)
    found = [row for row in found if row.number or not public]  # a review is the force's own
    if among is None:
        return entries(found, run.as_at)
    return entries(found, run.as_at, among={row.key for row in among}) + clocks(among)


def history(run: Run, con: sqlite3.Connection, formal: Iterable[str]) -> list[tuple[dt.date, int]]:
    """How many findings were open at the end of each year and on the day of each report, and are now."""
    from hmic.store.fold import open_on
    from hmic.store.queries import list_rows, thread_rows

    days = {dt.date.fromisoformat(report.published_on) for report in thread_rows.reports(con)}
    past = min(run.as_at, run.world.today())  # after it only the reports' own days can change anything
    days |= {dt.date(year, 12, 31) for year in range(min(days).year, past.year)} if days else set()
    counted = set(formal)
    earlier = sorted(day for day in days if day < run.as_at)
    now = sum(is_open for name, is_open in list_rows.open_by_finding(con).items() if name in counted)
    with closing(run.reading(dt.date.max)) as whole:
        return [*zip(earlier, open_on(whole, earlier, counted), strict=True), (run.as_at, now)]
