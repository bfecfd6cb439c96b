"""`hmic board`: one folder with everything that a board's meeting needs."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import icalendar
import openpyxl
import pytest

from hmic.render.charts import bars
from hmic.systems import put_in_place
from hmic.unfinished_files import exchange
from hmic.words import count
from tests.conftest import REAL_REGISTER, Said, Talk
from tests.registers import TWO_REPORTS

FILES = ["board.csv", "board.xlsx", "deadlines.ics", "hmic-board.json", "paper.docx", "paper.html"]


@pytest.fixture
def two(two: Talk) -> Talk:
    """Two reports, and a journal in which something of each sort happened since September."""
    say = [
        ("assign", "crime-2014-r1", "Private <b>post</b>", "--on", "2026-08-01"),
        ("extend", "crime-2014-r1", "2026-10-15", "--reason", "Private reason", "--agreed-by", "HMI",
         "--on", "2026-08-02"),
        ("progress", "crime-2014-r1", "--note", "Private note", "--on", "2026-09-15"),
        ("target", "crime-2014-o1", "2026-12-24", "--on", "2026-09-15"),
        ("progress", "peel-2016-a1", "--status", "on hold", "--note", "Private wait", "--review-on", "2027-01-31",
         "--on", "2026-10-01"),
    ]  # fmt: skip
    for args in say:
        two(*args).ok()
    return two


def made(talk: Talk, *more: str, folder: str = "board") -> Path:
    talk("board", "--since", "2026-09-01", "-o", folder, *more).ok()
    return talk.folder / folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("</style>")[1]).split())


def test_a_folder_with_everything(two: Talk) -> None:
    said = two("board", "--since", "2026-09-01").ok()
    assert said.err == "wrote board: board.csv, board.xlsx, deadlines.ics, paper.docx, paper.html\n"
    folder = two.folder / "board"
    assert sorted(contents(folder)) == FILES
    assert not [path for path in two.folder.iterdir() if path.name.startswith(".")]
    table = list(csv.DictReader(io.StringIO((folder / "board.csv").read_text("utf-8-sig"), newline="")))
    assert len(table) == 4
    assert table[0]["change"] == "newly overdue"
    sheet = openpyxl.load_workbook(folder / "board.xlsx").worksheets[1]
    assert sheet.max_row == 5
    names = [
        str(e["UID"])
        for e in icalendar.Calendar.from_ical((folder / "deadlines.ics").read_bytes()).walk("VEVENT")
    ]
    assert names == [
        "peel-2016-a1.1@hmic",
        "crime-2014-r1.1@hmic",
        "crime-2014-o1.1@hmic",
        "peel-2016-a1.0@hmic",
    ]


def test_the_paper_answers_what_boards_ask(two: Talk) -> None:
    told = words((made(two) / "paper.html").read_text("utf-8"))
    assert "2 findings are open, no change since 1 Sep 2026: 0 new, 0 closed, 0 reopened." in told
    assert "1 finding overdue (1 deadline)." in told
    assert "Findings 2 0 0 0 2" in told
    assert "Observations 1 0 0 0 1" in told
    assert (
        "within six months 15 Oct 2026 first 27 May 2015 4,195 since 27 May 2015, missed before it was moved "
        "Private &lt;b&gt;post&lt;/b&gt; Moved once to 15 Oct 2026: Private reason (agreed by HMI)" in told
    )
    assert "Note of 15 Sep 2026: Private note" in told
    assert "still open, 4,195 days overdue, counted from 27 May 2015, which was missed" in told
    assert "on hold since 1 Oct 2026: Private wait" in told
    assert "2 reports: 27 Nov 2014, Feb 2016" in told, "what keeps coming back"
    assert "24 Dec 2026" in told, "what falls due"
    assert "&lt;b&gt;post&lt;/b&gt;" in told


def test_the_sums_of_the_paper_come_out(talk: Talk) -> None:
    talk("load", str(REAL_REGISTER)).ok()
    talk("board", "--since", "2016-01-01", "--as-at", "2016-06-01").ok()
    told = words((talk.folder / "board" / "paper.html").read_text("utf-8"))
    sums = {
        name: [int(n) for n in re.findall(rf"{name} (\d+) (\d+) (\d+) (\d+) (\d+) ", told)[0]]
        for name in ("Findings", "Observations")
    }
    for then, new, closed, reopened, now in sums.values():
        assert then + new - closed + reopened == now
    came = [sums[name][1] for name in ("Findings", "Observations")]
    assert f"New: {count(came[0], 'finding')}, plus {count(came[1], 'observation')} " in told
    listed = talk("list", "--open", "--as-at", "2016-06-01", "-f", "json").rows
    assert len(listed) == sums["Findings"][-1] + sums["Observations"][-1]


def test_the_same_input_gives_the_same_bytes(two: Talk) -> None:
    assert contents(made(two)) == contents(made(two, folder="again"))
    before = contents(two.folder / "board")
    assert contents(made(two)) == before, "a folder of hmic's own is replaced"


def test_public_leaves_out_whatever_the_force_wrote(two: Talk) -> None:
    folder = made(two, "--public")
    for name, data in contents(folder).items():
        assert b"rivate" not in data, name
    for sheet in openpyxl.load_workbook(folder / "board.xlsx"):
        assert "rivate" not in str([cell.value for row in sheet.iter_rows() for cell in row])
    assert "without owners, notes and evidence" in words((folder / "paper.html").read_text("utf-8"))


def test_nothing_that_hmic_did_not_write_is_replaced(two: Talk) -> None:
    folder = made(two)
    (folder / "minutes.docx").write_text("mine")
    said = two("board", "--since", "2026-09-01")
    assert said.code == 2
    assert said.err.startswith("hmic: board is not replaced: minutes.docx in it was not written by hmic\n")
    (folder / "minutes.docx").unlink()
    (folder / "board.csv").write_text("changed")
    assert "board.csv in it was changed since hmic wrote it" in two("board", "--since", "2026-09-01").err
    assert (folder / "board.csv").read_text() == "changed"
    (two.folder / "file").write_text("x")
    assert "is a file" in two("board", "--since", "2026-09-01", "-o", "file").err
    assert "is not replaced: board in it" in two("board", "--since", "2026-09-01", "-o", ".").err
    assert "cannot be written" in two("board", "--since", "2026-09-01", "-o", "no/such/board").err
    (two.folder / "empty").mkdir()
    made(two, folder="empty")


def test_a_folder_is_whole_or_not_there(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(made(two))

    def fails(source: Path, target: Path) -> None:
        if target.name == "board" and ".old-" not in source.name:
            raise OSError(28, "No space left on device")
        put_in_place(source, target)

    monkeypatch.setattr("hmic.cli.folder.put_in_place", fails)
    monkeypatch.setattr("hmic.cli.folder.exchange", lambda *_: False)
    two("progress", "crime-2014-r1", "--note", "more").ok()
    said = two("board", "--since", "2026-09-01")
    assert said.err.startswith("hmic: board cannot be written: no space left on device")
    assert contents(two.folder / "board") == before
    assert not [path for path in two.folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("swaps", [True, False])
def test_what_comes_into_the_folder_meanwhile_is_not_deleted(
    two: Talk, monkeypatch: pytest.MonkeyPatch, *, swaps: bool
) -> None:
    """After the folder was looked at, and before the new one is in its place, somebody saves into it."""
    folder = made(two)

    def meanwhile(one: Path, other: Path) -> bool:
        (folder / "minutes.docx").write_text("mine")
        (folder / "annex").mkdir()
        (folder / "annex" / "a.txt").write_text("mine too")
        return swaps and exchange(one, other)

    monkeypatch.setattr("hmic.cli.folder.exchange", meanwhile)
    made(two)
    assert (folder / "minutes.docx").read_text() == "mine"
    assert (folder / "annex" / "a.txt").read_text() == "mine too"
    assert sorted(path.name for path in two.folder.iterdir() if "board" in path.name) == ["board"]


def test_what_is_changed_in_the_folder_meanwhile_is_kept_and_named(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(two)

    def meanwhile(one: Path, other: Path) -> bool:
        (folder / "board.csv").write_text("mine")
        return exchange(one, other)

    monkeypatch.setattr("hmic.cli.folder.exchange", meanwhile)
    said = two("board", "--since", "2026-09-01")
    assert "board is written, but board.csv in it was changed in the meantime" in said.err
    (old,) = two.folder.glob("board.old-*")
    assert f"the changed one is kept in {old}" in said.err
    assert contents(old) == {"board.csv": b"mine"}
    assert sorted(contents(folder)) == FILES


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_list_of_files_that_is_no_file_is_not_waited_for(two: Talk) -> None:
    folder = made(two)
    for name in ("hmic-board.json", "board.csv"):
        place = folder / name
        before = place.read_bytes()
        place.unlink()
        os.mkfifo(place)
        assert "is not replaced" in two("board", "--since", "2026-09-01").err
        place.unlink()
        place.symlink_to("/dev/zero")
        assert "is not replaced" in two("board", "--since", "2026-09-01").err
        place.unlink()
        place.write_bytes(before)
    made(two)


def refused(said: Said) -> str:
    assert said.code == 2
    return said.err


def test_what_a_board_needs_to_be_told(two: Talk) -> None:
    assert "--since is missing: give the day of the last paper" in refused(two("board"))
    assert "there is no option -f" in refused(two("board", "--since", "2026-09-01", "-f", "csv"))
    assert "is not earlier than" in refused(two("board", "--since", "2026-11-20"))


def test_what_was_withdrawn_is_named(two: Talk) -> None:
    two.write(TWO_REPORTS.replace("    - id: crime-2014-o1", "    - id: crime-2014-o2"))
    two("load").ok()
    told = words((made(two) / "paper.html").read_text("utf-8"))
    assert "Withdrawn from the register since 1 September 2026" in told
    assert "on neither day: crime-2014-o1." in told
    assert "Observations 1 0 0 0 1" in told, "an item that was withdrawn is no closed observation"


def test_a_chart_says_its_numbers_and_needs_nothing() -> None:
    drawn = bars("Open <findings>", [("late", 3), ("no date & more", 0)])
    assert 'aria-label="Open &lt;findings&gt;. late 3, no date &amp; more 0"' in drawn
    assert "no date &amp; more</text>" in drawn
    assert drawn.endswith('font-weight="700">0</text></svg>')
    assert "http" not in drawn
    assert drawn == bars("Open <findings>", [("late", 3), ("no date & more", 0)])
    assert bars("Nothing", [("late", 0)])


@pytest.mark.parametrize("name", ["paper.docx", "board.PDF", "papers/board.xlsx", "site.html"])
def test_a_files_name_is_not_made_a_folder(two: Talk, name: str) -> None:
    for asked in (("board", "--since", "2026-09-30"), ("site",)):
        said = two(*asked, "-o", name)
        assert (said.code, said.out) == (2, "")
        assert f"{name} is the name of a file" in said.err
        assert f"give a folder: -o {name.rpartition('.')[0]}" in said.err
        assert not (two.folder / name).exists()
