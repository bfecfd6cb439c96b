"""`hmic extend`: a later date for a deadline, with the reason. The original date is kept."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from hmic.cli.options import By, DeadlineNumber, Far, Finding, Later, On, Reason, argument, text_option
from hmic.cli.parsing import day_for
from hmic.cli.recording import numbered, post, record_move, true_on
from hmic.cli.run import Run, command
from hmic.errors import RefusedError
from hmic.model import Entry, EntryKind
from hmic.words import day_words


@command('extend crime-2014-r2 2027-01-29 --deadline 2 --reason "Trainer ill"')
def extend(
    run: Run,
    finding: Finding,
    date: Annotated[dt.date, argument("DATE", "The later date (31/3/2024).", day_for("DATE"))],
    reason: Reason = None,
    agreed_by: Annotated[
        str | None, text_option("--agreed-by", "Who agreed to the later date.", metavar="POST")
    ] = None,
    deadline: DeadlineNumber = None,
    on: On = None,
    by: By = None,
    far: Far = False,
    later: Later = False,
) -> None:
    """Move a deadline to a later date. The original date and every reason are kept."""
    if reason is None:
        message = "an extension needs a reason"
        hint = f'say why: hmic extend {finding} {date} --reason "why" --agreed-by "who"'
        raise RefusedError(message, hint=hint)
    from hmic.rules import deadline_to_extend

    entry = Entry(
        finding=finding, kind=EntryKind.EXTENSION, on=true_on(run, on), by=post(run, by), due=date,
        reason=reason, agreed_by=agreed_by,
    )  # fmt: skip
    done = record_move(
        run, entry, lambda name, dues: deadline_to_extend(name, dues, deadline, date), far=far, later=later
    )
    which = f"deadline {done.deadline} " if done.deadline else ""
    run.print_recorded(f"{done.finding}: {which}extended to {day_words(done.due)}, {numbered(done)}")
