"""Nothing foreign in a database file: whatever its schema has beyond or short of hmic's own is refused."""

from __future__ import annotations

import gzip
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from hmic.store import connection
from tests.conftest import Talk

HERE = Path(__file__).parent

FOREIGN = {
    "an entry that is passed over": (
        "CREATE TRIGGER quiet BEFORE INSERT ON entry BEGIN SELECT RAISE (IGNORE); END",
        "the trigger quiet does not belong to hmic",
    ),
    "an entry that is thrown away": (
        "CREATE TRIGGER gone AFTER INSERT ON setting BEGIN DELETE FROM setting; END",
        "the trigger gone does not belong to hmic",
    ),
    "a trigger without end": (
        """CREATE TRIGGER endless BEFORE INSERT ON entry BEGIN
        SELECT count(*) FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT i FROM n); END""",
        "the trigger endless does not belong to hmic",
    ),
    "a table that is gone": ("DROP TABLE entry_words", "the table entry_words is missing"),
    "an index that is gone": ("DROP INDEX due_counts", "the index due_counts is missing"),
    "an index of theirs": (
        "CREATE UNIQUE INDEX one ON entry (kind)",
        "the index one does not belong to hmic",
    ),
    "a table of theirs": ("CREATE TABLE notes (text)", "the table notes does not belong to hmic"),
    "a view of theirs": (
        "CREATE VIEW all_of_it AS SELECT * FROM entry",
        "the view all_of_it does not belong to hmic",
    ),
    "a guard that is gone": (
        "DROP TRIGGER entry_is_not_removed",
        "the trigger entry_is_not_removed is missing",
    ),
    "a view that lies": (
        "DROP VIEW overdue_today; CREATE VIEW overdue_today AS SELECT * FROM due WHERE 0",
        "the view overdue_today was changed by another program",
    ),
    "a guard that does nothing": (
        """DROP TRIGGER entry_is_not_changed;
        CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry BEGIN SELECT 1; END""",
        "the trigger entry_is_not_changed was changed by another program",
    ),
    "more than a comment": (
        """DROP TRIGGER entry_is_not_changed;
        CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry BEGIN SELECT RAISE (ABORT, 'the -- ');
        DELETE FROM due; SELECT ('\njournal is append-only: record a correction instead'); END""",
        "the trigger entry_is_not_changed was changed by another program",
    ),
    "a column of theirs": (
        "ALTER TABLE standing ADD COLUMN secret TEXT",
        "the table standing was changed by another program",
    ),
}


def put_in(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.executescript(statements)


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_foreign_is_named_and_nothing_is_written(two: Talk, what: str) -> None:
    statements, told = FOREIGN[what]
    two("backup", "copy.db").ok()
    for name in ("recommendations.db", "copy.db"):
        put_in(two.folder / name, statements)
    before = rows(two.folder / "recommendations.db")
    for asked in (
        ("progress", "crime-2014-r1", "--note", "n"),
        ("assign", "crime-2014-r1", "ACC"),
        ("load",),
        ("mail", "overdue", "--send"),
        ("restore", "copy.db"),
        ("backup", "other.db"),
    ):
        said = two(*asked)
        assert (said.code, told in said.err) == (2, True), said
    said = two("verify")
    assert (said.code, told in said.out) == (1, True), said
    assert rows(two.folder / "recommendations.db") == before
    assert not (two.folder / "other.db").exists()


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as con:
        return [con.execute(f"SELECT count(*) FROM {t}").fetchone() for t in ("entry", "message", "load")]


def test_what_is_foreign_in_an_old_database_is_named_too(talk: Talk) -> None:
    for name in ("recommendations.db", "copy.db"):
        db = talk.folder / name
        db.write_bytes(gzip.decompress((HERE / "schema-1.db.gz").read_bytes()))
        put_in(db, FOREIGN["an entry that is passed over"][0])
    for asked in (("restore", "copy.db", "--db", "new.db"), ("progress", "crime-2014-r1", "--note", "n")):
        said = talk(*asked)
        assert (said.code, "the trigger quiet does not belong to hmic" in said.err) == (2, True), said
    assert not (talk.folder / "new.db").exists()


def test_what_other_tools_keep_for_sqlite_is_not_foreign(two: Talk) -> None:
    put_in(two.folder / "recommendations.db", "ANALYZE; VACUUM; REINDEX")
    two("progress", "crime-2014-r1", "--note", "n").ok()
    two("verify").ok()


def test_another_layout_or_comment_is_not_foreign(two: Talk) -> None:
    db = two.folder / "recommendations.db"
    with closing(sqlite3.connect(db)) as con:
        text = con.execute("SELECT sql FROM sqlite_master WHERE name = 'progress'").fetchone()[0]
        con.execute("DROP VIEW progress")
        con.execute(text.replace(" FROM", "\n  -- what was recorded\nFROM"))
        con.commit()
    two("progress", "crime-2014-r1", "--note", "n").ok()
    two("verify").ok()


def test_an_entry_that_was_not_kept_is_not_acknowledged(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should anything slip past the look at the schema, the entry's own number tells."""
    monkeypatch.setattr(connection, "check_schema", lambda *_: None)
    put_in(two.folder / "recommendations.db", FOREIGN["an entry that is passed over"][0])
    said = two("progress", "crime-2014-r1", "--note", "n")
    assert said.code == 2
    assert "did not keep the entry" in said.err
    put_in(
        two.folder / "recommendations.db",
        "DROP TRIGGER quiet; DROP TRIGGER entry_is_not_removed; "
        "CREATE TRIGGER gone AFTER INSERT ON entry BEGIN DELETE FROM entry; END",
    )
    assert two("progress", "crime-2014-r1", "--note", "n").code == 2
    assert rows(two.folder / "recommendations.db")[0] == (0,)


def test_the_look_at_the_schema_takes_well_under_a_millisecond(two: Talk) -> None:
    from hmic.store.foreign_schema import is_expected

    con = connection.open_writing(two.folder / "recommendations.db")
    took = []
    for _ in range(50):
        began = time.perf_counter()
        assert is_expected(con)
        took.append(time.perf_counter() - began)
    con.close()
    assert min(took) < 0.001


def test_what_sqlite_offers_against_untrusted_files_is_on(two: Talk) -> None:
    opening = (connection.open_reading, connection.open_copy, connection.open_writing)
    for trusted, opened in zip((0, 0, 1), opening, strict=True):
        with closing(opened(two.folder / "recommendations.db")) as con:
            assert con.execute("PRAGMA trusted_schema").fetchone()[0] == trusted
            assert con.execute("PRAGMA cell_size_check").fetchone()[0] == 1
            if hasattr(con, "getconfig"):  # from Python 3.12 on
                assert con.getconfig(getattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE"))  # noqa: B009
