"""Each row of a tracker → a finding and what is known of it, or what could not be read, by its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from hmic.deadlines import Anchor, DeadlineKind
from hmic.deadlines import read as read_phrase
from hmic.deadlines.passed_over import passed_over
from hmic.model import Kind, PartialDate, Status
from hmic.sheets.dates import Order, end_of_month, read_day, read_text
from hmic.sheets.grid import EMPTY, Cell, Sheet
from hmic.tracker.cells import (
    cells_of,
    data_rows,
    fill_of,
    left_out,
    reference_of,
    report_of,
    without_words,
)
from hmic.tracker.column_heads import plain
from hmic.tracker.mapping import IGNORE, Mapping
from hmic.tracker.row_words import DATED, addressee_of, says_done, title_of

_STATUSES = {
    Status.OPEN: ("open", "not started", "new", "outstanding", "to do"),
    Status.IN_PROGRESS: ("in progress", "ongoing", "on track", "started", "underway", "in hand"),
    Status.COMPLETE: ("complete", "completed", "delivered", "done", "awaiting sign off",
                      "closed awaiting hmicfrs sign off", "complete awaiting hmicfrs sign off",
                      "closed awaiting sign off", "awaiting hmicfrs", "submitted for closure"),
    Status.CLOSED: ("closed", "closed by hmicfrs", "signed off", "signed off by hmicfrs", "discharged"),
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
_NOBODY = {"vacant", "no owner", "unassigned", "not assigned", "nobody", "various"}
_NO_DATE = {"tbc", "tba", "n a", "none", "to be confirmed", "ongoing", "not set"}


ENDED = frozenset({Status.CLOSED, Status.COMPLETE, Status.NOT_ACCEPTED, Status.NOT_APPLICABLE})
_MOST = 9_900
"""Longest note, in characters, that is recorded in one piece."""


def in_pieces(text: str) -> list[str]:
    """A text as notes that can be recorded, parted at spaces; nothing of it is cut.

    >>> in_pieces("short")
    ['short']
    """
    pieces, rest = [], text
    while len(rest) > _MOST:
        end = rest.rfind(" ", _MOST // 2, _MOST)
        end = _MOST if end < 0 else end
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest]


class Trouble(NamedTuple):
    """What was not understood; with `stops` nothing can be loaded before it is decided."""

    place: str
    said: str
    stops: bool = True
    loud: bool = False
    """Whether the first look prints it, though nothing has to be decided."""


class Note(NamedTuple):
    """A line of the update log; without a day it is true on the day of the spreadsheet."""

    day: dt.date | None
    text: str


@dataclass(slots=True)
class TrackerRow:
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
    review: dt.date | None = None
    superseded_by: str = ""
    addressed_to: str = ""
    under: str = ""
    """The cause of concern that it belongs to."""
    there: bool = False
    """Whether the register has it already."""
    cells: dict[str, str] = field(default_factory=dict)
    """Where each of its fields stands."""


@dataclass(slots=True)
class Read:
    """All rows, and all that was not understood."""

    rows: list[TrackerRow] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def stopped(self) -> list[Trouble]:
        """What has to be decided first."""
        return [one for one in self.troubles if one.stops]


def read(
    sheets: list[Sheet], mapping: Mapping, today: dt.date, name: str = "tracker.toml", force: str = ""
) -> Read:
    """What each row would become by a mapping, whose file has this name."""
    reader = _Reader(mapping, today, name, force)
    for sheet, row in data_rows(sheets, mapping):
        reader.take(cells_of(sheet, row, mapping), sheet.name)
    for place in without_words(sheets, mapping):
        reader.trouble(place, "no requirement text: the row is left out", stops=False)
    for sheet in sheets:
        if sheet.hidden:
            said = "the sheet is hidden: it is left out; unhide it to import it"
            reader.found.troubles.append(Trouble(f"{sheet.name}!A1", said, stops=False))
        elif not mapping.headers.get(sheet.name):
            said = "no row with column headings was found: the sheet is left out"
            reader.found.troubles.append(Trouble(f"{sheet.name}!A1", said, stops=False))
        elif "requirement" not in mapping.columns.get(sheet.name, {}).values():
            said = (
                f"which column of row {mapping.headers[sheet.name]} contains the requirement? "
                "Write requirement beside its heading under [columns], or 0 under [headers] to leave the "
                "sheet out"
            )
            reader.found.troubles.append(Trouble(sheet.name, said))
    if not reader.found.rows:
        said = "no row with a finding was found: is the row of the headings right under [headers]?"
        reader.found.troubles.append(Trouble(name, said))
    for place, head, cells in left_out(sheets, mapping):
        filled = f"{cells:,} filled cell{'s' * (cells > 1)}"
        said = f"the column {head!r} is left out, with {filled}: give it a meaning under [columns]"
        reader.found.troubles.append(Trouble(place, said, stops=False, loud=True))
    reader.count()
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

    def __init__(self, mapping: Mapping, today: dt.date, name: str, force: str) -> None:
        self.mapping = mapping
        self.name, self.force = name, force
        self.undated: list[str] = []
        """Where a completion is that has no date."""
        self.passed: list[str] = []
        """Where a target is that had passed on the day of the spreadsheet."""
        self.today = today
        self.as_at = min(dt.date.fromisoformat(mapping.as_at) if mapping.as_at else today, today)
        self.order = Order(mapping.dates) if mapping.dates else None
        self.found = Read()
        self.reported: set[str] = set()
        self.often: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self.owners: dict[str, str] = {}
        self.statuses, self.kinds = (
            {plain(text): meant for text, meant in table.items()}
            for table in (mapping.statuses, mapping.kinds)
        )
        self.concerns: set[tuple[str, str]] = set()
        self.above: dict[str, str] = {}
        """The report of the last row of each sheet."""

    def trouble(self, place: str, said: str, *, stops: bool = True, like: str = "") -> None:
        """Report what was not understood; several of the same kind once, with their number."""
        if like:
            self.often[like] = self.often.get(like, 0) + 1
            if self.often[like] > 1:
                return
            self.places[like] = len(self.found.troubles)
        self.found.troubles.append(Trouble(place, said, stops))

    def count(self) -> None:
        """Add to what was reported once how many more there are."""
        for like, number in self.often.items():
            if number > 1:
                one = self.found.troubles[self.places[like]]
                more = f"{one.said} (and {number - 1:,} more like it)"
                self.found.troubles[self.places[like]] = one._replace(said=more)
        if self.undated:
            number = len(self.undated)
            have = "completion has" if number == 1 else "completions have"
            said = f"{number:,} {have} no date: recorded on {self.as_at}: {', '.join(self.undated)}"
            self.found.troubles.append(Trouble(self.undated[0], said, stops=False, loud=True))
        if self.passed:
            number = len(self.passed)
            have, whose = ("target", "its own day") if number == 1 else ("targets", "their own days")
            said = f"{number:,} {have} had passed by {self.as_at}: recorded as set on {whose}"
            self.found.troubles.append(Trouble(self.passed[0], said, stops=False))

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
            name = report_of(cells, sheet, self.above)
            if sheet in self.above and "report" in cells and not text["report"]:
                said = f"no report is named: taken as {name}, the one above it"
                self.trouble(cells["report"][1], said, stops=False)
            self.above[sheet] = name
            row = TrackerRow(
                place, name, self.kind(cells, reference, name), title_of(text.get("title", ""), part), part
            )
            row.reference = f"{reference}-{number}" if many and reference else reference
            row.cells = {name: at for name, (_, at) in cells.items()}
            row.owner = self.owner(*cells.get("owner", (EMPTY, "")))
            row.area, row.evidence = text.get("area", ""), text.get("evidence", "")
            self.dates(row, cells)
            self.words(row, place)
            row.status = self.status(row, cells)
            row.notes = list(self.notes(cells, self.published(row.report)))
            self.completed(row)
            self.addressee(row)
            self.losses(row)
            if row.kind == Kind.CAUSE_OF_CONCERN:
                self.concerns.add((name, reference.lower().strip()))
            self.nest(row)
            self.found.rows.append(row)

    def completed(self, row: TrackerRow) -> None:
        """The day of a completion without one, by the log: the last line that says so."""
        if row.closed or row.status not in {Status.COMPLETE, Status.CLOSED}:
            return
        published = self.published(row.report)
        first = published.first if published else dt.date.min
        place = row.cells.get("update", row.place)
        found: list[tuple[dt.date, str]] = []
        for note in row.notes:
            if not says_done(note.text):
                continue
            day = note.day
            inside = DATED.search(note.text) if day is None else None
            if inside:
                named = read_text(inside[0], self.order)
                day = named.day if named and named.exact else None
                if named and named.two:
                    self.two_ways(place, inside[0], named.two)
            if day and first <= day <= self.today:
                found.append((day, note.text))
        if found:
            row.closed, text = max(found)
            said = f"{row.status} on {row.closed}, by its log: “{text[:_HEADLINE]}”"
            self.trouble(place, said, stops=False)
        else:
            self.undated.append(row.place)

    def two_ways(self, place: str, text: str, both: tuple[dt.date, dt.date]) -> None:
        """Ask which way dates are written."""
        said = " or ".join(f"{one.day} {one:%B %Y}" for one in both)
        self.trouble(place, f"{text!r} can be {said}: say which under `dates`", like="dates")

    def addressee(self, row: TrackerRow) -> None:
        """Flag what another body has to do."""
        who, unclear = addressee_of(row.requirement, self.force)
        if unclear:
            self.trouble(row.place, unclear.partition(": add")[0], stops=False)
        elif who:
            row.addressed_to = who
            said = f"addressed to {who}: it is never overdue for the force"
            self.trouble(row.place, said, stops=False)

    def losses(self, row: TrackerRow) -> None:
        """Report which parts of a row will not be recorded, or not in one piece."""
        published = self.published(row.report)
        if row.due and published and row.due < published.first and row.status != Status.ON_HOLD:
            said = f"{row.due} is before the report: no target is recorded"
            self.trouble(row.cells["due"], said, stops=False)
        elif row.due and row.due < self.as_at and not row.closed and row.status != Status.ON_HOLD:
            self.passed.append(row.cells["due"])
        decided = row.status or not {"status", "rag"} & set(row.cells)
        if row.closed and decided and row.status not in ENDED:
            is_ = f"its status is {row.status}" if row.status else "it has no status"
            said = f"closed on {row.closed}, but {is_}: that date is left out"
            self.trouble(row.cells["closed"], said, stops=False)
        for name, text in [("update", one.text) for one in row.notes] + [("evidence", row.evidence)]:
            pieces = len(in_pieces(text))
            if pieces > 1:
                said = f"{len(text):,} characters: recorded as {pieces} notes, one after the other"
                self.trouble(row.cells[name], said, stops=False)

    def reference(self, cells: dict[str, tuple[Cell, str]]) -> str:
        cell, place = cells.get("reference", (EMPTY, ""))
        said = self.mapping.references.get(place)
        if said:
            self.trouble(place, f"{reference_of(cell)} follows a .9: taken as {said}", stops=False)
        return said or reference_of(cell)

    def kind(self, cells: dict[str, tuple[Cell, str]], reference: str, report: str) -> str:
        cell, place = cells.get("kind", (EMPTY, ""))
        if cell.text:
            kind = self.kinds.get(plain(cell.text), "")
            if not kind:
                said = f"the type {cell.text!r} is not known: say what it is under [kinds]"
                self.trouble(place, said, like=f"kind {plain(cell.text)}")
            return kind or Kind.RECOMMENDATION
        inner = re.fullmatch(r"(.*\d)\s*[./-]?\s*(?:\d+|[a-z])", reference.lower().strip())
        if inner and (report, inner[1]) in self.concerns:
            return Kind.RECOMMENDATION  # COC 1.1 is the first of COC 1
        found = re.match(r"[a-z]+", reference.lower())
        kind = KINDS.get(found[0], "") if found else ""
        if not kind:
            self.trouble(
                place or cells["requirement"][1], "no type: taken as a recommendation", stops=False
            )
        return kind or Kind.RECOMMENDATION

    def owner(self, cell: Cell, place: str) -> str:
        """The post that owns it, in the spelling that comes first; words such as N/A are none."""
        said = " ".join(cell.text.split())
        if said and (plain(said) in _NO_DATE | _NOBODY or not plain(said)):
            self.trouble(place, f"{said!r} is not a post: the finding has no owner", stops=False)
            return ""
        return self.owners.setdefault(plain(said), said)

    def published(self, report: str) -> PartialDate | None:
        try:
            return PartialDate.parse(self.mapping.reports.get(report, {}).get("published", ""))
        except ValueError:
            key = f"report {report}"
            if key not in self.reported:
                self.reported.add(key)
                said = f"when was {report!r} published? Fill in `published` under [reports]"
                self.trouble(self.name, said)
            return None

    def day(self, cell: Cell, place: str, what: str) -> dt.date | None:
        """A cell's day; reports what cannot be read."""
        found = read_day(cell, self.order)
        if found is None:
            if cell.text and plain(cell.text) not in _NO_DATE:
                self.trouble(place, f"{cell.text!r} is not a date, for {what}")
            return None
        if found.two:
            self.two_ways(place, cell.text, found.two)
            return None
        if not found.exact and found.day is not None:
            self.trouble(place, f"{cell.text!r} is taken as {found.day}, the month's last day", stops=False)
        return found.day

    def dates(self, row: TrackerRow, cells: dict[str, tuple[Cell, str]]) -> None:
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
            self.trouble(place, f"{cell.text!r} is not a date: the finding has none yet", stops=False)
            return
        quarter = _QUARTER.fullmatch(cell.text.strip())
        if quarter:
            row.due = self.quarter(quarter, place)
            return
        published = self.published(row.report)
        anchor = Anchor(published.last if published else self.today)
        if read_day(cell, self.order) is None and isinstance(cell.value, str):
            reading = read_phrase(cell.text, anchor)[0]
            if reading.kind is not DeadlineKind.NONE:
                if self.mapping.due_from == "inspectorate":
                    row.phrase = cell.text
                elif reading.due is None:
                    self.trouble(place, f"{cell.text!r} gives no date: no target is recorded", stops=False)
                else:
                    row.due = reading.due
                    self.trouble(place, f"{cell.text!r} is taken as {row.due}", stops=False)
                return
            said = f"{cell.text!r} is not a date: say what it means under [due]"
            self.trouble(place, said, like=f"due {cell.text}")
            self.mapping.due.setdefault(cell.text, "")
            return
        row.due = self.day(cell, place, "the date due")
        if row.due and self.mapping.due_from == "inspectorate":
            row.phrase, row.due = f"by {row.due.day} {row.due:%B %Y}", None

    def words(self, row: TrackerRow, place: str) -> None:
        """The deadline with which the words themselves begin, unless the spreadsheet has another date."""
        published = self.published(row.report)
        if row.phrase or published is None:
            return
        reading = read_phrase(row.requirement[:_OPENING], Anchor(published.last))[0]
        dated = reading.kind in {DeadlineKind.RELATIVE, DeadlineKind.ABSOLUTE} and reading.due is not None
        if not dated or not row.requirement.lower().startswith(reading.phrase.lower()):
            self.passed_over(row, place, published)
            return
        if row.due is None or row.due == reading.due:
            row.phrase, row.due = reading.phrase, None
            said = f"its words give the deadline {reading.phrase!r}: {reading.due}"
        else:
            said = (
                f"its words say {reading.phrase!r}, {reading.due}; {row.due} is taken as the force's target"
            )
        self.trouble(place, said, stops=False)

    def passed_over(self, row: TrackerRow, place: str, published: PartialDate) -> None:
        """Report deadline words inside a requirement, without using them."""
        given = [row.due.isoformat()] if row.due else []
        for one in passed_over([row.requirement], given, Anchor(published.last), published.first):
            said = f"its words say {one.phrase!r}, {one.due}: not taken as a deadline"
            self.trouble(place, said, stops=False)

    def quarter(self, found: re.Match[str], place: str) -> dt.date | None:
        number, year = int(found[1]), int(found[2])
        if not self.mapping.quarters:
            said = f"{found[0]!r} is a quarter of which year? Say so under `quarters`"
            self.trouble(place, said, like="quarters")
            return None
        month = number * 3 if self.mapping.quarters == "calendar" else (number * 3 + 2) % 12 + 1
        year += self.mapping.quarters == "financial" and month < 4  # noqa: PLR2004 - April begins the year
        day = end_of_month(year, month)
        if day is None:
            self.trouble(place, f"{found[0]!r} is not a date: say what it means under [due]")
            return None
        self.trouble(place, f"{found[0]!r} is taken as {day}", stops=False)
        return day

    def status(self, row: TrackerRow, cells: dict[str, tuple[Cell, str]]) -> str:
        """The status by its words, else by the colour."""
        cell, place = cells.get("status", (EMPTY, ""))
        if not cell.text:
            cell, place = cells.get("rag", (cell, place))
        if cell.text:
            found = self.statuses.get(plain(cell.text), "")
            if not found:
                said = f"the status {cell.text!r} is not known: say what it is under [statuses]"
                self.trouble(place, said, like=f"status {plain(cell.text)}")
        else:
            fill = fill_of(cells)
            found = self.mapping.colours.get(fill, "") if fill else ""
            if fill and not found:
                said = f"the colour {fill} has no words: say what it means under [colours]"
                self.trouble(place, said, like=f"colour {fill}")
        if found == Status.SUPERSEDED:
            row.superseded_by = self.answer("superseded", row)
            if not row.superseded_by:
                said = f"superseded by which finding? Write its id or reference beside {row_key(row)!r}"
                self.trouble(place, f"{said} under [superseded]")
        if found == Status.ON_HOLD:
            day = read_text(self.answer("reviews", row), self.order)
            row.review = day.day if day and day.day else row.due
            if not (row.review and row.review > self.as_at):
                said = f"on hold needs a review date to come: write it beside {row_key(row)!r}"
                self.mapping.reviews.setdefault(row_key(row), "")
                self.trouble(place, f"{said} under [reviews]")
        return "" if found == IGNORE else found

    def answer(self, table: str, row: TrackerRow) -> str:
        """What the officer says of one row; where a table needs it, the question is put there."""
        answers: dict[str, str] = getattr(self.mapping, table)
        if table == "superseded":
            answers.setdefault(row_key(row), "")
        return answers.get(row_key(row), "")

    def notes(self, cells: dict[str, tuple[Cell, str]], published: PartialDate | None) -> Iterator[Note]:
        """The update log, line by line; a line without a date belongs to the one above it."""
        cell, place = cells.get("update", (EMPTY, ""))
        notes: list[Note] = []
        for line in cell.text.split("\n"):
            found = _LOGGED.match(line)
            day = read_text(found[1], self.order) if found else None
            if found and day and day.two:
                self.two_ways(place, found[1], day.two)
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

    def nest(self, row: TrackerRow) -> None:
        """Recommendations right below a cause of concern belong to it, unless [concerns] says otherwise."""
        before = self.found.rows[-1] if self.found.rows else None
        said = self.mapping.concerns.get(row_key(row), "")
        if row.kind != Kind.RECOMMENDATION or said == NONE:
            return
        if said:
            concerns = [one for one in self.found.rows if one.kind == Kind.CAUSE_OF_CONCERN]
            meant = next((one for one in concerns if said in {one.reference, row_key(one)}), None)
            if meant is None:
                self.trouble(row.place, f"no cause of concern above it is {said!r}, as [concerns] says")
            else:
                row.under = meant.place
        elif before and before.report == row.report:
            row.under = before.place if before.kind == Kind.CAUSE_OF_CONCERN else before.under
            concern = next((one for one in self.found.rows if one.place == row.under), None)
            if concern and not (concern.reference and row.reference.startswith(concern.reference)):
                whose = concern.reference or concern.place
                undo = f'if it does not, write {row_key(row)!r} = "none" under [concerns]'
                said = f"taken to belong to the cause of concern {whose}, right above it; {undo}"
                self.trouble(row.place, said, stops=False)


NONE = "none"


def row_key(row: TrackerRow) -> str:
    """How the mapping names a row: its report and reference, else its cell."""
    return f"{row.report} {row.reference}" if row.reference else row.place


_HEADLINE = 70
_OPENING = 300
"""Characters in which the deadline stands with which a recommendation begins."""
