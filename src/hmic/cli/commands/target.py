"""`hmic target`: the force's own date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from hmic.cli.asking import far_is_meant
from hmic.cli.options import By, DeadlineNumber, Far, Finding, Later, On, Reason, argument
from hmic.cli.parsing import day_for
from hmic.cli.recording import numbered, post, record, refuse_if_ended, true_on
from hmic.cli.run import Run, command
from hmic.model import Entry, EntryKind
from hmic.words import day_words

if TYPE_CHECKING:
    import sqlite3


@command("target crime-2014-o3 2027-03-31")
def target(
    run: Run,
    finding: Finding,
    date: Annotated[dt.date, argument("DATE", "The force's own date (31/3/2024).", day_for("DATE"))],
    reason: Reason = None,
    deadline: DeadlineNumber = None,
    on: On = None,
    by: By = None,
    far: Far = False,
    later: Later = False,
) -> None:
    """Set the force's own date for a finding.

    It counts where the inspectorate gave no date. Otherwise it is shown beside the inspectorate's date.
    """
    set_on = true_on(run, on)
    far = far_is_meant(run, date, set_on, far=far)

    def make(con: sqlite3.Connection) -> list[Entry]:
        from hmic.rules import check_move, deadline_for_target
        from hmic.store.queries import list_rows, names

        name = names.find_finding(con, finding)
        entry = Entry(
            finding=name, kind=EntryKind.TARGET, on=set_on, by=post(run, by), due=date, reason=reason
        )
        refuse_if_ended(con, entry)
        dues = list_rows.deadlines_of(con, [name]).get(name, [])
        number, before = deadline_for_target(name, dues, deadline)
        check_move(name, before, date, reason, f'say why: hmic target {name} {date} --reason "why"')
        return [entry._replace(deadline=number)]

    (done,) = record(run, make, far=far, later=later)
    which = f" for deadline {done.deadline}" if done.deadline else ""
    run.print_recorded(f"{done.finding}: target {day_words(done.due)}{which}, {numbered(done)}")
