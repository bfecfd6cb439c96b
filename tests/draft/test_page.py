"""A page as the inspectorate's website makes them: menus and scripts are passed over, its boxes are read."""

from __future__ import annotations

from pathlib import Path

from hmic.draft.compose import Given, drafted
from hmic.draft.read_file import read

PAGE = Path(__file__).parent / "page.html"


def test_a_page_of_the_website() -> None:
    draft = drafted(read(PAGE), Given(PAGE.name))
    assert draft.about.title == "PEEL 2023/25 – An inspection of Kelmarsh Police"
    assert str(draft.about.published) == "2024-05-09"
    assert draft.force == "Kelmarsh Police"
    assert draft.scale == "peel-five-tier"
    assert {grade.area: grade.grade for grade in draft.grades} == {
        "Recording data about crime": "outstanding",
        "Responding to the public": "good",
        "Investigating crime": "adequate",
    }
    found = [(one.kind.value, one.area, one.title, one.deadlines, len(one.parts)) for one in draft.every()]
    area, other = "Responding to the public", "Investigating crime"
    concern = "Kelmarsh Police doesn’t look for suspects of burglary soon enough"
    assert found == [
        (
            "area_for_improvement",
            area,
            "The force should make better use of its data to answer calls",
            [],
            0,
        ),
        ("cause_of_concern", other, concern, [], 0),
        (
            "recommendation",
            other,
            "Give each burglary to an officer within a day",
            ["By 30 September 2024"],
            2,
        ),
        ("recommendation", other, "Tell each victim what it did", ["By 31 December 2024"], 0),
        (
            "area_for_improvement",
            other,
            "Make sure that victims can say how the crime affected them",
            [],
            0,
        ),
        ("area_for_improvement", other, "Review the work of new detectives", [], 0),
    ]
    assert draft.findings[0].requirement.split("\n")[1:] == [
        "- nobody looked at the calls that were dropped; and",
        "- there was no forecast.",
        "The force should make sure that its leaders have the data that they need.",
    ]
    assert [row.text for row in draft.left] == [
        "Callers should be told how to keep evidence, and they are.",
        "Calls must be answered in ten seconds.",
        "The force should be proud.",
    ]
