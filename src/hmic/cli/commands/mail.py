"""`hmic mail`: the overdue report as mail, and what was sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hmic.cli import mailing
from hmic.cli.mailing import Unsent
from hmic.cli.options import period_option
from hmic.cli.output import TABLES
from hmic.cli.parsing import Period
from hmic.cli.shared import Run, command
from hmic.errors import UsageError

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Mail the overdue report, and look at what was sent.",
)


@app.command()
@command(forces=True)
def overdue(
    run: Run,
    send: Annotated[bool, typer.Option("--send", help="Send it; without this it is only shown.")] = False,
    owners: Annotated[
        bool, typer.Option("--owners", help="A digest to each owner with an address in [owners] too.")
    ] = False,
    to: Annotated[
        list[str] | None, typer.Option("--to", help="The officer's address instead of mail.to; repeatable.")
    ] = None,
    due_within: Annotated[
        Period | None, period_option("--due-within", "Add what falls due soon: 30d, 6w or 3m.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Remind of everything, whatever was sent before.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write what is shown into this folder as .eml files."),
    ] = None,
) -> None:
    """Show the overdue report as mail, or send it; to owners too.

    Without --send it is shown and nothing is recorded. A reminder is repeated 30, 7 and 1 days before
    the date, on the day, 1, 7 and 14 days after it, and then every four weeks; it goes by what was last
    sent, so a run that is missed or made twice neither loses nor repeats one.
    """
    from hmic.mail import drafts

    if send and output is not None:
        message = "--output shows messages in a folder and --send sends them"
        raise UsageError(message, hint="ask for one of them at a time")
    if output is not None and output.exists() and not output.is_dir():
        message = f"{output} is a file, and messages are written into a folder"
        raise UsageError(message, hint="give another folder with -o")
    if due_within is not None:
        due_within.after(run.world.today())
    who = drafts.addresses(run.settings.mail, run.settings.owners, to or ())
    if send:
        mailing.send(run, who, owners=owners, everything=everything, due_within=due_within)
        return
    con = run.reading()
    who = who.about(run.force)
    facts = mailing.facts(run, con, due_within)
    found = drafts.to_owners(con, facts, who, everything=everything) if owners else []
    last = drafts.to_officer(con, facts, who, everything=everything, owners=owners, undelivered={})
    if last is not None:
        found.append(last)
    if not found:
        run.say("everything of today was sent already; --all shows it again")
    if output is None:
        run.world.stdout.write("\n".join(mailing.shown(draft, who) for draft in found))
    else:
        mailing.write(run, output, found, facts, who)


@app.command()
@command()
def test(run: Run) -> None:
    """Send one message to try the settings.

    It goes to the officer and stays out of the ledger; each step is told and each failure explained.
    """
    from hmic.mail import drafts
    from hmic.mail.message import parcel
    from hmic.mail.transport import transport
    from hmic.reports.letter import trial
    from hmic.store.ledger import SENT

    who = drafts.addresses(run.settings.mail, run.settings.owners)
    run.say(f"the settings are those of {run.settings.file or 'no file: the defaults'}")
    way = transport(run.settings.mail, run.say)
    moment = run.world.clock()
    said = trial(str(who.officer[0]), f"{moment:%H:%M:%S} UTC")
    packed = parcel(said, sender=who.sender, to=who.officer, moment=moment)
    outcomes = way.deliver(packed, lambda _: run.say("the message is handed over"))
    way.close()
    for recipient, outcome in outcomes.items():
        if outcome.state == SENT:
            run.say(f"sent to {recipient}: {outcome.answer}")
    mailing.complain(run, [Unsent(r, "", o) for r, o in outcomes.items() if o.state != SENT], later=False)


@app.command()
@command(offer=TABLES)
def log(
    run: Run,
    last: Annotated[int, typer.Option("--last", min=1, help="How many messages.")] = 50,
) -> None:
    """What was sent, when and to whom."""
    from hmic.reports import sent as report_of
    from hmic.store import ledger

    run.show(report_of.build(ledger.history(run.reading(), last), run.as_at))
