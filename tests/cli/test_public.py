"""Nothing that the force wrote, and no post, is in anything that is published."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from hmic.reports.public import PRIVATE, blanked
from hmic.store.queries import board_rows, calendar_rows, finding_rows, list_rows, overdue_rows
from tests.conftest import Talk
from tests.registers import CONCERN, TWO_REPORTS

MARK = "zqx"


@pytest.fixture
def written(talk: Talk) -> Talk:
    """A journal in which every text that the force can write holds the mark."""
    talk.loaded(TWO_REPORTS + CONCERN)
    say = [
        ("assign", "crime-2014-r1", "Post zqx", "--note", "given zqx", "--by", "by zqx", "--on", "2024-01-02"),
        ("extend", "crime-2014-r1", "2026-10-15", "--reason", "why zqx", "--agreed-by", "agreed zqx", "--by",
         "by zqx", "--on", "2024-01-02"),
        ("progress", "crime-2014-r1", "--note", "note zqx", "--evidence", "https://zqx.example", "--by", "by zqx",
         "--on", "2024-02-02"),
        ("target", "crime-2014-o1", "2026-12-24", "--reason", "target zqx", "--on", "2024-02-02"),
        ("target", "crime-2014-o1", "2027-01-24", "--reason", "again zqx", "--on", "2024-03-02"),
        ("assign", "crime-2014-o1", "Second post zqx", "--on", "2026-10-02"),
        ("progress", "peel-2016-a1", "--status", "on hold", "--note", "hold zqx", "--review-on", "2027-01-31",
         "--on", "2026-10-01"),
        ("progress", "peel-2022-r1", "--status", "not accepted", "--note", "no zqx", "--on", "2026-10-01"),
        ("progress", "peel-2022-c1-r1", "--status", "closed", "--closed-by", "letter zqx", "--on", "2026-10-01"),
        ("progress", "peel-2022-c1-r2", "--status", "complete", "--evidence", "https://zqx.example/2",
         "--on", "2026-10-01"),
        ("progress", "peel-2022", "--responded-on", "2026-10-01", "--note", "answer zqx"),
        ("progress", "crime-2014-r2", "--note", "wrong zqx", "--on", "2026-10-01"),
        ("correct", "12", "--reason", "correction zqx"),
    ]  # fmt: skip
    for args in say:
        talk(*args).ok()
    return talk


def texts(path: Path) -> list[str]:
    """Everything that a file holds, also inside a workbook or a document."""
    if path.suffix not in {".xlsx", ".docx"}:
        return [path.read_text("utf-8").replace("\r\n ", "")]
    with zipfile.ZipFile(path) as book:
        return [book.read(name).decode("utf-8") for name in book.namelist() if not name.endswith(".jpeg")]


def test_no_public_output_holds_what_the_force_wrote(written: Talk) -> None:
    written("board", "--since", "2023-01-01", "-o", "open").ok()
    assert MARK in (written.folder / "open" / "paper.html").read_text("utf-8"), "the marks are there"
    written("board", "--since", "2023-01-01", "--public", "-o", "published").ok()
    for suffix in ("csv", "xlsx", "json", "md", "txt", "tsv"):
        for since in ((), ("--since", "2023-01-01")):
            name = f"published/t{len(since)}.{suffix}"
            written("export", "board", "--public", *since, "-o", name).ok()
    (written.folder / "published" / "screen.txt").write_text(
        written("export", "board", "--public", "-f", "table", terminal=True, width=400).ok().out
    )
    for path in sorted((written.folder / "published").iterdir()):
        for text in texts(path):
            assert MARK not in text.lower(), path.name


def test_no_public_output_speaks_of_owners(written: Talk) -> None:
    written("board", "--since", "2023-01-01", "--public").ok()
    for path in sorted((written.folder / "board").iterdir()):
        for text in texts(path):
            body = text.split("</style>")[-1].replace("without owners, notes and evidence", "")
            assert "owner" not in body.lower(), path.name


def test_every_row_that_is_published_can_be_blanked() -> None:
    kinds: tuple[Any, ...] = (
        board_rows.BoardRow, board_rows.StandingRow, overdue_rows.OverdueRow, list_rows.DeadlineRow, calendar_rows.EventRow,
        finding_rows.FindingRow,
    )  # fmt: skip
    for row in kinds:
        fields = row._fields
        found = blanked(row(*[f"{MARK} {name}" for name in fields]))
        held = {name for name, value in zip(fields, found, strict=True) if value is None}
        assert held == PRIVATE & set(fields)


def test_the_title_block_and_the_registers_notes_are_published_and_the_page_says_so(talk: Talk) -> None:
    """Both are written to be read by everybody: docs/exports.md tells who writes them."""
    talk.loaded(TWO_REPORTS.replace("      title:", "      note: Register note\n      title:", 1))
    (talk.folder / "hmic.toml").write_text(
        '[board]\nauthor = "Liaison Officer"\npurpose = "To say"\nmarking = "OFFICIAL-SENSITIVE"\n'
    )
    talk("board", "--since", "2023-01-01", "--public").ok()
    paper = (talk.folder / "board" / "paper.html").read_text("utf-8")
    assert "Liaison Officer" in paper
    assert "To say" in paper
    assert "OFFICIAL-SENSITIVE" not in paper
    talk("site", "--public").ok()
    assert any(
        "Register note" in page.read_text("utf-8") for page in (talk.folder / "site").rglob("*.html")
    )
    told = (
        Path(__file__)
        .parents[2]
        .joinpath("docs/exports.md")
        .read_text("utf-8")
        .partition("**`--public`**")[2]
    )
    for word in ("`author`", "`purpose`", "`note`", "no `marking`"):
        assert word in told[:600]
