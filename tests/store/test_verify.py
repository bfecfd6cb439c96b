"""Whatever is changed behind hmic's back is found, and what a load can put right it puts right."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from hmic import helper_processes
from hmic.cli.commands import verify as command
from hmic.mail.outbox import Outbox
from hmic.store import hash_chain
from tests.conftest import Talk
from tests.registers import TWO_REPORTS

BY_LOAD = {
    "a title": ("UPDATE finding SET title = 'Nothing' WHERE id = 'crime-2014-r1'", "rows of crime-2014-r1"),
    "a deadline": ("UPDATE deadline SET due = '2099-01-01'", "rows of crime-2014-r2"),
    "a date of publication": (
        "UPDATE report SET published_on = '2031-01-01' WHERE id = 'crime-2014'",
        "rows of crime-2014 ",
    ),
    "whether a date is exact": ("UPDATE report SET exact = NOT exact", "rows of crime-2014 "),
    "a theme more": ("INSERT INTO theme VALUES ('gold', 'crime-2014-r1')", "rows of crime-2014-r1"),
    "themes in the row": (
        """UPDATE finding SET themes = '["gold"]' WHERE id = 'crime-2014-r1'""",
        "rows of crime-2014-r1",
    ),
    "themes that are none": (
        "UPDATE finding SET themes = '[' WHERE id = 'crime-2014-r1'",
        "rows of crime-2014-r1",
    ),
    "a finding withdrawn": (
        "UPDATE finding SET withdrawn_at = '2026-01-01T00:00:00Z' WHERE id = 'crime-2014-r1'",
        "crime-2014-r1 is marked differently, but the last load had it on the register",
    ),
    "a report withdrawn": (
        "UPDATE report SET withdrawn_at = '2026-01-01T00:00:00Z' WHERE id = 'crime-2014'",
        "crime-2014 is marked differently",
    ),
    "a finding brought back": (
        "UPDATE finding SET withdrawn_at = NULL WHERE id = 'crime-2014-o1'",
        "crime-2014-o1 is marked differently, but the last load had it withdrawn",
    ),
    "renamed areas": (
        """UPDATE register SET areas = '[["A", ["B"]]]'""",
        "the register's own row of Testshire Police",
    ),
    "files": ("UPDATE register SET files = '[]'", "the register's own row of Testshire Police"),
    "no register": ("DELETE FROM register", "the register's own row of Testshire Police"),
    "a status": ("UPDATE standing SET status = 'closed', open = 0", "the table standing does not agree"),
    "a date that was kept": ("DELETE FROM due", "the table due does not agree"),
    "a kind": ("UPDATE standing SET finding_kind = 'observation'", "the table standing does not agree"),
    "a search": (
        "INSERT INTO finding_fts (finding_fts) VALUES ('delete-all')",
        "the search index of the findings",
    ),
    "a search of entries": (
        "INSERT INTO entry_fts (entry_fts, rowid, note, reason) VALUES ('delete', 1, 'a word', NULL)",
        "the search index of the entries",
    ),
    "a word more": (
        "INSERT INTO finding_fts (rowid, title) SELECT rowid, 'gold' FROM finding",
        "the search index of the findings",
    ),
    "a link": ("DELETE FROM link", "rows of "),
    "when it was loaded": (
        "UPDATE register SET loaded_at = '2020-01-01T00:00:00Z'",
        "the register's own row",
    ),
    "another force": ("INSERT INTO register VALUES ('A', '[]', '[]', '')", "the register's own row of A"),
    "the order": ("UPDATE finding SET position = -position", "or the order of what it holds"),
    "what file it was": ("UPDATE loaded_file SET digest = 'x'", "the register's own row"),
    "when it was added": (
        "UPDATE finding SET added_at = '2020-01-01T00:00:00Z' WHERE id = 'crime-2014-r1'",
        "crime-2014-r1 is not said to have been added by the load",
    ),
}

NOT_BY_LOAD = {
    "an earlier wording": (
        "UPDATE earlier_version SET content = json_set(content, '$.title', 'Invented')",
        "the record of load 2, or a wording that it replaced, was changed afterwards",
    ),
    "no earlier wordings": ("DELETE FROM earlier_version", "the record of load 2"),
    "until when": ("UPDATE earlier_version SET until = '2020-01-01T00:00:00Z'", "the record of load 2"),
    "whether it was withdrawn": ("UPDATE earlier_version SET withdrawn = 1", "the record of load 2"),
    "when it was loaded": (
        "UPDATE load SET loaded_at = '2020-01-01T00:00:00Z' WHERE id = 1",
        "the record of load 1",
    ),
    "what was amended": (
        """UPDATE load SET amended = '["crime-2014-r1"]' WHERE id = 2""",
        "the record of load 2",
    ),
    "a message without recipients": ("DELETE FROM delivery", "message 1 in the mail's ledger was changed"),
    "a state": ("UPDATE delivery SET state = 'failed'", "message 1 in the mail's ledger was changed"),
    "a reminder": ("UPDATE reminder SET step = step + 1", "message 1 in the mail's ledger was changed"),
    "no message": ("DELETE FROM message", "points to a missing row of message"),
    "a setting": ("INSERT INTO setting VALUES ('trust', 'all')", "the setting trust is not hmic's"),
    "the next number": ("UPDATE sqlite_sequence SET seq = seq + 5", "entries after 1 are missing"),
}


@pytest.fixture
def two(two: Talk) -> Talk:
    """A register with a finding that was withdrawn, an entry, and mail."""
    two("progress", "crime-2014-r1", "--note", "a word").ok()
    without = TWO_REPORTS.replace("crime-2014-o1", "crime-2014-o9")
    assert without != TWO_REPORTS
    two.loaded(without)
    two("mail", "overdue", "--send").ok()
    return two


def tampered(talk: Talk, statement: str) -> None:
    with closing(sqlite3.connect(talk.folder / "recommendations.db")) as con:
        con.execute("PRAGMA foreign_keys = 0")
        before = con.total_changes
        con.execute(statement)
        con.commit()
        assert con.total_changes > before, "nothing was changed"


def answers(talk: Talk) -> list[str]:
    """What the commands say, which a repair brings back."""
    asked = (
        ("list", "-f", "json"),
        ("overdue", "-f", "json"),
        ("summary", "-f", "json"),
        ("list", "--search", "learn", "-f", "json"),
        ("show", "crime-2014-r1", "-f", "json"),
        ("changes", "-f", "json"),
        ("grades", "-f", "json"),
        ("list", "--known-on", "2026-11-19", "-f", "json"),
        ("list", "--as-at", "2015-04-01", "--known-on", "2026-11-20", "-f", "json"),
    )
    return [talk(*words).ok().out for words in asked]


@pytest.mark.parametrize("what", BY_LOAD)
def test_what_a_load_should_put_right_is_found_and_put_right(two: Talk, what: str) -> None:
    statement, told = BY_LOAD[what]
    before = answers(two)
    two("verify").ok()
    tampered(two, statement)
    said = two("verify")
    assert (said.code, told in said.out) == (1, True), said
    assert all(line.endswith("; repair with: hmic load --repair") for line in said.out.splitlines()), said
    assert said.err.endswith("repair with: hmic load --repair\n")
    two("load", "--repair").ok()
    said = two("verify")
    assert said.code == 0, said
    assert answers(two) == before


NO_WORDING = {
    "nothing": "'{}'",
    "no JSON": "'{'",
    "a list": "'[]'",
    "another's": "replace(content, 'crime-2014-o1', 'crime-2014-o7')",
    "a kind that is none": "json_set(content, '$.kind', 'wish')",
    "no title": "json_remove(content, '$.title')",
    "parts that are none": "json_set(content, '$.parts', 'a')",
    "a deadline cut short": """json_set(content, '$.deadlines', json('[[1, "now"]]'))""",
}


@pytest.mark.parametrize("what", NO_WORDING)
@pytest.mark.parametrize("by", ["this hmic", "an older hmic"])
def test_an_earlier_wording_that_is_none_is_damage_and_no_bug(two: Talk, what: str, by: str) -> None:
    """Also of a load that an older hmic made, which has no seal."""
    if by == "an older hmic":
        tampered(two, "DELETE FROM setting WHERE name = 'fold' OR name GLOB 'load *'")
    tampered(two, f"UPDATE earlier_version SET content = {NO_WORDING[what]} WHERE item = 'crime-2014-o1'")
    told = "what crime-2014-o1 said before load 2 is damaged"
    said = two("verify")
    assert (said.code, told in said.out) == (1, True), said
    tampered(two, "UPDATE load SET loaded_at = '2026-12-01T00:00:00Z' WHERE id = 2")
    for words in (
        ("list", "--as-at", "2026-11-20", "--known-on", "2026-11-20"),
        ("show", "crime-2014-o1"),
        ("changes", "crime-2014-o1"),
        ("export", "versions"),
    ):
        said = two(*words)
        assert "bug" not in said.err, said
        assert said.code in (0, 1) or told in said.err or "damaged" in said.err, said


@pytest.mark.parametrize("what", NOT_BY_LOAD)
def test_what_a_load_cannot_put_right_is_found_all_the_same(two: Talk, what: str) -> None:
    statement, told = NOT_BY_LOAD[what]
    tampered(two, statement)
    said = two("verify")
    assert (said.code, told in said.out) == (1, True), said
    assert "restore a backup, and keep this file" in said.err
    assert told in two("backup", "copy.db").err
    assert two("verify").out == said.out


def test_a_repair_of_what_is_whole_changes_nothing(two: Talk) -> None:
    db = two.folder / "recommendations.db"
    before, rows = answers(two), dump(db)
    said = two("load", "--repair").ok()
    assert "No change" in said.out or said.out == ""
    assert answers(two) == before
    assert dump(db) == rows


def dump(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as con:
        return [line for line in con.iterdump() if "_fts_" not in line]


def test_what_is_in_no_file_any_more_stays_told(two: Talk) -> None:
    tampered(two, "UPDATE finding SET title = 'Nothing' WHERE id = 'crime-2014-o1'")
    two("load", "--repair").ok()
    assert "rows of crime-2014-o1 were changed" in two("verify").out


def test_what_is_not_noted_after_handing_over_may_have_arrived(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is out, and the database takes no note of it: that is never told as nothing done."""
    deliver = Outbox.deliver
    monkeypatch.setattr("hmic.store.transactions.WAIT_SECONDS", 0.1)
    with closing(sqlite3.connect(two.folder / "recommendations.db", isolation_level=None)) as other:

        def then_locked(*args: Any) -> Any:
            outcomes = deliver(*args)
            other.execute("BEGIN IMMEDIATE")
            return outcomes

        monkeypatch.setattr(Outbox, "deliver", then_locked)
        said = two("mail", "overdue", "--send", "--all")
    assert said.code == 2
    assert "it is not recorded whether" in said.err
    assert "the email may have arrived, and the next run sends it again" in said.err
    assert "nothing" not in said.err


def test_bytes_in_place_of_a_text_are_told(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk("progress", "crime-2014-r1", "--note", "n").ok()
    with closing(sqlite3.connect(talk.folder / "recommendations.db")) as con, con:
        con.execute("PRAGMA writable_schema = 1")
        guard = con.execute("SELECT sql FROM sqlite_master WHERE name = 'entry_is_not_changed'").fetchone()[
            0
        ]
        con.execute("DROP TRIGGER entry_is_not_changed")
        con.execute("UPDATE entry SET note = CAST(note AS BLOB)")
        con.execute(guard)
    said = talk("verify")
    assert said.code == 1
    assert "entry 1 was changed after it was recorded" in said.out


def test_an_entry_has_its_hash_in_both_ways_of_writing_it(talk: Talk) -> None:
    """SQLite writes what was hashed; where it ever writes it otherwise, Python's way decides."""
    talk.loaded(TWO_REPORTS)
    note = 'a “word”\n\ta "quote" \\ 1/2 é \u2028 \U0001f600'
    talk("progress", "crime-2014-r1", "--note", note, "--evidence", "https://x.example/1").ok()
    talk("progress", "crime-2014-r2", "--deadline", "1", "--note", "/").ok()
    with closing(sqlite3.connect(talk.folder / "recommendations.db")) as con:
        names = hash_chain.hashed(con)
        rows = con.execute(f"SELECT number, hash, {hash_chain.said(names)} FROM entry").fetchall()
        assert len(rows) == 2
        for number, own, said in rows:
            assert sha256(said).hexdigest() == own
            assert hash_chain.as_recorded(con, names, number)


CHANGES = [
    *[sql for sql, _ in BY_LOAD.values()][::4],
    "DROP TRIGGER entry_is_not_changed; UPDATE entry SET note = 'another'",
    "DROP TRIGGER entry_is_not_removed; DELETE FROM entry",
    "UPDATE standing SET since = 'x'; UPDATE finding SET themes = '[]'",
    "UPDATE due SET finding = 'a' || finding; UPDATE standing SET finding = 'z' || finding",
    "",
]


@pytest.mark.parametrize("sql", CHANGES)
def test_two_processes_say_what_one_says(talk: Talk, sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper_processes, "cores", lambda: 2)
    talk.loaded(TWO_REPORTS)
    talk("progress", "crime-2014-r1", "--note", "a word").ok()
    talk("verify").ok()
    with closing(sqlite3.connect(talk.folder / "recommendations.db")) as con:
        con.executescript(sql)
    said = []
    for least in (10**9, 0):
        monkeypatch.setattr(command, "LEAST", least)
        found = talk("verify")
        said.append((found.code, found.out, found.err))
    assert said[0] == said[1]
    assert said[0][0] == bool(sql)
