"""An owner's form goes out, is filled in, and comes back: what was written is recorded, each cell named."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hmic.reports.owner_form import FILL, SHOWN, STATUSES
from tests.conftest import Talk
from tests.registers import CONCERN, TWO_REPORTS

COLUMN = {name: n for n, name in enumerate((*SHOWN, *FILL), start=1)}
FIELD = {field: COLUMN[head] for head, field in FILL.items()}
HEAD = 5


@pytest.fixture
def owned(talk: Talk) -> Talk:
    talk.loaded(TWO_REPORTS + CONCERN)
    talk("assign", "--open", "ACC Crime", "--yes", "--on", "2022-07-01").ok()
    return talk


def form(talk: Talk, name: str = "form.xlsx") -> Path:
    said = talk("export", "form", "--owner", "acc crime", "-o", name).ok()
    assert said.err.rstrip().endswith("that ACC Crime has open")
    return talk.folder / name


def rows(path: Path) -> dict[str, int]:
    sheet = openpyxl.load_workbook(path)["Form"]
    return {str(sheet.cell(row, 1).value): row for row in range(HEAD + 1, sheet.max_row + 1)}


def fill(path: Path, filled: dict[str, dict[str, Any]]) -> None:
    """What an owner types into a form."""
    book = openpyxl.load_workbook(path)
    sheet, places = book["Form"], rows(path)
    for finding, cells in filled.items():
        for field, value in cells.items():
            sheet.cell(places[finding], FIELD[field], value)
    book.save(path)


def test_a_form_has_a_row_for_each_open_finding_and_takes_only_what_fits(owned: Talk) -> None:
    owned("progress", "crime-2014-o1", "--note", "Briefed twice", "--on", "2022-08-01").ok()
    sheet = openpyxl.load_workbook(form(owned))["Form"]
    assert list(rows(owned.folder / "form.xlsx")) == [
        "crime-2014-r1", "crime-2014-o1", "peel-2016-a1", "peel-2022-c1", "peel-2022-c1-r1", "peel-2022-c1-r2",
        "peel-2022-r1",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[HEAD]] == list(COLUMN)
    assert sheet.cell(HEAD + 2, 5).value == "1 Aug 2022: Briefed twice"
    assert sheet.cell(HEAD + 1, 3).value == "27 May 2015"
    assert (sheet.cell(1, 1).value, sheet.cell(1, 2).value) == ("Owner", "ACC Crime")
    assert sheet.protection.sheet
    for row in range(1, sheet.max_row + 1):
        for column in range(1, len(COLUMN) + 1):
            is_free = row > HEAD and column > len(SHOWN)
            assert sheet.cell(row, column).protection.locked is not is_free
    kinds = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert {rule.type for rule in kinds.values()} == {"list", "date", "whole"}
    (choices,) = [rule.formula1 for rule in kinds.values() if rule.type == "list"]
    assert choices == f'"{",".join(STATUSES)}"'
    page = sheet.page_setup
    assert (page.orientation, page.paperSize, page.fitToHeight) == ("landscape", 9, 0)
    first = (owned.folder / "form.xlsx").read_bytes()
    assert form(owned, "again.xlsx").read_bytes() == first


def test_an_untouched_form_records_nothing(owned: Talk) -> None:
    before = owned.journal()
    said = owned("progress", "--from", str(form(owned))).ok()
    assert said.err.endswith("form.xlsx: 0 entries recorded, 0 already here, 7 rows unchanged\n")
    assert owned.journal() == before


def test_a_date_that_a_form_proposes_is_not_as_old_as_what_was_done(owned: Talk) -> None:
    path = form(owned)
    fill(path, {"peel-2022-c1-r1": {"note": "Begun", "on": dt.date(2022, 9, 1), "due": dt.date(2027, 3, 1),
                                    "reason": "trainer ill"}})  # fmt: skip
    owned("progress", "--from", str(path), "--agreed-by", "DCC").ok()
    done, moved = owned.journal()[7:]
    assert (done["note"], done["true_on"]) == ("Begun", "2022-09-01")
    assert (moved["kind"], moved["true_on"]) == ("extension", owned.now.date().isoformat())


def test_what_an_owner_filled_in_is_recorded_once(owned: Talk) -> None:
    path = form(owned)
    fill(path, {
        "crime-2014-r1": {"status": "in progress", "note": "Panel set up", "on": dt.date(2022, 9, 1)},
        "crime-2014-o1": {"status": "complete", "evidence": "https://x.example/1; https://x.example/2"},
        "peel-2016-a1": {"status": "on hold", "note": "court case", "due": dt.date(2027, 1, 31)},
        "peel-2022-c1-r1": {"due": dt.date(2027, 3, 1), "reason": "trainer ill"},
        "peel-2022-r1": {"note": "Nothing to add", "on": "3 October 2022"},
    })  # fmt: skip
    refused = owned("progress", "--from", str(path))
    assert refused.code == 2
    assert "1 of 7 rows cannot be recorded, so none were" in refused.err
    assert (
        "J10: the inspectorate's deadline would move to 1 March 2027, but no one has agreed" in refused.err
    )
    assert len(owned.journal()) == 7
    said = owned("progress", "--from", str(path), "--agreed-by", "DCC").ok()
    assert said.err.endswith("form.xlsx: 5 entries recorded, 0 already here, 2 rows unchanged\n")
    new = {entry["finding"]: entry for entry in owned.journal()[7:]}
    assert {entry["by_post"] for entry in new.values()} == {"ACC Crime"}
    first = new["crime-2014-r1"]
    assert (first["status"], first["note"], first["true_on"]) == (
        "in progress",
        "Panel set up",
        "2022-09-01",
    )
    assert len(json.loads(new["crime-2014-o1"]["evidence"])) == 2
    assert new["peel-2016-a1"]["review_on"] == "2027-01-31"
    moved = new["peel-2022-c1-r1"]
    assert (moved["kind"], moved["due"], moved["reason"], moved["agreed_by"]) == (
        "extension", "2027-03-01", "trainer ill", "DCC",
    )  # fmt: skip
    assert new["peel-2022-r1"]["true_on"] == "2022-10-03"
    owned.now += dt.timedelta(days=9)
    for agreed in (("--agreed-by", "DCC"), (), ("--agreed-by", "PCC")):
        again = owned("progress", "--from", str(path), *agreed).ok()
        assert again.err.endswith("form.xlsx: 0 entries recorded, 5 already here, 2 rows unchanged\n"), (
            agreed
        )
    assert len(owned.journal()) == 12
    owned("verify").ok()


@pytest.mark.parametrize("first", [(), ("--agreed-by", "DCC")])
@pytest.mark.parametrize("second", [(), ("--agreed-by", "PCC")])
def test_a_form_that_is_read_again_says_that_it_was(
    owned: Talk, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    """Whatever moves in between, and whoever agrees."""
    path = form(owned)
    fill(path, {
        "crime-2014-o1": {"due": dt.date(2027, 3, 1), "reason": "trainer ill"},
        "peel-2022-r1": {"note": "Begun"},
        **({"peel-2022-c1-r1": {"due": dt.date(2027, 3, 1), "reason": "trainer ill"}} if first else {}),
    })  # fmt: skip
    recorded = owned("progress", "--from", str(path), *first).ok()
    number = 3 if first else 2
    assert f"{number} entries recorded, 0 already here" in recorded.err
    owned("target", "crime-2014-o1", "2027-06-01", "--reason", "later").ok()
    before = owned.journal()
    again = owned("progress", "--from", str(path), *second).ok()
    assert f"0 entries recorded, {number} already here" in again.err
    assert owned.journal() == before


def test_a_row_of_somebody_elses_finding_is_refused_unless_that_is_meant(owned: Talk) -> None:
    """It was given to another owner after the form went out."""
    path = form(owned)
    owned("assign", "peel-2022-r1", "DCC", "--on", "2022-07-02").ok()
    fill(path, {"peel-2022-r1": {"status": "complete", "evidence": "https://x.example/1"}})
    before = owned.journal()
    said = owned("progress", "--from", str(path))
    assert said.code == 2
    assert "A12: peel-2022-r1 is assigned to DCC, but this is the form for ACC Crime" in said.err
    assert "--any-owner" in said.err
    assert owned.journal() == before
    owned("progress", "--from", str(path), "--any-owner").ok()
    assert (owned.journal()[-1]["finding"], owned.journal()[-1]["status"]) == ("peel-2022-r1", "complete")


def test_a_moved_date_is_said_as_what_it_is(owned: Talk) -> None:
    text = "finding,due,reason\npeel-2022-c1-r1,2027-03-01,ill\ncrime-2014-o1,2027-04-01,\n"
    (owned.folder / "back.csv").write_text(text, encoding="utf-8")
    said = owned("progress", "--from", "back.csv", "--agreed-by", "DCC").ok()
    assert "peel-2022-c1-r1: deadline 1 extended to 1 Mar 2027, entry 8, 20 Nov 2026\n" in said.out
    assert "crime-2014-o1: target 1 Apr 2027, entry 9, 20 Nov 2026\n" in said.out
    assert "noted" not in said.out


def test_the_same_form_twice_records_nothing_new(owned: Talk) -> None:
    path = form(owned)
    fill(
        path, {"crime-2014-r1": {"status": "in progress", "note": "Panel"}, "crime-2014-o1": {"note": "x"}}
    )
    owned("progress", "--from", str(path)).ok()
    owned.now += dt.timedelta(days=9)
    said = owned("progress", "--from", str(path)).ok()
    assert said.err.endswith("0 entries recorded, 2 already here, 5 rows unchanged\n")


def test_the_same_date_for_another_deadline_is_another_entry(owned: Talk) -> None:
    """A form names one deadline a row, so two deadlines take two rounds."""
    owned.write(
        (TWO_REPORTS + CONCERN).replace(
            "[within three months]", "[within three months, within six months]", 1
        )
    )
    owned("load").ok()
    for number in ("1", "2"):
        path = form(owned)
        fill(path, {"peel-2016-a1": {"deadline": number, "due": "31/03/2027", "reason": "Later"}})
        owned("progress", "--from", str(path), "--agreed-by", "DCC").ok()
    assert [entry["deadline"] for entry in owned.journal()[-2:]] == [1, 2]


def test_a_proposed_date_is_a_target_where_the_inspectorate_gave_none(owned: Talk) -> None:
    path = form(owned)
    fill(path, {"crime-2014-o1": {"due": "31/03/2027", "note": "Planned"}})
    owned("progress", "--from", str(path)).ok()
    note, target = owned.journal()[-2:]
    assert (note["kind"], note["note"]) == ("progress", "Planned")
    assert (target["kind"], target["due"], target["by_post"]) == ("target", "2027-03-31", "ACC Crime")
    fill(path, {"crime-2014-o1": {"due": "30/04/2027"}})
    said = owned("progress", "--from", str(path))
    assert "crime-2014-o1 already has the date 2027-03-31; moving it needs a reason" in said.err


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "crime-2014-r1": ({"status": "finished"}, "F6: 'finished' is not a valid status"),
    "crime-2014-o1": ({"status": "complete"}, "A7: the status 'complete' needs evidence"),
    "peel-2016-a1": ({"note": "x", "on": "soon"}, "H8: 'soon' is not a date, for the column 'When (date)'"),
    "peel-2022-c1-r1": ({"note": "x", "on": dt.date(2027, 1, 1)}, "H10: the column 'When (date)' 2027-01-01 is in the future"),
    "peel-2022-c1-r2": ({"evidence": "gone.pdf"}, "I11: the evidence gone.pdf cannot be read"),
    "peel-2022-r1": ({"note": "x", "on": "03/04/2024"}, "H12: '03/04/2024' can be 3 April 2024 or 4 March 2024"),
}  # fmt: skip


def test_each_refused_row_is_named_by_its_cell_and_the_rest_is_not_lost(owned: Talk) -> None:
    path = form(owned)
    fill(path, {name: cells for name, (cells, _) in WRONG.items()})
    fill(path, {"peel-2022-c1": {"note": "This one is right"}})
    said = owned("progress", "--from", str(path))
    assert said.code == 2
    assert "6 of 7 rows cannot be recorded, so none were" in said.err
    assert "add --refused FILE.xlsx" in said.err
    for _, message in WRONG.values():
        assert message in said.err
    assert len(owned.journal()) == 7
    part = owned("progress", "--from", str(path), "--refused", "again.xlsx")
    assert part.code == 1
    assert part.out == "peel-2022-c1: noted, entry 8, 20 Nov 2026\n"
    assert "wrote again.xlsx: 6 rows to correct" in part.err
    again = owned.folder / "again.xlsx"
    assert list(rows(again)) == list(WRONG)
    sheet = openpyxl.load_workbook(again)["Form"]
    for name, (cells, message) in WRONG.items():
        row = rows(again)[name]
        assert message in str(sheet.cell(row, len(COLUMN) + 1).value)
        for field, value in cells.items():
            kept = sheet.cell(row, FIELD[field]).value
            assert (kept.date() if isinstance(kept, dt.datetime) else kept) == value
    fill(again, {
        "crime-2014-r1": {"status": "in progress"}, "crime-2014-o1": {"evidence": "https://x.example/1"},
        "peel-2016-a1": {"on": "1 May 2022"}, "peel-2022-c1-r1": {"on": "1 August 2022"},
        "peel-2022-c1-r2": {"evidence": "https://x.example/2"},
    })  # fmt: skip
    owned("progress", "--from", "again.xlsx", "--dates", "day-first").ok()
    assert len(owned.journal()) == 14
    assert owned.journal()[-1]["true_on"] == "2024-04-03"


def test_a_date_with_two_readings_is_asked_for(owned: Talk) -> None:
    path = form(owned)
    fill(path, {"crime-2014-o1": {"note": "x", "on": "03/04/2024"}})
    owned.stdin_terminal = True
    for answer, day in (("d\n", "2024-04-03"), ("m\n", "2024-03-04")):
        owned.answers = answer
        said = owned("progress", "--from", str(path), terminal=True).ok()
        assert "form.xlsx has dates such as 03/04/2024. Is the day first, or the month? [d/m]" in said.err
        assert owned.journal()[-1]["true_on"] == day
    owned.answers = "\n"
    assert owned("progress", "--from", str(path), terminal=True).code == 2


SAVED = {
    "semicolons": (";", "utf-8"), "tabs": ("\t", "utf-8"), "commas, marked": (",", "utf-8-sig"),
    "as Windows saves": (";", "cp1252"), "Unicode text": ("\t", "utf-16"), "unmarked": ("\t", "utf-16-le"),
    "in two bytes": (",", "utf-16-be"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAVED)
def test_csv_as_it_is_saved_in_britain(owned: Talk, name: str) -> None:
    delimiter, encoding = SAVED[name]
    note = "Café – “done”, £5; so far" if encoding != "utf-8" else "Café"
    lines = [
        ["Finding", "Note", "On", "Status"], ["", "", "", ""],
        ["crime-2014-r1", f'"{note}"', "31/03/2024", "in progress"],
        ["", "", "", ""], ["crime-2014-o1", "x", "1.4.24", ""], ["peel-2016-a1", "y", "05-Apr-2024", ""], [""],
    ]  # fmt: skip
    text = "\r\n".join(delimiter.join(line) for line in lines)
    (owned.folder / "back.csv").write_bytes(text.encode(encoding))
    said = owned("progress", "--from", "back.csv", "--dates", "day-first").ok()
    assert "3 entries recorded" in said.err
    new = owned.journal()[7:]
    assert [entry["true_on"] for entry in new] == ["2024-03-31", "2024-04-01", "2024-04-05"]
    assert (new[0]["note"], new[0]["status"]) == (note, "in progress")


def test_a_form_saved_as_csv_comes_back_too(owned: Talk) -> None:
    path = form(owned)
    fill(path, {"crime-2014-o1": {"note": "Briefed", "on": "3 May 2024"}})
    sheet = openpyxl.load_workbook(path)["Form"]
    lines = [";".join(f'"{cell.value or ""}"' for cell in row) for row in sheet.iter_rows()]
    (owned.folder / "form.csv").write_text("\n".join(lines), encoding="cp1252")
    said = owned("progress", "--from", "form.csv").ok()
    assert "1 entry recorded, 0 already here, 6 rows unchanged" in said.err
    assert (owned.journal()[-1]["note"], owned.journal()[-1]["by_post"]) == ("Briefed", "ACC Crime")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("export", "form", "-o", "f.xlsx"), "--owner is missing"),
        (("export", "form", "--owner", "DCC", "-o", "f.xlsx"), "nothing is assigned to 'DCC'"),
        (("export", "form", "--owner", "ACC Crime", "-o", "f.csv"), "a form is a workbook"),
        (("export", "board", "--owner", "ACC Crime"), "--owner is for the form"),
        (("export", "form", "--owner", "ACC Crime", "-o", "f.xlsx", "--since", "2026-01-01"), "the form does not take --since"),
        (("progress", "crime-2014-r1", "--note", "x", "--dates", "day-first"), "--dates is for --from FILE"),
        (("progress", "--from", "no.xlsx"), "no.xlsx cannot be read: no such file"),
        (("progress", "--from", "recommendations.db"), "is not a spreadsheet or CSV file"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(owned: Talk, args: tuple[str, ...], message: str) -> None:
    said = owned(*args)
    assert said.code == 2
    assert message in said.err
    assert not (owned.folder / "f.xlsx").exists()


def test_of_several_deadlines_the_form_asks_for_the_number_of_one(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS.replace("verdict: resolved", "verdict: improved"))
    talk("assign", "--open", "ACC Crime", "--yes", "--on", "2016-03-01").ok()
    path = form(talk)
    sheet = openpyxl.load_workbook(path)["Form"]
    assert sheet.cell(rows(path)["crime-2014-r2"], 3).value == (
        "1: 27 Feb 2015 – role reviewed\n2: 31 Mar 2015 – guidance given"
    )
    later = {"due": dt.date(2027, 3, 31), "reason": "New staff"}
    fill(path, {"crime-2014-r2": later, "crime-2014-o1": {"note": "Briefed"}})
    said = talk("progress", "--from", "form.xlsx", "--agreed-by", "DCC", "--refused", "again.xlsx")
    assert (
        "L7: crime-2014-r2 has several deadlines: give the number of one (1: within three months"
        in said.err
    )
    assert "--deadline" not in said.err
    fill(talk.folder / "again.xlsx", {"crime-2014-r2": {"deadline": 2}})
    talk("progress", "--from", "again.xlsx", "--agreed-by", "DCC").ok()
    shown = talk.shown("crime-2014-r2")["deadlines"]
    assert [(one["due"], one["original_due"]) for one in shown] == [
        ("2015-02-27", "2015-02-27"), ("2027-03-31", "2015-03-31")
    ]  # fmt: skip


def test_a_row_whose_id_was_changed_or_sorted_alone_is_refused(owned: Talk) -> None:
    """Every pair of an owner's findings: the answer to one is never recorded for the other."""
    path = form(owned)
    names = list(rows(path))
    before = owned.journal()
    for one, other in itertools.permutations(names, 2):
        book = openpyxl.load_workbook(path)
        book["Form"].cell(rows(path)[one], 1, other)
        book["Form"].cell(rows(path)[one], FIELD["note"], "Done")
        book.save(owned.folder / "changed.xlsx")
        said = owned("progress", "--from", "changed.xlsx")
        assert said.code == 2, (one, other)
        assert f"the requirement in this row is not that of {other}, but of {one}" in said.err
        assert f"correct the finding: {one}" in said.err
    assert owned.journal() == before
    owned("progress", "--from", "changed.xlsx", "--refused", "again.xlsx")
    assert "the requirement in this row" in owned("progress", "--from", "again.xlsx").err
    lines = ["Owner;ACC Crime", "Finding;What is asked;What was done", f"{names[0]};Other words;Done"]
    (owned.folder / "form.csv").write_text("\n".join(lines), encoding="utf-8")
    said = owned("progress", "--from", "form.csv")
    assert (said.code, "the requirement in this row" in said.err) == (2, True)
    assert "hmic export form" in said.err


def test_a_form_comes_back_after_the_register_was_corrected(owned: Talk) -> None:
    path = form(owned)
    fill(path, {"crime-2014-o1": {"note": "Briefed"}, "crime-2014-r1": {"note": "Begun"}})
    text = (TWO_REPORTS + CONCERN).replace("Explain the approach", "Tell of the approach")
    owned.write(text.replace("title: Crime inspection 2014", "title: Crime 2014"))
    owned("load").ok()
    assert "2 entries recorded" in owned("progress", "--from", str(path)).ok().err
