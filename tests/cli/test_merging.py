"""Two people's journals become one: what they disagree about is told, and both sides end alike."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from hmic import entry_records, helper_processes
from hmic.cli import journal_file
from hmic.store import journal_merge
from tests.conftest import Talk
from tests.registers import CONCERN

SEEN = ("--evidence", "https://x.example/1")


@pytest.fixture
def two(two: Talk) -> Talk:
    """One database and a copy of it, on which another person works."""
    two("progress", "crime-2014-r1", "--status", "in-progress", "--by", "ACC Crime").ok()
    shutil.copy(two.folder / "recommendations.db", two.folder / "other.db")
    return two


def mine(talk: Talk, *args: str) -> None:
    talk.now += dt.timedelta(minutes=1)
    talk(*args).ok()


def theirs(talk: Talk, *args: str) -> None:
    mine(talk, *args, "--db", "other.db")


def merged(talk: Talk) -> str:
    """The other journal taken into this one."""
    talk.now += dt.timedelta(minutes=1)
    talk("export", "journal", "--db", "other.db", "-o", "other.jsonl").ok()
    return talk("import", "journal", "other.jsonl").ok().out


def merged_back(talk: Talk) -> str:
    talk("export", "journal", "-o", "mine.jsonl").ok()
    return talk("import", "journal", "mine.jsonl", "--db", "other.db").ok().out


def test_who_said_what_of_one_day_is_listed_with_what_counts(two: Talk) -> None:
    mine(two, "progress", "crime-2014-r1", "--status", "complete", *SEEN, "--by", "ACC Crime")
    held = ("--status", "on-hold", "--note", "court", "--review-on", "2027-01-31")
    theirs(two, "progress", "crime-2014-r1", *held, "--by", "DCC")
    theirs(two, "assign", "crime-2014-o1", "DCC")
    theirs(two, "target", "crime-2014-o1", "2027-01-31", "--by", "DCC")
    mine(two, "assign", "crime-2014-o1", "ACC Crime", "--by", "Liaison officer")
    mine(two, "target", "crime-2014-o1", "2027-02-28")
    assert merged(two).splitlines() == [
        "other.jsonl: 3 entries imported, 1 already here",
        "3 disagreements: the two journals differ about the same finding on the same day. The later entry counts",
        (
            "  crime-2014-o1, 20 Nov 2026, owner: DCC by someone, entry 6; "
            "ACC Crime by Liaison officer, entry 3. Entry 3 counts"
        ),
        (
            "  crime-2014-o1, 20 Nov 2026, target: 31 Jan 2027 by DCC, entry 7; "
            "28 Feb 2027 by someone, entry 4. Entry 4 counts"
        ),
        (
            "  crime-2014-r1, 20 Nov 2026, status: complete by ACC Crime, entry 2; "
            "on hold (review on 31 Jan 2027) by DCC, entry 5. Entry 5 counts"
        ),
        'To withdraw an entry: hmic correct ENTRY --reason "why"',
    ]
    rows = two("list", "-f", "json").rows
    stands = {row["finding"]: (row["status"], row["owner"], row["next_due"]) for row in rows}
    assert stands["crime-2014-r1"][0] == "on hold"
    assert stands["crime-2014-o1"][1:] == ("ACC Crime", "2027-02-28")
    two("verify").ok()
    assert merged(two) == "other.jsonl: 0 entries imported, 4 already here\n"
    said = merged_back(two)
    assert "3 entries imported, 4 already here\n3 disagreements" in said
    assert two("list", "-f", "json", "--db", "other.db").rows == rows


def test_what_was_said_knowingly_or_alike_is_no_disagreement(two: Talk) -> None:
    # It follows on what both knew.
    theirs(two, "progress", "crime-2014-r1", "--status", "complete", *SEEN)
    # Both said the same in the end, and notes contradict nothing.
    mine(two, "assign", "crime-2014-o1", "ACC Crime")
    mine(two, "assign", "crime-2014-o1", "DCC")
    theirs(two, "assign", "crime-2014-o1", "DCC")
    mine(two, "progress", "crime-2014-o1", "--note", "one")
    theirs(two, "progress", "crime-2014-o1", "--note", "two")
    # They are about different days, deadlines and parts.
    mine(two, "progress", "crime-2014-r2", "--deadline", "1", "--status", "complete", *SEEN)
    theirs(two, "progress", "crime-2014-r2", "--deadline", "2", "--status", "in-progress")
    mine(two, "progress", "peel-2016-a1", "--status", "in-progress", "--on", "2026-11-18")
    theirs(two, "progress", "peel-2016-a1", "--status", "open", "--on", "2026-11-19")
    # One of them was withdrawn.
    mine(two, "progress", "peel-2016-a1", "--status", "complete", *SEEN, "--on", "2026-11-17")
    theirs(two, "progress", "peel-2016-a1", "--status", "not-accepted", "--note", "x", "--on", "2026-11-17")
    theirs(two, "correct", "7", "--reason", "wrong finding")
    assert "disagreement" not in merged(two)


def test_parts_and_deadlines_are_named(two: Talk) -> None:
    mine(two, "progress", "crime-2014-r1", "--part", "a", "--status", "complete", *SEEN)
    theirs(two, "progress", "crime-2014-r1", "--part", "a", "--status", "in-progress")
    mine(two, "extend", "crime-2014-r1", "2027-01-31", "--deadline", "1", "--reason", "x")
    theirs(two, "extend", "crime-2014-r1", "2027-02-28", "--deadline", "1", "--reason", "y")
    said = merged(two)
    assert "crime-2014-r1, 20 Nov 2026, status of part a: complete by someone, entry 2; in progress" in said
    assert "crime-2014-r1, 20 Nov 2026, extension of deadline 1: 31 Jan 2027 by someone" in said


def test_what_would_have_been_refused_here_is_listed(two: Talk) -> None:
    mine(
        two,
        "progress",
        "crime-2014-o1",
        "--status",
        "closed",
        "--closed-by",
        "a letter",
        "--on",
        "2026-11-17",
    )
    theirs(two, "progress", "crime-2014-o1", "--status", "in-progress", "--on", "2026-11-18", "--by", "DCC")
    theirs(two, "assign", "crime-2014-r1", "DCC")
    assert merged(two).splitlines()[1:] == [
        "1 entry from the other journal would have been refused here and may change a status",
        (
            "  entry 3, 18 Nov 2026, by DCC: crime-2014-o1 is closed by a letter; "
            "reopening it needs a reason"
        ),
        'To withdraw an entry: hmic correct ENTRY --reason "why"',
    ]
    two("verify").ok()


def test_a_concern_that_the_other_ended_while_its_recommendations_are_open_here(talk: Talk) -> None:
    talk.loaded(CONCERN)
    done = ("--status", "complete", *SEEN)
    for part in ("peel-2022-c1-r1", "peel-2022-c1-r2"):
        talk("progress", part, *done, "--on", "2026-11-01").ok()
    shutil.copy(talk.folder / "recommendations.db", talk.folder / "other.db")
    mine(talk, "progress", "peel-2022-c1-r1", "--status", "open", "--note", "not so")
    theirs(talk, "progress", "peel-2022-c1", *done)
    assert (
        "peel-2022-c1 is a cause of concern; its recommendations are still open: peel-2022-c1-r1"
        in merged(talk)
    )


def stands(db: Any) -> list[list[tuple[Any, ...]]]:
    con = sqlite3.connect(db)
    found = [con.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in ("standing", "due")]
    con.close()
    return found[:2]


@pytest.mark.parametrize("seed", range(12))
def test_two_that_exchange_their_journals_end_alike(two: Talk, seed: int) -> None:
    dice = random.Random(seed)
    findings = ("crime-2014-r1", "crime-2014-o1", "peel-2016-a1")
    for _ in range(dice.randrange(6, 20)):
        finding = dice.choice(findings)
        on = ("--on", f"2026-11-{dice.randrange(16, 21)}")
        command = dice.choice(
            [
                ("progress", finding, "--status", "in-progress", "--note", "begun"),
                ("progress", finding, "--status", "complete", "--note", "done", *SEEN),
                ("progress", finding, "--status", "closed", "--closed-by", "a letter"),
                ("progress", finding, "--status", "open", "--note", "again"),
                ("progress", finding, "--note", f"note {dice.randrange(100)}"),
                ("assign", finding, dice.choice(("DCC", "ACC Crime"))),
                ("target", finding, f"2027-0{dice.randrange(1, 9)}-01", "--reason", "x"),
            ]
        )
        two.now += dt.timedelta(minutes=1)
        two(*command, *on, "--db", dice.choice(("recommendations.db", "other.db")))
        if dice.random() < 0.1:
            merged(two)
    merged(two)
    merged_back(two)
    assert stands(two.folder / "recommendations.db") == stands(two.folder / "other.db")
    for db in ("recommendations.db", "other.db"):
        two("verify", "--db", db).ok()
    first, second = (
        sorted(two("export", "journal", "--db", db).ok().out.splitlines())
        for db in ("recommendations.db", "other.db")
    )
    assert first == second


def lines_for(talk: Talk, dice: random.Random) -> list[str]:
    """A journal of many lines: some here already, some twice, in a few files of three one line wrong."""
    lines = talk("export", "journal").ok().out.splitlines()[: dice.randrange(4)]
    for n in range(dice.randrange(3, 30)):
        record = {
            "uid": f"t{n}", "finding": dice.choice(("crime-2014-r1", "crime-2014-o1")), "kind": "progress",
            "note": f"n{n}", "true_on": f"2026-11-{dice.randrange(16, 21)}", "by_post": None,
            "recorded_at": f"2026-11-20T09:{n:02}:00.000000Z",
        }  # fmt: skip
        status = dice.choice((None, "in progress", "complete", "closed"))
        if status is not None:
            pieces = [{"size": 1, "sha256": "0" * 64, "place": "é.pdf"}]
            record |= {"status": status, "closed_by": "a letter" if status == "closed" else None}
            record["evidence"] = json.dumps(pieces, separators=(",", ":"))
        elif n and dice.random() < 0.2:
            record |= {
                "kind": "correction",
                "corrects": f"t{dice.randrange(n)}",
                "reason": "x",
                "note": None,
            }
        lines.append(json.dumps(record))
        if dice.random() < 0.1:
            lines.append(dice.choice(lines))
    if dice.random() < 0.3:
        lines.insert(dice.randrange(len(lines)), json.dumps({"uid": "w", "kind": "progress"}))
    return lines


@pytest.mark.parametrize("seed", range(8))
def test_a_journal_is_taken_in_alike_in_pieces_of_any_size_whoever_reads_it(
    two: Talk, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    for _ in range(5):
        mine(two, "progress", "crime-2014-r1", "--note", "x", "--on", f"2026-11-{dice.randrange(16, 21)}")
    mine(two, "assign", "crime-2014-o1", "DCC")
    mine(two, "progress", "crime-2014-o1", "--status", "closed", "--closed-by", "a letter")
    lines = lines_for(two, dice)
    (two.folder / "other.jsonl").write_text("\n".join(lines), "utf-8")
    ends = []
    monkeypatch.setattr(helper_processes, "cores", lambda: 2)
    for size, least in ((1, 1 << 20), (3, 0), (1000, 1 << 20)):
        monkeypatch.setattr(journal_merge, "BATCH", size)
        monkeypatch.setattr(journal_file, "LEAST", least)
        db = f"{size}.db"
        shutil.copy(two.folder / "recommendations.db", two.folder / db)
        said = two("import", "journal", "other.jsonl", "--db", db)
        journal = two("export", "journal", "--db", db).ok().out
        found = two("list", "--search", "n1", "-f", "json", "--db", db).ok().out
        ends.append((said.code, said.out, said.err, journal, found, stands(two.folder / db)))
        two("verify", "--db", db).ok()
    assert ends[0] == ends[1] == ends[2]


def ends(name: str, now: str, today: str) -> Iterator[Any]:
    """A helper that is killed after what it sent first."""
    yield next(iter(journal_file.pieces_of(name, now, today)))
    os._exit(7)


def test_nothing_is_taken_in_when_a_helper_dies(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper_processes, "cores", lambda: 2)
    monkeypatch.setattr(journal_file, "LEAST", 0)
    monkeypatch.setattr(journal_file, "READER", "tests.cli.test_merging:ends")
    mine(two, "progress", "crime-2014-r1", "--note", "theirs", "--db", "other.db")
    two("export", "journal", "-o", "other.jsonl", "--db", "other.db").ok()
    before = two("export", "journal").ok().out
    said = two("import", "journal", "other.jsonl")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "hmic: a helper process ended while it read other.jsonl: its exit code is 7\n"
        "      nothing was changed; run it again, with more memory free\n"
    )
    assert two("export", "journal").ok().out == before


@pytest.mark.parametrize("seed", range(8))
def test_what_is_kept_of_a_record_is_what_its_entry_says(two: Talk, seed: int) -> None:
    for line in lines_for(two, random.Random(seed)):
        record = {name: value for name, value in json.loads(line).items() if value is not None}
        if "true_on" in record:
            entry = entry_records.from_record(record)
            assert {**record, "evidence": entry_records.kept_evidence(entry)} == entry_records.to_record(
                entry
            )


def test_a_clock_that_ran_ahead_does_not_outlast_what_is_recorded_after(two: Talk) -> None:
    today = two.now
    two.now = dt.datetime(2036, 1, 1, 12, tzinfo=dt.UTC)
    mine(two, "assign", "crime-2014-r1", "DCC", "--on", "2026-11-20")
    two.now = today
    mine(two, "assign", "crime-2014-r1", "ACC Crime")
    assert two.shown("crime-2014-r1")["owner"] == "ACC Crime"
    two.now = today + dt.timedelta(hours=10)
    theirs(two, "assign", "crime-2014-o1", "DCC", "--on", "2026-11-20")
    two.now = today
    merged(two)
    mine(two, "assign", "crime-2014-o1", "ACC Crime", "--on", "2026-11-20")
    assert two.shown("crime-2014-o1")["owner"] == "ACC Crime"
    two("verify").ok()


def test_a_journal_that_names_deadlines_by_number_alone_leaves_nothing_for_verify(two: Talk) -> None:
    """Journals of older versions do: the words that are kept for them are sealed with them."""
    old = {
        "uid": "old-1", "kind": "target", "finding": "crime-2014-r1", "deadline": 1, "due": "2026-12-01",
        "reason": "agreed", "true_on": "2026-07-01", "recorded_at": "2026-07-01T09:00:00.000000Z",
        "evidence": "[]",
    }  # fmt: skip
    (two.folder / "old.jsonl").write_text(json.dumps(old) + "\n", "utf-8")
    two("import", "journal", "old.jsonl").ok()
    two("verify").ok()
