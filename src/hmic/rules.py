"""What may be recorded of a finding, and what each status needs. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.errors import RefusedError
from hmic.model import Entry, EntryKind, Status

if TYPE_CHECKING:
    from hmic.store.queries.list_rows import DeadlineRow


class Now(NamedTuple):
    """Where a finding is now."""

    status: Status
    since: dt.date
    closed_by: str | None = None


def check_before(entry: Entry, status: Status, closed_by: str | None) -> None:
    """Refuse what a finding does not take that had this status on the day before the entry counts.

    An ended one takes notes and evidence, and can be opened again with the reason.
    """
    if status.is_open:
        return
    whole = entry.deadline is None and entry.part is None
    by = f" by {closed_by}" if closed_by else ""
    if entry.kind in _ONLY_OPEN or (whole and entry.status is Status.ON_HOLD):
        what = _ONLY_OPEN.get(entry.kind, "put on hold")
        message = f"{entry.finding} is {status.value}{by}, so it cannot be {what}"
        hint = f'reopen it first: hmic progress {entry.finding} --status open --note "why it is open again"'
        raise RefusedError(message, hint=hint)
    reopens = entry.status is not None and entry.status.is_open and whole
    if reopens and not (entry.note or entry.reason):
        message = f"{entry.finding} is {status.value}{by}; reopening it needs a reason"
        raise RefusedError(message, hint='say why: --note "why it is open again"')


_ONLY_OPEN = {
    EntryKind.ASSIGNMENT: "assigned",
    EntryKind.TARGET: "given a target",
    EntryKind.EXTENSION: "extended",
}


def check_concern(entry: Entry, open_recommendations: Sequence[str]) -> None:
    """Refuse to end a cause of concern before its own recommendations, those that are still open."""
    whole = entry.deadline is None and entry.part is None
    if open_recommendations and whole and entry.status in _ENDS:
        names = ", ".join(open_recommendations)
        message = f"{entry.finding} is a cause of concern; its recommendations are still open: {names}"
        raise RefusedError(message, hint=f"close them first: hmic show {open_recommendations[0]}")


def check_needs(entry: Entry) -> None:
    """Refuse a status without what it needs, which the entry has to hold itself."""
    need = _missing(entry)
    if need is not None and entry.status is not None:
        what, options = need
        message = f"the status {entry.status.value!r} needs {what}"
        command = f"hmic progress {entry.finding} --status {entry.status.value.replace(' ', '-')} {options}"
        raise RefusedError(message, hint=f"add it: {command}")


_ENDS = (Status.COMPLETE, Status.CLOSED)


def _missing(entry: Entry) -> tuple[str, str] | None:
    """What a status lacks, and the options that give it."""
    reason = entry.reason or entry.note
    needed: tuple[str, str] | None = None
    match entry.status:
        case Status.COMPLETE if not entry.evidence:
            needed = "evidence: a file or an address", "--evidence FILE-OR-ADDRESS"
        case Status.CLOSED if not entry.closed_by:
            needed = (
                "what closed it: a later report, a letter, a portal entry",
                '--closed-by "letter of 3 March 2026" --on 2026-03-03',
            )
        case Status.ON_HOLD if entry.review_on and entry.review_on <= entry.on:
            needed = f"a review date after {entry.on}", '--note "why" --review-on 2027-01-31'
        case Status.SUPERSEDED if not entry.superseded_by:
            needed = "the later finding that replaces it", "--superseded-by FINDING"
        case Status.NOT_ACCEPTED | Status.NOT_APPLICABLE if not reason:
            needed = "the reason", '--note "why not"'
        case Status.ON_HOLD if not reason or not entry.review_on:
            needed = "the reason and a review date", '--note "why" --review-on 2027-01-31'
    return needed


def deadline_for_target(
    finding: str, dues: Sequence[DeadlineRow], wanted: int | None
) -> tuple[int | None, str | None]:
    """Which deadline a target belongs to, and the date that the target would move.

    Without a number it is the first deadline that has no date from the inspectorate; a finding without
    any deadline takes the target as a whole, which gives None.
    """
    named = [d for d in dues if d.phrase is not None]
    if not named:
        if wanted not in (None, 1):
            raise _no_such_deadline(finding, wanted, named)
        return None, next((d.due for d in dues), None)
    if wanted is not None:
        due = _numbered(finding, named, wanted)
    else:
        undated = [d for d in named if not d.given]
        if not undated and len(named) > 1:
            raise _which(finding, named)
        due = (undated or named)[0]
    return due.number, due.target if due.given else due.due


def check_move(finding: str, before: str | None, day: dt.date, reason: str | None, hint: str) -> None:
    """Refuse to move a target without a reason; `before` is the target that there is."""
    if before not in (None, day.isoformat()) and not reason:
        message = f"{finding} already has the date {before}; moving it needs a reason"
        raise RefusedError(message, hint=hint)


def deadline_to_extend(
    finding: str, dues: Sequence[DeadlineRow], wanted: int | None, day: dt.date
) -> int | None:
    """Which deadline an extension moves; refuses one without a date, met, or moved back."""
    unmet = [d for d in dues if d.due and not d.met_on]
    if wanted is not None:
        due = _numbered(finding, dues, wanted)
    elif len(unmet) > 1:
        raise _which(finding, unmet)
    elif unmet:
        due = unmet[0]
    else:
        message = f"{finding} has no date to move"
        raise RefusedError(message, hint=f"set one with: hmic target {finding} {day}")
    if due.met_on:
        message = f"deadline {due.number} of {finding} was met on {due.met_on}"
        raise RefusedError(message, hint=f"see it with: hmic show {finding}")
    if due.due is None:
        message = f"deadline {due.number} of {finding} has no date to move"
        raise RefusedError(message, hint=f"set one with: hmic target {finding} {day}")
    if day.isoformat() <= due.due:
        message = f"{day} is not later than {due.due}, the current date"
        hint = f"for an earlier date of the force's own: hmic target {finding} {day}"
        raise RefusedError(message, hint=hint)
    return due.number if due.phrase is not None else None


def _numbered(finding: str, dues: Sequence[DeadlineRow], wanted: int) -> DeadlineRow:
    for due in dues:
        if due.number == wanted:
            return due
    raise _no_such_deadline(finding, wanted, dues)


def _no_such_deadline(finding: str, wanted: int | None, dues: Sequence[DeadlineRow]) -> RefusedError:
    known = ", ".join(str(due.number) for due in dues) or "none"
    message = f"{finding} has no deadline {wanted}"
    return RefusedError(message, hint=f"its deadlines: {known}; see hmic show {finding}")


class SeveralDeadlinesError(RefusedError):
    """A finding has several deadlines, and none of them is named; `in_table` says so of a cell."""

    in_table = ""


def _which(finding: str, dues: Sequence[DeadlineRow]) -> RefusedError:
    known = "; ".join(f"{due.number}: {due.phrase} ({due.due})" for due in dues)
    several = f"{finding} has several deadlines: "
    error = SeveralDeadlinesError(f"{several}say which with --deadline", hint=known)
    error.in_table = f"{several}give the number of one"
    return error
