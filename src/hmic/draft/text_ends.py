"""Where each value of a register's text ends, as the YAML parser says it, and the lines inside a text."""

from __future__ import annotations

import re
from typing import Any

import yaml

from hmic.register.yaml_tree import Mapping, Node, Scalar


def lines_of(text: str) -> list[str]:
    """A text's lines with their ends, counted as the YAML reader counts them."""
    return re.findall("[^\n\x85]*[\n\x85]|[^\n\x85]+", text)


class Ends:
    """The ends of all values of a text that was read before without problems."""

    def __init__(self, text: str) -> None:
        self.lines = lines_of(text)
        self.inner: set[int] = set()
        """Lines, counted from 0, that begin inside a text: no comment, whatever they look like."""
        self.keeps: set[int] = set()
        """Lines after a text that takes every empty line below it for its own."""
        self._ends: dict[tuple[int, int], int] = {}
        # Its events say where a text ends, which the tree of the register does not keep.
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        begun: list[Any] = []
        for event in yaml.parse(text, Loader=loader):
            first: Any = event.start_mark
            last: Any = event.end_mark
            if isinstance(event, yaml.ScalarEvent):
                end = self._scalar(event)
                self.inner |= set(range(first.line + 1, end))
                self._note(first, end)
            elif isinstance(event, yaml.CollectionStartEvent):
                begun.append(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                start = begun.pop()
                if start.flow_style:
                    self._note(start.start_mark, last.line + 1)

    def _note(self, start: Any, end: int) -> None:
        place = (start.line + 1, start.column + 1)
        self._ends[place] = max(end, self._ends.get(place, 0))

    def _scalar(self, event: Any) -> int:
        """The line after a scalar's last, counted from 0."""
        mark = event.end_mark
        if event.style not in ("|", ">"):
            plain: int = mark.line + 1
            return plain
        end: int = mark.line + (mark.column > 0)
        # Empty lines at the end belong to the text only where it keeps them.
        head = self.lines[event.start_mark.line][event.start_mark.column :].partition("#")[0]
        kept = "+" in head
        if kept:
            self.keeps.add(end)
        while not kept and end > event.start_mark.line + 1 and not self.lines[end - 1].strip():
            end -= 1
        return end

    def end(self, node: Node) -> int:
        """The line after a node's last, counted from 0."""
        own = self._ends.get((node.line, node.column), node.line)
        if isinstance(node, Scalar):
            return own
        inner = [value for _, value in node.items.values()] if isinstance(node, Mapping) else node.items
        return max([own, *(self.end(one) for one in inner)])


def values(node: Node | None, kept: dict[int, Any] | None = None) -> Any:
    """What a tree says, without where it says it; `kept` gets the same for each node, by its `id`."""
    found: Any = None
    if isinstance(node, Scalar):
        found = (node.value.rstrip("\n"), node.plain)
    elif isinstance(node, Mapping):
        found = {key: values(value, kept) for key, (_, value) in node.items.items()}
    elif node is not None:
        found = [values(one, kept) for one in node.items]
    if kept is not None:
        kept[id(node)] = found
    return found


def difference(one: Any, other: Any, where: tuple[str, str] = ("", "")) -> tuple[str, str] | None:
    """The id and the field at which two trees' values first say something else."""
    if isinstance(one, dict) and isinstance(other, dict):
        name = one.get("id", (where[0],))[0]
        keys = [*one, *(key for key in other if key not in one)]
        inner = [(one.get(key), other.get(key), (name, key)) for key in keys]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        inner = [(mine, its, where) for mine, its in zip(one, other, strict=True)]
    else:
        return None if one == other else where
    return next((found for each in inner if (found := difference(*each)) is not None), None)
