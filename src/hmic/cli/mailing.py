"""What the commands of `hmic mail` share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hmic.cli import exit_codes
from hmic.errors import HmicError
from hmic.plaintext import harmless

if TYPE_CHECKING:
    import sqlite3

    from hmic.cli.parsing import Period
    from hmic.cli.run import Run
    from hmic.mail.outgoing import Addresses, Outgoing
    from hmic.mail.transport import Outcome
    from hmic.reports.email_text import Facts


def _nothing(_: object) -> None:
    """Ignore a message."""


def send(run: Run, who: Addresses, *, owners: bool, everything: bool, due_within: Period | None) -> None:
    """Send what is due, report the result, and exit with 2 if anything is unsent."""
    from hmic.cli.heads import keep
    from hmic.mail.round import Round, alone
    from hmic.mail.smtp_setting import outbox_folder, transport
    from hmic.store.connection import open_writing
    from hmic.store.mail_ledger import SENT, Ledger

    way = transport(run.settings.mail, run.say if run.verbose else _nothing)
    con = open_writing(run.db)
    try:
        run.narrow(con)
        who = who.about(run.force)
        with alone(run.db):
            known = facts(run, con, due_within)
            one = Round(Ledger(con, run.db), way, who, run.world.clock, run.world.now)
            results = one.send(known, owners=owners, everything=everything)
        officer = who.audience
        if any(result.audience == officer and result.outcome.state == SENT for result in results):
            keep(run, known.journal, "the mail")
    finally:
        way.close()
        con.close()
    outbox = outbox_folder(run.settings.mail)
    for result in results:
        if result.outcome.state == SENT:
            run.say(f"sent to {result.recipient}: {result.subject}")
    if results and outbox is not None:
        run.say(f"they are files in {outbox.name}, for you to send: no mail server is set up")
    if not results:
        run.say("nothing to send: everything due today was already sent; to resend it: --all")
    complain(
        run,
        [
            Unsent(result.recipient, "" if result.audience == officer else result.audience, result.outcome)
            for result in results
            if result.outcome.state != SENT
        ],
    )


class Unsent(NamedTuple):
    """A recipient who did not get a message."""

    recipient: str
    owner: str
    """The post, when it is no officer."""
    outcome: Outcome


def complain(run: Run, unsent: Sequence[Unsent], *, later: bool = True) -> None:
    """Say what was not sent, --quiet or not, and end with 2.

    With `later`, say what the next run will do about it.
    """
    from hmic.store.mail_ledger import FAILED, HANDING_OVER

    next_run = {
        FAILED: "the next run tries again",
        HANDING_OVER: "it may have arrived; the next run sends it again, so that nothing is lost",
    }
    for recipient, owner, outcome in unsent:
        who = f" ({owner})" if owner else ""
        run.world.stderr.write(f"hmic: not sent to {recipient}{who}: {outcome.answer}\n")
        if later and outcome.state in next_run:
            run.world.stderr.write(f"      {next_run[outcome.state]}\n")
    if unsent:
        run.exit(exit_codes.FAILED)


def facts(run: Run, con: sqlite3.Connection, due_within: Period | None) -> Facts:
    """Today's overdue report, and who asked for what."""
    from hmic.reports import overdue_report
    from hmic.reports.email_text import Facts
    from hmic.store.journal_heads import head as journal_head
    from hmic.store.queries import asked_rows, overdue_rows

    today = run.world.today()
    until, within = None, None
    if due_within is not None:
        until, within = due_within.after(today), due_within.words
    rows = overdue_rows.due_by(con, today, until)
    clocks = overdue_rows.clocks_due_by(con, today, until)
    report = overdue_report.build(
        rows,
        today,
        forces=run.forces(con),
        undated=overdue_rows.count_needing_target(con),
        clocks=clocks,
        within=within,
    )
    said = asked_rows.asked(con, (row.finding for row in rows))
    said |= asked_rows.reports(con, (clock.report for clock in clocks))
    return Facts(report, said, journal_head(con))


def shown(email: Outgoing, who: Addresses) -> str:
    """A message for the terminal: its head and its plain text."""
    from hmic.render import emails

    to = ", ".join(str(one) for one in email.to)
    head = harmless(f"From: {who.sender}\nTo: {to}\nSubject: {email.said.subject}\n")
    return f"{head}\n{emails.text(email.said)}"


def write(run: Run, folder: Path, found: list[Outgoing], known: Facts, who: Addresses) -> None:
    """Write messages into a folder, as a mail program opens them."""
    from hmic.mail.outbox import Outbox
    from hmic.store.mail_ledger import SENT

    outbox = Outbox(folder, run.say)
    for email in found:
        for outcome in outbox.deliver(email.packed(known, who, run.world.clock()), _nothing).values():
            if outcome.state != SENT:
                raise HmicError(
                    outcome.answer, hint="check the folder, the disk space and your permissions"
                )
