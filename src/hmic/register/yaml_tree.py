"""A register's text as a tree of nodes that know their line and column; nothing here knows YAML.

Scalars stay text: `no`, `2014-11-27` and `12:30` mean exactly that, so none of YAML's
guesses about types can change what a person wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hmic.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar:
    """A piece of text; `plain` if it had no quotes."""

    __slots__ = ("column", "line", "plain", "value")

    def __init__(self, value: str, line: int, column: int, plain: bool) -> None:  # noqa: FBT001 - speed
        self.value = value
        self.line = line
        self.column = column
        self.plain = plain

    @property
    def is_null(self) -> bool:
        """Whether the value is empty, `~` or `null` without quotes."""
        return self.plain and self.value in NULLS


class Mapping:
    """Keys and values, in the order of the file."""

    __slots__ = ("column", "items", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column
        self.items: dict[str, tuple[Scalar, Node]] = {}

    def get(self, key: str) -> Node | None:
        """The value of a key, if it is there."""
        found = self.items.get(key)
        return found[1] if found else None

    def text(self, key: str) -> str | None:
        """The value of a key when it is text and not null."""
        node = self.get(key)
        return node.value if isinstance(node, Scalar) and not node.is_null else None

    def each(self, key: str) -> Iterable[Node]:
        """The items of a list under a key; nothing when there is no list."""
        found = self.items.get(key)
        return found[1].items if found and isinstance(found[1], Sequence) else ()


class Sequence:
    """A list."""

    __slots__ = ("column", "items", "line")

    def __init__(self, line: int, column: int, items: list[Node] | None = None) -> None:
        self.line = line
        self.column = column
        self.items: list[Node] = items or []


Node = Scalar | Mapping | Sequence


@dataclass
class Document:
    """A file's text, its tree, and what is wrong with the text as such."""

    name: str
    text: str
    root: Node | None
    problems: list[Problem]

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines, for excerpts; made when the first problem wants one."""
        return self.text.splitlines() or [""]

    def problem(
        self, where: Node | tuple[int, int], code: str, message: str, hint: str | None = None
    ) -> Problem:
        """A problem of this file at a node, or at a line and column that count from 1."""
        line, column = where if isinstance(where, tuple) else (where.line, where.column)
        return Problem(self.name, line, column, code, message, hint, self.excerpt(line))

    def excerpt(self, line: int) -> str | None:
        """What the text has on a line."""
        return self.lines[line - 1] if self.text and 0 < line <= len(self.lines) else None
