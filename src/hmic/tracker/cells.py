"""The cells of a sheet's rows by what a mapping says that they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hmic.sheets.grid import EMPTY, Cell, Sheet, column_letters
from hmic.tracker.column_heads import squeezed
from hmic.tracker.mapping import Mapping


def data_rows(sheets: list[Sheet], mapping: Mapping) -> Iterator[tuple[Sheet, int]]:
    """The rows below the heads that hold a requirement, without those to leave out."""
    for sheet, row, cells in _rows(sheets, mapping):
        asked = cells.get("requirement", (EMPTY, ""))[0]
        if asked.text or asked.formula:
            yield sheet, row


def without_words(sheets: list[Sheet], mapping: Mapping) -> Iterator[str]:
    """The first filled cell of each row that holds something, and no requirement."""
    for sheet, _, cells in _rows(sheets, mapping):
        asked = cells.get("requirement", (EMPTY, ""))[0]
        if asked.text or asked.formula or "requirement" not in mapping.columns.get(sheet.name, {}).values():
            continue
        filled = [place for cell, place in cells.values() if cell.text and not cell.merged]
        yield from filled[:1]


def left_out(sheets: list[Sheet], mapping: Mapping) -> Iterator[tuple[str, str, int]]:
    """Each column without a meaning that holds something: its place, its head, how many cells."""
    for sheet in sheets:
        head, heads = mapping.headers.get(sheet.name, 0), mapping.columns.get(sheet.name, {})
        if not 0 < head <= len(sheet.rows) or "requirement" not in heads.values():
            continue
        rows = [row for one, row in data_rows([sheet], mapping)]
        for n, cell in enumerate(sheet.rows[head - 1]):
            text = " ".join(cell.text.split())
            if text and not cell.merged and not heads.get(text):
                filled = sum(bool(sheet.cell(row, n).text) for row in rows)
                if filled:
                    yield f"{sheet.name}!{column_letters(n)}{head}", text, filled


def _rows(
    sheets: list[Sheet], mapping: Mapping
) -> Iterator[tuple[Sheet, int, dict[str, tuple[Cell, str]]]]:
    for sheet in sheets:
        head = mapping.headers.get(sheet.name, 0)
        for row in range(head, len(sheet.rows)) if head else ():
            if not _is_skipped(sheet, row, mapping) and _total(sheet, row) is None:
                yield sheet, row, cells_of(sheet, row, mapping)


def totals(sheets: list[Sheet], mapping: Mapping) -> Iterator[str]:
    """The cell that says so of each row that only counts the others."""
    for sheet in sheets:
        head = mapping.headers.get(sheet.name, 0)
        for row in range(head, len(sheet.rows)) if head else ():
            total = _total(sheet, row)
            if total is not None and not _is_skipped(sheet, row, mapping):
                yield f"{sheet.name}!{column_letters(total)}{row + 1}"


def _total(sheet: Sheet, row: int) -> int | None:
    """The column of a cell with nothing but the word: such a row counts the findings and is none."""
    texts = (" ".join(cell.text.split()) for cell in sheet.rows[row])
    return next((n for n, text in enumerate(texts) if _TOTAL.fullmatch(text)), None)


_TOTAL = re.compile(r"(?:grand |sub-?|overall )?totals?(?: number)?\s*[:=]?(?: \d+)?", re.IGNORECASE)


def _is_skipped(sheet: Sheet, row: int, mapping: Mapping) -> bool:
    """Whether the officer leaves it out: by its place, or by the text of one of its cells."""
    places = {f"{sheet.name}!{one}" for one in _names(sheet, row)}
    texts = {squeezed(cell.text) for cell in sheet.rows[row] if cell.text}
    return any(one in places or squeezed(one) in texts for one in mapping.skip)


def _names(sheet: Sheet, row: int) -> list[str]:
    return [str(row + 1), *(f"{column_letters(n)}{row + 1}" for n in range(len(sheet.rows[row])))]


def cells_of(sheet: Sheet, row: int, mapping: Mapping) -> dict[str, tuple[Cell, str]]:
    """A row's cells by their fields, each with its place."""
    heads = mapping.columns.get(sheet.name, {})
    found: dict[str, tuple[Cell, str]] = {}
    for n, cell in enumerate(sheet.rows[mapping.headers[sheet.name] - 1]):
        name = heads.get(" ".join(cell.text.split()), "")
        if name and name not in found:
            place = (
                f"{sheet.name}!{column_letters(n)}{row + 1}"
                if sheet.name
                else f"{column_letters(n)}{row + 1}"
            )
            found[name] = sheet.cell(row, n), place
    return found


def fill_of(cells: dict[str, tuple[Cell, str]]) -> str | None:
    """The colour of a row's status, where it has no words."""
    fills = (cells[name][0].fill for name in ("rag", "status") if name in cells)
    return next((fill for fill in fills if fill), None)


def reference_of(cell: Cell) -> str:
    """A reference as the spreadsheet shows it: 3.1 in the format 0.00 is 3.10."""
    decimals = re.fullmatch(r"0\.(0+)", cell.format)
    if decimals and isinstance(cell.value, int | float):
        return f"{cell.value:.{len(decimals[1])}f}"
    return cell.text


def report_of(cells: dict[str, tuple[Cell, str]], sheet: str, above: dict[str, str]) -> str:
    """The report that a row names, else that of the row above it, else the sheet's name."""
    return cells.get("report", (EMPTY, ""))[0].text or above.get(sheet, sheet)
