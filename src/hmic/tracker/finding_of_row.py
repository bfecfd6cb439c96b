"""Which finding each row is: the one of the register that has its words, or a new one with its own id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hmic.draft.adopting import words_of
from hmic.model import Kind
from hmic.register_records import Finding, Register
from hmic.tracker.row_records import Read, TrackerRow, Trouble
from hmic.words import slug

_LONGEST_REFERENCE = 100
"""Letters of an id that a reference gives."""


class _Had(NamedTuple):
    """What an id refers to, or once did."""

    words: str
    title: str


def settle(
    found: Read, reports: Mapping[str, Mapping[str, str]], register: Register, had: Mapping[str, str]
) -> None:
    """Give each row its finding; report a reference with other words, or two rows with the same.

    `reports` are those of the mapping; `had` is what every id of the database asks for, whether it is
    still in the register or not.
    """
    _Settling(found, register, had).settle(reports)


class _Settling:
    def __init__(self, found: Read, register: Register, had: Mapping[str, str]) -> None:
        self.found = found
        self.ids = {name: _Had(words_of(text), text[:70]) for name, text in had.items()}
        self.known: dict[tuple[str, str], list[Finding]] = {}
        for report in register.reports:
            for finding in report.findings:
                for one in (finding, *finding.recommendations):
                    words = words_of(one.requirement)
                    self.known.setdefault((report.id, words), []).append(one)
                    self.ids |= dict.fromkeys((*one.renamed_from, one.id), _Had(words, one.title))
        self.highest: dict[str, int] = {}
        self.asked: dict[tuple[str, str], TrackerRow] = {}
        self.taken: dict[str, TrackerRow] = {}

    def add_trouble(self, place: str, said: str, *, stops: bool = True) -> None:
        self.found.troubles.append(Trouble(place, said, stops))

    def settle(self, reports: Mapping[str, Mapping[str, str]]) -> None:
        named = [(row, reports.get(row.report, {}).get("id", "")) for row in self.found.rows]
        references = {id(row): _reference(row, report) for row, report in named}
        self._count({*self.ids, *references.values()})
        for row, report in named:
            self._take(row, report, references[id(row)])
        filled = {row.under for row in self.found.rows if not row.there}
        for row in self.found.rows:
            if row.kind == Kind.CAUSE_OF_CONCERN and not row.there and row.place not in filled:
                ways = "put them right below it, name it for each under [concerns], or change its type"
                said = "a cause of concern needs recommendations, but the rows below it have none"
                self.add_trouble(row.place, f"{said}: {ways}")
        ids = {row.reference.lower(): row.id for row in self.found.rows if row.reference}
        for row in self.found.rows:
            row.superseded_by = ids.get(row.superseded_by.lower(), row.superseded_by)

    def _count(self, used: Iterable[str]) -> None:
        """The highest number of each sort that an id has or had, so that none is given again."""
        for name in used:
            parts = re.fullmatch(r"(.*-[raco])([0-9]{1,9})", name)
            if parts:
                self.highest[parts[1]] = max(self.highest.get(parts[1], 0), int(parts[2]))

    def _take(self, row: TrackerRow, report: str, reference: str) -> None:
        words = words_of(row.requirement)
        same = {one.id: one for one in self.known.get((report, words), ())}
        row.there = bool(same)
        if same:
            row.id = reference if reference in same else next(iter(same))
            if len(same) > 1 and row.id != reference:
                said = f"these are the words of {' and of '.join(same)}: give the reference of one of them"
                self.add_trouble(row.place, said)
            self._check_known(row, same[row.id], reference)
        elif reference:
            row.id = reference
            if len(reference) > _LONGEST_REFERENCE:
                said = f"{row.reference[:40]!r} … is too long for a reference"
                self.add_trouble(row.cells.get("reference", row.place), said)
            other = self.ids.get(reference)
            if other is not None and other.words != words:
                way = "correct the reference or the words"
                said = f"{reference} has other words there, “{other.title}”: {way}"
                self.add_trouble(row.cells.get("reference", row.place), said)
        else:
            sort = f"{report}-{Kind(row.kind).letter}"
            self.highest[sort] = self.highest.get(sort, 0) + 1
            row.id = f"{sort}{self.highest[sort]}"
        self._check_duplicate(row, report, words)

    def _check_known(self, row: TrackerRow, one: Finding, reference: str) -> None:
        if reference and reference != row.id:
            said = f"{row.reference} is {row.id} in the register, by its words"
            self.add_trouble(row.cells.get("reference", row.place), said, stops=False)
        if row.phrase and words_of(row.phrase) not in {words_of(dl.phrase) for dl in one.deadlines}:
            said = f"{row.id} has no such deadline in the register: {row.phrase!r} is left out"
            self.add_trouble(row.cells.get("due", row.place), said, stops=False)

    def _check_duplicate(self, row: TrackerRow, report: str, words: str) -> None:
        """The same words, or the same reference, in two rows."""
        same, before = self.asked.get((report, words)), self.taken.get(row.id)
        if same is not None and (before is not None or not row.there):
            way = f'make them different, or leave one out: skip = ["{row.place}"]'
            self.add_trouble(row.place, f"the same words as in {same.place}: {way}")
        elif before is not None:
            said = f"{row.id} was already given in {before.place}: correct the reference"
            self.add_trouble(row.place, said)
        self.asked.setdefault((report, words), row)
        self.taken.setdefault(row.id, row)


def _reference(row: TrackerRow, report: str) -> str:
    """The id that a row's reference gives; empty without one."""
    own = slug(row.reference)
    return f"{report}-{own}" if own else ""
