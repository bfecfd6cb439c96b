"""Bringing a copy back: over any present file, of any page size, and never waiting for ever."""

from __future__ import annotations

import gzip
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from hmic.store import transactions
from tests.conftest import Talk

HERE = Path(__file__).parent


@pytest.fixture
def two(two: Talk) -> Talk:
    """A database with one entry, and `copy.db` of it."""
    two("progress", "crime-2014-r1", "--note", "kept in the copy").ok()
    two("backup", "copy.db").ok()
    two("progress", "crime-2014-r1", "--note", "only in the present file").ok()
    with closing(sqlite3.connect(two.folder / "recommendations.db")) as con:
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return two


def spoil(data: bytes, kind: str) -> bytes:
    """The bytes of a database, damaged in one of many ways."""
    whole = {
        "empty": b"",
        "zeros": bytes(4096),
        "text": b"Dear board, this is a letter.\n" * 300,
        "header gone": bytes(100) + data[100:],
        "cut in the first page": data[:300],
        "cut in half": data[: len(data) // 2],
        "too long": data + b"x" * 5000,
        "schema gone": data[:100] + bytes(3996) + data[4096:],
    }
    if kind in whole:
        return whole[kind]
    place, value = (int(word) for word in kind.split(" "))
    return data[:place] + bytes([value]) + data[place + 1 :]


KINDS = [
    "empty", "zeros", "text", "header gone", "cut in the first page", "cut in half", "too long", "schema gone",
    # the page size; the file's version for writing and reading; what a page keeps back; the schema's format
    "16 3", "17 1", "18 9", "19 9", "18 1", "20 77", "21 1", "31 255", "47 99", "59 3", "68 0", "96 0", "100 7",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_comes_back_over_any_present_file(two: Talk, kind: str) -> None:
    db = two.folder / "recommendations.db"
    present = spoil(db.read_bytes(), kind)
    db.write_bytes(present)
    check_restored(two, present)


def check_restored(two: Talk, present: bytes) -> None:
    """The copy comes back whatever is there, which is set aside; nothing is left behind."""
    two("restore", "copy.db").ok()
    assert "1 journal entry" in two("verify").ok().out
    two("progress", "crime-2014-r1", "--note", "and it can be written").ok()
    assert "kept in the copy" in two("show", "crime-2014-r1").ok().out
    kept = list(two.folder.glob("recommendations.db.before-restore-*[0-9]"))
    assert len(kept) == 1
    # As it is; SQLite notes in the header that it is one file, and counts the changes.
    told = {*range(18, 20), *range(24, 32), *range(40, 44), *range(92, 100)}
    now = kept[0].read_bytes()
    assert [n for n, byte in enumerate(present[: len(now)]) if now[n] != byte and n not in told] == []
    assert len(now) >= len(present) - 5000
    assert not [path.name for path in two.folder.glob(".*")]


def test_a_copy_comes_back_over_any_flipped_bits(two: Talk) -> None:
    db = two.folder / "recommendations.db"
    whole = db.read_bytes()
    rng = random.Random(5)
    for _ in range(25):
        changed = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            changed[rng.randrange(100 if rng.random() < 0.7 else len(changed))] ^= 1 << rng.randrange(8)
        for left in two.folder.glob("recommendations.db*"):
            left.unlink()
        db.write_bytes(bytes(changed))
        two("restore", "copy.db").ok()
        assert "1 journal entry" in two("verify").ok().out


def test_a_log_that_was_left_is_set_aside(two: Talk) -> None:
    db = two.folder / "recommendations.db"
    con = sqlite3.connect(db)
    con.execute("UPDATE setting SET value = value")
    con.commit()
    log = db.with_name("recommendations.db-wal").read_bytes()
    con.close()
    db.unlink()
    db.with_name("recommendations.db-wal").write_bytes(log)
    two("restore", "copy.db").ok()
    assert "1 journal entry" in two("verify").ok().out
    assert [p.read_bytes() for p in two.folder.glob("recommendations.db.before-restore-*-wal")] == [log]


@pytest.mark.parametrize("size", [512, 1024, 8192, 65536])
def test_a_copy_of_another_page_size_comes_back(two: Talk, size: int) -> None:
    with closing(sqlite3.connect(two.folder / "copy.db", isolation_level=None)) as con:
        con.execute(f"PRAGMA page_size = {size}")
        con.execute("VACUUM")
        assert con.execute("PRAGMA page_size").fetchone()[0] == size
    two("restore", "copy.db").ok()
    assert "1 journal entry" in two("verify").ok().out
    assert "crime-2014-r1" in two("list", "--search", "kept in the copy").ok().out


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_lock_is_waited_for_no_longer_than_is_said(
    two: Talk, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "WAIT_SECONDS", 0.3)
    with closing(sqlite3.connect(two.folder / "recommendations.db", isolation_level=None)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}")
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        said = two("restore", "copy.db")
        assert time.monotonic() - began < 3
        assert said.code == 2
        assert "another run of hmic" in said.err
    assert "2 journal entries" in two("verify").ok().out
    assert not list(two.folder.glob("*before-restore*"))
    assert not list(two.folder.glob(".*"))


def test_a_copy_is_never_written_to(two: Talk) -> None:
    old = two.folder / "old.db"
    old.write_bytes(gzip.decompress((HERE / "schema-1.db.gz").read_bytes()))
    before = old.read_bytes()
    two("restore", "old.db").ok()
    assert "4 journal entries" in two("verify").ok().out
    assert old.read_bytes() == before
    assert not list(two.folder.glob("old.db.*"))
    assert not list(two.folder.glob("*.bak"))


def test_a_damaged_copy_is_told_as_such(two: Talk) -> None:
    (two.folder / "bad.db").write_bytes(b"no database" * 1000)
    said = two("restore", "bad.db")
    assert said.err == (
        "hmic: bad.db is not a database\n      nothing was changed; give another copy made by hmic backup\n"
    )
    itself = two("restore", "recommendations.db")
    assert itself.err.startswith("hmic: recommendations.db is the database itself")
    assert "2 journal entries" in two("verify").ok().out
