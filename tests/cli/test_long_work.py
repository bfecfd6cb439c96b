"""Long work says how far it is and how long it took, and can be stopped at any time."""

from __future__ import annotations

import io
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bench import generate

from hmic.render.working import Working
from tests.conftest import Talk, Terminal


class Clock:
    """A clock that is put forward by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_short_work_says_nothing() -> None:
    stream, clock = Terminal(), Clock()
    with Working(stream, shown=True, clock=clock) as working:
        working.at(0, 2, "reading one.yaml")
        clock.now = 1.9
        working.at(1, 2, "reading two.yaml")
    assert stream.getvalue() == ""


def test_long_work_names_what_it_is_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream, clock = Terminal(), Clock()
    with Working(stream, shown=True, clock=clock) as working:
        clock.now = 3
        working.at(1, 2, "reading [two].yaml")
    assert "reading [two].yaml" in stream.getvalue()


def test_nothing_is_drawn_in_a_pipe() -> None:
    stream, clock = io.StringIO(), Clock()
    with Working(stream, shown=False, clock=clock) as working:
        clock.now = 3
        working.at(1, 2, "reading two.yaml")
    assert stream.getvalue() == ""


def test_how_long_it_took_is_said_on_a_terminal(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmic.cli.run.LONG", -1.0)
    talk.loaded("- {id: r, title: R, inspectorate: HMIC, published: 2026-01-01, findings: []}")
    assert "took 0 seconds" in talk("overdue", terminal=True).err
    assert "took" not in talk("overdue").err
    assert "took" not in talk("overdue", "-q", terminal=True).err


def interrupted(command: list[str], folder: Path, after: float) -> tuple[int, str]:
    """A run on a terminal that is stopped with Ctrl-C after some time."""
    mine, theirs = pty.openpty()
    # Not measured: Ctrl-C within the coverage tool's own lock, taken once a module, would lock it up for good.
    measured = {name for name in os.environ if name.startswith("COVERAGE_")}
    with subprocess.Popen(
        [sys.executable, "-m", "hmic", *command], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
        env={**{name: value for name, value in os.environ.items() if name not in measured}, "TERM": "xterm"},
    ) as process:  # fmt: skip
        os.close(theirs)
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        said = b""
        try:
            while piece := os.read(mine, 65536):
                said += piece
        except OSError:
            pass  # the terminal ends with the program
        process.wait(timeout=60)
    os.close(mine)
    return process.returncode, said.decode()


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of Unix")
def test_a_load_is_stopped_with_nothing_half_done(talk: Talk) -> None:
    generate.registers(talk.folder / "data", 3000)
    files = sorted(str(path) for path in (talk.folder / "data").glob("*.yaml"))
    stopped = 0
    for after in (0.25, 0.5, 0.75, 1.0, 1.25):
        code, said = interrupted(["load", *files], talk.folder, after)
        if code == 0:  # it was done by then, or Python itself was not awake yet
            (talk.folder / "recommendations.db").unlink()
            continue
        assert code in (130, -signal.SIGINT), said
        stopped += 1
        db = talk.folder / "recommendations.db"
        if db.exists():
            con = sqlite3.connect(db)
            assert con.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            made = con.execute("SELECT 1 FROM sqlite_master WHERE name = 'finding'").fetchone()
            # Whole or not at all: the stop can also come when the load is done and is only being told.
            assert made is None or con.execute("SELECT count(*) FROM finding").fetchone()[0] in (0, 3000)
            con.close()
            db.unlink()
        if code == 130:
            assert "interrupted: nothing was left half done" in said
    assert stopped
    talk("load", *files).ok()
    talk("verify").ok()
