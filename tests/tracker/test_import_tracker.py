"""A force starts with the spreadsheet that it has: looked at first, then taken in, all of it or nothing."""

from __future__ import annotations

import cProfile
import datetime as dt
import io
import os
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from openpyxl.styles import PatternFill

from tests.conftest import Talk
from tests.draft import pdfs
from tests.draft.made import boxes_2021

OWNERS = ("ACC Crime", "Head of Custody", "Head of Contact")
HEADS = [
    "Ref",
    "Inspection",
    "Type",
    "Recommendation / AFI",
    "Lead",
    "Date due",
    "Status",
    "Update",
    "Date closed",
]


@pytest.fixture
def county(talk: Talk) -> Talk:
    talk("init", ".", "--force", "County Police").ok()
    return talk


def book(
    talk: Talk, rows: list[list[Any]], heads: list[str] | None = None, name: str = "tracker.xlsx"
) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "HMICFRS"
    sheet.append(["County Police: HMICFRS tracker"])
    sheet.append(["OFFICIAL", None, "Last updated 1/9/26"])
    sheet.append([])
    for row in [heads or HEADS, *rows]:
        sheet.append(row)
    made.save(talk.folder / name)
    return talk.folder / name


def row(ref: Any, text: str, **other: Any) -> list[Any]:
    cells = {"Ref": ref, "Recommendation / AFI": text, "Inspection": "PEEL 2023", "Type": "AFI", **other}
    return [cells.get(head) for head in HEADS]


def decide(talk: Talk, *changes: tuple[str, str], name: str = "tracker.toml") -> None:
    """What the officer writes into the mapping."""
    place = talk.folder / name
    text = place.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, (old, text)
        text = text.replace(old, new)
    place.write_text(text, encoding="utf-8")


PUBLISHED = ('published = ""', 'published = "2023-06-15"')


def findings(talk: Talk) -> dict[str, dict[str, Any]]:
    return {one["finding"]: one for one in talk("list", "-f", "json").rows}


def test_a_force_starts_on_monday_with_a_tracker_of_150_rows_and_gets_a_report_on_tuesday(
    county: Talk,
) -> None:
    states = ["Open", "In progress", "Closed – awaiting HMICFRS sign off", "Closed", "Parked with DCI"]
    rows = [
        row(
            f"AFI {n}", f"The force should improve its work in area {n} of the plan.", Lead=OWNERS[n % 3],
            **{
                "Date due": [dt.date(2027, 3, 31), "31/12/27", "Mar-27", "TBC", 46478][n // 5 % 5],
                "Status": states[n % 5] if n % 50 else "Open",
                "Update": f"12/07/24 – DCI: policy {n} drafted\n02/08/24 – signed off",
                "Inspection": "PEEL 2023" if n < 100 else "Custody 2024",
            },
        )
        for n in range(1, 151)
    ]  # fmt: skip
    book(county, rows)
    first = county("import", "tracker", "tracker.xlsx").ok()
    assert "150 findings read" in first.out
    assert "the status 'Parked with DCI' is not known" in first.out
    assert "'12/07/24' can be 12 July 2024 or 7 December 2024" in first.out
    assert "when was 'PEEL 2023' published?" in (county.folder / "tracker.html").read_text().replace(
        "&#39;", "'"
    )
    assert not (county.folder / "recommendations.db").exists()
    early = county("import", "tracker", "tracker.xlsx", "--apply")
    assert early.code == 2
    assert "still to decide, so nothing was loaded" in early.err
    decide(
        county,
        ('"Parked with DCI" = ""', '"Parked with DCI" = "in progress"'),
        ('dates = ""', 'dates = "day-first"'),
        ('title = "PEEL 2023"\npublished = ""', 'title = "PEEL 2023"\npublished = "2023-06-15"'),
        ('title = "Custody 2024"\npublished = ""', 'title = "Custody 2024"\npublished = "2024-02"'),
    )
    again = county("import", "tracker", "tracker.xlsx").ok()
    assert "150 findings read; 0 to be decided" in again.out
    county("import", "tracker", "tracker.xlsx", "--apply").ok()
    county("check").ok()
    county("verify").ok()
    found = findings(county)
    assert len(found) == 150
    assert {one["owner"] for one in found.values()} == set(OWNERS)
    assert found["peel-2023-afi-2"]["status"] == "complete"
    assert found["peel-2023-afi-3"]["status"] == "closed"
    assert found["peel-2023-afi-4"]["status"] == "in progress"
    assert found["peel-2023-afi-6"]["next_due"] == "2027-12-31"
    assert found["peel-2023-afi-11"]["next_due"] == "2027-03-31"
    assert found["peel-2023-afi-16"]["next_due"] is None
    assert found["peel-2023-afi-21"]["next_due"] == "2027-04-01"
    notes = [one for one in county.journal() if one.get("note") == "DCI: policy 7 drafted"]
    assert [one["true_on"] for one in notes] == ["2024-07-12"]
    before = county.journal(), (county.folder / "data/recommendations.yaml").read_bytes()
    county("import", "tracker", "tracker.xlsx", "--apply").ok()
    assert (county.journal(), (county.folder / "data/recommendations.yaml").read_bytes()) == before
    rows[0][HEADS.index("Update")] += "\n01/09/26 – panel met"
    book(county, [*rows, row("AFI 151", "Something new.", Lead="ACC Crime")])
    third = county("import", "tracker", "tracker.xlsx", "--apply").ok()
    assert "1 finding new in" in third.out
    assert "2 journal entries recorded" in third.out
    tuesday(county)


def tuesday(county: Talk) -> None:
    """A report of 60 pages comes: drafted, refused unread, read, adopted and loaded; Monday's work stays."""
    report = boxes_2021(1)
    seed = 2
    while len(pypdfium2.PdfDocument(pdfs.write(report, county.folder / "report.pdf"))) < 60:
        for more in (boxes_2021(seed), boxes_2021(seed + 1), boxes_2021(seed + 2)):
            report.pieces += more.pieces[3:]
            report.truth += more.truth
        seed += 3
    was, register = (
        findings(county),
        (county.folder / "data/recommendations.yaml").read_text(encoding="utf-8"),
    )
    entries = county.journal()
    county("draft", "report.pdf", "-o", "report.yaml").ok()
    unread = county("adopt", "report.yaml")
    assert (unread.code, "not-reviewed" in unread.out) == (1, True)
    draft = county.folder / "report.yaml"
    lines = draft.read_text(encoding="utf-8").splitlines(keepends=True)
    draft.write_text("".join(line for line in lines if "review: " not in line), encoding="utf-8")
    county("adopt", "report.yaml").ok()
    rest = iter((county.folder / "data/recommendations.yaml").read_text(encoding="utf-8").splitlines())
    assert all(line in rest for line in register.splitlines()), "every line is there, in its order"
    county("load").ok()
    now = findings(county)
    assert len(now) == len(was) + len(report.truth)
    assert {name: now[name] for name in was} == was
    assert county.journal() == entries
    report_id = next(
        one["report"] for one in now.values() if one["report"] not in {"peel-2023", "custody-2024"}
    )
    county("assign", "--report", report_id, "ACC Crime", "--yes").ok()
    county("export", "form", "--owner", "ACC Crime", "-o", "form.xlsx").ok()
    county("verify").ok()


def test_the_work_grows_with_the_rows_and_no_faster(county: Talk) -> None:
    """No part of the program is called four times as often for twice the rows, on the first load and later."""
    calls: dict[int, Counter[str]] = {}
    for number in (150, 300):
        talk = Talk(county.folder / str(number))
        talk.folder.mkdir()
        here = (
            "--db",
            str(talk.folder / "h.db"),
            "--register",
            str(talk.folder / "r.yaml"),
            "--mapping",
            f"{number}.toml",
        )
        (talk.folder / "r.yaml").write_text(
            "register: 1\nforce: County Police\nreports: []\n", encoding="utf-8"
        )
        cells = [
            row(f"AFI {n}", f"Do thing {n}.", Lead=OWNERS[n % 3], Status="Open") for n in range(number)
        ]
        place = str(book(talk, cells))
        talk("import", "tracker", place, *here).ok()
        decide(talk, PUBLISHED, name=f"{number}.toml")
        counted: Counter[str] = Counter()
        for _ in range(2):
            profile = cProfile.Profile()
            with profile:
                talk("import", "tracker", place, "--apply", *here).ok()
            for one in profile.getstats():
                counted[str(one.code)] += one.callcount
        calls[number] = counted
    grown = {
        name: (calls[150][name], count) for name, count in calls[300].items() if count > max(3000, 2.6 * calls[150][name])
    }  # fmt: skip
    assert grown == {}


TRAPS: dict[str, tuple[list[Any], str, bool]] = {
    "two readings": (row("1", "Do.", **{"Date due": "03/04/27"}), "'03/04/27' can be 3 April 2027 or 4 March", True),
    "a quarter": (row("1", "Do.", **{"Date due": "Q2 2027"}), "'Q2 2027' is a quarter of which year?", True),
    "words": (row("1", "Do.", **{"Date due": "when ready"}), "'when ready' is not a date", True),
    "to be confirmed": (row("1", "Do.", **{"Date due": "TBC"}), "'TBC' is not a date", False),
    "a month": (row("1", "Do.", **{"Date due": "Mar-27"}), "is taken as 2027-03-31, the month's last day", False),
    "a type": (row("1", "Do.", Type="Thing"), "the type 'Thing' is not known", True),
    "a formula": (row("1", "Do.", Lead='=VLOOKUP("a",B1:C9,2)'), "a formula whose result is not in the file", True),
    "on hold": (row("1", "Do.", Status="On hold"), "on hold needs a review date to come", True),
    "a concern alone": (row("1", "Do.", Type="Cause of concern"), "the rows below it have none", True),
    "two in a cell": (row("1", "Recommendation 1: Train.\nRecommendation 2: Audit."), "2 recommendations in one", False),
}  # fmt: skip


@pytest.mark.parametrize("name", TRAPS)
def test_nothing_is_guessed_in_silence(county: Talk, name: str) -> None:
    cells, message, stops = TRAPS[name]
    book(county, [cells])
    said = county("import", "tracker", "tracker.xlsx").ok()
    assert (message in said.out) is stops
    page = (county.folder / "tracker.html").read_text(encoding="utf-8").replace("&#39;", "'")
    assert message in page
    assert "HMICFRS!" in page
    decide(county, PUBLISHED)
    applied = county("import", "tracker", "tracker.xlsx", "--apply")
    assert applied.code == (2 if stops else 0), applied
    assert (county.folder / "recommendations.db").exists() is not stops


def test_what_the_officer_decides_is_done(county: Talk) -> None:
    book(county, [
        row(3.9, "Nine."), row(3.1, "Ten.", **{"Date due": "Q2 2027"}), row(4, "Within.", **{"Date due": "within 3 months"}),
        row(5, "Cause.", Type="Cause of concern"), row(6, "First of it.", Type="Rec"), row("Total", "12 open"),
    ])  # fmt: skip
    county("import", "tracker", "tracker.xlsx").ok()
    text = (county.folder / "tracker.toml").read_text()
    assert '"HMICFRS!A6" = "3.10"' in text
    decide(
        county,
        PUBLISHED,
        ('quarters = ""', 'quarters = "financial"'),
        ("skip = []", 'skip = ["HMICFRS!10"]'),
    )
    county("import", "tracker", "tracker.xlsx", "--apply").ok()
    found = findings(county)
    assert list(found) == ["peel-2023-3-9", "peel-2023-3-10", "peel-2023-4", "peel-2023-5", "peel-2023-6"]
    assert found["peel-2023-3-10"]["next_due"] == "2027-09-30"
    assert found["peel-2023-4"]["next_due"] == "2023-09-15"
    assert found["peel-2023-5"]["kind"] == "cause_of_concern"


def test_merged_reports_colours_and_several_sheets(county: Talk) -> None:
    made = openpyxl.Workbook()
    for title, column in (("PEEL", "Recommendation"), ("Thematic", "Area for improvement")):
        sheet = made.create_sheet(title)
        sheet.append(["Ref", "Report", column, "RAG"])
        for n in (1, 2):
            sheet.append([n, f"{title} 2023" if n == 1 else None, f"{title}: do thing {n}.", None])
        sheet.merge_cells("B2:B3")
        sheet["D2"].fill = PatternFill("solid", fgColor="FF00B050")
    made["Thematic"]["D2"].fill = PatternFill("solid", fgColor="FFFF0000")
    made.remove(made["Sheet"])
    made.create_sheet("Notes")["A1"] = "Nothing here"
    made.save(county.folder / "t.xlsx")
    said = county("import", "tracker", "t.xlsx").ok()
    assert "PEEL!D2: the colour 00B050 has no words" in said.out
    decide(
        county,
        PUBLISHED,
        ('"00B050" = ""', '"00B050" = "complete"'),
        ('"FF0000" = ""', '"FF0000" = "open"'),
    )
    county("import", "tracker", "t.xlsx", "--apply").ok()
    found = findings(county)
    assert [name for name, one in found.items() if one["status"] == "complete"] == ["peel-2023-1"]
    assert {one["report"] for one in found.values()} == {"peel-2023", "thematic-2023"}


def test_a_tracker_as_csv(county: Talk) -> None:
    text = "County tracker;;;\r\n;;;\r\nRef;Inspection;Recommendation;Owner\r\nR1;PEEL 2023;Überprüfe – it;ACC Crime\r\n"
    (county.folder / "t.csv").write_bytes(text.encode("cp1252"))
    county("import", "tracker", "t.csv").ok()
    decide(county, PUBLISHED)
    county("import", "tracker", "t.csv", "--apply").ok()
    assert findings(county)["peel-2023-r1"]["owner"] == "ACC Crime"
    (county.folder / "t.csv").write_bytes(text.replace("ACC Crime", "Acc crime").encode("cp1252"))
    county("import", "tracker", "t.csv", "--apply").ok()
    assert findings(county)["peel-2023-r1"]["owner"] == "ACC Crime", "another spelling is not another post"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BAD = {
    "empty": (b"", "is empty"),
    "with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
    "xls": (OLE + "Workbook".encode("utf-16-le"), "Excel 97 to 2003"),
    "ods": (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument spreadsheet"),
    "macros": (zipped(xl__workbook_dot_xml=b"<a/>", xl__vbaProject_dot_bin=b"x"), "with macros"),
    "xlsb": (zipped(xl__workbook_dot_bin=b"x"), "a binary workbook"),
    "docx": (zipped(word__document_dot_xml=b"<a/>"), "a Word document"),
    "zip": (zipped(a_dot_txt=b"x"), "an archive, not a workbook"),
    "bomb": (zipped(xl__workbook_dot_xml=bytes(90 << 20)), "unpacks to more than 80 MB"),
    "entities": (zipped(xl__workbook_dot_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "is damaged"),
    "cut short": (zipped(xl__workbook_dot_xml=b"<a/>")[:60], "is damaged"),
    "hollow": (zipped(xl__workbook_dot_xml=b"<a/>"), "is damaged"),
    "pdf": (b"%PDF-1.7\n", "is a PDF"),
    "web page": (b"<html><table></table></html>", "a web page or XML"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is not a spreadsheet or CSV file"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_each_kind_of_bad_file_has_its_message(county: Talk, name: str) -> None:
    data, message = BAD[name]
    (county.folder / "bad.xlsx").write_bytes(data)
    for command in (("import", "tracker", "bad.xlsx"), ("progress", "--from", "bad.xlsx")):
        said = county(*command)
        assert said.code == 2
        assert message in said.err
        assert "this is a bug" not in said.err
    assert not (county.folder / "tracker.toml").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("as_at = [", "is not valid TOML"),
        ('colors = "x"', "there is no key 'colors'"),
        ("skip = 3", "'skip' has a value of the wrong type"),
        ('[statuses]\nOpen = "oppen"', "'oppen' is not valid under 'statuses'"),
    ],
)
def test_a_mapping_that_cannot_be_is_told(county: Talk, text: str, message: str) -> None:
    book(county, [row("1", "Do.")])
    (county.folder / "tracker.toml").write_text(text)
    said = county("import", "tracker", "tracker.xlsx")
    assert said.code == 2
    assert message in said.err


def test_a_refused_entry_takes_everything_back(county: Talk) -> None:
    before = (county.folder / "data/recommendations.yaml").read_bytes()
    book(
        county,
        [row("1", "Do."), row("2", "Done.", Status="Closed", **{"Date closed": dt.date(2019, 1, 1)})],
    )
    county("import", "tracker", "tracker.xlsx").ok()
    decide(county, PUBLISHED)
    said = county("import", "tracker", "tracker.xlsx", "--apply")
    assert said.code == 2
    assert "HMICFRS!D6: 2019-01-01 is before 2023-06-15" in said.err
    assert (county.folder / "data/recommendations.yaml").read_bytes() == before
    assert not (county.folder / "recommendations.db").exists()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('id = "peel-2023"\n', "", "the report 'PEEL 2023' has no id"),
        ('title = "PEEL 2023"\n', "", "the report 'PEEL 2023' has no title"),
        ('published = ""\n', "", "the report 'PEEL 2023' has no published"),
        ('"HMICFRS" = 4', '"HMICFRS" = -5', "'headers' has a value of the wrong type"),
        ('"HMICFRS" = 4', '"HMICFRS" = true', "'headers' has a value of the wrong type"),
    ],
)
def test_a_mapping_with_something_taken_out_is_told(
    county: Talk, before: str, after: str, message: str
) -> None:
    book(county, [row("1", "Do.")])
    county("import", "tracker", "tracker.xlsx").ok()
    place = county.folder / "tracker.toml"
    text = place.read_text(encoding="utf-8")
    assert before in text
    place.write_text(text.replace(before, after), encoding="utf-8")
    for more in ((), ("--apply",)):
        said = county("import", "tracker", "tracker.xlsx", *more)
        assert said.code == 2
        assert message in said.err
        assert "this is a bug" not in said.err


@pytest.mark.parametrize("due", ["Q4 9999", "Q1 0000", "Jan 0000", "31/12/0000", "Dec 9999"])
@pytest.mark.parametrize("quarters", ["calendar", "financial"])
def test_a_date_that_no_calendar_has_is_told(county: Talk, due: str, quarters: str) -> None:
    book(county, [row("1", "Do.", **{"Date due": due})])
    county("import", "tracker", "tracker.xlsx").ok()
    place = county.folder / "tracker.toml"
    text = place.read_text(encoding="utf-8").replace('quarters = ""', f'quarters = "{quarters}"')
    place.write_text(text.replace('published = ""', 'published = "2023-05-01"'), encoding="utf-8")
    said = county("import", "tracker", "tracker.xlsx")
    assert said.code == 0, said.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("name", ["tracker.toml", "tracker.html"])
def test_what_is_no_file_is_neither_read_nor_waited_for(county: Talk, name: str) -> None:
    book(county, [row("1", "Do.")])
    county("import", "tracker", "tracker.xlsx").ok()
    place = county.folder / name
    place.unlink()
    os.mkfifo(place)
    assert county("import", "tracker", "tracker.xlsx").code == 2
    place.unlink()
    place.symlink_to("/dev/zero")
    assert county("import", "tracker", "tracker.xlsx").code == 2
    place.unlink()
    county("import", "tracker", "tracker.xlsx").ok()


def test_a_page_of_the_same_name_that_hmic_did_not_write_stays(county: Talk) -> None:
    book(county, [row("1", "Do.")])
    page = county.folder / "tracker.html"
    page.write_text("<p>Our own notes</p>")
    said = county("import", "tracker", "tracker.xlsx")
    assert said.code == 2
    assert "tracker.html already exists, and hmic did not write it" in said.err
    assert page.read_text() == "<p>Our own notes</p>"
    assert not (county.folder / "tracker.toml").exists()
    page.unlink()
    county("import", "tracker", "tracker.xlsx").ok()
    county("import", "tracker", "tracker.xlsx").ok()
