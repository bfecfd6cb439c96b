"""Files of evidence: read before anything is locked, in pieces, files only, and found from anywhere."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Talk

unix = pytest.mark.skipif(os.name != "posix", reason="no pipes among the files")


def pieces(talk: Talk, *more: str) -> list[dict[str, Any]]:
    said = talk("show", "crime-2014-r1", "-f", "json", *more).ok()
    journal = json.loads(said.out)["rows"][0]["journal"]
    return [piece for entry in journal for piece in entry["evidence"]]


def states(talk: Talk, *more: str) -> list[tuple[str, str]]:
    return [(piece["place"], piece["state"]) for piece in pieces(talk, *more)]


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def loop(path: Path) -> None:
    path.symlink_to(path.name)


@unix
@pytest.mark.parametrize("made", [pipe, device, folder, loop])
def test_what_is_no_file_is_neither_waited_for_nor_read(two: Talk, made: Callable[[Path], None]) -> None:
    made(two.folder / "minutes")
    began = time.monotonic()
    said = two("progress", "crime-2014-r1", "--evidence", "minutes")
    assert said.code == 2
    assert said.err.startswith("hmic: the evidence minutes ")
    (two.folder / "good").write_text("x")
    two("progress", "crime-2014-r1", "--evidence", "good").ok()
    (two.folder / "good").unlink()
    made(two.folder / "good")
    assert states(two) == [("good", "changed")]
    assert time.monotonic() - began < 5


@unix
def test_a_file_that_is_too_large_is_refused_at_once(two: Talk) -> None:
    with (two.folder / "film").open("wb") as file:
        file.truncate(3 << 30)
    began = time.monotonic()
    said = two("progress", "crime-2014-r1", "--evidence", "film")
    assert said.code == 2
    assert "the evidence film is larger than 2,048 MB" in said.err
    assert "raise evidence_mb in hmic.toml" in said.err
    assert time.monotonic() - began < 2
    (two.folder / "hmic.toml").write_text("evidence_mb = 1\n")
    os.truncate(two.folder / "film", (1 << 20) + 1)
    assert "larger than 1 MB" in two("progress", "crime-2014-r1", "--evidence", "film").err
    os.truncate(two.folder / "film", 1 << 20)
    two("progress", "crime-2014-r1", "--evidence", "film").ok()


def test_a_large_file_is_read_in_pieces(two: Talk) -> None:
    data = b"minutes\n" * (1 << 20)
    (two.folder / "film").write_bytes(data * 5)
    wanted = hashlib.sha256(data * 5).hexdigest()
    tracemalloc.start()
    two("progress", "crime-2014-r1", "--evidence", "film").ok()
    (piece,) = pieces(two)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (piece["sha256"], piece["state"]) == (wanted, "unchanged")
    assert peak < len(data)


@pytest.mark.parametrize("way", ["option", "csv"])
def test_evidence_is_read_before_anything_is_locked(two: Talk, way: str) -> None:
    (two.folder / "rows.csv").write_text("finding,evidence\ncrime-2014-r1,m.pdf\n", encoding="utf-8")
    (two.folder / "m.pdf").write_text("x")
    given = ("crime-2014-r1", "--evidence", "m.pdf") if way == "option" else ("--from", "rows.csv")
    codes: list[int] = []
    run = threading.Thread(target=lambda: codes.append(two("progress", *given).code))
    with closing(sqlite3.connect(two.folder / "recommendations.db", isolation_level=None)) as con:
        con.execute("BEGIN IMMEDIATE")
        run.start()
        time.sleep(1.5)
        (two.folder / "m.pdf").unlink()
        con.execute("ROLLBACK")
    run.join()
    assert codes == [0]
    assert states(two) == [("m.pdf", "missing")]


def test_every_row_of_a_table_is_told_with_its_line(two: Talk) -> None:
    rows = "finding,note,evidence\ncrime-2014-r1,a,none.pdf\ncrime-2014-r1,b,\ncrime-2014-r1,c,no.pdf;https://\n"
    (two.folder / "rows.csv").write_text(rows, encoding="utf-8")
    said = two("progress", "--from", "rows.csv")
    assert said.code == 2
    assert "line 2: the evidence none.pdf cannot be read" in said.err
    assert "line 4: the evidence no.pdf cannot be read" in said.err
    assert pieces(two) == []


def test_evidence_is_found_from_anywhere(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    here = two.folder
    (here / "minutes").mkdir()
    (here / "minutes" / "m.txt").write_text("x")
    (here.parent / "outside.txt").write_text("y")
    db = ("--db", str(here / "recommendations.db"))
    two.folder = here / "minutes"
    monkeypatch.chdir(two.folder)
    two("progress", "crime-2014-r1", "--evidence", "m.txt", "--evidence", "../../outside.txt", *db).ok()
    outside = (here.parent / "outside.txt").as_posix()
    for folder in (here, here / "minutes", here.parent):
        two.folder = folder
        monkeypatch.chdir(folder)
        for way in (db, ("--db", os.path.relpath(here / "recommendations.db"))):
            assert states(two, *way) == [("minutes/m.txt", "unchanged"), (outside, "unchanged")]
    (here / "minutes" / "m.txt").write_text("z")
    assert states(two, *db)[0] == ("minutes/m.txt", "changed")


@pytest.mark.parametrize("given", ["minutes\\m.txt", "minutes/m.txt", ".\\minutes/../minutes\\m.txt"])
def test_a_path_means_the_same_on_every_system(two: Talk, given: str) -> None:
    (two.folder / "minutes").mkdir()
    (two.folder / "minutes" / "m.txt").write_text("x")
    two("progress", "crime-2014-r1", "--evidence", given).ok()
    assert states(two) == [("minutes/m.txt", "unchanged")]


def test_paths_of_earlier_versions_are_still_found(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    # They started where the command ran, and had the slashes of the system.
    (two.folder / "good").write_text("x")
    two("progress", "crime-2014-r1", "--evidence", "good").ok()
    entry = json.loads(two("export", "journal").ok().out)
    for number, old in enumerate(("minutes\\m.txt", "m.txt")):
        evidence = json.loads(entry["evidence"])
        evidence[0]["place"] = old
        kept = json.dumps(evidence, ensure_ascii=False, sort_keys=True)
        moved = json.dumps(entry | {"uid": f"{number:032x}", "evidence": kept})
        (two.folder / "other.jsonl").write_text(moved, encoding="utf-8")
        two("import", "journal", "other.jsonl").ok()
    (two.folder / "minutes").mkdir()
    (two.folder / "minutes" / "m.txt").write_text("x")
    here = two.folder
    two.folder = here / "minutes"
    monkeypatch.chdir(two.folder)
    db = ("--db", "../recommendations.db")
    assert states(two, *db) == [
        ("good", "unchanged"),
        ("minutes\\m.txt", "unchanged"),
        ("m.txt", "unchanged"),
    ]


@pytest.mark.parametrize("place", ["a\0b", "\0", " ", "https://"])
def test_what_is_no_place_is_refused(two: Talk, place: str) -> None:
    said = two("progress", "crime-2014-r1", "--evidence", place)
    assert said.code == 2
    assert "evidence" in said.err or "is not a complete web address" in said.err
