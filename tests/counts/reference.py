"""Where everything stands on a day, and every number that follows: slow, obvious, and written independently.

It knows the register and the journal as plain records and asks nothing of the program but its enums.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from hmic.model import Entry, EntryKind, Kind, PartialDate, Status, Verdict
from hmic.register_records import Finding
from tests.counts.made import PHRASES, RECURRING, Case

OTHERS = "the Home Office"
BY_FORCE = (Status.NOT_ACCEPTED, Status.NOT_APPLICABLE)
ENDED = (Status.CLOSED, Status.SUPERSEDED, *BY_FORCE)
FAR = dt.date.max


@dataclass
class Date:
    """One deadline."""

    due: dt.date | None
    ours: bool
    exact: bool
    first: dt.date | None = None
    missed: dt.date | None = None
    met: dt.date | None = None
    met_with_all: bool = False
    moved: int = 0
    times: Callable[[int], dt.date | None] | None = None
    """Of what recurs: each of its times."""
    done: dict[dt.date, dt.date] = field(default_factory=dict)
    said_exact: bool = True
    given: bool = False
    """Whether the inspectorate's words give a date."""

    def earliest(self) -> dt.date | None:
        """Of what recurs: the first time that is not met."""
        assert self.times
        k = 0
        while (time := self.times(k)) in self.done:
            k += 1
        return time


@dataclass
class State:
    """One finding on a day."""

    id: str
    kind: Kind
    ours: bool
    status: Status
    since: dt.date
    since_exact: bool
    dates: dict[int, Date] = field(default_factory=dict)
    review: dt.date | None = None
    reopened_by: str | None = None
    closed_by_report: bool = False
    owner: str | None = None
    updated: dt.date | None = None
    late: dict[int, int] = field(default_factory=dict)
    """Each deadline that is overdue, with the days; 0 is the review date of what is on hold."""
    soon: dict[int, dt.date] = field(default_factory=dict)
    """Each deadline that counts and is not yet overdue; 0 is the review date."""

    @property
    def formal(self) -> bool:
        """Whether it is a finding and no observation."""
        return self.kind is not Kind.OBSERVATION

    @property
    def open(self) -> bool:
        """Whether it is open."""
        return self.status not in ENDED

    @property
    def counts(self) -> bool:
        """Whether anything of it can be overdue or lack a date."""
        return self.ours and self.open and self.status is not Status.COMPLETE

    @property
    def undated(self) -> bool:
        """Whether it is open without a deadline or target."""
        left = [d for d in self.dates.values() if d.met is None]
        all_met = bool(self.dates) and not left
        return self.counts and not all_met and all(d.due is None for d in left)

    def rating(self, day: dt.date) -> str:
        """The colour by the key."""
        if self.status in (Status.CLOSED, Status.SUPERSEDED):
            return "Blue"
        if self.late:
            return "Red"
        if self.status is Status.ON_HOLD or self.status in BY_FORCE or not self.ours:
            return "Grey"
        done = self.status is Status.COMPLETE and (day - self.since).days >= 90
        return "Green" if done else "Amber"


def states(case: Case, day: dt.date, *, seen: dt.date | None = None) -> dict[str, State]:
    """Every finding on the register; `seen` is the last day of what is taken into account."""
    until = day if seen is None else seen
    result = {}
    for report, finding, concern in case.findings():
        issued = finding.issued or (concern.issued if concern else None)
        published = PartialDate.parse(report.published)
        start = dt.date.fromisoformat(issued) if issued else published.last
        if start <= until:
            exact = issued is not None or published.exact
            result[finding.id] = _state(case, finding, start, exact, until, day)
    return result


def _state(
    case: Case,
    finding: Finding,
    start: dt.date,
    exact: bool,  # noqa: FBT001 - of a record
    until: dt.date,
    day: dt.date,
) -> State:
    state = State(finding.id, finding.kind, finding.addressed_to != OTHERS, Status.OPEN, start, exact)
    for number, deadline in enumerate(finding.deadlines, 1):
        due = PHRASES[deadline.phrase](start)
        relative = deadline.phrase in ("within three months", "within 28 days", "immediately", *RECURRING)
        date = Date(due, deadline.due_to is None, exact or not relative, first=due, given=due is not None)
        date.said_exact = date.exact
        if times := RECURRING.get(deadline.phrase):
            date.times = partial(times, start)
        state.dates[number] = date
    days = {e.on for e in case.entries} | {d for d, _, _, _ in _heard(case, finding)}
    holding = _holding(case, {finding.id, *finding.renamed_from})
    for today in sorted(day for day in days if day <= until):
        for entry in holding:
            if entry.on == today:
                _record(state, entry)
        for heard, exact_day, report, verdict in _heard(case, finding):
            if heard == today:
                _hear(state, report, verdict, today, exact_day)
    _count(state, day)
    return state


def _holding(case: Case, names: set[str]) -> list[Entry]:
    """The entries of a finding that are not withdrawn, told by looking at each, the last first."""
    gone: set[str] = set()
    for entry in reversed(case.entries):
        if entry.corrects and entry.uid not in gone:
            gone.add(entry.corrects)
    return [e for e in case.entries if e.finding in names and not e.corrects and e.uid not in gone]


def _record(state: State, entry: Entry) -> None:
    if entry.kind is EntryKind.ASSIGNMENT:
        state.owner = entry.owner
    elif entry.kind in (EntryKind.EXTENSION, EntryKind.TARGET):
        date = state.dates.setdefault(entry.deadline or 1, Date(None, ours=True, exact=True))
        if entry.kind is EntryKind.TARGET and date.given:
            return  # the force's own date stands beside the inspectorate's, or what was agreed instead of it
        if date.due is not None and date.met is None and date.due < entry.on:
            date.missed = date.missed or date.due
        same = entry.kind is EntryKind.TARGET and entry.due == date.due
        date.moved += 0 if date.due is None or same else 1
        date.first = date.first or entry.due
        date.due, date.exact = entry.due, True
    else:
        state.updated = entry.on
        if entry.status is None:
            return
        if entry.part is None and entry.deadline is None:
            _as_a_whole(state, entry, entry.status)
            return
        if state.status is Status.OPEN:
            _set(state, Status.IN_PROGRESS, entry.on)
        if entry.deadline is not None:
            date = state.dates[entry.deadline]
            done = entry.status in (Status.COMPLETE, Status.CLOSED)
            if date.times:
                _once(date, entry, done=done)
            else:
                date.met, date.met_with_all = (entry.on if done else None), False


def _as_a_whole(state: State, entry: Entry, status: Status) -> None:
    if entry.uid.endswith("-undated-tracker") and (state.reopened_by or state.closed_by_report):
        return  # a spreadsheet's status without a day of its own is no answer to a report
    _set(state, status, entry.on)
    state.review = entry.review_on
    for date in state.dates.values():
        if status is Status.COMPLETE and date.met is None:
            date.met, date.met_with_all = entry.on, True
        elif state.open and status is not Status.COMPLETE and date.met_with_all:
            date.met, date.met_with_all = None, False


def _once(date: Date, entry: Entry, *, done: bool) -> None:
    """One time of what recurs is met or not: the one named, else the earliest that is not met."""
    before = date.earliest()
    time = entry.occurrence or before
    if time is None:
        return
    if done:
        date.done[time] = entry.on
    else:
        date.done.pop(time, None)
    after = date.earliest()
    if after != before or after is None:
        # What was said of the time before does not hold for the next one.
        date.due = date.first = after
        date.exact, date.missed, date.moved, date.met_with_all = date.said_exact, None, 0, False
        date.met = None if after else entry.on


def _set(state: State, status: Status, on: dt.date, *, exact: bool = True) -> None:
    if status is not state.status:
        state.since, state.since_exact = on, exact
    state.status, state.review, state.closed_by_report = status, None, False
    if status is Status.COMPLETE or status in ENDED:
        state.reopened_by = None


def _heard(case: Case, finding: Finding) -> list[tuple[dt.date, bool, str, Verdict]]:
    """The word of each report about a finding: its own, else a twin's, else its concern's if resolved."""
    everything = {f.id: (f, concern) for _, f, concern in case.findings()}
    found = []
    for report in case.now.reports:
        twins = _twins(case, finding.id)
        concern = everything[finding.id][1]
        concerns = {concern.id} if concern else set()
        for names in ({finding.id}, twins, concerns, *(_twins(case, one) for one in concerns)):
            said = [f.verdict for f in report.follow_ups if f.finding in names]
            if said:
                if names not in ({finding.id}, twins) and said[-1] is not Verdict.RESOLVED:
                    break
                published = PartialDate.parse(report.published)
                found.append((published.last, published.exact, report.id, said[-1]))
                break
    return sorted(found, key=lambda one: (one[0], one[2]))


def _twins(case: Case, finding: str) -> set[str]:
    """What states the same in the same report, named by it or naming it."""
    pairs = [(f.id, f.same_as) for _, f, _ in case.findings() if f.same_as]
    return {a for a, b in pairs if b == finding} | {b for a, b in pairs if a == finding}


def _hear(state: State, report: str, verdict: Verdict, on: dt.date, exact: bool) -> None:  # noqa: FBT001 - of a record
    if verdict is Verdict.RESOLVED:
        _set(state, Status.CLOSED, on, exact=exact)
        state.closed_by_report = True
    elif verdict is not Verdict.IMPROVED and state.status in (Status.COMPLETE, Status.CLOSED):
        _set(state, Status.OPEN, on, exact=exact)
        state.reopened_by = report
        for date in state.dates.values():
            if date.met_with_all:
                date.met, date.met_with_all = None, False


def _count(state: State, day: dt.date) -> None:
    """What is overdue on the day, and what is still to come."""
    held = state.status is Status.ON_HOLD and state.review is not None
    if held and state.counts and state.review is not None and state.review >= day:
        state.soon[0] = state.review  # its deadlines are silent until then
        return
    if not state.counts:
        return
    for number, date in state.dates.items():
        if date.due is None or date.met is not None or not date.ours:
            continue
        if date.due < day:
            state.late[number] = (day - (date.missed or date.due)).days
        else:
            state.soon[number] = date.due
    if held and not state.late and state.review is not None:
        state.late[0] = (day - state.review).days


@dataclass(frozen=True)
class Numbers:
    """Every number of a day, findings first and observations beside them."""

    found: dict[str, State]
    day: dt.date

    def of(self, *, formal: bool) -> list[State]:
        """The findings, or the observations."""
        return [s for s in self.found.values() if s.formal is formal]

    def overdue(self) -> tuple[int, int, int, int]:
        """Findings and deadlines, observations and deadlines."""
        return self._dated([(s, len(s.late)) for s in self.found.values()])

    def soon(self, days: int) -> tuple[int, int, int, int]:
        """The same of what falls due within so many days."""
        last = self.day + dt.timedelta(days=days)
        return self._dated([(s, sum(due <= last for due in s.soon.values())) for s in self.found.values()])

    @staticmethod
    def _dated(pairs: Iterable[tuple[State, int]]) -> tuple[int, int, int, int]:
        pairs = [(state, number) for state, number in pairs if number]
        ours = [number for state, number in pairs if state.formal]
        others = [number for state, number in pairs if not state.formal]
        return len(ours), sum(ours), len(others), sum(others)

    def undated(self) -> tuple[int, int]:
        """What has no deadline or target."""
        found = [s.formal for s in self.found.values() if s.undated]
        return sum(found), len(found) - sum(found)

    def reopened(self) -> tuple[int, int]:
        """What a later report has put back to open."""
        found = [s.formal for s in self.found.values() if s.reopened_by]
        return sum(found), len(found) - sum(found)

    def all_and_open(self) -> tuple[int, int, int, int]:
        """Findings, observations, and the open ones of each."""
        f, o = self.of(formal=True), self.of(formal=False)
        return len(f), len(o), sum(s.open for s in f), sum(s.open for s in o)

    def ratings(self) -> Counter[str]:
        """How many findings have each colour."""
        return Counter(s.rating(self.day) for s in self.of(formal=True))

    def amber(self) -> dict[str, int]:
        """How many of the Amber findings are what."""
        found = [s for s in self.of(formal=True) if s.rating(self.day) == "Amber"]
        waiting = sum(s.status is Status.COMPLETE for s in found)
        lacking = sum(s.undated for s in found)
        return {"on track": len(found) - waiting - lacking, "no deadline or target": lacking,
                "complete and waiting": waiting}  # fmt: skip

    def moved(self, then: Numbers, *, formal: bool) -> dict[str, list[str]]:
        """The items of each step of the sum from another day to this one."""
        before = {s.id: s.open for s in then.of(formal=formal)}
        after = {s.id: s.open for s in self.of(formal=formal)}
        was = {name for name, opened in before.items() if opened}
        is_now = {name for name, opened in after.items() if opened}
        new = after.keys() - before.keys()
        taken_off = was - after.keys()
        steps = {
            "open_then": was,
            "new": new,
            "closed": (was | new) - is_now - taken_off,
            "withdrawn_open": taken_off,
            "reopened": {name for name in is_now if name in before and not before[name]},
            "open_now": is_now,
        }
        return {name: sorted(items) for name, items in steps.items()}


def numbers(cases: Iterable[Case], day: dt.date, *, seen: dt.date | None = None) -> Numbers:
    """Every number of some forces on a day."""
    found = [states(case, day, seen=seen) for case in cases]
    return Numbers({name: state for one in found for name, state in one.items()}, day)


def then_numbers(cases: Iterable[Case], day: dt.date) -> Numbers:
    """The numbers of an earlier day, as they were told then: with what was taken off the register since."""
    found = numbers(cases, day).found
    for case in cases:
        present = {name for _, f, _ in case.findings() for name in (f.id, *f.renamed_from)}
        before = states(replace(case, now=case.first), day)
        found |= {name: state for name, state in before.items() if name not in present}
    return Numbers(found, day)


def threads(case: Case, day: dt.date, opened: dict[str, bool]) -> list[tuple[set[str], int, int, bool]]:
    """Each thread: its findings, in how many reports it is, in how many it was raised, whether it is open."""
    reports = {r.id: PartialDate.parse(r.published).last for r in case.now.reports}
    seen = {f.id: (report, f) for report, f, _ in case.findings() if f.id in opened}
    groups = [{name} for name in seen]
    pairs = [
        (name, other) for name, (_, f) in seen.items() for other in (*f.follows, f.same_as) if other in seen
    ]
    for one, other in pairs:
        joined = [g for g in groups if one in g or other in g]
        groups = [g for g in groups if g not in joined] + [set().union(*joined)]
    followed = {other for name, (_, f) in seen.items() for other in f.follows}
    result = []
    for group in groups:
        # What was issued ahead of its report is raised from that day on.
        raised = {seen[name][0].id for name in group if seen[name][1].same_as is None}
        said = {r.id for r in case.now.reports for f in r.follow_ups
                if f.finding in group and reports[r.id] <= day}  # fmt: skip
        if raised | said:
            is_open = any(opened[name] for name in group if name not in followed)
            result.append((group, len(raised | said), len(raised), is_open))
    return result
