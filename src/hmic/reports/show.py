"""Everything about one finding."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hmic.model import Entry
from hmic.reports.listing import deadline_line
from hmic.reports.story import entry_words
from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.listing import DeadlineRow
    from hmic.reads.threads import FollowUpRow, ThreadFinding

_FIELDS = [
    "finding",
    "kind",
    "title",
    "requirement",
    "report",
    "report_title",
    "published",
    "area",
    "addressed_to",
    "acts",
    "acts_why",
    "national_reference",
    "parent",
    "same_as",
    "note",
    "section",
    "opening",
    "status",
    "since",
    "since_exact",
    "open",
    "owner",
    "reason",
    "review_on",
    "closed_by",
    "superseded_by",
    "reopened_by",
    "withdrawn_at",
    "voice",
    "inspectorate",
]

_FLAGS = {"open": ("open", "closed"), "since_exact": ("exact", "not exact")}

COLUMNS = (
    *(Column(name, Type.FLAG, _FLAGS[name]) if name in _FLAGS else Column(name) for name in _FIELDS),
    Column("themes", Type.LIST),
    Column("deadlines", Type.RECORDS, line=deadline_line),
    Column("parts", Type.RECORDS, line=lambda p: f"({p['part']}) {p['requirement']}"),
    Column("recommendations", Type.LIST),
    Column("follows", Type.LIST),
    Column("followed_by", Type.LIST),
    Column("follow_ups", Type.RECORDS, line=lambda f: f"{f['date']} {f['verdict']}: {f['summary']}"),
    Column("journal", Type.RECORDS, line=lambda e: f"{e['on']} {e['text']}"),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """What the database knows of a finding."""

    finding: Mapping[str, Any]
    deadlines: Sequence[DeadlineRow]
    parts: Sequence[tuple[str, str]]
    parts_met: Sequence[str]
    recommendations: Sequence[str]
    follows: Sequence[ThreadFinding]
    followed_by: Sequence[ThreadFinding]
    follow_ups: Sequence[FollowUpRow]
    entries: Sequence[Entry]
    withdrawn: frozenset[str]
    evidence: Mapping[tuple[str, str], str]
    """Whether each file of evidence is still there and unchanged, by entry and place."""


def build(shown: Shown, as_at: dt.date) -> Report:
    """One row that holds everything."""
    by_uid = {entry.uid: entry for entry in shown.entries}
    row = (
        *(shown.finding[name] for name in _FIELDS),
        json.loads(shown.finding["themes"]),
        [_deadline(d, as_at) for d in shown.deadlines],
        [{"part": letter, "requirement": text, "met": letter in shown.parts_met}
         for letter, text in shown.parts],
        list(shown.recommendations),
        [f.finding for f in shown.follows],
        [f.finding for f in shown.followed_by],
        [{"report": f.report, "date": f.published, "verdict": f.verdict, "summary": f.summary}
         for f in shown.follow_ups],
        [_entry(e, shown, by_uid) for e in shown.entries],
    )  # fmt: skip
    return Report(
        name="show",
        as_at=as_at,
        columns=COLUMNS,
        rows=[row],
        totals={"entries": len(shown.entries), "deadlines": len(shown.deadlines)},
        screen="show",
        about={"shown": shown},
    )


def _deadline(d: DeadlineRow, as_at: dt.date) -> dict[str, Any]:
    return {
        "deadline": d.number,
        "phrase": d.phrase,
        "requires": d.requires,
        "condition": d.condition,
        "due_to": d.due_to,
        "anchor": d.anchor,
        "anchor_source": d.anchor_source,
        "rule": d.rule,
        "due": d.due,
        "original_due": d.original_due,
        "target": d.target,
        "exact": bool(d.exact),
        "original_exact": bool(d.original_exact),
        "missed": d.missed,
        "basis": d.basis,
        "times_extended": d.times_extended,
        "why_moved": d.why_moved,
        "met": d.met_on,
        "occurrences": [time._asdict() for time in times_of(d, as_at)],
    }


class Time(NamedTuple):
    """One time of a recurring deadline: `state` is met, overdue, due or next."""

    due: str
    met: str | None
    state: str


MOST_TIMES = 12
"""How many times of a recurring deadline are told: the latest ones."""


def times_of(d: DeadlineRow, as_at: dt.date) -> list[Time]:
    """The times of a recurring deadline up to a day, and the next one after it."""
    if d.recurs is None:
        return []
    from hmic.deadlines import next_occurrence

    met: dict[str, str] = json.loads(d.occurrences)
    times = [Time(time, on, "met") for time, on in sorted(met.items())]
    day = dt.date.fromisoformat(d.occurrence) if d.occurrence else None
    while day is not None and len(times) <= _FURTHEST:
        moved = day.isoformat() == d.occurrence and d.due is not None
        due = dt.date.fromisoformat(d.due) if moved and d.due else day
        if day.isoformat() not in met:
            coming = due >= as_at
            times.append(Time(day.isoformat(), None, "next" if coming else "overdue"))
            if coming:
                break
        day = next_occurrence(d.recurs, day)
    return sorted(times)[-MOST_TIMES:]


_FURTHEST = 1000


def _entry(e: Entry, shown: Shown, by_uid: Mapping[str, Entry]) -> dict[str, Any]:
    return {
        "entry": e.number,
        "on": e.on.isoformat(),
        "recorded_at": e.recorded_at,
        "learned_at": e.learned_at,
        "kind": e.kind.value,
        "by": e.by,
        "text": entry_words(e, by_uid),
        "withdrawn": e.uid in shown.withdrawn,
        "evidence": [
            {"place": p.place, "sha256": p.sha256, "state": shown.evidence.get((e.uid, p.place))}
            for p in e.evidence
        ],
    }
