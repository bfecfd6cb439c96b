"""`hmic correct`: withdraw a journal entry by a further entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from hmic.cli.options import By, Later, On, Reason, argument, option
from hmic.cli.parsing import number_of
from hmic.cli.recording import numbered, post, record, true_on
from hmic.cli.run import Run, command
from hmic.errors import NotFoundError, RefusedError
from hmic.model import Entry, EntryKind

if TYPE_CHECKING:
    import sqlite3


@command('correct 3 --reason "Recorded for the wrong finding"')
def correct(
    run: Run,
    number: Annotated[
        int,
        argument(
            "ENTRY",
            "The entry's number, from hmic show.",
            number_of("an entry", "hmic show FINDING lists its entries, each with its number"),
        ),
    ],
    reason: Reason = None,
    on: On = None,
    by: By = None,
    shared: Annotated[bool, option("--shared", "ENTRY is its number now, after a merge.")] = False,
    later: Later = False,
) -> None:
    """Withdraw a journal entry. It stays visible, with who withdrew it, when and why.

    To bring an entry back, withdraw its correction.
    """
    if reason is None:
        message = "a correction needs a reason"
        raise RefusedError(message, hint=f'say why: hmic correct {number} --reason "wrong finding"')

    found_on = true_on(run, on)

    def make(con: sqlite3.Connection) -> list[Entry]:
        from hmic.store import journal
        from hmic.store.own_numbers import own

        wrong = journal.entry_numbered(con, _local(run, con, number))
        if not shared:
            _refuse_other(con, number)
        if wrong is None:
            message = f"there is no entry {number}"
            raise NotFoundError(message, hint=journal.range_words(con))
        before = journal.correction_of(con, wrong)
        if before is not None:
            (before,) = own(con, [before])
            message = f"entry {number} is already withdrawn by entry {before.number}: {before.reason}"
            raise RefusedError(message, hint=f"to bring it back: hmic correct {before.number}")
        entry = Entry(
            finding=wrong.finding,
            report=wrong.report,
            kind=EntryKind.CORRECTION,
            on=found_on,
            by=post(run, by),
            corrects=wrong.uid,
            reason=reason,
        )
        return [entry]

    (done,) = record(run, make, later=later)
    about = done.finding or done.report
    run.print_recorded(f"{about}: entry {number} withdrawn, {numbered(done)}")


def _local(run: Run, con: sqlite3.Connection, number: int) -> int:
    """The number here of the entry that people call so: in a copy of several forces each has its own."""
    from hmic.store.own_numbers import forces, local_numbers

    if not forces(con):
        return number
    found = local_numbers(con, number)
    if run.settings.force in found:
        return found[run.settings.force]
    if len(found) > 1:
        message = f"{len(found)} forces have an entry {number}: {', '.join(found)}"
        raise RefusedError(message, hint='say which, with a line in hmic.toml: force = "NAME"')
    return next(iter(found.values()), 0)


def _refuse_other(con: sqlite3.Connection, number: int) -> None:
    """Refuse a number that was another entry's when somebody here may have quoted it."""
    from hmic.store import hub_log, shared

    uid = hub_log.quoted_numbers(con).get(number)
    if uid is not None:
        now = shared.numbers_of(con, [uid])[uid]
        message = f"entry {number} was renumbered when this database was merged: it is now entry {now}"
        hint = (
            f"to withdraw it: hmic correct {now}; to withdraw the one now numbered {number}, add: --shared"
        )
        raise RefusedError(message, hint=hint)
