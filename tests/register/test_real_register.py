"""The shipped register: it agrees with the recount table, and carries what the mission asks for."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from hmic.model import Kind, Verdict, Voice
from hmic.register.register_files import check_files
from hmic.register_records import Finding, Register
from tests.conftest import REAL_REGISTER, ROOT

PAGE = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def register() -> Register:
    checked = check_files([REAL_REGISTER])
    assert checked.problems == ()
    return checked.registers[0][1]


def of(register: Register, report: str) -> tuple[Finding, ...]:
    return next(r.findings for r in register.reports if r.id == report)


def test_the_count_of_each_report_is_that_of_the_page(register: Register) -> None:
    table = re.findall(r"^\| ([a-z0-9-]+) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
    counted = {name: tuple(map(int, numbers)) for name, *numbers in table}
    total: Counter[Kind] = Counter()
    for report in register.reports:
        kinds = Counter(finding.kind for finding in report.findings)
        total += kinds
        found = (kinds[Kind.RECOMMENDATION], kinds[Kind.AREA_FOR_IMPROVEMENT], kinds[Kind.OBSERVATION])
        assert counted.pop(report.id, (0, 0, 0)) == found, report.id
    assert counted.pop("all") == (
        total[Kind.RECOMMENDATION], total[Kind.AREA_FOR_IMPROVEMENT], total[Kind.OBSERVATION],
    )  # fmt: skip
    assert counted == {}


def test_the_blocks_of_2008_are_those_of_the_page(register: Register) -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| [^|]+ \| (\d+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert [int(row[0]) for row in rows] == list(range(1, 25))
    formal = [f for f in of(register, "major-crime-2008") if f.kind is Kind.AREA_FOR_IMPROVEMENT]
    assert len(formal) == 40 == sum(int(row[2]) for row in rows)
    for block, part, number, ids in rows:
        own = [f for f in formal if f.source and f.source.section == f"{part}, block {block}"]
        named = re.findall(r"(?<!= )\ba\d+", ids)
        assert [f.id.removeprefix("major-crime-2008-") for f in own] == named
        assert len(own) == int(number)


def test_recommendations_of_2014_carry_their_deadlines_and_parts(register: Register) -> None:
    first, second, third = (f for f in of(register, "crime-2014") if f.kind is Kind.RECOMMENDATION)
    assert [d.phrase for d in first.deadlines] == ["within six months"]
    assert [part.letter for part in first.parts] == ["a", "b", "c"]
    for finding in (second, third):
        assert [d.phrase for d in finding.deadlines] == ["within three months", "by March 2015"]
        assert all(d.requires for d in finding.deadlines)
    assert second.deadlines[1].condition


def test_every_graded_area_of_2021_22_says_that_it_cannot_be_compared(register: Register) -> None:
    grades = next(r.grades for r in register.reports if r.id == "peel-2021-22")
    graded = [grade for grade in grades if grade.grade]
    assert len(graded) == 9
    assert all(grade.comparable_with_previous is False for grade in graded)
    assert all(grade.note for grade in grades)


def test_every_passage_can_be_found_again(register: Register) -> None:
    for report in register.reports:
        sources = [item.source for item in report.findings]
        sources += [item.source for item in report.follow_ups]
        sources += [item.source for item in report.grades]
        for source in sources:
            assert source is not None, report.id
            assert 3 <= len(source.opening.split()) <= 14, source.opening


def test_a_report_s_own_criticism_is_no_verdict(register: Register) -> None:
    for report in register.reports:
        raised = {f.source.opening for f in report.findings if f.source}
        verdicts = {said.source.opening for said in report.follow_ups if said.source}
        assert raised & verdicts == set(), report.id


def test_what_is_resolved_is_neither_raised_again_nor_resolved_twice(register: Register) -> None:
    closed: set[str] = set()
    for report in register.reports:
        again = {earlier for finding in report.findings for earlier in finding.follows}
        now = {s.finding for s in report.follow_ups if s.verdict is Verdict.RESOLVED}
        assert now & again == set(), report.id
        assert closed & (now | again | {s.finding for s in report.follow_ups}) == set(), report.id
        closed |= now


def test_what_is_asked_is_worded_as_an_order_and_what_is_criticised_as_a_statement(
    register: Register,
) -> None:
    first = {
        voice: {f.requirement.split()[0] for r in register.reports for f in r.findings if f.said is voice}
        for voice in Voice
    }
    assert first[Voice.ASKED] & first[Voice.CRITICISED] == set()
    assert first[Voice.ASKED] & {"The", "A", "An", "There", "It", "Some", "No", "Not"} == set()


def test_no_officer_is_named() -> None:
    text = REAL_REGISTER.read_text(encoding="utf-8")
    for word in ("Mr ", "Mrs ", "Ms ", "QPM", "Hons", "McCann", "Billingham", "Wilsher"):
        assert word not in text
