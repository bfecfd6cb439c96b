"""A register's tree → its records, or every problem of their fields with its place and remedy.

One walk over the fields that `register_records.py` describes. A misspelt key is taken for the nearest,
and one item where a list belongs for a list of one: the tree is put right in passing, so that one run finds
what is wrong below it, too. Each such slip is a problem, so what was put right is never loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any

from hmic.errors import Problem, did_you_mean, nearest
from hmic.plaintext import LONGEST_TEXT
from hmic.register.yaml_tree import NULLS, Document, Mapping, Node, Scalar, Sequence
from hmic.register_records import RecordField, Register, fields_of

_YES = ("true", "yes", "y", "t", "on", "1")
_LIST = "a list (each item on its own line, after a hyphen)"
_FLAGS = {word: word in _YES for word in (*_YES, "false", "no", "n", "f", "off", "0")}


class _WrongError(Exception):
    """What is wrong with a value; the mapping or the list that holds it knows the place."""

    def __init__(self, message: str, hint: str | None = None, code: str = "wrong-type") -> None:
        super().__init__(message)
        self.what = (code, message, hint)


class _EmptyError(_WrongError):
    """A key without a value."""


class _OneError(_WrongError):
    """One item where a list belongs."""


class _Problems:
    """What is wrong in one file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: list[Problem] = []

    def add(self, where: Node, wrong: _WrongError) -> None:
        self.found.append(self.document.problem(where, *wrong.what))


Read = Callable[[Node, _Problems], Any]
"""Makes a value of a node; raises `_WrongError` for the node itself, and notes what is wrong inside it."""


def check_fields(document: Document) -> tuple[Register | None, list[Problem]]:
    """A file's register, or the problems of its fields.

    The document's tree is changed in place to what was probably meant, so that later checks find more.
    """
    root = document.root
    problems = _Problems(document)
    if isinstance(root, Mapping):
        return _record(Register, "register")(root, problems), problems.found
    message = "a register is a mapping that starts with `register: 1`"
    return None, [document.problem(root or (1, 1), "wrong-type", message)]


def _record(kind: Any, name: str, field: RecordField | None = None) -> Read:
    """Build a record from the mapping under a name; None once there is a problem."""
    needed = [key for key, field in fields_of(kind).items() if field.needed]

    def read(node: Node, problems: _Problems) -> Any:
        if type(node) is not Mapping:
            such = "such as {" + ", ".join(f"{key}: …" for key in needed) + "}"
            raise _refused(node, name, field, "a mapping (key: value)", such)
        readers, items, values = _readers(kind), node.items, {}
        if not items.keys() <= readers.keys():
            _put_right(items, [*readers], problems)
        for key, (where, value) in items.items():
            if key in readers:
                try:
                    values[key] = readers[key](value, problems)
                except _WrongError as wrong:
                    problems.add(where if isinstance(wrong, _EmptyError) else value, wrong)
                    if isinstance(wrong, _OneError):
                        items[key] = (where, Sequence(value.line, value.column, [value]))
                        readers[key](items[key][1], problems)
        for key in needed:
            if key not in items:
                message, what = f"the field {key!r} is missing", _belongs(fields_of(kind)[key])
                problems.add(node, _WrongError(message, f"add {key}: … ({what})", "missing-field"))
        return None if problems.found else kind(**values)

    return read


@cache
def _readers(kind: Any) -> dict[str, Read]:
    """What reads each field of a record; asked for only when one is read: a finding holds findings."""
    return {name: _field(name, field) for name, field in fields_of(kind).items()}


def _field(name: str, field: RecordField) -> Read:
    """What reads the values of a field."""
    if field.holds in _SIMPLE:
        one = _SIMPLE[field.holds](name, field)
    else:
        one = _word(name, field) if issubclass(field.holds, Enum) else _record_or_text(name, field)
    return _several(one, name, field) if field.many else _or_null(one) if field.null else one


def _record_or_text(name: str, holding: RecordField) -> Read:
    """The same as `_record`, and a text where the record has a field that can stand alone."""
    kind = holding.holds
    record = _record(kind, name, holding)
    alone = next((key for key, field in fields_of(kind).items() if field.alone), None)
    if alone is None:
        return record
    text = _text(name, fields_of(kind)[alone])

    def read(node: Node, problems: _Problems) -> Any:
        return kind(**{alone: text(node, problems)}) if type(node) is Scalar else record(node, problems)

    return read


def _several(one: Read, name: str, field: RecordField) -> Read:
    def read(node: Node, problems: _Problems) -> tuple[Any, ...]:
        if type(node) is not Sequence:
            raise _refused(node, name, field, _LIST, error=_OneError)
        found = []
        for item in node.items:
            try:
                found.append(one(item, problems))
            except _WrongError as wrong:
                problems.add(item, wrong)
        return tuple(found)

    return read


def _put_right(items: dict[str, tuple[Scalar, Node]], valid: list[str], problems: _Problems) -> None:
    """Report every unknown key, and read its value under the nearest valid key that is free."""
    for key in [key for key in items if key not in valid]:
        message = f"unknown key {key!r}"
        hint = did_you_mean(key, valid) or "valid: " + ", ".join(valid)
        problems.add(items[key][0], _WrongError(message, hint, "unknown-key"))
        meant = nearest(key, valid)
        if meant is not None and meant not in items:
            items[meant] = items.pop(key)


def _belongs(field: RecordField) -> str:
    """What belongs into a field: of a closed list every word, else what the format says of it."""
    return _closed(field) or field.about


def _closed(field: RecordField) -> str:
    """The only words that a field takes; nothing where it takes others."""
    if field.holds is bool:
        return "true or false"
    return "one of " + ", ".join(m.value for m in field.holds) if issubclass(field.holds, Enum) else ""


def _refused(
    node: Node,
    name: str,
    field: RecordField | None,
    expected: str,
    hint: str | None = None,
    error: type[_WrongError] = _WrongError,
) -> _WrongError:
    """Why a value is not what is expected of it, and what belongs in its place."""
    what = f"{name}: {_belongs(field)}" if field is not None else hint
    if isinstance(node, Scalar) and node.is_null:
        rest = "" if field is not None and field.needed else " or delete the line"
        closed = f" ({_closed(field)})" if field is not None and _closed(field) else ""
        return _EmptyError(f"the field {name!r} is empty", f"fill it in{rest}{closed}", "empty-text")
    if isinstance(node, Scalar) and not node.value.strip():
        return _WrongError("there is nothing between the quotes", what, "empty-text")
    return error(f"{name!r} must be {expected}", hint or what)


def _text(name: str, field: RecordField) -> Read:
    lines = field.lines

    def read(node: Node, _: _Problems) -> str:
        if type(node) is not Scalar:
            raise _refused(node, name, field, "a text")
        text = node.value
        if (node.plain and text in NULLS) or not text or text.isspace():
            raise _refused(node, name, field, "a text")
        if not lines and "\n" in text:
            message = f"the field {name!r} has a line break"
            hint = "write it on one line; after > or |, a hyphen removes the last line break: >-"
            raise _WrongError(message, hint, "line-break")
        if not lines and len(text) > LONGEST_TEXT:
            message = (
                f"the field {name!r} has {len(text):,} characters; at most {LONGEST_TEXT:,} are allowed"
            )
            raise _WrongError(message, "shorten it", "too-long")
        return text

    return read


def _number(name: str, field: RecordField) -> Read:
    def read(node: Node, _: _Problems) -> int:
        if isinstance(node, Scalar) and node.value.isdecimal():
            return int(node.value)
        raise _refused(node, name, field, "a whole number")

    return read


def _flag(name: str, field: RecordField) -> Read:
    def read(node: Node, _: _Problems) -> bool:
        if isinstance(node, Scalar) and node.value.lower() in _FLAGS:
            return _FLAGS[node.value.lower()]
        raise _refused(node, name, field, "true or false")

    return read


def _word(name: str, field: RecordField) -> Read:
    words: dict[str, Enum] = {member.value: member for member in field.holds}

    def read(node: Node, _: _Problems) -> Enum:
        if not isinstance(node, Scalar):
            raise _refused(node, name, field, "one word, not a list or a mapping")
        if node.value in words:
            return words[node.value]
        if node.is_null or not node.value.strip():
            raise _refused(node, name, field, "one word")
        message = f"{node.value!r} is not a valid {name}"
        hint = did_you_mean(node.value, words) or f"{name}: {_belongs(field)}"
        raise _WrongError(message, hint, "unknown-value")

    return read


def _or_null(one: Read) -> Read:
    """A field that may say `null`; a key with nothing after it is unfinished."""

    def read(node: Node, problems: _Problems) -> Any:
        if type(node) is Scalar and node.plain and node.value in NULLS and node.value:
            return None
        return one(node, problems)

    return read


_SIMPLE: dict[type, Callable[[str, RecordField], Read]] = {str: _text, int: _number, bool: _flag}
