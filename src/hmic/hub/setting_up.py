"""Making a hub on a PostgreSQL server, and adding forces to it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.hub.hub_errors import VERSION, HubError, wrong_version
from hmic.hub.link import Hub

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER = "hmic_owner"
"""The role that owns everything, and cannot log in."""

_TABLES = "hmic.hub, hmic.force, hmic.head, hmic.record, hmic.mailer"
_FUNCTIONS = (
    "hmic.append(integer, integer, bigint, text, text[], timestamptz, jsonb)",
    "hmic.lock_head(integer)",
    "hmic.mail_from(integer, text, text, boolean)",
)


def make(hub: Hub) -> None:
    """The roles, tables and functions of a hub, all or nothing; refused where one is."""
    if hub.ask("SELECT to_regclass('hmic.hub') IS NOT NULL")[0][0]:
        found = hub.ask("SELECT version FROM hmic.hub")
        if found and found[0][0] != VERSION:
            raise wrong_version(found[0][0])
        message = "this database already has a hub"
        raise HubError(
            message, hint='add a force to it: hmic hub force add "NAME" --readers ROLE --writers ROLE'
        )
    with hub.transaction():
        _make_role(hub, OWNER)
        _act_for_owner(hub)
        hub.ask(f"CREATE SCHEMA hmic AUTHORIZATION {OWNER}")
        hub.ask(f"SET LOCAL ROLE {OWNER}")
        hub.ask(Path(__file__).with_name("hub.sql").read_text(encoding="utf-8"))
        hub.ask("INSERT INTO hmic.hub (version, id) VALUES (%s, %s)", VERSION, os.urandom(16).hex())


def _act_for_owner(hub: Hub) -> None:
    """Make this login one that may act for the owner, unless it may do everything anyway."""
    if hub.ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")[0][0]:
        return
    try:
        hub.ask(f"GRANT {OWNER} TO CURRENT_USER")
    except HubError as error:
        message = f"the server has the role {OWNER} already, and this login may not act for it"
        hint = f"its superuser: GRANT {OWNER} TO this login WITH ADMIN OPTION"
        raise HubError(message, hint=hint) from error


def add_force(hub: Hub, name: str, readers: str, writers: str) -> None:
    """A force with its groups of logins, which are made where they are missing."""
    with hub.transaction():
        if hub.ask("SELECT 1 FROM hmic.force WHERE name = %s", name):
            message = f"the hub already has the force {name}"
            raise HubError(message, hint="see it with: hmic hub status")
        groups = ", ".join(hub.quoted(one) for one in dict.fromkeys((readers, writers)))
        for group in dict.fromkeys((readers, writers)):
            _make_role(hub, group)
        hub.ask(f"SET LOCAL ROLE {OWNER}")
        hub.ask(f"GRANT USAGE ON SCHEMA hmic TO {groups}")
        hub.ask(f"GRANT SELECT ON {_TABLES} TO {groups}")
        for function in _FUNCTIONS:
            hub.ask(f"GRANT EXECUTE ON FUNCTION {function} TO {hub.quoted(writers)}")
        values = (name, readers, writers)
        hub.ask("INSERT INTO hmic.force (name, readers, writers) VALUES (%s, %s, %s)", *values)
        hub.ask("INSERT INTO hmic.head (force) SELECT id FROM hmic.force WHERE name = %s", name)


def _make_role(hub: Hub, name: str) -> None:
    if not hub.ask("SELECT 1 FROM pg_roles WHERE rolname = %s", name):
        hub.ask(f"CREATE ROLE {hub.quoted(name)} NOLOGIN")


def wrong_at(hub: Hub) -> Iterator[str]:
    """What is wrong with the logs that this login sees, in words; nothing when all is well."""
    from hmic.store.hash_chain import FIRST
    from hmic.store.hub_log import linked
    from hmic.store.shared import digest_of

    for force in hub.about().forces:
        number, previous = 0, FIRST
        for page in hub.pull(force, 0):
            for row in page:
                if row.number != number + 1:
                    yield f"{force.name}: records {number + 1} to {row.number - 1} are missing"
                elif linked(previous, row, digest_of(row.body)) != row.hash:
                    yield f"{force.name}: record {row.number} was altered"
                number, previous = row.number, row.hash
        if (number, previous) != (force.number, force.hash) and number <= force.number:
            yield f"{force.name}: the log ends at record {number}, its head says {force.number}"


def states(hub: Hub) -> Iterator[str]:
    """The forces that this login sees, a line each."""
    about = hub.about()
    yield f"hub {about.id[:8]}, schema {VERSION}, login {about.login}"
    last = dict(
        hub.ask(
            """SELECT head.force, record.at || ' by ' || record.login FROM hmic.head
            JOIN hmic.record ON record.force = head.force AND record.number = head.number"""
        )
    )
    mailers = dict(hub.ask("SELECT force, name FROM hmic.mailer"))
    for force in about.forces:
        said = [
            f"{force.number:,} record{'s' if force.number != 1 else ''}",
            "reads and records" if force.writes else "reads",
        ]
        said += [f"last {last[force.id]}"] if force.id in last else []
        said += [f"reminders from {mailers[force.id]}"] if force.id in mailers else []
        yield f"{force.name}: {', '.join(said)}"
