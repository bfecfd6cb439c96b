"""Journal entries as records: lines of an exported journal, rows of the database. Pure.

Each field's type is checked here; what the fields mean together is in `entries.py`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from hmic.entries import FieldError, record_name
from hmic.errors import did_you_mean
from hmic.model import Entry, EntryKind, Evidence, Status
from hmic.plaintext import escaped, fault

Record = dict[str, Any]
"""An entry as a line of an exported journal holds it, and as a row of the database does."""

LONGEST_LINE = 20_000_000
"""Characters in one line of a journal: more than the longest entry has, whatever is escaped in it."""

MOST_DEADLINES = 999


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


def parsed(line: str) -> Record:
    """A line of an exported journal as a record; ValueError with a reason when it is none."""
    if len(line) > LONGEST_LINE:
        _refuse(f"it has {len(line):,} characters; at most {LONGEST_LINE:,} are allowed")
    record = _json(line)
    if not isinstance(record, dict):
        _refuse("not a JSON object")
    return record


def line_of(record: Record) -> str:
    """A record as a line: what other programs take for a line's end is escaped."""
    return escaped(json.dumps(record, ensure_ascii=False, sort_keys=True))


def _refuse(why: str) -> NoReturn:
    raise ValueError(why)


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
        _refuse(f"the field {twice!r} appears twice")
    return found


def _constant(word: str) -> Any:
    _refuse(f"{word} is not a valid JSON value")


_LONGEST_NUMBER = 18


def _int(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        _refuse(f"a number with {len(digits)} digits is too large for any field")
    return int(digits)


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_constant, parse_int=_int)

_UID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SHA = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_TYPES = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list",
          dict: "an object"}  # fmt: skip


def _text(value: Any) -> str:
    if not isinstance(value, str):
        _refuse(f"is {_TYPES[type(value)]}, not a text")
    return value


def _id(value: Any) -> str:
    """A text that is compared with an id: one that cannot be shown is none."""
    wrong = fault(_text(value), old=True)
    if wrong is not None:
        raise ValueError(wrong.why)
    return str(value)


def _uid(value: Any) -> str:
    if not _UID.fullmatch(_text(value)):
        _refuse("is not an entry's uid: up to 64 letters, digits and hyphens")
    return str(value)


def _number(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= MOST_DEADLINES:
        _refuse(f"is not a number from 1 to {MOST_DEADLINES}")
    return value


def _day(value: Any) -> dt.date:
    text = _text(value)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        _refuse(f"is not a date such as 2015-04-01: {_cut(text)}")
    return day


def _moment(value: Any) -> str:
    text = _text(value)
    try:
        good = bool(_MOMENT.fullmatch(text)) and bool(dt.datetime.fromisoformat(text))
    except ValueError:
        good = False
    if not good:
        _refuse(f"is not a date and time such as 2015-04-01T09:30:00.000000Z: {_cut(text)}")
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
            _refuse(f"is not valid: {_cut(text)}" + (f"; {near}" if near else ""))
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
        _refuse("is not a list of evidence")
    return tuple(_piece(piece) for piece in pieces)


def _piece(piece: Record) -> Evidence:
    extra = set(piece) - {"place", "sha256", "size"}
    if extra or not isinstance(piece.get("place"), str):
        _refuse("needs a place for each piece" + (f", and has no {min(extra)!r}" if extra else ""))
    sha, size = piece.get("sha256"), piece.get("size")
    if (sha is None) != (size is None):
        _refuse("needs a file's sha256 and size together")
    if sha is not None and not (isinstance(sha, str) and _SHA.fullmatch(sha)):
        _refuse("has a sha256 that is not 64 hexadecimal digits")
    if size is not None and (type(size) is not int or size < 0):
        _refuse("has a size that is not a number of bytes")
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
