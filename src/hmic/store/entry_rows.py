"""Entries as rows of the journal's table, and back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hmic.model import Entry, EntryKind, Evidence, Status

_OTHERS = (
    "kind, true_on, by_post, report, deadline, part, status, note, reason, owner, due, "
    "agreed_by, review_on, closed_by, superseded_by, corrects, evidence, uid, recorded_at, number, "
    "learned_at, login, "
    # An entry of a journal that did not keep the words of deadlines has them beside the journal.
    "CASE WHEN phrase IS NULL AND deadline IS NOT NULL "
    "THEN (SELECT kept.phrase FROM entry_words AS kept WHERE kept.uid = entry.uid) ELSE phrase END, "
    "CASE WHEN phrase IS NULL AND deadline IS NOT NULL "
    "THEN (SELECT kept.requires FROM entry_words AS kept WHERE kept.uid = entry.uid) ELSE requires END, "
    "occurrence"
)


def entry_columns(finding: str = "finding") -> str:
    """The columns that `entry_from` reads; `finding` is what gives the finding's id."""
    return f"{finding}, {_OTHERS}"


ENTRY_COLUMNS = entry_columns()


def entry_from(row: tuple[Any, ...]) -> Entry:
    """A row of `entry_columns` as an entry."""
    (
        finding, kind, true_on, by_post, report, deadline, part, status, note, reason, owner, due,
        agreed_by, review_on, closed_by, superseded_by, corrects, evidence, uid, recorded_at, number,
        learned_at, login, phrase, requires, occurrence,
    ) = row  # fmt: skip
    return Entry(
        finding=finding,
        kind=EntryKind(kind),
        on=dt.date.fromisoformat(true_on),
        by=by_post,
        report=report,
        deadline=deadline,
        part=part,
        status=Status(status) if status else None,
        note=note,
        reason=reason,
        owner=owner,
        due=_day(due),
        agreed_by=agreed_by,
        review_on=_day(review_on),
        closed_by=closed_by,
        superseded_by=superseded_by,
        corrects=corrects,
        evidence=tuple(Evidence(**piece) for piece in json.loads(evidence)) if evidence != "[]" else (),
        uid=uid,
        recorded_at=recorded_at,
        number=number,
        learned_at=learned_at,
        login=login,
        phrase=phrase,
        requires=requires,
        occurrence=_day(occurrence),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
