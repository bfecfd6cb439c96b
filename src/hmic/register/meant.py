"""A tree with wrong shapes → the tree that was probably meant, so that what is in it is checked too.

What is meant is never loaded: each slip is a problem as it stands in the file. But one run shows every
problem, and no further one appears once a misspelt key is put right.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from hmic.errors import Problem, did_you_mean, nearest
from hmic.register.tree import Document, Mapping, Node, Scalar, Sequence

_hints = cache(get_type_hints)

LIST = "a list (each item on a line of its own, after a hyphen)"


def as_meant(document: Document, root: Mapping, record: type) -> tuple[Node, list[Problem]]:
    """The tree as a mapping of `record`, and what was wrong with it.

    A misspelt key is taken for the nearest, and one item where a list belongs for a list of one.
    """
    problems: list[Problem] = []

    def say(where: Node, code: str, message: str, hint: str | None = None) -> None:
        problems.append(document.problem(where, code, message, hint))

    return _record(root, record, say), problems


Say = Callable[..., None]


def _record(node: Node, record: type, say: Say) -> Node:
    if not isinstance(node, Mapping):
        return node
    hints = _hints(record)
    names = [field.name for field in fields(record)]
    meant = Mapping(node.line, node.column)
    for key, (where, value) in node.items.items():
        name = key if key in hints else nearest(key, names)
        if name is None or (name != key and (name in node.items or name in meant.items)):
            meant.items[key] = (where, value)
            continue
        if name != key:
            say(where, "unknown-key", unknown(key), did_you_mean(key, names))
        meant.items[name] = (where, _value(name, value, hints[name], say))
    return meant


def _value(name: str, value: Node, hint: Any, say: Say) -> Node:
    """A value as what the field of a name holds."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    if get_origin(hint) is not tuple:
        return _record(value, hint, say) if is_dataclass(hint) and isinstance(hint, type) else value
    if isinstance(value, Scalar) and value.is_null:
        return value
    if not isinstance(value, Sequence):
        say(value, "wrong-type", f"{name!r} must be {LIST}")
    meant = Sequence(value.line, value.column)
    items = value.items if isinstance(value, Sequence) else [value]
    meant.items = [_value(name, item, get_args(hint)[0], say) for item in items]
    return meant


def unknown(key: str) -> str:
    """What is said of a key that has no place where it stands."""
    return f"the key {key!r} is not one of this place"
