"""The form that an owner fills in and sends back: one row for each open finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.model import Basis, Status
from hmic.words import day_of, day_words

if TYPE_CHECKING:
    from hmic.store.queries.form_rows import FormRow
    from hmic.store.queries.list_rows import DeadlineRow

STATUSES = (Status.IN_PROGRESS, Status.COMPLETE, Status.ON_HOLD, Status.NOT_ACCEPTED, Status.NOT_APPLICABLE)
"""What an owner can say; closed and superseded are the inspectorate's."""

FINDING, ASKED = "Finding", "What is asked"
SHOWN = (FINDING, ASKED, "Due by", "Status now", "Latest comment")
"""The heads of the columns that are filled in already."""

FILL: Mapping[str, str] = {
    "New status": "status",
    "What was done": "note",
    "When (date)": "on",
    "Evidence": "evidence",
    "Proposed date": "due",
    "Why that date": "reason",
    "Deadline no.": "deadline",
}
"""The heads of the columns to fill in, each with the field that it gives."""

REFUSED = "Why it was not recorded"


class FormLine(NamedTuple):
    """One finding; `filled` holds what a refused row had, by field, and `refused` says why."""

    finding: str
    asked: str
    due: str
    status: str
    last: str
    filled: Mapping[str, str] = {}
    refused: str = ""


class Form(NamedTuple):
    """Everything that the form shows."""

    owner: str
    forces: Sequence[str]
    as_at: dt.date
    lines: Sequence[FormLine]


def build(
    owner: str,
    rows: Iterable[FormRow],
    deadlines: Mapping[str, Sequence[DeadlineRow]],
    as_at: dt.date,
    forces: Sequence[str],
) -> Form:
    """The form of an owner's open findings."""
    lines = [_line(row, deadlines.get(row.finding, ())) for row in rows]
    return Form(owner, forces, as_at, lines)


def asked_words(title: str, requirement: str, report: str) -> str:
    """What a form shows of a finding, by which a row is known when it comes back."""
    return f"{title}. {requirement} ({report})"


def _line(row: FormRow, deadlines: Sequence[DeadlineRow]) -> FormLine:
    asked = asked_words(row.title, row.requirement, row.report_title)
    last = f"{day_words(row.last_note_on)}: {row.last_note}" if row.last_note else ""
    return FormLine(row.finding, asked, _due(deadlines), row.status, last)


def _due(deadlines: Sequence[DeadlineRow]) -> str:
    """The dates that are not met, each with its number where there are several."""
    unmet = [one for one in deadlines if one.due and not one.met_on]
    said = []
    for one in unmet:
        number = f"{one.number}: " if len(deadlines) > 1 else ""
        own = " (our target)" if one.basis == Basis.TARGET else ""
        what = f" – {one.requires}" if one.requires and len(deadlines) > 1 else ""
        said.append(f"{number}{day_of(one.due, one.exact)}{own}{what}")
    return "\n".join(said) or ("met" if any(one.met_on for one in deadlines) else "no date")
