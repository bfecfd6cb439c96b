"""`overdue` and `summary` against slow, obvious references, over thousands of random histories."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from hmic.file_marks import KnownFile
from hmic.model import THE_FORCE, Entry, EntryKind, Evidence, Kind, Status, Verdict
from hmic.movement import movement
from hmic.register_records import Deadline, Finding, FollowUp, Register, Report
from hmic.store import journal
from hmic.store.connection import open_reading, open_writing
from hmic.store.fold import open_on
from hmic.store.load_files import load
from hmic.store.queries import list_rows, overdue_rows
from hmic.store.transactions import transaction
from hmic.store.view import see

WORDS: dict[str, Callable[[dt.date], dt.date | None]] = {
    "within three months": lambda day: day + relativedelta(months=3),
    "within 28 days": lambda day: day + dt.timedelta(days=28),
    "by 31 March 2016": lambda _: dt.date(2016, 3, 31),
    "immediately": lambda day: day,
    "as soon as possible": lambda _: None,
}
START, END = dt.date(2015, 1, 1), dt.date(2017, 12, 31)
OUT = {Status.COMPLETE, *(status for status in Status if not status.is_open)}


class Given:
    """Registers that were not read from files."""

    def __init__(self, registers: list[tuple[str, Register]]) -> None:
        self.registers = registers
        self.is_wrong = False
        self.known = {name: KnownFile(name, alone=True) for name, _ in registers}

    def __iter__(self) -> Iterator[tuple[str, Register]]:
        return iter(self.registers)


@dataclass
class History:
    """A random register and a random journal."""

    register: Register
    entries: list[Entry]


def day(rng: random.Random, start: dt.date = START, end: dt.date = END) -> dt.date:
    return start + dt.timedelta(days=rng.randrange((end - start).days + 1))


def history(rng: random.Random, name: str) -> History:
    """A history whose findings are called after it, so that several go into one database."""
    first, second = sorted((day(rng), day(rng)))
    findings = tuple(
        Finding(
            id=f"{name}-{n}",
            kind=rng.choice([Kind.RECOMMENDATION, Kind.AREA_FOR_IMPROVEMENT, Kind.OBSERVATION]),
            title=f"t{n}",
            requirement="r",
            addressed_to=rng.choice([THE_FORCE, THE_FORCE, THE_FORCE, "NPCC"]),
            deadlines=tuple(
                Deadline(phrase=rng.choice(list(WORDS)), due_to=rng.choice([None, None, None, "College"]))
                for _ in range(rng.randrange(3))
            ),
        )
        for n in range(4)
    )
    verdicts = tuple(
        FollowUp(finding=f"{name}-{rng.randrange(4)}", verdict=rng.choice(list(Verdict)), summary="s")
        for _ in range(rng.randrange(3))
    )
    reports = (
        Report(id=name, title="A", published=first.isoformat(), findings=findings),
        Report(id=f"{name}-later", title="B", published=second.isoformat(), follow_ups=verdicts),
    )
    entries: list[Entry] = []
    for number in range(rng.randrange(12)):
        n = rng.randrange(4)
        dated = [k for k, d in enumerate(findings[n].deadlines, 1) if WORDS[d.phrase](first) is not None]
        entries.append(_entry(rng, f"{name}-u{number}", f"{name}-{n}", dated, entries))
    return History(Register(register=1, force="T", reports=reports), entries)


def _entry(rng: random.Random, uid: str, finding: str, dated: list[int], before: list[Entry]) -> Entry:
    on = day(rng)
    choice = rng.randrange(10)
    if choice == 0 and before:
        wrong = rng.choice(before)
        return Entry(finding=wrong.finding, kind=EntryKind.CORRECTION, on=on, corrects=wrong.uid,
                     reason="r", uid=uid)  # fmt: skip
    if choice in (1, 2) and dated:
        return Entry(finding=finding, kind=EntryKind.EXTENSION, on=on, due=day(rng), reason="r",
                     deadline=rng.choice(dated), uid=uid)  # fmt: skip
    status = rng.choice([None, *Status])
    deadline = rng.choice(dated) if dated and rng.random() < 0.4 else None
    return Entry(
        finding=finding, kind=EntryKind.PROGRESS, on=on, status=status, deadline=deadline, note="n",
        review_on=day(rng) if status is Status.ON_HOLD else None,
        evidence=(Evidence(place="https://x"),), uid=uid,
    )  # fmt: skip


def holding(entries: list[Entry], at: dt.date) -> list[Entry]:
    """What was not withdrawn, told by looking at each entry in turn, the last first."""
    withdrawn: set[str] = set()
    for entry in reversed(entries):
        if entry.corrects and entry.uid not in withdrawn:
            withdrawn.add(entry.corrects)
    left = [e for e in entries if e.uid not in withdrawn and not e.corrects and e.on <= at]
    return sorted(left, key=lambda e: (e.on, entries.index(e)))


def status_by_hand(past: History, finding: str, at: dt.date) -> tuple[Status, dt.date | None]:
    """Walk through the days one by one."""
    status, review = Status.OPEN, None
    entries = [e for e in holding(past.entries, at) if e.finding == finding]
    later = past.register.reports[1]
    published = dt.date.fromisoformat(later.published)
    words = [f.verdict for f in later.follow_ups if f.finding == finding]
    days = sorted({e.on for e in entries} | ({published} if words and published <= at else set()))
    for today in days:
        for entry in entries:
            if entry.on == today and entry.status is not None:
                if entry.deadline is None:
                    status, review = entry.status, entry.review_on
                elif status is Status.OPEN:
                    status = Status.IN_PROGRESS
        if words and today == published:
            if words[-1] is Verdict.RESOLVED:
                status, review = Status.CLOSED, None
            elif words[-1] is not Verdict.IMPROVED and status in (Status.CLOSED, Status.COMPLETE):
                status, review = Status.OPEN, None
    return status, review


def late_by_hand(past: History, at: dt.date) -> set[tuple[str, int, int]]:
    """Which deadlines are late on a day, and by how many days."""
    report = past.register.reports[0]
    published = dt.date.fromisoformat(report.published)
    if published > at:
        return set()
    result = set()
    for finding in report.findings:
        status, review = status_by_hand(past, finding.id, at)
        if finding.addressed_to != THE_FORCE or status in OUT:
            continue
        if status is Status.ON_HOLD and review is not None and review >= at:
            continue
        late = set()
        for number, deadline in enumerate(finding.deadlines, 1):
            due, missed, met = date_by_hand(past, finding.id, number, at)
            if due is not None and due < at and not met and deadline.due_to is None:
                late.add((finding.id, number, (at - (missed or due)).days))
        if status is Status.ON_HOLD and review is not None and not late:
            late.add((finding.id, 0, (at - review).days))
        result |= late
    return result


def date_by_hand(
    past: History, finding: str, number: int, at: dt.date
) -> tuple[dt.date | None, dt.date | None, bool]:
    """A deadline's date, the date that was missed before it was moved, and whether it is met."""
    first, later = past.register.reports
    phrase = next(f for f in first.findings if f.id == finding).deadlines[number - 1].phrase
    due, missed = WORDS[phrase](dt.date.fromisoformat(first.published)), None
    on_its_own = with_all = False
    heard = dt.date.fromisoformat(later.published)
    worse = [f.verdict for f in later.follow_ups if f.finding == finding][-1:]
    reopens = heard <= at and worse in ([Verdict.WORSENED], [Verdict.UNCHANGED])
    for entry in holding(past.entries, at):
        if entry.finding != finding:
            continue
        if reopens and entry.on > heard:
            before, _ = status_by_hand(past, finding, heard - dt.timedelta(days=1))
            reopens = False
            with_all = with_all and not _opened_on(past, finding, heard, before)
        if entry.kind is EntryKind.EXTENSION and entry.deadline == number:
            if due is not None and due < entry.on and not (on_its_own or with_all):
                missed = missed or due
            due = entry.due
        elif entry.status is not None and entry.deadline == number:
            on_its_own, with_all = entry.status in (Status.COMPLETE, Status.CLOSED), False
        elif entry.status is Status.COMPLETE and entry.deadline is None:
            with_all = with_all or not on_its_own
        elif entry.status is not None and entry.deadline is None and entry.status.is_open:
            with_all = False
    if reopens:
        before, _ = status_by_hand(past, finding, heard - dt.timedelta(days=1))
        with_all = with_all and not _opened_on(past, finding, heard, before)
    return due, missed, on_its_own or with_all


def _opened_on(past: History, finding: str, heard: dt.date, before: Status) -> bool:
    """Whether the later report put the finding back to open: it was complete or closed that evening."""
    entries = [
        e for e in holding(past.entries, heard)
        if e.finding == finding and e.on == heard and e.status is not None
    ]  # fmt: skip
    for entry in entries:
        if entry.deadline is None and entry.status is not None:
            before = entry.status
        elif before is Status.OPEN:
            before = Status.IN_PROGRESS
    return before in (Status.COMPLETE, Status.CLOSED)


def stored(pasts: list[History], path: Path) -> None:
    """Several histories in one database: making one costs more than everything else here."""
    reports = tuple(report for past in pasts for report in past.register.reports)
    register = Register(register=1, force="T", reports=reports)
    with closing(open_writing(path, create=True)) as con:
        load(con, path, Given([("r", register)]), "2018-01-01T00:00:00Z")
        with transaction(con, path):
            journal.append(con, [e for past in pasts for e in past.entries], "2018-01-02T00:00:00Z")


def assert_alike(con: sqlite3.Connection, at: dt.date, late: set[str]) -> None:
    """What is overdue for the table, the count, the filter and the view for other tools is the same."""
    table = overdue_rows.due_by(con, at)
    assert {row.finding for row in table} == late
    count = overdue_rows.count_overdue(con, at)
    assert count.findings + count.observations == len(late)
    assert {row.finding for row in list_rows.findings(con, list_rows.Filter(overdue_on=at))} == late
    (view,) = con.execute("SELECT sql FROM sqlite_master WHERE name = 'overdue_today'").fetchone()
    rows = con.execute(view.partition(" AS\n")[2].replace("date('now')", f"'{at}'")).fetchall()
    assert sorted((finding, number) for finding, _, number, *_ in rows) == sorted(row.key for row in table)


HISTORIES, DAYS = 40, 4


@pytest.mark.parametrize("seed", range(15))
def test_overdue_and_summary_agree_with_the_references(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "x.db"
    rng = random.Random(seed)
    pasts = [history(rng, f"h{number}") for number in range(HISTORIES)]
    stored(pasts, path)
    opened: list[dict[str, bool]] = []
    days = sorted(day(rng) for _ in range(DAYS))
    for at in days:
        with closing(open_reading(path)) as con:
            see(con, at)
            found = {
                (row.finding, row.deadline, (at - dt.date.fromisoformat(row.since)).days)
                for row in overdue_rows.due_by(con, at, at)
                if row.due < at.isoformat()
            }
            assert_alike(con, at, {finding for finding, *_ in found})
            opened.append(list_rows.open_by_finding(con))
        assert found == {late for past in pasts for late in late_by_hand(past, at)}, (seed, at)
        by_hand = {
            f.id: status_by_hand(past, f.id, at)[0].is_open
            for past in pasts
            for f in past.register.reports[0].findings
            if dt.date.fromisoformat(past.register.reports[0].published) <= at
        }
        assert opened[-1] == by_hand, (seed, at)
    with closing(open_reading(path)) as con:
        assert open_on(con, days, opened[-1]) == [sum(each.values()) for each in opened], seed
    for then, now in pairwise(opened):
        moved = movement(then, now)
        assert (
            len(moved.open_then) + len(moved.new) - len(moved.closed) + len(moved.reopened)
            == len(moved.open_now)
        ), seed  # fmt: skip
        assert set(moved.open_now) == {f for f, is_open in now.items() if is_open}
