"""What a message says of a file's name does nothing to a terminal, and what is said of work is true."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Talk

EVIL = "\x1b]0;owned\x07\x1b[2J"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_no_message_sends_a_files_name_to_the_terminal_raw(two: Talk) -> None:
    (two.folder / f"{EVIL}.csv").write_text("finding,note\ncrime-2014-r1,Begun\n")
    (two.folder / f"t{EVIL}.csv").write_text("Ref,Inspection,Recommendation\nR1,PEEL 2023,Do it\n")
    two("export", "journal", "-o", "j.jsonl").ok()
    shutil.copy(two.folder / "j.jsonl", two.folder / f"{EVIL}.jsonl")
    for command in (
        ("progress", "--from", f"{EVIL}.csv"),
        ("import", "tracker", f"t{EVIL}.csv"),
        ("import", "journal", f"{EVIL}.jsonl"),
        ("backup", f"b{EVIL}.db"),
        ("restore", f"b{EVIL}.db"),
        ("list", "-f", "csv", "-o", f"{EVIL}.txt"),
        ("board", "--since", "2026-01-01", "-o", f"{EVIL}-board"),
        ("site", "-o", f"{EVIL}-site"),
        ("verify",),
    ):
        said = two(*command).ok()
        assert "\x1b" not in said.out + said.err, command
        assert "\x07" not in said.out + said.err, command
    db = two.folder / f"{EVIL}.db"
    shutil.copy(two.folder / "recommendations.db", db)
    for command in (("verify",), ("backup", "other.db")):
        said = two(*command, "--db", str(db)).ok()
        assert "\x1b" not in said.out + said.err, command


BREAKS = ("a\nhmic: all is well", "a\n      see: rm -r x", "b\r\nc", "c\u2028d", "d\x0be")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("odd", BREAKS)
def test_an_error_is_one_line_whatever_a_file_is_called(two: Talk, odd: str) -> None:
    (two.folder / f"{odd}.csv").write_text("finding,note\nnobody,x\nno-one,y\n")
    (two.folder / f"{odd}.yaml").write_text("register: 2\n")
    (two.folder / f"{odd}.db").write_text("x")
    (two.folder / odd).mkdir()
    (two.folder / "ok.csv").write_text("finding,note,evidence\ncrime-2014-r1,Begun,gone.pdf\n")
    for command in (
        ("progress", "--from", f"{odd}.csv"),
        ("progress", "--from", f"{odd}.txt"),
        ("progress", "--from", "ok.csv", "--refused", f"{odd}/x/y.xlsx"),
        ("progress", "crime-2014-r1", "--evidence", f"{odd}.pdf"),
        ("import", "tracker", f"{odd}.csv", "--apply"),
        ("import", "journal", f"{odd}.csv"),
        ("restore", f"{odd}.db"),
        ("backup", f"{odd}/x/y.db"),
        ("list", "-o", f"{odd}/x/y.csv"),
        ("list", "--db", f"{odd}.db"),
        ("board", "--since", "2026-01-01", "-o", f"{odd}.csv"),
        ("draft", f"{odd}.pdf"),
        ("adopt", f"{odd}"),
        ("load", "--db", f"{odd}.db"),
        ("add", "--register", f"{odd}.yaml", "--kind", "afi"),
        ("show", odd),
        ("list", odd),
        ("list", "--force", odd),
        (odd,),
        (f"--{odd}",),
    ):
        said = two(*command)
        lines = said.err.splitlines()
        assert said.code == 2, (command, said)
        assert lines[0].startswith("hmic: "), command
        assert all(one.startswith("      ") and not one.startswith("      see: rm") for one in lines[1:]), (
            said
        )


def partly(two: Talk, place: str) -> tuple[int, str]:
    (two.folder / "x.csv").write_text("finding,note\ncrime-2014-r1,Begun\nnobody,x\n")
    said = two("progress", "--from", "x.csv", "--refused", place)
    return said.code, said.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
def test_nothing_is_recorded_when_the_refused_rows_have_no_place(two: Talk) -> None:
    (two.folder / "closed").mkdir()
    for place in ("/dev/full", "no/such/folder.xlsx", "closed"):
        code, said = partly(two, place)
        assert code == 2, place
        assert "recorded" not in said
    assert two("export", "journal").out == ""


def test_what_fails_after_the_entries_are_recorded_says_that_they_are(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hmic.cli.whole_files.put_in_place", full)
    code, said = partly(two, "again.xlsx")
    assert code == 1
    assert "no space left on device" in said
    assert "1 entry is already recorded" in said
    assert "Begun" in two("export", "journal").out


def test_refused_rows_keep_all_that_was_filled_in(two: Talk) -> None:
    told = {
        "finding": "crime-2014-r1", "status": "closed", "note": "n" * 40_000, "by": "DCC", "closed_by": "Letter 7",
        "review_on": "2027-01-31", "part": "a", "occurrence": "2026-12-31", "superseded_by": "peel-2016-a1",
    }  # fmt: skip
    (two.folder / "x.csv").write_text(f"{','.join(told)}\n{','.join(told.values())}\n")
    assert two("progress", "--from", "x.csv", "--refused", "again.xlsx").code == 1
    sheet = openpyxl.load_workbook(two.folder / "again.xlsx")["Form"]
    cells = {str(head.value): cell.value for head, cell in zip(sheet[5], sheet[6], strict=True)}
    for field in ("by", "closed_by", "part", "superseded_by"):
        assert cells[field.replace("_", " ").capitalize()] == told[field]
    for field in ("review_on", "occurrence"):
        assert f"{cells[field.replace('_', ' ').capitalize()]:%Y-%m-%d}" == told[field]
    assert cells["What was done"] == "n" * 32_767
    again = two("progress", "--from", "again.xlsx")
    assert "there is no column" not in again.err
