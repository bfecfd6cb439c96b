"""What a report, finding, deadline, grade, follow-up and journal entry is, and the rules of one record.

The register's records are plain frozen dataclasses. Their field descriptions are the register's
documentation: the checker (`register/check.py`) and the JSON Schema (`register/schema.py`) are
derived from them, so each record is defined here and nowhere else.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What sort of finding it is; see docs/register-format.md."""

    RECOMMENDATION = "recommendation"
    AREA_FOR_IMPROVEMENT = "area_for_improvement"
    CAUSE_OF_CONCERN = "cause_of_concern"
    OBSERVATION = "observation"

    @property
    def words(self) -> str:
        """The kind as people write it."""
        return self.value.replace("_", " ")


class Voice(StrEnum):
    """Whether the inspectorate asked the force to do something or criticised how things are."""

    ASKED = "asked"
    CRITICISED = "criticised"

    @classmethod
    def usual(cls, kind: Kind) -> Voice:
        """The voice of a finding that does not state one: formal findings ask, observations criticise."""
        return cls.CRITICISED if kind is Kind.OBSERVATION else cls.ASKED

    @property
    def words(self) -> str:
        """What follows the inspectorate's name: `HMIC asked`, `HMIC found`."""
        return "asked" if self is Voice.ASKED else "found"


class Verdict(StrEnum):
    """What a later report says of an earlier finding."""

    RESOLVED = "resolved"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSENED = "worsened"


class Status(StrEnum):
    """Where a finding stands. What the force says and what the inspectorate says are two things."""

    OPEN = "open"
    IN_PROGRESS = "in progress"
    COMPLETE = "complete"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    NOT_ACCEPTED = "not accepted"
    NOT_APPLICABLE = "not applicable"
    ON_HOLD = "on hold"

    @property
    def is_open(self) -> bool:
        """Whether the matter is still on the force's desk.

        `complete` counts as open: the force has delivered, the inspectorate has not yet agreed.
        """
        return self not in _ENDED

    @property
    def ended_by_force(self) -> bool:
        """Whether the force itself ended it, which needs its reason and no word of the inspectorate."""
        return self in {Status.NOT_ACCEPTED, Status.NOT_APPLICABLE}


_ENDED = frozenset({Status.CLOSED, Status.SUPERSEDED, Status.NOT_ACCEPTED, Status.NOT_APPLICABLE})


class Scale(StrEnum):
    """The scales on which the inspectorate has graded; grades on different scales are not a trend."""

    BASELINE_2004 = "baseline-2004"
    THRESHOLD_2008 = "threshold-2008"
    PEEL_FOUR_TIER = "peel-four-tier"
    PEEL_FIVE_TIER = "peel-five-tier"


SCALES: dict[Scale, tuple[str, ...]] = {
    Scale.BASELINE_2004: ("excellent", "good", "fair", "poor"),
    Scale.THRESHOLD_2008: (
        "exceeds the standard",
        "meets the standard",
        "fails to meet the standard",
    ),
    Scale.PEEL_FOUR_TIER: ("outstanding", "good", "requires improvement", "inadequate"),
    Scale.PEEL_FIVE_TIER: (
        "outstanding",
        "good",
        "adequate",
        "requires improvement",
        "inadequate",
    ),
}
"""Each scale's grades, best first."""


class Basis(StrEnum):
    """Whose date a current due date is."""

    INSPECTORATE = "inspectorate"
    EXTENSION = "extension"
    TARGET = "target"


THE_FORCE = "the force"
"""The default of `addressed_to`: a finding due to anyone else is never overdue for the force."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as exact as it is known: a day, a month or a year.

    >>> PartialDate.parse("2014-11").last
    datetime.date(2014, 11, 30)
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2014-11-27`, `2014-11` or `2014`; ValueError when the date does not exist."""
        parts = text.split("-")
        widths = [len(part) for part in parts]
        if widths not in ([4], [4, 2], [4, 2, 2]) or not all(
            part.isascii() and part.isdigit() for part in parts
        ):
            msg = f"{text!r} is not a date such as 2014-11-27, 2014-11 or 2014"
            raise ValueError(msg)
        numbers = [int(part) for part in parts]
        dt.date(*([*numbers, 1, 1])[:3])
        return cls(*numbers)

    @property
    def exact(self) -> bool:
        """Whether the very day is known."""
        return self.day is not None

    @property
    def last(self) -> dt.date:
        """The last day it can have been: what is counted from the date is counted from here."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def first(self) -> dt.date:
        """The first day it can have been."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def source(self) -> str:
        """Where a date that counts from it comes from, in words."""
        if self.exact:
            return "the report's publication"
        known = "month" if self.month else "year"
        return f"the last day of {self}: the report's publication is known only to the {known}"

    def __str__(self) -> str:
        numbers = [self.year, self.month, self.day]
        return "-".join(f"{n:02}" for n in numbers if n is not None)


def _about(text: str, **more: Any) -> dict[str, Any]:
    """Field metadata: the description that goes into the JSON Schema and the format's page."""
    return {"description": text, **more}


WITH_LINES = frozenset({"requirement", "note", "summary"})
"""The fields of a register whose text may have several lines; every other text stands on one, since it
goes into headings, subjects and addresses."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where in a report's text a passage stands."""

    section: str | None = field(
        default=None,
        metadata=_about("the report's own heading or block, so that a reader finds it"),
    )
    opening: str = field(
        metadata=_about(
            "the passage's first few words, exactly as in the report; `hmic check --reports` looks for them"
        )
    )


@dataclass(frozen=True, kw_only=True)
class Grade:
    """The inspectorate's judgment of one area."""

    area: str = field(metadata=_about("the area as the report names it"))
    grade: str | None = field(
        metadata=_about("a grade of the report's scale in lower case; null where it was not graded")
    )
    note: str | None = field(
        default=None,
        metadata=_about("what the report says of comparing it, or why there is no grade"),
    )
    comparable_with_previous: bool | None = field(
        default=None,
        metadata=_about(
            "only where the report itself says whether it may be compared with the round before"
        ),
    )
    carried_from: str | None = field(
        default=None,
        metadata=_about("the report that gave the grade, where it was carried over from there"),
    )
    source: Source | None = field(default=None, metadata=_about("where the report says so"))


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One deadline in the inspectorate's words."""

    phrase: str = field(metadata=_about("the deadline, in the report's own words"))
    requires: str | None = field(
        default=None,
        metadata=_about("what that deadline is for, where the finding has several"),
    )
    condition: str | None = field(
        default=None, metadata=_about("on what the deadline depends, where it is conditional")
    )
    due_to: str | None = field(
        default=None, metadata=_about("whose deadline it is, where it is not the force's")
    )
    for_the_force: bool | None = field(
        default=None,
        metadata=_about("whether it counts for the force, where `due_to` does not make that clear"),
    )
    formerly: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "its words before they were corrected here, so that what was recorded of it stays with it"
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Part:
    """A lettered part of a finding, which can be met on its own."""

    letter: str = field(metadata=_about("the part's letter or number in the report"))
    requirement: str = field(metadata=_about("what the part asks for, in the register's own words"))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A recommendation, area for improvement, cause of concern or observation."""

    id: str = field(metadata=_about("permanent and never used again; by custom report, letter and number"))
    kind: Kind = field(metadata=_about("what sort of finding it is"))
    title: str = field(metadata=_about("a short headline in the register's own words"))
    requirement: str = field(
        metadata=_about("what was asked for or criticised, complete, in the register's own words")
    )
    voice: Voice | None = field(
        default=None,
        metadata=_about(
            "whether the inspectorate asked for something or criticised how things are; "
            "without it, an observation criticises and any other finding asks"
        ),
    )
    area: str | None = field(default=None, metadata=_about("the report's own area or chapter"))
    themes: tuple[str, ...] = field(
        default=(), metadata=_about("what it is about, as slugs, for filtering across reports")
    )
    addressed_to: str = field(
        default=THE_FORCE,
        metadata=_about("who must act; a finding for another body is never overdue for the force"),
    )
    for_the_force: bool | None = field(
        default=None,
        metadata=_about("whether it counts for the force, where `addressed_to` is unclear"),
    )
    issued: str | None = field(
        default=None,
        metadata=_about(
            "the day it was sent, where that was ahead of the report; deadlines count from it, and those "
            "of a cause of concern's recommendations too"
        ),
    )
    national_reference: str | None = field(
        default=None, metadata=_about("the national reference, where it was copied to each force")
    )
    deadlines: tuple[Deadline, ...] = field(
        default=(), metadata=_about("each deadline the inspectorate set, in its words")
    )
    parts: tuple[Part, ...] = field(default=(), metadata=_about("its lettered parts, if any"))
    follows: tuple[str, ...] = field(
        default=(),
        metadata=_about("the earlier findings that this one repeats or replaces, by id"),
    )
    same_as: str | None = field(
        default=None,
        metadata=_about("the finding of the same report that states the same matter already"),
    )
    note: str | None = field(default=None, metadata=_about("anything else a reader should know"))
    source: Source | None = field(default=None, metadata=_about("where the report says it"))
    renamed_from: tuple[str, ...] = field(
        default=(),
        metadata=_about("the ids that it had before; what was recorded under them belongs to it"),
    )
    recommendations: tuple[Finding, ...] = field(
        default=(),
        metadata=_about("a cause of concern's own recommendations; it needs one or more"),
    )

    @property
    def said(self) -> Voice:
        """Its voice, stated or usual."""
        return self.voice or Voice.usual(self.kind)


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What a later report says of an earlier finding."""

    finding: str = field(metadata=_about("the earlier finding's id"))
    verdict: Verdict = field(metadata=_about("what the report's words support, and no more"))
    summary: str = field(metadata=_about("what the report says of it, in the register's own words"))
    source: Source | None = field(default=None, metadata=_about("where the report says so"))


@dataclass(frozen=True, kw_only=True)
class RespondBy:
    """A clock that runs for a report as a whole, such as the statutory response."""

    clock: str = field(metadata=_about("statutory response, super-complaint or action plan"))
    issued: str | None = field(
        default=None, metadata=_about("the day from which it runs, where that was ahead of the report")
    )
    note: str | None = field(default=None, metadata=_about("who answers, or why the clock runs"))


@dataclass(frozen=True, kw_only=True)
class Report:
    """One published inspection report or letter about the force."""

    id: str = field(metadata=_about("permanent slug, unique in the database"))
    title: str = field(metadata=_about("the report's title"))
    inspectorate: str = field(default="HMICFRS", metadata=_about("HMIC, or HMICFRS from 2017"))
    programme: str | None = field(default=None, metadata=_about("the inspection programme"))
    published: str = field(
        metadata=_about("2014-11-27, or 2014-11, or 2014: as exact as is known and no more")
    )
    published_source: str | None = field(
        default=None, metadata=_about("where the publication date comes from")
    )
    file: str | None = field(
        default=None,
        metadata=_about("the file that holds the report's text, to locate passages in"),
    )
    mentioned_in: str | None = field(
        default=None,
        metadata=_about("the later report that mentions it, where it is known only from there"),
    )
    scale: Scale | None = field(default=None, metadata=_about("the scale of its grades"))
    respond_by: tuple[RespondBy, ...] = field(
        default=(), metadata=_about("the clocks that run for the report as a whole")
    )
    grades: tuple[Grade, ...] = field(default=(), metadata=_about("the area judgments, in order"))
    findings: tuple[Finding, ...] = field(default=(), metadata=_about("its findings, in order"))
    follow_ups: tuple[FollowUp, ...] = field(
        default=(), metadata=_about("what it says of earlier findings")
    )
    renamed_from: tuple[str, ...] = field(
        default=(),
        metadata=_about("the ids that it had before; what was recorded under them belongs to it"),
    )

    @property
    def ids(self) -> list[str]:
        """Its own id, then those of its findings in their order."""
        findings = (one for finding in self.findings for one in (finding, *finding.recommendations))
        return [self.id, *(one.id for one in findings)]


@dataclass(frozen=True, kw_only=True)
class AreaAlias:
    """One area of policing that has had several names from round to round."""

    area: str = field(metadata=_about("the name under which its grades are shown together"))
    also: tuple[str, ...] = field(metadata=_about("the names that reports gave it"))


@dataclass(frozen=True, kw_only=True)
class Register:
    """Everything the inspectorate said to one force."""

    register: int = field(metadata=_about("the version of this format: 1"))
    force: str = field(metadata=_about("the force's name"))
    areas: tuple[AreaAlias, ...] = field(
        default=(),
        metadata=_about("areas that were renamed or split between rounds, matched here by hand"),
    )
    reports: tuple[Report, ...] = field(metadata=_about("its reports, oldest first"))


class EntryKind(StrEnum):
    """What a journal entry records."""

    PROGRESS = "progress"
    TARGET = "target"
    EXTENSION = "extension"
    ASSIGNMENT = "assignment"
    CORRECTION = "correction"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A piece of evidence: an address, or a file with the checksum it had when it was recorded."""

    place: str
    sha256: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the journal; which fields are filled depends on its kind."""

    finding: str | None
    kind: EntryKind
    on: dt.date
    by: str | None = None
    report: str | None = None
    deadline: int | None = None
    part: str | None = None
    status: Status | None = None
    note: str | None = None
    reason: str | None = None
    owner: str | None = None
    due: dt.date | None = None
    agreed_by: str | None = None
    review_on: dt.date | None = None
    closed_by: str | None = None
    superseded_by: str | None = None
    corrects: str | None = None
    evidence: tuple[Evidence, ...] = ()
    uid: str = ""
    recorded_at: str = ""
    number: int = 0
    phrase: str | None = None
    """The words of the deadline that it names, as the register had them: they tell which one is meant."""
    requires: str | None = None
    """What is due by that deadline, where the register said so."""
    occurrence: dt.date | None = None
    """Which time of a recurring deadline it meets."""
    learned_at: str | None = None
    """The moment at which this journal took the entry in, where it was recorded in another."""
