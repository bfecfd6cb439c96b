"""What brings much at once into a joined database: another journal, a tracker, a new finding, an older copy."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from tests.hub.conftest import FORCE, At, HubDesk, register_of
from tests.hub.test_trouble import Cutting

ADD = (
    "add",
    "--report",
    "crime-2014",
    "--kind",
    "afi",
    "--requirement",
    "Answer sooner.",
    "--owner",
    "DCC",
)
CSV = """Inspection,Published,Ref,Type,Recommendation,Lead,Status,Update
Crime inspection 2014,27/11/2014,AFI 7,AFI,The force should answer sooner.,ACC Crime,Open,Panel met
Crime inspection 2014,27/11/2014,AFI 8,AFI,The force should write to victims.,DCC,In progress,Letter drafted
"""


def equal(*people: At) -> Counter[str]:
    """Everybody's journal is the same and sound; gives how often each kind of entry is in it."""
    journals = []
    for one in people:
        one("sync").ok()
        one("verify").ok()
        journals.append(one("export", "journal").ok().out)
    assert len(set(journals)) == 1
    uids = [json.loads(line)["uid"] for line in journals[0].splitlines()]
    assert len(uids) == len(set(uids))
    return Counter(json.loads(line)["kind"] for line in journals[0].splitlines())


def register(one: At) -> str:
    return (one.folder / "data/recommendations.yaml").read_text()


def others_journal(desk: HubDesk, notes: int = 2) -> str:
    """The journal of somebody who never joined."""
    kim = desk.computer("kim")
    kim.write(register_of(FORCE))
    kim("load").ok()
    for n in range(notes):
        kim("progress", "crime-2014-r2", "--note", f"Kim {n}", "--by", "Kim").ok()
    kim("assign", "crime-2014-r1", "ACC", "--by", "Kim").ok()
    return kim("export", "journal").ok().out


# ---- another journal ----


def test_another_journal_goes_to_everyone_once(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    liz("progress", "crime-2014-r2", "--note", "Before").ok()
    liz("assign", "crime-2014-r1", "DCC").ok()
    (sam.folder / "kim.jsonl").write_text(others_journal(desk))
    said = sam("import", "journal", "kim.jsonl").ok()
    assert "kim.jsonl: 3 entries imported, 0 already here\n" in said.out
    # What the other's entries are called, and which of two counts, is said by the hub's numbers.
    assert "DCC by someone, entry 2; ACC by Kim, entry 5. Entry" in said.out
    assert "0 entries imported, 3 already here" in sam("import", "journal", "kim.jsonl").ok().out
    assert equal(liz, sam) == {"progress": 3, "assignment": 2}
    row = liz.shown("crime-2014-r2")
    assert [entry["by"] for entry in row["journal"]] == [None, "Kim", "Kim"]
    assert desk.sql("SELECT count(*) FROM hmic.record WHERE kind = 'merged'") == [(3,)]


def test_a_journal_that_does_not_fit_changes_nothing(desk: HubDesk) -> None:
    liz = desk.officer()
    lines = others_journal(desk).replace("crime-2014-r1", "nobody-r1")
    (liz.folder / "kim.jsonl").write_text(lines)
    said = liz("import", "journal", "kim.jsonl")
    assert said.code == 2
    assert said.err.startswith("hmic: kim.jsonl cannot be imported, so no entry was recorded\n")
    assert equal(liz) == {}
    assert "not shared" not in liz("list").ok().err


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_connection_cut_at_every_step_of_importing(desk: HubDesk, *, after: bool) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    others_journal(desk)
    kim = desk.computer("kim")
    for at in range(1, 9):
        kim("progress", "crime-2014-r2", "--note", f"Cut at {at}").ok()
        (sam.folder / "kim.jsonl").write_text(kim("export", "journal").ok().out)
        with pytest.MonkeyPatch.context() as patch:
            way = Cutting(patch, at, after=after)
            sam("import", "journal", "kim.jsonl")
        sam("sync").ok()
        sam("import", "journal", "kim.jsonl").ok()
        found = desk.sql("SELECT count(*), count(DISTINCT uid) FROM hmic.record WHERE kind = 'merged'")
        assert found == [(3 + at, 3 + at)]
        assert "not shared" not in sam("list").ok().err
        if not way.cut:
            break
    else:
        raise AssertionError(at)
    equal(liz, sam)


# ---- new findings ----


def test_a_finding_is_added_loaded_and_assigned_at_the_hub(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    said = liz(*ADD).ok()
    assert "assigned to DCC, entry 1" in said.out + said.err
    assert equal(liz, sam) == {"assignment": 1}
    assert "Answer sooner." in sam("show", "crime-2014-a1").ok().out
    assert "Answer sooner." in register(liz)
    assert liz("load").ok().out == ""


def test_a_draft_is_adopted_and_loaded_at_the_hub(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    (liz.folder / "new.yaml").write_text(
        f"register: 1\nforce: {FORCE}\nreports:\n- id: peel-2025\n  title: PEEL 2025\n  published: 2025-06-15\n"
        "  findings:\n  - {id: peel-2025-a1, kind: area_for_improvement, title: Answer, requirement: Answer.}\n"
    )
    liz("adopt", "new.yaml").ok()
    liz("load").ok()
    equal(liz, sam)
    sam("show", "peel-2025-a1").ok()


def test_a_finding_is_not_added_over_a_load_that_was_not_seen(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    before = register(liz)
    sam.write(before.replace("Learn what works", "Learn what helps"))
    sam("load").ok()
    said = liz(*ADD)
    assert said.code == 2
    assert re.match(rf"hmic: {sam.login} loaded at \d\d:\d\d: run hmic sync first\n", said.err), said.err
    assert register(liz) == before
    assert equal(liz, sam) == {}
    assert liz("show", "crime-2014-a1").code == 2


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_connection_cut_at_every_step_of_adding(desk: HubDesk, *, after: bool) -> None:
    """The finding, its load and its owner: all of it once, or nothing."""
    liz = desk.officer()
    sam = desk.joined("sam")
    for at in range(1, 9):
        words = f"Answer {'very ' * at}soon."
        with pytest.MonkeyPatch.context() as patch:
            way = Cutting(patch, at, after=after)
            said = liz("add", *ADD[1:5], "--requirement", words, "--owner", "DCC")
        waits = "is kept, and the next hmic sync shares it" in said.err
        there = words in register(liz)
        assert there == (said.code == 0 or waits), said
        found = equal(liz, sam)
        with closing(sqlite3.connect(sam.folder / "recommendations.db")) as con:
            (number,) = con.execute(
                "SELECT count(*) FROM finding WHERE requirement = ?", [words]
            ).fetchone()
        assert number == there
        assert found["assignment"] == register(liz).count("soon.")
        assert liz("load").ok().out == "", "the file is what the hub has"
        if not way.cut:
            break
    else:
        raise AssertionError(said)


def test_a_finding_that_waits_does_not_write_over_anothers_load(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    sam.write(register(liz).replace("Learn what works", "Learn what helps"))
    with pytest.MonkeyPatch.context() as patch:
        Cutting(patch, 1, after=False)
        assert "the next hmic sync shares it" in liz(*ADD).err
    assert "1 entry and 1 load are not shared yet" in liz("list").ok().err
    assert "1 entry and 1 load would be lost" in liz("leave").err
    assert "a load is not shared yet: run hmic sync first" in liz("load").err
    sam("load").ok()
    said = liz("sync")
    assert said.code == 1
    assert re.match(
        rf"the register that waited was not loaded: {sam.login} loaded at \d\d:\d\d\n", said.err
    )
    assert re.search(r"crime-2014-a1: not shared \(\w+\) until the register is loaded\n", said.err)
    # The register's file still has it: loaded again, with what the other loaded, its owner follows.
    liz.write(register(liz).replace("Learn what works", "Learn what helps"))
    assert liz("load").ok().out == "added\tcrime-2014-a1\n"
    assert liz("sync").ok().out == "recommendations.db: 1 entry shared\n"
    assert equal(liz, sam) == {"assignment": 1}


def test_a_tracker_goes_to_the_hub(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    (liz.folder / "t.csv").write_text(CSV)
    looked = liz("import", "tracker", "t.csv").ok()
    assert "0 to be decided" in looked.out, looked
    assert desk.sql("SELECT count(*) FROM hmic.record") == [(1,)], "to look at it shares nothing"
    said = liz("import", "tracker", "t.csv", "--apply").ok()
    assert "2 findings new" in said.out + said.err
    found = equal(liz, sam)
    assert found["assignment"] == 2
    again = liz("import", "tracker", "t.csv", "--apply").ok()
    assert (
        "0 findings new in data/recommendations.yaml, 0 journal entries recorded" in again.out + again.err
    )
    assert equal(liz, sam) == found
    assert "should write to victims" in sam("show", "crime-2014-afi-8").ok().out


# ---- repairing and restoring ----


def test_a_repair_that_is_asked_about_makes_the_database_again_once(desk: HubDesk) -> None:
    liz = desk.officer()
    head, _, _ = register(liz).partition("reports:")
    liz.write(f"{head}reports: []\n")
    liz.stdin_terminal, liz.answers = True, "y\n"
    said = liz("load", "--repair", terminal=True).ok()
    assert "Load anyway?" in said.err
    assert said.err.count("made again from the hub") == 1


def put_back(one: At, copy: str) -> None:
    """Put a copy in the database's place by hand."""
    for file in one.folder.glob("recommendations.db*"):
        if "before" not in file.name:
            file.unlink()
    shutil.copy(one.folder / copy, one.folder / "recommendations.db")


def damaged(one: At, sql: str) -> None:
    """Change the file as another program could that knows of the triggers."""
    with closing(sqlite3.connect(one.folder / "recommendations.db")) as con, con:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"
        triggers = con.execute(query).fetchall()
        for name, _ in triggers:
            con.execute(f"DROP TRIGGER {name}")
        con.execute(sql)
        for _, made in triggers:
            con.execute(made)
    assert one("verify").code == 1


def test_a_damaged_copy_is_repaired_from_the_hub(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    liz("progress", "crime-2014-r1", "--note", "Panel set up").ok()
    sam("sync").ok()
    sam.write(register_of(FORCE))
    for sql in (
        "UPDATE finding SET requirement = 'Do nothing.' WHERE id = 'crime-2014-r1'",
        "UPDATE entry SET note = 'No panel' WHERE number = 1",
        "UPDATE hub_log SET hash = 'x' WHERE number = 2",
        "DELETE FROM register",
    ):
        damaged(sam, sql)
        said = sam("load", "--repair").ok()
        assert "made again from the hub" in said.err
        assert equal(liz, sam) == {"progress": 1}
        assert "Panel set up" in sam("show", "crime-2014-r1").ok().out
    # It goes on as one that has seen what it had seen.
    liz.write(register(liz).replace("Learn what works", "Learn what helps"))
    liz("load").ok()
    said = sam("load", "--repair")
    assert "run hmic sync first" in said.err
    (sam.folder / "hmic.toml").write_text('hub = "host=127.0.0.1 port=1 dbname=hmic"\n')
    said = sam("load", "--repair")
    assert said.code == 2
    assert "cannot be reached" in said.err


def test_an_older_copy_hands_in_what_only_it_has(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    liz("progress", "crime-2014-r1", "--note", "first").ok()
    liz("backup", "joined.db").ok()
    liz("leave").ok()
    liz("progress", "crime-2014-r1", "--note", "alone").ok()
    liz("backup", "alone.db").ok()
    put_back(liz, "joined.db")
    (liz.folder / "hmic.toml").write_text(f'hub = "{liz.dsn}"\n')
    liz("sync").ok()
    sam("progress", "crime-2014-r2", "--note", "second").ok()
    liz("progress", "crime-2014-o1", "--note", "waits", "--later").ok()
    # An older copy of this database: what is at the hub is fetched again, and what waits goes on waiting.
    said = liz("restore", "joined.db").ok()
    assert (
        "recommendations.db: made again from the hub; 0 entries that only joined.db had shared\n"
        in said.out
    )
    assert re.search(r"recommendations\.db\.before-restore-\w+: the database as it was\n", said.out)
    assert "1 entry is not shared yet" in liz("list").ok().err
    assert equal(liz, sam) == {"progress": 3}
    # A copy of a time alone: what only it has is handed in, once.
    assert "; 1 entry that only alone.db had shared" in liz("restore", "alone.db").ok().out
    assert "; 0 entries that only alone.db had shared" in liz("restore", "alone.db").ok().out
    assert equal(liz, sam) == {"progress": 4}
    # A copy put back by hand is brought up to date.
    put_back(liz, "joined.db")
    assert equal(liz, sam) == {"progress": 4}


def test_a_copy_replaces_a_joined_database_that_cannot_be_read(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    liz("backup", "copy.db").ok()
    sam("progress", "crime-2014-r2", "--note", "second").ok()
    for one in liz.folder.glob("recommendations.db*"):
        one.unlink()
    (liz.folder / "recommendations.db").write_bytes(b"SQLite format 3\0" + b"x" * 9000)
    said = liz("restore", "copy.db").ok()
    assert "update it with: hmic sync" in said.err
    assert equal(liz, sam) == {"progress": 1}
