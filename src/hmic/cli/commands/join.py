"""`hmic join`: one journal with others, at a hub."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

from hmic.cli.options import argument, option
from hmic.cli.run import Run, command


@command("join service=hmic", "join postgresql://hub.force.example/hmic")
def join(
    run: Run,
    hub: Annotated[str, argument("DSN", "PostgreSQL connection string, or service=NAME.")],
    anew: Annotated[bool, option("--anew", "Take a new copy; share what only this database has.")] = False,
) -> None:
    """Join a hub: with this database, or with a new copy of the hub.

    The first database of a force is shared as it is. Any other is merged into the hub, and the old
    file is kept. Passwords come from .pgpass, a service file or Kerberos.
    """
    from hmic.cli.at_hub import set_hub
    from hmic.cli.whole_files import check_name
    from hmic.errors import RefusedError, UsageError
    from hmic.hub import joining, link
    from hmic.hub.hub_errors import HubError
    from hmic.store.connection import open_reading, open_writing
    from hmic.store.hub_log import mark_loads_seen
    from hmic.store.hub_state import joined
    from hmic.store.transactions import transaction
    from hmic.words import count

    if link.password_in(hub):
        message = "a password does not belong in hmic.toml"
        raise UsageError(message, hint="put it into .pgpass or the service file, and leave it out here")
    with link.connect(hub) as connection:
        about = connection.about()
        if not about.forces:
            message = f"{about.login} cannot see any force at this hub"
            raise HubError(message, hint="ask those who run it to add this login to a force's group")
        now = run.world.clock()
        if run.db.exists():
            with closing(open_reading(run.db)) as con:
                state = joined(con)
            if state is not None and state.hub != about.id:
                message = f"{run.db} has joined another hub"
                raise RefusedError(message, hint="to join this one, first: hmic leave")
            join = joining.joined_with if state is None or anew else joining.joined_before
            came = join(run.db, connection, about, now, anew=anew)
        else:
            check_name(run.db, run.never_written[1:])
            came = joining.new_copy(run.db, connection, about, now)
    with closing(open_writing(run.db)) as con, transaction(con, run.db):
        mark_loads_seen(con)
    file = set_hub(run.world.folder, hub)
    names = ", ".join(force.name for force in about.forces)
    run.put(f"{run.db} has joined the hub as {about.login}: {names}\n")
    run.put(
        f"{count(came.entries, 'entry', 'entries')} from the hub, {came.given:,} shared by this database\n"
    )
    if came.kept is not None:
        run.put(f"{came.kept}: the database as it was\n")
    if came.unfit:
        from hmic.cli.odd_entries import unfit_lines

        run.put("".join(f"{line}\n" for line in unfit_lines(came.unfit)))
    run.say(f"wrote {file}: where the hub is")
