"""What a journal entry may hold: each field's type, and what each kind and status needs. Pure.

Every way in goes through `check`: options, a table of rows, the editor, another journal. What the
database has to be asked for, such as whether a finding exists, is in `store/admission.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from hmic.errors import RefusedError
from hmic.model import Entry, EntryKind, Status
from hmic.plaintext import Fault, fault, look_alike
from hmic.rules import check_needs

MOST_EVIDENCE = 100
FAR = 10
"""Years after which a target, an extension or a review date is taken for a slip unless it is meant."""

FURTHEST = 100
"""Years ahead that such a date can lie, even where it is meant."""

_TEXTS = ("part", "note", "reason", "owner", "agreed_by", "closed_by", "by", "phrase", "requires")
_POSTS = frozenset({"owner", "by", "agreed_by"})
_WITH_LINES = frozenset({"note", "reason"})
_ALWAYS = frozenset({"uid", "kind", "on", "by", "recorded_at", "number", "learned_at"})
_PROGRESS = frozenset(
    {"deadline", "part", "status", "note", "reason", "closed_by", "superseded_by", "review_on", "evidence",
     "phrase", "requires", "occurrence"}
)  # fmt: skip

_SHAPES: dict[EntryKind, tuple[frozenset[str], frozenset[str]]] = {
    EntryKind.PROGRESS: (frozenset({"finding"}), _PROGRESS),
    EntryKind.TARGET: (
        frozenset({"finding", "due"}),
        frozenset({"deadline", "phrase", "requires", "reason", "note"}),
    ),
    EntryKind.EXTENSION: (
        frozenset({"finding", "due", "reason"}),
        frozenset({"deadline", "phrase", "requires", "agreed_by", "note"}),
    ),
    EntryKind.ASSIGNMENT: (frozenset({"finding", "owner"}), frozenset({"reason", "note"})),
    EntryKind.CORRECTION: (
        frozenset({"corrects", "reason"}),
        frozenset({"finding", "report", "note"}),
    ),
    EntryKind.RESPONSE: (
        frozenset({"report", "deadline"}),
        frozenset({"phrase", "requires", "note", "reason"}),
    ),
}
"""The fields that an entry of each kind must have, and those that it may have besides `_ALWAYS`."""

_SOMETIMES = tuple(field for field in Entry._fields if field not in _ALWAYS)

_ONLY_WITH = {
    "closed_by": Status.CLOSED,
    "superseded_by": Status.SUPERSEDED,
    "review_on": Status.ON_HOLD,
}
"""Fields that mean something with one status only."""


class FieldError(RefusedError):
    """One field of an entry is wrong; `field` is its name in `Entry`."""

    def __init__(self, message: str, *, field: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.field = field


def option(field: str) -> str:
    """What a field is called on the command line."""
    return "DATE" if field == "due" else f"--{field.replace('_', '-')}"


def record_name(field: str) -> str:
    """What a field of `Entry` is called in a record."""
    return f"the field {_IN_RECORDS.get(field, field)!r}"


_IN_RECORDS = {"by": "by_post", "on": "true_on"}


def is_far(day: dt.date, start: dt.date) -> bool:
    """Whether a date lies so many years after another that it is probably a slip."""
    return (day.year - FAR, day.month, day.day) > (start.year, start.month, start.day)


def check(
    entry: Entry,
    today: dt.date,
    name: Callable[[str], str] = option,
    *,
    far: bool = False,
    old: bool = False,
) -> None:
    """Refuse an entry that no journal may hold, whatever else is known.

    `name` gives what the user calls a field: an option, a column, a field of a record. With `far` a date
    many years ahead is meant. An `old` entry is in a journal already, perhaps of an earlier version.
    """
    _check_texts(entry, name, old=old)
    _check_shape(entry, name)
    check_needs(entry)
    _check_days(entry, today)
    for field in ("due", "review_on"):
        day = getattr(entry, field)
        if day is not None:
            _check_ahead(field, day, entry.on, name, far=far)


def doubt(entry: Entry) -> str | None:
    """What only an entry of an earlier version may have in its texts; never in plain letters."""
    if all((getattr(entry, field) or "").isascii() for field in _TEXTS):
        return None
    try:
        _check_texts(entry, record_name, old=False)
    except FieldError as error:
        return error.message
    return None


def _check_texts(entry: Entry, name: Callable[[str], str], *, old: bool) -> None:
    for field in _TEXTS:
        text = getattr(entry, field)
        wrong = fault(text, lines=field in _WITH_LINES, old=old) if text is not None else None
        if wrong is None and field in _POSTS and not old:
            wrong = look_alike(text or "")
        if wrong is not None:
            raise _wrong_text(wrong, field, name)
    for piece in entry.evidence:
        wrong = fault(piece.place, old=True)  # a file has the name that it has
        if wrong is not None:
            raise _wrong_text(wrong, "evidence", name)
    if len(entry.evidence) > MOST_EVIDENCE:
        number = len(entry.evidence)
        message = (
            f"{name('evidence')} names {number} pieces of evidence; at most {MOST_EVIDENCE} are allowed"
        )
        raise FieldError(message, field="evidence", hint="record the others in another entry")


def _wrong_text(wrong: Fault, field: str, name: Callable[[str], str]) -> FieldError:
    message = f"{name(field)} {wrong.why}"
    return FieldError(message, field=field, hint=wrong.hint)


def _check_shape(entry: Entry, name: Callable[[str], str]) -> None:
    needed, allowed = _SHAPES[entry.kind]
    what = f"an entry of the kind {entry.kind.value!r}"
    for field in _SOMETIMES:
        value = getattr(entry, field)
        there = value is not None and value != ()
        if not there and field in needed:
            message = f"{what} needs {name(field)}"
            raise FieldError(message, field=field)
        if there and field not in needed and field not in allowed:
            message = f"{what} cannot have {name(field)}"
            raise FieldError(message, field=field, hint="leave it out")
    for field, status in _ONLY_WITH.items():
        if getattr(entry, field) is not None and entry.status is not status:
            message = f"{name(field)} is only for the status {status.value!r}"
            raise FieldError(message, field=field, hint="leave it out, or give that status")
    if entry.kind is EntryKind.PROGRESS and not (entry.status or entry.note or entry.evidence):
        message = "the entry has no status, no note and no evidence"
        raise FieldError(message, field="note")


def _check_days(entry: Entry, today: dt.date) -> None:
    if entry.on > today:
        message = f"{entry.on} is in the future: the journal records what has happened by today"
        raise FieldError(message, field="on", hint="to set a date in the future: hmic target FINDING DATE")
    if entry.kind is EntryKind.TARGET and entry.due is not None and entry.due < entry.on:
        message = f"{entry.due} is before {entry.on}, the day the target was set"
        raise FieldError(message, field="due", hint="give a date after the day the target was set")


def _check_ahead(
    field: str, day: dt.date, start: dt.date, name: Callable[[str], str], *, far: bool
) -> None:
    if day.year - start.year > FURTHEST:
        message = f"{name(field)} {day} is more than {FURTHEST} years ahead"
        raise FieldError(message, field=field, hint="check the year")
    if is_far(day, start) and not far:
        message = f"{name(field)} {day} is more than {FAR} years ahead"
        raise FieldError(message, field=field, hint="check the year; if it is right, add --far")
