"""Forms and trackers that LibreOffice has opened and saved again: no cell is changed by it."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path

import openpyxl

from tests.conftest import Talk
from tests.registers import TWO_REPORTS
from tests.tracker.test_form import fill, rows
from tests.tracker.test_import_tracker import book, county, row
from tests.tracker.test_messy_tracker import messy

__all__ = ["county", "messy"]  # fixtures that are used here


def saved(folder: Path, file: Path) -> Path:
    """The workbook as LibreOffice saves it."""
    out = folder / "saved"
    command = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "xlsx",
               "--outdir", str(out), str(file)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    made = out / file.name
    assert made.exists(), done.stderr
    return made


def test_a_form_goes_through_libreoffice_and_comes_back(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk("assign", "--open", "ACC Crime", "--yes", "--on", "2016-03-01").ok()
    talk("export", "form", "--owner", "ACC Crime", "-o", "form.xlsx").ok()
    form = talk.folder / "form.xlsx"
    fill(form, {"crime-2014-o1": {"note": "Briefed", "on": "3 May 2024", "status": "in progress"}})
    back = saved(talk.folder, form)
    assert rows(back) == rows(form)
    mine, other = (openpyxl.load_workbook(one)["Form"] for one in (form, back))
    for line in mine.iter_rows():
        for cell in line:
            twin = other[cell.coordinate]
            assert twin.value == cell.value, cell.coordinate
            assert twin.protection.locked == cell.protection.locked, cell.coordinate
    assert other.protection.sheet
    assert len(other.data_validations.dataValidation) == len(mine.data_validations.dataValidation)
    said = talk("progress", "--from", str(back)).ok()
    assert "1 entry recorded, 0 already here, 2 rows unchanged" in said.err
    entry = json.loads(talk("export", "journal").ok().out.splitlines()[-1])
    assert (entry["note"], entry["true_on"], entry["status"]) == ("Briefed", "2024-05-03", "in progress")


def test_a_tracker_saved_by_libreoffice_is_read_alike(talk: Talk) -> None:
    talk("init", ".", "--force", "County Police").ok()
    cells = [
        row("AFI 1", "Train staff.", **{"Date due": dt.date(2027, 3, 31), "Status": "Open"}),
        row(3.9, "Audit.", **{"Date due": "Mar-27", "Update": "12/07/24 – DCI: drafted\n13/07/24 – done"}),
        row(3.1, "Review.", **{"Date due": "Q2 2027", "Status": "Closed – awaiting HMICFRS sign off"}),
    ]
    first = book(talk, cells)
    said = talk("import", "tracker", "tracker.xlsx").ok()
    mapping, page = talk.folder / "tracker.toml", talk.folder / "tracker.html"
    before = mapping.read_text(encoding="utf-8"), page.read_text(encoding="utf-8")
    mapping.unlink()
    again = talk("import", "tracker", str(saved(talk.folder, first))).ok()
    assert again.out == said.out
    assert (mapping.read_text(encoding="utf-8"), page.read_text(encoding="utf-8")) == before


def test_a_messy_tracker_saved_by_libreoffice_is_read_alike(messy: Talk) -> None:
    """Its merged cells, its dates and a formula with the result that LibreOffice has worked out."""
    file = messy.folder / "Tracker v7 FINAL (2).xlsx"
    said = messy("import", "tracker", str(file)).ok()
    mapping = messy.folder / "tracker.toml"
    before = mapping.read_text(encoding="utf-8")
    mapping.unlink()
    again = messy("import", "tracker", str(saved(messy.folder, file))).ok()
    assert mapping.read_text(encoding="utf-8") == before
    # The result of a formula, which only LibreOffice has worked out: a column that is left out is filled now.
    worked_out = [line for line in again.out.splitlines() if "'Days overdue'" in line]
    assert len(worked_out) == 1
    others = [line for line in again.out.splitlines()[:-1] if line not in worked_out]
    assert others == said.out.splitlines()[:-1]


def test_old_and_open_formats_from_libreoffice_have_their_message(messy: Talk) -> None:
    file = messy.folder / "Tracker v7 FINAL (2).xlsx"
    for suffix, words in (("xls", "Excel 97 to 2003"), ("ods", "OpenDocument spreadsheet")):
        command = ["soffice", f"-env:UserInstallation=file://{messy.folder}/office", "--headless", "--convert-to",
                   suffix, "--outdir", str(messy.folder), str(file)]  # fmt: skip
        subprocess.run(command, capture_output=True, timeout=120, check=False)
        said = messy("import", "tracker", str(file.with_suffix(f".{suffix}")))
        assert (said.code, words in said.err) == (2, True), said
