"""`hmic import journal`: another person's journal is merged into this one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.parsing import word_of
from hmic.cli.shared import Run, command
from hmic.errors import HmicError

if TYPE_CHECKING:
    from hmic.store.merge import Line, Refusal

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
    from hmic.store.connection import open_writing, transaction
    from hmic.store.merge import take_in

    lines = _lines(file)
    con = open_writing(run.db)
    try:
        with transaction(con, run.db):
            taken = take_in(con, lines, run.world.now(), run.world.today())
            if taken.refused:
                raise _refused(file, taken.refused)
    finally:
        con.close()
    run.world.stdout.write(f"{file}: {len(taken.new)} entries taken in, {taken.known} known already\n")


def _refused(file: Path, refused: Sequence[Refusal]) -> HmicError:
    """Which lines stand in the way, the first few of them."""
    told = [f"line {r.line}: {r.why}" + (f" ({r.hint})" if r.hint else "") for r in refused[:_SHOWN]]
    if len(refused) > _SHOWN:
        told.append(f"and {len(refused) - _SHOWN:,} more")
    message = f"{file} cannot be taken in, so nothing was"
    return HmicError(message, hint="\n      ".join(told))


def _lines(file: Path) -> list[Line]:
    """The lines of the file as records; a line break is a line feed and nothing else."""
    from hmic.entries import parsed
    from hmic.store.merge import Line

    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        message = f"{file} cannot be read: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint="give a file made with: hmic export journal") from error
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        message = f"{file}, line {number}: it is not UTF-8"
        raise HmicError(message, hint="give a file made with: hmic export journal") from error
    lines: list[Line] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            lines.append(Line(number, parsed(line)))
        except ValueError as error:
            lines.append(Line(number, None, str(error)))
    return lines
