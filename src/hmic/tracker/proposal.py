"""The first mapping of a spreadsheet: heads by their names, and every value that is to be decided."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from hmic.sheets.dates import read_day, read_text
from hmic.sheets.grid import EMPTY, Sheet
from hmic.tracker.cells import cells_of, data_rows, fill_of, reference_of, report_of
from hmic.tracker.column_heads import columns, header_row, likely_row, plain
from hmic.tracker.mapping import REPORT_KEYS, Mapping
from hmic.tracker.row_words import DATED
from hmic.tracker.rows import KINDS, STATUSES


def propose(sheets: list[Sheet], as_at: dt.date, known: dict[str, tuple[str, str, str]]) -> Mapping:
    """What hmic makes of a spreadsheet that it has not seen; what it does not know is empty.

    `known` are the register's reports: plain title → id, title and publication.
    """
    mapping = Mapping(as_at=as_at.isoformat())
    complete(mapping, sheets, known)
    mapping.as_at = min(_updated(sheets, mapping) or as_at, as_at).isoformat()
    return mapping


def _updated(sheets: list[Sheet], mapping: Mapping) -> dt.date | None:
    """The day on which the lines above the heads say that the spreadsheet was last brought up to date."""
    for sheet in sheets:
        for cells in sheet.rows[: max(mapping.headers.get(sheet.name, 0) - 1, 0)]:
            for cell in cells:
                found = re.search(r"(?:updated|as at|as of)\b.*?(?=\d)", cell.text, re.IGNORECASE)
                day = DATED.search(cell.text, found.end()) if found else None
                read_as = read_text(day[0]) if day else None
                if read_as and read_as.day and read_as.exact:
                    return read_as.day
    return None


def complete(mapping: Mapping, sheets: list[Sheet], known: dict[str, tuple[str, str, str]]) -> None:
    """Add to a mapping what the spreadsheet has and it does not say yet; what it says stays."""
    _columns([sheet for sheet in sheets if sheet.name not in mapping.headers], mapping)
    for sheet in sheets:
        _follow_heads(sheet, mapping)
    above: dict[str, str] = {}
    for sheet, row in data_rows(sheets, mapping):
        cells = cells_of(sheet, row, mapping)
        name = above[sheet.name] = report_of(cells, sheet.name, above)
        if name not in mapping.reports:
            day = read_day(cells.get("published", (EMPTY, ""))[0])
            published = day.day.isoformat() if day and day.day and day.exact else _published_in(name)
            own = (_slug(name, mapping), name, published)
            found = known.get(plain(name)) or own
            mapping.reports[name] = dict(zip(REPORT_KEYS, found, strict=True))
        status, kind = (cells.get(one, (EMPTY, ""))[0].text for one in ("status", "kind"))
        status = status or cells.get("rag", (EMPTY, ""))[0].text
        if status:
            _once(mapping.statuses, status, STATUSES)
        elif (fill := fill_of(cells)) is not None:
            mapping.colours.setdefault(fill, "")
        if kind:
            _once(mapping.kinds, kind, KINDS)
    for place, said in _rounded(sheets, mapping):
        mapping.references.setdefault(place, said)


def _follow_heads(sheet: Sheet, mapping: Mapping) -> None:
    """The heads of the row that the officer names: those that fit keep their meaning.

    Where none of them is the requirement, the table is of another row, and is made anew.
    """
    row, had = mapping.headers.get(sheet.name, 0), mapping.columns.get(sheet.name, {})
    if not 0 < row <= len(sheet.rows):
        return
    heads = columns(sheet, row - 1)
    if any(had.get(head) == "requirement" for head in heads):
        mapping.columns[sheet.name] = {**had, **{head: "" for head in heads if head not in had}}
    elif had.keys() != heads.keys():
        mapping.columns[sheet.name] = {head: had.get(head) or field for head, field in heads.items()}


def _once(table: dict[str, str], text: str, known: dict[str, str]) -> None:
    """A value with what it means, in the spelling that comes first: `RED` and `Red` are one."""
    if all(plain(text) != plain(one) for one in table):
        table[text] = known.get(plain(text), "")


def _columns(sheets: list[Sheet], mapping: Mapping) -> None:
    """The row of heads of each sheet; where none has one that is known, those that look most like heads."""
    found = {sheet.name: header_row(sheet) for sheet in sheets}
    if all(row is None for row in found.values()):
        found = {sheet.name: likely_row(sheet) for sheet in sheets}
    for sheet in sheets:
        row = found[sheet.name]
        mapping.headers[sheet.name] = 0 if row is None else row + 1
        if row is not None:
            mapping.columns[sheet.name] = columns(sheet, row)


def _slug(name: str, mapping: Mapping) -> str:
    """An id for a report: its words without what is in brackets, unless another has them."""
    taken = {report["id"] for report in mapping.reports.values()}
    for text in (re.sub(r"\(.*?\)", " ", name), name):
        slug = "-".join(plain(text).split()[:6])
        if slug and slug not in taken:
            return slug
    return f"report-{len(mapping.reports) + 1}"


_DATED = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Za-z]{3,9}\.?,?\s+(?:19|20)\d\d"
)


def _published_in(name: str) -> str:
    """The day or month that a report's name gives, as `PEEL (published 14/05/2024)`; empty without one."""
    for text in _DATED.findall(name):
        found = read_text(text)
        if found is not None and found.day is not None:
            return found.day.isoformat() if found.exact else f"{found.day:%Y-%m}"
    return ""


def _rounded(sheets: list[Sheet], mapping: Mapping) -> Iterator[tuple[str, str]]:
    """References that lost their last zero: a second 3.1, right after 3.9."""
    before = ""
    for sheet, row in data_rows(sheets, mapping):
        cell, place = cells_of(sheet, row, mapping).get("reference", (EMPTY, ""))
        said = reference_of(cell)
        if isinstance(cell.value, float) and before == f"{said.split('.')[0]}.9" and said.endswith(".1"):
            yield place, f"{said}0"
        before = said
