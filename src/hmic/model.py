"""The kinds of things that there are, a date as exact as it is known, and one entry of the journal.

The register's records, such as a report or a finding, are in `register_records.py`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


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

    @property
    def letter(self) -> str:
        """The letter before the number in its ids, such as `crime-2014-r1`."""
        return self.value[0]


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
    """What a later report says about an earlier finding."""

    RESOLVED = "resolved"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSENED = "worsened"


class Status(StrEnum):
    """A finding's status. The force's word and the inspectorate's are two things."""

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


def why_moved(reason: str | None, agreed_by: str | None) -> str:
    """Why a date was moved, and who agreed."""
    return (reason or "no reason given") + (f" (agreed by {agreed_by})" if agreed_by else "")


OWN_TARGET = "the force's own target"
"""What is due where a date is not the inspectorate's."""

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


class EntryKind(StrEnum):
    """What a journal entry records."""

    PROGRESS = "progress"
    TARGET = "target"
    EXTENSION = "extension"
    ASSIGNMENT = "assignment"
    CORRECTION = "correction"
    RESPONSE = "response"


class Evidence(NamedTuple):
    """A piece of evidence: an address, or a file with the checksum it had when it was recorded."""

    place: str
    sha256: str | None = None
    size: int | None = None


UNDATED = "-undated-tracker"
"""How the uid of an entry ends whose day is only that of the spreadsheet that says so."""


class Entry(NamedTuple):
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
    """The words of the deadline that it names, as the register had them, to identify it."""
    requires: str | None = None
    """What must be done by that deadline, if the register said so."""
    occurrence: dt.date | None = None
    """Which time of a recurring deadline it meets."""
    learned_at: str | None = None
    """The moment at which this journal took the entry in, where it was recorded in another."""
    login: str | None = None
    """The login of whoever sent it through a hub."""
