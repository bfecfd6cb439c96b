"""Metadata for Datasette: titles, columns, saved queries, what is internal."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

from hmic.model import EntryKind, Kind
from hmic.store.schema import made_anew

ID, REPORT = "the finding's id in the register", "the report's title"
SHOWN: dict[str, dict[str, Any]] = {
    "findings": {
        "title": "Findings and observations",
        "description": "Every finding and observation on the register with its owner and status today.",
        "columns": {
            "id": ID,
            "report": REPORT,
            "published": "the date the report was published, as exact as is known: a day, month or year",
            "kind": ", ".join(Kind),
            "title": "the finding in a headline",
            "requirement": "what the inspectorate asked for or criticised",
            "area": "the report's area or chapter",
            "owner": "the owner; empty: no owner",
            "status": "what the force says, or how the inspectorate ended it",
            "next_due": "the next date that counts",
        },
        "facets": ["kind", "status", "owner", "report"],
    },
    "overdue_today": {
        "title": "Overdue today",
        "description": "Each deadline that has passed and is not met, and each review date that passed.",
        "columns": {
            "finding": ID,
            "title": "the finding in a headline",
            "deadline": "the deadline's number, from 1; 0: the review date of a finding on hold",
            "due": "its date now",
            "owner": "the owner; empty: no owner",
            "status": "the finding's status",
            "days_overdue": "days since the date that was first missed",
        },
        "sort_desc": "days_overdue",
        "facets": ["owner"],
    },
    "deadlines": {
        "title": "Deadlines and targets",
        "description": "Dates in the inspectorate's words, what they mean, and the force's own targets.",
        "columns": {
            "finding": ID,
            "number": "the deadline's number, from 1",
            "phrase": "the inspectorate's words",
            "requires": "what has to be done by then",
            "rule": "how the date follows from the words",
            "original_due": "the date first given",
            "due": "its date now",
            "basis": "inspectorate, extension or target",
            "times_extended": "how often the date was moved",
            "met_on": "the day on which it was met",
        },
        "facets": ["basis"],
    },
    "progress": {
        "title": "Journal entries",
        "description": "What the force recorded. Nothing is overwritten: a correction is an entry.",
        "columns": {
            "number": "the entry's number",
            "finding": ID,
            "true_on": "the day on which it was true",
            "kind": ", ".join(EntryKind),
            "status": "the new status",
            "note": "what was done",
            "reason": "why",
            "owner": "the owner assigned",
            "due": "the date of a target or extension",
            "by_post": "the post that recorded it",
            "recorded_at": "when it was recorded, in UTC",
        },
        "sort_desc": "number",
        "facets": ["kind", "by_post"],
    },
    "report": {
        "title": "Reports",
        "description": "The inspectorate's reports and letters.",
        "columns": {
            "id": "the report's id in the register",
            "force": "the force it is about",
            "title": "its title",
            "inspectorate": "HMIC, or HMICFRS from 2017",
            "published": "the date it was published, as exact as is known: a day, month or year",
            "published_on": "the last day on which it can have been published",
        },
        "label_column": "title",
        "sort": "published_on",
    },
    "grade": {
        "title": "Grades",
        "description": "The inspectorate's judgments. Grades on different scales cannot be compared.",
        "columns": {
            "report": "the report that gave it",
            "area": "what was judged",
            "grade": "the judgment, on that report's scale; empty: not graded",
            "carried_from": "the report that first gave it, if carried over",
            "note": "anything a reader should know",
        },
        "facets": ["area", "grade"],
    },
    "follow_up": {
        "title": "Follow-ups",
        "description": "What a later report says about an earlier finding.",
        "columns": {
            "report": "the later report",
            "finding": "the earlier finding",
            "verdict": "resolved, improved, unchanged or worsened",
            "summary": "what it says",
        },
        "facets": ["verdict"],
    },
}
"""The tables and views for readers; everything else is internal, and hidden."""

_OPEN = "FROM findings JOIN standing ON standing.finding = findings.id WHERE standing.open AND"
_RAISED_AGAIN = """\
SELECT later.id AS finding, later.title, earlier.id AS raises_again, earlier.title AS earlier_title
FROM link JOIN findings AS later ON later.id = link.finding
JOIN findings AS earlier ON earlier.id = link.earlier
ORDER BY later.published DESC, later.id"""
_JOURNAL = """\
SELECT number, true_on, kind, status, note, reason, owner, due, by_post FROM progress
WHERE finding = :finding ORDER BY true_on, number"""
QUERIES = {
    "overdue": ("Overdue, worst first", "SELECT * FROM overdue_today ORDER BY days_overdue DESC, finding"),
    "no_owner": (
        "Open with no owner",
        f"SELECT findings.* {_OPEN} findings.owner IS NULL ORDER BY kind = 'observation', id",
    ),
    "load_by_owner": (
        "Open findings by owner",
        (
            "SELECT coalesce(findings.owner, 'no owner') AS owner, count(*) AS open_findings "
            f"{_OPEN} kind <> 'observation' GROUP BY 1 ORDER BY 2 DESC, 1"
        ),
    ),
    "raised_again": ("Raised again: the later finding and the earlier one", _RAISED_AGAIN),
    "journal_of_a_finding": ("The journal of one finding", _JOURNAL),
}
"""Saved queries: the title and the SQL; an observation is never counted with findings."""


def metadata() -> str:
    """The file for `datasette --metadata`, with whatever the schema holds besides as hidden."""
    with closing(made_anew()) as con:
        found = con.execute(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
        )
        # Datasette hides tables; a view that is not for readers has to be refused.
        hidden: dict[str, dict[str, Any]] = {
            name: {"hidden": True} if kind == "table" else {"allow": False}
            for name, kind in found
            if name not in SHOWN
        }
    hidden["finding"]["label_column"] = "title"
    metadata = {
        "title": "Inspection findings",
        "description": "What HMIC and HMICFRS found, and what the force did. Read only: record with hmic.",
        "license": "Open Government Licence v3.0 (reports: Crown copyright)",
        "license_url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "source": "HMICFRS",
        "source_url": "https://hmicfrs.justiceinspectorates.gov.uk/",
        "databases": {
            "recommendations": {
                "tables": {**SHOWN, **hidden},
                "queries": {name: {"title": title, "sql": sql} for name, (title, sql) in QUERIES.items()},
            }
        },
    }
    return json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"
