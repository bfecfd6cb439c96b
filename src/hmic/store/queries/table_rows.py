"""Whole tables for analysts: each field named, typed and described once, beside the query that reads it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from hmic.row_columns import Day, Type, YesNo, columns_of
from hmic.store.present_ids import NOW_CALLED
from hmic.store.queries import OF_FINDING, columns, read


class Clock(NamedTuple):
    """A clock that runs for a report as a whole."""

    number: int
    clock: str
    note: str | None
    due: str
    exact: int
    rule: str
    issued: str | None

    def __str__(self) -> str:
        note = f" ({self.note})" if self.note else ""
        exact = "" if self.exact else ", not exact"
        return f"{self.number}: {self.clock}{note}, due {self.due}{exact}: {self.rule}"


class Piece(NamedTuple):
    """A lettered part of a finding."""

    letter: str
    requirement: str

    def __str__(self) -> str:
        return f"{self.letter}: {self.requirement}"


class ReportFields(NamedTuple):
    """A report of the inspectorate."""

    report: Annotated[str, "the report's id"]
    force: Annotated[str, "the force it is about"]
    title: Annotated[str, "its title"]
    inspectorate: Annotated[str, "HMIC, or HMICFRS from 2017"]
    programme: Annotated[str | None, "the inspection programme"]
    published: Annotated[Day, "the date it was published, as exact as is known"]
    published_on: Annotated[Day, "the last day it can have been published"]
    exact: Annotated[YesNo, "whether the exact day of publication is known"]
    published_source: Annotated[str | None, "where that date comes from"]
    file: Annotated[str | None, "the file with its text"]
    scale: Annotated[str | None, "the scale of its grades"]
    mentioned_in: Annotated[str | None, "the only later report that mentions it"]
    respond_by: Annotated[list[Clock], "the clocks that run for it as a whole"]


class FindingFields(NamedTuple):
    """A finding with its status."""

    finding: Annotated[str, "the finding's id"]
    kind: Annotated[str, "recommendation, area_for_improvement, cause_of_concern or observation"]
    title: Annotated[str, "a headline"]
    requirement: Annotated[str, "what the inspectorate asked for or criticised"]
    parts: Annotated[list[Piece], "its lettered parts"]
    report: Annotated[str, "the report's id"]
    report_title: Annotated[str, "the report's title"]
    published: Annotated[Day, "the date the report was published, as exact as is known"]
    inspectorate: Annotated[str, "HMIC or HMICFRS"]
    area: Annotated[str, "the report's area or chapter"]
    themes: Annotated[list[str], "what it is about"]
    addressed_to: Annotated[str, "who must act"]
    acts: Annotated[str, "`force` where that includes the force, else `other`"]
    acts_why: Annotated[str | None, "why it counts for the force, or does not"]
    issued: Annotated[Day | None, "the day it was issued, if before the report"]
    national_reference: Annotated[str | None, "the national reference, if it has one"]
    parent: Annotated[str | None, "the cause of concern that a recommendation belongs to"]
    same_as: Annotated[str | None, "the same finding elsewhere in this report"]
    follows: Annotated[list[str], "the earlier findings that it raises again"]
    note: Annotated[str | None, "anything a reader should know"]
    section: Annotated[str | None, "the report's heading for this passage"]
    opening: Annotated[str | None, "the passage's first words in the report"]
    status: Annotated[str, "its status"]
    open: Annotated[YesNo, "whether it still counts as open for the force"]
    since: Annotated[Day, "the day the status took effect"]
    since_exact: Annotated[YesNo, "whether that day is certain"]
    owner: Annotated[str | None, "the post that has it"]
    reason: Annotated[str | None, "the reason for the status"]
    review_on: Annotated[Day | None, "on hold: the review date"]
    review_due: Annotated[Day | None, "the review date, if it becomes overdue for the force then"]
    closed_by: Annotated[str | None, "closed: what closed it"]
    superseded_by: Annotated[str | None, "superseded: the finding that replaced it"]
    reopened_by: Annotated[str | None, "the later report that reopened it"]
    next_due: Annotated[Day | None, "the earliest date that still counts"]
    next_due_exact: Annotated[YesNo | None, "whether that date is certain"]
    needs_target: Annotated[YesNo, "open for the force, with no deadline or target"]
    parts_met: Annotated[list[str], "the letters of the parts that are met"]
    last_update: Annotated[Day | None, "the day of the force's last progress"]
    last_note: Annotated[str | None, "the latest note or reason"]
    last_note_on: Annotated[Day | None, "the day of that note"]
    voice: Annotated[str, "asked, or criticised: what the inspectorate did"]


class DeadlineFields(NamedTuple):
    """A deadline with its dates."""

    finding: Annotated[str, "the finding's id"]
    deadline: Annotated[int, "which of its deadlines, from 1"]
    title: Annotated[str, "the finding in a headline"]
    phrase: Annotated[str | None, "the deadline in the inspectorate's words; empty for a target alone"]
    requires: Annotated[str | None, "what must be done by then"]
    condition: Annotated[str | None, "the condition it depends on"]
    due_to: Annotated[str | None, "who must meet it, if not the force"]
    acts: Annotated[str, "`force` where it counts for the force, else `other`"]
    kind: Annotated[str | None, "relative, absolute, immediate, urgent, recurring or none"]
    anchor: Annotated[Day | None, "the day the deadline is counted from"]
    anchor_source: Annotated[str | None, "how that day is known"]
    rule: Annotated[str | None, "how the date follows from the words"]
    recurs: Annotated[str | None, "a recurring deadline's rule, as RRULE"]
    words_due: Annotated[Day | None, "the date the words give"]
    original_due: Annotated[Day | None, "its first date, from the words or a target"]
    due: Annotated[Day | None, "the date now"]
    exact: Annotated[YesNo | None, "whether the day is certain"]
    basis: Annotated[str | None, "what the date is now: inspectorate, extension or target"]
    target: Annotated[Day | None, "the force's own date"]
    times_extended: Annotated[int, "how often it was moved"]
    why_moved: Annotated[str | None, "the reason for the last move and who agreed it"]
    met_on: Annotated[Day | None, "the day on which it was met"]
    counts: Annotated[YesNo, "whether it can become overdue: not met, open, for the force"]
    silent_until: Annotated[Day | None, "on hold: the review date until which it is not overdue"]
    original_exact: Annotated[YesNo, "whether the first date is certain"]
    missed: Annotated[Day | None, "the date that had passed unmet when it was moved"]
    formerly: Annotated[list[str], "its wording before it was corrected in the register"]
    occurrence: Annotated[Day | None, "of a recurring deadline: the earliest date not met"]
    occurrences: Annotated[str | None, "of a recurring deadline, as JSON: each date met, and when"]


class EntryFields(NamedTuple):
    """An entry of the journal."""

    entry: Annotated[int, "the entry's number in this database"]
    finding: Annotated[str | None, "the finding's id"]
    report: Annotated[str | None, "the report, for an entry about a response deadline"]
    kind: Annotated[str, "progress, target, extension, assignment, correction or response"]
    deadline: Annotated[int | None, "which deadline, if there are several"]
    part: Annotated[str | None, "which lettered part"]
    status: Annotated[str | None, "the new status"]
    note: Annotated[str | None, "the note"]
    reason: Annotated[str | None, "the reason given"]
    owner: Annotated[str | None, "the post it is assigned to"]
    due: Annotated[Day | None, "the date of a target or an extension"]
    agreed_by: Annotated[str | None, "who agreed to an extension"]
    review_on: Annotated[Day | None, "on hold: the review date"]
    closed_by: Annotated[str | None, "what closed it"]
    superseded_by: Annotated[str | None, "which finding replaced it"]
    corrects: Annotated[int | None, "the entry that a correction withdraws"]
    evidence: Annotated[list[str], "the files and addresses"]
    evidence_record: Annotated[str | None, "the same as JSON, with each file's SHA-256 and size"]
    by_post: Annotated[str | None, "who says so"]
    true_on: Annotated[Day, "the day on which it was true"]
    recorded_at: Annotated[str, "when it was recorded, in UTC"]
    learned_at: Annotated[
        str | None, "when it was imported from another journal, in UTC; empty: recorded here"
    ]
    phrase: Annotated[str | None, "the words of the deadline it is about"]
    requires: Annotated[str | None, "what must be done by that deadline"]
    occurrence: Annotated[Day | None, "which date of a recurring deadline it meets"]
    uid: Annotated[str, "the entry's name, the same in every copy of the journal"]


class GradeFields(NamedTuple):
    """A grade."""

    area: Annotated[str, "the area as the report names it"]
    report: Annotated[str, "the report's id"]
    published: Annotated[Day, "the date it was published, as exact as is known"]
    grade: Annotated[str | None, "the grade; empty where the area was not graded"]
    scale: Annotated[str | None, "the report's scale"]
    comparable: Annotated[
        YesNo | None, "whether it can be compared with the previous grade, according to the report"
    ]
    carried_from: Annotated[str | None, "the report that first gave it, if carried over"]
    note: Annotated[str | None, "what the report says about comparing it"]
    section: Annotated[str | None, "the report's heading for this passage"]
    opening: Annotated[str | None, "the passage's first words in the report"]


class FollowUpFields(NamedTuple):
    """What a report says of an earlier finding."""

    report: Annotated[str, "the report that follows up an earlier finding"]
    published: Annotated[Day, "the date it was published, as exact as is known"]
    finding: Annotated[str, "the earlier finding's id"]
    verdict: Annotated[str, "resolved, improved, unchanged or worsened"]
    summary: Annotated[str, "what it says, in the register's words"]
    section: Annotated[str | None, "the report's heading for this passage"]
    opening: Annotated[str | None, "the passage's first words in the report"]


class VersionFields(NamedTuple):
    """What an item said before a load changed it."""

    item: Annotated[str, "the finding or report that a load changed"]
    until: Annotated[str, "when this wording was replaced, in UTC"]
    load: Annotated[int, "the load that changed it"]
    withdrawn: Annotated[YesNo, "whether it was withdrawn at that time"]
    content: Annotated[str, "its earlier content, as JSON"]


_GIVEN: dict[str, dict[str, str]] = {
    "reports": {
        "report": "id",
        "respond_by": """(SELECT json_group_array(json_object('number', number, 'clock', clock,
            'note', note, 'due', due, 'exact', exact, 'rule', rule, 'issued', issued))
            FROM (SELECT * FROM respond_by WHERE respond_by.report = report.id ORDER BY number))""",
    },
    "findings": OF_FINDING | {
        "parts": """(SELECT json_group_array(json_object('letter', letter, 'requirement', part.requirement))
            FROM part WHERE part.finding = finding.id)""",
        "follows": "(SELECT json_group_array(earlier) FROM link WHERE link.finding = finding.id)",
        "next_due_exact": """(SELECT min(due.exact) FROM due WHERE due.finding = finding.id AND due.counts
            AND due.due = standing.next_due)""",
        "last_update": "last_on",
    },
    "deadlines": {
        "finding": "due.finding", "deadline": "number", "title": "finding.title", "due": "due.due",
        "exact": "due.exact", "words_due": "deadline.due", "acts": "deadline.acts", "kind": "deadline.kind",
    },
    "progress": {
        "entry": "number",
        "finding": NOW_CALLED,
        "corrects": "(SELECT number FROM entry AS wrong WHERE wrong.uid = entry.corrects)",
        "evidence": "(SELECT json_group_array(json_extract(value, '$.place')) FROM json_each(evidence))",
        "evidence_record": "evidence",
    },
}  # fmt: skip
"""What is not simply the column of the field's name."""

_SEEN = "WHERE withdrawn_at IS NULL AND report.published_on <= (SELECT day FROM seen)"
_ORDER = "ORDER BY report.published_on, report.position"
_FROM = {
    "reports": f"report {_SEEN} {_ORDER}, report.id",
    "findings": f"""finding JOIN standing ON standing.finding = finding.id
        JOIN report ON report.id = finding.report
        WHERE finding.withdrawn_at IS NULL {_ORDER}, report.id, finding.position""",
    "deadlines": f"""due LEFT JOIN deadline USING (finding, number)
        JOIN finding ON finding.id = due.finding JOIN report ON report.id = finding.report
        WHERE finding.withdrawn_at IS NULL {_ORDER}, report.id, finding.position, due.number""",
    "progress": "entry ORDER BY number",
    "grades": f"grade JOIN report ON report.id = grade.report {_SEEN} {_ORDER}, grade.position",
    "follow-ups": f"""follow_up JOIN report ON report.id = follow_up.report
        {_SEEN} {_ORDER}, follow_up.position""",
    "versions": "earlier_version ORDER BY load, item",
}

TABLES: dict[str, type[tuple[Any, ...]]] = {
    "reports": ReportFields,
    "findings": FindingFields,
    "deadlines": DeadlineFields,
    "progress": EntryFields,
    "grades": GradeFields,
    "follow-ups": FollowUpFields,
    "versions": VersionFields,
}
"""Every exported table, with its columns."""

_RECORDS: dict[str, type[Clock | Piece]] = {"respond_by": Clock, "parts": Piece}


def table(con: sqlite3.Connection, name: str) -> Sequence[tuple[Any, ...]]:
    """The rows of a table; what is kept as JSON is a list."""
    row = TABLES[name]
    select = f"SELECT {columns(row, **_GIVEN.get(name, {}))} FROM {_FROM[name]}"  # noqa: S608 - fixed texts
    rows = read(con.execute(select), row)
    kept = {c.name: c.type for c in columns_of(row) if c.type in {Type.LIST, Type.RECORDS}}
    return [_decoded(each, kept) for each in rows] if kept else rows


def _decoded(row: Any, kept: Mapping[str, Type]) -> tuple[Any, ...]:
    lists = {}
    for name, type_ in kept.items():
        value = json.loads(getattr(row, name) or "[]")
        lists[name] = value if type_ is Type.LIST else [_RECORDS[name](**record) for record in value]
    decoded: tuple[Any, ...] = row._replace(**lists)
    return decoded
