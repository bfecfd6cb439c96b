"""Made-up registers and journals of every sort, and their databases.

Concerns with recommendations, findings issued ahead, for other bodies or with deadlines of theirs, reports
known to the month or year, links, twins, follow-ups of each verdict, lettered parts, recurring deadlines, items
that a later load withdraws or renames; and journals with targets, extensions, holds, completions, of one time of
what recurs too, reopenings and corrections.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from dateutil.relativedelta import relativedelta

from hmic.deadlines.clocks import CLOCKS
from hmic.file_marks import KnownFile
from hmic.model import Entry, EntryKind, Evidence, Kind, PartialDate, Status, Verdict
from hmic.register_records import Deadline, Finding, FollowUp, Part, Register, Report, RespondBy
from hmic.store import journal
from hmic.store.connection import open_writing
from hmic.store.load_files import load
from hmic.store.transactions import transaction

FIRST, LAST = dt.date(2020, 1, 1), dt.date(2026, 11, 1)
PHRASES: dict[str, Callable[[dt.date], dt.date | None]] = {
    "within three months": lambda day: day + relativedelta(months=3),
    "within 28 days": lambda day: day + dt.timedelta(days=28),
    "by 31 March 2024": lambda _: dt.date(2024, 3, 31),
    "by 31 January 2027": lambda _: dt.date(2027, 1, 31),
    "immediately": lambda day: day,
    "as soon as possible": lambda _: None,
}
"""Deadline words, and the day they mean for a report of a day, worked out here once more."""


class Times(Protocol):
    """Each time of what recurs, for a report of a day."""

    def __call__(self, day: dt.date, k: int) -> dt.date | None:
        """The time number `k`, from 0 on; None after the last."""
        ...


def _each(months: int) -> Times:
    """So many months from one time to the next, the first of them after the report."""

    def time(day: dt.date, k: int) -> dt.date:
        return day + relativedelta(months=months * (k + 1))

    return time


def _each_march(day: dt.date, k: int) -> dt.date | None:
    return dt.date(day.year + (day > dt.date(day.year, 3, 31)) + k, 3, 31)


def _until_2022(day: dt.date, k: int) -> dt.date | None:
    time = day + relativedelta(months=3 * (k + 1))
    over = day + relativedelta(months=3) > dt.date(2022, 3, 31)  # no end before the first time
    return time if over or time <= dt.date(2022, 3, 31) else None


RECURRING: dict[str, Times] = {
    "every six months": _each(6),
    "annually": _each(12),
    "monthly": _each(1),
    "each year by 31 March": _each_march,
    "every quarter until March 2022": _until_2022,
}
"""Words for what recurs, and each of its times for a report of a day; None after the last."""
PHRASES |= {words: partial(times, k=0) for words, times in RECURRING.items()}

EVERYBODY = ("the force", "the force", "the force", "all chief constables", "the Home Office")
"""To whom a finding is addressed; only the last is not for the force to act on."""


@dataclass
class Case:
    """One force: its register as first loaded and as it is now, and its journal in order."""

    force: str
    first: Register
    now: Register
    entries: list[Entry]
    later: int
    """How many of the entries were recorded after the register became what it is now."""

    def findings(self) -> Iterator[tuple[Report, Finding, Finding | None]]:
        """Each finding on the register now, with its report and, of a recommendation, its concern."""
        for report in self.now.reports:
            for finding in report.findings:
                yield report, finding, None
                for inner in finding.recommendations:
                    yield report, inner, finding


class _Maker:
    def __init__(self, dice: random.Random, name: str) -> None:
        self.dice = dice
        self.name = name
        self.count = 0
        self.starts: dict[str, dt.date] = {}

    def day(self, first: dt.date = FIRST, last: dt.date = LAST) -> dt.date:
        return first + dt.timedelta(days=self.dice.randrange((last - first).days + 1))

    def reports(self) -> tuple[Report, ...]:
        texts = []
        for _ in range(self.dice.choice((2, 3, 3))):
            day = self.day(last=dt.date(2025, 12, 31)).isoformat()
            texts.append(day[: self.dice.choice((4, 7, 10, 10, 10))])
        texts.sort(key=lambda text: PartialDate.parse(text).last)
        made: list[Report] = []
        for number, published in enumerate(texts):
            letter = number == 2 and self.dice.random() < 0.5
            clocks = (RespondBy(clock=self.dice.choice(list(CLOCKS))),) if self.dice.random() < 0.2 else ()
            earlier = [f for r in made for f in r.findings if self._before(r, published)]
            report = Report(
                id=f"{self.name}-r{number}", title=f"R{number}", published=published, respond_by=clocks,
                findings=() if letter else tuple(self._findings(published, earlier)),
                follow_ups=tuple(self._said(earlier)),
            )  # fmt: skip
            made.append(report)
        return tuple(made)

    @staticmethod
    def _before(report: Report, published: str) -> bool:
        return PartialDate.parse(report.published).last < PartialDate.parse(published).first

    def _findings(self, published: str, earlier: list[Finding]) -> Iterator[Finding]:
        own: list[Finding] = []
        for _ in range(self.dice.randrange(1, 5)):
            kind = self.dice.choice([*Kind, Kind.RECOMMENDATION, Kind.AREA_FOR_IMPROVEMENT])
            made = self._finding(kind, published)
            if kind is Kind.CAUSE_OF_CONCERN:
                inner = [
                    self._finding(Kind.RECOMMENDATION, published) for _ in range(self.dice.choice((1, 2)))
                ]
                made = replace(made, recommendations=tuple(inner))
            elif earlier and self.dice.random() < 0.4:
                made = replace(made, follows=(self.dice.choice(earlier).id,))
            twins = [f for f in own if f.kind is not Kind.CAUSE_OF_CONCERN and f.same_as is None]
            if twins and kind is not Kind.CAUSE_OF_CONCERN and self.dice.random() < 0.15:
                made = replace(made, same_as=self.dice.choice(twins).id, follows=())
            own.append(made)
        yield from own

    def _finding(self, kind: Kind, published: str) -> Finding:
        self.count += 1
        number = 0 if kind is Kind.AREA_FOR_IMPROVEMENT else self.dice.choice((0, 1, 1, 2, 2))
        issued = None
        if kind is not Kind.OBSERVATION and self.dice.random() < 0.15:
            before = PartialDate.parse(published).first - dt.timedelta(days=self.dice.randrange(5, 120))
            issued = before.isoformat()
        return Finding(
            id=f"{self.name}-f{self.count}", kind=kind, title=f"T{self.count}", requirement="Do it.",
            addressed_to=self.dice.choice(EVERYBODY), issued=issued,
            parts=tuple(Part(letter=letter, requirement="P") for letter in "abc"[: self.dice.choice((0, 0, 2, 3))]),
            deadlines=tuple(
                Deadline(phrase=phrase, due_to=self.dice.choice((None, None, None, "the Home Office")))
                for phrase in self.dice.sample(list(PHRASES), number)
            ),
        )  # fmt: skip

    def _said(self, earlier: list[Finding]) -> Iterator[FollowUp]:
        known = [inner for f in earlier for inner in (f, *f.recommendations)]
        for _ in range(self.dice.randrange(4) if known else 0):
            verdict = self.dice.choice(list(Verdict))
            yield FollowUp(finding=self.dice.choice(known).id, verdict=verdict, summary="S")

    def entries(self, findings: list[Finding]) -> list[Entry]:
        made: list[Entry] = []
        for _ in range(self.dice.randrange(14) if findings else 0):
            entry = self._entry(self.dice.choice(findings), made)
            whole = entry.status is not None and entry.deadline is None and entry.part is None
            undated = "-undated-tracker" if whole and self.dice.random() < 0.15 else ""
            made.append(entry._replace(uid=f"{self.name}-u{len(made)}{undated}"))
        return made

    def _entry(self, finding: Finding, before: list[Entry]) -> Entry:
        on, choice = self.day(), self.dice.randrange(12)
        dated = [n for n, d in enumerate(finding.deadlines, 1) if PHRASES[d.phrase](FIRST) is not None]
        undated = [n for n in range(1, len(finding.deadlines) + 1) if n not in dated]
        if choice == 0 and before:
            wrong = self.dice.choice(before)
            return Entry(
                finding=wrong.finding, kind=EntryKind.CORRECTION, on=on, corrects=wrong.uid, reason="r"
            )
        if choice == 1:
            return Entry(
                finding=finding.id, kind=EntryKind.ASSIGNMENT, on=on, owner=self.dice.choice(("A", "B"))
            )
        due = self.day(last=dt.date(2027, 6, 30))
        # Mostly as an officer would; now and then a target beside a date, or an extension of a target.
        some = dated if self.dice.random() < 0.6 else dated + undated
        if choice in (2, 3) and (some or not finding.deadlines):
            return Entry(finding=finding.id, kind=EntryKind.EXTENSION, on=on, due=due, reason="r",
                         deadline=self.dice.choice(some) if some else None)  # fmt: skip
        some = undated if self.dice.random() < 0.6 else dated + undated
        if choice in (4, 5) and (some or not finding.deadlines):
            return Entry(finding=finding.id, kind=EntryKind.TARGET, on=on, due=due, reason=self.dice.choice(("r", None)),
                         deadline=self.dice.choice(some) if some else None)  # fmt: skip
        narrow = self._part(finding, on) if choice > 9 else self._time(finding, on) if choice > 6 else None
        if narrow is not None:
            return narrow
        return self._progress(finding, on)

    def _progress(self, finding: Finding, on: dt.date) -> Entry:
        """What is said of a finding as a whole, or of one deadline."""
        status = self.dice.choice([None, *Status, Status.ON_HOLD, Status.COMPLETE])
        one = finding.deadlines and self.dice.random() < 0.3
        held = status is Status.ON_HOLD
        return Entry(
            finding=finding.id, kind=EntryKind.PROGRESS, on=on, status=status, note="n",
            deadline=self.dice.randrange(1, len(finding.deadlines) + 1) if one else None,
            review_on=on + dt.timedelta(days=self.dice.randrange(1, 500)) if held and not one else None,
            evidence=(Evidence(place="https://x.example"),) if status is Status.COMPLETE else (),
        )  # fmt: skip

    def _part(self, finding: Finding, on: dt.date) -> Entry | None:
        """What is said of a lettered part."""
        if not finding.parts:
            return None
        return Entry(
            finding=finding.id, kind=EntryKind.PROGRESS, on=on, note="n",
            status=self.dice.choice((None, Status.COMPLETE, Status.IN_PROGRESS)),
            part=self.dice.choice(finding.parts).letter, evidence=(Evidence(place="https://x.example"),),
        )  # fmt: skip

    def _time(self, finding: Finding, on: dt.date) -> Entry | None:
        """What is said of a deadline that recurs: of one time of it, or of the earliest that is not met."""
        numbers = [n for n, d in enumerate(finding.deadlines, 1) if d.phrase in RECURRING]
        if not numbers:
            return None
        number = self.dice.choice(numbers)
        times = RECURRING[finding.deadlines[number - 1].phrase]
        named = self.dice.choice((0, 0, 1, 2, 5, None, None))
        return Entry(
            finding=finding.id, kind=EntryKind.PROGRESS, on=on, note="n", deadline=number,
            status=self.dice.choice((Status.COMPLETE, Status.COMPLETE, Status.IN_PROGRESS)),
            occurrence=None if named is None else times(self.starts[finding.id], named),
            evidence=(Evidence(place="https://x.example"),),
        )  # fmt: skip


def case(dice: random.Random, name: str) -> Case:
    """One made-up force."""
    maker = _Maker(dice, name)
    reports = maker.reports()
    force = f"Force {name} Police"
    first = Register(register=1, force=force, reports=reports)
    findings = []
    for report in reports:
        for finding in report.findings:
            for inner in (finding, *finding.recommendations):
                issued = inner.issued or finding.issued
                last = PartialDate.parse(report.published).last
                maker.starts[inner.id] = dt.date.fromisoformat(issued) if issued else last
                findings.append(inner)
    entries = maker.entries(findings)
    now, ids = _renamed(dice, _without_some(dice, first))
    present = {f.id for r in now.reports for one in r.findings for f in (one, *one.recommendations)}
    later = dice.randrange(len(entries) + 1)
    while any(ids.get(e.finding or "", e.finding) not in present for e in entries[len(entries) - later :]):
        later -= 1  # of what was withdrawn nothing is recorded
    told = len(entries) - later
    entries[told:] = [e._replace(finding=ids.get(e.finding or "", e.finding)) for e in entries[told:]]
    return Case(force, first, now, entries, later)


def _renamed(dice: random.Random, register: Register) -> tuple[Register, dict[str, str]]:
    """The register with other ids for a few findings and reports, and what became of their ids."""
    ids: dict[str, str] = {}

    def renamed(finding: Finding) -> Finding:
        if finding.id in ids:
            finding = replace(finding, id=ids[finding.id], renamed_from=(finding.id,))
        return replace(
            finding,
            follows=tuple(ids.get(one, one) for one in finding.follows),
            same_as=ids.get(finding.same_as or "", finding.same_as),
            recommendations=tuple(map(renamed, finding.recommendations)),
        )

    for report in register.reports:
        for finding in report.findings:
            for one in (report.id, finding.id, *(inner.id for inner in finding.recommendations)):
                if dice.random() < 0.08:
                    ids[one] = f"{one}-now"
    reports = []
    for report in register.reports:
        said = tuple(replace(f, finding=ids.get(f.finding, f.finding)) for f in report.follow_ups)
        kept = replace(report, findings=tuple(map(renamed, report.findings)), follow_ups=said)
        if report.id in ids:
            kept = replace(kept, id=ids[report.id], renamed_from=(report.id,))
        reports.append(kept)
    return replace(register, reports=tuple(reports)), ids


def _without_some(dice: random.Random, register: Register) -> Register:
    """The register without a few findings that nothing else points to."""
    named = {f.finding for r in register.reports for f in r.follow_ups}
    named |= {one for r in register.reports for f in r.findings for one in (*f.follows, f.same_as) if one}
    gone = {
        f.id
        for r in register.reports for f in r.findings
        if f.id not in named and f.kind is not Kind.CAUSE_OF_CONCERN and dice.random() < 0.1
    }  # fmt: skip
    reports = tuple(
        replace(r, findings=tuple(f for f in r.findings if f.id not in gone)) for r in register.reports
    )
    return replace(register, reports=reports)


class _Given:
    """Registers that were not read from files."""

    def __init__(self, registers: list[Register], version: str) -> None:
        self.registers = [(register.force, register) for register in registers]
        self.is_wrong = False
        self.known = {name: KnownFile(f"{name}, {version}", alone=False) for name, _ in self.registers}

    def __iter__(self) -> Iterator[tuple[str, Register]]:
        return iter(self.registers)


def store(cases: list[Case], path: Path) -> None:
    """A database: the registers as first loaded, the journals, and the registers as they are now."""
    with closing(open_writing(path, create=True)) as con:
        load(con, path, _Given([one.first for one in cases], "first"), "2019-01-01T00:00:00.000000Z")
        with transaction(con, path):
            first = [e for one in cases for e in one.entries[: len(one.entries) - one.later]]
            journal.append(con, first, "2026-11-02T00:00:00.000000Z")
        load(con, path, _Given([one.now for one in cases], "now"), "2026-11-03T00:00:00.000000Z")
        with transaction(con, path):
            later = [e for one in cases for e in one.entries[len(one.entries) - one.later :]]
            journal.append(con, later, "2026-11-04T00:00:00.000000Z")
