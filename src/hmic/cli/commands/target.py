"""`hmic target`: the force's own date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from hmic.cli.options import By, DeadlineNumber, Far, Finding, Later, On, Reason, argument
from hmic.cli.parsing import day_for
from hmic.cli.recording import numbered, post, record_move, true_on
from hmic.cli.run import Run, command
from hmic.model import Entry, EntryKind
from hmic.words import day_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmic.store.queries.list_rows import DeadlineRow


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
    from hmic.rules import check_move, deadline_for_target

    def for_target(name: str, dues: Sequence[DeadlineRow]) -> int | None:
        number, before = deadline_for_target(name, dues, deadline)
        check_move(name, before, date, reason, f'say why: hmic target {name} {date} --reason "why"')
        return number

    at, who = true_on(run, on), post(run, by)
    entry = Entry(finding=finding, kind=EntryKind.TARGET, on=at, by=who, due=date, reason=reason)
    done = record_move(run, entry, for_target, far=far, later=later)
    which = f" for deadline {done.deadline}" if done.deadline else ""
    run.print_recorded(f"{done.finding}: target {day_words(done.due)}{which}, {numbered(done)}")
