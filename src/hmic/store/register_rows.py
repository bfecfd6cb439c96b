"""A register's records → the rows of its tables, and the fingerprint of each record."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from hmic.addressee import acts
from hmic.deadlines import ISSUED, Anchor, read
from hmic.deadlines.clocks import CLOCKS
from hmic.model import THE_FORCE, PartialDate, Voice
from hmic.register_records import Finding, Register, Report, RespondBy, Source

Row = tuple[Any, ...]


class Item(NamedTuple):
    """A report or a finding as it goes into the database.

    `rows` holds the rows of the table that is the item's own and of those that belong to it; `formers` are
    the ids that it had before.
    """

    id: str
    record: str
    """Which of the two it is: the name of its table."""
    fingerprint: str
    rows: dict[str, list[Row]]
    formers: tuple[str, ...] = ()


class RegisterRows(NamedTuple):
    """A file's register as a load takes it: every report and finding in its order, ready to be written."""

    force: str
    ids: list[str]
    areas: list[list[Any]]
    """Each area with the other names that it has."""
    items: Iterable[Item]


def rows_of(register: Register) -> RegisterRows:
    """A register as a load takes it."""
    ids = [one for report in register.reports for one in report.ids]
    areas = [[alias.area, list(alias.also)] for alias in register.areas]
    return RegisterRows(register.force, ids, areas, _items(register))


def _items(register: Register) -> Iterator[Item]:
    for position, report in enumerate(register.reports):
        yield _report(report, register.force, position)
        yield from _findings(report, register.force)


def looks(content: Mapping[str, Any]) -> tuple[str, ...]:
    """By what a finding can be known again under another id: its title, what it requires, its opening."""
    kind = content["kind"]
    return tuple(f"{kind} {name} {content[name]}" for name in _LOOKS if content.get(name))


_LOOKS = ("title", "requirement", "opening")


def looks_of_row(row: Row) -> tuple[str, ...]:
    """The same of a finding's own row."""
    return looks({"kind": row[3], "title": row[4], "requirement": row[5], "opening": row[15]})


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LISTS = json.JSONEncoder(ensure_ascii=False)


@cache
def _list_json(texts: tuple[str, ...]) -> str:
    """A list as its column holds it: thousands of findings have the same few themes."""
    return _LISTS.encode(texts)


def content_json(content: dict[str, Any]) -> str:
    """The canonical text of an item's content."""
    return _ENCODER.encode(content)


def _item(record: Finding | Report, content: dict[str, Any], rows: dict[str, list[Row]]) -> Item:
    return Item(record.id, content["record"], fingerprint_of(content), rows, record.renamed_from)


def fingerprint_of(content: dict[str, Any]) -> str:
    """What distinguishes one content from another."""
    return hashlib.sha256(content_json(content).encode()).hexdigest()[:32]


def _place(source: Source | None) -> tuple[str | None, str | None]:
    return (source.section, source.opening) if source else (None, None)


def _kept(**fields: Any) -> dict[str, Any]:
    """A content without what is empty."""
    return {key: value for key, value in fields.items() if value}


def _report(report: Report, force: str, position: int) -> Item:
    published = PartialDate.parse(report.published)
    scale = report.scale.value if report.scale else None
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
         (_start(r, published) + dt.timedelta(days=CLOCKS[r.clock][0])).isoformat(),
         r.issued is not None or published.exact, CLOCKS[r.clock][1], r.issued)
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
        scale=scale,
        mentioned_in=report.mentioned_in,
        grades=[row[1:] for row in grades],
        follow_ups=[row[1:] for row in follow_ups],
        respond_by=[row[1:] for row in responses],
    )
    own = (
        report.id, force, position, report.title, report.inspectorate, report.programme,
        str(published), published.last.isoformat(), published.exact, report.published_source,
        report.file, scale, report.mentioned_in,
    )  # fmt: skip
    rows: dict[str, list[Row]] = {
        "report": [own],
        "grade": grades,
        "follow_up": follow_ups,
        "respond_by": responses,
    }
    return _item(report, content, rows)


def _start(clock: RespondBy, published: PartialDate) -> dt.date:
    """The day from which a clock of a report runs."""
    return dt.date.fromisoformat(clock.issued) if clock.issued else published.last


def _findings(report: Report, force: str) -> Iterator[Item]:
    position = 0
    published = PartialDate.parse(report.published)
    anchor = Anchor(published.last, exact=published.exact, source=published.source)
    for finding in report.findings:
        yield _finding(finding, report.id, position, None, force, anchor)
        position += 1
        for one in finding.recommendations:
            # A finding issued before the report was issued with its recommendations.
            own = replace(one, issued=one.issued or finding.issued) if finding.issued else one
            yield _finding(own, report.id, position, finding.id, force, anchor)
            position += 1


_FORCE, _OTHER = "force", "other"


def who_acts(words: str, force: str, *, said: bool | None = None) -> tuple[str, str]:
    """Whose it is, as the tables hold it, and why; `check` has made sure that the words are clear."""
    found = acts(words, force, said=said)
    return (_FORCE if found and found.force else _OTHER), found.why if found else "nobody can tell"


def _deadline_rows(finding: Finding, anchor: Anchor, force: str) -> list[Row]:
    rows: list[Row] = []
    for number, deadline in enumerate(finding.deadlines, start=1):
        reading = read(deadline.phrase, anchor)[0]
        whose, _ = who_acts(deadline.due_to or THE_FORCE, force, said=deadline.for_the_force)
        rows.append(
            (finding.id, number, deadline.phrase, deadline.requires,
             deadline.condition or reading.condition, deadline.due_to, reading.kind.value,
             reading.due.isoformat() if reading.due else None, reading.exact, reading.rule,
             reading.recurs, anchor.day.isoformat(), anchor.source, whose,
             _list_json(deadline.formerly) if deadline.formerly else None)
        )  # fmt: skip
    return rows


def _finding(
    finding: Finding, report: str, position: int, parent: str | None, force: str, anchor: Anchor
) -> Item:
    """`anchor` is what its deadlines count from unless it was issued itself."""
    if finding.issued:
        anchor = Anchor(dt.date.fromisoformat(finding.issued), source=ISSUED)
    deadlines = _deadline_rows(finding, anchor, force)
    whose, why = who_acts(finding.addressed_to, force, said=finding.for_the_force)
    section, opening = _place(finding.source)
    kind, voice = finding.kind.value, finding.said
    follows = sorted(set(finding.follows)) if finding.follows else []
    content = _kept(
        record="finding",
        id=finding.id,
        report=report,
        kind=kind,
        title=finding.title,
        requirement=finding.requirement,
        voice=None if voice is Voice.usual(finding.kind) else voice.value,
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
        acts=whose,
        acts_why=why,
        deadlines=[row[1:] for row in deadlines],
        parts=[[part.letter, part.requirement] for part in finding.parts],
        follows=follows,
    )
    own = (
        finding.id, report, position, kind, finding.title, finding.requirement,
        finding.area, _list_json(finding.themes), finding.addressed_to,
        finding.issued, finding.national_reference, parent, finding.same_as, finding.note,
        section, opening, voice.value, whose, why,
    )  # fmt: skip
    rows: dict[str, list[Row]] = {
        "finding": [own],
        "deadline": deadlines,
        "theme": [(theme, finding.id) for theme in dict.fromkeys(finding.themes)],
        "part": [(finding.id, part.letter, part.requirement) for part in finding.parts],
        "link": [(finding.id, earlier) for earlier in follows],
    }
    return _item(finding, content, rows)
