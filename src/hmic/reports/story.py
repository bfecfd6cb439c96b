"""The steps in the life of a matter, in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hmic.holding import in_force
from hmic.model import Entry, EntryKind, Voice, why_moved
from hmic.row_columns import Day
from hmic.words import day_here, day_of, day_words, long_day

if TYPE_CHECKING:
    from hmic.store.queries.list_rows import DeadlineRow
    from hmic.store.queries.thread_rows import FollowUpRow, ReportRow, ThreadFinding

Content = Mapping[str, Any]


class Row(NamedTuple):
    """A step in the life of a matter; `date` is as exact as it is known."""

    date: Day
    recorded_at: str | None
    kind: str
    by: str | None
    text: str
    report: str | None
    login: str | None = None
    """Of whoever sent it through a hub."""


def of_reports(
    findings: Iterable[ThreadFinding],
    follow_ups: Iterable[FollowUpRow],
    reports: Mapping[str, ReportRow],
    repeating: set[str],
    deadlines: Mapping[str, Sequence[DeadlineRow]],
) -> list[Row]:
    """What each report said of the matter: when it raised it and how it followed it up."""
    rows: list[Row] = []
    for finding in findings:
        report = reports.get(finding.report)
        if report is None:
            continue
        again = " again" if finding.finding in repeating else ""
        did = f"{report.inspectorate} {Voice(finding.voice).words}"
        text = f"raised{again} as {finding.finding}. {did}: {finding.requirement}"
        text += "".join(_due(deadline) for deadline in deadlines.get(finding.finding, ()))
        rows.append(Row(report.published, None, "raised", report.inspectorate, text, report.report))
    for said in follow_ups:
        inspectorate = reports[said.report].inspectorate
        text = f"{said.verdict}: {said.summary}"
        rows.append(Row(said.published, None, "follow-up", inspectorate, text, said.report))
    return rows


def _due(deadline: DeadlineRow) -> str:
    """A deadline with its words, as it was first set."""
    if deadline.phrase is None:
        return ""
    day = deadline.original_due if deadline.given else None
    date = day_of(day, deadline.original_exact)
    what = f", {deadline.requires}" if deadline.requires else ""
    return f" {f'Due {date}' if date else 'No date given'} (“{deadline.phrase}”{what})."


def of_journal(entries: Iterable[Entry]) -> list[Row]:
    """What the force recorded; what was withdrawn says so, in a sentence."""
    entries = list(entries)
    by_uid = {entry.uid: entry for entry in entries}
    gone = withdrawals(entries)
    rows: list[Row] = []
    for e in entries:
        text = withdrawn_words(e, gone[e.uid]) if e.uid in gone else entry_words(e, by_uid)
        rows.append(Row(e.on.isoformat(), e.recorded_at, e.kind.value, e.by, text, None, e.login))
    return rows


def withdrawals(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The correction that withdraws each withdrawn entry, by the entry's uid."""
    entries = list(entries)
    holding = {entry.uid for entry in in_force(entries)}
    return {
        e.corrects: e
        for e in entries
        if e.kind is EntryKind.CORRECTION and e.corrects and e.corrects not in holding
    }


def recorder(entry: Entry | Row) -> str:
    """Who recorded an entry: the post that was named, with the login where it came through a hub."""
    return f"{entry.by} ({entry.login})" if entry.by and entry.login else entry.by or entry.login or ""


def withdrawn_words(entry: Entry, correction: Entry) -> str:
    """`On 3 March 2026 ACC Crime recorded complete; withdrawn on 5 March 2026: wrong finding`."""
    who = entry.by or entry.login or "someone"
    what = entry_words(entry).split("] ", 1)[-1].rstrip(".")
    return (
        f"[{entry.number}] On {long_day(entry.on)} {who} recorded {what}; "
        f"withdrawn on {long_day(correction.on)}: {correction.reason}"
    )


def entry_words(entry: Entry, by_uid: Mapping[str, Entry] | None = None) -> str:
    """A journal entry as a sentence."""
    number = f"[{entry.number}] " if entry.number else ""
    return number + " ".join(part for part in _parts(entry, by_uid or {}) if part)


def _deadline(entry: Entry) -> str:
    """The deadline that an entry names, by its words: the number is only its place in the register."""
    which = f"deadline “{entry.phrase}”" if entry.phrase else f"deadline {entry.deadline}"
    return f"{which}, due {day_words(entry.occurrence)}" if entry.occurrence else which


def _parts(entry: Entry, by_uid: Mapping[str, Entry]) -> Iterable[str | None]:
    where = f"{_deadline(entry)}: " if entry.deadline else ""
    where += f"part {entry.part}: " if entry.part else ""
    because = f"because {entry.reason}" if entry.reason else None
    match entry.kind:
        case EntryKind.ASSIGNMENT:
            yield f"assigned to {entry.owner}"
        case EntryKind.TARGET:
            yield f"{where}target {day_words(entry.due)}"
            yield because
        case EntryKind.EXTENSION:
            yield f"{where}extended to {day_words(entry.due)}"
            yield f"because {why_moved(entry.reason, entry.agreed_by)}"
        case EntryKind.CORRECTION:
            wrong = by_uid.get(entry.corrects or "")
            what = f"entry {wrong.number} withdrawn" if wrong else "an entry withdrawn"
            yield f"{what}: {entry.reason}"
        case EntryKind.PROGRESS | EntryKind.RESPONSE:
            yield f"{where}{entry.status.value}." if entry.status else (where or None)
            yield entry.note
            yield because
            yield f"closed by {entry.closed_by}" if entry.closed_by else None
            yield f"superseded by {entry.superseded_by}" if entry.superseded_by else None
            yield f"review on {day_words(entry.review_on)}" if entry.review_on else None
            pieces = ", ".join(piece.place for piece in entry.evidence)
            yield f"(evidence: {pieces})" if pieces else None


def of_versions(item: str, versions: Iterable[tuple[str, Content, Content]]) -> list[Row]:
    """How the register's own wording was amended between loads, with the words that changed."""
    rows: list[Row] = []
    for moment, before, after in versions:
        changed = [
            name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)
        ]
        changes = "; ".join(f"{name}: {_difference(before.get(name), after.get(name))}" for name in changed)
        text = f"{item} reworded: {changes}" if changes else f"{item} withdrawn or reinstated"
        rows.append(Row(day_here(moment).isoformat(), moment, "amended", None, text, None))
    return rows


def _difference(before: Any, after: Any) -> str:
    """What was taken out and what was put in, word by word: `[-old-] {+new+}`."""
    old, new = _plain(before).split(), _plain(after).split()
    pieces: list[str] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            kept = old[a:b]
            pieces += kept if len(kept) <= _CONTEXT else [*kept[:3], "…", *kept[-3:]]
            continue
        if a < b:
            pieces.append(f"[-{' '.join(old[a:b])}-]")
        if c < d:
            pieces.append(f"{{+{' '.join(new[c:d])}+}}")
    return " ".join(pieces)


_CONTEXT = 8
"""How many equal words in a row are shown in full."""


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_plain(item) for item in value)
    return "" if value is None else str(value)
