"""Texts in many shapes: each asks for what is listed with it, by the dates listed, and for nothing else."""

from __future__ import annotations

import pytest

from hmic.draft.compose import Given, drafted
from hmic.draft.read_text import read
from hmic.draft.write import written
from hmic.register.register_files import check_document
from hmic.register.yaml_reader import parse
from tests.draft.by_hand import CASES
from tests.draft.scoring import bare

KINDS = {"A": "area_for_improvement", "R": "recommendation", "C": "cause_of_concern"}


@pytest.mark.parametrize("name", CASES)
def test_each_shape(name: str) -> None:
    case = CASES[name]
    draft = drafted(read(case.text), Given("report.txt", force="Testshire Police"))
    rest = draft.every()
    for wanted in case.found:
        letter, words = wanted.split(" ", 1)
        kinds = [one for one in rest if one.kind == KINDS[letter]]
        found = next((one for one in kinds if bare(one.requirement).startswith(bare(words))), None)
        assert found is not None, wanted
        rest.remove(found)
    assert [one.requirement for one in rest] == []
    phrases = [phrase.lower() for one in draft.every() for phrase in one.deadlines]
    assert sorted(set(phrases)) == sorted(phrase.lower() for phrase in case.deadlines)


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_is_a_register_that_only_wants_a_review(name: str) -> None:
    draft = drafted(read(CASES[name].text), Given("report.txt", "Testshire Police", published="2024"))
    document = parse(written(draft), "draft.yaml")
    _, problems = check_document(document)
    assert {problem.code for problem in problems} - {
        "unclear-addressee",
        "concern-without-recommendation",
    } == {"not-reviewed"}
