"""What is exported is everything: the database is made again from the exports and the register."""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from hmic.entry_records import FIELDS
from hmic.render.csvtext import unguarded
from hmic.row_columns import Type, columns_of
from hmic.store.queries.table_rows import TABLES
from tests.conftest import NOW, REAL_REGISTER, Talk

MOMENT = NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
NASTY = ["=1+1", "1-2", "2015-03", "0012", "two\nlines", 'a "quote", and a comma; a semicolon', "'tis",
         "-", "@x", "naïve – £5", "12345678901234567890", " padded ", "\ttab", "TRUE"]  # fmt: skip


def rows_of(talk: Talk, name: str) -> list[dict[str, Any]]:
    """A table as it was before it was CSV."""
    text = talk("export", name, "--bom").ok().out
    types = {column.name: column for column in columns_of(TABLES[name])}

    def value(column: str, cell: str) -> Any:
        if cell == "":
            return [] if types[column].type in {Type.LIST, Type.RECORDS} else None
        match types[column].type:
            case Type.NUMBER:
                return int(cell)
            case Type.FLAG:
                return {"yes": 1, "no": 0}[cell]
            case Type.LIST:
                return unguarded(cell).split("; ")
            case Type.RECORDS:
                return unguarded(cell).split("\n")
            case _:
                return unguarded(cell)

    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    return [{name: value(name, cell) for name, cell in row.items()} for row in reader]


@pytest.fixture
def lived(talk: Talk) -> Talk:
    """The real register with a journal of many sorts, some of it recorded at one moment, and amended."""
    talk("load", str(REAL_REGISTER)).ok()
    con = sqlite3.connect(talk.folder / "recommendations.db")
    ids = [row[0] for row in con.execute("SELECT id FROM finding WHERE kind <> 'cause_of_concern'")]
    con.close()
    chance = random.Random(6)
    (talk.folder / "minutes.txt").write_text("minutes")
    journal: list[Callable[[str, str, str], tuple[str, ...]]] = [
        lambda f, text, day: ("progress", f, f"--note={text}", "--on", day, f"--by={text}"),
        lambda f, text, day: ("assign", f, f"Post {text.strip()}", "--on", day),
        lambda f, text, day: ("target", f, "2027-03-31", f"--reason={text}", "--on", day),
        lambda f, text, day: ("extend", f, "2028-01-31", f"--reason={text}", "--agreed-by", "HMI", "--on", day),
        lambda f, text, day: ("progress", f, "--status", "complete", f"--note={text}", "--evidence", "minutes.txt",
                              "--evidence", "https://x.example/1-2", "--on", day),
        lambda f, text, day: ("progress", f, "--status", "on hold", f"--note={text}", "--review-on", "2027-01-01",
                              "--on", day),
        lambda f, text, day: ("progress", f, "--status", "not accepted", f"--note={text}", "--on", day),
        lambda _, text, day: ("correct", str(chance.randint(1, 20)), f"--reason={text}", "--on", day),
    ]  # fmt: skip
    said = 0
    for number in range(90):
        day = f"2026-{1 + number // 9:02}-{1 + number % 28:02}"
        made = chance.choice(journal)(chance.choice(ids), chance.choice(NASTY), day)
        said += talk(*made).code == 0
    assert said > 60
    text = REAL_REGISTER.read_text(encoding="utf-8")
    changed = talk.folder / "changed.yaml"
    changed.write_text(
        text.replace("title: Role of PCSOs in", "title: The role of PCSOs in"), encoding="utf-8"
    )
    talk("load", str(changed)).ok()
    return talk


def stored(talk: Talk, query: str, db: str = "recommendations.db") -> list[tuple[Any, ...]]:
    con = sqlite3.connect(talk.folder / db)
    try:
        return con.execute(query).fetchall()
    finally:
        con.close()


def picked(rows: Iterable[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_a_database_made_from_the_register_and_the_journal_is_the_same(lived: Talk) -> None:
    lived("export", "journal", "-o", "journal.jsonl").ok()
    lived("load", "changed.yaml", "--db", "again.db").ok()
    lived("import", "journal", "journal.jsonl", "--db", "again.db").ok()
    # The other journal's entries were learned of when they were taken in, and so is what hashes them.
    own = {"entry": f"number, {', '.join(FIELDS)}"}
    for table in ("entry", "standing", "due", "deadline", "part", "link", "theme", "grade", "follow_up"):
        query = f"SELECT {own.get(table, '*')} FROM {table}"
        assert stored(lived, query, "again.db") == stored(lived, query), table
    assert stored(lived, "SELECT DISTINCT learned_at FROM entry", "again.db") == [(MOMENT,)]
    for name in (*TABLES, "journal", "board"):
        if name != "versions":
            again = lived("export", name, "--db", "again.db").ok().out
            assert again.replace(f"{MOMENT},{MOMENT}", f"{MOMENT},") == lived("export", name).ok().out, name
    lived("verify", "--db", "again.db").ok()


def test_no_field_of_the_findings_is_lost(lived: Talk) -> None:
    found = rows_of(lived, "findings")
    order = (
        "JOIN report ON report.id = finding.report ORDER BY published_on, report.position, finding.position"
    )
    names = ("kind", "title", "requirement", "report", "area", "addressed_to", "issued", "national_reference",
             "parent", "same_as", "note", "section", "opening")  # fmt: skip
    own = ", ".join(f"finding.{name}" for name in names)
    assert picked(found, "finding", *names) == stored(
        lived, f"SELECT finding.id, {own} FROM finding {order}"
    )
    assert sorted((theme, r["finding"]) for r in found for theme in r["themes"]) == stored(
        lived, "SELECT theme, finding FROM theme ORDER BY theme, finding"
    )
    assert sorted((r["finding"], f) for r in found for f in r["follows"]) == stored(
        lived, "SELECT finding, earlier FROM link ORDER BY finding, earlier"
    )
    parts = sorted((r["finding"], *part.split(": ", 1)) for r in found for part in r["parts"])
    assert parts == stored(lived, "SELECT finding, letter, requirement FROM part ORDER BY finding, letter")
    standing = ("finding", "status", "open", "since", "owner", "reason", "review_on", "closed_by",
                "superseded_by", "last_update", "last_note", "next_due", "needs_target")  # fmt: skip
    made = [
        (
            *row,
            json.dumps(r["parts_met"]),
            r["kind"],
            0,
            r["reopened_by"],
            r["since_exact"],
            r["last_note_on"],
            r["review_due"],
        )
        for row, r in zip(picked(found, *standing), found, strict=True)
    ]
    assert sorted(made) == stored(lived, "SELECT * FROM standing ORDER BY finding")


def test_no_field_of_the_deadlines_is_lost(lived: Talk) -> None:
    found = rows_of(lived, "deadlines")
    due = ("finding", "deadline", "due", "original_due", "target", "exact", "basis", "times_extended",
           "why_moved", "met_on", "counts", "silent_until", "original_exact", "missed",
           "occurrence", "occurrences")  # fmt: skip
    assert sorted(picked(found, *due)) == stored(lived, "SELECT * FROM due ORDER BY finding, number")
    words = ("finding", "deadline", "phrase", "requires", "condition", "due_to", "kind", "words_due", "rule",
             "recurs", "anchor", "anchor_source", "acts")  # fmt: skip
    made = sorted(picked((r for r in found if r["phrase"]), *words))
    assert made == stored(
        lived,
        """SELECT finding, number, phrase, requires, condition, due_to, kind, due, rule, recurs, anchor,
        anchor_source, acts FROM deadline ORDER BY finding, number""",
    )


def test_no_field_of_the_journal_is_lost(lived: Talk) -> None:
    found = rows_of(lived, "progress")
    names = ("entry", "finding", "report", "kind", "deadline", "part", "status", "note", "reason", "owner", "due",
             "agreed_by", "review_on", "closed_by", "superseded_by", "evidence_record", "by_post", "true_on",
             "recorded_at", "learned_at", "phrase", "requires", "occurrence", "uid")  # fmt: skip
    kept = ", ".join({"entry": "number", "evidence_record": "evidence"}.get(name, name) for name in names)
    assert picked(found, *names) == stored(lived, f"SELECT {kept} FROM entry ORDER BY number")
    uids = {row["entry"]: row["uid"] for row in found}
    assert [uids.get(row["corrects"]) for row in found] == [
        row[0] for row in stored(lived, "SELECT corrects FROM entry ORDER BY number")
    ]
    assert any(row["corrects"] for row in found)
    lines = [json.loads(line) for line in lived("export", "journal").ok().out.splitlines()]
    con = sqlite3.connect(lived.folder / "recommendations.db")
    con.row_factory = sqlite3.Row
    entries = [dict(row) for row in con.execute("SELECT * FROM entry ORDER BY number")]
    con.close()
    for entry in entries:
        del entry["number"], entry["previous"], entry["hash"]  # these follow from the order
        del entry["learned_at"], entry["known_at"]  # these are of this journal alone
    assert lines == [{key: value for key, value in entry.items() if value is not None} for entry in entries]


def test_no_field_of_reports_grades_follow_ups_and_versions_is_lost(lived: Talk) -> None:
    reports = ("report", "force", "title", "inspectorate", "programme", "published", "published_on", "exact",
               "published_source", "file", "scale", "mentioned_in")  # fmt: skip
    kept = ", ".join({"report": "id"}.get(name, name) for name in reports)
    found = rows_of(lived, "reports")
    assert sorted(picked(found, *reports)) == stored(lived, f"SELECT {kept} FROM report ORDER BY id")
    clocks = stored(lived, "SELECT number || ': ' || clock, rule FROM respond_by ORDER BY report, number")
    made = [clock for row in sorted(found, key=lambda row: row["report"]) for clock in row["respond_by"]]
    assert len(made) == len(clocks)
    assert all(
        line.startswith(start) and line.endswith(end)
        for line, (start, end) in zip(made, clocks, strict=True)
    )
    by_report = "JOIN report ON report.id = {0}.report ORDER BY published_on, report.position, {0}.position"
    grades = ("area", "report", "grade", "comparable", "carried_from", "note", "section", "opening")
    assert picked(rows_of(lived, "grades"), *grades) == stored(
        lived, f"SELECT {', '.join(f'grade.{n}' for n in grades)} FROM grade {by_report.format('grade')}"
    )
    said = ("report", "finding", "verdict", "summary", "section", "opening")
    assert picked(rows_of(lived, "follow-ups"), *said) == stored(
        lived,
        f"SELECT {', '.join(f'follow_up.{n}' for n in said)} FROM follow_up {by_report.format('follow_up')}",
    )
    versions = rows_of(lived, "versions")
    assert picked(versions, "item", "until", "load", "withdrawn", "content") == stored(
        lived, "SELECT * FROM earlier_version ORDER BY load, item"
    )
    assert len(versions) == 1


@pytest.mark.parametrize("name", TABLES)
def test_each_field_is_described(talk: Talk, name: str, tmp_path: Path) -> None:
    assert all(column.about for column in columns_of(TABLES[name]))
    talk("load", str(REAL_REGISTER), "--db", str(tmp_path / "r.db")).ok()
    con = sqlite3.connect(tmp_path / "r.db")
    from hmic.store.queries.table_rows import table

    rows = table(con, name)
    con.close()
    assert all(len(row) == len(columns_of(TABLES[name])) for row in rows)
    assert rows or name in {"progress", "versions"}
