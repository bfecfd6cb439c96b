"""`hmic load` in a joined database: the register goes to the hub, and from there into every database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmic.cli.at_hub import connected, place_of
from hmic.errors import HmicError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from hmic.cli.commands.load import Asked
    from hmic.cli.run import Run
    from hmic.diff import Changes
    from hmic.register.register_files import Files
    from hmic.store.hub_state import Joined


def load_shared(
    run: Run, con: sqlite3.Connection, state: Joined, read: Files, passed: Iterable[str], asked: Asked
) -> Changes | None:
    """Work out what a load changes, share it, and take it in; None when the files have problems."""
    from hmic.hub.loads import Load, share_load
    from hmic.register.file_text import read_text
    from hmic.register.register_files import Files
    from hmic.store.load_files import run_over
    from hmic.store.loading import Loading

    texts = {str(path): read_text(path) or "" for path in read.paths}
    given = Files.of_texts(texts)
    loading = Loading(con, run.world.now(), write=False, allow_withdrawals=asked.allow_withdrawals)
    changes = run_over(loading, given, passed)
    if changes is None:
        read.problems[:] = given.problems
        return None
    if changes.renamed:
        message = f"{changes.renamed[0][0]} has another name in this register, and the hub keeps its name"
        raise HmicError(message, hint="those who run the hub add a force of the new name")
    if not changes.any:
        return changes
    loads = []
    for force, (files, _) in loading.read_forces.items():
        body = json.dumps(
            {"files": [{"name": name, "text": texts[name]} for name in files]},
            ensure_ascii=False,
            sort_keys=True,
        )
        loads.append(Load(force, body))
    with connected(run) as hub:
        share_load(place_of(run, con, state), hub, loads)
    return changes
