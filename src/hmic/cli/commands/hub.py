"""`hmic hub`: for those who run a hub."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from hmic.cli.exit_codes import ATTENTION
from hmic.cli.options import argument, option
from hmic.cli.parsing import word_of
from hmic.cli.run import Run, command

EXAMPLES = (
    "hub init service=hub-admin",
    'hub force add "County Police" --readers readers --writers writers',
    "hub status",
    "hub verify",
)

Dsn = Annotated[
    str | None, argument("DSN", "PostgreSQL connection string or service=NAME (default: hub in hmic.toml).")
]
At = Annotated[str | None, option("--hub", "Where the hub is (default: hub in hmic.toml).", "DSN")]


class Action(StrEnum):
    """What can be done with a force at a hub."""

    ADD = "add"


@command("hub init service=hub-admin", files=())
def init(run: Run, dsn: Dsn = None) -> None:
    """Make a hub in a PostgreSQL database.

    Makes the schema hmic with its tables and functions, and the role that owns them and cannot log in.
    """
    from hmic.cli.at_hub import connected
    from hmic.hub.setting_up import make

    with connected(run, dsn) as hub:
        make(hub)
    run.put("hub created\n")
    run.say('next: hmic hub force add "NAME" --readers ROLE --writers ROLE')


@command('hub force add "County Police" --readers readers --writers writers', files=())
def force(
    run: Run,
    action: Annotated[Action, argument("ACTION", "add.", word_of(Action, "hub force"))],
    name: Annotated[str, argument("NAME", "The force, as its register writes it.")],
    readers: Annotated[str, option("--readers", "The group of logins that read it.", "ROLE")],
    writers: Annotated[str, option("--writers", "The group of logins that record for it.", "ROLE")],
    dsn: At = None,
) -> None:
    """Add a force. Missing groups are created; add people with GRANT group TO login."""
    from hmic.cli.at_hub import connected
    from hmic.hub.setting_up import add_force
    from hmic.plaintext import checked

    for what, text in (("NAME", name), ("--readers", readers), ("--writers", writers)):
        checked(text, what)
    with connected(run, dsn) as hub:
        add_force(hub, name, readers, writers)
    run.put(f"{name} added; {action.value} people with: GRANT {writers} TO login\n")


@command("hub status", files=())
def status(run: Run, dsn: At = None) -> None:
    """Show the forces that this login sees.

    For each: its latest record, who recorded last, and which computer sends reminders.
    """
    from hmic.cli.at_hub import connected
    from hmic.hub.setting_up import states

    with connected(run, dsn) as hub:
        for line in states(hub):
            run.put(f"{line}\n")


@command("hub verify", files=())
def verify(run: Run, dsn: At = None) -> None:
    """Check every hash of the logs that this login sees. The exit code is 1 if something is wrong."""
    from hmic.cli.at_hub import connected
    from hmic.hub.setting_up import wrong_at
    from hmic.plaintext import shown

    with connected(run, dsn) as hub:
        wrong = list(wrong_at(hub))
        heads = [
            f"{one.name} is sound: record {one.number:,} is the last, {one.number}:{one.hash[:32]}"
            for one in hub.about().forces
        ]
    for line in wrong or heads:
        run.put(f"{shown(line)}\n")
    if wrong:
        run.exit(ATTENTION)
