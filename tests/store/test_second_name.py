"""A database under two names: SQLite keeps a log for each, so that entries would be lost."""

from __future__ import annotations

import gzip
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from hmic.store.connection import open_writing
from hmic.unfinished_files import name_beside, names_of
from tests.conftest import Talk
from tests.registers import TWO_REPORTS


@pytest.fixture
def two_names(talk: Talk) -> Path:
    talk.loaded(TWO_REPORTS)
    second = talk.folder / "second.db"
    second.hardlink_to(talk.folder / "recommendations.db")
    return second


def test_neither_name_is_written_to_and_the_remedy_is_told(two_names: Path, talk: Talk) -> None:
    first = two_names.with_name("recommendations.db")
    note = ("progress", "crime-2014-r1", "--note", "Begun")
    for name in (first, two_names):
        for command in (note, ("load",), ("assign", "crime-2014-r1", "ACC Crime")):
            said = talk(*command, "--db", str(name))
            assert said.code == 2
            assert f"{name.name} has a second name (a hard link)" in said.err
            assert "delete the other name" in said.err
        talk("list", "--db", str(name)).ok()
    two_names.unlink()
    talk(*note).ok()


def test_an_old_database_is_not_upgraded_under_two_names(talk: Talk) -> None:
    old = talk.folder / "recommendations.db"
    packed = Path(__file__).with_name("schema-8.db.gz")
    with gzip.open(packed) as source, old.open("wb") as file:
        shutil.copyfileobj(source, file)
    (talk.folder / "second.db").hardlink_to(old)
    before = old.read_bytes()
    assert "second name" in talk("list").err
    assert old.read_bytes() == before


def test_the_name_that_a_new_database_was_made_under_does_not_count(two_names: Path) -> None:
    """A run that makes a database gives it its name, and then takes the first one away."""
    first = two_names.with_name("recommendations.db")
    two_names.rename(name_beside(first))
    assert names_of(first) == 1
    with closing(open_writing(first)):
        pass
