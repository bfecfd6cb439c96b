"""Whole tables for analysts, every field, in the order of `hmic.reports.tables`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from hmic.store.called import NOW_CALLED

_TABLES = {
    "reports": """
        SELECT report.id, report.force, report.title, report.inspectorate, report.programme,
               report.published, report.published_on, report.exact, report.published_source,
               report.file, report.scale, report.mentioned_in,
               (SELECT json_group_array(json_object('number', number, 'clock', clock, 'note', note,
                       'due', due, 'exact', exact, 'rule', rule, 'issued', issued))
                FROM (SELECT * FROM respond_by WHERE respond_by.report = report.id ORDER BY number))
        FROM report WHERE withdrawn_at IS NULL AND report.published_on <= (SELECT day FROM seen)
        ORDER BY report.published_on, report.position, report.id""",
    "findings": """
        SELECT finding.id, finding.kind, finding.title, finding.requirement,
               (SELECT json_group_array(json_object('letter', letter, 'requirement', part.requirement))
                FROM part WHERE part.finding = finding.id),
               finding.report, report.title, report.published, report.inspectorate, finding.area,
               finding.themes, finding.addressed_to, finding.acts, finding.acts_why, finding.issued,
               finding.national_reference,
               finding.parent, finding.same_as,
               (SELECT json_group_array(earlier) FROM link WHERE link.finding = finding.id),
               finding.note, finding.section, finding.opening, standing.status, standing.open,
               standing.since, standing.since_exact, standing.owner, standing.reason, standing.review_on,
               standing.review_due,
               standing.closed_by, standing.superseded_by, standing.reopened_by, standing.next_due,
               (SELECT min(due.exact) FROM due WHERE due.finding = finding.id AND due.counts
                AND due.due = standing.next_due),
               standing.needs_target, standing.parts_met, standing.last_on, standing.last_note,
               standing.last_note_on, finding.voice
        FROM finding JOIN standing ON standing.finding = finding.id
        JOIN report ON report.id = finding.report WHERE finding.withdrawn_at IS NULL
        ORDER BY report.published_on, report.position, report.id, finding.position""",
    "deadlines": """
        SELECT due.finding, due.number, finding.title, deadline.phrase, deadline.requires,
               deadline.condition, deadline.due_to, deadline.acts, deadline.kind, deadline.anchor,
               deadline.anchor_source, deadline.rule, deadline.recurs, deadline.due,
               due.original_due, due.due, due.exact, due.basis, due.target, due.times_extended,
               due.why_moved, due.met_on, due.counts, due.silent_until, due.original_exact, due.missed,
               deadline.formerly, due.occurrence, due.occurrences
        FROM due LEFT JOIN deadline USING (finding, number)
        JOIN finding ON finding.id = due.finding JOIN report ON report.id = finding.report
        WHERE finding.withdrawn_at IS NULL
        ORDER BY report.published_on, report.position, report.id, finding.position, due.number""",
    "progress": f"""
        SELECT number, {NOW_CALLED}, report, kind, deadline, part, status, note, reason, owner,
               due, agreed_by, review_on, closed_by, superseded_by,
               (SELECT number FROM entry AS wrong WHERE wrong.uid = entry.corrects),
               (SELECT json_group_array(json_extract(value, '$.place')) FROM json_each(evidence)),
               evidence, by_post, true_on, recorded_at, learned_at, phrase, requires, occurrence,
               uid
        FROM entry ORDER BY number""",  # noqa: S608 - our own names
    "grades": """
        SELECT grade.area, grade.report, report.published, grade.grade, report.scale,
               grade.comparable, grade.carried_from, grade.note, grade.section, grade.opening
        FROM grade JOIN report ON report.id = grade.report
        WHERE withdrawn_at IS NULL AND report.published_on <= (SELECT day FROM seen)
        ORDER BY report.published_on, report.position, grade.position""",
    "follow-ups": """
        SELECT follow_up.report, report.published, follow_up.finding, follow_up.verdict,
               follow_up.summary, follow_up.section, follow_up.opening
        FROM follow_up JOIN report ON report.id = follow_up.report
        WHERE withdrawn_at IS NULL AND report.published_on <= (SELECT day FROM seen)
        ORDER BY report.published_on, report.position, follow_up.position""",
    "versions": """
        SELECT item, until, load, withdrawn, content FROM earlier_version
        ORDER BY load, item""",
}


def table(con: sqlite3.Connection, name: str) -> Sequence[Sequence[Any]]:
    """The rows of a table."""
    return con.execute(_TABLES[name]).fetchall()
