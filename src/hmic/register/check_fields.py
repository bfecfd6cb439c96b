"""A register's tree → its records, or every problem of their fields with its place and remedy.

One walk over the fields that `register_records.py` describes. A misspelt key is taken for the nearest,
and one item where a list belongs for a list of one: the tree is put right in passing, so that one run finds
what is wrong below it, too. Each such slip is a problem, so what was put right is never loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from hmic.errors import Problem, did_you_mean, nearest
from hmic.plaintext import LONGEST
from hmic.register.yaml_tree import NULLS, Document, Mapping, Node, Scalar, Sequence
from hmic.register_records import Field, Register, fields_of

Read = Callable[[Node], Any]

_YES = ("true", "yes", "y", "t", "on", "1")
_LIST = "a list (each item on a line of its own, after a hyphen)"
_FLAGS = {word: word in _YES for word in (*_YES, "false", "no", "n", "f", "off", "0")}


class _WrongError(Exception):
    """What is wrong with a value; the mapping or the list that holds it knows the place."""

    def __init__(self, message: str, hint: str | None = None, code: str = "wrong-type") -> None:
        super().__init__(message)
        self.what = (code, message, hint)


class _EmptyError(_WrongError):
    """Nothing stands after a key."""


class _OneError(_WrongError):
    """One item stands where a list of them belongs."""


def check_fields(document: Document) -> tuple[Register | None, list[Problem]]:
    """A file's register, or what is wrong with its fields, and the tree as it was probably meant."""
    if not isinstance(document.root, Mapping):
        message = "a register is a mapping that starts with `register: 1`"
        return None, [document.problem(document.root or (1, 1), "wrong-type", message)]
    walk = _Walk(document)
    register = walk.record(Register, "register")(document.root)
    return register, walk.problems


class _Walk:
    """Makes what reads each field, once for a file, and collects what is wrong."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.readers: dict[type, dict[str, Read]] = {}

    def record(self, kind: type, name: str) -> Read:
        """What makes a record of a mapping that stands under a name; None once there is a problem."""
        needed = [key for key, field in fields_of(kind).items() if field.needed]
        needs = frozenset(needed)
        readers = self.fields(kind)
        problems = self.problems

        def read(node: Node) -> Any:
            if type(node) is not Mapping:
                such = "such as {" + ", ".join(f"{key}: …" for key in needed) + "}"
                raise _refused(node, name, "a mapping (key: value)", such)
            items = node.items
            if not items.keys() <= readers.keys():
                self.put_right(items, [*readers])
            values = {}
            for key, (where, value) in items.items():
                if key in readers:
                    try:
                        values[key] = readers[key](value)
                    except _WrongError as wrong:
                        self.say(where if isinstance(wrong, _EmptyError) else value, wrong)
                        if isinstance(wrong, _OneError):
                            items[key] = (where, Sequence(value.line, value.column, [value]))
                            readers[key](items[key][1])
            for key in needs - items.keys():
                message = f"the field {key!r} is missing here"
                problems.append(self.document.problem(node, "missing-field", message))
            return None if problems else kind(**values)

        return read

    def fields(self, kind: type) -> dict[str, Read]:
        """What reads each field of a record; noted before it is made, since a finding holds findings."""
        if kind not in self.readers:
            readers: dict[str, Read] = {}
            self.readers[kind] = readers
            readers.update((name, self.field(name, field)) for name, field in fields_of(kind).items())
        return self.readers[kind]

    def field(self, name: str, field: Field) -> Read:
        """What reads the values of a field."""
        if field.holds in _SIMPLE:
            one = _SIMPLE[field.holds](name, field)
        elif issubclass(field.holds, Enum):
            one = _word(name, field)
        else:
            one = self.record_or_text(field.holds, name)
        return self.several(one, name) if field.many else _or_null(one) if field.null else one

    def record_or_text(self, kind: type, name: str) -> Read:
        """The same as `record`, and a text where the record has a field that can stand alone."""
        record = self.record(kind, name)
        alone = next((key for key, field in fields_of(kind).items() if field.alone), None)
        if alone is None:
            return record
        text = _text(name, fields_of(kind)[alone])
        return lambda node: kind(**{alone: text(node)}) if type(node) is Scalar else record(node)

    def several(self, one: Read, name: str) -> Read:
        def read(node: Node) -> tuple[Any, ...]:
            if type(node) is not Sequence:
                raise _refused(node, name, _LIST, error=_OneError)
            found = []
            for item in node.items:
                try:
                    found.append(one(item))
                except _WrongError as wrong:
                    self.say(item, wrong)
            return tuple(found)

        return read

    def put_right(self, items: dict[str, tuple[Scalar, Node]], valid: list[str]) -> None:
        """Name every key that is not valid, and put what stands under it under the nearest that is free."""
        for key in [key for key in items if key not in valid]:
            where = items[key][0]
            message = f"the key {key!r} is not one of this place"
            self.say(where, _WrongError(message, did_you_mean(key, valid), "unknown-key"))
            meant = nearest(key, valid)
            if meant is not None and meant not in items:
                items[meant] = items.pop(key)

    def say(self, where: Node, wrong: _WrongError) -> None:
        self.problems.append(self.document.problem(where, *wrong.what))


def _refused(
    node: Node, name: str, expected: str, hint: str | None = None, error: type[_WrongError] = _WrongError
) -> _WrongError:
    """Why a value is not what is expected of it."""
    if isinstance(node, Scalar) and node.is_null:
        return _EmptyError(f"the field {name!r} is empty", "fill it in or delete the line", "empty-text")
    if isinstance(node, Scalar) and not node.value.strip():
        return _WrongError("there is nothing between the quotes", code="empty-text")
    return error(f"{name!r} must be {expected}", hint)


def _text(name: str, field: Field) -> Read:
    lines = field.lines

    def read(node: Node) -> str:
        if type(node) is not Scalar:
            raise _refused(node, name, "a text")
        text = node.value
        if (node.plain and text in NULLS) or not text or text.isspace():
            raise _refused(node, name, "a text")
        if not lines and "\n" in text:
            message = f"the field {name!r} has a line break"
            hint = "write it on one line; after > or | a hyphen takes the last break away: >-"
            raise _WrongError(message, hint, "line-break")
        if not lines and len(text) > LONGEST:
            message = f"the field {name!r} has {len(text):,} characters; at most {LONGEST:,} are kept"
            raise _WrongError(message, "shorten it", "too-long")
        return text

    return read


def _number(name: str, _: Field) -> Read:
    def read(node: Node) -> int:
        if isinstance(node, Scalar) and node.value.isdecimal():
            return int(node.value)
        raise _refused(node, name, "a whole number")

    return read


def _flag(name: str, _: Field) -> Read:
    def read(node: Node) -> bool:
        if isinstance(node, Scalar) and node.value.lower() in _FLAGS:
            return _FLAGS[node.value.lower()]
        raise _refused(node, name, "true or false")

    return read


def _word(name: str, field: Field) -> Read:
    words: dict[str, Enum] = {member.value: member for member in field.holds}

    def read(node: Node) -> Enum:
        if not isinstance(node, Scalar):
            valid = "valid: " + ", ".join(words)
            raise _refused(node, name, "one word, not a list or a mapping", valid)
        if node.value in words:
            return words[node.value]
        if node.is_null or not node.value.strip():
            raise _refused(node, name, "one word")
        message = f"{node.value!r} is not a valid {name}"
        raise _WrongError(message, did_you_mean(node.value, words), "unknown-value")

    return read


def _or_null(one: Read) -> Read:
    """A field that may say `null`; a key with nothing after it is unfinished."""

    def read(node: Node) -> Any:
        if type(node) is Scalar and node.plain and node.value in NULLS and node.value:
            return None
        return one(node)

    return read


_SIMPLE: dict[type, Callable[[str, Field], Read]] = {str: _text, int: _number, bool: _flag}
