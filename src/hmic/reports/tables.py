"""Whole tables for analysts: each field named, typed and described once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from hmic.reports.value import Column, Report, Type


def _clock_line(clock: dict[str, Any]) -> str:
    note = f" ({clock['note']})" if clock["note"] else ""
    exact = "" if clock["exact"] else ", not exact"
    return f"{clock['number']}: {clock['clock']}{note}, due {clock['due']}{exact}: {clock['rule']}"


def _part_line(part: dict[str, Any]) -> str:
    return f"{part['letter']}: {part['requirement']}"


_REPORT = Column("report", about="the report's id")
_PUBLISHED = Column("published", Type.DATE, about="its publication, as exact as is known")
_SECTION = Column("section", about="the report's heading under which it stands")
_OPENING = Column("opening", about="the passage's first words in the report")
_FINDING = Column("finding", about="the finding's id")

TABLES: dict[str, tuple[Column, ...]] = {
    "reports": (
        _REPORT,
        Column("force", about="the force it is about"),
        Column("title", about="its title"),
        Column("inspectorate", about="HMIC, or HMICFRS from 2017"),
        Column("programme", about="the inspection programme"),
        _PUBLISHED,
        Column("published_on", Type.DATE, about="the last day it can have been published on"),
        Column("exact", Type.FLAG, about="whether the very day of publication is known"),
        Column("published_source", about="where that date comes from"),
        Column("file", about="the file with its text"),
        Column("scale", about="the scale of its grades"),
        Column("mentioned_in", about="the later report that alone mentions it"),
        Column("respond_by", Type.RECORDS, line=_clock_line, about="the clocks that run for it as a whole"),
    ),
    "findings": (
        _FINDING,
        Column("kind", about="recommendation, area_for_improvement, cause_of_concern or observation"),
        Column("title", about="a headline"),
        Column("requirement", about="what the inspectorate asked for or criticised"),
        Column("parts", Type.RECORDS, line=_part_line, about="its lettered parts"),
        _REPORT,
        Column("report_title", about="the report's title"),
        Column("published", Type.DATE, about="the report's publication, as exact as is known"),
        Column("inspectorate", about="HMIC or HMICFRS"),
        Column("area", about="the report's area or chapter"),
        Column("themes", Type.LIST, about="what it is about"),
        Column("addressed_to", about="who is to act"),
        Column("acts", about="`force` where that includes the force, else `other`"),
        Column("acts_why", about="why it counts for the force, or does not"),
        Column("issued", Type.DATE, about="the day it was sent, where that was ahead of the report"),
        Column("national_reference", about="the national reference, where there is one"),
        Column("parent", about="the cause of concern to which a recommendation belongs"),
        Column("same_as", about="the finding of the same report that states the same matter"),
        Column("follows", Type.LIST, about="the earlier findings that it raises again"),
        Column("note", about="anything a reader should know"),
        _SECTION,
        _OPENING,
        Column("status", about="where it stands"),
        Column("open", Type.FLAG, about="whether the matter is still on the force's desk"),
        Column("since", Type.DATE, about="the day from which the status holds"),
        Column("since_exact", Type.FLAG, about="whether that day is certain"),
        Column("owner", about="the post that has it"),
        Column("reason", about="the reason of the status"),
        Column("review_on", Type.DATE, about="on hold: the review date"),
        Column("review_due", Type.DATE, about="the same, where it is overdue for the force from then on"),
        Column("closed_by", about="closed: by what"),
        Column("superseded_by", about="superseded: by which finding"),
        Column("reopened_by", about="the later report that put it back to open"),
        Column("next_due", Type.DATE, about="the earliest date that still counts"),
        Column("next_due_exact", Type.FLAG, about="whether that date is certain"),
        Column("needs_target", Type.FLAG, about="open, for the force, and without any date"),
        Column("parts_met", Type.LIST, about="the letters of the parts that are met"),
        Column("last_update", Type.DATE, about="the day of the force's last progress"),
        Column("last_note", about="the latest note or reason"),
        Column("last_note_on", Type.DATE, about="the day of that note"),
        Column("voice", about="asked, or criticised: what the inspectorate did"),
    ),
    "deadlines": (
        _FINDING,
        Column("deadline", Type.NUMBER, about="which of its deadlines, from 1"),
        Column("title", about="the finding in a headline"),
        Column("phrase", about="the deadline in the inspectorate's words; empty for a target alone"),
        Column("requires", about="what is due by then"),
        Column("condition", about="on what it depends"),
        Column("due_to", about="whose deadline it is, where not the force's"),
        Column("acts", about="`force` where it counts for the force, else `other`"),
        Column("kind", about="relative, absolute, immediate, urgent, recurring or none"),
        Column("anchor", Type.DATE, about="the day from which the words count"),
        Column("anchor_source", about="where that day comes from"),
        Column("rule", about="how the date follows from the words"),
        Column("recurs", about="a recurring deadline's rule, as RRULE"),
        Column("words_due", Type.DATE, about="the date that the words give"),
        Column("original_due", Type.DATE, about="the first date that it had, the words' or a target"),
        Column("due", Type.DATE, about="the date now"),
        Column("exact", Type.FLAG, about="whether the day is certain"),
        Column("basis", about="whose date it is now: inspectorate, extension or target"),
        Column("target", Type.DATE, about="the force's own date"),
        Column("times_extended", Type.NUMBER, about="how often it was moved"),
        Column("why_moved", about="the last move's reason and who agreed"),
        Column("met_on", Type.DATE, about="the day on which it was met"),
        Column("counts", Type.FLAG, about="whether it can be overdue: unmet, open, the force's own"),
        Column("silent_until", Type.DATE, about="on hold: the review date until which it is not overdue"),
        Column("original_exact", Type.FLAG, about="whether the first date is certain"),
        Column("missed", Type.DATE, about="the date that had passed unmet when it was moved"),
        Column("formerly", Type.LIST, about="its words before they were corrected in the register"),
        Column("occurrence", Type.DATE, about="of a recurring deadline: the earliest time not met"),
        Column("occurrences", about="of a recurring deadline, as JSON: each time met, and when"),
    ),
    "progress": (
        Column("entry", Type.NUMBER, about="the entry's number in this database"),
        _FINDING,
        Column("report", about="the report, for an entry about a report's clock"),
        Column("kind", about="progress, target, extension, assignment, correction or response"),
        Column("deadline", Type.NUMBER, about="which deadline, when one of several"),
        Column("part", about="which lettered part"),
        Column("status", about="the new status"),
        Column("note", about="what was noted"),
        Column("reason", about="the reason given"),
        Column("owner", about="the post that it was given to"),
        Column("due", Type.DATE, about="the date of a target or an extension"),
        Column("agreed_by", about="who agreed to an extension"),
        Column("review_on", Type.DATE, about="on hold: the review date"),
        Column("closed_by", about="what closed it"),
        Column("superseded_by", about="which finding replaced it"),
        Column("corrects", Type.NUMBER, about="the entry that a correction withdraws"),
        Column("evidence", Type.LIST, about="the files and addresses"),
        Column("evidence_record", about="the same as JSON, with each file's SHA-256 and size"),
        Column("by_post", about="who says so"),
        Column("true_on", Type.DATE, about="the day on which it was true"),
        Column("recorded_at", about="the moment at which it was recorded, in UTC"),
        Column("learned_at", about="when this journal took it in from another, in UTC; empty for its own"),
        Column("phrase", about="the words of the deadline that it names"),
        Column("requires", about="what is due by that deadline"),
        Column("occurrence", Type.DATE, about="which time of a recurring deadline it meets"),
        Column("uid", about="the entry's name, the same in every copy of the journal"),
    ),
    "grades": (
        Column("area", about="the area as the report names it"),
        _REPORT,
        _PUBLISHED,
        Column("grade", about="the grade; empty where the area was not graded"),
        Column("scale", about="the report's scale"),
        Column("comparable", Type.FLAG, about="whether it compares with the round before, by the report"),
        Column("carried_from", about="the report that gave it, where it was carried over"),
        Column("note", about="what the report says of comparing it"),
        _SECTION,
        _OPENING,
    ),
    "follow-ups": (
        Column("report", about="the report that speaks of an earlier finding"),
        _PUBLISHED,
        Column("finding", about="the earlier finding's id"),
        Column("verdict", about="resolved, improved, unchanged or worsened"),
        Column("summary", about="what it says, in the register's words"),
        _SECTION,
        _OPENING,
    ),
    "versions": (
        Column("item", about="the finding or report that a load changed"),
        Column("until", about="the moment until which it said this, in UTC"),
        Column("load", Type.NUMBER, about="the number of the load that changed it"),
        Column("withdrawn", Type.FLAG, about="whether it was withdrawn in that time"),
        Column("content", about="what it said, as JSON"),
    ),
}  # fmt: skip
"""Every table and its columns, in the order in which the store reads them."""


def build(name: str, rows: Sequence[Sequence[Any]], as_at: dt.date) -> Report:
    """A table as a report: what the database keeps as JSON is a list of texts or of records."""
    columns = TABLES[name]
    nested = [n for n, column in enumerate(columns) if column.type in {Type.LIST, Type.RECORDS}]
    values = [list(row) for row in rows]
    for row in values:
        for number in nested:
            row[number] = json.loads(row[number] or "[]")
    return Report(
        name=name,
        as_at=as_at,
        columns=columns,
        rows=values,
        totals={"rows": len(values)},
        screen="tables",
        about={},
    )
