"""What only shows when all files are read together: ids, and links between findings and reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hmic.errors import Problem, did_you_mean
from hmic.model import PartialDate
from hmic.register.nodes import Document, Mapping, Scalar


@dataclass
class _Places:
    """Where every id stands, and when its report was published."""

    reports: dict[str, PartialDate | None] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)
    follows: dict[str, list[str]] = field(default_factory=dict)


def check_links(documents: list[Document]) -> Iterator[Problem]:
    """Every id that stands twice and every link that cannot be, over all files."""
    places = _Places()
    yield from _collect(documents, places)
    for document in documents:
        for report in _reports(document):
            yield from _report_links(document, report, places)
    yield from _circles(documents, places)


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


def _collect(documents: list[Document], places: _Places) -> Iterator[Problem]:
    seen: dict[str, tuple[str, int]] = {}
    for document in documents:
        for report in _reports(document):
            report_id = report.text("id")
            yield from _unique(document, report, seen)
            if report_id:
                places.reports.setdefault(report_id, _published(report))
            for finding in _findings(report):
                yield from _unique(document, finding, seen)
                finding_id = finding.text("id")
                if finding_id and report_id:
                    places.findings.setdefault(finding_id, report_id)


def _unique(document: Document, item: Mapping, seen: dict[str, tuple[str, int]]) -> Iterator[Problem]:
    node = item.get("id")
    if not isinstance(node, Scalar) or node.is_null:
        return
    first = seen.setdefault(node.value, (document.name, node.line))
    if first != (document.name, node.line):
        message = f"the id {node.value!r} stands twice"
        hint = f"it stands at {first[0]}:{first[1]} already; an id is never used again"
        yield document.problem(node, "duplicate-id", message, hint)


def _published(report: Mapping) -> PartialDate | None:
    try:
        return PartialDate.parse(report.text("published") or "")
    except ValueError:
        return None


def _report_links(document: Document, report: Mapping, places: _Places) -> Iterator[Problem]:
    for item in (report, *report.each("grades")):
        if isinstance(item, Mapping):
            for key in ("mentioned_in", "carried_from"):
                yield from _to_report(document, item.get(key), places)
    report_id = report.text("id") or ""
    for follow_up in report.each("follow_ups"):
        if isinstance(follow_up, Mapping):
            yield from _to_finding(document, follow_up.get("finding"), report_id, places)
    for finding in _findings(report):
        finding_id = finding.text("id") or ""
        for node in finding.each("follows"):
            yield from _to_finding(document, node, report_id, places)
            if isinstance(node, Scalar) and node.value in places.findings:
                places.follows.setdefault(finding_id, []).append(node.value)
        yield from _same_as(document, finding, report_id, places)


def _to_report(document: Document, node: object, places: _Places) -> Iterator[Problem]:
    if isinstance(node, Scalar) and not node.is_null and node.value not in places.reports:
        message = f"there is no report {node.value!r}"
        hint = did_you_mean(node.value, places.reports)
        yield document.problem(node, "unknown-link", message, hint)


def _to_finding(document: Document, node: object, report_id: str, places: _Places) -> Iterator[Problem]:
    """A link from a report must lead to a finding of an earlier report."""
    if not isinstance(node, Scalar) or node.is_null:
        return
    other = places.findings.get(node.value)
    if other is None:
        message = f"there is no finding {node.value!r}"
        hint = did_you_mean(node.value, places.findings)
        yield document.problem(node, "unknown-link", message, hint)
        return
    here, there = places.reports.get(report_id), places.reports.get(other)
    if other == report_id:
        message = f"{node.value} stands in this very report, so it cannot be an earlier finding"
        hint = "use `same_as` where one report states a matter twice"
        yield document.problem(node, "forward-link", message, hint)
    elif here and there and there.first > here.last:
        message = f"{node.value} is of {there}, later than this report of {here}"
        hint = "links lead back in time: put it into the later report"
        yield document.problem(node, "forward-link", message, hint)


def _same_as(document: Document, finding: Mapping, report_id: str, places: _Places) -> Iterator[Problem]:
    node = finding.get("same_as")
    if not isinstance(node, Scalar) or node.is_null:
        return
    other = places.findings.get(node.value)
    if other is None:
        message = f"there is no finding {node.value!r}"
        hint = did_you_mean(node.value, places.findings)
        yield document.problem(node, "unknown-link", message, hint)
    elif other != report_id:
        message = f"{node.value} is of another report: `same_as` is for one report"
        yield document.problem(node, "forward-link", message, "use `follows` for an earlier report")
    elif node.value == finding.text("id"):
        yield document.problem(node, "circular-link", "a finding cannot be the same as itself")


def _circles(documents: list[Document], places: _Places) -> Iterator[Problem]:
    """Dates known only to the year can let two findings follow one another."""
    for document in documents:
        for report in _reports(document):
            for finding in _findings(report):
                start = finding.text("id") or ""
                if start in places.follows and _leads_to(start, start, places.follows):
                    message = f"{start} follows itself, through the findings that it follows"
                    yield document.problem(finding.items["id"][1], "circular-link", message)


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
