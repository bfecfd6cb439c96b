"""What only shows when all files are read together: ids, and links between findings and reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hmic.errors import Problem, did_you_mean
from hmic.model import PartialDate
from hmic.register.yaml_tree import Document, Mapping, Scalar

MOST_SUGGESTIONS = 100


class _Place(NamedTuple):
    """The place of an id: file, line, and the report it belongs to."""

    file: str
    line: int
    report: str


class _Reference(NamedTuple):
    """A link in a file, kept until every file has been read."""

    file: str
    line: int
    column: int
    value: str
    report: str
    finding: str
    excerpt: str


class Links:
    """Every duplicate id and every impossible link, over all files.

    Files are taken one after the other and need not be kept: what matters of each is a few words.
    """

    def __init__(self) -> None:
        self.ids: dict[str, _Place] = {}
        self.published: dict[str, PartialDate | None] = {}
        self.to_reports: list[_Reference] = []
        self.to_findings: list[_Reference] = []
        self.follows: list[_Reference] = []
        self.twins: list[_Reference] = []
        self.unknown = 0
        self.formers: list[_Reference] = []
        """Ids that something had before."""

    def take(self, document: Document) -> tuple[bool, list[Problem]]:
        """Note a file's ids and links.

        Gives whether all its links lead to ids in it, and the problems of ids that another file has.
        """
        kinds = (self.to_reports, self.to_findings, self.follows, self.twins)
        before = [len(kind) for kind in kinds]
        problems = list(self._take(document))
        named = [ref.value for kind, start in zip(kinds, before, strict=True) for ref in kind[start:]]
        own = all(name in self.ids and self.ids[name].file == document.name for name in named)
        return own, problems

    def noted(self) -> list[Any]:
        """The note, in lists and tuples of texts and numbers, for `take_noted` in another process."""
        ids = [(name, *place) for name, place in self.ids.items()]
        days = [(name, str(day) if day else "") for name, day in self.published.items()]
        return [ids, days, *([tuple(ref) for ref in kind] for kind in self._kinds())]

    def take_noted(self, noted: list[Any]) -> bool:
        """Use the note about a file; False if one of its ids was already used."""
        ids, days, *kinds = noted
        for name, *place in ids:
            if self.ids.setdefault(name, found := _Place(*place)) is not found:
                return False
        self.published.update((name, PartialDate.parse(day) if day else None) for name, day in days)
        for known, refs in zip(self._kinds(), kinds, strict=True):
            known.extend(map(_Reference._make, refs))
        return True

    def _kinds(self) -> tuple[list[_Reference], ...]:
        return self.to_reports, self.to_findings, self.follows, self.twins, self.formers

    def _take(self, document: Document) -> Iterator[Problem]:
        for report in _reports(document):
            name = report.text("id") or ""
            yield from self._id(document, report, "")
            if name:
                self.published.setdefault(name, _published(report))
            self._former(document, report, name)
            for item in (report, *report.each("grades")):
                if isinstance(item, Mapping):
                    for key in ("mentioned_in", "carried_from"):
                        self._refer(self.to_reports, document, item.get(key), name)
            for follow_up in report.each("follow_ups"):
                if isinstance(follow_up, Mapping):
                    self._refer(self.to_findings, document, follow_up.get("finding"), name)
            for finding in _findings(report):
                yield from self._id(document, finding, name)
                own = finding.text("id") or ""
                for node in finding.each("follows"):
                    self._refer(self.follows, document, node, name, own)
                self._refer(self.twins, document, finding.get("same_as"), name, own)
                self._former(document, finding, name)

    def _id(self, document: Document, item: Mapping, report: str) -> Iterator[Problem]:
        node = item.get("id")
        if not isinstance(node, Scalar) or node.is_null:
            return
        first = self.ids.setdefault(node.value, _Place(document.name, node.line, report))
        if first[:2] != (document.name, node.line):
            message = f"duplicate id {node.value!r}"
            hint = f"the first is at {first.file}:{first.line}; an id is never reused"
            yield document.problem(node, "duplicate-id", message, hint)

    def _former(self, document: Document, item: Mapping, report: str) -> None:
        for node in item.each("renamed_from"):
            self._refer(self.formers, document, node, report)

    def _refer(
        self, where: list[_Reference], document: Document, node: object, report: str, finding: str = ""
    ) -> None:
        if isinstance(node, Scalar) and not node.is_null:
            excerpt = document.excerpt(node.line) or ""
            place = (document.name, node.line, node.column, node.value)
            where.append(_Reference(*place, report, finding, excerpt))

    def problems(self) -> Iterator[Problem]:
        """The links that cannot be, once every file was taken."""
        for ref in self.to_reports:
            if ref.value not in self.published:
                message = f"there is no report {ref.value!r}"
                yield _problem(ref, "unknown-link", message, self._near(ref.value, self.published))
        for ref in (*self.to_findings, *self.follows):
            yield from self._to_finding(ref)
        for ref in self.twins:
            yield from self._same_as(ref)
        yield from self._used_again()
        yield from self._circles()

    def _finding(self, name: str) -> str | None:
        """The report of a finding; None when there is no such finding."""
        place = self.ids.get(name)
        return place.report if place is not None and place.report else None

    def _near(self, name: str, known: Iterable[str]) -> str | None:
        """The nearest name that there is, for the first links of many: each is compared with every name."""
        self.unknown += 1
        return did_you_mean(name, known) if self.unknown <= MOST_SUGGESTIONS else None

    def _unknown(self, ref: _Reference) -> Problem:
        known = (name for name, place in self.ids.items() if place.report)
        message = f"there is no finding {ref.value!r}"
        return _problem(ref, "unknown-link", message, self._near(ref.value, known))

    def _to_finding(self, ref: _Reference) -> Iterator[Problem]:
        """A link from a report must lead to a finding of an earlier report."""
        other = self._finding(ref.value)
        if other is None:
            yield self._unknown(ref)
            return
        here, there = self.published.get(ref.report), self.published.get(other)
        if other == ref.report:
            message = f"{ref.value} is in this report, so it cannot be an earlier finding"
            hint = "use `same_as` where one report makes the same finding twice"
            yield _problem(ref, "forward-link", message, hint)
        elif here and there and there.first > here.last:
            message = f"{ref.value} was published on {there}, after this report ({here})"
            hint = "links point back in time: put the link in the later report"
            yield _problem(ref, "forward-link", message, hint)

    def _same_as(self, ref: _Reference) -> Iterator[Problem]:
        other = self._finding(ref.value)
        if other is None:
            yield self._unknown(ref)
        elif other != ref.report:
            message = f"{ref.value} is in another report: `same_as` links findings in one report"
            hint = "use `follows` for an earlier report"
            yield _problem(ref, "forward-link", message, hint)
        elif ref.value == ref.finding:
            yield _problem(ref, "circular-link", "a finding cannot be the same as itself", None)

    def _used_again(self) -> Iterator[Problem]:
        """An id that was changed is not used any more, and belonged to one thing only."""
        seen: set[str] = set()
        for ref in self.formers:
            if ref.value in self.ids or ref.value in seen:
                message = f"the id {ref.value!r} is in use, but `renamed_from` says it was given up"
                hint = "an id is never reused: delete the wrong line"
                yield _problem(ref, "duplicate-id", message, hint)
            seen.add(ref.value)

    def _circles(self) -> Iterator[Problem]:
        """Dates known only to the year can let two findings follow one another."""
        follows: dict[str, list[str]] = {}
        for ref in self.follows:
            if self._finding(ref.value):
                follows.setdefault(ref.finding, []).append(ref.value)
        reported: set[str] = set()
        looped = _in_loops(follows)
        for ref in self.follows:
            start = ref.finding
            if start in looped and start not in reported and _leads_to(start, start, follows):
                reported.add(start)
                message = f"{start} follows itself through other findings"
                yield _problem(ref, "circular-link", message, "remove the wrong link")


def _problem(ref: _Reference, code: str, message: str, hint: str | None) -> Problem:
    return Problem(ref.file, ref.line, ref.column, code, message, hint, ref.excerpt)


def _reports(document: Document) -> Iterator[Mapping]:
    if isinstance(document.root, Mapping):
        for report in document.root.each("reports"):
            if isinstance(report, Mapping):
                yield report


def _findings(holder: Mapping, key: str = "findings") -> Iterator[Mapping]:
    for finding in holder.each(key):
        if isinstance(finding, Mapping):
            yield finding
            yield from _findings(finding, "recommendations")


def _published(report: Mapping) -> PartialDate | None:
    try:
        return PartialDate.parse(report.text("published") or "")
    except ValueError:
        return None


def _in_loops(follows: dict[str, list[str]]) -> set[str]:
    """The findings on a circle of links, or on a way that leads to one (Kahn's order of the others)."""
    waiting = {name: len(set(earlier)) for name, earlier in follows.items()}
    followed_by: dict[str, list[str]] = {}
    for name, earlier in follows.items():
        for one in set(earlier):
            followed_by.setdefault(one, []).append(name)
    done = [name for name in followed_by if name not in waiting]
    while done:
        for name in followed_by.get(done.pop(), ()):
            waiting[name] -= 1
            if not waiting[name]:
                done.append(name)
    return {name for name, left in waiting.items() if left}


def _leads_to(start: str, goal: str, follows: dict[str, list[str]]) -> bool:
    todo, seen = list(follows.get(start, ())), set()
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            todo += follows.get(here, ())
    return False
