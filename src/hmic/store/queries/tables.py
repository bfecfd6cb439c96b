"""Whole tables for analysts, every field, by the names in docs/commands.md."""

from __future__ import annotations

import sqlite3
from typing import Any

_TABLES = {
    "findings": """
        SELECT finding.id AS finding, finding.kind, finding.title, finding.requirement,
               finding.report, report.title AS report_title, report.published,
               report.inspectorate, finding.area, finding.themes, finding.addressed_to,
               finding.issued, finding.national_reference, finding.parent, finding.same_as,
               (SELECT group_concat(earlier, '; ') FROM link WHERE link.finding = finding.id) AS follows,
               finding.note, finding.section, finding.opening, standing.status, standing.open,
               standing.since, standing.owner, standing.reason, standing.review_on,
               standing.closed_by, standing.superseded_by, standing.next_due,
               standing.last_on AS last_update, standing.last_note
        FROM finding JOIN standing ON standing.finding = finding.id
        JOIN report ON report.id = finding.report WHERE finding.withdrawn_at IS NULL
        ORDER BY report.published_on, report.position, report.id, finding.position""",
    "deadlines": """
        SELECT due.finding, due.number AS deadline, deadline.phrase, deadline.requires,
               deadline.condition, deadline.due_to, deadline.kind, deadline.anchor,
               deadline.anchor_source, deadline.rule, deadline.recurs, due.original_due, due.due,
               due.exact, due.basis, due.target, due.times_extended, due.why_moved,
               due.met_on, due.counts
        FROM due LEFT JOIN deadline USING (finding, number)
        JOIN finding ON finding.id = due.finding JOIN report ON report.id = finding.report
        WHERE finding.withdrawn_at IS NULL
        ORDER BY report.published_on, report.position, report.id, finding.position, due.number""",
    "progress": """
        SELECT number AS entry, finding, report, kind, deadline, part, status, note, reason, owner,
               due, agreed_by, review_on, closed_by, superseded_by,
               (SELECT number FROM entry AS wrong WHERE wrong.uid = entry.corrects) AS corrects,
               (SELECT group_concat(json_extract(value, '$.place'), '; ') FROM json_each(evidence))
                   AS evidence,
               by_post, true_on, recorded_at, uid
        FROM entry WHERE true_on <= :until AND recorded_at < :known ORDER BY number""",
    "grades": """
        SELECT grade.area, grade.report, report.published, grade.grade, report.scale,
               grade.comparable, grade.carried_from, grade.note, grade.section, grade.opening
        FROM grade JOIN report ON report.id = grade.report
        WHERE withdrawn_at IS NULL AND report.published_on <= :until
        ORDER BY report.published_on, report.position, grade.position""",
    "follow-ups": """
        SELECT follow_up.report, report.published, follow_up.finding, follow_up.verdict,
               follow_up.summary, follow_up.section, follow_up.opening
        FROM follow_up JOIN report ON report.id = follow_up.report
        WHERE withdrawn_at IS NULL AND report.published_on <= :until
        ORDER BY report.published_on, report.position, follow_up.position""",
}

FLAGS = frozenset({"open", "exact", "counts", "comparable"})
LISTS = frozenset({"themes"})


def table(
    con: sqlite3.Connection, name: str, until: str = "~", known: str = "~"
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The column names and rows of a table, as at the day and moment given."""
    cursor = con.execute(_TABLES[name], {"until": until, "known": known})
    return [column[0] for column in cursor.description], cursor.fetchall()
