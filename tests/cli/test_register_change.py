"""One run at a time changes the register, and it is changed with all that belongs to it or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from hmic.cli import load_and_record, register_change, whole_files
from hmic.store import load_files, new_database
from tests.conftest import Said, Talk

REGISTER = """\
- id: rep-2024
  title: Report of 2024
  published: 2024-01-10
  findings:
    - id: rep-2024-a1
      kind: area_for_improvement
      title: A thing
      requirement: The force should improve the first thing.
"""
NEW = ("add", "--report", "rep-2024", "--kind", "afi", "--owner", "ACC Crime", "--requirement")
FIRST = "The force should improve another thing."


def listed(talk: Talk) -> dict[str, Any]:
    return {one["finding"]: one for one in talk("list", "-f", "json").rows}


def text_of(talk: Talk) -> str:
    return (talk.folder / "data" / "recommendations.yaml").read_text(encoding="utf-8")


def left(talk: Talk) -> list[str]:
    """What lies in the register's folder."""
    return sorted(one.name for one in (talk.folder / "data").iterdir())


def test_all_of_several_runs_at_once_are_kept(talk: Talk) -> None:
    talk.loaded(REGISTER)
    letters = "ABCDE"
    done: dict[str, Said] = {}

    def one(letter: str) -> None:
        words = f"The force should improve matter {letter} of the run."
        done[letter] = talk(*NEW[:-2], f"ACC {letter}", "--requirement", words)

    threads = [threading.Thread(target=one, args=[letter]) for letter in letters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {letter: (said.code, said.err) for letter, said in done.items() if said.code} == {}
    there = listed(talk)
    assert len(there) == 1 + len(letters)
    for letter in letters:
        (found,) = [one for one in there.values() if f"atter {letter} of" in one["title"]]
        assert found["owner"] == f"ACC {letter}"
    assert left(talk) == ["recommendations.yaml"]


@pytest.mark.parametrize("command", ["add", "adopt"])
def test_a_run_waits_only_so_long_for_another(
    talk: Talk, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = talk.write(REGISTER)
    before = place.read_bytes()
    talk.write(REGISTER.replace("a1", "a2").replace("first", "second"), "draft.yaml")
    monkeypatch.setattr(register_change, "WAIT_SECONDS", 0.1)
    with register_change.alone(place):
        said = talk(*NEW, FIRST) if command == "add" else talk("adopt", "draft.yaml")
    assert said.code == 2
    assert "another run of hmic has been changing data/recommendations.yaml" in said.err
    assert "nothing was written" in said.err
    assert place.read_bytes() == before


def failing(monkeypatch: pytest.MonkeyPatch, then: Callable[[], None]) -> None:
    """The database's disk is full just before the end; `then` happens beside it."""

    def full(*_: Any) -> None:
        then()
        message = "database or disk is full"
        raise sqlite3.OperationalError(message)

    monkeypatch.setattr(load_files, "seal_load", full)


def test_what_somebody_else_saved_meanwhile_is_never_put_back(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.loaded(REGISTER)
    place = talk.folder / "data" / "recommendations.yaml"

    def save() -> None:
        place.write_text(text_of(talk) + "# by hand\n", encoding="utf-8")

    failing(monkeypatch, save)
    said = talk(*NEW, FIRST)
    assert said.code == 2
    assert "the disk is full" in said.err
    assert "was changed by someone else in the meantime, so it was left as it is" in said.err
    assert FIRST in text_of(talk)
    assert text_of(talk).endswith("# by hand\n")


def test_a_full_disk_leaves_the_register_as_it_was(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.loaded(REGISTER)
    before = text_of(talk)

    def no_more() -> None:
        def refuse(*_: Any) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(whole_files, "_write", refuse)

    failing(monkeypatch, no_more)
    said = talk(*NEW, FIRST)
    assert said.code == 2
    assert "the disk is full" in said.err
    assert text_of(talk) == before
    assert left(talk) == ["recommendations.yaml"]


class Lines:
    """The lines of what changes the register, counted as they run; at one of them comes Ctrl-C."""

    names = (
        "load_and_record.py",
        "register_change.py",
        "whole_files.py",
        "transactions.py",
        "new_database.py",
    )

    def __init__(self, moment: int = 0) -> None:
        self.moment = moment
        self.count = 0
        self.then: Callable[[], object] = lambda: signal.raise_signal(signal.SIGINT)

    def __call__(self, frame: FrameType, _event: str, _about: Any) -> Any:
        return self.line if Path(frame.f_code.co_filename).name in self.names else None

    def line(self, _frame: FrameType, event: str, _about: Any) -> Any:
        self.count += event == "line"
        if self.count == self.moment and event == "line":
            self.then()
        return self.line


def added_at(start: Path, folder: Path, lines: Lines) -> tuple[Talk, Said, int]:
    """A finding is added in a copy of a folder; with the entries that the database then has."""
    shutil.copytree(start, folder)
    os.chdir(folder)
    talk = Talk(folder)
    old = sys.gettrace()
    sys.settrace(lines)
    try:
        said = talk(*NEW, FIRST)
    finally:
        sys.settrace(old)
    db = folder / "recommendations.db"
    if not db.exists():
        return talk, said, 0
    with closing(sqlite3.connect(db)) as con:
        return talk, said, con.execute("SELECT count(*) FROM entry").fetchone()[0]


@pytest.mark.parametrize("loaded", [True, False])
def test_an_interrupt_at_any_moment_does_all_or_nothing(tmp_path: Path, *, loaded: bool) -> None:
    outcomes = set()
    start = Talk(tmp_path / "start")
    start.write(REGISTER)
    if loaded:
        os.chdir(start.folder)
        start("load").ok()
    before = text_of(start)
    whole = Lines()
    added_at(start.folder, tmp_path / "whole", whole)
    last = whole.count
    for moment in [*range(1, last - 20, 29), *range(last - 20, last + 1)]:
        talk, said, entries = added_at(start.folder, tmp_path / str(moment), Lines(moment))
        outcomes.add(said.code)
        what = (moment, said, entries)
        if said.code == 0:
            assert FIRST in text_of(talk), what
            assert entries == 1, what
        elif "improve another thing" in text_of(talk):
            # All of it was done, and only what is said at the end was cut off.
            assert entries == 1, what
        else:
            assert (said.code, said.err) == (130, "interrupted: nothing was left half done\n"), what
            assert text_of(talk) == before, what
            assert entries == 0, what
        assert not [name for name in left(talk) if "hmic-" in name], what
    assert outcomes == {0, 130}


AGAIN = {
    "add": (*NEW, FIRST, "--by", "DCC"),
    "add a report": (
        "add", "--report", "Custody 2026", "--published", "2026-08-20", *NEW[3:], FIRST, "--by", "DCC",
    ),
    "tracker": ("import", "tracker", "t.csv", "--apply"),
}  # fmt: skip


def killed_at(talk: Talk, given: tuple[str, ...], moment: int) -> int:
    """Run in a process of its own that is gone at a line, without any end; gives its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    lines = Lines(moment)
    lines.then = lambda: os._exit(99)
    sys.settrace(lines)
    code = talk(*given).code
    sys.settrace(None)
    os._exit(code)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ends a process of its own")
@pytest.mark.parametrize("what", AGAIN)
def test_the_same_command_completes_what_a_killed_run_began(tmp_path: Path, what: str) -> None:
    given = AGAIN[what]
    start = Talk(tmp_path / "start")
    start.write(REGISTER)
    os.chdir(start.folder)
    start("load").ok()
    rows = f"Report,Published,Ref,Type,Recommendation,Owner\nReport of 2024,10/01/2024,7,AFI,{FIRST},ACC Crime\n"
    (start.folder / "t.csv").write_text(rows, encoding="utf-8")
    if what == "tracker":
        start("import", "tracker", "t.csv").ok()
    shutil.copytree(start.folder, tmp_path / "whole")
    os.chdir(tmp_path / "whole")
    whole = Lines()
    sys.settrace(whole)
    try:
        Talk(tmp_path / "whole")(*given).ok()
    finally:
        sys.settrace(None)
    halves = 0
    for moment in range(3, whole.count, 17):
        folder = tmp_path / str(moment)
        shutil.copytree(start.folder, folder)
        os.chdir(folder)
        talk = Talk(folder)
        assert killed_at(talk, given, moment) == 99
        half = FIRST in text_of(talk) and len(listed(talk)) == 1
        halves += half
        assert ("is to be loaded again\nLast backup: none on record\nNext: hmic load" in talk().out) is half
        said = talk(*given)
        assert said.code == 0 or "already has a finding with these words" in said.err, (moment, said)
        found = [one for one in listed(talk).values() if one["owner"]]
        assert [one["owner"] for one in found] == ["ACC Crime"], (moment, said)
        assert text_of(talk).count(FIRST) == 1, (moment, said)
        talk("verify").ok()
        assert talk("load").ok().out == ""
        assert said.code or left(talk) == ["recommendations.yaml"], moment
    assert halves


@pytest.mark.parametrize("loaded", [True, False])
def test_what_was_recorded_stays_in_the_register_when_only_the_end_fails(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, *, loaded: bool
) -> None:
    """After the commit the database is still closed, and a new one made lasting under its name."""
    talk.write(REGISTER)
    failed = OSError(errno.EIO, os.strerror(errno.EIO))

    class Failing(closing[sqlite3.Connection]):
        def __exit__(self, *why: object) -> None:
            super().__exit__(*why)
            raise failed

    def unsynced(_: Path) -> None:
        raise failed

    if loaded:
        talk("load").ok()
        monkeypatch.setattr(load_and_record, "closing", Failing)
    else:
        monkeypatch.setattr(new_database, "synced", unsynced)
    said = talk(*NEW, FIRST)
    monkeypatch.undo()
    monkeypatch.chdir(talk.folder)
    assert said.code == 2
    assert FIRST in text_of(talk)
    assert [one["owner"] for one in listed(talk).values()] == [None, "ACC Crime"]
    assert talk("load").ok().out == ""
