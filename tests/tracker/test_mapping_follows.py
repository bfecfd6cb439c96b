"""The mapping follows the spreadsheet and the officer: nothing that was decided is lost, nothing new is missed."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest

from hmic.tracker.column_heads import field_of
from tests.conftest import Talk
from tests.tracker.test_import_tracker import HEADS, PUBLISHED, book, county, decide, findings, row

__all__ = ["county"]  # a fixture that is used here

TEXT = "The force should train its staff."
WILD = ["Col", "Inspection", "Sort", "Words", "Lead", "Deadline given", "Where", "Log"]


def test_the_columns_follow_the_row_of_heads(county: Talk) -> None:
    book(county, [["1", "PEEL 2023", "AFI", TEXT, "DCC", "", "Sleepy", "Done."]], WILD)
    county("import", "tracker", "tracker.xlsx").ok()
    place = county.folder / "tracker.toml"
    decide(county, ('"HMICFRS" = 4', '"HMICFRS" = 5'), ("[headers]", "# ours\n[headers]"))
    county("import", "tracker", "tracker.xlsx").ok()
    assert f'"{TEXT}"' in place.read_text(encoding="utf-8")
    decide(county, ('"HMICFRS" = 5', '"HMICFRS" = 4'))
    asked = county("import", "tracker", "tracker.xlsx").ok()
    assert "which column of row 4 contains the requirement?" in asked.out
    decide(county, ('"Words" = ""', '"Words" = "requirement"'), ('"Where" = ""', '"Where" = "status"'))
    said = county("import", "tracker", "tracker.xlsx").ok()
    assert "1 finding read" in said.out
    text = place.read_text(encoding="utf-8")
    assert '"Sleepy" = ""' in text
    assert "# ours" in text
    assert f'"{TEXT}"' not in text


def test_what_comes_up_later_is_asked_and_what_was_decided_stays(county: Talk) -> None:
    book(county, [row("1", TEXT, Status="Parked")])
    county("import", "tracker", "tracker.xlsx").ok()
    decide(county, PUBLISHED, ('"Parked" = ""', '"Parked" = "in progress" # agreed with DCC'))
    book(
        county,
        [row("1", TEXT, Status="Parked"), row("2", "Do.", Status="Asleep", Inspection="Custody 2024")],
    )
    county("import", "tracker", "tracker.xlsx").ok()
    text = (county.folder / "tracker.toml").read_text(encoding="utf-8")
    assert '"Parked" = "in progress" # agreed with DCC' in text
    assert '"Asleep" = ""' in text
    assert '[reports."Custody 2024"]' in text


@pytest.mark.parametrize("day", ["15/06/2023", "15 June 2023", "2023-06-15", "15 Jun 2023"])
def test_a_publication_is_read_however_it_is_written(county: Talk, day: str) -> None:
    book(county, [row("1", TEXT, Lead="DCC")])
    county("import", "tracker", "tracker.xlsx").ok()
    decide(county, ('published = ""', f'published = "{day}"'))
    county("import", "tracker", "tracker.xlsx", "--apply").ok()
    register = (county.folder / "data/recommendations.yaml").read_text(encoding="utf-8")
    assert "published: 2023-06-15" in register
    assert findings(county)["peel-2023-1"]["owner"] == "DCC"


def test_a_publication_that_is_no_date_is_refused_with_the_reason(county: Talk) -> None:
    book(county, [row("1", TEXT)])
    county("import", "tracker", "tracker.xlsx").ok()
    decide(county, ('published = ""', 'published = "last summer"'))
    said = county("import", "tracker", "tracker.xlsx")
    assert said.code == 2
    assert "published of 'PEEL 2023': 'last summer' is not a date" in said.err
    assert "31 March 2024" in said.err


@pytest.mark.parametrize("decided", ["", "day-first"])
def test_a_date_is_read_one_way_whatever_is_decided(county: Talk, decided: str) -> None:
    cells = {"Date due": "12/13/2027", "Update": "12/13/2025 survey"}
    book(county, [row("1", TEXT, **cells)])
    county("import", "tracker", "tracker.xlsx").ok()
    decide(county, PUBLISHED, ('dates = ""', f'dates = "{decided}"'))
    said = county("import", "tracker", "tracker.xlsx").ok()
    assert "0 to be decided" not in said.out
    assert "'12/13/2027'" in said.out
    assert dt.date(2027, 12, 13).isoformat() not in said.out


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("OFFICIAL - last updated by Supt Gray 11/11/26", "2026-11-11"),
        ("As at 3 November 2026", "2026-11-03"),
        ("Last updated 1/9/26", "2026-11-20"),
        ("Updated 2027-01-01", "2026-11-20"),
    ],
)
def test_the_day_of_the_spreadsheet_is_the_one_that_it_names(county: Talk, title: str, day: str) -> None:
    (county.folder / "t.csv").write_text(
        f"{title},,\nRef,Inspection,Recommendation\n1,PEEL 2023,Train staff.\n", encoding="utf-8"
    )
    county("import", "tracker", "t.csv").ok()
    assert f'as_at = "{day}"' in (county.folder / "tracker.toml").read_text(encoding="utf-8")


def test_heads_of_another_force() -> None:
    heads = (
        "No.",
        "Report / inspection",
        "Type",
        "What HMI said",
        "Lead (SRO)",
        "By when??",
        "RAG / Status",
    )
    assert [field_of(head) for head in heads] == [
        "reference", "report", "kind", "requirement", "owner", "due", "rag",
    ]  # fmt: skip


def test_a_row_of_data_is_not_taken_for_the_heads(county: Talk) -> None:
    heads = ["No.", "Report", "Type", "What they wanted", "Lead", "By when", "Status"]
    book(county, [["1", "PEEL 2023", "AFI", TEXT, "DCC", "", "Closed"]], heads)
    said = county("import", "tracker", "tracker.xlsx").ok()
    assert "which column of row 4 contains the requirement?" in said.out


WAYS = [
    ("[kinds]", "[kinds] # asked the DCC", False),
    ('"Parked" = ""', '"Parked" = "in progress" # asked the DCC, "twice"', False),
    ('"Ref" = "reference"', '"Ref" = "reference" # asked the DCC', False),
    ('[statuses]\n"Parked" = ""', 'statuses = {"Parked" = "open"} # asked the DCC', True),
    ('[statuses]\n"Parked" = ""', '"statuses"."Parked" = "open"\n# asked the DCC', True),
    ('[statuses]\n"Parked" = ""', "[ statuses ] # asked the DCC\n'Parked' = 'ignore'", False),
]


@pytest.mark.parametrize(("line", "with_remark", "at_top"), WAYS)
def test_no_remark_is_lost_however_the_file_is_written(
    county: Talk, line: str, with_remark: str, *, at_top: bool
) -> None:
    book(county, [row("1", TEXT, Status="Parked")])
    county("import", "tracker", "tracker.xlsx").ok()
    decide(county, (line, "" if at_top else with_remark))
    place = county.folder / "tracker.toml"
    if at_top:  # a value of the file itself stands before its tables
        place.write_text(f"{with_remark}\n{place.read_text(encoding='utf-8')}", encoding="utf-8")
    heads = [*HEADS[:-1], "Signed off on"]
    book(
        county,
        [row("1", TEXT, Status="Parked"), row("2", "Do.", Status="Asleep", Inspection="Custody 2024")],
        heads,
    )
    county("import", "tracker", "tracker.xlsx").ok()
    text = place.read_text(encoding="utf-8")
    assert with_remark[with_remark.index("# asked") :].partition("\n")[0] in text
    assert '"Asleep" = ""' in text
    assert tomllib.loads(text)["statuses"]["Parked"] != "" or line in {"[kinds]", '"Ref" = "reference"'}
    county("import", "tracker", "tracker.xlsx").ok()
    assert place.read_text(encoding="utf-8") == text
