"""A register's records, written as text, are read as the same records."""

from __future__ import annotations

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st

from hmic.draft.yaml_lines import register_text
from hmic.model import Kind
from hmic.register.register_files import check_document, check_files
from hmic.register.yaml_reader import parse
from hmic.register_records import Deadline, Finding, Register, Report
from tests.conftest import REAL_REGISTER


def test_the_real_register_written_again_is_the_same() -> None:
    register = check_files([REAL_REGISTER]).registers[0][1]
    again, problems = check_document(parse(register_text(register), "again"))
    assert (again, problems) == (register, [])


WORDS = st.lists(
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
    | st.sampled_from(["yes", "null", "-", "#:", "- id:", "'", '"', "\\", "{a: b}", "|", ">-", "2014-01-01", "1_0"]),
    min_size=1, max_size=30,
).map(" ".join)  # fmt: skip


@settings(max_examples=60)
@given(WORDS, WORDS, WORDS)
def test_any_words_come_back(title: str, asked: str, area: str) -> None:
    finding = Finding(
        id="peel-2026-r1", kind=Kind.RECOMMENDATION, title=title, requirement=f"{asked}\n{title}", area=area,
        themes=("what-works",), deadlines=(Deadline(phrase="within three months"),),
    )  # fmt: skip
    report = Report(id="peel-2026", title=title, published="2026-03", findings=(finding,))
    register = Register(register=1, force=area, reports=(report,))
    again, problems = check_document(parse(register_text(register), "again"))
    assert problems == []
    assert again is not None
    assert dataclasses.asdict(again) == dataclasses.asdict(register)
