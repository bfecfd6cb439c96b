"""Entries as rows of the journal's table, and back."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from hmic.model import Entry, EntryKind, Evidence, Status

if TYPE_CHECKING:
    from hmic.entry_records import Record

_OTHERS = (
    "kind, true_on, by_post, report, deadline, part, status, note, reason, owner, due, "
    "agreed_by, review_on, closed_by, superseded_by, corrects, evidence, uid, recorded_at, number, "
    # An entry of a journal that did not keep the words of deadlines has them beside the journal.
    "CASE WHEN phrase IS NULL AND deadline IS NOT NULL "
    "THEN (SELECT kept.phrase FROM entry_words AS kept WHERE kept.uid = entry.uid) ELSE phrase END, "
    "CASE WHEN phrase IS NULL AND deadline IS NOT NULL "
    "THEN (SELECT kept.requires FROM entry_words AS kept WHERE kept.uid = entry.uid) ELSE requires END, "
    "occurrence, learned_at, login"
)
"""The fields of an entry after the first, in their order."""

_day = dt.date.fromisoformat
_kind = cache(EntryKind)
_status = cache(Status)


_BEFORE = tuple(_OTHERS.partition(", number")[0].split(", "))


def entry_columns(finding: str = "finding") -> str:
    """The columns that `entry_from` reads; `finding` is what gives the finding's id."""
    return f"{finding}, {_OTHERS}"


ENTRY_COLUMNS = entry_columns()


def entry_of(record: Record) -> Entry:
    """A record that was checked before as an entry without a number."""
    words = map(record.get, ("phrase", "requires", "occurrence"))
    return entry_from((record.get("finding"), *map(record.get, _BEFORE), 0, *words, None, None))


def entry_from(row: tuple[Any, ...]) -> Entry:
    """A row of `entry_columns` as an entry."""
    (
        finding, kind, on, by, report, deadline, part, status, note, reason, owner, due, agreed_by,
        review_on, closed_by, superseded_by, corrects, evidence, uid, recorded_at, number, phrase,
        requires, occurrence, learned_at, login,
    ) = row  # fmt: skip
    return Entry(
        finding, _kind(kind), _day(on), by, report, deadline, part, _status(status) if status else None,
        note, reason, owner, _day(due) if due else None, agreed_by, _day(review_on) if review_on else None,
        closed_by, superseded_by, corrects,
        () if evidence == "[]" else tuple(Evidence(**piece) for piece in json.loads(evidence)),
        uid, recorded_at, number, phrase, requires, _day(occurrence) if occurrence else None,
        learned_at, login,
    )  # fmt: skip
