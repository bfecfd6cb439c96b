"""The dates of a tracker's rows: when each is due, was closed, and what could not be read."""

from __future__ import annotations

import datetime as dt
import re

from hmic.deadlines import Anchor, DeadlineKind
from hmic.deadlines import read as read_phrase
from hmic.deadlines.passed_over import passed_over
from hmic.model import PartialDate, Status
from hmic.sheets.dates import Order, end_of_month, read_day, read_text
from hmic.sheets.grid import EMPTY, Cell
from hmic.tracker.column_heads import plain
from hmic.tracker.mapping import IGNORE, Mapping
from hmic.tracker.row_records import Read, TrackerRow, Trouble
from hmic.tracker.row_words import DATED, says_done

_SHOWN = 70
"""Characters of a line of the log that a message shows."""
_QUARTER = re.compile(r"q([1-4])\s*[/-]?\s*(\d{4})(?:\s*[/-]\s*\d{2,4})?", re.IGNORECASE)


NO_DATE = {"tbc", "tba", "n a", "none", "to be confirmed", "ongoing", "not set"}


_OPENING = 300
"""Characters in which the deadline stands with which a recommendation begins."""


class DateReader:
    """Reads the dates of rows, and collects what there is to say of them."""

    def __init__(self, mapping: Mapping, today: dt.date, name: str, force: str) -> None:
        self.mapping = mapping
        self.name, self.force = name, force
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

    def published(self, report: str) -> PartialDate | None:
        """When a report was published; asked for where the mapping does not say."""
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
        if found and self.month_first(place, cell.text):
            return None
        if found is None:
            if cell.text and plain(cell.text) not in NO_DATE:
                self.trouble(place, f"{cell.text!r} is not a date, for {what}")
            return None
        if found.two:
            self.two_ways(place, cell.text, found.two)
            return None
        if not found.exact and found.day is not None:
            self.trouble(place, f"{cell.text!r} is taken as {found.day}, the month's last day", stops=False)
        return found.day

    def month_first(self, place: str, text: str) -> bool:
        """Whether a date can only have the month first, which no one has said: `12/13/2025`."""
        found = self.order is None and read_text(text, Order.MONTH_FIRST)
        if not found or read_text(text, Order.DAY_FIRST) is not None:
            return False
        said = f"{text!r} is no date with the day first: say which is first under `dates`"
        self.trouble(place, said, like="dates")
        return True

    def two_ways(self, place: str, text: str, both: tuple[dt.date, dt.date]) -> None:
        """Ask which way dates are written."""
        said = " or ".join(f"{one.day} {one:%B %Y}" for one in both)
        self.trouble(place, f"{text!r} can be {said}: say which under `dates`", like="dates")

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
        if plain(cell.text) in NO_DATE:
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
        """The last day of a quarter, of the year that the mapping says."""
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
            said = f"{row.status} on {row.closed}, by its log: “{text[:_SHOWN]}”"
            self.trouble(place, said, stops=False)
