"""`hmic sync`: fetch new entries from the hub, and share waiting ones."""

from __future__ import annotations

from typing import Annotated

from hmic.cli.exit_codes import ATTENTION
from hmic.cli.options import option
from hmic.cli.run import Run, command


@command("sync")
def sync(
    run: Run,
    drop: Annotated[
        str | None, option("--drop", "Discard a waiting entry, by the name that sync shows.", "ENTRY")
    ] = None,
) -> None:
    """Bring the database up to date with its hub, and share what was recorded with --later.

    Entries that can no longer be shared are listed and stay waiting. The exit code is then 1.
    """
    from hmic.cli import at_hub

    if drop is not None:
        at_hub.drop(run, drop)
    said, all_shared = at_hub.sync(run)
    run.put(f"{said}\n")
    if not all_shared:
        run.exit(ATTENTION)
