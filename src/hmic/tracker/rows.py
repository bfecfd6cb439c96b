"""Each row of a tracker → a finding and what is known of it, or what could not be read, by its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from hmic.model import Kind, PartialDate, Status
from hmic.sheets.dates import read_text
from hmic.sheets.grid import EMPTY, Cell, Sheet
from hmic.tracker.cells import (
    cells_of,
    data_rows,
    fill_of,
    left_out,
    reference_of,
    report_of,
    totals,
    without_words,
)
from hmic.tracker.column_heads import plain
from hmic.tracker.mapping import IGNORE, OUTSIDE, Mapping
from hmic.tracker.row_dates import NO_DATE, DateReader
from hmic.tracker.row_records import ENDED, NONE, Note, Read, TrackerRow, Trouble, in_pieces, row_key
from hmic.tracker.row_words import addressee_of, is_other_body, title_of

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


def read(
    sheets: list[Sheet], mapping: Mapping, today: dt.date, name: str = "tracker.toml", force: str = ""
) -> Read:
    """What each row would become by a mapping, whose file has this name."""
    reader = _Reader(mapping, today, name, force)
    for sheet, row in data_rows(sheets, mapping):
        reader.take(cells_of(sheet, row, mapping), sheet.name)
    for place in totals(sheets, mapping):
        reader.trouble(place, "a total, not a finding: the row is left out", stops=False)
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


class _Reader(DateReader):
    """Reads one row after the other."""

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
            self.outside(row)
            self.losses(row)
            if row.kind == Kind.CAUSE_OF_CONCERN:
                self.concerns.add((name, reference.lower().strip()))
            self.nest(row)
            self.found.rows.append(row)

    def addressee(self, row: TrackerRow) -> None:
        """Flag what another body has to do."""
        who, unclear = addressee_of(row.requirement, self.force)
        if unclear:
            self.trouble(row.place, unclear.partition(": add")[0], stops=False)
        elif who:
            row.addressed_to = who
            said = f"addressed to {who}: it is never overdue for the force"
            self.trouble(row.place, said, stops=False)

    def outside(self, row: TrackerRow) -> None:
        """Ask of an owner that is no post of the force what it is."""
        said = row.owner
        if not said or not is_other_body(said, self.force):
            return
        place = row.cells.get("owner", row.place)
        answer = self.mapping.owners.setdefault(said, "")
        if not answer:
            asked = (
                f"{said!r} is no post of the force: write what it is under [owners]: {', '.join(OUTSIDE)}"
            )
            self.trouble(place, asked, like=f"owner {plain(said)}")
        elif answer != "post":
            row.owner = ""
            self.trouble(place, f"{said!r} is not a post: the finding has no owner", stops=False)
            if answer == "addressee" and not row.addressed_to:
                row.addressed_to = said
                told = f"addressed to {said}: it is never overdue for the force"
                self.trouble(row.place, told, stops=False)

    def losses(self, row: TrackerRow) -> None:
        """Report which parts of a row will not be recorded, or not in one piece."""
        published = self.published(row.report)
        if row.due and published and row.due < published.first and row.status != Status.ON_HOLD:
            said = f"{row.due} is before the report: no target is recorded"
            self.trouble(row.cells["due"], said, stops=False)
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
        if said and (plain(said) in NO_DATE | _NOBODY or not plain(said)):
            self.trouble(place, f"{said!r} is not a post: the finding has no owner", stops=False)
            return ""
        return self.owners.setdefault(plain(said), said)

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
            if found and day is None and re.match(r"\d", found[1]):
                self.trouble(
                    place, f"{found[1]!r} is not a date: kept in the text of the note", stops=False
                )
            if found and day and self.month_first(place, found[1]):
                day = None
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


_HEADLINE = 70
