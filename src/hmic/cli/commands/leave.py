"""`hmic leave`: the database goes on without its hub."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

from hmic.cli.options import option
from hmic.cli.run import Run, command


@command("leave")
def leave(
    run: Run,
    drop: Annotated[bool, option("--drop", "Also discard entries that are not shared yet.")] = False,
) -> None:
    """Leave the hub. The database keeps everything; what you record from now on stays in it."""
    from hmic.cli.at_hub import set_hub
    from hmic.errors import RefusedError
    from hmic.store import hub_log, hub_state
    from hmic.store.connection import open_writing
    from hmic.store.transactions import transaction

    with closing(open_writing(run.db)) as con:
        if hub_state.joined(con) is None:
            message = f"{run.db} has not joined a hub"
            raise RefusedError(message, hint="there is nothing to leave")
        waits, what = hub_state.waiting_words(con)
        if waits and not drop:
            message = f"{what} would be lost: not shared yet"
            raise RefusedError(
                message, hint="share them first with: hmic sync; to discard them: hmic leave --drop"
            )
        with transaction(con, run.db):
            hub_log.forget_hub(con)
    set_hub(run.world.folder, None)
    run.put(f"{run.db} has left its hub and keeps its journal\n")
