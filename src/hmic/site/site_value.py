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
class Due:
    """One deadline: its date, how it is met or missed, its words and the rule that made the date."""

    words: str
    state: str
    overdue: bool
    phrase: str | None
    requires: str | None
    rule: str | None
    notes: Sequence[str]


@dataclass(frozen=True)
class Event:
    """One step in the life of a finding: what a report said, or what the force recorded."""

    day: str
    what: str
    by: str | None
    text: str
    said: bool
    """Whether the inspectorate said it."""
    report: Link | None = None


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
    owner: Link | None
    days_overdue: int | None
    due: str
    due_iso: str
    coming: bool
    """Whether a deadline falls due in the next 90 days."""
    needs_date: bool
    age: int
    """Days since it was raised."""
    updated: str
    note: str | None
    facts: Sequence[tuple[str, str]]
    """Further facts by label, such as who must act and why."""
    deadlines: Sequence[Due]
    related: Sequence[tuple[str, Link]]
    events: Sequence[Event]
    raised_before: int
    """How many earlier reports raised the same matter."""
    thread: str
    """The id of the thread's first finding."""
    lines: Sequence[Line] = ()
    """Its thread's picture, where several reports mention it."""


class Mark(NamedTuple):
    """What one report said of a thread, on the day of that report."""

    day: dt.date
    verdict: str
    words: str
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
class Line:
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
    again: int
    """How many matters it raised again."""
    verdicts: Sequence[tuple[str, int]]
    """What it said of earlier findings: verdict and number."""
    sums: Sequence[int]
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


@dataclass(frozen=True)
class Cell:
    """One place of the grid of areas and inspections."""

    words: str
    tone: str
    """`best`, `good`, `even`, `fair` or `poor` on the scale of its year; empty where nothing was graded."""
    scale_changes: bool


@dataclass(frozen=True)
class Heat:
    """Areas down, inspections across: grades, and a bar where the scale changed."""

    heads: Sequence[tuple[Link, str, bool]]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    scales: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Card:
    """A figure of the overview, with the list that it counts."""

    number: int
    words: str
    path: str
    tone: str
    beside: str = ""


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
    cards: Sequence[Card]
    sentences: Sequence[str]
    oldest: Sequence[Item]
    """The open findings that were raised first."""
    latest: Latest | None
    """None where several forces have each a last inspection of their own, or there is none."""
    overdue: Sequence[Item]
    coming: Sequence[Item]
    ages: Sequence[tuple[str, int, str]]
    """Age of open findings: label, number and the list's path."""
    load: Sequence[tuple[str, int, str]]
    ratings: Sequence[tuple[str, int, str, str]]
    history: Sequence[tuple[dt.date, int]]
    """How many findings were open at the end of a day."""
    items: Sequence[Item]
    lines: Sequence[Line]
    once: int
    """Threads that only one report is about."""
    inspections: Sequence[Inspection]
    heat: Heat
    owners: Sequence[Owner]
    unowned: Sequence[Item]
    first: dt.date
    today: dt.date
    choices: Mapping[str, Sequence[tuple[str, str]]]
    """For each filter of the table of findings its values and their words."""
