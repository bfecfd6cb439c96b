"""What a killed run leaves behind is cleared by the next one, and nothing else is."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hmic.unfinished_files import clear_left, file_beside, name_beside
from tests.conftest import Talk
from tests.faults import faults

WRITING = {
    "export": ("export", "findings", "-o", "findings.csv"),
    "board": ("board", "--since", "2010-01-01", "-o", "papers"),
    "backup": ("backup", "another.copy"),
    "restore": ("restore", "first.copy"),
    "mail": ("mail", "overdue", "--send", "--all"),
}


@pytest.mark.parametrize("kind", WRITING)
def test_the_next_run_clears_what_a_killed_one_left(two: Talk, kind: str) -> None:
    two("backup", "first.copy").ok()
    (two.folder / "outbox").mkdir()
    left = [left_by_a_killed_run(folder) for folder in (two.folder, two.folder / "outbox")]
    own = file_beside(two.folder / "of a run that is alive")
    others = [two.folder / name for name in (".findings.csv.1234", ".hmic-7", ".a.hmic-b-c-d", ".profile")]
    for path in others:
        path.touch()
    two(*WRITING[kind]).ok()
    assert own.exists()
    assert all(path.exists() for path in others)
    cleared = left[1] if kind == "mail" else left[0]
    assert not [path for path in cleared if path.exists()]


def left_by_a_killed_run(folder: Path) -> list[Path]:
    """A file with SQLite's own beside it, and a folder, whose process was killed."""
    code = """if True:
        import os, sys
        from pathlib import Path
        from hmic.unfinished_files import file_beside, name_beside
        file, folder = file_beside(Path(sys.argv[1])), name_beside(Path(sys.argv[1]))
        folder.mkdir()
        (folder / "paper.html").touch()
        print(file, folder, flush=True)
        os.kill(os.getpid(), 9)"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "x")], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    file, made = map(Path, done.stdout.split())
    log = file.with_name(f"{file.name}-wal")
    log.touch()
    return [file, log, made]


def test_what_another_machine_left_is_cleared_after_a_day(tmp_path: Path) -> None:
    name = name_beside(tmp_path / "x").name
    there = tmp_path / name.replace(f"-{os.getpid()}-", "-1-").replace(".hmic-", ".hmic-elsewhere")
    there.touch()
    clear_left(tmp_path)
    assert there.exists()
    old = time.time() - 25 * 60 * 60
    os.utime(there, (old, old))
    clear_left(tmp_path)
    assert not there.exists()


def test_the_papers_are_there_at_every_moment(two: Talk) -> None:
    papers = two.folder / "papers"
    two(*WRITING["board"]).ok()
    code = """if True:
        import os, sys
        papers, end = sys.argv[1:]
        gone = 0
        while not os.path.lexists(end):
            gone += not os.path.lexists(papers)
        print(gone)"""
    end = two.folder / "end"
    watching = [sys.executable, "-c", code, str(papers), str(end)]
    watcher = subprocess.Popen(watching, stdout=subprocess.PIPE, text=True)
    for _ in range(12):
        two(*WRITING["board"]).ok()
    end.touch()
    assert watcher.communicate()[0] == "0\n"
    assert not list(two.folder.glob(".*"))


def test_papers_are_replaced_where_the_system_cannot_exchange(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hmic.cli.folder.exchange", lambda *_: False)
    for _ in range(2):
        two(*WRITING["board"]).ok()
    assert sorted(path.name for path in two.folder.iterdir()) == [
        "data", "papers", "recommendations.db", "recommendations.db-shm", "recommendations.db-wal",
        "recommendations.db.head",
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal", ".head", ".mail-lock"])
def test_what_sqlite_keeps_beside_a_database_is_refused_like_it(two: Talk, end: str) -> None:
    sqlite3.connect(two.folder / "other.db").execute("CREATE TABLE t (x)").connection.close()
    for name in ("recommendations.db", "other.db"):
        target = two.folder / (name + end)
        before = target.read_bytes() if target.exists() else None
        for asked in (("list", "-f", "csv", "-o", target.name), ("backup", target.name)):
            said = two(*asked)
            assert said.code == 2, said
            assert "belongs to a database" in said.err
        assert (target.read_bytes() if target.exists() else None) == before
    two("list", "-f", "csv", "-o", f"letter{end}").ok()


def test_killed_runs_leave_the_papers_whole_and_nothing_else(tmp_path: Path) -> None:
    tally = faults.kill_while_writing(faults.prepare(tmp_path), 8, seed=3)
    print(tally)  # noqa: T201 - the figures are wanted
    assert tally.wrong == []
