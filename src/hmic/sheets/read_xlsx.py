"""A workbook → its sheets. Nothing in it is run, and no link is followed. The only user of openpyxl."""

from __future__ import annotations

import io
import warnings
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hmic.errors import HmicError
from hmic.sheets import bounds
from hmic.sheets.grid import EMPTY, Cell, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_ROWS, MOST_COLUMNS = 20_000, 200
_STANDARD = {
    2: "FFFFFF", 3: "FF0000", 4: "00FF00", 5: "0000FF", 6: "FFFF00", 10: "FF0000", 11: "00FF00",
    13: "FFFF00", 17: "008000", 22: "C0C0C0", 23: "808080", 50: "99CC00", 51: "FFCC00", 52: "FF9900",
    53: "FF6600", 57: "339966",
}  # fmt: skip
"""The old palette of 64 colours, as far as a rating can be one of them."""


def check_zip(name: str, data: bytes) -> None:
    """Refuse an archive that is no workbook, or that holds more than any tracker."""
    with _reading(name), zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        kind = b""
        if "mimetype" in names:
            with archive.open("mimetype") as part:
                kind = part.read(100)
        _refuse_others(name, names, kind)
        bounds.check(name, archive)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Report whatever a library raises for a damaged file as damage."""
    try:
        yield
    except HmicError:
        raise
    except Exception as error:
        raise _damaged(name) from error


def _refuse_others(name: str, names: set[str], kind: bytes) -> None:
    """Archives that look like a workbook and are something else."""
    what, hint = None, "in your spreadsheet program: Save as, Excel workbook (.xlsx)"
    if b"opendocument.spreadsheet" in kind:
        what = "an OpenDocument spreadsheet (.ods)"
    elif any(one.endswith("vbaProject.bin") for one in names):
        what = "a workbook with macros, which hmic does not open"
    elif "xl/workbook.bin" in names:
        what = "a binary workbook (.xlsb)"
    elif "word/document.xml" in names:
        what, hint = "a Word document", "for findings out of a report: hmic draft FILE"
    elif "xl/workbook.xml" not in names:
        what = "an archive, not a workbook"
    if what:
        message = f"{name} is {what}"
        raise HmicError(message, hint=hint)


def _damaged(name: str) -> HmicError:
    message = f"{name} is damaged: it cannot be read as a workbook"
    return HmicError(message, hint="open it in your spreadsheet program and save it again as .xlsx")


def read(name: str, data: bytes) -> list[Sheet]:
    """Every sheet with values, colours and merged cells; of a hidden one only its name."""
    try:
        import openpyxl
    except ImportError as error:
        message = "reading a workbook needs the library openpyxl, which is not installed"
        raise HmicError(message, hint="install it with: pip install 'hmic[sheets]'") from error
    check_zip(name, data)
    with _reading(name), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
        return list(_sheets(name, values, formulas))


def _sheets(name: str, values: Any, formulas: Any) -> Iterator[Sheet]:
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            yield Sheet(str(sheet.title), hidden=True)
            continue
        # Formatting far below the last row is common; only what holds something counts.
        last = max((row for (row, _), cell in _cells(sheet) if cell.value is not None), default=0)
        if last > MOST_ROWS:
            message = f"{name}, sheet {sheet.title}: {last:,} rows; at most {MOST_ROWS:,} are read"
            raise HmicError(message, hint="copy the rows that matter into a new workbook")
        yield _sheet(sheet, formulas[sheet.title])


def _cells(sheet: Any) -> Iterable[tuple[tuple[int, int], Any]]:
    """The cells that the file has; the library's own ways make a million of those that it has not."""
    found: dict[tuple[int, int], Any] = sheet._cells  # noqa: SLF001 - see above
    return found.items()


def _sheet(sheet: Any, formulas: Any) -> Sheet:
    """A sheet whose merged cells each hold the value of the first."""
    found: dict[tuple[int, int], Cell] = {}
    for (row, column), cell in _cells(sheet):
        if row > MOST_ROWS or column > MOST_COLUMNS:
            continue
        value, fill = cell.value, _fill(cell)
        formula = value is None and str(formulas.cell(row, column).value or "").startswith("=")
        if value is not None or fill or formula:
            found[row, column] = Cell(_plain(value), fill, cell.number_format or "General", formula)
    for block in sheet.merged_cells.ranges:
        first = found.get((block.min_row, block.min_col))
        if first is None:
            continue
        for row in range(block.min_row, min(block.max_row, MOST_ROWS) + 1):
            for column in range(block.min_col, min(block.max_col, MOST_COLUMNS) + 1):
                if (row, column) != (block.min_row, block.min_col):
                    found[row, column] = first._replace(merged=True)
    last = max((row for row, _ in found), default=0)
    wide = max((column for _, column in found), default=0)
    rows = [
        [found.get((row, column), EMPTY) for column in range(1, wide + 1)] for row in range(1, last + 1)
    ]
    return Sheet(str(sheet.title), rows)


def _plain(value: Any) -> Any:
    """A value of the kinds that a cell holds here; anything else as its text."""
    import datetime as dt

    if value is None or isinstance(value, str | int | float | dt.datetime | dt.date | dt.time):
        return value
    return str(value)


def _fill(cell: Any) -> str | None:
    """A cell's own colour; openpyxl gives a theme's colours only as a number."""
    fill = cell.fill
    if fill is None or fill.fill_type != "solid":
        return None
    color = fill.fgColor
    if color.type == "rgb" and isinstance(color.rgb, str):
        found = color.rgb[-6:].upper()
    elif color.type == "indexed":
        found = _STANDARD.get(color.indexed, "")
    else:
        found = f"THEME{color.theme}" if color.type == "theme" and color.theme else ""
    return found if found not in {"", "FFFFFF", "000000"} else None
