"""YAML text → a tree of nodes that know their line and column, and every problem of the text itself.

Anchors, aliases and tags are refused where they are, so nothing can expand without end, and a key that
that appears twice is refused rather than lost.
"""

from __future__ import annotations

import gc
import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml import MappingEndEvent, ScalarEvent, SequenceEndEvent

from hmic.plaintext import FOR_A_SCREEN, HARMFUL, HIDDEN
from hmic.register.file_text import MAX_BYTES, text_or_problem
from hmic.register.yaml_tree import Document, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from pathlib import Path

    from hmic.errors import Problem

MAX_DEPTH = 40
MOST_CONTROL = 100
"""Control characters that are reported one by one; a file with more is not a text."""

# Control characters, and the marks that turn the direction of writing round: text that carries them
# can look like other text on a terminal or in a mail.
_CONTROL = re.compile(f"{HARMFUL}|[\u2028\u2029{HIDDEN}]")
_CONTROL_IN_VALUE = re.compile(f"{FOR_A_SCREEN}|[\t{HIDDEN}]")


def read_document(path: Path, name: str, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read a register's file; whatever is wrong with it comes back as problems, never as an error."""
    text = text_or_problem(path, name, max_bytes)
    return parse(text, name) if isinstance(text, str) else text


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
        message = "the file contains only comments"
        document.problems.append(
            document.problem((1, 1), "empty-file", message, "start one with: hmic init")
        )
    document.root = root
    return document


def _refuse_control(text: str, document: Document) -> str:
    """Note every control character and put `?` in its place, so that the rest can be checked too."""
    if not _suspicious(text):
        return text
    line, last = 1, 0
    for number, found in enumerate(_CONTROL.finditer(text)):
        start = found.start()
        line, last = line + text.count("\n", last, start), start
        column = start - text.rfind("\n", 0, start)
        document.problems.append(_control_problem(document, (line, column), found[0]))
        if number == MOST_CONTROL:
            message = f"and so on: this file contains more than {MOST_CONTROL} control characters"
            document.problems.append(document.problem((line, column), "control-character", message))
            break
    return _CONTROL.sub("?", text) if document.problems else text


_PLAIN_BYTES = bytes(range(0x20, 0x7F)) + b"\t\n"


def _suspicious(text: str) -> bool:
    """Whether a text can hold a control character: a quick look, ten times faster than the pattern."""
    data = text.encode("utf-8", "surrogatepass")
    rest = data.translate(None, _PLAIN_BYTES)
    return bool(rest) and _CONTROL.search(rest.decode("utf-8", "surrogatepass")) is not None


def _control_problem(document: Document, where: tuple[int, int], character: str) -> Problem:
    what = "invisible" if re.match(f"[{HIDDEN}]", character) else "control"
    return document.problem(
        where,
        "control-character",
        f"the {what} character U+{ord(character):04X} is not allowed in a register",
        "delete it; line breaks are allowed in quoted and block text",
    )


class _TooDeepError(Exception):
    """The rest of the text is not worth its time."""


class _Builder:
    """Turns the parser's events into a tree."""

    def __init__(self, text: str, document: Document) -> None:
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.parser = loader(text)
        self.document = document
        # Raw control characters were looked for in the whole text; an escape can still spell one.
        self.can_hide = "\\" in text or "\t" in text

    def build(self) -> Node | None:
        root: Node | None = None
        try:
            while not isinstance(event := self.parser.get_event(), yaml.StreamEndEvent):
                if isinstance(event, yaml.NodeEvent):
                    if root is not None:
                        self.add(event, "not-yaml", "the file contains more than one document")
                        return root
                    root = self.node(event, 0)
        except _TooDeepError:
            return root
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
            # The parser's time grows with the square of the depth: what follows is not looked at.
            self.add(event, "not-yaml", f"lists and mappings nest deeper than {MAX_DEPTH}")
            raise _TooDeepError
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
                message = f"duplicate key {key.value!r}"
                hint = f"the first is on line {first}: delete one of the two"
                self.add(event, "duplicate-key", message, hint)
            else:
                items[key.value] = (key, value)
        return result

    def add(self, event: Any, code: str, message: str, hint: str | None = None) -> None:
        mark = event.start_mark
        place = (mark.line + 1, mark.column + 1)
        self.document.problems.append(self.document.problem(place, code, message, hint))

    def alias(self, event: Any, what: str) -> None:
        message = f"{what} is not allowed: the register uses plain YAML only"
        self.add(event, "alias", message, "write the text out, or put it in quotes")

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
