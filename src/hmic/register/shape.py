"""A register's tree → its records where every shape is plainly right.

Made from the records' own fields, so that there is one definition of them. Where anything is in doubt the
answer is None, and pydantic says what is wrong: it is the judge, and this only spares most runs its import,
which costs more than reading a force's register.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from hmic import model
from hmic.plaintext import LONGEST
from hmic.register.tree import Mapping, Node, Scalar, Sequence

Build = Callable[[Node], Any]


class _DoubtError(Exception):
    """Something that only the full check can judge."""


def build(root: Mapping) -> model.Register | None:
    """The register; None where anything is in doubt, an empty text among them."""
    try:
        register = _record(model.Register)(root)
    except (_DoubtError, ValueError):
        return None
    return register if isinstance(register, model.Register) else None


@cache
def _record(kind: Any) -> Build:
    """What builds a record from a mapping."""
    hints = get_type_hints(kind)
    builders = {field.name: _builder(hints[field.name], field.name) for field in fields(kind)}
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def from_mapping(node: Node) -> Any:
        if type(node) is not Mapping:
            raise _DoubtError
        values = {}
        for name, (_, value) in node.items.items():
            make = builders.get(name)
            if make is None:
                raise _DoubtError
            values[name] = make(value)
        if not needed <= values.keys():
            raise _DoubtError
        return kind(**values)

    return from_mapping


def _builder(hint: Any, name: str) -> Build:
    text = _text if name in model.WITH_LINES else _line
    plain: dict[Any, Build] = {str: text, int: _number, bool: _flag}
    if hint in plain:
        return plain[hint]
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = [arg for arg in get_args(hint) if arg is not type(None)]
        return _optional(_builder(inner, name))
    if get_origin(hint) is tuple:
        one = _builder(get_args(hint)[0], name)
        return _several(_deadline(one) if name == "deadlines" else one)
    if is_dataclass(hint):
        return _late(hint)
    if issubclass(hint, Enum):
        words = {member.value: member for member in hint}
        return _word(words)
    raise _DoubtError


def _late(kind: Any) -> Build:
    """A record's builder, made when it is first needed: a finding holds findings."""

    def make(node: Node) -> Any:
        return _record(kind)(node)

    return make


def _text(node: Node) -> str:
    if type(node) is not Scalar or node.is_null or not node.value or node.value.isspace():
        raise _DoubtError
    return node.value


def _line(node: Node) -> str:
    text = _text(node)
    if "\n" in text or len(text) > LONGEST:
        raise _DoubtError
    return text


def _number(node: Node) -> int:
    text = _text(node)
    if not (text.isascii() and text.isdigit()):
        raise _DoubtError
    return int(text)


def _flag(node: Node) -> bool:
    text = _text(node)
    if text not in ("true", "false"):
        raise _DoubtError
    return text == "true"


def _word(words: dict[Any, Enum]) -> Build:
    def make(node: Node) -> Enum:
        found = words.get(_text(node))
        if found is None:
            raise _DoubtError
        return found

    return make


def _optional(inner: Build) -> Build:
    def make(node: Node) -> Any:
        if type(node) is Scalar and node.is_null and node.value:
            return None
        return inner(node)

    return make


def _several(one: Build) -> Build:
    def make(node: Node) -> tuple[Any, ...]:
        if type(node) is not Sequence:
            raise _DoubtError
        return tuple([one(item) for item in node.items])

    return make


def _deadline(one: Build) -> Build:
    """Plain words in a list of deadlines stand for a deadline with nothing but its phrase."""

    def make(node: Node) -> Any:
        return model.Deadline(phrase=_line(node)) if type(node) is Scalar else one(node)

    return make
