"""An entry that comes in again is known by all that it says, and by nothing else."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import Any

import pytest

from hmic.entry_records import FIELDS
from hmic.model import Entry, EntryKind, Evidence, Status
from hmic.store.connection import open_reading
from hmic.store.repeats import is_recorded
from tests.conftest import Talk

TWO_DEADLINES = """
  - id: r
    title: R
    published: 2022-01-31
    findings:
      - id: f
        kind: recommendation
        title: T
        requirement: Q
        deadlines: [{phrase: within three months}, {phrase: within six months, requires: a review}]
      - id: g
        kind: recommendation
        title: T
        requirement: Q
"""
ENTRY = Entry(
    finding="f", kind=EntryKind.EXTENSION, on=dt.date(2022, 2, 1), by="DCC", due=dt.date(2023, 1, 1),
    reason="Later", agreed_by="DCC", deadline=1,
)  # fmt: skip
OTHER: dict[str, Any] = {
    "finding": "g", "report": "r", "kind": EntryKind.TARGET, "deadline": 2, "part": "a", "status": Status.OPEN,
    "note": "n", "reason": "n", "owner": "n", "due": dt.date(2023, 1, 2), "agreed_by": "n",
    "review_on": dt.date(2023, 1, 2), "closed_by": "n", "superseded_by": "g", "corrects": "0" * 32,
    "evidence": (Evidence(place="https://a.example"),), "by": "n", "on": dt.date(2022, 2, 2), "phrase": "n",
    "requires": "n", "occurrence": dt.date(2022, 4, 30),
}  # fmt: skip


@pytest.fixture
def recorded(talk: Talk) -> Talk:
    talk.loaded(TWO_DEADLINES)
    args = (
        "--deadline",
        "1",
        "--reason",
        "Later",
        "--agreed-by",
        "DCC",
        "--by",
        "DCC",
        "--on",
        "2022-02-01",
    )
    talk("extend", "f", "2023-01-01", *args).ok()
    return talk


def test_the_same_is_known(recorded: Talk) -> None:
    with closing(open_reading(recorded.folder / "recommendations.db")) as con:
        assert is_recorded(con, ENTRY)
        assert is_recorded(con, ENTRY._replace(on=dt.date(2022, 2, 2)), any_day=True)


@pytest.mark.parametrize(
    "field", [field for field, _ in FIELDS.values() if field not in {"uid", "recorded_at"}]
)
def test_what_says_anything_else_is_another(recorded: Talk, field: str) -> None:
    with closing(open_reading(recorded.folder / "recommendations.db")) as con:
        words = {"phrase": "within three months"} if field == "requires" else {}
        assert not is_recorded(con, ENTRY._replace(**{**words, field: OTHER[field]}))


def test_a_deadline_is_known_by_its_words_wherever_it_stands(recorded: Talk) -> None:
    recorded.write(TWO_DEADLINES.replace("[{phrase: within three months}, ", "[").replace(
        "a review}]", "a review}, {phrase: within three months}]"))  # fmt: skip
    recorded("load").ok()
    with closing(open_reading(recorded.folder / "recommendations.db")) as con:
        assert is_recorded(con, ENTRY._replace(deadline=2))
        assert not is_recorded(con, ENTRY)


def test_the_time_of_a_recurring_deadline_is_the_earliest_then(talk: Talk) -> None:
    talk.loaded(TWO_DEADLINES.replace("within three months", "at least annually from July 2022"))
    entry = Entry(finding="f", kind=EntryKind.PROGRESS, on=dt.date(2022, 8, 1), by="DCC", deadline=1,
                  status=Status.COMPLETE, evidence=(Evidence(place="https://a.example"),))  # fmt: skip
    db = talk.folder / "recommendations.db"
    talk("progress", "f", "--status", "complete", "--deadline", "1", "--evidence", "https://a.example", "--by", "DCC",
         "--on", "2022-08-01").ok()  # fmt: skip
    with closing(open_reading(db)) as con:
        assert is_recorded(con, entry)
        (first,) = con.execute("SELECT occurrence FROM entry").fetchone()
        assert is_recorded(con, entry._replace(occurrence=dt.date.fromisoformat(first)))
        assert not is_recorded(con, entry._replace(occurrence=dt.date(2023, 7, 31)))
