"""What a journal entry may hold: each field's type, and what each kind and status needs. Pure.

Every way in goes through `check`: options, a table of rows, the editor, another journal. What the
database has to be asked for, such as whether a finding exists, is in `store/admission.py`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from hmic.errors import RefusedError, did_you_mean
from hmic.model import Entry, EntryKind, Evidence, Status
from hmic.plaintext import Fault, escaped, fault, look_alike
from hmic.rules import check_needs

Record = dict[str, Any]
"""An entry as a line of an exported journal holds it, and as a row of the database does."""

LONGEST_LINE = 20_000_000
"""Characters in one line of a journal: more than the longest entry has, whatever is escaped in it."""

MOST_DEADLINES = 999
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


# ---- records: lines of an exported journal, rows of the database ----


def to_record(entry: Entry) -> Record:
    """An entry as a record, without its number; what is empty is left out."""
    record = {name: _plain(getattr(entry, field)) for name, (field, _) in FIELDS.items()}
    record["evidence"] = kept_evidence(entry)
    return {key: value for key, value in record.items() if value is not None}


_NO_EVIDENCE = "[]"


def kept_evidence(entry: Entry) -> str:
    """An entry's evidence as a record has it: in one spelling."""
    if not entry.evidence:
        return _NO_EVIDENCE
    pieces = [
        {key: value for key, value in (("place", e.place), ("sha256", e.sha256), ("size", e.size))
         if value is not None}
        for e in entry.evidence
    ]  # fmt: skip
    return json.dumps(pieces, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def from_record(record: Record) -> Entry:
    """A record as an entry; FieldError where a field is unknown, missing or of another type.

    A field that is null counts as left out. What the fields mean together is for `check`.
    """
    for name in record:
        if name not in FIELDS:
            message = f"there is no field {name!r}"
            raise FieldError(message, field=name, hint=did_you_mean(name, FIELDS))
    values: dict[str, Any] = {}
    for name, (field, read) in FIELDS.items():
        given = record.get(name)
        if given is None:
            if name in _WANTED:
                message = f"{record_name(field)} is missing"
                raise FieldError(message, field=field)
            continue
        try:
            values[field] = read(given)
        except ValueError as error:
            message = f"{record_name(field)} {error}"
            raise FieldError(message, field=field) from None
    return Entry(**{"finding": None, **values})


_WANTED = frozenset({"uid", "kind", "true_on", "recorded_at"})


def record_name(field: str) -> str:
    """What a field of `Entry` is called in a record."""
    return f"the field {_NAMES.get(field, field)!r}"


def parsed(line: str) -> Record:
    """A line of an exported journal as a record; ValueError with a reason when it is none."""
    if len(line) > LONGEST_LINE:
        message = f"it has {len(line):,} characters; at most {LONGEST_LINE:,} are allowed"
        raise ValueError(message)
    record = _json(line)
    if not isinstance(record, dict):
        message = "not a JSON object"
        raise ValueError(message)  # noqa: TRY004 - one kind of error for every slip
    return record


def line_of(record: Record) -> str:
    """A record as a line: what other programs take for a line's end is escaped."""
    return escaped(json.dumps(record, ensure_ascii=False, sort_keys=True))


def _json(text: str) -> Any:
    """JSON without what Python's reader lets through: a key twice, Infinity, nesting without end."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        message = f"not a JSON object: {error.msg} at column {error.colno}"
        raise ValueError(message) from None
    except RecursionError:
        message = "nested too deeply"
        raise ValueError(message) from None


def _once(pairs: list[tuple[str, Any]]) -> Record:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for n, (name, _) in enumerate(pairs) if name in dict(pairs[:n]))
        message = f"the field {twice!r} appears twice"
        raise ValueError(message)
    return found


def _constant(word: str) -> Any:
    message = f"{word} is not a valid JSON value"
    raise ValueError(message)


_LONGEST_NUMBER = 18


def _int(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        message = f"a number with {len(digits)} digits is too large for any field"
        raise ValueError(message)
    return int(digits)


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_constant, parse_int=_int)

_UID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SHA = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_TYPES = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list",
          dict: "an object"}  # fmt: skip


def _text(value: Any) -> str:
    if not isinstance(value, str):
        message = f"is {_TYPES[type(value)]}, not a text"
        raise ValueError(message)  # noqa: TRY004 - one kind of error for every slip
    return value


def _id(value: Any) -> str:
    """A text that is compared with an id: one that cannot be shown is none."""
    wrong = fault(_text(value), old=True)
    if wrong is not None:
        raise ValueError(wrong.why)
    return str(value)


def _uid(value: Any) -> str:
    if not _UID.fullmatch(_text(value)):
        message = "is not an entry's uid: up to 64 letters, digits and hyphens"
        raise ValueError(message)
    return str(value)


def _number(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= MOST_DEADLINES:
        message = f"is not a number from 1 to {MOST_DEADLINES}"
        raise ValueError(message)
    return value


def _day(value: Any) -> dt.date:
    text = _text(value)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        message = f"is not a date such as 2015-04-01: {_cut(text)}"
        raise ValueError(message)
    return day


def _moment(value: Any) -> str:
    text = _text(value)
    try:
        good = bool(_MOMENT.fullmatch(text)) and bool(dt.datetime.fromisoformat(text))
    except ValueError:
        good = False
    if not good:
        message = f"is not a date and time such as 2015-04-01T09:30:00.000000Z: {_cut(text)}"
        raise ValueError(message)
    return text


def _cut(text: str) -> str:
    most = 40
    return repr(text if len(text) <= most else f"{text[:most]}…")


Words = TypeVar("Words", bound=StrEnum)


def _word(valid: type[Words]) -> Callable[[Any], Words]:
    words = {one.value: one for one in valid}

    def read(value: Any) -> Words:
        text = _text(value)
        if text not in words:
            near = did_you_mean(text[:100], words)
            message = f"is not valid: {_cut(text)}" + (f"; {near}" if near else "")
            raise ValueError(message)
        return words[text]

    return read


def _evidence(value: Any) -> tuple[Evidence, ...]:
    text = _text(value)
    if text == _NO_EVIDENCE:
        return ()
    try:
        pieces = _json(text)
    except ValueError as error:
        message = f"is not a list of evidence: {error}"
        raise ValueError(message) from None
    if not isinstance(pieces, list) or not all(isinstance(piece, dict) for piece in pieces):
        message = "is not a list of evidence"
        raise ValueError(message)
    return tuple(_piece(piece) for piece in pieces)


def _piece(piece: Record) -> Evidence:
    extra = set(piece) - {"place", "sha256", "size"}
    if extra or not isinstance(piece.get("place"), str):
        message = "needs a place for each piece" + (f", and has no {min(extra)!r}" if extra else "")
        raise ValueError(message)
    sha, size = piece.get("sha256"), piece.get("size")
    if (sha is None) != (size is None):
        message = "needs a file's sha256 and size together"
        raise ValueError(message)
    if sha is not None and not (isinstance(sha, str) and _SHA.fullmatch(sha)):
        message = "has a sha256 that is not 64 hexadecimal digits"
        raise ValueError(message)
    if size is not None and (type(size) is not int or size < 0):
        message = "has a size that is not a number of bytes"
        raise ValueError(message)
    return Evidence(place=piece["place"], sha256=sha, size=size)


FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "uid": ("uid", _uid),
    "finding": ("finding", _id),
    "report": ("report", _id),
    "kind": ("kind", _word(EntryKind)),
    "deadline": ("deadline", _number),
    "part": ("part", _text),
    "status": ("status", _word(Status)),
    "note": ("note", _text),
    "reason": ("reason", _text),
    "owner": ("owner", _text),
    "due": ("due", _day),
    "agreed_by": ("agreed_by", _text),
    "review_on": ("review_on", _day),
    "closed_by": ("closed_by", _text),
    "superseded_by": ("superseded_by", _id),
    "corrects": ("corrects", _uid),
    "evidence": ("evidence", _evidence),
    "by_post": ("by", _text),
    "true_on": ("on", _day),
    "recorded_at": ("recorded_at", _moment),
    "phrase": ("phrase", _text),
    "requires": ("requires", _text),
    "occurrence": ("occurrence", _day),
}
"""Each field of a record: its name in `Entry`, and what reads it."""

_NAMES = {field: name for name, (field, _) in FIELDS.items()}
