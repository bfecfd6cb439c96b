"""What a tracker's row adds to the journal: only what changed in the spreadsheet since its last import."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, NamedTuple

from hmic.cli.recording import post, typed
from hmic.draft.adopting import words_of
from hmic.errors import HmicError, in_lines
from hmic.model import UNDATED, Entry, EntryKind, Evidence, Status
from hmic.tracker.column_heads import squeezed
from hmic.tracker.row_records import ENDED, Trouble, in_pieces
from hmic.tracker.row_words import may_be_one
from hmic.words import count, day_words, shortened

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hmic.cli.run import Run
    from hmic.store.queries.finding_rows import FindingRow
    from hmic.tracker.mapping import Mapping
    from hmic.tracker.row_records import TrackerRow


class UndecidedError(HmicError):
    """The spreadsheet contradicts the journal, and no one has said which is right."""


_MARK = "-tracker"
"""How the uid of an entry ends that says what a spreadsheet says."""


def _from_tracker(entry: Entry) -> bool:
    return entry.uid.endswith(_MARK)


class _Field(NamedTuple):
    """One thing that a row says of its finding: what entries say it, and its present value."""

    name: str
    """As the mapping's [changed] names it."""
    said: str
    """The value in words."""
    value: str
    """What is compared."""
    now: str
    """What the journal says, as it is compared."""
    of: Callable[[Entry], str | None]
    """The value that an entry gives it, if any; in words it is `words`."""
    words: Callable[[Entry], str]


def _owner_of(entry: Entry) -> str | None:
    return squeezed(entry.owner or "") if entry.kind is EntryKind.ASSIGNMENT else None


def _date_of(entry: Entry) -> str | None:
    dated = entry.kind in {EntryKind.TARGET, EntryKind.EXTENSION} and entry.due
    return entry.due.isoformat() if dated and entry.due else None


def _status_of(entry: Entry) -> str | None:
    whole = entry.kind is EntryKind.PROGRESS and entry.deadline is None and entry.part is None
    return entry.status.value if whole and entry.status else None


class Rows:
    """Makes the entries of one spreadsheet's rows; `troubles` is what the officer has to know of them."""

    def __init__(self, run: Run, file: Path, mapping: Mapping, proof: Evidence) -> None:
        """Read nothing yet; `proof` is the spreadsheet itself, the evidence that it says so."""
        self.file, self.mapping, self.proof = file, mapping, proof
        today = run.world.today()
        self.as_at = min(dt.date.fromisoformat(mapping.as_at) if mapping.as_at else today, today)
        self.by = post(run, None)
        self.troubles: list[Trouble] = []
        self.owners: dict[str, str] = {}
        self.undated: list[str] = []
        """Where a completion is that is recorded without its own date."""
        self.passed: list[str] = []
        """Where a target is that had passed on the day of the spreadsheet."""

    def trouble(self, place: str, said: str, *, stops: bool = False) -> None:
        """Note what the officer has to know; with `stops` it has to be decided."""
        self.troubles.append(Trouble(place, said, stops))

    def name_alike(self, rows: list[TrackerRow]) -> None:
        """Name the posts of the rows that may be one with another, written shorter."""
        places = {squeezed(row.owner): row.cells.get("owner", row.place) for row in rows if row.owner}
        names = list(self.owners.items())
        for n, (key, one) in enumerate(names):
            for other_key, other in names[:n]:
                if places.keys() & {key, other_key} and may_be_one(one, other):
                    place = places.get(key) or places[other_key]
                    said = f"{other!r} and {one!r} may be one post: write one of them in the spreadsheet"
                    self.trouble(place, said)

    def tell_days(self) -> None:
        """How many entries have a day that the spreadsheet does not give."""
        day = day_words(self.as_at)
        if self.undated:
            have = count(len(self.undated), "completion has", "completions have")
            said = f"{have} no date: recorded on {day}: {', '.join(self.undated)}"
            self.troubles.append(Trouble(self.undated[0], said, stops=False, loud=True))
        if self.passed:
            had = count(len(self.passed), "target", "targets")
            whose = "its own day" if len(self.passed) == 1 else "their own days"
            self.trouble(self.passed[0], f"{had} had passed by {day}: recorded as set on {whose}")

    def refuse_undecided(self) -> None:
        """HmicError where something has to be decided first."""
        lines = [f"{one.place}: {one.said}" for one in self.troubles if one.stops]
        if lines:
            message = f"{self.file} contradicts what was recorded since its last import; nothing was loaded"
            raise UndecidedError(message, hint=in_lines(lines[:20]))

    def entries(self, con: sqlite3.Connection, row: TrackerRow) -> Iterator[Entry]:
        """What the journal does not say yet: the owner, the target, the log, and the status last."""
        from hmic.store.journal import entries_of
        from hmic.store.queries import finding_rows, names

        if not self.owners:
            self.owners = {squeezed(one): one for one in names.distinct(con, "owner")}
        now = finding_rows.finding(con, row.id)
        if now is None:
            return
        if words_of(now.requirement) != words_of(row.requirement):
            message = f"{row.place}: {row.id} is a different finding in the database, “{now.title}”"
            raise HmicError(
                message, hint="nothing was loaded; run hmic load, then import the tracker again"
            )
        past = entries_of(con, row.id)
        first = finding_rows.first_day(con, row.id)
        said = max(self.as_at, first)
        # What ended earlier was assigned and due by then, whenever the spreadsheet was written.
        begun = max(first, min(said, row.closed)) if row.closed and row.status in ENDED else said
        plain = Entry(finding=row.id, kind=EntryKind.PROGRESS, on=said, by=self.by)
        yield from self._owner(plain._replace(on=begun), row, now, past)
        yield from self._target(con, plain._replace(on=begun), row, now, past, first)
        yield from self._notes(con, plain, row)
        yield from self._status(plain, row, now, past)

    def _owner(self, plain: Entry, row: TrackerRow, now: FindingRow, past: list[Entry]) -> Iterator[Entry]:
        if not row.owner:
            return
        key = squeezed(row.owner)
        owner = self.owners.setdefault(key, row.owner)
        asked = _Field("owner", owner, key, squeezed(now.owner or ""), _owner_of, lambda e: e.owner or "")
        day = self._news(asked, plain.on, row, now, past)
        if day is not None:
            yield _marked(plain._replace(kind=EntryKind.ASSIGNMENT, owner=owner, on=day))

    def _target(
        self, con: sqlite3.Connection, plain: Entry, row: TrackerRow, now: FindingRow, past: list[Entry],
        first: dt.date,
    ) -> Iterator[Entry]:  # fmt: skip
        from hmic.rules import deadline_for_target
        from hmic.store.queries import list_rows

        if row.due is None or row.due < first or row.status == Status.ON_HOLD:
            return
        value = row.due.isoformat()
        dues = list_rows.deadlines_of(con, [row.id]).get(row.id, [])
        number, target = deadline_for_target(row.id, dues, None)
        current = next((one.due for one in dues if one.number == (number or 1)), None)
        asked = _Field(
            "target", day_words(row.due), value, value if value in {current, target} else current or "",
            _date_of, lambda e: day_words(e.due),
        )  # fmt: skip
        day = self._news(asked, plain.on, row, now, past)
        if day is not None:
            why = f"in {self.file.name}" if target else None
            on = min(day, row.due)
            if on < day:
                self.passed.append(row.cells["due"])
            yield _marked(
                plain._replace(kind=EntryKind.TARGET, due=row.due, deadline=number, on=on, reason=why)
            )

    def _notes(self, con: sqlite3.Connection, plain: Entry, row: TrackerRow) -> Iterator[Entry]:
        from hmic.store.repeats import is_recorded

        for note in row.notes:
            for text in _numbered(in_pieces(note.text)):
                entry = typed(plain._replace(on=note.day or plain.on, note=text))
                if note.day or not is_recorded(con, entry, any_day=True):
                    yield entry
        for text in _numbered(in_pieces(row.evidence)) if row.evidence else ():
            entry = typed(plain._replace(note=f"Evidence: {text}"))
            if not is_recorded(con, entry, any_day=True):
                yield entry

    def _status(self, plain: Entry, row: TrackerRow, now: FindingRow, past: list[Entry]) -> Iterator[Entry]:
        if not row.status:
            return
        asked = _Field("status", row.status, row.status, now.status, _status_of, lambda e: str(e.status))
        dated = row.closed if row.status in ENDED else None
        word, when = _inspectorates(now, past), dt.date.fromisoformat(now.since)
        outweighed = when < plain.on if dated is None else dated <= when
        if word and row.status != now.status and outweighed:
            since = day_words(now.since)
            said = f"{row.id} is {now.status} by {word} since {since}: {row.status!r} is not recorded"
            self.trouble(row.place, said)
            return
        day = self._news(asked, dated or plain.on, row, now, past)
        if day is not None:
            if dated is None and row.status in {Status.COMPLETE, Status.CLOSED}:
                self.undated.append(row.place)
            told = _marked(self._with_needs(plain._replace(status=Status(row.status), on=day), row, now))
            yield told if dated else told._replace(uid=f"{told.uid.removesuffix(_MARK)}{UNDATED}")

    def _with_needs(self, entry: Entry, row: TrackerRow, now: FindingRow) -> Entry:
        """The status with what it needs: the spreadsheet itself is the evidence that it says so."""
        said = f"{row.status} in {self.file.name}, {row.place}"
        match entry.status:
            case Status.COMPLETE:
                entry = entry._replace(evidence=(self.proof,))
            case Status.CLOSED:
                return entry._replace(closed_by=said)
            case Status.ON_HOLD:
                return entry._replace(note=said, review_on=row.review)
            case Status.SUPERSEDED:
                return entry._replace(superseded_by=row.superseded_by)
            case Status.NOT_ACCEPTED | Status.NOT_APPLICABLE:
                return entry._replace(note=in_pieces(row.notes[-1].text)[0] if row.notes else said)
            case _:
                pass
        return entry if Status(now.status).is_open else entry._replace(note=said)

    def _news(
        self, asked: _Field, on: dt.date, row: TrackerRow, now: FindingRow, past: list[Entry]
    ) -> dt.date | None:
        """The day on which to record what the row says; None where that is no news, or not decided."""
        from hmic.holding import in_force

        if asked.value == asked.now:
            return None
        place = row.cells.get({"target": "due"}.get(asked.name, asked.name), row.place)
        every = [one for one in past if asked.of(one) is not None]
        ours = [one for one in every if _from_tracker(one)]
        known = {asked.of(ours[-1])} if ours else {asked.of(one) for one in every}
        last = next((one for one in reversed(in_force(past)) if asked.of(one) is not None), None)
        begins_so = asked.name == "status" and asked.value == Status.OPEN and not ours
        if asked.value in known or begins_so:
            if last is not None and not _from_tracker(last):
                says = f"the journal says {asked.words(last)} since {day_words(last.on)}"
                self.trouble(place, f"{row.id}: {says}; the tracker still says {asked.said}: not recorded")
            return None
        ended = not Status(now.status).is_open and on >= dt.date.fromisoformat(now.since)
        if asked.name != "status" and ended:
            said = f"{row.id} is {now.status}: the {asked.name} {asked.said} is not recorded"
            self.trouble(place, said)
            return None
        if last is None or _from_tracker(last):
            return on
        return self._decided(asked, on, row, last, place)

    def _decided(
        self, asked: _Field, on: dt.date, row: TrackerRow, last: Entry, place: str
    ) -> dt.date | None:
        """Where the spreadsheet changed and somebody recorded something else: what the officer says."""
        key = f"{row.id} {asked.name}: {asked.said}"
        answer = self.mapping.changed.setdefault(key, "")
        says = f"{row.id}: the journal says {asked.words(last)} since {day_words(last.on)}"
        if answer == "tracker":
            return max(on, last.on)
        if answer == "journal":
            self.trouble(place, f"{says}; {asked.said} is not recorded, as decided under [changed]")
        else:
            said = f"{says}; the tracker says {asked.said}: write tracker or journal under [changed]"
            self.trouble(place, said, stops=True)
        return None


def _inspectorates(now: FindingRow, past: list[Entry]) -> str:
    """What of the inspectorate's gave the finding its present status; empty where nothing did."""
    own = {one.closed_by for one in past if _from_tracker(one)}
    closed_by = now.closed_by if now.closed_by not in own else None
    return closed_by or now.reopened_by or ""


def _marked(entry: Entry) -> Entry:
    """An entry marked as what the spreadsheet says now, to distinguish it from those of people."""
    return entry._replace(uid=f"{os.urandom(12).hex()}{_MARK}")


def _numbered(pieces: list[str]) -> list[str]:
    """Each piece with its number, where there is more than one."""
    if len(pieces) == 1:
        return pieces
    return [f"(part {n} of {len(pieces)}): {piece}" for n, piece in enumerate(pieces, start=1)]


def said_in_words(entry: Entry) -> str:
    """An entry as a line names it: `peel-2023-r1: owner ACC Crime, from 21 Nov 2026`."""
    note = f"status {entry.status}" if entry.status else f"note “{shortened(entry.note or '', 60)}”"
    said = {
        EntryKind.ASSIGNMENT: f"owner {entry.owner}",
        EntryKind.TARGET: f"target {day_words(entry.due)}",
    }
    what = said.get(entry.kind, note)
    return f"{entry.finding}: {what}, from {day_words(entry.on)}"


def kinds_counted(entries: list[Entry]) -> str:
    """How many entries of each kind: `3 owners, 1 status`."""
    owners = sum(one.kind is EntryKind.ASSIGNMENT for one in entries)
    targets = sum(one.kind is EntryKind.TARGET for one in entries)
    statuses = sum(one.status is not None for one in entries)
    notes = len(entries) - owners - targets - statuses
    parts = [(owners, "owner", "owners"), (targets, "target", "targets"),
             (statuses, "status", "statuses"), (notes, "note", "notes")]  # fmt: skip
    return ", ".join(count(*part) for part in parts if part[0]) or "nothing"
