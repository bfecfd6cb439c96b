"""The journal: corrections, as it was known, many at once, copies, and journals that merge."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Talk
from tests.registers import CONCERN, TWO_REPORTS


def at(talk: Talk, day: str) -> Talk:
    """The clock moves on."""
    talk.now = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return talk


DONE = ("--status", "complete", "--evidence", "https://x.example/1")


def test_a_correction_reads_like_prose(two: Talk) -> None:
    two("progress", "crime-2014-r1", *DONE, "--on", "2026-03-03", "--by", "ACC Crime").ok()
    said = two("correct", "1", "--reason", "wrong finding", "--on", "2026-03-05")
    assert said.ok().out == "crime-2014-r1: entry 1 withdrawn, entry 2\n"
    shown = " ".join(two("show", "crime-2014-r1", terminal=True, width=200).ok().out.split())
    assert "[1] On 3 March 2026 ACC Crime recorded complete" in shown
    assert "withdrawn on 5 March 2026: wrong finding" in shown
    assert two.shown("crime-2014-r1")["status"] == "open"
    assert "withdrawn on 5 March 2026: wrong finding" in two("changes", "crime-2014-r1").out
    two("verify").ok()


def test_a_correction_can_be_corrected(two: Talk) -> None:
    two("progress", "crime-2014-r1", *DONE).ok()
    two("correct", "1", "--reason", "wrong").ok()
    again = two("correct", "1", "--reason", "wrong")
    assert "entry 1 is already withdrawn by entry 2: wrong" in again.err
    assert "hmic correct 2" in again.err
    two("correct", "2", "--reason", "it was right").ok()
    assert two.shown("crime-2014-r1")["status"] == "complete"


def test_a_corrected_answer_to_a_report_counts_again_when_the_correction_is_withdrawn(talk: Talk) -> None:
    talk.loaded(CONCERN)
    late = ("overdue", "--as-at", "2022-08-10")
    talk("progress", "peel-2022", "--responded-on", "2022-08-01").ok()
    for entry, answered in ((1, False), (2, True), (1, False), (4, True)):
        talk("correct", str(entry), "--reason", "x").ok()
        assert ("statutory response" in talk(*late).ok().out) is not answered
    talk("verify").ok()


@pytest.mark.parametrize(
    ("args", "message"),
    [(("1",), "a correction needs a reason"), (("9", "--reason", "x"), "there is no entry 9"),
     (("x", "--reason", "y"), "'x' is not the number of an entry")],
)  # fmt: skip
def test_corrections_that_cannot_be(two: Talk, args: tuple[str, ...], message: str) -> None:
    two("progress", "crime-2014-r1", "--note", "n").ok()
    said = two("correct", *args)
    assert said.code == 2
    assert message in said.err


def test_last_quarters_paper_can_be_made_again_to_the_letter(talk: Talk) -> None:
    two = at(talk, "2026-03-31").loaded(TWO_REPORTS)
    two("assign", "crime-2014-r1", "ACC Crime", "--on", "2026-03-01").ok()
    two(
        "progress", "crime-2014-r1", "--note", "Begun", "--status", "in-progress", "--on", "2026-03-20"
    ).ok()
    commands: list[tuple[str, ...]] = [
        ("overdue", "-f", "csv"), ("export", "board"), ("summary", "-f", "json"), ("list", "-f", "json"),
        ("changes", "-f", "json"), ("show", "crime-2014-r1", "-f", "json"), ("grades", "-f", "csv"),
    ]  # fmt: skip
    paper = [two(*command, "--as-at", "2026-03-31").ok().out for command in commands]
    at(two, "2026-06-30")
    two("progress", "crime-2014-r1", *DONE, "--on", "2026-03-30").ok()
    two("correct", "2", "--reason", "not begun then").ok()
    changed = TWO_REPORTS.replace("Learn what works", "Another title").replace("[what-works]", "[training]")
    changed = changed.replace("requires improvement", "inadequate")
    changed += "    - {finding: crime-2014-o1, verdict: improved, summary: better}\n"
    changed = (
        changed[: changed.index("    - id: crime-2014-o1")] + changed[changed.index("- id: peel-2016") :]
    )
    changed = changed.replace("    - {finding: crime-2014-o1, verdict: improved, summary: better}\n", "")
    two.write(changed)
    two("load").ok()
    again = [
        two(*command, "--as-at", "2026-03-31", "--known-on", "2026-03-31").ok().out for command in commands
    ]
    assert again == paper
    now = [two(*command, "--as-at", "2026-03-31").ok().out for command in commands]
    assert all(a != b for a, b in zip(now, paper, strict=True))
    assert "'soon' is not a date, for --known-on" in two("overdue", "--known-on", "soon").err


def test_what_came_later_was_not_known(talk: Talk) -> None:
    two = at(talk, "2026-04-10").loaded(TWO_REPORTS)
    before = two("list").ok().out
    at(two, "2026-05-01")
    two.write(
        TWO_REPORTS.replace("2016-02\n", "2016-02\n  programme: PEEL\n")
        + "    - {finding: crime-2014-o1, verdict: improved, summary: better}\n"
    )
    two("load").ok()
    assert two("list", "--known-on", "2026-11-01").ok().out == two("list").ok().out == before
    steps = [len(r["steps"]) for r in two("changes", "--known-on", "2026-04-20", "-f", "json").rows]
    assert sum(steps) == sum(len(r["steps"]) for r in two("changes", "-f", "json").rows) - 1
    earlier = two("list", "--known-on", "2026-04-01").ok().out
    assert earlier == ""


def test_many_at_once_from_what_owners_send_back(two: Talk) -> None:
    (two.folder / "back.csv").write_text(
        "Finding,Status,Note,Evidence,On,By\r\n"
        'crime-2014-r1,in progress,"Panel set up, first meeting held",,2026-10-01,ACC Crime\r\n'
        "crime-2014-o1,complete,,https://x.example/1;https://x.example/2,2026-10-02,\r\n",
        encoding="utf-8-sig",
    )
    said = two("progress", "--from", "back.csv", "--by", "Liaison officer").ok()
    assert said.out.splitlines() == [
        "crime-2014-r1: in progress, entry 1, 1 Oct 2026",
        "crime-2014-o1: complete, entry 2, 2 Oct 2026",
    ]
    assert said.err == "back.csv: 2 entries recorded\n"
    entry = two.shown("crime-2014-o1")["journal"][0]
    assert (entry["by"], len(entry["evidence"])) == ("Liaison officer", 2)


def test_what_our_own_table_guarded_comes_back_as_it_was(two: Talk) -> None:
    notes = ["=1+1 is the formula", "'tis done", "- first point", "2026-05-01", "+44 1234"]
    for note in notes:
        two("progress", "crime-2014-r1", "--note", note).ok()
    exported = two("export", "progress", "-f", "csv").ok().out
    kept = [
        {"finding": "crime-2014-o1", "note": row["note"]} for row in csv.DictReader(io.StringIO(exported))
    ]
    assert kept[0]["note"] == "'=1+1 is the formula"
    with (two.folder / "back.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["finding", "note"])
        writer.writeheader()
        writer.writerows([*kept, {"finding": "crime-2014-o1", "note": "'twas the owner's own apostrophe"}])
    two("progress", "--from", "back.csv").ok()
    entries = map(json.loads, two("export", "journal").ok().out.splitlines())
    found = [entry["note"] for entry in entries if entry["finding"] == "crime-2014-o1"]
    assert sorted(found) == sorted([*notes, "'twas the owner's own apostrophe"])


def test_one_wrong_row_and_none_is_recorded(two: Talk) -> None:
    (two.folder / "back.csv").write_text(
        "finding,status,note\ncrime-2014-r1,,Fine\ncrime-2014-r7,,x\ncrime-2014-r2,complete,\ncrime-2014-o1,,\n"
    )
    said = two("progress", "--from", "back.csv")
    assert said.code == 2
    assert "back.csv: 3 of 4 rows cannot be recorded, so none were" in said.err
    assert "line 3: there is no finding 'crime-2014-r7'" in said.err
    assert "line 4: the status 'complete' needs evidence" in said.err
    assert "line 5: the entry has no status, no note and no evidence" in said.err
    assert "0 journal entries" in two("verify").ok().out


def test_a_row_sees_what_the_rows_before_it_did(talk: Talk) -> None:
    talk.loaded(CONCERN)
    (talk.folder / "back.csv").write_text(
        "finding,status,evidence\n" + "".join(
            f"{name},complete,https://x.example\n"
            for name in ("peel-2022-c1-r1", "peel-2022-c1-r2", "peel-2022-c1")
        )
    )  # fmt: skip
    talk("progress", "--from", "back.csv").ok()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("findng,note\nx,y\n", "there is no column 'findng'"),
        ("note\ny\n", "the column 'finding' is missing"),
        ("finding,note\nx,y,z\n", "line 2: more cells than there are headings"),
        ('finding,note\nx,"y\n', "save it as CSV again"),
        ("finding,deadline,note\ncrime-2014-r1,one,n\n", "'one' is not the number of a deadline"),
    ],
)
def test_files_that_are_no_table(two: Talk, text: str, message: str) -> None:
    (two.folder / "back.csv").write_text(text)
    said = two("progress", "--from", "back.csv")
    assert said.code == 2
    assert message in said.err
    assert "cannot be read" in two("progress", "--from", "gone.csv").err


def test_without_a_note_the_editor_opens(two: Talk) -> None:
    editor = two.folder / "editor.sh"
    editor.write_text('#!/bin/sh\necho "Written in the editor" > "$1"\n')
    editor.chmod(0o755)
    two.environ["EDITOR"] = str(editor)
    two.stdin_terminal = True
    assert two("progress", "crime-2014-r1", terminal=True).ok().out.startswith("crime-2014-r1: noted")
    assert "Written in the editor" in two("show", "crime-2014-r1").out
    two.environ["EDITOR"] = "true"
    assert "the note is empty" in two("progress", "crime-2014-r1", terminal=True).err
    two.environ["EDITOR"] = "false"
    assert "so nothing was recorded" in two("progress", "crime-2014-r1", terminal=True).err
    two.environ["EDITOR"] = "no-such-editor"
    assert "cannot be started" in two("progress", "crime-2014-r1", terminal=True).err


def test_a_report_that_resolves_a_concern_resolves_its_recommendations(talk: Talk) -> None:
    later = "- id: peel-2024\n  title: PEEL 2024\n  published: 2024-05-01\n  follow_ups:\n"
    later += "    - {finding: peel-2022-c1, verdict: resolved, summary: recording is good}\n"
    talk.loaded(CONCERN + later)
    assert {r["finding"] for r in talk("list", "--status", "closed", "-f", "json").rows} == {
        "peel-2022-c1", "peel-2022-c1-r1", "peel-2022-c1-r2",
    }  # fmt: skip


def test_a_backup_is_checked_and_never_overwrites(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--note", "one").ok()
    said = two("backup", "copy.db")
    told = said.ok().out.splitlines()
    assert told[0] == "copy.db: a checked copy of recommendations.db with 1 journal entry"
    assert told[1].startswith("journal's head 1:")
    two("verify", "--db", "copy.db").ok()
    again = two("backup", "copy.db")
    assert (again.code, again.err.splitlines()[0]) == (2, "hmic: copy.db already exists")
    assert "there is no folder" in two("backup", "no/copy.db").err
    assert not list(two.folder.glob(".copy.db*"))


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--note", "one").ok()
    con = sqlite3.connect(two.folder / "recommendations.db")
    con.execute("DROP TRIGGER entry_is_not_changed")
    con.execute("UPDATE entry SET note = 'two'")
    con.commit()
    con.close()
    said = two("backup", "copy.db")
    assert said.code == 2
    assert "is damaged" in said.err
    assert not (two.folder / "copy.db").exists()


def test_restore_checks_first_and_keeps_the_old_file(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--note", "one").ok()
    two("backup", "copy.db").ok()
    two("progress", "crime-2014-r1", "--note", "two").ok()
    said = two("restore", "copy.db").ok()
    assert (
        said.out.splitlines()[0]
        == "recommendations.db.before-restore-20261120T093000: the database as it was"
    )
    kept = "recommendations.db.before-restore-20261120T093000"
    assert (
        f"1 journal entry only in {kept}; to bring them back: hmic export journal --db {kept}" in said.err
    )
    assert "1 journal entry" in two("verify").ok().out
    assert (
        "2 journal entries"
        in two("verify", "--db", "recommendations.db.before-restore-20261120T093000").ok().out
    )
    (two.folder / "bad.db").write_bytes((two.folder / "copy.db").read_bytes()[:5000])
    broken = two("restore", "bad.db")
    assert broken.code == 2
    assert "1 journal entry" in two("verify").ok().out
    assert "there is no file gone.db" in two("restore", "gone.db").err


def test_two_journals_merge_without_loss_or_double_entries(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--note", "common").ok()
    shutil.copy(two.folder / "recommendations.db", two.folder / "other.db")
    two("progress", "crime-2014-r1", "--note", "mine").ok()
    at(two, "2026-11-21")
    two("progress", "crime-2014-o1", *DONE, "--db", "other.db").ok()
    two("correct", "1", "--reason", "no", "--db", "other.db").ok()
    two("export", "journal", "-o", "other.jsonl", "--db", "other.db").ok()
    first = two("import", "journal", "other.jsonl").ok()
    assert first.out == "other.jsonl: 2 entries imported, 1 already here\n"
    assert (
        two("import", "journal", "other.jsonl").ok().out
        == "other.jsonl: 0 entries imported, 3 already here\n"
    )
    assert "4 journal entries" in two("verify").ok().out
    lines = two("export", "journal").ok().out.splitlines()
    assert sorted(json.loads(line).get("note", "") for line in lines) == ["", "", "common", "mine"]
    assert two.shown("crime-2014-o1")["status"] == "complete"


def test_a_journal_that_does_not_fit_changes_nothing(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--note", "one").ok()
    good = json.loads(two("export", "journal").ok().out)
    for change, message in (
        ({"note": "changed"}, "is already here with different content"),
        ({"uid": "x", "finding": "nowhere"}, "there is no finding 'nowhere'"),
        (
            {"uid": "x", "kind": "response", "finding": None, "report": "nowhere", "deadline": 1},
            "there is no report 'nowhere'",
        ),
        ({"uid": "x", "kind": "magic"}, "line 1: the field 'kind' is not valid: 'magic'"),
        (
            {"uid": "x", "corrects": "nobody"},
            "an entry of the kind 'progress' cannot have the field 'corrects'",
        ),
        ({"uid": "x", "colour": "red"}, "there is no field 'colour'"),
    ):
        (two.folder / "j.jsonl").write_text(json.dumps({**good, **change}) + "\n")
        said = two("import", "journal", "j.jsonl")
        assert (said.code, message in said.err) == (2, True), said
    (two.folder / "j.jsonl").write_text("[]\n")
    assert "line 1: not a JSON object" in two("import", "journal", "j.jsonl").err
    assert "cannot be read" in two("import", "journal", "gone.jsonl").err
    assert "1 journal entry" in two("verify").ok().out


def test_an_old_database_is_copied_before_it_is_upgraded(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hmic.store import schema, upgrade

    before = schema.VERSION
    two("progress", "crime-2014-r1", "--note", "one").ok()

    @upgrade.migrations(name="a later step")
    def later(db: Any) -> None:
        db.conn.execute("ALTER TABLE entry ADD COLUMN mood TEXT")
        db.conn.execute("PRAGMA user_version = 99")

    monkeypatch.setattr("hmic.store.schema.VERSION", 99)
    try:
        shown = two("show", "crime-2014-r1").ok().out
    finally:
        upgrade.migrations._migrations.pop()
    assert "one" in shown
    assert later is not None
    kept = sqlite3.connect(two.folder / f"recommendations.db.schema-{before}.bak")
    assert kept.execute("SELECT note FROM entry").fetchall() == [("one",)]
    kept.close()
    assert "99 journal" not in two("verify").out
    monkeypatch.undo()
    newer = two("overdue", "--db", str(two.folder / "recommendations.db"))
    assert newer.code == 2
    assert "was made by a newer version of hmic" in newer.err


def test_a_locked_database_says_who_waits_for_what(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmic.store.transactions.WAIT_SECONDS", 0.1)
    con = sqlite3.connect(two.folder / "recommendations.db", isolation_level=None)
    con.execute("BEGIN IMMEDIATE")
    said = two("progress", "crime-2014-r1", "--note", "one")
    con.execute("ROLLBACK")
    con.close()
    assert said.code == 2
    assert "for another run of hmic that is writing to recommendations.db" in said.err
    reading = two("list").ok()
    assert reading.out


def test_evidence_files_are_named_as_they_were_given(two: Talk) -> None:
    (two.folder / "m.txt").write_text("x")
    two("progress", "crime-2014-r1", "--evidence", "m.txt").ok()
    assert Path("m.txt").exists()
    (entry,) = two.shown("crime-2014-r1")["journal"]
    assert entry["evidence"][0]["place"] == "m.txt"
