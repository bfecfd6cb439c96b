"""Files that helper processes read are loaded as if one process had read them, or nothing is."""

from __future__ import annotations

import copy
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hmic import helper_processes
from hmic.cli import reading_apart
from tests.conftest import Talk
from tests.store.test_edits import World, Writer, write

TABLES = (
    "report", "finding", "deadline", "theme", "part", "link", "grade", "follow_up", "respond_by", "standing",
    "due", "register", "loaded_file", "load", "earlier_version", "setting",
)  # fmt: skip


def written(writer: Writer) -> World:
    """Three forces, with links between them."""
    world: World = {f"Force {n} Police": [writer.report() for _ in range(3)] for n in range(3)}
    for _ in range(9):
        writer.edit(world, [writer.say, writer.link, writer.twin])
    return world


def spoiled(writer: Writer, paths: list[Path]) -> None:
    """Something wrong with one of the files, as it can be."""
    path, other = writer.dice.sample(paths, 2)
    match writer.dice.randrange(5):
        case 0:
            path.write_text(path.read_text("utf-8").replace('"kind"', '"knid"', 2), "utf-8")
        case 1:
            path.write_text(other.read_text("utf-8"), "utf-8")
        case 2:
            path.unlink()
        case 3:
            path.write_text("", "utf-8")
        case _:
            path.write_bytes(b"\xff\xfe\0")


def holds(db: Path) -> list[Any]:
    if not db.exists():
        return []
    with closing(sqlite3.connect(db)) as con:
        return [con.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]


@pytest.mark.parametrize("seed", range(6))
def test_whoever_reads_the_files_the_same_is_loaded_and_said(
    talk: Talk, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helper_processes, "cores", lambda: 2)
    writer = Writer(seed)
    world = written(writer)
    for _ in range(4):
        paths = write(world, talk.folder)
        if writer.dice.random() < 0.3:
            spoiled(writer, paths)
        ends = []
        for least in (10**9, 0):
            monkeypatch.setattr(reading_apart, "LEAST", least)
            db = talk.folder / f"{least}.db"
            said = talk("load", *map(str, paths), "--db", str(db), "--allow-withdrawals")
            mine = [text.replace(str(db), "DB") for text in (said.out, said.err)]
            ends.append((said.code, mine, holds(db)))
        assert ends[0] == ends[1]
        world = copy.deepcopy(world)
        for _ in range(writer.dice.choice([1, 1, 3])):
            writer.change(world)


def test_helpers_are_asked_only_where_they_spare_time(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper_processes, "cores", lambda: 2)
    monkeypatch.setattr(reading_apart, "READER", "tests.cli.test_loading_apart:ends")
    files = [str(path) for path in write(written(Writer(1)), talk.folder)]
    talk("load", *files, "--db", "small.db").ok()
    monkeypatch.setattr(reading_apart, "LEAST", 0)
    talk("load", files[0], "--db", "one.db")
    monkeypatch.setattr(reading_apart, "MOST", 10)
    talk("load", *files, "--db", "large.db").ok()
    monkeypatch.setattr(reading_apart, "MOST", 10**9)
    monkeypatch.setattr(helper_processes, "cores", lambda: 1)
    talk("load", *files, "--db", "slow.db").ok()


def ends(name: str) -> Iterator[Any]:
    """A helper that is killed in the middle of the second file."""
    found = reading_apart.rows_of_file(name)
    yield next(found)
    if "1.yaml" in name:
        os._exit(7)
    yield from found


def test_a_helper_that_dies_is_told_and_nothing_is_left(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helper_processes, "cores", lambda: 2)
    monkeypatch.setattr(reading_apart, "LEAST", 0)
    monkeypatch.setattr(reading_apart, "READER", "tests.cli.test_loading_apart:ends")
    world = written(Writer(2))
    before = {path.name for path in (*write(world, talk.folder), *talk.folder.iterdir())}
    said = talk("load", *(f"{n}.yaml" for n in range(3)), "--db", "it.db")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "hmic: a helper process ended while it read 1.yaml: its exit code is 7\n"
        "      nothing was changed; run it again, with more memory free\n"
    )
    assert {path.name for path in talk.folder.iterdir()} == before


def without_end(_: str) -> Iterator[int]:
    while True:
        yield 1


def stopped(found: Iterator[Iterator[Any]]) -> None:
    assert next(next(found)) == 1
    raise KeyboardInterrupt


def test_helpers_end_with_whoever_started_them(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **words: Any) -> None:
            super().__init__(*args, **words)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    function = "tests.cli.test_loading_apart:without_end"
    with pytest.raises(KeyboardInterrupt), helper_processes.shared_out(function, ["a", "b"], 2) as found:
        stopped(found)
    assert [process.poll() is None for process in started] == [False, False]
