"""`hmic restore`: a copy becomes the database again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from hmic.cli.options import argument
from hmic.cli.run import Run, command


@command("restore copy.db")
def restore(run: Run, file: Annotated[Path, argument("FILE", "The copy to restore.")]) -> None:
    """Check a copy, then use it as the database. The present file is kept beside it."""
    from hmic.cli.whole_files import check_name
    from hmic.file_kinds import is_database
    from hmic.store.restoring import bring_back, only_in
    from hmic.words import count

    if not is_database(run.db):
        check_name(run.db, run.never_written[1:])
    elif _is_joined(run):
        _hand_in(run, file)
        return
    moment = run.world.now().replace(":", "").replace("-", "").split(".")[0]
    kept, entries = bring_back(run.db, file, moment)
    later = 0
    if kept is not None:
        run.put(f"{kept}: the database as it was\n")
        later = only_in(kept, run.db)
    run.put(f"{run.db}: restored from {file}, with {count(entries, 'journal entry', 'journal entries')}\n")
    if later:
        entries_of = f"{count(later, 'journal entry', 'journal entries')} only in {kept}"
        run.say(f"{entries_of}; to bring them back: hmic export journal --db {kept} -o later.jsonl, then")
        run.say("hmic import journal later.jsonl")
    if _is_joined(run):
        run.say("it has joined a hub; update it with: hmic sync")


def _is_joined(run: Run) -> bool:
    """Whether the database has joined a hub; one that cannot be read is replaced as ever."""
    from contextlib import closing, suppress

    from hmic.errors import StoreError
    from hmic.store.connection import open_reading
    from hmic.store.hub_state import joined

    with suppress(StoreError), closing(open_reading(run.db)) as con:
        return joined(con) is not None
    return False


def _hand_in(run: Run, file: Path) -> None:
    """A joined database is made again from its hub; what only the copy has is handed in there."""
    from hmic.cli.at_hub import make_again
    from hmic.store.restoring import checked_copy
    from hmic.words import count

    with checked_copy(run.db, file) as copy:
        came = make_again(run, copy)
    run.put(f"{came.kept}: the database as it was\n")
    shared = count(came.given, "entry", "entries")
    run.put(f"{run.db}: made again from the hub; {shared} that only {file} had shared\n")
