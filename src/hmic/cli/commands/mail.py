"""`hmic mail`: the overdue report by email, and what was sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from hmic.cli import mailing
from hmic.cli.mailing import Unsent
from hmic.cli.options import option, period_option
from hmic.cli.output import SCREENFUL, TABLES
from hmic.cli.parsing import Period, number_of
from hmic.cli.run import Run, command
from hmic.errors import UsageError

EXAMPLES = ("mail overdue", "mail overdue --send --owners --due-within 30d", "mail test")


@command("mail overdue", "mail overdue --send --owners --due-within 30d", forces=True)
def overdue(
    run: Run,
    send: Annotated[bool, option("--send", "Send it. Without --send it is only shown.")] = False,
    owners: Annotated[
        bool, option("--owners", "Also send a digest to each owner with an address in hmic.toml.")
    ] = False,
    to: Annotated[
        list[str] | None, option("--to", "Send to this address instead of mail.to (repeatable).", "EMAIL")
    ] = None,
    due_within: Annotated[
        Period | None, period_option("--due-within", "Add what falls due soon: 30d, 6w or 3m.")
    ] = None,
    everything: Annotated[bool, option("--all", "Resend all reminders.")] = False,
    output: Annotated[
        Path | None, option("--output -o", "Write the emails into this folder as .eml files.", "FOLDER")
    ] = None,
    take_over: Annotated[
        bool, option("--take-over", "Joined to a hub: reminders go out from this computer from now on.")
    ] = False,
) -> None:
    """Show the overdue report as an email, or send it.

    Without --send nothing is sent or recorded. Reminders go 30, 7 and 1 days before a deadline, on the
    day, 1, 7 and 14 days after it, and then every four weeks. A missed run loses no reminder, and a
    second run on the same day repeats none.
    """
    from hmic.mail import outgoing

    if send and output is not None:
        message = "--output writes the emails to a folder, and --send sends them"
        raise UsageError(message, hint="use one of the two")
    if output is not None and output.exists() and not output.is_dir():
        message = f"{output} is a file, but the emails need a folder"
        raise UsageError(message, hint="give another folder with -o")
    if output is not None and not output.exists():
        from hmic.cli.whole_files import check_name

        check_name(output, run.never_written)
    if due_within is not None:
        due_within.after(run.world.today())
    who = outgoing.addresses(run.settings.mail, run.settings.owners, to or ())
    if send:
        from hmic.cli.at_hub import must_mail_here

        must_mail_here(run, take_over=take_over)
        mailing.send(run, who, owners=owners, everything=everything, due_within=due_within)
        return
    con = run.reading()
    who = who.about(run.force)
    facts = mailing.facts(run, con, due_within)
    found = outgoing.to_owners(con, facts, who, everything=everything) if owners else []
    last = outgoing.to_officer(con, facts, who, everything=everything, owners=owners, undelivered={})
    if last is not None:
        found.append(last)
    if not found:
        run.say("everything due today was already sent; to see it again: --all")
    if output is None:
        run.world.stdout.write("\n".join(mailing.shown(email, who) for email in found))
    else:
        mailing.write(run, output, found, facts, who)


@command("mail test")
def test(run: Run) -> None:
    """Send a test email to the officer.

    It shows each step and explains each failure. It does not count as a reminder.
    """
    from hmic.mail import outgoing
    from hmic.mail.message import parcel
    from hmic.mail.smtp_setting import transport
    from hmic.reports.email_text import trial
    from hmic.store.mail_ledger import SENT

    who = outgoing.addresses(run.settings.mail, run.settings.owners)
    run.say(f"settings from {run.settings.file or 'no file: the defaults'}")
    way = transport(run.settings.mail, run.say)
    moment = run.world.clock()
    said = trial(str(who.officer[0]), f"{moment:%H:%M:%S} UTC")
    packed = parcel(said, sender=who.sender, to=who.officer, moment=moment)
    outcomes = way.deliver(packed, lambda _: run.say("the email is handed over"))
    way.close()
    for recipient, outcome in outcomes.items():
        if outcome.state == SENT:
            run.say(f"sent to {recipient}: {outcome.answer}")
    mailing.complain(run, [Unsent(r, "", o) for r, o in outcomes.items() if o.state != SENT], later=False)


@command("mail login", files=())
def login(run: Run) -> None:
    """Sign in to Microsoft 365, with a browser on any computer.

    No password is stored: the keyring keeps a token, which --send renews by itself.
    """
    from hmic.mail.microsoft import sign_in
    from hmic.mail.smtp_setting import check_microsoft

    check_microsoft(run.settings.mail)

    def shown(text: str) -> None:
        run.world.stderr.write(f"{text}\n")  # --quiet or not: without it no one could sign in

    account = sign_in(run.settings.mail, shown)
    run.say(f"signed in as {account}; try it with: hmic mail test")


@command("mail logout", files=())
def logout(run: Run) -> None:
    """Forget the sign-in at Microsoft 365."""
    from hmic.mail.microsoft import sign_out
    from hmic.mail.smtp_setting import check_microsoft

    check_microsoft(run.settings.mail)
    run.say("signed out" if sign_out(run.settings.mail) else "no one was signed in")


@command("mail log --last 10", offer=TABLES)
def log(
    run: Run,
    last: Annotated[
        int | None,
        option(
            "--last",
            "How many emails (default: 50).",
            "NUMBER",
            number_of("emails to list", "give a whole number from 1, such as --last 10"),
        ),
    ] = None,
) -> None:
    """List the emails sent: when, to whom and about what."""
    from hmic.reports import sent_report
    from hmic.store import mail_ledger

    run.show(sent_report.build(mail_ledger.history(run.reading(), last or SCREENFUL), run.as_at))
