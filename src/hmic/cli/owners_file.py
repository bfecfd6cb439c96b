"""Owners' answers: a CSV of progress, every row checked, all or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.cli.files import read_whole
from hmic.cli.recording import typed
from hmic.errors import HmicError, did_you_mean
from hmic.words import count

if TYPE_CHECKING:
    from hmic.cli.shared import Run
    from hmic.model import Entry

FIELDS = (
    "finding", "status", "note", "evidence", "on", "by", "deadline", "part", "closed_by", "superseded_by",
    "review_on", "occurrence",
)  # fmt: skip

Row = dict[str, str]


def read_rows(file: Path) -> list[tuple[int, Row]]:
    """The rows of the file with the line on which each ends; empty cells are left out."""
    try:
        text = read_whole(file).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        message = f"{file} cannot be read: {reason.lower()}"
        raise HmicError(message, hint="save it as CSV UTF-8") from error
    # A line of the table ends with a line feed or a carriage return, and with nothing else.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, Row]] = []
    try:
        names = [name.strip().lower().replace(" ", "_") for name in next(reader, [])]
        _check_header(file, names)
        for cells in reader:
            if any(cell.strip() for cell in cells[len(names) :]):
                message = f"{file}, line {reader.line_num}: more cells than there are headings"
                raise HmicError(message, hint="put quotes around text that contains a comma")
            row = {name: bare(cell) for name, cell in zip(names, cells, strict=False)}
            if any(row.values()):
                rows.append((reader.line_num, {name: cell for name, cell in row.items() if cell}))
    except csv.Error as error:
        message = f"{file}, line {reader.line_num}: {error}"
        raise HmicError(message, hint="save it as CSV again") from error
    return rows


def bare(cell: str) -> str:
    """A cell's text, without the apostrophe that our tables add so that a spreadsheet does not run it.

    Any other apostrophe is the writer's own and stays.
    """
    from hmic.render.csvtext import guarded, unguarded

    text = cell.strip()
    plain = unguarded(text)
    return plain if guarded(plain) == text else text


def _check_header(file: Path, names: list[str]) -> None:
    for place, name in enumerate(names, start=1):
        if name not in FIELDS:
            message = (
                f"{file}: there is no column {name!r}" if name else f"{file}: column {place} has no heading"
            )
            raise HmicError(message, hint=did_you_mean(name, FIELDS))
        if name in names[: place - 1]:
            message = (
                f"{file}: the column {name!r} appears twice: columns {names.index(name) + 1} and {place}"
            )
            raise HmicError(message, hint="remove one of them, or merge them")
    if "finding" not in names:
        message = f"{file}: the column 'finding' is missing"
        raise HmicError(message, hint=f"the first line must name the columns: {', '.join(FIELDS)}")


def column(field: str) -> str:
    """What a field is called in the table."""
    return f"the column {field!r}"


def record_all(
    run: Run, file: Path, entry_from: Callable[[Row], Entry], *, far: bool = False
) -> list[Entry]:
    """Record every row, each checked together with the others; all or nothing.

    With `far` a date many years ahead is meant.
    """
    from hmic.store.admission import admit
    from hmic.store.connection import open_writing
    from hmic.store.transactions import transaction

    rows = read_rows(file)
    given: list[Entry] = []
    wrong: list[tuple[int, HmicError]] = []
    lines: list[int] = []
    for line, row in rows:
        try:
            given.append(typed(entry_from(row)))
            lines.append(line)
        except HmicError as error:
            wrong.append((line, error))
    con = open_writing(run.db)
    try:
        with transaction(con, run.db):
            added, refused = admit(con, given, run.world.now(), run.world.today(), column, far=far)
            wrong += [(lines[place], error) for place, error in refused]
            if wrong:
                raise _refused(file, len(rows), wrong)
    finally:
        con.close()
    return added


def _refused(file: Path, rows: int, wrong: list[tuple[int, HmicError]]) -> HmicError:
    """Which rows cannot be recorded, the first few of them."""
    told = []
    for line, error in sorted(wrong, key=lambda one: one[0])[:_SHOWN]:
        hint = f" ({error.hint})" if error.hint else ""
        told.append(f"line {line}: {error.message}{hint}")
    if len(wrong) > _SHOWN:
        told.append(f"and {len(wrong) - _SHOWN:,} more")
    message = f"{file}: {len(wrong):,} of {count(rows, 'row')} cannot be recorded, so no row was"
    return HmicError(message, hint="\n      ".join(told))


_SHOWN = 20
