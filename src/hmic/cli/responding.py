"""`progress REPORT --responded-on DATE`: a clock that runs for a whole report is met."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hmic.cli.recording import numbered, post, record, true_on
from hmic.errors import UsageError
from hmic.model import Entry, EntryKind
from hmic.words import day_words

if TYPE_CHECKING:
    import sqlite3

    from hmic.cli.run import Run


def respond(
    run: Run,
    report: str,
    responded_on: dt.date,
    *,
    note: str | None,
    by: str | None,
    clock: int | None,
    later: bool,
) -> None:
    """Record that the clock number `clock` of a report was met; its only one when there is one."""
    day = true_on(run, responded_on, "--responded-on")
    which = ""

    def make(con: sqlite3.Connection) -> list[Entry]:
        from hmic.store.queries import names, overdue_rows

        nonlocal which
        name = names.find_report(con, report)
        clocks = overdue_rows.clocks_of(con, name)
        if not clocks:
            message = f"{name} has no response deadline"
            raise UsageError(message, hint="add respond_by to the report in the register")
        known = "; ".join(f"{number}: {words}" for number, words in clocks)
        if clock is None and len(clocks) > 1:
            message = f"{name} has several response deadlines: say which with --deadline"
            raise UsageError(message, hint=known)
        number = clock or clocks[0][0]
        if number not in [n for n, _ in clocks]:
            message = f"{name} has no response deadline {number}"
            raise UsageError(message, hint=known)
        which = f"{dict(clocks)[number]} " if len(clocks) > 1 else ""
        return [
            Entry(
                finding=None,
                report=name,
                kind=EntryKind.RESPONSE,
                on=day,
                by=post(run, by),
                deadline=number,
                note=note,
            )
        ]

    (done,) = record(run, make, later=later)
    run.print_recorded(f"{done.report}: {which}responded on {day_words(done.on)}, {numbered(done)}")
