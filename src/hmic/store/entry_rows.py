"""Entries as rows of the journal's table, and back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hmic.model import Entry, EntryKind, Evidence, Status

ENTRY_COLUMNS = (
    "finding, kind, true_on, by_post, report, deadline, part, status, note, reason, owner, due, "
    "agreed_by, review_on, closed_by, superseded_by, corrects, evidence, uid, recorded_at, number, "
    "learned_at, "
    # An entry of a journal that did not keep the words of deadlines has them beside the journal.
    "CASE WHEN phrase IS NULL AND deadline IS NOT NULL "
    "THEN (SELECT kept.phrase FROM entry_words AS kept WHERE kept.uid = entry.uid) ELSE phrase END, "
    "CASE WHEN phrase IS NULL AND deadline IS NOT NULL "
    "THEN (SELECT kept.requires FROM entry_words AS kept WHERE kept.uid = entry.uid) ELSE requires END, "
    "occurrence"
)


def entry_from(row: tuple[Any, ...]) -> Entry:
    """A row of `ENTRY_COLUMNS` as an entry."""

    def date(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    return Entry(
        finding=row[0],
        kind=EntryKind(row[1]),
        on=dt.date.fromisoformat(row[2]),
        by=row[3],
        report=row[4],
        deadline=row[5],
        part=row[6],
        status=Status(row[7]) if row[7] else None,
        note=row[8],
        reason=row[9],
        owner=row[10],
        due=date(row[11]),
        agreed_by=row[12],
        review_on=date(row[13]),
        closed_by=row[14],
        superseded_by=row[15],
        corrects=row[16],
        evidence=tuple(Evidence(**piece) for piece in json.loads(row[17])),
        uid=row[18],
        recorded_at=row[19],
        number=row[20],
        learned_at=row[21],
        phrase=row[22],
        requires=row[23],
        occurrence=date(row[24]),
    )
