"""A database of every past schema still opens, with everything in it."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pytest

from hmic.store.schema import VERSION
from tests.conftest import Talk

HERE = Path(__file__).parent
PAST = sorted(HERE.glob("schema-*.db.gz"), key=lambda path: int(path.name.split("-")[1].split(".")[0]))


def test_there_is_one_of_every_past_schema() -> None:
    assert [path.name for path in PAST] == [f"schema-{n}.db.gz" for n in range(1, len(PAST) + 1)]
    assert len(PAST) >= max(1, VERSION - 1)


@pytest.mark.parametrize("old", PAST, ids=lambda path: path.name)
def test_an_old_database_opens_with_everything_in_it(talk: Talk, old: Path) -> None:
    (talk.folder / "recommendations.db").write_bytes(gzip.decompress(old.read_bytes()))
    talk("verify").ok()
    first = talk.shown("crime-2014-r1")
    assert first["owner"] == "ACC Crime"
    assert [entry["on"] for entry in first["journal"]] == ["2015-01-02", "2015-06-01"]
    second = talk.shown("crime-2014-r2")
    assert second["title"] == "PCSOs"
    assert second["deadlines"][0]["met"] == "2015-02-20"
    assert second["journal"][0]["evidence"][0]["place"] == "m.txt"
    held = talk.shown("crime-2014-o1")
    assert (held["status"], held["review_on"]) == ("on hold", "2027-01-31")
    assert (first["voice"], held["voice"]) == ("asked", "criticised")
    assert "reworded: title: [-Role of-] PCSOs" in talk("changes", "crime-2014-r2").ok().out
    talk("progress", "crime-2014-r1", "--note", "still alive").ok()
    assert "5 journal entries" in talk("verify").ok().out


@pytest.mark.parametrize("old", PAST, ids=lambda path: path.name)
def test_the_steps_come_to_what_a_new_database_is(talk: Talk, old: Path) -> None:
    from hmic.store.connection import open_writing

    found = []
    open_writing(talk.folder / "new.db", create=True).close()
    (talk.folder / "old.db").write_bytes(gzip.decompress(old.read_bytes()))
    talk("list", "--db", "old.db").ok()
    for name in ("new.db", "old.db"):
        con = sqlite3.connect(talk.folder / name)
        tables = con.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
        steps = con.execute("SELECT migration_set, name FROM _sqlite_migrations ORDER BY id")
        pragmas = [con.execute(f"PRAGMA {p}").fetchone() for p in ("application_id", "user_version")]
        found.append((tables.fetchall(), steps.fetchall(), pragmas))
        con.close()
    assert found[0] == found[1]


def test_an_answer_of_an_older_journal_stays_with_its_clock(talk: Talk) -> None:
    """Answered: the action plans of two reports. One was first in its list then, and is second by now."""
    (talk.folder / "recommendations.db").write_bytes(
        gzip.decompress((HERE / "answers-8.db.gz").read_bytes())
    )
    both = "[{clock: action plan}, {clock: statutory response}]"
    talk.write(
        """
      - {id: first, title: First, published: 2020-01-10, respond_by: BOTH}
      - {id: second, title: Second, published: 2020-02-10, respond_by: BOTH}
      - {id: third, title: Third, published: 2020-03-10, respond_by: BOTH}
    """.replace("BOTH", both)
    )

    def open_clocks() -> list[tuple[str, str]]:
        found = talk("overdue", "--as-at", "2020-12-01", "-f", "json").rows
        return [(row["finding"], row["phrase"]) for row in found]

    still = [
        ("first", "statutory response"), ("second", "statutory response"),
        ("third", "action plan"), ("third", "statutory response"),
    ]  # fmt: skip
    assert sorted(open_clocks()) == still
    talk("load").ok()
    assert sorted(open_clocks()) == still
    talk("verify").ok()


def test_an_answer_in_an_older_export_stays_with_its_clock(talk: Talk) -> None:
    """What names a clock by its number alone gets its words when it is let in."""
    report = "- {id: first, title: First, published: 2020-01-10, respond_by: [CLOCKS]}\n"
    plan, statutory = "{clock: action plan}", "{clock: statutory response}"
    talk.write(report.replace("CLOCKS", f"{plan}, {statutory}"))
    talk("load").ok()
    entry = {
        "uid": "a" * 32, "report": "first", "kind": "response", "true_on": "2020-02-01", "deadline": 1,
        "recorded_at": "2020-02-01T09:00:00.000000Z",
    }  # fmt: skip
    (talk.folder / "old.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    talk("import", "journal", "old.jsonl").ok()
    talk.write(report.replace("CLOCKS", f"{statutory}, {plan}"))
    talk("load").ok()
    rows = talk("overdue", "--as-at", "2020-12-01", "-f", "json").rows
    assert [row["phrase"] for row in rows] == ["statutory response"]
