"""The register's records: a report, a finding, a deadline, a grade, and what else is in its file.

Each field's type and description stand here and nowhere else: the check of the fields, the JSON Schema and
the format's page are made from them.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from hmic.model import THE_FORCE, Kind, Scale, Verdict, Voice


def _about(text: str, **more: Any) -> dict[str, Any]:
    """What a field is, in words, and what else `RecordField` holds of it."""
    return {"about": text, **more}


class RecordField(NamedTuple):
    """What a field of a record holds."""

    holds: Any
    """`str`, `int`, `bool`, a list of words (an enum) or another record."""
    many: bool
    null: bool
    needed: bool
    default: Any
    about: str
    lines: bool = False
    """Whether its text may have several lines; others go into headings, subjects and addresses."""
    alone: bool = False
    """Whether a text in place of the record means a record with only this field."""


@cache
def fields_of(record: Any) -> dict[str, RecordField]:
    """The fields of a record by name, in their order."""
    hints = get_type_hints(record)
    found = {}
    for one in fields(record):
        holds = hints[one.name]
        many, null = get_origin(holds) is tuple, get_origin(holds) in {Union, types.UnionType}
        if many or null:
            holds = get_args(holds)[0]
        default = None if one.default is MISSING else one.default
        found[one.name] = RecordField(holds, many, null, one.default is MISSING, default, **one.metadata)
    return found


_REVIEW = "why a person must read it first; `check` and `load` refuse it until this line is deleted"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a passage is in a report's text."""

    section: str | None = field(
        default=None,
        metadata=_about("the report's own heading or block, so that readers can find it"),
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
        metadata=_about("a grade on the report's scale in lower case; null: not graded")
    )
    note: str | None = field(
        default=None,
        metadata=_about("what the report says about comparing it, or why there is no grade", lines=True),
    )
    comparable_with_previous: bool | None = field(
        default=None,
        metadata=_about(
            "only if the report itself says whether it can be compared with the previous round"
        ),
    )
    carried_from: str | None = field(
        default=None,
        metadata=_about("the report that gave the grade, if it was carried over"),
    )
    source: Source | None = field(default=None, metadata=_about("where the report says so"))


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One deadline in the inspectorate's words."""

    phrase: str = field(metadata=_about("the deadline, in the report's own words", alone=True))
    requires: str | None = field(
        default=None,
        metadata=_about("what this deadline is for, if the finding has several"),
    )
    condition: str | None = field(
        default=None, metadata=_about("the condition, if the deadline depends on one")
    )
    due_to: str | None = field(default=None, metadata=_about("who must meet it, if not the force"))
    for_the_force: bool | None = field(
        default=None,
        metadata=_about("whether it counts for the force, where `due_to` does not make that clear"),
    )
    formerly: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "its wording before it was corrected here, so that its journal entries stay with it"
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Part:
    """A lettered part of a finding, which can be met on its own."""

    letter: str = field(metadata=_about("the part's letter or number in the report"))
    requirement: str = field(
        metadata=_about("what the part asks for, in the register's own words or the report's", lines=True)
    )


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A recommendation, area for improvement, cause of concern or observation."""

    id: str = field(metadata=_about("permanent and never reused; usually report, letter and number"))
    review: str | None = field(default=None, metadata=_about(_REVIEW))
    kind: Kind = field(metadata=_about("what sort of finding it is"))
    title: str = field(metadata=_about("a short headline in the register's own words"))
    requirement: str = field(
        metadata=_about(
            "what was asked for or criticised, in full, in the register's words or the report's",
            lines=True,
        )
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
            "the day it was issued, if before the report; deadlines count from it, and those "
            "of a cause of concern's recommendations too"
        ),
    )
    national_reference: str | None = field(
        default=None, metadata=_about("the national reference, where it was copied to each force")
    )
    deadlines: tuple[Deadline, ...] = field(
        default=(),
        metadata=_about(
            "each deadline the inspectorate set, in its words; `[]` says that what reads like one in the "
            "requirement is none"
        ),
    )
    parts: tuple[Part, ...] = field(default=(), metadata=_about("its lettered parts, if any"))
    follows: tuple[str, ...] = field(
        default=(),
        metadata=_about("the earlier findings that this one repeats or replaces, by id"),
    )
    same_as: str | None = field(
        default=None,
        metadata=_about("the same finding elsewhere in this report already"),
    )
    note: str | None = field(
        default=None, metadata=_about("anything else a reader should know", lines=True)
    )
    source: Source | None = field(default=None, metadata=_about("where the report says it"))
    renamed_from: tuple[str, ...] = field(
        default=(),
        metadata=_about("its earlier ids; what was recorded under them belongs to it"),
    )
    recommendations: tuple[Finding, ...] = field(
        default=(),
        metadata=_about("the recommendations of a cause of concern; it needs one or more"),
    )

    @property
    def said(self) -> Voice:
        """Its voice, stated or usual."""
        return self.voice or Voice.usual(self.kind)


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What a later report says about an earlier finding."""

    finding: str = field(metadata=_about("the earlier finding's id"))
    review: str | None = field(default=None, metadata=_about(_REVIEW))
    verdict: Verdict = field(metadata=_about("only what the report's words support"))
    summary: str = field(
        metadata=_about(
            "what the report says about it, in the register's words or the report's", lines=True
        )
    )
    source: Source | None = field(default=None, metadata=_about("where the report says so"))


@dataclass(frozen=True, kw_only=True)
class RespondBy:
    """A date to respond to a report as a whole, such as the statutory response."""

    clock: str = field(metadata=_about("statutory response, super-complaint or action plan"))
    issued: str | None = field(default=None, metadata=_about("the day it runs from, if before the report"))
    note: str | None = field(
        default=None, metadata=_about("who answers, or why the clock runs", lines=True)
    )


@dataclass(frozen=True, kw_only=True)
class Report:
    """One published inspection report or letter about the force."""

    id: str = field(metadata=_about("permanent slug, unique in the database"))
    review: str | None = field(default=None, metadata=_about(_REVIEW))
    title: str = field(metadata=_about("the report's title"))
    inspectorate: str = field(default="HMICFRS", metadata=_about("HMIC, or HMICFRS from 2017"))
    programme: str | None = field(default=None, metadata=_about("the inspection programme"))
    published: str = field(metadata=_about("2014-11-27, or 2014-11, or 2014: only as exact as is known"))
    published_source: str | None = field(
        default=None, metadata=_about("where the publication date comes from")
    )
    file: str | None = field(
        default=None,
        metadata=_about("the file that holds the report's text, to locate passages in"),
    )
    mentioned_in: str | None = field(
        default=None,
        metadata=_about("the later report that mentions it, if it is known only from there"),
    )
    scale: Scale | None = field(default=None, metadata=_about("the scale of its grades"))
    respond_by: tuple[RespondBy, ...] = field(
        default=(), metadata=_about("its response deadlines, such as the statutory response")
    )
    grades: tuple[Grade, ...] = field(default=(), metadata=_about("the area judgments, in order"))
    findings: tuple[Finding, ...] = field(default=(), metadata=_about("its findings, in order"))
    follow_ups: tuple[FollowUp, ...] = field(
        default=(), metadata=_about("what it says about earlier findings")
    )
    renamed_from: tuple[str, ...] = field(
        default=(),
        metadata=_about("its earlier ids; what was recorded under them belongs to it"),
    )

    @property
    def ids(self) -> list[str]:
        """Its own id, then those of its findings in their order."""
        findings = (one for finding in self.findings for one in (finding, *finding.recommendations))
        return [self.id, *(one.id for one in findings)]


@dataclass(frozen=True, kw_only=True)
class AreaAlias:
    """One area of policing that has had several names over the years."""

    area: str = field(metadata=_about("the name its grades are shown under"))
    also: tuple[str, ...] = field(metadata=_about("the names that reports gave it"))


@dataclass(frozen=True, kw_only=True)
class Register:
    """Everything the inspectorate said to one force."""

    register: int = field(metadata=_about("the version of this format: 1"))
    force: str = field(metadata=_about("the force's name"))
    areas: tuple[AreaAlias, ...] = field(
        default=(),
        metadata=_about("areas that were renamed or split between rounds, matched by hand"),
    )
    reports: tuple[Report, ...] = field(metadata=_about("its reports, oldest first"))
