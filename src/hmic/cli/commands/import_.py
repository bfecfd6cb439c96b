"""`hmic import journal`: another person's journal is merged into this one."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hmic.cli.parsing import word_of
from hmic.cli.shared import Run, command
from hmic.errors import HmicError

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_SHOWN = 5


class What(StrEnum):
    """What can be imported."""

    JOURNAL = "journal"


@app.command(name="import")
@command()
def import_(
    run: Run,
    _what: Annotated[What, typer.Argument(metavar="WHAT", parser=word_of(What, "import"), help="journal")],
    file: Annotated[Path, typer.Argument(help="A file made with: hmic export journal.")],
) -> None:
    """Merge another journal: entries known already are passed over, all or nothing."""
    from hmic.store import journal
    from hmic.store.connection import open_writing, transaction

    records = _records(file)
    con = open_writing(run.db)
    try:
        with transaction(con, run.db):
            new, clashes = journal.take_in(con, records)
            if clashes:
                told = "\n      ".join(f"line {c.place}: {c.why}" for c in clashes[:_SHOWN])
                more = f"\n      and {len(clashes) - _SHOWN} more" if len(clashes) > _SHOWN else ""
                message = f"{file} cannot be taken in, so nothing was"
                raise HmicError(message, hint=told + more)
    finally:
        con.close()
    known = len(records) - new
    run.world.stdout.write(f"{file}: {new} entries taken in, {known} known already\n")


def _records(file: Path) -> list[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        message = f"{file} cannot be read: {reason.lower()}"
        raise HmicError(message, hint="give a file made with: hmic export journal") from error
    records = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            message = f"{file}, line {number}: not a JSON object"
            raise HmicError(message, hint="give a file made with: hmic export journal")
        records.append(record)
    return records
