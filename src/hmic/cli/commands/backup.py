"""`hmic backup`: a consistent copy while others write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from hmic.cli.options import argument
from hmic.cli.run import Run, command


@command("backup hmic-2026-11-20.db")
def backup(
    run: Run,
    file: Annotated[Path, argument("FILE", "The copy. An existing file is not overwritten.")],
) -> None:
    """Copy the database and check the copy, even while others use the database."""
    from hmic.cli.heads import head_line, keep
    from hmic.cli.whole_files import check_name
    from hmic.store.backing_up import back_up
    from hmic.words import count

    if not file.exists():
        check_name(file, run.never_written)
    entries, head = back_up(run.db, file)
    run.put(
        f"{file}: a checked copy of {run.db} with {count(entries, 'journal entry', 'journal entries')}\n"
    )
    run.put(head_line(head))
    keep(run, head, "hmic backup", backup=True)
