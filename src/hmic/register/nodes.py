"""YAML text → a tree of nodes that know their line and column, and every problem of the text itself.

Scalars stay text: `no`, `2014-11-27` and `12:30` mean what stands in the file, so none of YAML's
guesses about types can change what a person wrote. Anchors, aliases and tags are refused where they
stand, so nothing can expand without end, and a key that stands twice is refused rather than lost.
"""

from __future__ import annotations

import gc
import re
import stat
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml
from yaml import MappingEndEvent, ScalarEvent, SequenceEndEvent

from hmic.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 512 * 1024 * 1024
MAX_DEPTH = 40

NULLS = frozenset({"", "~", "null", "Null", "NULL"})

# Control characters, and the marks that turn the direction of writing round: text that carries them
# can look like other text on a terminal or in a mail.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
    "|(?<=.)\ufeff|\r(?!\n)"
)
_CONTROL_IN_VALUE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


class Scalar:
    """A piece of text; `plain` when it stood without quotes."""

    __slots__ = ("column", "line", "plain", "value")

    def __init__(self, value: str, line: int, column: int, plain: bool) -> None:  # noqa: FBT001 - speed
        self.value = value
        self.line = line
        self.column = column
        self.plain = plain

    @property
    def is_null(self) -> bool:
        """Whether it stands for nothing: empty, `~` or `null` without quotes."""
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

    def each(self, key: str) -> Iterator[Node]:
        """The items of a list under a key; nothing when there is no list."""
        node = self.get(key)
        if isinstance(node, Sequence):
            yield from node.items


class Sequence:
    """A list."""

    __slots__ = ("column", "items", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column
        self.items: list[Node] = []


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
        excerpt = self.lines[line - 1] if self.text and 0 < line <= len(self.lines) else None
        return Problem(self.name, line, column, code, message, hint, excerpt)


def read_document(path: Path, name: str, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read a register's file; whatever is wrong with it comes back as problems, never as an error."""
    text = _text_or_problem(path, name, max_bytes)
    return parse(text, name) if isinstance(text, str) else text


def read_text(path: Path) -> str | None:
    """A register's text; None when it cannot be read."""
    text = _text_or_problem(path, str(path), MAX_BYTES)
    return text if isinstance(text, str) else None


def _text_or_problem(path: Path, name: str, max_bytes: int) -> str | Document:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return _unreadable(name, "unreadable", "this is not a file", "give the path of a register")
        size = about.st_size
        if size > max_bytes:
            return _unreadable(
                name, "too-large", f"the file has {size:,} bytes; at most {max_bytes:,} are read"
            )
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return _unreadable(
            name,
            "unreadable",
            f"the file cannot be read: {reason}",
            "check the path and its rights",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        return _unreadable(
            name, "not-utf-8", message, "save the file with the encoding UTF-8", line, column
        )


def _unreadable(
    name: str, code: str, message: str, hint: str | None = None, line: int = 1, column: int = 1
) -> Document:
    return Document(name, "", None, [Problem(name, line, column, code, message, hint)])


def parse(text: str, name: str) -> Document:
    """YAML text → tree and problems."""
    document = Document(name, text or "\n", None, [])
    text = _refuse_control(text, document)
    if not text.strip():
        document.problems.append(
            document.problem((1, 1), "empty-file", "the file is empty", "start one with: hmic init")
        )
        return document
    collecting = gc.isenabled()
    gc.disable()  # the tree has no cycles; collecting while it grows costs more than building it
    try:
        root = _Builder(text, document).build()
    finally:
        if collecting:
            gc.enable()
    if root is None and not document.problems:
        message = "the file holds nothing but comments"
        document.problems.append(
            document.problem((1, 1), "empty-file", message, "start one with: hmic init")
        )
    document.root = root
    return document


def _refuse_control(text: str, document: Document) -> str:
    """Note every control character and put `?` in its place, so that the rest can be checked too."""
    if not _suspicious(text):
        return text
    for found in _CONTROL.finditer(text):
        start = found.start()
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        document.problems.append(_control_problem(document, (line, column), found[0]))
    return _CONTROL.sub("?", text) if document.problems else text


_PLAIN_BYTES = bytes(range(0x20, 0x7F)) + b"\t\n"


def _suspicious(text: str) -> bool:
    """Whether a text can hold a control character: a quick look, ten times faster than the pattern."""
    data = text.encode("utf-8", "surrogatepass")
    rest = data.translate(None, _PLAIN_BYTES)
    return bool(rest) and _CONTROL.search(rest.decode("utf-8", "surrogatepass")) is not None


def _control_problem(document: Document, where: tuple[int, int], character: str) -> Problem:
    return document.problem(
        where,
        "control-character",
        f"the control character U+{ord(character):04X} cannot stand in a register",
        "delete it; line breaks are allowed in quoted and block text",
    )


class _Builder:
    """Turns the parser's events into a tree."""

    def __init__(self, text: str, document: Document) -> None:
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.parser = loader(text)
        self.document = document
        self.deep = False
        # Raw control characters were looked for in the whole text; an escape can still spell one.
        self.can_hide = "\\" in text or "\t" in text

    def build(self) -> Node | None:
        root: Node | None = None
        try:
            while not isinstance(event := self.parser.get_event(), yaml.StreamEndEvent):
                if isinstance(event, yaml.NodeEvent):
                    node = self.node(event, 0)
                    if root is None:
                        root = node
                    else:
                        self.add(event, "not-yaml", "the file holds more than one document")
        except yaml.YAMLError as error:
            self.document.problems.append(self.syntax(error))
            return None
        return root

    def node(self, event: Any, depth: int) -> Node:
        kind = type(event)
        if kind is ScalarEvent and event.anchor is None and (event.tag is None or event.tag == "!"):
            mark = event.start_mark
            value: str = event.value
            if self.can_hide and _CONTROL_IN_VALUE.search(value):
                self.refuse_escapes(value, (mark.line + 1, mark.column + 1))
            return Scalar(value, mark.line + 1, mark.column + 1, not event.style)
        return self.other(event, kind, depth)

    def other(self, event: Any, kind: type, depth: int) -> Node:
        """A list, a mapping, or a scalar with what plain YAML has not."""
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if kind is yaml.AliasEvent:
            self.alias(event, f"the alias *{event.anchor}")
            return Scalar(f"*{event.anchor}", line, column, plain=True)
        if event.anchor is not None:
            self.alias(event, f"the anchor &{event.anchor}")
        if event.tag is not None and event.tag != "!":
            self.alias(event, f"the tag {event.tag}")
        if kind is ScalarEvent:
            return Scalar(event.value, line, column, plain=not event.style)
        if depth >= MAX_DEPTH:
            if not self.deep:
                self.add(event, "not-yaml", f"lists and mappings nest deeper than {MAX_DEPTH}")
            self.deep = True
            self.skip()
            return Scalar("…", line, column, plain=True)
        if kind is yaml.SequenceStartEvent:
            return self.sequence(line, column, depth)
        return self.mapping(line, column, depth)

    def sequence(self, line: int, column: int, depth: int) -> Sequence:
        result = Sequence(line, column)
        get_event = self.parser.get_event
        append = result.items.append
        node = self.node
        while type(event := get_event()) is not SequenceEndEvent:
            append(node(event, depth + 1))
        return result

    def mapping(self, line: int, column: int, depth: int) -> Mapping:
        result = Mapping(line, column)
        get_event = self.parser.get_event
        items = result.items
        node = self.node
        while type(event := get_event()) is not MappingEndEvent:
            key = node(event, depth + 1)
            value = node(get_event(), depth + 1)
            if type(key) is not Scalar:
                self.add(event, "not-yaml", "a key must be a word, not a list or a mapping")
            elif key.value in items:
                first = items[key.value][0].line
                message = f"the key {key.value!r} stands twice in the same mapping"
                hint = f"it stands in line {first} already: delete one of the two"
                self.add(event, "duplicate-key", message, hint)
            else:
                items[key.value] = (key, value)
        return result

    def skip(self) -> None:
        """Pass over the rest of a list or mapping that is too deep to be meant."""
        depth = 1
        while depth:
            event = self.parser.get_event()
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1

    def add(self, event: Any, code: str, message: str, hint: str | None = None) -> None:
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1)
        self.document.problems.append(self.document.problem(place, code, message, hint))

    def alias(self, event: Any, what: str) -> None:
        message = f"{what} is not allowed: the register uses plain YAML only"
        self.add(event, "alias", message, "write the text out, or quote it if the sign is meant")

    def refuse_escapes(self, value: str, where: tuple[int, int]) -> None:
        """A quoted scalar can spell a control character with a backslash."""
        for found in _CONTROL_IN_VALUE.finditer(value):
            self.document.problems.append(_control_problem(self.document, where, found[0]))

    def syntax(self, error: yaml.YAMLError) -> Problem:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        context = getattr(error, "context", None)
        message = f"this is not YAML: {what}" + (f" ({context})" if context else "")
        hint = "look at this line and the one before: indentation, a missing quote, a colon in a text"
        return self.document.problem(place, "not-yaml", message, hint)


def to_plain(node: Node) -> Any:
    """A tree as dicts, lists, text and None, as the checker wants it.

    A deadline written as plain words becomes `{"phrase": words}`.
    """
    if isinstance(node, Scalar):
        return None if node.is_null else node.value
    if isinstance(node, Sequence):
        return [to_plain(item) for item in node.items]
    plain = {key: to_plain(value) for key, (_, value) in node.items.items()}
    deadlines = plain.get("deadlines")
    if isinstance(deadlines, list):
        plain["deadlines"] = [{"phrase": d} if isinstance(d, str) else d for d in deadlines]
    return plain


def at(root: Node, path: tuple[int | str, ...]) -> tuple[Node, Scalar | None]:
    """The node at a path, or the nearest one above it, and the key under which it stands."""
    node: Node = root
    key: Scalar | None = None
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.items:
            key, node = node.items[step]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node, key = node.items[step], None
        else:
            break
    return node, key
