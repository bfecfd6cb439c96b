"""The lines of a register's text: a field on one line, a long one folded, and whole records."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator
from dataclasses import is_dataclass
from typing import Any

from hmic.draft.text_blocks import squeezed
from hmic.register_records import RecordField, Register, fields_of

WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.()/&’–-]*[A-Za-z0-9.)]")
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_WORDS = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}


def register_text(register: Register, undated: Collection[str] = ()) -> str:
    """A register as text, without the fields that say what is usual.

    Of the findings `undated` it says that they have no deadline.
    """
    return "".join(f"{line}\n" for line in _record(register, 0, undated))


def _record(record: Any, indent: int, undated: Collection[str]) -> Iterator[str]:
    for name, about in _fields(record).items():
        value = getattr(record, name)
        said = name == "deadlines" and record.id in undated
        if about.needed or said or (value is not None and value not in ((), about.default)):
            yield from _value(name, value, indent, undated, lines=about.lines)


def _fields(record: Any) -> dict[str, RecordField]:
    kind: Any = type(record)
    return fields_of(kind)


def _value(name: str, value: Any, indent: int, undated: Collection[str], *, lines: bool) -> Iterator[str]:
    start = f"{' ' * indent}{name}:"
    if isinstance(value, tuple):
        yield start if value else f"{start} []"
        for item in value:
            yield from _item(item, indent + 2, undated)
    elif is_dataclass(value):
        yield start
        yield from _record(value, indent + 2, undated)
    elif isinstance(value, bool) or value is None:
        yield f"{start} {'null' if value is None else str(value).lower()}"
    elif isinstance(value, int) or _DATE.fullmatch(value):
        yield f"{start} {value}"
    else:
        yield from paragraphs(name, value, indent) if lines else field(name, value, indent)


def _item(item: Any, indent: int, undated: Collection[str]) -> Iterator[str]:
    """An item of a list; a record that has only the field for which a text may stand is that text."""
    dash = f"{' ' * indent}- "
    if not is_dataclass(item):
        yield f"{dash}{scalar(item)}"
        return
    rows = list(_record(item, indent + 2, undated))
    alone = next((name for name, about in _fields(item).items() if about.alone), None)
    if alone is not None and len(rows) == 1:
        yield f"{dash}{scalar(getattr(item, alone))}"
        return
    yield dash + rows[0][indent + 2 :]
    yield from rows[1:]


def on_one_line(name: str, value: str, indent: int) -> str:
    """A field on one line however long it is, so that one line is to be deleted."""
    return f"{' ' * indent}{name}: {scalar(value)}"


def field(name: str, value: str | None, indent: int, *, first: bool = False) -> Iterator[str]:
    """A field on one line, or folded where it is long; nothing where it is empty."""
    value = squeezed(value or "")
    if not value:
        return
    start = f"{' ' * indent}{'- ' if first else ''}{name}:"
    whole = f"{start} {scalar(value)}"
    if len(whole) <= WIDTH + 8:
        yield whole
        return
    yield f"{start} >-"
    yield from folded(value, indent + (4 if first else 2))


def paragraphs(name: str, value: str, indent: int) -> Iterator[str]:
    """A field that may have several lines."""
    lines = [squeezed(each) for each in value.split("\n")]
    lines = [each for each in lines if each]
    if len(lines) == 1:
        yield from field(name, lines[0], indent)
        return
    yield f"{' ' * indent}{name}: >-"
    for number, each in enumerate(lines):
        if number:
            yield ""
        yield from folded(each, indent + 2)


def folded(value: str, indent: int) -> list[str]:
    """A text as lines of a folded block."""
    start = " " * indent
    return textwrap.wrap(
        value,
        WIDTH + 8,
        initial_indent=start,
        subsequent_indent=start,
        break_long_words=False,
        break_on_hyphens=False,
    )


def scalar(value: str) -> str:
    """A text for one line, quoted where YAML could take it for something else."""
    value = squeezed(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
