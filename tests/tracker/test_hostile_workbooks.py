"""A small file may say a great deal: it is refused before a library makes objects of what it says."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from hmic.errors import HmicError
from hmic.sheets import bounds, read_xlsx
from tests.conftest import Talk

SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<?xml version="1.0"?>'


def plain() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["Ref", "Inspection", "Recommendation"])
    sheet.append(["R1", "Custody 2025", "The force should review."])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


PLAIN = plain()


def patched(change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info.filename)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return out.getvalue()


def after_rows(more: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"</sheetData>", b"</sheetData>" + more)


def in_rows(more: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"</sheetData>", more + b"</sheetData>")


def declared(before: bytes, encoding: str = "utf-8") -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        body = data.partition(b"?>")[2] if data.startswith(b"<?xml") else data
        head = HEAD.replace(b"?>", f' encoding="{encoding}"?>'.encode())
        text = head + before + b'<!DOCTYPE a [<!ENTITY b "c">]>' + body.replace(b"review.", b"&b;")
        return text.decode().encode(encoding)

    return change


def merged(*ranges: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return patched(after_rows(f"<mergeCells>{cells}</mergeCells>".encode()))


HOSTILE = {
    "a merged sheet": (merged("A5:XFD1048576"), "merges the cells A5:XFD1048576"),
    "a merged column": (merged("A5:A1048576"), "merges the cells A5:A1048576"),
    "a merged column without rows": (merged("A:A"), "merges the cells A:A"),
    "the corners changed about": (merged("$XFD$1048576:$a$5"), "merges the cells $XFD"),
    "many merged blocks": (merged(*(f"A{n}:Z{n + 999}" for n in range(5, 30_000, 1000))), "merges the cells"),
    "no range at all": (merged("A5:BB:99999999"), "merges the cells"),
    "a link over a sheet": (
        patched(after_rows(b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>')),
        "has a link over the cells",
    ),
    "many rows": (patched(in_rows(b"<row/>" * (bounds.MOST_OTHERS + 1))), "more than 400,000 rows"),
    "many cells": (patched(in_rows(b"<row>" + b"<c/>" * bounds.MOST_CELLS + b"</row>")), "500,000 cells"),
    "many cells with a prefix": (
        patched(in_rows(b'<x:row xmlns:x="a">' + b"<x:c/>" * bounds.MOST_CELLS + b"</x:row>")),
        "500,000 cells",
    ),
    "nested": (patched(in_rows(b"<a>" * 9_000 + b"</a>" * 9_000)), "is damaged"),
    "entities after a comment": (patched(declared(b"<!--" + b"x" * 5000 + b"-->")), "is damaged"),
    "entities in UTF-16": (patched(declared(b"", "utf-16")), "is damaged"),
    "entities in the styles": (patched(declared(b""), "xl/styles.xml"), "is damaged"),
    "not XML": (patched(lambda data: data[:-5]), "is damaged"),
    "an unknown encoding": (patched(declared(b"", "utf-7")), "is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_workbook_that_says_too_much_is_refused_at_once(name: str) -> None:
    data, message = HOSTILE[name]
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(HmicError, match=message.replace("$", r"\$")) as refused:
        read_xlsx.read("t.xlsx", data)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.hint
    assert used < 32 << 20
    assert time.process_time() - began < 20


def test_both_commands_refuse_it(talk: Talk) -> None:
    talk("init", ".", "--force", "County Police").ok()
    (talk.folder / "t.xlsx").write_bytes(HOSTILE["a merged sheet"][0])
    for command in (("import", "tracker", "t.xlsx"), ("progress", "--from", "t.xlsx")):
        said = talk(*command)
        assert said.code == 2
        assert "t.xlsx merges the cells A5:XFD1048576" in said.err


def test_a_workbook_with_ordinary_merged_cells_and_a_picture_is_read() -> None:
    out = io.BytesIO(merged("A2:A4", "B2:C4"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (sheet,) = read_xlsx.read("t.xlsx", out.getvalue())
    assert sheet.cell(3, 0).text == "R1"
    assert sheet.cell(3, 2).merged
