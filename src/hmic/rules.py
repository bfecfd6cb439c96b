"""What may be recorded of a finding, and what each status needs. Pure."""

from __future__ import annotations

from hmic.errors import RefusedError
from hmic.model import Entry, Status


def check_progress(entry: Entry, *, open_recommendations: list[str]) -> None:
    """Refuse a status without what it needs, and say what would work.

    `open_recommendations` are a cause of concern's own that are still open: it cannot end before them.
    """
    finding, status = entry.finding, entry.status
    if status is None:
        return
    need = _missing(entry)
    if need is not None:
        what, options = need
        message = f"the status {status.value!r} needs {what}"
        command = f"hmic progress {finding} --status {status.value.replace(' ', '-')!s} {options}"
        raise RefusedError(message, hint=f"such as: {command}")
    if open_recommendations and entry.deadline is None and status in _ENDS:
        names = ", ".join(open_recommendations)
        message = f"{finding} is a cause of concern; its recommendations are still open: {names}"
        raise RefusedError(message, hint=f"end them first: hmic show {open_recommendations[0]}")


_ENDS = (Status.COMPLETE, Status.CLOSED)


def _missing(entry: Entry) -> tuple[str, str] | None:
    """What a status lacks, and the options that give it."""
    reason = entry.reason or entry.note
    match entry.status:
        case Status.COMPLETE if not entry.evidence:
            return "evidence: a file or an address", "--evidence FILE-OR-ADDRESS"
        case Status.CLOSED if not entry.closed_by:
            return (
                "what closed it: a later report, a letter, a portal entry",
                '--closed-by "letter of 3 March 2026" --on 2026-03-03',
            )
        case Status.SUPERSEDED if not entry.superseded_by:
            return "the later finding that replaces it", "--superseded-by FINDING"
        case Status.NOT_ACCEPTED if not reason:
            return "the reason", '--note "why not"'
        case Status.ON_HOLD if not reason or not entry.review_on:
            return "the reason and a review date", '--note "why" --review-on 2027-01-31'
        case _:
            return None
