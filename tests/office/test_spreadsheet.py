"""CSV and workbooks opened by LibreOffice itself and compared cell by cell with what was written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hmic.render.csvtext import guarded, unguarded
from hmic.reports.board import COLUMNS
from hmic.reports.since import SINCE_COLUMNS
from hmic.reports.tables import TABLES
from hmic.reports.value import Type
from tests.cli.test_round_trip import NASTY, lived
from tests.conftest import Talk

__all__ = ["lived"]

ALL_COLUMNS = {"board": (*COLUMNS, *SINCE_COLUMNS), **TABLES}

HARSHEST = "CSV:44,34,76,1,,2057,false,true"
"""Commas, quotes, UTF-8, from line 1, British; quoted cells are read as well, dates and numbers sought:
what Excel does by a double-click."""


def opened(folder: Path, file: Path) -> Any:
    """A file as LibreOffice understands it: the sheets of a workbook that it wrote."""
    out = folder / "opened"
    command = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "xlsx",
               "--outdir", str(out)]  # fmt: skip
    if file.suffix == ".csv":
        command += [f"--infilter={HARSHEST}"]
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
    types = [column.type for column in ALL_COLUMNS[name]]
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
    for ours, theirs in zip(
        openpyxl.load_workbook(file).worksheets, opened(lived.folder, file), strict=True
    ):
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
