"""Owners' answers: a table of progress or a form, as the rows that it has, cell by cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hmic.cli.whole_files import read_whole
from hmic.entries import FieldError
from hmic.errors import HmicError, did_you_mean
from hmic.reports.owner_form import ASKED, FILL, FINDING, REFUSED, SHOWN
from hmic.sheets.dates import Order, read_day
from hmic.sheets.grid import Cell

if TYPE_CHECKING:
    from hmic.sheets.grid import Sheet

FIELDS = (
    "finding", "status", "note", "evidence", "on", "by", "deadline", "part", "closed_by", "superseded_by",
    "review_on", "occurrence", "due", "reason",
)  # fmt: skip
"""The columns of a table; those of a form are in `reports/owner_form.py`."""

DAYS = ("on", "review_on", "occurrence", "due")
_HEADS = {head.lower().replace(" ", "_"): field for head, field in FILL.items()}
_ONLY_SHOWN = {head.lower().replace(" ", "_") for head in (*SHOWN[1:], REFUSED)}

Row = dict[str, str]


class OwnerRow(NamedTuple):
    """One row: where it is, and its cells by the field that each gives."""

    number: int
    place: str
    cells: dict[str, Cell]
    places: dict[str, str]
    asked: str = ""
    """What a form shows beside the id, to identify the finding."""
    is_form: bool = False

    def column(self, field: str) -> str:
        """What a field is called in its table."""
        return column(field, is_form=self.is_form)

    def at(self, field: str) -> str:
        """Where the cell of a field is; the row's own place where it has none."""
        return self.places.get(field, self.place)


class Answers(NamedTuple):
    """What came back."""

    file: Path
    lines: list[OwnerRow]
    is_form: bool
    """Whether it is a form, in which a row that no one touched says nothing."""
    owner: str | None
    """The owner whose form it is."""


def read_answers(file: Path) -> Answers:
    """The rows of a CSV file or of a workbook; empty ones and empty cells are left out."""
    from hmic.sheets.opening import read

    try:
        data = read_whole(file)
    except OSError as error:
        message = f"{file} cannot be read: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint="give the path of a form, or of a CSV file") from error
    sheets = [sheet for sheet in read(str(file), data) if sheet.rows]
    sheet, head = next(
        (
            (sheet, row)
            for sheet in sheets
            for row in range(min(_TOP, len(sheet.rows)))
            if any(cell.text.lower() == "finding" for cell in sheet.rows[row])
        ),
        (None, 0),
    )
    if sheet is None:
        if not sheets:
            message = f"{file} is empty"
            raise HmicError(message, hint=f"the first line must name the columns: {', '.join(FIELDS)}")
        sheet = sheets[0]
        head = next(n for n, row in enumerate(sheet.rows) if any(cell.text for cell in row))
    names = [_field(cell.text) for cell in sheet.rows[head]]
    asked = next((n for n, cell in enumerate(sheet.rows[head]) if cell.text.lower() == ASKED.lower()), None)
    is_form = any(name == "" for name in names)
    while (
        names
        and names[-1] is None
        and not any(sheet.cell(row, len(names) - 1).text for row in range(head + 1, len(sheet.rows)))
    ):
        names.pop()  # a spreadsheet can save empty columns beside the table
    _check_header(file, names)
    lines = list(_lines(file, sheet, head, names, asked))
    owner = sheet.cell(0, 1).text if is_form and sheet.cell(0, 0).text.lower() == "owner" else None
    return Answers(file, lines, is_form, owner or None)


_TOP = 20
"""Rows among which the heads of the columns are looked for."""


def _field(head: str) -> str | None:
    """The field of a column; '' for one that a form only shows, None without a heading."""
    name = "_".join(head.lower().split())
    if name in _ONLY_SHOWN:
        return ""
    return _HEADS.get(name, name) or None


def _lines(
    file: Path, sheet: Sheet, head: int, names: list[str | None], asked: int | None
) -> Iterator[OwnerRow]:
    from hmic.sheets.grid import column_letters

    for number in range(head + 1, len(sheet.rows)):
        row = sheet.rows[number]
        if any(cell.text for cell in row[len(names) :]):
            message = f"{file}, {sheet.place(number, len(names))}: more cells than there are headings"
            raise HmicError(message, hint="put quotes around text that contains a comma")
        headed = [(n, name, row[n]) for n, name in enumerate(names) if name and n < len(row)]
        cells = {str(name): _bared(cell) for _, name, cell in headed if cell.text or cell.formula}
        if cells:
            places = {name: sheet.place(number, n) for n, name, _ in headed}
            if sheet.lines is None:
                places = {name: f"{column_letters(n)}{number + 1}" for n, name, _ in headed}
            at = places.get("finding", sheet.place(number, 0))
            shown = sheet.cell(number, asked).text if asked is not None else ""
            yield OwnerRow(number, at, cells, places, bare(shown), "" in names)


def _bared(cell: Cell) -> Cell:
    return cell._replace(value=bare(cell.value)) if isinstance(cell.value, str) else cell


def bare(cell: str) -> str:
    """A cell's text, without the apostrophe that our tables add so that a spreadsheet does not run it.

    Any other apostrophe is the writer's own and stays.
    """
    from hmic.render.csvtext import guarded, unguarded

    text = cell.strip()
    plain = unguarded(text)
    return plain if guarded(plain) == text else text


def _check_header(file: Path, names: list[str | None]) -> None:
    for place, name in enumerate(names, start=1):
        if name == "":
            continue
        if name not in FIELDS:
            message = (
                f"{file}: there is no column {name!r}" if name else f"{file}: column {place} has no heading"
            )
            raise HmicError(message, hint=did_you_mean(name or "", FIELDS))
        if name in names[: place - 1]:
            message = (
                f"{file}: the column {name!r} appears twice: columns {names.index(name) + 1} and {place}"
            )
            raise HmicError(message, hint="remove one of them, or merge them")
    if "finding" not in names:
        message = f"{file}: the column 'finding' is missing"
        raise HmicError(message, hint=f"the first line must name the columns: {', '.join(FIELDS)}")


_OF_FORM = {field: head for head, field in FILL.items()} | {"finding": FINDING}


def column(field: str, *, is_form: bool = False) -> str:
    """What a field is called in the table; a form has heads of its own."""
    return f"the column {_OF_FORM.get(field, field) if is_form else field!r}"


def two_ways(answers: Answers) -> str | None:
    """The first date that can be read two ways, or None."""
    for line in answers.lines:
        for name in DAYS:
            found = read_day(line.cells[name]) if name in line.cells else None
            if found is not None and found.two:
                return line.cells[name].text
    return None


def texts_of(line: OwnerRow, order: Order | None) -> Row:
    """A row's cells as texts, with each date as 2024-03-31; FieldError names a cell that is not a date."""
    row: Row = {}
    for name, cell in line.cells.items():
        if cell.formula:
            message = f"{line.column(name)} holds a formula whose result is not in the file"
            raise FieldError(message, field=name, hint="type the value itself")
        row[name] = _day(line, name, cell, order) if name in DAYS else cell.text
    return row


def _day(line: OwnerRow, name: str, cell: Cell, order: Order | None) -> str:
    found = read_day(cell, order)
    if found is None:
        message = f"{cell.text!r} is not a date, for {line.column(name)}"
        raise FieldError(message, field=name, hint="use YYYY-MM-DD, such as 2015-04-01, or 31/03/2024")
    if found.two:
        british, american = map(_long, found.two)
        message = f"{cell.text!r} can be {british} or {american}, for {line.column(name)}"
        hint = "write 2024-04-03 or 3 April 2024, or say how dates are written: --dates day-first"
        raise FieldError(message, field=name, hint=hint)
    if found.day is None or not found.exact:
        message = f"{cell.text!r} is a month, not a day, for {line.column(name)}"
        raise FieldError(message, field=name, hint="give the day, such as 31/03/2024")
    return found.day.isoformat()


def _long(day: dt.date) -> str:
    from hmic.words import long_day

    return long_day(day)
