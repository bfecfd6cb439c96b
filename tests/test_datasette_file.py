"""What Datasette is told of a database fits the database: its tables, their columns, the saved queries."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).parent.parent / "data" / "datasette.json"
TOLD = json.loads(FILE.read_text("utf-8"))["databases"]["recommendations"]
SHOWN: dict[str, Any] = {name: one for name, one in TOLD["tables"].items() if "columns" in one}


@pytest.mark.parametrize("name", SHOWN)
def test_every_column_that_is_described_is_there(real_db: Path, name: str) -> None:
    with closing(sqlite3.connect(real_db)) as con:
        found = {row[1] for row in con.execute(f"PRAGMA table_info({name})")}
    told = SHOWN[name]
    named = {*told["columns"], *told.get("facets", ()), told.get("label_column"), told.get("sort")}
    assert named - {None} <= found
    assert all(told["columns"].values())
    assert told["title"]
    assert told["description"]


def test_every_table_is_shown_or_hidden(real_db: Path) -> None:
    with closing(sqlite3.connect(real_db)) as con:
        found = {
            row[0]
            for row in con.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            if not row[0].startswith("sqlite_")
        }
    assert found <= TOLD["tables"].keys()


@pytest.mark.parametrize("name", TOLD["queries"])
def test_every_saved_query_answers(real_db: Path, name: str) -> None:
    with closing(sqlite3.connect(real_db)) as con:
        rows = con.execute(TOLD["queries"][name]["sql"], {"finding": "crime-2014-r1"}).fetchall()
        opened = con.execute(
            "SELECT count(*) FROM standing JOIN finding ON finding.id = finding WHERE open AND kind <> 'observation'"
            " AND withdrawn_at IS NULL"
        ).fetchone()[0]
    if name == "load_by_owner":
        assert sum(row[1] for row in rows) == opened
    if name == "raised_again":
        assert len(rows) > 10
