"""What owners send back: a CSV of progress, every row checked, all or nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.errors import HmicError, did_you_mean

if TYPE_CHECKING:
    import sqlite3

    from hmic.cli.shared import Run
    from hmic.model import Entry

FIELDS = (
    "finding", "status", "note", "evidence", "on", "by", "deadline", "part", "closed_by", "superseded_by",
    "review_on",
)  # fmt: skip

Row = dict[str, str]


def read_rows(file: Path) -> list[tuple[int, Row]]:
    """The rows of the file with the line on which each ends; empty cells are left out."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        message = f"{file} cannot be read: {reason.lower()}"
        raise HmicError(message, hint="save it as CSV with the encoding UTF-8") from error
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        names = [name.strip().lower().replace(" ", "_") for name in reader.fieldnames or ()]
        _check_header(file, names)
        reader.fieldnames = names
        rows: list[tuple[int, Row]] = []
        for row in reader:
            if None in row:
                message = f"{file}, line {reader.line_num}: more cells than the header has"
                raise HmicError(message, hint="put quotes round a text that holds a comma")
            kept = {name: bare(value) for name, value in row.items() if value and bare(value)}
            if kept:
                rows.append((reader.line_num, kept))
    except csv.Error as error:
        message = f"{file}, line {reader.line_num}: {error}"
        raise HmicError(message, hint="save it as CSV again") from error
    return rows


def bare(cell: str) -> str:
    """A cell's text, without the apostrophe by which a table of ours keeps a spreadsheet from running it.

    Any other apostrophe is the writer's own and stays.
    """
    from hmic.render.csvtext import guarded, unguarded

    text = cell.strip()
    plain = unguarded(text)
    return plain if guarded(plain) == text else text


def _check_header(file: Path, names: list[str]) -> None:
    for name in names:
        if name not in FIELDS:
            message = f"{file}: there is no column {name!r}"
            raise HmicError(message, hint=did_you_mean(name, FIELDS))
    if "finding" not in names:
        message = f"{file}: the column 'finding' is missing"
        raise HmicError(message, hint=f"the first line names the columns: {', '.join(FIELDS)}")


def record_all(
    run: Run,
    file: Path,
    entry_from: Callable[[sqlite3.Connection, Row], Entry],
    before: Callable[[Row], object],
) -> list[Entry]:
    """Record every row, each checked against what the rows before it have changed; all or nothing.

    `before` sees each row before the database is opened.
    """
    from hmic.store import journal
    from hmic.store.connection import open_writing, transaction

    rows = read_rows(file)
    for _, row in rows:
        before(row)
    con = open_writing(run.db)
    done: list[Entry] = []
    wrong: list[str] = []
    now = run.world.now()
    try:
        with transaction(con, run.db):
            for line, row in rows:
                try:
                    done += journal.append(con, [entry_from(con, row)], now)
                except HmicError as error:
                    hint = f" ({error.hint})" if error.hint else ""
                    wrong.append(f"line {line}: {error.message}{hint}")
            if wrong:
                message = f"{file}: {len(wrong)} of {len(rows)} rows cannot be recorded, so none was"
                raise HmicError(message, hint="\n      ".join(wrong))
    finally:
        con.close()
    return done
