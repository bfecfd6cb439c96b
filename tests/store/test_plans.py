"""No report goes through a table that grows with the register: SQLite's own plans say so."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import generate

from hmic.store import connection
from tests.conftest import Talk

GROWS = {
    "report", "finding", "deadline", "due", "standing", "entry", "link", "follow_up", "theme", "part",
    "grade", "earlier_version", "load", "message", "delivery", "reminder", "loaded_text", "respond_by",
}  # fmt: skip

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("overdue",),
    ("overdue", "--within", "30d", "--owner", "DCC"),
    ("overdue", "--needs-target"),
    ("overdue", "--force", "Force 01 Police"),
    ("list", "--report", "REPORT", "--force", "Force 01 Police"),
    ("show", "FINDING"),
    ("list", "--report", "REPORT"),
    ("list", "--report", "REPORT", "--status", "closed", "--kind", "recommendation"),
    ("list", "--owner", "DCC", "--open"),
    ("list", "--theme", "vetting", "--report", "REPORT"),
    ("list", "--theme", "vetting"),
    ("list", "--overdue"),
    ("list", "--search", generate.MARK),
    ("changes", "FINDING"),
    ("summary",),
    ("summary", "--since", "2026-11-19"),
    ("mail", "overdue", "--due-within", "30d"),
    ("progress", "FINDING", "--note", "A note"),
    ("assign", "FINDING", "DCC"),
)

MAY_SCAN = {
    # What is open now, and what of it has no date, is part of the answer.
    "summary": {
        "standing USING COVERING INDEX standing_open",
        "standing USING INDEX standing_open",
        "standing USING INDEX standing_needs_target",
    },
    # The dates that count, and the findings without any, are indexes of their own and the answer itself.
    "overdue": {"due USING INDEX due_counts", "standing USING INDEX standing_needs_target"},
    "mail": {"due USING INDEX due_counts", "standing USING INDEX standing_needs_target"},
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    made = generate.registers(folder / "data", 300)
    lines = [json.dumps(record) for record in generate.journal(made, entries=5)]
    (folder / "journal.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    talk = Talk(folder)
    db = str(folder / "recommendations.db")
    talk("load", str(folder / "data" / "force-01.yaml"), "--db", db).ok()
    talk("import", "journal", str(folder / "journal.jsonl"), "--db", db).ok()
    return folder / "recommendations.db"


def statements(
    monkeypatch: pytest.MonkeyPatch, talk: Talk, command: tuple[str, ...], db: Path
) -> list[str]:
    """Every statement that a command runs, with its values in place."""
    said: list[str] = []
    connect = connection.open_unchecked

    def traced(path: Path, *, create: bool = False) -> sqlite3.Connection:
        con = connect(path, create=create)
        con.set_trace_callback(said.append)
        return con

    with monkeypatch.context() as patch:
        patch.setattr(connection, "open_unchecked", traced)
        talk(*command, "--db", str(db)).ok()
    return said


def scans(db: Path, said: list[str]) -> Iterator[str]:
    """Each scan of a table in SQLite's plans for some statements."""
    con = sqlite3.connect(db)
    con.execute("CREATE TEMP TABLE wanted (id TEXT PRIMARY KEY)")
    for statement in said:
        if re.match(r"CREATE TEMP VIEW|DROP VIEW IF EXISTS temp", statement):
            con.execute(statement)
        if not re.match(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)", statement):
            continue
        if statement.endswith("ORDER BY number DESC LIMIT 1"):
            continue  # one step from the end of the table
        for row in con.execute(f"EXPLAIN QUERY PLAN {statement}"):
            found = re.match(r"SCAN (?:main\.)?(\S+)(.*)", row[3])
            if found and (found[1] in GROWS or found[1].startswith("sqlite_autoindex")):
                yield f"{found[1]}{found[2]}"
    con.close()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_table_that_grows_is_scanned(
    monkeypatch: pytest.MonkeyPatch, talk: Talk, filled: Path, command: tuple[str, ...]
) -> None:
    con = sqlite3.connect(filled)
    finding, report = con.execute(
        "SELECT earlier, finding.report FROM link JOIN finding ON id = earlier "
        "JOIN standing ON standing.finding = earlier AND open"
    ).fetchone()
    con.close()
    words = tuple({"FINDING": finding, "REPORT": report}.get(word, word) for word in command)
    said = statements(monkeypatch, talk, words, filled)
    assert len([one for one in said if one.lstrip().startswith(("SELECT", "WITH"))]) > 1
    found = set(scans(filled, said))
    assert found <= MAY_SCAN.get(command[0], set())
