"""Whatever is missing or wrong in a field, the problem says what would be right; a closed list is given whole."""

from __future__ import annotations

from enum import Enum

import pytest

from hmic.deadlines.clocks import CLOCKS
from hmic.errors import Problem
from hmic.model import SCALES
from hmic.register.check_fields import _Problems, _record
from hmic.register.json_schema import kinds
from hmic.register.register_files import check_document
from hmic.register.yaml_reader import parse
from hmic.register_records import RecordField, Register, fields_of

RECORDS = [kind for kind in kinds(Register) if not issubclass(kind, Enum)]
FIELDS = [(kind, name, field) for kind in RECORDS for name, field in fields_of(kind).items()]
CLOSED = [one for one in FIELDS if one[2].holds is bool or issubclass(one[2].holds, Enum)]


def problems(kind: type, text: str) -> list[Problem]:
    document = parse(text, "r")
    assert document.root is not None
    found = _Problems(document)
    _record(kind, "thing")(document.root, found)
    return found.found


def told(found: list[Problem], name: str) -> str:
    """What is said of one field, and what to do."""
    (one,) = [p for p in found if p.code != "missing-field" or f"'{name}'" in p.message]
    assert one.help, one
    return f"{one.message} {one.help}"


def valid(field: RecordField) -> set[str]:
    return {"true", "false"} if field.holds is bool else {member.value for member in field.holds}


def names(kind: type, name: str, _: object) -> str:
    return f"{kind.__name__}.{name}"


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_a_missing_field_says_what_belongs_there(kind: type) -> None:
    needed = {name: field for name, field in fields_of(kind).items() if field.needed}
    found = problems(kind, "{}")
    assert len(found) == len(needed)
    for problem, (name, field) in zip(found, needed.items(), strict=True):
        assert problem.message == f"the field {name!r} is missing"
        assert problem.help
        assert f"{name}: " in problem.help
        if issubclass(field.holds, Enum):
            assert all(value in problem.help for value in valid(field))


@pytest.mark.parametrize(("kind", "name", "field"), CLOSED, ids=[names(*one) for one in CLOSED])
@pytest.mark.parametrize("value", ["zzzzz", "", '" "', "''", "[a]", "{a: b}", "7"])
def test_what_is_not_on_the_list_brings_the_list(
    kind: type, name: str, field: RecordField, value: str
) -> None:
    if field.null and value == "":
        value = "[]"
    said = told([p for p in problems(kind, f"{name}: {value}") if p.code != "missing-field"], name)
    assert all(word in said for word in valid(field)), said


@pytest.mark.parametrize(("kind", "name", "field"), FIELDS, ids=[names(*one) for one in FIELDS])
@pytest.mark.parametrize("value", ["", '" "', "[[a]]", "{zz: 1}"])
def test_each_wrong_field_has_a_remedy(kind: type, name: str, field: RecordField, value: str) -> None:
    found = [p for p in problems(kind, f"{name}: {value}") if p.code != "missing-field"]
    assert all(p.help for p in found), found
    if field.needed:
        assert not any("delete the line" in str(p.help) for p in found)


REPORT = "register: 1\nforce: F\nreports:\n  - id: peel-2016\n    title: T\n    published: 2016-11-03\n"


@pytest.mark.parametrize("scale", SCALES)
def test_a_grade_that_is_not_on_the_scale_brings_the_scale(scale: str) -> None:
    text = f"{REPORT}    scale: {scale}\n    grades: [{{area: A, grade: zzzzz}}]\n    findings: []\n"
    found = check_document(parse(text, "r"))[1]
    (one,) = [p for p in found if p.code == "grade-not-on-scale"]
    assert all(grade in f"{one.message} {one.help}" for grade in SCALES[scale])  # type: ignore[index]


def test_a_clock_that_is_not_known_brings_the_clocks() -> None:
    text = f"{REPORT}    respond_by: [{{clock: zzzzz}}]\n    findings: []\n"
    found = [p for p in check_document(parse(text, "r"))[1] if "zzzzz" in p.message]
    assert found
    assert all(clock in str(found[0].help) for clock in CLOCKS)
