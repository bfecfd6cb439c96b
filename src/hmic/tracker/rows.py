"""Each row of a tracker → a finding and what is known of it, or what could not be read, by its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from hmic.deadlines import Anchor, DeadlineKind
from hmic.deadlines import read as read_phrase
from hmic.model import Kind, PartialDate, Status
from hmic.sheets.dates import Order, read_day, read_text
from hmic.sheets.grid import EMPTY, Cell, Sheet, letters
from hmic.tracker.column_heads import columns, header_row, plain
from hmic.tracker.mapping import IGNORE, Mapping

_STATUSES = {
    Status.OPEN: ("open", "not started", "new", "outstanding", "to do", "red"),
    Status.IN_PROGRESS: ("in progress", "ongoing", "on track", "started", "underway", "amber", "in hand"),
    Status.COMPLETE: ("complete", "completed", "delivered", "done", "green", "awaiting sign off",
                      "closed awaiting hmicfrs sign off", "complete awaiting hmicfrs sign off",
                      "closed awaiting sign off", "awaiting hmicfrs", "submitted for closure"),
    Status.CLOSED: ("closed", "closed by hmicfrs", "signed off", "signed off by hmicfrs", "blue",
                    "discharged"),
    Status.ON_HOLD: ("on hold", "paused", "deferred"),
    Status.NOT_ACCEPTED: ("not accepted", "rejected"),
    Status.NOT_APPLICABLE: ("not applicable", "n a"),
    Status.SUPERSEDED: ("superseded",),
}  # fmt: skip
STATUSES = {name: status.value for status, names in _STATUSES.items() for name in names}
_KINDS = {
    "recommendation": ("recommendation", "rec", "r", "recommendations"),
    "area_for_improvement": ("afi", "area for improvement", "areas for improvement", "a"),
    "cause_of_concern": ("cause of concern", "coc", "cause for concern", "accelerated cause of concern"),
    "observation": ("observation", "obs", "other"),
}
KINDS = {name: kind for kind, names in _KINDS.items() for name in names}
_LETTER = {"recommendation": "r", "area_for_improvement": "a", "cause_of_concern": "c", "observation": "o"}
_NO_DATE = {"tbc", "tba", "n a", "none", "to be confirmed", "ongoing", "not set"}


class Trouble(NamedTuple):
    """What was not understood; with `stops` nothing can be loaded before it is decided."""

    place: str
    said: str
    stops: bool = True


class Note(NamedTuple):
    """A line of the update log; without a day it is true on the day of the spreadsheet."""

    day: dt.date | None
    text: str


@dataclass(slots=True)
class Row:
    """What a row would become."""

    place: str
    report: str
    kind: str
    title: str
    requirement: str
    reference: str = ""
    id: str = ""
    area: str = ""
    owner: str = ""
    due: dt.date | None = None
    phrase: str = ""
    status: str = ""
    closed: dt.date | None = None
    evidence: str = ""
    notes: list[Note] = field(default_factory=list)
    under: str = ""
    """The cause of concern that it belongs to."""


@dataclass(slots=True)
class Read:
    """All rows, and all that was not understood."""

    rows: list[Row] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def stopped(self) -> list[Trouble]:
        """What has to be decided first."""
        return [one for one in self.troubles if one.stops]


def propose(sheets: list[Sheet], as_at: dt.date, known: dict[str, tuple[str, str, str]]) -> Mapping:
    """The first mapping of a spreadsheet: heads by their names, every value that occurs.

    `known` are the register's reports: plain title → id, title and publication.
    """
    mapping = Mapping(as_at=as_at.isoformat())
    for sheet in sheets:
        head = header_row(sheet)
        mapping.headers[sheet.name] = 0 if head is None else head + 1
        if head is not None:
            mapping.columns[sheet.name] = columns(sheet, head)
    for sheet, row in _data(sheets, mapping):
        cells = _cells(sheet, row, mapping)
        name = cells.get("report", (EMPTY, ""))[0].text or sheet.name
        if name not in mapping.reports:
            found = known.get(plain(name))
            day = read_day(cells.get("published", (EMPTY, ""))[0])
            published = day.day.isoformat() if day and day.day and day.exact else ""
            slug = "-".join(plain(name).split()[:6]) or "report"
            mapping.reports[name] = dict(
                zip(("id", "title", "published"), found or (slug, name, published), strict=True)
            )
        status, kind = (cells.get(one, (EMPTY, ""))[0].text for one in ("status", "kind"))
        status = status or cells.get("rag", (EMPTY, ""))[0].text
        if status:
            mapping.statuses.setdefault(status, STATUSES.get(plain(status), ""))
        elif (fill := _fill(cells)) is not None:
            mapping.colours.setdefault(fill, "")
        if kind:
            mapping.kinds.setdefault(kind, KINDS.get(plain(kind), ""))
    for place, said in _rounded(sheets, mapping):
        mapping.references[place] = said
    return mapping


def _data(sheets: list[Sheet], mapping: Mapping) -> Iterator[tuple[Sheet, int]]:
    """The rows below the heads that hold a requirement, without those to leave out."""
    for sheet in sheets:
        head = mapping.headers.get(sheet.name, 0)
        for row in range(head, len(sheet.rows)) if head else ():
            skipped = any(f"{sheet.name}!{one}" in mapping.skip for one in _names(sheet, row))
            cells = _cells(sheet, row, mapping)
            asked = cells.get("requirement", (EMPTY, ""))[0]
            if not skipped and (asked.text or asked.formula):
                yield sheet, row


def _names(sheet: Sheet, row: int) -> list[str]:
    return [str(row + 1), *(f"{letters(n)}{row + 1}" for n in range(len(sheet.rows[row])))]


def _cells(sheet: Sheet, row: int, mapping: Mapping) -> dict[str, tuple[Cell, str]]:
    """A row's cells by their fields, each with its place."""
    heads = mapping.columns.get(sheet.name, {})
    found: dict[str, tuple[Cell, str]] = {}
    for n, cell in enumerate(sheet.rows[mapping.headers[sheet.name] - 1]):
        name = heads.get(" ".join(cell.text.split()), "")
        if name and name not in found:
            place = f"{sheet.name}!{letters(n)}{row + 1}" if sheet.name else f"{letters(n)}{row + 1}"
            found[name] = sheet.cell(row, n), place
    return found


def _fill(cells: dict[str, tuple[Cell, str]]) -> str | None:
    """The colour of a row's status, where it has no words."""
    fills = (cells[name][0].fill for name in ("rag", "status") if name in cells)
    return next((fill for fill in fills if fill), None)


def _reference(cell: Cell) -> str:
    """A reference as the spreadsheet shows it: 3.1 in the format 0.00 is 3.10."""
    decimals = re.fullmatch(r"0\.(0+)", cell.format)
    if decimals and isinstance(cell.value, int | float):
        return f"{cell.value:.{len(decimals[1])}f}"
    return cell.text


def _rounded(sheets: list[Sheet], mapping: Mapping) -> Iterator[tuple[str, str]]:
    """References that lost their last zero: a second 3.1, right after 3.9."""
    before = ""
    for sheet, row in _data(sheets, mapping):
        cell, place = _cells(sheet, row, mapping).get("reference", (EMPTY, ""))
        said = _reference(cell)
        if isinstance(cell.value, float) and before == f"{said.split('.')[0]}.9" and said.endswith(".1"):
            yield place, f"{said}0"
        before = said


def read(sheets: list[Sheet], mapping: Mapping, today: dt.date) -> Read:
    """What each row would become by a mapping."""
    reader = _Reader(mapping, today)
    for sheet, row in _data(sheets, mapping):
        reader.take(_cells(sheet, row, mapping), sheet.name)
    for sheet in sheets:
        if not mapping.headers.get(sheet.name):
            said = "no row with the heads of columns was found: the sheet is left out"
            reader.found.troubles.append(Trouble(f"{sheet.name}!A1", said, stops=False))
    if not reader.found.rows:
        reader.found.troubles.append(Trouble("A1", "no row with a finding was found"))
    reader.number()
    return reader.found


_LOGGED = re.compile(
    r"^\s*[\[(]?(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\s+\d{2,4}|"
    r"\d{4}-\d\d-\d\d)[\])]?\s*[:–—-]?\s*(.*)$",
    re.DOTALL,
)
_TWO = re.compile(r"(?:^|\n)\s*(?=(?:recommendation|rec|afi)\s*\d+\s*[:.–-])", re.IGNORECASE)
_QUARTER = re.compile(r"q([1-4])\s*[/-]?\s*(\d{4})(?:\s*[/-]\s*\d{2,4})?", re.IGNORECASE)


class _Reader:
    """Reads one row after the other."""

    def __init__(self, mapping: Mapping, today: dt.date) -> None:
        self.mapping = mapping
        self.today = today
        self.as_at = min(dt.date.fromisoformat(mapping.as_at) if mapping.as_at else today, today)
        self.order = Order(mapping.dates) if mapping.dates else None
        self.found = Read()
        self.told: set[str] = set()

    def trouble(self, place: str, said: str, *, stops: bool = True) -> None:
        self.found.troubles.append(Trouble(place, said, stops))

    def take(self, cells: dict[str, tuple[Cell, str]], sheet: str) -> None:
        """One row; two recommendations in a cell are two."""
        for cell, place in cells.values():
            if cell.formula:
                self.trouble(place, "a formula whose result is not in the file: open and save it in Excel")
        text = {name: cell.text for name, (cell, _) in cells.items()}
        asked, place = cells["requirement"]
        parts = [part.strip() for part in _TWO.split(asked.text) if part.strip()]
        many = len(parts) > 1
        if many:
            self.trouble(
                place, f"{len(parts)} recommendations in one cell: taken as {len(parts)}", stops=False
            )
        reference = self.reference(cells)
        for number, part in enumerate(parts, start=1):
            name = text.get("report") or sheet
            row = Row(place, name, self.kind(cells, reference), _title(text.get("title", ""), part), part)
            row.reference = f"{reference}-{number}" if many and reference else reference
            row.owner = " ".join(text.get("owner", "").split())
            row.area, row.evidence = text.get("area", ""), text.get("evidence", "")
            self.dates(row, cells)
            row.status = self.status(row, cells)
            row.notes = list(self.notes(cells, self.published(row.report)))
            self.nest(row)
            self.found.rows.append(row)

    def reference(self, cells: dict[str, tuple[Cell, str]]) -> str:
        cell, place = cells.get("reference", (EMPTY, ""))
        said = self.mapping.references.get(place)
        if said:
            self.trouble(place, f"{_reference(cell)} follows a .9: taken as {said}", stops=False)
        return said or _reference(cell)

    def kind(self, cells: dict[str, tuple[Cell, str]], reference: str) -> str:
        cell, place = cells.get("kind", (EMPTY, ""))
        if cell.text:
            kind = self.mapping.kinds.get(cell.text, "")
            if not kind:
                self.trouble(place, f"the type {cell.text!r} is not known: say what it is under [kinds]")
            return kind or Kind.RECOMMENDATION
        found = re.match(r"[a-z]+", reference.lower())
        kind = KINDS.get(found[0], "") if found else ""
        if not kind:
            self.trouble(
                place or cells["requirement"][1], "no type: taken as a recommendation", stops=False
            )
        return kind or Kind.RECOMMENDATION

    def published(self, report: str) -> PartialDate | None:
        try:
            return PartialDate.parse(self.mapping.reports.get(report, {}).get("published", ""))
        except ValueError:
            key = f"report {report}"
            if key not in self.told:
                self.told.add(key)
                said = f"when was {report!r} published? Fill in `published` under [reports]"
                self.trouble("tracker.toml", said)
            return None

    def day(self, cell: Cell, place: str, what: str) -> dt.date | None:
        """A cell's day; what cannot be read is told."""
        found = read_day(cell, self.order)
        if found is None:
            if cell.text and plain(cell.text) not in _NO_DATE:
                self.trouble(place, f"{cell.text!r} is not a date, for {what}")
            return None
        if found.two:
            said = " or ".join(f"{one.day} {one:%B %Y}" for one in found.two)
            self.trouble(place, f"{cell.text!r} can be {said}: say which under `dates`")
            return None
        if not found.exact and found.day is not None:
            self.trouble(place, f"{cell.text!r} is taken as {found.day}, the month's last day", stops=False)
        return found.day

    def dates(self, row: Row, cells: dict[str, tuple[Cell, str]]) -> None:
        """The date by which it is to be done, or the words; and when it was closed."""
        closed, place = cells.get("closed", (EMPTY, ""))
        row.closed = self.day(closed, place, "the day it was closed") if closed.text else None
        cell, place = cells.get("due", (EMPTY, ""))
        decided = self.mapping.due.get(cell.text, "")
        if decided == IGNORE or not cell.text:
            return
        if decided:
            cell = Cell(decided)
        if plain(cell.text) in _NO_DATE:
            self.trouble(place, f"{cell.text!r} is no date: the finding has none yet", stops=False)
            return
        quarter = _QUARTER.fullmatch(cell.text.strip())
        if quarter:
            row.due = self.quarter(quarter, place)
            return
        published = self.published(row.report)
        anchor = Anchor(published.last if published else self.today)
        if read_day(cell, self.order) is None and isinstance(cell.value, str):
            readings = read_phrase(cell.text, anchor)
            if readings[0].kind is not DeadlineKind.NONE:
                row.phrase = cell.text
                return
            self.trouble(place, f"{cell.text!r} is not a date: say what it means under [due]")
            self.mapping.due.setdefault(cell.text, "")
            return
        row.due = self.day(cell, place, "the date due")

    def quarter(self, found: re.Match[str], place: str) -> dt.date | None:
        number, year = int(found[1]), int(found[2])
        if not self.mapping.quarters:
            said = f"{found[0]!r} is a quarter of which year? Say so under `quarters`"
            self.trouble(place, said)
            return None
        month = number * 3 if self.mapping.quarters == "calendar" else (number * 3 + 2) % 12 + 1
        year += self.mapping.quarters == "financial" and month < 4  # noqa: PLR2004 - April begins the year
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        day = following - dt.timedelta(days=1)
        self.trouble(place, f"{found[0]!r} is taken as {day}", stops=False)
        return day

    def status(self, row: Row, cells: dict[str, tuple[Cell, str]]) -> str:
        """The status by its words, else by the colour."""
        cell, place = cells.get("status", (EMPTY, ""))
        if not cell.text:
            cell, place = cells.get("rag", (cell, place))
        if cell.text:
            found = self.mapping.statuses.get(cell.text, "")
            if not found:
                self.trouble(
                    place, f"the status {cell.text!r} is not known: say what it is under [statuses]"
                )
        else:
            fill = _fill(cells)
            found = self.mapping.colours.get(fill, "") if fill else ""
            if fill and not found:
                self.trouble(place, f"the colour {fill} has no words: say what it means under [colours]")
        if found == Status.SUPERSEDED:
            self.trouble(place, "superseded by which finding? Set it to closed, or to ignore")
        if found == Status.ON_HOLD and not (row.due and row.due > self.as_at):
            self.trouble(place, "on hold needs a review date to come, as its date due")
        return "" if found == IGNORE else found

    def notes(self, cells: dict[str, tuple[Cell, str]], published: PartialDate | None) -> Iterator[Note]:
        """The update log, line by line; a line without a date belongs to the one above it."""
        cell, place = cells.get("update", (EMPTY, ""))
        notes: list[Note] = []
        for line in cell.text.split("\n"):
            found = _LOGGED.match(line)
            day = read_text(found[1], self.order) if found else None
            if found and day and day.two:
                said = " or ".join(f"{one.day} {one:%B %Y}" for one in day.two)
                self.trouble(place, f"{found[1]!r} can be {said}: say which under `dates`")
            if found and day and day.day and found[2].strip():
                first = published.first if published else dt.date.min
                if first <= day.day <= self.today:
                    notes.append(Note(day.day, found[2].strip()))
                    continue
                said = f"{found[1]!r} is before the report or still to come: kept in the text of the note"
                self.trouble(place, said, stops=False)
            if line.strip() and notes:
                notes[-1] = notes[-1]._replace(text=f"{notes[-1].text}\n{line.strip()}")
            elif line.strip():
                notes.append(Note(None, line.strip()))
        yield from notes

    def nest(self, row: Row) -> None:
        """Recommendations right below a cause of concern belong to it."""
        before = self.found.rows[-1] if self.found.rows else None
        if before and row.kind == Kind.RECOMMENDATION and before.report == row.report:
            row.under = before.place if before.kind == Kind.CAUSE_OF_CONCERN else before.under

    def number(self) -> None:
        """Give each row an id, by its reference where it has one."""
        taken: dict[str, str] = {}
        counts: dict[tuple[str, str], int] = {}
        for row in self.found.rows:
            report = self.mapping.reports.get(row.report, {}).get("id", "")
            slug = "-".join(re.findall(r"[a-z0-9]+", row.reference.lower()))
            key = (report, row.kind)
            counts[key] = counts.get(key, 0) + 1
            row.id = f"{report}-{slug}" if slug else f"{report}-{_LETTER[row.kind]}{counts[key]}"
            if row.id in taken:
                self.trouble(
                    row.place, f"{row.id} is there already, from {taken[row.id]}: correct the reference"
                )
            taken.setdefault(row.id, row.place)
        concerns = {row.under for row in self.found.rows}
        for row in self.found.rows:
            if row.kind == Kind.CAUSE_OF_CONCERN and row.place not in concerns:
                said = "a cause of concern comes with recommendations, and none is in the rows below it"
                self.trouble(row.place, said)


_HEADLINE = 70


def _title(title: str, requirement: str) -> str:
    """A headline: the tracker's own, or the first words of what is asked."""
    text = " ".join((title or requirement).split())
    first = re.split(r"(?<=[a-z0-9])[.:;]\s", text)[0].rstrip(".")
    if len(first) <= _HEADLINE:
        return first
    return first[:_HEADLINE].rsplit(" ", 1)[0].rstrip(",;:") + " …"
