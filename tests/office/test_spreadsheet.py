"""CSV and workbooks opened by LibreOffice itself and compared cell by cell with what was written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hmic.render.csvtext import guarded, unguarded
from hmic.reports.board_table import Row
from hmic.row_columns import Type, columns_of
from hmic.store.queries.table_rows import TABLES
from tests.cli.test_round_trip import NASTY, lived
from tests.conftest import Talk

__all__ = ["lived"]

ROWS = {"board": Row, **TABLES}

HARSHEST = "CSV:44,34,76,1,,2057,false,true"
"""Commas, quotes, UTF-8, from line 1, British; quoted cells are read as well, dates and numbers sought:
what Excel does by a double-click."""


TABS = HARSHEST.replace("44", "9")
FILTERS = {".csv": HARSHEST, ".tsv": TABS, ".html": "HTML (StarCalc)"}
"""How a spreadsheet opens each text format that it takes."""


def opened(folder: Path, file: Path) -> Any:
    """A file as LibreOffice understands it: the sheets of a workbook that it wrote."""
    out = folder / "opened"
    command = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "xlsx",
               "--outdir", str(out)]  # fmt: skip
    if file.suffix in FILTERS:
        command += [f"--infilter={FILTERS[file.suffix]}"]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, timeout=120, check=False)
    made = out / f"{file.stem}.xlsx"
    assert made.exists(), done.stderr
    return openpyxl.load_workbook(made).worksheets


def said(value: Any) -> str:
    """A cell's value as CSV has it."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


@pytest.mark.parametrize("name", ["board", *TABLES])
def test_a_csv_is_opened_as_it_was_written(lived: Talk, name: str) -> None:
    since = ["--since", "2026-03-01"] if name == "board" else []
    lived("export", name, "--bom", *since, "-o", f"{name}.csv").ok()
    text = (lived.folder / f"{name}.csv").read_bytes().decode("utf-8-sig")
    written = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    (sheet,) = opened(lived.folder, lived.folder / f"{name}.csv")
    types = [column.type for column in columns_of(ROWS[name])]
    assert (sheet.max_row, sheet.max_column) == (len(written), len(types))
    cells = 0
    for line, row in zip(written, sheet.iter_rows(), strict=True):
        for kind, text, cell in zip(types, line, row, strict=True):
            cells += 1
            assert said(cell.value) == text, f"{cell.coordinate}: {text!r} became {cell.value!r}"
            assert cell.data_type != "f", cell.coordinate
            if cell.row == 1 or not text:
                continue
            if kind is Type.NUMBER:
                assert isinstance(cell.value, int)
            elif kind is Type.DATE and len(text) == 10:
                assert isinstance(cell.value, dt.datetime)
            else:
                assert isinstance(cell.value, str), f"{cell.coordinate}: {text!r} became {cell.value!r}"
    print(f"{name}.csv: {cells} cells of {len(written)} rows, all as written")


@pytest.mark.parametrize("name", ["board", *TABLES])
def test_a_workbook_is_opened_as_it_was_written(lived: Talk, name: str) -> None:
    lived("export", name, "-o", f"{name}.xlsx").ok()
    file = lived.folder / f"{name}.xlsx"
    cells = 0
    told = {sheet.title: sheet for sheet in opened(lived.folder, file)}
    book = openpyxl.load_workbook(file)
    assert list(told) == book.sheetnames  # the sheet of a chart is a sheet with a picture to LibreOffice
    for ours in book.worksheets:
        theirs = told[ours.title]
        for mine, other in zip(ours.iter_rows(), theirs.iter_rows(), strict=True):
            for left, right in zip(mine, other, strict=False):
                cells += 1
                assert left.value == right.value, left.coordinate
                assert right.data_type != "f"
                dates = [getattr(cell, "is_date", False) for cell in (left, right)]
                assert dates[0] == dates[1] or left.value is None, left.coordinate
    print(f"{name}.xlsx: {cells} cells, all as written")


def texts() -> list[str]:
    """Texts that look like numbers, dates, times, formulas and what lies between."""
    chance = random.Random(2057)
    pieces = ["1", "2", "12", "2015", "03", "0", "-", "/", ".", ",", ":", " ", "+", "=", "@", "%", "£", "e", "E",
              "(", ")", "Jan", "march", "Mon", "am", "PM", "T", "Z", "'", '"', "a", "x", "\n", ";", "true", "€",
              "−", "\\", "#", "&", "1st", "Q1", "half", "$"]  # fmt: skip
    made = ["".join(chance.choices(pieces, k=chance.randint(1, 6))) for _ in range(6000)]
    return [text for text in dict.fromkeys([*NASTY, *made]) if text.strip()]


def test_no_text_whatever_is_run_or_changed(tmp_path: Path) -> None:
    wanted = texts()
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[guarded(text), "end"] for text in wanted])
    file = tmp_path / "texts.csv"
    file.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
    (sheet,) = opened(tmp_path, file)
    changed = []
    for text, row in zip(wanted, sheet.iter_rows(max_col=1), strict=True):
        value = row[0].value
        if not isinstance(value, str) or unguarded(value) != text or row[0].data_type == "f":
            changed.append((text, guarded(text), value))
    assert changed == []
    print(f"{len(wanted)} texts, {sum(guarded(t) != t for t in wanted)} of them guarded, none changed")


FORMULAS = ["=1+1", '=HYPERLINK("http://x.example","look")', '"=1+1"', '"=1+1', "+1+1", "@SUM(1)", " =2+2", "-1+1",
            "'=1+1", "x\n=3+3", "==1"]  # fmt: skip


@pytest.fixture
def hostile(talk: Talk) -> Talk:
    """Every text that anybody can put in is a formula."""

    def words(number: int) -> str:
        return json.dumps(FORMULAS[number % len(FORMULAS)].replace("\n", " "))

    reports = []
    for number in range(len(FORMULAS)):
        said = words(number)
        finding = f"""
            - {{id: r{number}-a1, kind: recommendation, title: {said}, requirement: {said}, area: {said}, note: {said},
               addressed_to: the force, national_reference: {said}, source: {{section: {said}, opening: {said}}},
               deadlines: [{{phrase: within three months, requires: {said}, condition: {said}}}]"""
        if number:
            finding += f", follows: [r{number - 1}-a1]"
        reports.append(
            f"- {{id: r{number}, title: {said}, inspectorate: {said}, programme: {said}, published: 2015-01-{number + 1:02},\n"
            f"   scale: peel-four-tier, grades: [{{area: {words(0)}, grade: good, note: {said}}}],\n"
            f"   findings: [{finding.strip().removeprefix('- ')}}}]}}"
        )
    talk.write(f"register: 1\nforce: {words(0)}\nreports:\n" + "\n".join(reports))
    talk("load").ok()
    for number, text in enumerate(FORMULAS):
        line = text.replace("\n", " ")
        when = ("--on", "2020-01-01")
        talk("assign", f"--by={line}", *when, "--", f"r{number}-a1", line).ok()
        talk("progress", f"r{number}-a1", f"--note={text}", f"--by={line}", *when).ok()
        talk("extend", f"r{number}-a1", "2021-01-01", f"--reason={text}", f"--agreed-by={line}", *when).ok()
    return talk


ANSWERS = {
    "list": ("list",), "overdue": ("overdue",), "changes": ("changes",), "timeline": ("changes", "r0-a1"),
    "grades": ("grades",), "summary": ("summary",), "show": ("show", "r1-a1"), "board": ("export", "board"),
}  # fmt: skip


def formulas(talk: Talk, files: list[Path]) -> list[tuple[str, str, Any]]:
    """The cells that live once each file is open."""
    assert files
    return [
        (file.name, cell.coordinate, cell.value)
        for file in files
        for sheet in opened(talk.folder, file)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


@pytest.mark.parametrize("suffix", [".tsv", ".txt", ".csv"])
def test_no_table_runs_anything(hostile: Talk, suffix: str) -> None:
    files = []
    for name, command in ANSWERS.items():
        file = hostile.folder / f"{name}{suffix}"
        hostile(*command, "-o", str(file)).ok()
        # A spreadsheet takes a text only by another name.
        files.append(file.rename(file.with_suffix(".tsv")) if suffix == ".txt" else file)
    assert formulas(hostile, files) == []


def test_no_page_runs_anything(hostile: Talk) -> None:
    hostile("changes", "-o", "changes.html").ok()
    hostile("board", "--since", "2019-01-01", "-o", "papers").ok()
    files = [hostile.folder / "changes.html", *sorted((hostile.folder / "papers").glob("*.html"))]
    assert len(files) == 2
    assert formulas(hostile, files) == []


@pytest.mark.parametrize("suffix", [".md", ".json", ".ics", ".jsonl"])
def test_what_is_no_table_runs_nothing_even_as_one(hostile: Talk, suffix: str) -> None:
    if suffix in (".ics", ".jsonl"):
        command: tuple[str, ...] = ("overdue",) if suffix == ".ics" else ("export", "journal")
        files = [hostile.folder / f"out{suffix}"]
        hostile(*command, "-o", str(files[0])).ok()
    else:
        files = [hostile.folder / f"{name}{suffix}" for name in ANSWERS]
        for command, file in zip(ANSWERS.values(), files, strict=True):
            hostile(*command, "-o", str(file)).ok()
    assert formulas(hostile, [file.rename(file.with_suffix(".tsv")) for file in files]) == []


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_tab_separated_file_is_opened_as_it_was_written(hostile: Talk, name: str) -> None:
    piped = hostile(*ANSWERS[name], "-f", "plain").ok().out
    hostile(*ANSWERS[name], "-o", "x.tsv").ok()
    written = [line.split("\t") for line in piped.splitlines()]
    (sheet,) = opened(hostile.folder, hostile.folder / "x.tsv")
    cells = [[said(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert len(cells) == len(written)
    for line, found in zip(written, cells, strict=True):
        row = found + [""] * (len(line) - len(found))  # columns at the end that are empty in every row
        told = [text if text in row[at] else unguarded(row[at]) for at, text in enumerate(line)]
        assert told == line
