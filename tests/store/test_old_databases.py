"""A database of every past schema still opens, with everything in it."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pytest

from hmic.store.connection import VERSION
from tests.conftest import Talk

HERE = Path(__file__).parent
PAST = sorted(HERE.glob("schema-*.db.gz"))


def test_there_is_one_of_every_past_schema() -> None:
    assert [path.name for path in PAST] == [f"schema-{n}.db.gz" for n in range(1, len(PAST) + 1)]
    assert len(PAST) >= max(1, VERSION - 1)


@pytest.mark.parametrize("old", PAST, ids=lambda path: path.name)
def test_an_old_database_opens_with_everything_in_it(talk: Talk, old: Path) -> None:
    (talk.folder / "recommendations.db").write_bytes(gzip.decompress(old.read_bytes()))
    talk("verify").ok()
    first = json.loads(talk("show", "crime-2014-r1", "-f", "json").ok().out)["rows"][0]
    assert first["owner"] == "ACC Crime"
    assert [entry["on"] for entry in first["journal"]] == ["2015-01-02", "2015-06-01"]
    second = json.loads(talk("show", "crime-2014-r2", "-f", "json").ok().out)["rows"][0]
    assert second["title"] == "PCSOs"
    assert second["deadlines"][0]["met"] == "2015-02-20"
    assert second["journal"][0]["evidence"][0]["place"] == "m.txt"
    held = json.loads(talk("show", "crime-2014-o1", "-f", "json").ok().out)["rows"][0]
    assert (held["status"], held["review_on"]) == ("on hold", "2027-01-31")
    assert (first["voice"], held["voice"]) == ("asked", "criticised")
    assert "reworded: title: [-Role of-] PCSOs" in talk("changes", "crime-2014-r2").ok().out
    talk("progress", "crime-2014-r1", "--note", "still alive").ok()
    assert "5 journal entries" in talk("verify").ok().out


def test_a_new_database_is_what_the_steps_come_to(tmp_path: Path) -> None:
    from hmic.store.connection import open_writing
    from hmic.store.schema import bring_up_to_date

    open_writing(tmp_path / "new.db", create=True).close()
    bring_up_to_date(tmp_path / "steps.db")
    query = "SELECT type, name, tbl_name, trim(sql) FROM sqlite_master ORDER BY type, name"
    found = []
    for name in ("new.db", "steps.db"):
        con = sqlite3.connect(tmp_path / name)
        pragmas = [
            con.execute(f"PRAGMA {p}").fetchone()
            for p in ("application_id", "user_version", "journal_mode")
        ]
        steps = con.execute("SELECT migration_set, name FROM _sqlite_migrations ORDER BY id").fetchall()
        found.append((con.execute(query).fetchall(), pragmas, steps))
        con.close()
    assert found[0] == found[1]
