"""What the site shows, in the words in which it shows it: made by `build.py`, drawn by the templates.

Dates are texts for a reader unless a field says otherwise; `iso` fields are for sorting and drawing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Link:
    """A page of the site, by its path from the site's folder, and what the link says."""

    path: str
    words: str
    id: str = ""


@dataclass(frozen=True)
class DeadlineWords:
    """One deadline: its date, how it is met or missed, its words and the rule that made the date."""

    words: str
    state: str
    overdue: bool
    phrase: str | None
    requires: str | None
    rule: str | None
    notes: Sequence[str]


@dataclass(frozen=True)
class EventLine:
    """One line of an event: words, the finding they are about if it is another one, text."""

    words: str
    to: Link | None
    text: str


@dataclass(frozen=True)
class Event:
    """One step in the life of a finding: what one report said, or what the force recorded."""

    day: str
    by: str
    lines: Sequence[EventLine]
    said: bool
    """Whether the inspectorate said it."""
    report: Link | None = None


@dataclass(frozen=True)
class Differs:
    """Why a finding is open while its thread is closed, or the other way round."""

    words: str
    others: Sequence[tuple[Link, str]]
    """The findings by which the thread goes, with their statuses."""
    do: str
    """What to do about it, for the force."""


@dataclass(frozen=True)
class Item:
    """A finding or observation, with everything that its page says."""

    page: Link
    id: str
    title: str
    kind: str
    formal: bool
    """Whether it is a finding: an observation is not."""
    force: str
    report: Link
    published: str
    published_iso: str
    area: str
    themes: Sequence[str]
    asked: str
    """`HMIC asked` or `HMIC found`."""
    requirement: str
    parts: Sequence[tuple[str, str, bool]]
    open: bool
    ours: bool
    status: str
    status_words: str
    """The status with its day and reason."""
    rating: str
    tone: str
    """The rating's colour name, which the style sheet knows."""
    amber: str
    """Of what is rated Amber: on track, without a deadline or target, or complete; else empty."""
    owner: Link | None
    days_overdue: int | None
    due: str
    """Its next date, or why it has none."""
    due_iso: str
    late: Sequence[tuple[str, str]]
    """Each date that is overdue, with its days."""
    soon: Sequence[tuple[str, str]]
    """Each date in the next 90 days, with the days until then."""
    coming: bool
    """Whether a deadline falls due in the next 90 days."""
    needs_date: bool
    age: int
    """Days since it was raised."""
    updated: str
    note: str | None
    facts: Sequence[tuple[str, str]]
    """Further facts by label, such as who must act and why."""
    deadlines: Sequence[DeadlineWords]
    related: Sequence[tuple[str, Link]]
    events: Sequence[Event]
    section: str
    opening: str
    """Where the report says it: the section, and the first words there."""
    again: Sequence[Link]
    """The earlier findings that it raises again."""
    verdict: str
    """What the latest report that follows it up says of it."""
    differs: Differs | None
    thread: str
    """The id of the thread's first finding."""
    lines: Sequence[ThreadLine] = ()
    """Its thread's picture, where several reports mention it."""


class Mark(NamedTuple):
    """What one report said of a thread, on the day of that report."""

    day: dt.date
    verdict: str
    short: str
    """The day and the verdict."""
    words: str
    """The same, with what the report says."""
    path: str


@dataclass(frozen=True)
class Bar:
    """Time that a deadline, a target or an extension gave: from the day it was set to its date."""

    start: dt.date
    end: dt.date
    kind: str
    """`deadline`, `target` or `moved`."""
    words: str


@dataclass(frozen=True)
class ThreadLine:
    """A thread on the time axis."""

    page: Link
    force: str
    open: bool
    times_raised: int
    reports: int
    marks: Sequence[Mark]
    bars: Sequence[Bar]
    actions: Sequence[tuple[dt.date, str]]
    """What the force did: days with words."""
    end: dt.date | None
    """The day from which nothing of it is open; None while something is."""
    still: str
    """How many findings and observations of a closed thread are open themselves; empty where none is."""
    again: dt.date | None
    """The day on which it was last raised again."""
    last_again: str
    """Its month, or its year where the month is not known."""

    @property
    def came_back(self) -> bool:
        """Whether more than one report raised it."""
        return self.times_raised > 1


@dataclass(frozen=True)
class Grade:
    """One grade of an inspection; `carried` when it repeats an earlier judgement."""

    area: str
    words: str
    scale: str
    carried: bool


@dataclass(frozen=True)
class Said:
    """What an inspection's report said of an earlier finding."""

    item: Link
    formal: bool
    """Whether it is a finding: an observation is not."""
    verdict: str
    tone: str
    summary: str


@dataclass(frozen=True)
class Inspection:
    """One report: its grades, its findings and what became of them."""

    page: Link
    id: str
    title: str
    force: str
    published: str
    day: dt.date
    exact: bool
    inspectorate: str
    grades: Sequence[Grade]
    items: Sequence[Item]
    said: Sequence[Said]
    now: Sequence[tuple[str, int, str]]
    """What became of its findings: status, number, and no list of them beside this page."""


@dataclass(frozen=True)
class Latest:
    """The last inspection, and what happened since it was published."""

    inspection: Inspection
    again: str
    """How many of its findings and observations raise an earlier one again; empty where none does."""
    verdicts: Sequence[tuple[str, str]]
    """Its verdicts on earlier findings and observations, and how many of each."""
    counted_from: str
    """The day whose end the sum starts at."""
    sums: str
    """Findings open on its day, new, closed and reopened since, and open now."""
    changed: Sequence[tuple[Item, str]]
    """What changed since, finding by finding."""


@dataclass(frozen=True)
class Owner:
    """A post with what it has to do."""

    page: Link
    post: str
    items: Sequence[Item]
    overdue: int
    coming: int
    """How many findings are overdue, and how many fall due in the next 90 days."""
    posted: bool
    """Whether it is a post, with its own page; otherwise it holds findings without an owner."""


@dataclass(frozen=True)
class Cell:
    """One place of the grid of areas and inspections."""

    words: str
    tone: str
    """`best`, `good`, `even`, `fair` or `poor` on the newest scale; empty on any other."""
    named: str
    """The name that the report gives the area, where it is not the row's."""


@dataclass(frozen=True)
class Head:
    """An inspection above the grid."""

    to: Link
    day: str
    changes: bool
    """Whether the newer inspection beside it is on another scale."""
    earlier: bool
    """Whether its scale is not the newest one."""


@dataclass(frozen=True)
class Newest:
    """The grades of the newest inspection that gave any, best first, and what may be said of them."""

    head: Head
    sentence: str
    compare: str
    groups: Sequence[tuple[str, str, Sequence[str]]]
    """Each grade of the scale with its tone and areas."""
    ungraded: Sequence[tuple[str, str]]
    """What it did not grade, and what the register notes about that."""


@dataclass(frozen=True)
class Heat:
    """Areas down, inspections across: grades, and a bar where the scale changed."""

    heads: Sequence[Head]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    scales: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    """The inspections on each scale, and its grades with their tones, the newest scale first."""
    newest: Newest | None


class Card(NamedTuple):
    """A figure of the overview, with the list that it counts."""

    number: int
    words: str
    path: str
    tone: str
    beside: Sequence[tuple[str, str]] = ()
    """The line below: words, and the path of a list or nothing."""


class Group(NamedTuple):
    """What is counted of a force, or of a theme."""

    name: str
    path: str
    """The list of its findings and observations; empty where there is none."""
    findings: int
    open: int
    overdue: int
    longest: int
    """The days of the longest overdue."""
    needs_date: int
    observations_open: int
    raised_again: int
    """How many of its threads more than one report raised."""
    forces: int
    years: str
    """The first and last year in which a report spoke of it."""


class Groups(NamedTuple):
    """The forces, or the themes, with what all of them have together, each finding counted once."""

    are_forces: bool
    rows: Sequence[Group]
    whole: Group


@dataclass(frozen=True)
class Site:
    """The whole of it."""

    forces: str
    several: bool
    """Whether there is more than one force."""
    as_at: str
    public: bool
    unknown: str | None
    head: str
    nothing_recorded: bool
    """Whether the journal holds nothing that the force has done."""
    newest: Inspection | None
    """The newest report on the register."""
    cards: Sequence[Card]
    oldest: Sequence[tuple[str, Sequence[Item], str]]
    """The open findings, and the open observations, that were raised first: what, which, and their list."""
    latest: Latest | None
    """None where there are several forces, or no inspection."""
    overdue: Sequence[Item]
    coming: Sequence[Item]
    ages: Sequence[tuple[str, int, str]]
    """Age of open findings: label, number and the list's path."""
    load: Sequence[tuple[str, int, str]]
    ratings: Sequence[tuple[str, int, str, str]]
    history: Sequence[tuple[dt.date, int]]
    """How many findings were open at the end of a day."""
    items: Sequence[Item]
    lines: Sequence[ThreadLine]
    back: Sequence[ThreadLine]
    """The open threads that came back, the one last raised again first."""
    once: int
    """Threads that only one report is about."""
    inspections: Sequence[Inspection]
    heat: Heat
    owners: Sequence[Owner]
    groups: Sequence[Groups]
    """Forces and themes where there are several forces."""
    first: dt.date
    today: dt.date
    choices: Mapping[str, Sequence[tuple[str, str]]]
    """For each filter of the table of findings its values and their words."""
