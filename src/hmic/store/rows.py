"""A register's records → the rows of its tables, and the fingerprint of each record."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hmic.deadlines import ISSUED, Anchor, read
from hmic.model import Finding, PartialDate, Register, Report, Source, Voice

Row = tuple[Any, ...]


@dataclass
class Item:
    """A report or a finding as it goes into the database.

    `rows` holds the rows of the table that is the item's own and of those that belong to it.
    """

    id: str
    fingerprint: str
    content: dict[str, Any]
    rows: dict[str, list[Row]] = field(default_factory=dict)


def items(register: Register, clocks: dict[str, tuple[int, str]]) -> Iterator[Item]:
    """Every report and finding of a register, in its order, ready to be compared and written."""
    for position, report in enumerate(register.reports):
        yield _report(report, register.force, position, clocks)
        yield from _findings(report)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_json(content: dict[str, Any]) -> str:
    """The canonical text of an item's content."""
    return _ENCODER.encode(content)


def _item(item_id: str, content: dict[str, Any], rows: dict[str, list[Row]]) -> Item:
    return Item(item_id, fingerprint_of(content), content, rows)


def fingerprint_of(content: dict[str, Any]) -> str:
    """What tells one content from another."""
    return hashlib.sha256(content_json(content).encode()).hexdigest()[:32]


def _place(source: Source | None) -> tuple[str | None, str | None]:
    return (source.section, source.opening) if source else (None, None)


def _kept(**fields: Any) -> dict[str, Any]:
    """A content without what is empty."""
    return {key: value for key, value in fields.items() if value not in (None, [], (), "")}


def _report(report: Report, force: str, position: int, clocks: dict[str, tuple[int, str]]) -> Item:
    published = PartialDate.parse(report.published)
    grades = [
        (report.id, number, g.area, g.grade, g.note, g.comparable_with_previous, g.carried_from,
         *_place(g.source))
        for number, g in enumerate(report.grades)
    ]  # fmt: skip
    follow_ups = [
        (report.id, number, f.finding, f.verdict.value, f.summary, *_place(f.source))
        for number, f in enumerate(report.follow_ups)
    ]
    responses = [
        (report.id, number, r.clock, r.note,
         (published.last + dt.timedelta(days=clocks[r.clock][0])).isoformat(),
         published.exact, clocks[r.clock][1])
        for number, r in enumerate(report.respond_by, start=1)
    ]  # fmt: skip
    content = _kept(
        record="report",
        id=report.id,
        force=force,
        title=report.title,
        inspectorate=report.inspectorate,
        programme=report.programme,
        published=report.published,
        published_source=report.published_source,
        file=report.file,
        scale=report.scale,
        mentioned_in=report.mentioned_in,
        grades=[row[1:] for row in grades],
        follow_ups=[row[1:] for row in follow_ups],
        respond_by=[row[1:] for row in responses],
    )
    own = (
        report.id, force, position, report.title, report.inspectorate, report.programme,
        str(published), published.last.isoformat(), published.exact, report.published_source,
        report.file, report.scale, report.mentioned_in,
    )  # fmt: skip
    rows: dict[str, list[Row]] = {
        "report": [own],
        "grade": grades,
        "follow_up": follow_ups,
        "respond_by": responses,
    }
    return _item(report.id, content, rows)


def _findings(report: Report) -> Iterator[Item]:
    position = 0
    for finding in report.findings:
        for parent, item in [(None, finding), *((finding.id, r) for r in finding.recommendations)]:
            yield _finding(item, report, position, parent)
            position += 1


def _anchor(finding: Finding, report: Report) -> Anchor:
    if finding.issued:
        return Anchor(dt.date.fromisoformat(finding.issued), source=ISSUED)
    published = PartialDate.parse(report.published)
    return Anchor(published.last, exact=published.exact, source=published.source)


def _deadline_rows(finding: Finding, anchor: Anchor) -> list[Row]:
    rows: list[Row] = []
    for number, deadline in enumerate(finding.deadlines, start=1):
        reading = read(deadline.phrase, anchor)[0]
        rows.append(
            (finding.id, number, deadline.phrase, deadline.requires,
             deadline.condition or reading.condition, deadline.due_to, reading.kind.value,
             reading.due.isoformat() if reading.due else None, reading.exact, reading.rule,
             reading.recurs, anchor.day.isoformat(), anchor.source)
        )  # fmt: skip
    return rows


def _finding(finding: Finding, report: Report, position: int, parent: str | None) -> Item:
    deadlines = _deadline_rows(finding, _anchor(finding, report))
    section, opening = _place(finding.source)
    content = _kept(
        record="finding",
        id=finding.id,
        report=report.id,
        kind=finding.kind.value,
        title=finding.title,
        requirement=finding.requirement,
        voice=None if finding.said is Voice.usual(finding.kind) else finding.said.value,
        area=finding.area,
        themes=list(finding.themes),
        addressed_to=finding.addressed_to,
        issued=finding.issued,
        national_reference=finding.national_reference,
        parent=parent,
        same_as=finding.same_as,
        note=finding.note,
        section=section,
        opening=opening,
        deadlines=[row[1:] for row in deadlines],
        parts=[[part.letter, part.requirement] for part in finding.parts],
        follows=sorted(set(finding.follows)),
    )
    own = (
        finding.id, report.id, position, finding.kind.value, finding.title, finding.requirement,
        finding.area, json.dumps(list(finding.themes), ensure_ascii=False), finding.addressed_to,
        finding.issued, finding.national_reference, parent, finding.same_as, finding.note,
        section, opening, finding.said.value,
    )  # fmt: skip
    rows: dict[str, list[Row]] = {
        "finding": [own],
        "deadline": deadlines,
        "theme": [(theme, finding.id) for theme in dict.fromkeys(finding.themes)],
        "part": [(finding.id, part.letter, part.requirement) for part in finding.parts],
        "link": [(finding.id, earlier) for earlier in sorted(set(finding.follows))],
    }
    return _item(finding.id, content, rows)
