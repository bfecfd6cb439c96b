"""A draft as JSON: the findings as rows, everything else in the totals."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hmic.draft.compose import Draft, Proposed


def written(draft: Draft, as_at: dt.date) -> str:
    """The draft in the shape that every report has in JSON."""
    rows = [
        _row(one, None if one is finding else finding.id)
        for finding in draft.findings
        for one in finding.each()
    ]
    document = {
        "format": 1, "report": "draft", "as_at": as_at.isoformat(), "nothing_known": False,
        "totals": _totals(draft, rows), "rows": rows,
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _totals(draft: Draft, rows: list[dict[str, Any]]) -> dict[str, Any]:
    about = draft.about
    return {
        "report": {
            "id": draft.id, "title": about.title, "inspectorate": about.inspectorate, "force": draft.force,
            "published": str(about.published) if about.published else None, "scale": draft.scale,
        },
        "layout": draft.layout,
        "form": draft.form,
        "pages": draft.pages,
        "findings": len(rows),
        "to_review": sum(row["review"] is not None for row in rows),
        "grades": [{"area": grade.area, "grade": grade.grade} for grade in draft.grades],
        "follow_ups": [
            {
                "finding": one.finding, "verdict": one.verdict, "summary": one.summary,
                "review": "; ".join(one.review),
            }
            for one in draft.follow_ups
        ],
        "counts": [
            {"words": one.words, "page": one.page, "stated": one.stated, "drafted": one.drafted}
            for one in draft.counted
        ],
        "not_taken": [{"page": row.page, "sentence": row.text} for row in draft.left],
        "remarks": draft.remarks,
    }  # fmt: skip


def _row(one: Proposed, concern: str | None) -> dict[str, Any]:
    return {
        "finding": one.id,
        "kind": one.kind.value,
        "title": one.title,
        "requirement": one.requirement,
        "voice": one.voice,
        "area": one.area,
        "addressed_to": one.addressed_to,
        "national_reference": one.national_reference,
        "deadlines": one.deadlines,
        "parts": [{"letter": letter, "requirement": text} for letter, text in one.parts],
        "section": one.section,
        "opening": one.opening,
        "page": one.page,
        "concern": concern,
        "rule": one.rule,
        "review": "; ".join(one.review) or None,
        "proposed_links": [f"follows: [{link.id}]? {link}" for link in one.links],
    }
