"""What may come into the journal, by whichever way: one description, clear errors, nothing half done."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
import time
from collections.abc import Callable
from typing import Any

import pytest

from hmic import entry_records
from hmic.model import Entry
from tests.conftest import Said, Talk
from tests.registers import CONCERN, TWO_REPORTS

R1 = {
    "uid": "a1", "finding": "crime-2014-r1", "kind": "progress", "note": "Panel set up", "evidence": "[]",
    "true_on": "2026-10-01", "recorded_at": "2026-10-01T09:00:00.000000Z",
}  # fmt: skip
SHOWN = json.dumps([{"place": "https://x.example/1"}])


@pytest.fixture
def two(talk: Talk) -> Talk:
    return talk.loaded(TWO_REPORTS + CONCERN)


def imported(talk: Talk, *records: Any) -> Said:
    """A journal of records, or of lines as they are, taken in."""
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in records]
    (talk.folder / "j.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return talk("import", "journal", "j.jsonl")


def count(talk: Talk) -> int:
    con = sqlite3.connect(talk.folder / "recommendations.db")
    number: int = con.execute("SELECT count(*) FROM entry").fetchone()[0]
    con.close()
    return number


def sound(talk: Talk) -> None:
    """The database works as before, and gives its journal to another."""
    talk("verify").ok()
    (talk.folder / "copy.db").unlink(missing_ok=True)
    talk("backup", "copy.db").ok()
    talk("export", "journal", "-o", "out.jsonl").ok()
    (talk.folder / "again.db").unlink(missing_ok=True)
    talk("load", "--db", "again.db").ok()
    talk("import", "journal", "out.jsonl", "--db", "again.db").ok()
    assert talk("export", "journal", "--db", "again.db").ok().out == talk("export", "journal").ok().out


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"note": 123}, "the field 'note' is a number, not a text"),
    ({"note": True}, "the field 'note' is true or false, not a text"),
    ({"note": ["x"]}, "the field 'note' is a list, not a text"),
    ({"note": {"a": 1}}, "the field 'note' is an object, not a text"),
    ({"note": 1e400}, "Infinity is not a valid JSON value"),
    ({"note": ""}, "the field 'note' is empty"),
    ({"note": "x" * 10_001}, "the field 'note' has 10,001 characters; at most 10,000 are allowed"),
    ({"note": "a\x00b"}, "the field 'note' holds the character U+0000"),
    ({"note": "a\x1b[31mb"}, "the field 'note' holds the character U+001B"),
    ({"note": "a\u202eb"}, "the field 'note' holds the character U+202E"),
    ({"note": "a\rb"}, "the field 'note' holds the character U+000D"),
    ({"note": "\ud800"}, "the field 'note' holds the character U+D800"),
    ({"by_post": "a\nb"}, "the field 'by_post' holds the character U+000A"),
    ({"finding": "\ud800"}, "the field 'finding' holds the character U+D800"),
    ({"finding": ["crime-2014-r1"]}, "the field 'finding' is a list, not a text"),
    ({"uid": "\ud800"}, "the field 'uid' is not an entry's uid"),
    ({"uid": ["a"]}, "the field 'uid' is a list, not a text"),
    ({"uid": None}, "the field 'uid' is missing"),
    ({"kind": None}, "the field 'kind' is missing"),
    ({"true_on": None}, "the field 'true_on' is missing"),
    ({"recorded_at": None}, "the field 'recorded_at' is missing"),
    ({"finding": None}, "an entry of the kind 'progress' needs the field 'finding'"),
    ({"note": None}, "the entry has no status, no note and no evidence"),
    ({"kind": "progres"}, "the field 'kind' is not valid: 'progres'; did you mean progress?"),
    ({"status": "done"}, "the field 'status' is not valid: 'done'"),
    ({"status": ["open"]}, "the field 'status' is a list, not a text"),
    ({"colour": "red"}, "there is no field 'colour'"),
    ({"nots": "red"}, "there is no field 'nots' (did you mean note?)"),
    ({"learned_at": "2026-10-01T09:00:00.000000Z"}, "there is no field 'learned_at'"),
    ({"deadline": "1"}, "the field 'deadline' is not a number from 1 to 999"),
    ({"deadline": True}, "the field 'deadline' is not a number from 1 to 999"),
    ({"deadline": 1.0}, "the field 'deadline' is not a number from 1 to 999"),
    ({"deadline": 0}, "the field 'deadline' is not a number from 1 to 999"),
    ({"deadline": 10**30}, "a number with 31 digits is too large for any field"),
    ({"deadline": 9}, "crime-2014-r1 has no deadline 9 (its deadlines: 1; see hmic show crime-2014-r1)"),
    ({"part": "z"}, "crime-2014-r1 has no part 'z'"),
    ({"recorded_at": 5}, "the field 'recorded_at' is a number, not a text"),
    ({"recorded_at": "yesterday"}, "the field 'recorded_at' is not a date and time"),
    ({"recorded_at": "2026-13-01T09:00:00.000000Z"}, "the field 'recorded_at' is not a date and time"),
    ({"recorded_at": "2999-01-01T09:00:00.000000Z"}, "is in the future"),
    ({"recorded_at": "2026-09-01T09:00:00.000000Z"}, "is before 2026-10-01, the day it happened"),
    ({"true_on": "20261001"}, "the field 'true_on' is not a date such as 2015-04-01: '20261001'"),
    ({"true_on": "2026-W10-1"}, "the field 'true_on' is not a date"),
    ({"true_on": 5}, "the field 'true_on' is a number, not a text"),
    ({"true_on": "2999-01-01", "recorded_at": "2026-11-20T09:00:00.000000Z"}, "is before 2999-01-01"),
    ({"true_on": "2014-11-26"}, "2014-11-26 is before 2014-11-27, when crime-2014-r1 was published"),
    ({"status": "complete"}, "the status 'complete' needs evidence"),
    ({"status": "closed"}, "the status 'closed' needs what closed it"),
    ({"status": "superseded"}, "the status 'superseded' needs the later finding"),
    ({"status": "not applicable", "note": None}, "the status 'not applicable' needs the reason"),
    ({"status": "on hold"}, "the status 'on hold' needs the reason and a review date"),
    ({"status": "on hold", "review_on": "2026-09-01"}, "needs a review date after 2026-10-01"),
    ({"status": "on hold", "review_on": "9999-01-01"}, "is more than 100 years ahead"),
    ({"closed_by": "a letter"}, "the field 'closed_by' is only for the status 'closed'"),
    ({"status": "superseded", "superseded_by": "crime-2014-r1"}, "is not later than crime-2014-r1"),
    ({"status": "superseded", "superseded_by": "nowhere"}, "there is no finding 'nowhere'"),
    ({"owner": "DCC"}, "an entry of the kind 'progress' cannot have the field 'owner'"),
    ({"kind": "assignment"}, "an entry of the kind 'assignment' needs the field 'owner'"),
    ({"kind": "target"}, "an entry of the kind 'target' needs the field 'due'"),
    ({"kind": "target", "due": "2026-09-01"}, "2026-09-01 is before 2026-10-01"),
    ({"kind": "target", "due": "9999-12-31"}, "is more than 100 years ahead"),
    ({"kind": "extension", "due": "2027-01-01"}, "an entry of the kind 'extension' needs the field 'reason'"),
    ({"kind": "correction", "corrects": "b"}, "an entry of the kind 'correction' needs the field 'reason'"),
    ({"kind": "correction", "corrects": "b", "reason": "x"}, "the entry b, which is in neither journal"),
    ({"kind": "correction", "corrects": "a1", "reason": "x"}, "the entry a1, which is in neither journal"),
    ({"kind": "response", "finding": None, "report": "peel-2022", "deadline": 4}, "peel-2022 has no response deadline 4"),
    ({"kind": "response", "finding": None, "report": "nowhere", "deadline": 1}, "there is no report 'nowhere'"),
    ({"evidence": []}, "the field 'evidence' is a list, not a text"),
    ({"evidence": "{}"}, "the field 'evidence' is not a list of evidence"),
    ({"evidence": "[" * 100_000}, "the field 'evidence' is not a list of evidence: nested too deeply"),
    ({"evidence": '[{"place": 1}]'}, "the field 'evidence' needs a place for each piece"),
    ({"evidence": '[{"place": "x", "colour": 1}]'}, "and has no 'colour'"),
    ({"evidence": '[{"place": "x", "sha256": "0"}]'}, "needs a file's sha256 and size together"),
    ({"evidence": '[{"place": "x", "sha256": "0", "size": 1}]'}, "not 64 hexadecimal digits"),
    ({"evidence": '[{"place": "\\u001b"}]'}, "the field 'evidence' holds the character U+001B"),
    ({"evidence": json.dumps([{"place": "x"}] * 101)}, "names 101 pieces of evidence; at most 100 are allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), WRONG, ids=lambda one: str(one)[:60])
def test_a_journal_lets_nothing_false_in_and_says_where(
    two: Talk, change: dict[str, Any], message: str
) -> None:
    two("progress", "crime-2014-r2", "--note", "mine", "--on", "2015-01-05").ok()
    said = imported(two, R1 | {"uid": "good"}, R1 | change)
    assert said.code == 2
    assert said.err.startswith("hmic: j.jsonl cannot be imported, so no entry was recorded\n      line 2: ")
    assert message in said.err
    assert "\x1b" not in said.err
    assert count(two) == 1
    two("verify").ok()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"[1, 2]", "not a JSON object"),
        (b'"x"', "not a JSON object"),
        (b"{", "not a JSON object: "),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"uid": "a", "note": "x", "note": "y"}', "the field 'note' appears twice"),
        (b'{"deadline": ' + b"1" * 5000 + b"}", "a number with 5000 digits is too large for any field"),
        (b'{"note": NaN}', "NaN is not a valid JSON value"),
        (b'{"note": "' + b"x" * 20_000_000 + b'"}', "at most 20,000,000 are allowed"),
    ],
    ids=lambda one: str(one)[:30],
)
def test_a_line_that_is_no_record_is_named(two: Talk, line: bytes, message: str) -> None:
    said = imported(two, R1, b"", line)
    assert (said.code, message in said.err, "line 3: " in said.err) == (2, True, True), said.err[:300]
    assert count(two) == 0


def test_what_is_not_utf_8_is_named_with_its_line(two: Talk) -> None:
    said = imported(two, R1, b'{"note": "\xff"}')
    assert (said.code, "j.jsonl, line 2: it is not UTF-8" in said.err) == (2, True)


def test_a_mark_at_the_beginning_and_windows_lines_are_read(two: Talk) -> None:
    (two.folder / "j.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps(R1).encode() + b"\r\n\r\n")
    assert two("import", "journal", "j.jsonl").ok().out == "j.jsonl: 1 entry imported, 0 already here\n"


def test_two_findings_cannot_supersede_each_other(two: Talk) -> None:
    def by(uid: str, one: str, other: str) -> dict[str, Any]:
        said = {"uid": uid, "finding": one, "status": "superseded", "superseded_by": other}
        return R1 | {"note": "merged"} | said

    said = imported(
        two, by("a", "crime-2014-r1", "crime-2014-r2"), by("b", "crime-2014-r2", "crime-2014-r1")
    )
    assert said.code == 2
    assert (
        "crime-2014-r1 would be superseded by crime-2014-r2, which is superseded by crime-2014-r1"
        in said.err
    )
    assert count(two) == 0
    two("progress", "crime-2014-r1", "--status", "superseded", "--superseded-by", "crime-2014-r2").ok()
    said = two("progress", "crime-2014-r2", "--status", "superseded", "--superseded-by", "crime-2014-r1")
    assert said.code == 2
    assert "crime-2014-r2 would be superseded by crime-2014-r1" in said.err
    assert count(two) == 1
    sound(two)


def test_corrections_in_a_circle_or_of_another_finding_are_refused(two: Talk) -> None:
    correction = R1 | {"kind": "correction", "note": None, "reason": "wrong"}
    circle = imported(
        two, correction | {"uid": "a", "corrects": "b"}, correction | {"uid": "b", "corrects": "a"}
    )
    assert "line 1: it withdraws the entry b, which is in neither journal before it" in circle.err
    other = imported(two, R1, correction | {"uid": "b", "corrects": "a1", "finding": "crime-2014-o1"})
    assert "line 2: it withdraws an entry about crime-2014-r1, not about crime-2014-o1" in other.err
    assert count(two) == 0


def test_a_correction_whose_clock_ran_behind_still_follows_what_it_corrects(two: Talk) -> None:
    early = {"true_on": "2026-09-01", "recorded_at": "2026-09-01T09:00:00.000000Z"}
    correction = (
        R1 | early | {"uid": "b", "kind": "correction", "note": None, "reason": "no", "corrects": "a1"}
    )
    imported(two, R1, correction).ok()
    assert "withdrawn" in two("show", "crime-2014-r1").ok().out
    sound(two)


def test_known_on_goes_by_when_this_journal_learned_of_it(talk: Talk) -> None:
    talk.now, today = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC), talk.now
    two = talk.loaded(TWO_REPORTS + CONCERN)
    talk.now = today
    done = R1 | {"status": "complete", "evidence": SHOWN}
    before = two("show", "crime-2014-r1", "--known-on", "2026-11-19", "-f", "json").ok().out
    imported(two, done).ok()
    assert two("show", "crime-2014-r1", "--known-on", "2026-11-19", "-f", "json").ok().out == before
    (row,) = two("show", "crime-2014-r1", "-f", "json").rows
    assert row["status"] == "complete"
    (entry,) = row["journal"]
    assert (entry["recorded_at"], entry["learned_at"]) == (
        done["recorded_at"],
        "2026-11-20T09:30:00.000000Z",
    )
    for report in (["overdue"], ["list"], ["export", "board"], ["export", "progress"]):
        then = two(*report, "--known-on", "2026-11-19", "-f", "csv").ok().out
        assert "complete" not in then
    sound(two)


@pytest.mark.parametrize("column", ["recorded_at", "learned_at"])
def test_the_chain_covers_both_moments(two: Talk, column: str) -> None:
    imported(two, R1).ok()
    con = sqlite3.connect(two.folder / "recommendations.db")
    trigger = con.execute("SELECT sql FROM sqlite_master WHERE name = 'entry_is_not_changed'").fetchone()[0]
    con.execute("DROP TRIGGER entry_is_not_changed")
    con.execute(f"UPDATE entry SET {column} = '2026-10-02T09:00:00.000000Z'")
    con.execute(trigger)
    con.commit()
    con.close()
    assert "entry 1 was changed after it was recorded" in two("verify").out


def test_every_field_of_an_entry_is_a_field_of_a_record() -> None:
    known = {field for field, _ in entry_records.FIELDS.values()}
    assert known == set(Entry._fields) - {"number", "learned_at", "login"}


def test_the_longest_entry_that_is_let_in_can_be_exported_and_imported(two: Talk) -> None:
    long = '\\"' * 4_990
    places = [arg for n in range(100) for arg in ("--evidence", f"https://x/{n}/{long}")]
    two("progress", "crime-2014-r1", "--note", long, *places).ok()
    sound(two)


@pytest.mark.parametrize(
    "args",
    [
        ("assign", "crime-2014-r1", "DCC"),
        ("target", "crime-2014-r1", "2015-01-31"),
        ("extend", "crime-2014-r1", "2016-01-31", "--reason", "x"),
        ("progress", "crime-2014-r1", "--evidence", "https://x.example"),
    ],
    ids=lambda args: args[0],
)
def test_no_command_records_what_was_before_the_report(two: Talk, args: tuple[str, ...]) -> None:
    said = two(*args, "--on", "2014-11-26")
    assert (said.code, "2014-11-26 is before 2014-11-27, when crime" in said.err) == (2, True)
    assert count(two) == 0


def test_the_editor_is_held_to_the_same_checks(two: Talk) -> None:
    editor = two.folder / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf "a\\033[31mb" > "$1"\n')
    editor.chmod(0o755)
    two.environ["EDITOR"], two.stdin_terminal = str(editor), True
    said = two("progress", "crime-2014-r1", terminal=True)
    assert (said.code, "holds the character U+001B" in said.err, count(two)) == (2, True, 0)


def test_what_an_earlier_version_let_in_does_not_reach_the_terminal(two: Talk) -> None:
    from hmic.store import journal
    from hmic.store.connection import open_writing
    from hmic.store.transactions import transaction

    db = two.folder / "recommendations.db"
    con = open_writing(db)
    with transaction(con, db):
        entry = entry_records.from_record(R1 | {"note": "a\x1b[31mb\u202ec\x85d", "by_post": "\x9bx"})
        journal.append(con, [entry], "2026-10-01T09:00:00.000000Z")
    con.close()
    unsafe = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
    for command in (["show", "crime-2014-r1"], ["changes", "crime-2014-r1"], ["list"], ["overdue"]):
        for terminal in (True, False):
            said = two(*command, terminal=terminal).ok()
            assert not unsafe.search(said.out), command


# ---- the table that owners send back ----


def table(talk: Talk, *lines: str) -> Said:
    (talk.folder / "back.csv").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass") + b"\n")
    return talk("progress", "--from", "back.csv")


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("a\x1b[31mb", "line 3: the column 'note' holds the character U+001B"),
        ("a\x00b", "line 3: the column 'note' holds the character U+0000"),
        ("a\u202eb", "line 3: the column 'note' holds the character U+202E"),
        ("x" * 100_000, "line 3: the column 'note' has 100,000 characters; at most 10,000 are allowed"),
    ],
    ids=["escape", "nul", "override", "long"],
)
def test_a_table_is_held_to_the_same_checks_of_text(two: Talk, cell: str, message: str) -> None:
    said = table(two, "finding,note", "crime-2014-r1,fine", f"crime-2014-r1,{cell}")
    assert (said.code, message in said.err) == (2, True), said.err
    assert count(two) == 0


@pytest.mark.parametrize(
    ("field", "cell", "message"),
    [
        ("by", "a\x1b", "the column 'by' holds the character U+001B"),
        ("closed_by", "a\x1b", "the column 'closed_by' holds the character U+001B"),
        ("part", "a\u202e", "the column 'part' holds the character U+202E"),
        ("evidence", "https://x.example/\x1b", "the column 'evidence' holds the character U+001B"),
        ("deadline", "²", "'²' is not the number of a deadline"),
        ("deadline", "9" * 5000, "is not the number of a deadline"),
        ("finding", "\x1b", "there is no finding '\\x1b'"),
        ("on", "2999-01-01", "2999-01-01 is in the future"),
        ("on", "2014-01-01", "2014-01-01 is before 2014-11-27"),
        ("review_on", "2027-01-01", "the column 'review_on' is only for the status 'on hold'"),
    ],
)
def test_every_column_of_a_table_is_checked(two: Talk, field: str, cell: str, message: str) -> None:
    row = {"finding": "crime-2014-r1", "note": "n"} | {field: cell}
    said = table(two, ",".join(row), ",".join(row.values()))
    assert (said.code, message in said.err) == (2, True), said.err
    assert count(two) == 0


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("finding,note,note", "the column 'note' appears twice: columns 2 and 3"),
        ("finding,Note,note ", "the column 'note' appears twice: columns 2 and 3"),
        ("finding,note,", "column 3 has no heading"),
    ],
)
def test_each_heading_stands_once(two: Talk, head: str, message: str) -> None:
    said = table(two, head, "crime-2014-r1,a,b")
    assert (said.code, message in said.err) == (2, True), said.err


def test_every_systems_line_break_is_kept_as_one(two: Talk) -> None:
    note = "one\u2028two\x85three\r\nfour\u2029five\x0bsix"
    table(two, "finding,note", f'crime-2014-r1,"{note}"', "crime-2014-r1,plain\u2028words").ok()
    two("progress", "crime-2014-r1", "--note", note).ok()
    notes = [json.loads(line)["note"] for line in two("export", "journal").ok().out.split("\n") if line]
    assert notes == ["one\ntwo\nthree\nfour\nfive\nsix", "plain\nwords", "one\ntwo\nthree\nfour\nfive\nsix"]
    sound(two)


def test_line_breaks_of_unicode_that_are_in_a_journal_survive(two: Talk) -> None:
    note = "one\u2028two\x85three\u2029four"
    raw = json.dumps(R1 | {"note": note}, ensure_ascii=False).encode()
    imported(two, raw).ok()
    line = two("export", "journal").ok().out
    assert line.splitlines() == [line[:-1]]
    assert json.loads(line)["note"] == note
    assert len(two("list", "--search", "four").ok().out.splitlines()) == 1
    assert "\x85" not in two("show", "crime-2014-r1", terminal=True).ok().out
    sound(two)


# ---- bounded and quick ----


def quickly(seconds: float, do: Callable[[], Said]) -> Said:
    start = time.process_time()
    said = do()
    assert time.process_time() - start < seconds
    return said


def test_twenty_thousand_rows_for_one_finding(two: Talk) -> None:
    statuses = ("in progress", "open")
    rows = [f"crime-2014-r1,note {n},{statuses[n % 2]}" for n in range(20_000)]
    said = quickly(30, lambda: table(two, "finding,note,status", *rows)).ok()
    assert len(said.out.splitlines()) == count(two) == 20_000
    assert "20,000 entries recorded" in said.err
    for command in (["show", "crime-2014-r1"], ["changes", "crime-2014-r1"], ["verify"]):
        quickly(20, lambda command=command: two(*command)).ok()  # type: ignore[misc]


def test_twenty_thousand_rows_that_are_all_wrong(two: Talk) -> None:
    said = quickly(30, lambda: table(two, "finding,note", *(f"crime-{n},x" for n in range(20_000))))
    assert said.code == 2
    assert "20,000 of 20,000 rows cannot be recorded" in said.err
    assert said.err.count("\n") == 22
    assert "and 19,980 more" in said.err


def test_three_thousand_chained_corrections(two: Talk) -> None:
    correction = R1 | {"kind": "correction", "note": None, "reason": "wrong", "status": None}
    chain = [correction | {"uid": f"c{n}", "corrects": f"c{n - 1}"} for n in range(1, 3001)]
    said = quickly(30, lambda: imported(two, R1 | {"uid": "c0", "status": "in progress"}, *chain)).ok()
    assert "3,001 entries imported" in said.out
    (row,) = two("show", "crime-2014-r1", "-f", "json").rows
    assert row["status"] == "in progress"
    two("correct", "3001", "--reason", "and again").ok()
    assert "entry 3001 is already withdrawn by entry 3002" in two("correct", "3001", "--reason", "x").err
    (row,) = two("show", "crime-2014-r1", "-f", "json").rows
    assert row["status"] == "open"
    for report in (["overdue"], ["export", "board"], ["changes", "crime-2014-r1"], ["summary"]):
        two(*report, "-f", "json").ok()
    sound(two)


# ---- the answer names what was recorded ----


def test_the_answer_names_the_part_and_the_deadline(two: Talk) -> None:
    done = ("--status", "complete", "--evidence", "https://x.example", "--on", "2015-02-20")
    said = two("progress", "crime-2014-r1", "--part", "a", *done)
    assert said.ok().out == "crime-2014-r1: part a complete, entry 1, 20 Feb 2015\n"
    said = two("progress", "crime-2014-r2", "--deadline", "1", *done)
    assert said.ok().out == "crime-2014-r2: deadline 1 complete, entry 2, 20 Feb 2015\n"
    said = two("progress", "crime-2014-r1", "--part", "b", "--note", "begun", "--on", "2015-02-20")
    assert said.ok().out == "crime-2014-r1: part b noted, entry 3, 20 Feb 2015\n"
    assert table(two, "finding,part,note,on", "crime-2014-r1,a,x,2015-03-01").ok().out == (
        "crime-2014-r1: part a noted, entry 4, 1 Mar 2015\n"
    )


def test_the_answer_names_the_deadline_of_a_target(two: Talk) -> None:
    said = two("target", "crime-2014-r2", "2015-06-01", "--deadline", "2", "--on", "2015-02-01")
    assert said.ok().out == "crime-2014-r2: target 1 Jun 2015 for deadline 2, entry 1\n"


# ---- an ended finding ----


def test_an_ended_finding_takes_notes_and_evidence_and_can_be_reopened(two: Talk) -> None:
    for args in (
        ("assign", "crime-2014-r2", "DCC"),
        ("target", "crime-2014-r2", "2027-01-31", "--deadline", "1"),
        ("extend", "crime-2014-r2", "2027-01-31", "--deadline", "1", "--reason", "x"),
        ("progress", "crime-2014-r2", "--status", "on-hold", "--note", "x", "--review-on", "2027-01-31"),
    ):
        said = two(*args)
        assert said.code == 2
        assert "crime-2014-r2 is closed by peel-2016, so it cannot be " in said.err
        assert 'reopen it first: hmic progress crime-2014-r2 --status open --note "why' in said.err
    assert count(two) == 0
    two("progress", "crime-2014-r2", "--note", "filed").ok()
    two("progress", "crime-2014-r2", "--evidence", "https://x.example").ok()
    assert "needs a reason" in two("progress", "crime-2014-r2", "--status", "in-progress").err
    two("progress", "crime-2014-r2", "--status", "open", "--note", "it came back").ok()
    two("assign", "crime-2014-r2", "DCC").ok()
    two("extend", "crime-2014-r2", "2027-01-31", "--deadline", "1", "--reason", "x").ok()
    two("verify").ok()


@pytest.mark.parametrize(
    "ended",
    [
        ("--status", "closed", "--closed-by", "a letter"),
        ("--status", "superseded", "--superseded-by", "peel-2016-a1"),
        ("--status", "not-accepted", "--note", "no"),
        ("--status", "not-applicable", "--note", "no"),
    ],
    ids=lambda ended: ended[1],
)
def test_however_it_ended(two: Talk, ended: tuple[str, ...]) -> None:
    two("progress", "crime-2014-r1", *ended, "--on", "2026-01-10").ok()
    for args in (
        ("assign", "crime-2014-r1", "DCC"),
        ("target", "crime-2014-r1", "2027-01-31"),
        ("extend", "crime-2014-r1", "2027-01-31", "--reason", "x"),
    ):
        assert "reopen it first" in two(*args).err
    # Before it ended it took them, and what was done then can still be recorded.
    two("assign", "crime-2014-r1", "DCC", "--on", "2026-01-09").ok()
    two("extend", "crime-2014-r1", "2026-06-30", "--reason", "x", "--on", "2026-01-09").ok()


def test_a_finding_that_was_complete_and_then_closed_says_so(two: Talk) -> None:
    done = ("--status", "complete", "--evidence", "https://x.example")
    two("progress", "crime-2014-r1", *done, "--on", "2026-01-10").ok()
    two("progress", "crime-2014-r1", "--status", "closed", "--closed-by", "a letter").ok()
    for args in (
        ("extend", "crime-2014-r1", "2027-01-31", "--reason", "x"),
        ("target", "crime-2014-r1", "2027-01-31"),
    ):
        assert "is closed by a letter, so it cannot be" in two(*args).err


def test_the_order_of_the_rows_does_not_matter(two: Talk) -> None:
    rows = [
        "crime-2014-o1,open,it came back,2026-03-01,",
        "crime-2014-o1,closed,,2026-02-01,a letter",
        "peel-2022-c1,complete,,2026-04-02,",
    ]
    said = table(two, "finding,status,note,on,closed_by", rows[0].replace("it came back", ""), rows[1])
    assert "line 2: crime-2014-o1 is closed by a letter; reopening it needs a reason" in said.err
    table(two, "finding,status,note,on,closed_by", *rows[:2]).ok()
    assert dt.date(2026, 3, 1).isoformat() in two("show", "crime-2014-o1", "-f", "json").ok().out


# ---- dates decades away ----

FAR = (
    ("target", "crime-2014-o1", "2062-03-01"),
    ("extend", "crime-2014-r1", "2062-03-01", "--reason", "x"),
    ("progress", "crime-2014-r1", "--status", "on-hold", "--note", "x", "--review-on", "2062-03-01"),
)


@pytest.mark.parametrize("args", FAR, ids=lambda args: args[0])
def test_a_date_decades_away_is_questioned(two: Talk, args: tuple[str, ...]) -> None:
    said = two(*args)
    assert said.code == 2
    assert "2062-03-01 is more than 10 years ahead" in said.err
    assert "if it is right, add --far" in said.err
    two.stdin_terminal, two.answers = True, "n\n"
    said = two(*args, terminal=True)
    assert (said.code, "2062-03-01 is 36 years ahead. Record it? [y/N] " in said.err) == (2, True)
    two.answers = ""
    assert "nothing was recorded" in two(*args, terminal=True).err
    assert count(two) == 0
    two.answers = "Y\n"
    two(*args, terminal=True).ok()
    assert count(two) == 1
    sound(two)


@pytest.mark.parametrize("args", FAR, ids=lambda args: args[0])
def test_an_option_says_that_it_is_meant(two: Talk, args: tuple[str, ...]) -> None:
    never = two(*(a.replace("2062", "2999") for a in args), "--far")
    assert "2999-03-01 is more than 100 years ahead" in never.err
    two(*args, "--far").ok()
    assert count(two) == 1
    sound(two)


def test_ten_years_are_not_far(two: Talk) -> None:
    assert "more than 10 years" in two("target", "crime-2014-o1", "2036-11-21").err
    two("target", "crime-2014-o1", "2036-11-20").ok()


def test_a_review_date_in_a_table_is_questioned_too(two: Talk) -> None:
    rows = ("finding,status,note,review_on", "crime-2014-r1,on hold,court,2062-03-01")
    assert "line 2: the column 'review_on' 2062-03-01 is more than 10 years ahead" in table(two, *rows).err
    two("progress", "--from", "back.csv", "--far").ok()


@pytest.mark.parametrize("command", [("import", "journal"), ("progress", "--from")])
def test_what_has_no_end_is_refused(
    talk: Talk, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hmic.cli import whole_files

    monkeypatch.setattr(whole_files, "MOST", 1 << 20)
    talk.loaded(TWO_REPORTS)
    said = talk(*command, "/dev/zero")
    assert said.code == 2
    assert "/dev/zero is larger than 1 MB, or has no end" in said.err
