"""A tracker as another force keeps it: long heads, colours as words, merged reports, remarks in date cells."""

from __future__ import annotations

import datetime as dt
from typing import Any

import openpyxl
import pytest

from hmic.tracker.column_heads import field_of
from tests.conftest import Talk
from tests.tracker.test_import_tracker import county, decide, findings

__all__ = ["county"]  # a fixture that is used here

HEADS = [
    "HMICFRS Ref No.", "Report", "Page", "Recommendation / Area for Improvement (full wording)", "Strategic Lead",
    "Tactical\nlead", "Target Completion Date", "RAG Status", "Latest update", "Date signed off by HMICFRS", "Days overdue",
]  # fmt: skip
PEEL = "PEEL 2023-25 (published 14/05/2024)"
LIVE: list[list[Any]] = [
    ["AFI 1", PEEL, "p.12", "AFI: The force should watch incidents that wait.", "ACC Local Policing", "", dt.date(2027, 3, 31), "AMBER", "21.10.26 JS - sample done\n\n15.09.26 JS - policy out", None, "=TODAY()-G5"],
    ["AFI 2", None, "p.14", "The force should give better advice.", "acc local policing", "", "Ongoing", "Amber", "With Gold Group", None, None],
    ["COC 1", None, "p.20", "Cause of concern: The force isn't protecting children.", "DCC", "", "31st March 2027", "RED", None, None, None],
    ["COC 1.1", None, "p.20", "Within three months, the force should review each case.", "DCC", "", "14/08/2024", "Red", None, None, None],
    ["COC 1-2", None, "p.20", "By 31 March 2025, the force should assess demand.", "DCC", "", "31/03/2025 (extended to 30/09/2026 by COG)", "Amber", None, None, None],
    [None] * 11,
    ["Thematic reports", *[None] * 10],
    ["R1", "Race disparity (Aug 2023)", None, "By 31 July 2024, chief constables should publish data.", "ACC People", "", "Jul-24", "BLUE", "Closed in the portal", dt.date(2024, 12, 12), None],
    ["R2", None, None, "By 31 July 2024, the College of Policing should issue guidance.", "N/A", "", "N/A", "N/A – not for force", None, None, None],
    ["Total", *[None] * 6, "8 open", *[None] * 3],
]  # fmt: skip


@pytest.fixture
def messy(county: Talk) -> Talk:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Live tracker"
    sheet.append(["COUNTY POLICE – HMICFRS Action Tracker"])
    sheet.merge_cells("A1:K1")
    sheet.append(["OFFICIAL", "", "", "", "", "Updated by DCI Smith"])
    sheet.append(["", "", "Source", "", "Ownership", "", "", "", "Progress"])
    for row in [HEADS, *LIVE]:
        sheet.append(row)
    sheet.merge_cells("B5:B9")
    key = book.create_sheet("Key")
    key.append(["RAG", "Meaning"])
    key.append(["Green", "On track or complete"])
    book.save(county.folder / "Tracker v7 FINAL (2).xlsx")
    return county


def test_an_officer_of_another_force_gets_a_messy_tracker_in(messy: Talk) -> None:
    file = "Tracker v7 FINAL (2).xlsx"
    said = messy("import", "tracker", file).ok()
    assert said.out == (
        "Live tracker!H5: the status 'AMBER' is not known: say what it is under [statuses] (and 2 more like it)\n"
        "Live tracker!H7: the status 'RED' is not known: say what it is under [statuses] (and 1 more like it)\n"
        "Live tracker!G9: '31/03/2025 (extended to 30/09/2026 by COG)' is not a date: say what it means under [due]\n"
        "Live tracker!H12: the status 'BLUE' is not known: say what it is under [statuses]\n"
        "Live tracker!H13: the status 'N/A – not for force' is not known: say what it is under [statuses]\n"
        "Live tracker!C4: the column 'Page' is left out, with 5 filled cells: give it a meaning under [columns]\n"
        "7 findings read; 5 to be decided, 14 worth a look; nothing is loaded yet\n"
    )
    decide(
        messy,
        ('"AMBER" = ""', '"AMBER" = "in progress"'), ('"RED" = ""', '"RED" = "open"'),
        ('"BLUE" = ""', '"BLUE" = "closed"'), ('"N/A – not for force" = ""', '"N/A – not for force" = "not applicable"'),
        ('by COG)" = ""', 'by COG)" = "2026-09-30"'),
    )  # fmt: skip
    ready = messy("import", "tracker", file).ok()
    assert f'to load it: hmic import tracker "{file}" --apply' in ready.err
    messy("import", "tracker", file, "--apply").ok()
    messy("check").ok()
    messy("verify").ok()
    found = findings(messy)
    assert {
        name: (one["kind"], one["status"], one["owner"], one["next_due"]) for name, one in found.items()
    } == {
        "peel-2023-25-afi-1": ("area_for_improvement", "in progress", "ACC Local Policing", "2027-03-31"),
        "peel-2023-25-afi-2": ("area_for_improvement", "in progress", "ACC Local Policing", None),
        "peel-2023-25-coc-1": ("cause_of_concern", "open", "DCC", "2027-03-31"),
        "peel-2023-25-coc-1-1": ("recommendation", "open", "DCC", "2024-08-14"),
        "peel-2023-25-coc-1-2": ("recommendation", "in progress", "DCC", "2026-09-30"),
        "race-disparity-r1": ("recommendation", "closed", "ACC People", None),
        "race-disparity-r2": ("recommendation", "not applicable", None, None),
    }
    # The inspectorate's own words are its deadline; another date of the spreadsheet is the force's target.
    assert [(one["phrase"], one["basis"]) for one in found["peel-2023-25-coc-1-1"]["deadlines"]] == [
        ("Within three months", "inspectorate")
    ]
    assert [one["basis"] for one in found["peel-2023-25-coc-1-2"]["deadlines"]] == ["target"]
    assert found["peel-2023-25-coc-1"]["title"] == "The force isn't protecting children"
    assert {one["true_on"] for one in messy.journal() if "JS - " in (one.get("note") or "")} == {
        "2026-10-21",
        "2026-09-15",
    }
    before = messy.journal()
    messy("import", "tracker", file, "--apply").ok()
    assert messy.journal() == before


PAGE = "the row of the headings right under [headers]?"


def test_heads_that_no_name_tells_are_asked_for(county: Talk) -> None:
    (county.folder / "t.csv").write_text(
        "Col A,Col B,Col C,Col D\n1,PEEL 2023,Train staff.,DCC\n", encoding="utf-8"
    )
    said = county("import", "tracker", "t.csv").ok()
    assert (
        "which column of row 1 contains the requirement? Write requirement beside its heading under [columns]"
        in said.out
    )
    decide(county, ('"Col C" = ""', '"Col C" = "requirement"'), ('"Col B" = ""', '"Col B" = "report"'))
    again = county("import", "tracker", "t.csv").ok()
    assert "1 finding read" in again.out


def test_a_sheet_without_heads_says_where_to_look(county: Talk) -> None:
    (county.folder / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert PAGE in county("import", "tracker", "t.csv").ok().out


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("HMICFRS Ref No.", "reference"),
        ("Recommendation / AFI (exact wording)", "requirement"),
        ("Update as at September", "update"),
        ("Force Lead", "owner"),
        ("Current RAG rating", "rag"),
        ("Date signed off by HMICFRS", "closed"),
        ("Days overdue", ""),
        ("Tactical lead", ""),
        ("Date of last review", ""),
    ],
)
def test_heads_are_known_by_what_they_say(head: str, field: str) -> None:
    assert field_of(head) == field
