"""The journal's head proves to whoever keeps it that nothing before it was changed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hmic.cli import folder
from hmic.store.copies import copy_into
from hmic.store.hash_chain import FIRST, chained
from tests.conftest import Talk
from tests.registers import TWO_REPORTS

HEAD = re.compile(r"\d+:[0-9a-f]{32}")


@pytest.fixture
def two(two: Talk) -> Talk:
    """A register with an overdue finding, and three entries."""
    for note in ("one", "two", "three"):
        two("progress", "crime-2014-r1", "--note", note).ok()
    return two


def head_in(text: str) -> str:
    found = HEAD.findall(text)
    assert found, text
    return str(found[0])


def rewritten(db: Path, change: dict[int, dict[str, Any]], *, last: int | None = None) -> None:
    """The journal as somebody with SQLite would leave it: changed or cut off, and every hash right again."""
    with closing(sqlite3.connect(db)) as con:
        con.row_factory = sqlite3.Row
        guards = con.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'entry_is_not_%'"
        ).fetchall()
        for name, _ in guards:
            con.execute(f"DROP TRIGGER {name}")
        if last is not None:
            con.execute("DELETE FROM entry WHERE number > ?", [last])
            con.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'entry'", [last])
        previous = FIRST
        for row in con.execute("SELECT * FROM entry ORDER BY number").fetchall():
            own = {key: row[key] for key in row.keys()}  # noqa: SIM118 - a Row
            number = own["number"]
            for key in ("number", "previous", "hash", "known_at"):
                del own[key]
            own |= change.get(number, {})
            right = chained({key: value for key, value in own.items() if value is not None}, previous)
            con.execute(
                "UPDATE entry SET note = ?, previous = ?, hash = ? WHERE number = ?",
                [own["note"], previous, right, number],
            )
            previous = right
        for _, sql in guards:
            con.execute(sql)
        con.commit()


def test_verify_prints_the_head_and_proves_an_earlier_one(two: Talk) -> None:
    said = two("verify").ok()
    head = head_in(said.out)
    assert (
        said.out.splitlines()[-1] == f"journal's head {head}; to check it later: hmic verify --since {head}"
    )
    two("progress", "crime-2014-r1", "--note", "four").ok()
    later = two("verify", "--since", head).ok()
    assert f"the journal contains {head}: nothing up to it was changed" in later.out
    assert head_in(later.out.splitlines()[-1]).startswith("4:")
    two("verify", "--since", head[:18], "--since", "0:" + "0" * 32).ok()


@pytest.mark.parametrize("how", ["changed", "cut off"])
def test_a_journal_that_was_made_anew_is_found_by_a_head(two: Talk, how: str) -> None:
    head = head_in(two("verify").ok().out)
    db = two.folder / "recommendations.db"
    if how == "changed":
        rewritten(db, {2: {"note": "never"}})
        told = "entry 3 is not the one that"
    else:
        rewritten(db, {}, last=2)
        told = "entry 3 is missing, though"
    assert f"{told} hmic verify of 2026-11-20 names" in two("verify").out, "without being asked"
    (two.folder / "recommendations.db.head").unlink()
    if how == "changed":
        assert two("verify").code == 0, "which is why others should keep a head"
        (two.folder / "recommendations.db.head").unlink()
    said = two("verify", "--since", head)
    assert said.code == 1
    assert f"{told} --since {head} names" in said.out


@pytest.mark.parametrize("printed", ["board", "backup", "mail", "verify"])
def test_entries_that_went_with_a_log_are_missed(two: Talk, printed: str) -> None:
    """After a kill what is new is in the log beside the database, and somebody may tidy that away."""
    db = two.folder / "recommendations.db"
    with closing(sqlite3.connect(db)) as con:
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole = db.read_bytes()
        two("progress", "crime-2014-r1", "--note", "acknowledged").ok()
        asked = {
            "board": ("board", "--since", "2010-01-01"),
            "backup": ("backup", "copy.db"),
            "mail": ("mail", "overdue", "--send"),
            "verify": ("verify",),
        }[printed]
        said = two(*asked).ok()
    text = said.out
    if printed == "board":
        text = (two.folder / "board" / "paper.html").read_text(encoding="utf-8")
        assert json.loads((two.folder / "board" / "hmic-board.json").read_text())["journal"] == head_in(
            text
        )
    if printed == "mail":
        text = next((two.folder / "outbox").glob("officer*.eml")).read_text().replace("=\n", "")
    assert head_in(text).startswith("4:")
    without = two.folder / "without-log.db"
    without.write_bytes(whole)
    shutil.copy(two.folder / "recommendations.db.head", f"{without}.head")
    there, missed = ("--db", str(without)), "entry 4 is missing, though"
    said = two("verify", *there)
    assert (said.code, missed in said.out) == (1, True)
    said = two("board", "--since", "2010-01-01", "-o", "later", *there)
    assert (said.code, missed in said.err) == (0, True)
    assert missed in two("backup", "another.db", *there).err
    assert missed in two("verify", *there).out, "it stays told"


def test_a_restore_begins_with_the_head_of_the_copy(two: Talk) -> None:
    two("backup", "copy.db").ok()
    two("progress", "crime-2014-r1", "--note", "four").ok()
    two("verify").ok()
    two("restore", "copy.db").ok()
    two("verify").ok()
    (kept,) = (p for p in two.folder.glob("*.before-restore-*") if p.suffix != ".head")
    two("verify", "--db", str(kept)).ok()
    assert json.loads(Path(f"{kept}.head").read_text())["number"] == 4


def test_an_old_paper_has_the_head_of_its_day(two: Talk) -> None:
    head = head_in(two("verify").ok().out)
    two.now = two.now.replace(day=25)
    two("progress", "crime-2014-r1", "--note", "later").ok()
    two("board", "--since", "2010-01-01", "--as-at", "2026-11-20", "--known-on", "2026-11-20").ok()
    assert head in (two.folder / "board" / "paper.html").read_text(encoding="utf-8")


def test_what_is_no_head_is_refused(two: Talk) -> None:
    for text in ("3", "3:abc", "x:" + "0" * 32, "3:" + "g" * 32, "3:" + "0" * 65):
        said = two("verify", "--since", text)
        assert (said.code, "is not the head of a journal" in said.err) == (2, True)


def test_a_folder_that_takes_nothing_keeps_no_head(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("hmic.store.journal_heads.file_beside", refused)
    assert head_in(two("verify").ok().out)


def test_an_empty_journal_has_a_head_too(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    head = head_in(talk("verify").ok().out)
    assert head == "0:" + "0" * 32
    talk("progress", "crime-2014-r1", "--note", "one").ok()
    talk("verify", "--since", head).ok()


@pytest.fixture
def ahead(two: Talk) -> Talk:
    """A copy of three entries; the present file has five, and its papers name the fifth."""
    two("backup", "copy.db").ok()
    for note in ("four", "five"):
        two("progress", "crime-2014-r1", "--note", note).ok()
    two("board", "--since", "2010-01-01").ok()
    return two


def check_accused_of_nothing(talk: Talk) -> None:
    said = talk("verify").ok()
    assert head_in(said.out).startswith("3:")
    talk("backup", "afterwards.db").ok()
    assert "entry" not in talk("board", "--since", "2010-01-01").ok().err


def test_a_board_that_a_restore_overtakes_accuses_nobody(
    ahead: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The papers are of the journal that was there when they were read; the head kept is not."""
    write = folder.write_folder

    def overtaken(*args: Any) -> None:
        monkeypatch.setattr(folder, "write_folder", write)
        ahead("restore", "copy.db").ok()
        write(*args)

    monkeypatch.setattr(folder, "write_folder", overtaken)
    ahead("board", "--since", "2010-01-01").ok()
    check_accused_of_nothing(ahead)


def test_a_copy_that_a_later_paper_overtakes_accuses_nobody(
    ahead: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head that is kept may be of an entry that came after the copy was taken."""
    copied = copy_into

    def overtaken(*args: Any) -> None:
        copied(*args)
        monkeypatch.setattr("hmic.store.backing_up.copy_into", copied)
        ahead("progress", "crime-2014-r1", "--note", "six").ok()
        ahead("board", "--since", "2010-01-01").ok()

    monkeypatch.setattr("hmic.store.backing_up.copy_into", overtaken)
    ahead("backup", "overtaken.db").ok()


def test_a_restore_that_is_killed_at_its_end_accuses_nobody(ahead: Talk) -> None:
    code = """if True:
        import os, signal
        from hmic.store import restoring
        restoring._keep_heads = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        from hmic.cli.main import run
        run(["restore", "copy.db"])"""
    killed = subprocess.run([sys.executable, "-c", code], cwd=ahead.folder, check=False)
    assert killed.returncode == -signal.SIGKILL
    check_accused_of_nothing(ahead)


def test_an_older_file_is_missed_after_a_restore_too(ahead: Talk) -> None:
    db = ahead.folder / "recommendations.db"
    ahead("restore", "copy.db").ok()
    for note in ("four again", "five again"):
        ahead("progress", "crime-2014-r1", "--note", note).ok()
    ahead("verify").ok()
    shutil.copy(f"{db}.head", ahead.folder / "copy.db.head")
    assert "entry 5 is missing, though hmic verify of" in ahead("verify", "--db", "copy.db").out
    assert "is damaged" in ahead("backup", "another.db", "--db", "copy.db").err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("what", ["text", "list", "folder", "pipe", "device"])
def test_a_kept_head_that_cannot_be_read_is_told_and_not_written_over(two: Talk, what: str) -> None:
    place = two.folder / "recommendations.db.head"
    place.unlink(missing_ok=True)
    match what:
        case "text":
            place.write_text("no head")
        case "list":
            place.write_text("[]")
        case "folder":
            place.mkdir()
        case "pipe":
            os.mkfifo(place)
        case _:
            place.symlink_to("/dev/zero")
    said = two("verify").ok()
    assert "recommendations.db.head cannot be read" in said.err
    assert "so the last printed head is not checked" in said.err
    assert os.path.lexists(place)
    if what == "folder":
        place.rmdir()
    else:
        place.unlink()
    assert "cannot be read" not in two("verify").ok().err
    assert place.is_file()
