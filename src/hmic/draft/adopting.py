"""A reviewed draft → its report at its place in the register's text; every other byte stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from hmic.draft.text_ends import Ends, values
from hmic.draft.write import MARK
from hmic.errors import HmicError
from hmic.model import PartialDate
from hmic.register.yaml_tree import Document, Mapping, Node, Sequence

_LISTS = ("grades", "findings", "follow_ups")
_FINDINGS = ("findings", "recommendations")


class Half(NamedTuple):
    """A finding of a draft that shares its words or its id, not both, with one of the register."""

    name: str
    there: str
    same_words: bool


@dataclass(slots=True)
class Adopted:
    """The register's new text, and what went into it."""

    text: str
    reports: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    follow_ups: int = 0
    grades: int = 0
    there: list[str] = field(default_factory=list)
    """Findings of the draft that the register has already."""
    other: list[Half] = field(default_factory=list)
    """Those of them that it has in other words, or by another id."""
    meant: Any = None
    """What the new text must say: all that the register said, plus the additions."""


@dataclass(slots=True)
class _Insert:
    """Lines to be put before a line of the register, counted from 0."""

    line: int
    lines: list[str]


class _Text:
    """A file's lines with their ends, and the tree that was read from them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.ends = Ends(document.text)
        self.lines = self.ends.lines
        self.meant: dict[int, Any] = {}
        values(document.root, self.meant)
        self.end = "\r\n" if document.text.count("\r\n") * 2 > document.text.count("\n") else "\n"

    def reports(self) -> list[Mapping]:
        root = self.document.root
        found = root.get("reports") if isinstance(root, Mapping) else None
        return (
            [item for item in found.items if isinstance(item, Mapping)]
            if isinstance(found, Sequence)
            else []
        )

    def dashed(self, item: Node) -> int:
        """The line of an item's dash, counted from 0; HmicError where the list is in brackets."""
        line = item.line - 1
        before = self.lines[line][: item.column - 1]
        if not before.strip():
            line -= 1
            while line >= 0 and (not self.lines[line].strip() or self.lines[line].lstrip().startswith("#")):
                line -= 1
            before = self.lines[line].rstrip() + " " if line >= 0 else ""
        if not re.fullmatch(r"\s*-\s+(?:#.*)?", before):
            raise _not_block(self.document.name, item.line)
        return line

    def start(self, item: Node) -> int:
        """The first line of an item, counted from 0; comments above it, not set in further, are its own."""
        line = self.dashed(item)
        own = re.compile(rf"\s{{1,{item.column - 1}}}#")
        while line > 0 and own.match(self.lines[line - 1]) and line - 1 not in self.ends.inner:
            line -= 1
        return line

    def dash(self, item: Node) -> int:
        """How far an item's dash is set in."""
        line = self.lines[self.dashed(item)]
        return len(line) - len(line.lstrip(" "))

    def finish(self, item: Node, indent: int) -> int:
        """The line after an item's last; comments below it, set in further than its dash, are its own."""
        last = line = self.ends.end(item)
        while line < len(self.lines):
            text = self.lines[line]
            bare = text.strip()
            if bare:
                if not bare.startswith("#") or len(text) - len(text.lstrip(" ")) <= indent:
                    break
                last = line + 1
            line += 1
        return last

    def get_reports(self) -> list[Any]:
        """The values of the reports, which get those of the draft."""
        root = self.meant[id(self.document.root)]
        if not isinstance(root["reports"], list):
            root["reports"] = []
        found: list[Any] = root["reports"]
        return found


def _not_block(name: str, line: int) -> HmicError:
    message = f"{name}:{line}: the reports are in brackets here, so nothing can be inserted line by line"
    return HmicError(
        message, hint="write them as a list with a dash for each, as docs/register-format.md shows"
    )


def adopt(register: Document, draft: Document) -> Adopted:
    """Put each report of the draft into the register's text.

    A report that is not there goes in before the first later one; of one that is there, only what is new.
    """
    into, new = _Text(register), _Text(draft)
    adopted = Adopted(register.text)
    inserts: list[_Insert] = []
    there = {report.text("id"): report for report in into.reports()}
    for report in new.reports():
        name = report.text("id") or ""
        if name in there:
            _refuse_other(into.document.name, there[name], report)
            inserts += _additions(into, there[name], new, report, adopted)
        else:
            inserts.append(_whole(into, new, report))
            adopted.reports.append(name)
            adopted.findings += [one.text("id") or "" for one in _findings(report)]
            adopted.follow_ups += len(list(report.each("follow_ups")))
            adopted.grades += len(list(report.each("grades")))
    adopted.text = _with(into, inserts)
    adopted.meant = into.meant[id(register.root)]
    return adopted


def _refuse_other(register: str, there: Mapping, report: Mapping) -> None:
    """Two reports with one id would become one, with the title and the day of the first."""
    both = [(one.text("title") or "", one.text("published") or "") for one in (there, report)]
    (title, day), (new_title, new_day) = both
    if words_of(title) == words_of(new_title) and day == new_day:
        return
    message = f"{there.text('id')} is “{title}”, {day}, in {register}, and here “{new_title}”, {new_day}"
    hint = (
        "if they are different reports, give one another id; if they "
        "are the same, use the same title and date"
    )
    raise HmicError(message, hint=hint)


def _findings(report: Mapping) -> Iterator[Mapping]:
    for one in report.each("findings"):
        if isinstance(one, Mapping):
            yield from _with_inner(one)


def _with_inner(finding: Mapping) -> Iterator[Mapping]:
    yield finding
    yield from (inner for inner in finding.each("recommendations") if isinstance(inner, Mapping))


def _whole(into: _Text, new: _Text, report: Mapping) -> _Insert:
    """A report as lines, and where they go."""
    reports = into.reports()
    indent = into.dash(reports[0]) if reports else 2
    lines = _copied(new, report, indent, into.end)
    day = _day(report)
    meant = into.get_reports()
    for before, other in pairwise([None, *reports]):
        if other is not None and (there := _day(other)) is not None and day is not None and there > day:
            space = [into.end] if before is None or _spaced(into, other) else []
            place = next(at for at, one in enumerate(meant) if one is into.meant[id(other)])
            meant.insert(place, new.meant[id(report)])
            return _Insert(into.start(other), [*lines, *space])
    meant.append(new.meant[id(report)])
    if not reports:
        return _Insert(_after_key(into), lines)
    last = reports[-1]
    finish = into.finish(last, indent)
    spaced = (len(reports) < 2 or _spaced(into, last)) and finish not in into.ends.keeps
    return _Insert(finish, [*([into.end] if spaced else []), *lines])


def _day(report: Mapping) -> PartialDate | None:
    try:
        day = PartialDate.parse(report.text("published") or "")
    except ValueError:
        return None
    return PartialDate(day.last.year, day.last.month, day.last.day)


def _spaced(into: _Text, report: Mapping) -> bool:
    """Whether there is an empty line above a report."""
    start = into.start(report)
    return start > 0 and not into.lines[start - 1].strip()


def _after_key(into: _Text) -> int:
    """The line after `reports:`, whose list is empty."""
    root = into.document.root
    assert isinstance(root, Mapping)  # noqa: S101 - it was checked before
    key, value = root.items["reports"]
    line = key.line - 1
    into.lines[line] = re.sub(r":(\s*)(?:\[\s*\]|~|null)(?=\s|$)", ":", into.lines[line], count=1)
    return max(line, value.line - 1 if value.line > key.line else line) + 1


def _copied(new: _Text, item: Mapping, indent: int, end: str) -> list[str]:
    """An item's lines with another indentation, without the draft's own comments."""
    start, own, dashed = new.start(item), new.dash(item), new.dashed(item)
    finish = new.finish(item, own)
    lines = []
    for number, line in enumerate(new.lines[start:finish], start=start):
        text = line.rstrip("\r\n\x85")
        inner = number in new.ends.inner
        if text.lstrip().startswith(MARK) and not inner:
            continue
        # A remark above the dash, set in further, could become part of a text that then stands above it.
        within = number >= dashed and not text[:own].strip()
        moved = text[own:] if within else text.lstrip(" ")
        lines.append((" " * indent + moved if moved.strip() or (inner and moved) else "") + end)
    return lines


def _additions(
    into: _Text,
    old: Mapping,
    new: _Text,
    report: Mapping,
    adopted: Adopted,
    lists: tuple[str, ...] = _LISTS,
) -> Iterator[_Insert]:
    """What a report of the draft has that the register's does not; of a cause of concern, likewise."""
    for name in lists:
        known = {
            key: item for item in old.each(name) if isinstance(item, Mapping) for key in _keys(name, item)
        }
        fresh = []
        for item in report.each(name):
            if not isinstance(item, Mapping):
                continue
            keys = _keys(name, item)
            there = next((known[key] for key in keys if key in known), None)
            if there is None:
                fresh.append(item)
            elif name in _FINDINGS:
                adopted.there.append(item.text("id") or "")
                names = item.text("id") or "", there.text("id") or ""
                if keys[0] not in _keys(name, there):
                    adopted.other.append(Half(*names, same_words=names[0] != names[1]))
                yield from _additions(into, there, new, item, adopted, ("recommendations",))
        if name in _FINDINGS:
            adopted.findings += [one.text("id") or "" for item in fresh for one in _with_inner(item)]
        adopted.follow_ups += len(fresh) if name == "follow_ups" else 0
        adopted.grades += len(fresh) if name == "grades" else 0
        if fresh:
            yield _into_list(into, old, name, new, fresh)


_WORD = re.compile(r"\w+")


def words_of(text: str) -> str:
    """A text by its words alone: two texts with the same are one and the same finding."""
    return " ".join(_WORD.findall(text.lower()))


def _keys(name: str, item: Mapping) -> list[str]:
    """By what an item is known again, best first: a finding by id and words, its words, or its id."""
    if name == "grades":
        return [f"area {(item.text('area') or '').lower()}"]
    words = words_of(item.text("requirement") or item.text("summary") or "")
    if name == "follow_ups":
        return [f"{item.text('finding')} {item.text('verdict')} {words}"]
    by_id = f"id {item.text('id')}"
    return [f"{by_id} words {words}", f"words {words}", by_id] if words else [by_id]


def _into_list(into: _Text, old: Mapping, name: str, new: _Text, items: list[Mapping]) -> _Insert:
    """Lines at the end of a report's list; the list is started if there is none."""
    there = [item for item in old.each(name) if isinstance(item, Mapping)]
    into.meant[id(old)].setdefault(name, []).extend(new.meant[id(item)] for item in items)
    if there:
        indent = into.dash(there[-1])
        lines = [line for item in items for line in _copied(new, item, indent, into.end)]
        return _Insert(into.finish(there[-1], indent), lines)
    if name in old.items:
        message = (
            f"{into.document.name}:{old.items[name][0].line}: the list {name!r} is empty or in brackets"
        )
        raise HmicError(message, hint=f"delete the line with {name!r} and adopt again")
    indent = old.column - 1
    lines = [line for item in items for line in _copied(new, item, indent + 2, into.end)]
    return _Insert(into.finish(old, into.dash(old)), [f"{' ' * indent}{name}:{into.end}", *lines])


def _with(into: _Text, inserts: list[_Insert]) -> str:
    lines = into.lines
    # What goes to the same line: first what is set in further, as part of what is above it.
    for insert in sorted(inserts, key=lambda one: (one.line, -_set_in(one)))[::-1]:
        if insert.line == len(lines) and lines and not lines[-1].endswith("\n"):
            lines[-1] += into.end
        lines[insert.line : insert.line] = insert.lines
    return "".join(lines)


def _set_in(insert: _Insert) -> int:
    first = next(line for line in insert.lines if line.strip())
    return len(first) - len(first.lstrip(" "))
