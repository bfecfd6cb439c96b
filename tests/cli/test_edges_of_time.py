"""The first and the last days that there are, odd time zones, and a clock that was wrong once."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from collections.abc import Iterator

import pytest

from tests.conftest import NOW, Talk

REPORTS = [
    ("list",), ("list", "--overdue"), ("overdue",), ("overdue", "--within", "30d"), ("overdue", "--needs-target"),
    ("overdue", "-f", "ics"), ("show", "crime-2014-r1"), ("changes",), ("changes", "crime-2014-r1"), ("grades",), ("summary",),
    ("summary", "--since", "2015-01-01"), ("export", "board"), ("export", "board", "--since", "2015-01-01"), ("export", "deadlines"),
    ("export", "deadlines", "-f", "ics"), ("changes", "-f", "html"), ("site",),
]  # fmt: skip
UNDATED = [
    ("mail", "overdue"),
    ("mail", "overdue", "--due-within", "9000y"),
    ("verify",),
    ("export", "journal"),
]
EDGES = ["0001-01-01", "0001-01-02", "1582-10-15", "1969-12-31", "9998-12-31", "9999-12-01", "9999-12-31"]


def all_answers(talk: Talk, *days: tuple[str, ...]) -> None:
    """Every report on every day is an answer, or says what cannot be."""
    for command in REPORTS:
        for day in days:
            for terminal in (False, True):
                said = talk(*command, *day, terminal=terminal and "-f" not in command)
                assert "this is a bug" not in said.err, said
                assert "damaged" not in said.err, said
                assert said.code in (0, 2), said
    for command in UNDATED:
        said = talk(*command)
        assert "this is a bug" not in said.err, said
        assert "damaged" not in said.err, said
    for day in days:
        said = talk("board", "--since", "2015-01-01", "-o", "papers", *day)
        assert "this is a bug" not in said.err, said
        assert "damaged" not in said.err, said


@pytest.mark.parametrize("edge", EDGES)
def test_every_report_as_at_the_edge_of_time(two: Talk, edge: str) -> None:
    two("progress", "crime-2014-r1", "--note", "x").ok()
    all_answers(two, ("--as-at", edge), ("--known-on", edge), ("--as-at", "2020-01-01", "--known-on", edge))
    for command in (("summary", "--since", edge), ("export", "board", "--since", edge)):
        assert "this is a bug" not in two(*command).err


@pytest.mark.parametrize("edge", ["2100-01-01", "9000-01-01", "9999-12-30", "9999-12-31"])
@pytest.mark.parametrize("what", ["target", "extend", "review"])
def test_a_date_far_away_breaks_nothing(two: Talk, what: str, edge: str) -> None:
    given = {
        "target": ("target", "crime-2014-o1", edge, "--reason", "x"),
        "extend": ("extend", "crime-2014-r1", edge, "--reason", "x", "--agreed-by", "y"),
        "review": ("progress", "crime-2014-r1", "--status", "on-hold", "--note", "x", "--review-on", edge),
    }[what]
    said = two(*given)
    assert said.code in (0, 2)
    assert "this is a bug" not in said.err
    all_answers(two, (), ("--as-at", edge), ("--as-at", "9999-12-31"))


@pytest.mark.parametrize("published", ["0001", "0001-01-01", "9999", "9999-12", "9999-12-31", "9998-02-28"])
@pytest.mark.parametrize(
    "phrase",
    ["immediately", "within three months", "within 9999 years", "by 31 December 9999", "every month", "annually",
     "within 100 working days", "by the end of the following financial year", "by March 9999", "within 99999999999 days",
     "within two weeks of the report, and then every 3 months"],
)  # fmt: skip
def test_a_deadline_at_the_edge_of_time_is_read_or_refused(talk: Talk, published: str, phrase: str) -> None:
    talk.write(f"""
        - id: r
          title: R
          published: {published}
          respond_by: [{{clock: statutory response}}, {{clock: super-complaint}}, {{clock: action plan}}]
          findings:
            - {{id: r-r1, kind: recommendation, title: T, requirement: Q, deadlines: ['{phrase}']}}
    """)
    said = talk("check")
    assert "this is a bug" not in said.err, said
    assert "this is a bug" not in talk("when", phrase, "--published", published).err
    if said.code == 0:
        talk("load").ok()
        for command in (
            ("overdue",),
            ("overdue", "-f", "ics"),
            ("show", "r-r1"),
            ("export", "deadlines", "-f", "ics"),
            ("list",),
        ):
            for day in ((), ("--as-at", "9999-12-31"), ("--as-at", "0001-01-01")):
                answer = talk(*command, *day)
                assert "this is a bug" not in answer.err, answer


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set here")
@pytest.mark.parametrize("name", ["", "UTC", "Nowhere/Nothing", "XYZ99", "<+99>-99", "../../etc/passwd", ":", "A" * 5000,
                                  "Europe/London", "Pacific/Kiritimati", "Etc/GMT+12"])  # fmt: skip
def test_an_odd_time_zone_breaks_nothing(two: Talk, zone: pytest.MonkeyPatch, name: str) -> None:
    zone.setitem(os.environ, "TZ", name)
    time.tzset()
    for now in (
        NOW,
        dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2106, 12, 31, 23, 59, tzinfo=dt.UTC),
    ):
        two.now = now
        for command in (
            ("overdue",),
            ("progress", "crime-2014-o1", "--note", "x"),
            ("mail", "overdue"),
            ("list",),
        ):
            said = two(*command)
            assert "this is a bug" not in said.err, (name, now, said)


def told(talk: Talk, day: str) -> set[str]:
    """Who is written to on a day."""
    talk.now = dt.datetime.fromisoformat(f"{day}T06:00:00+00:00")
    err = talk("mail", "overdue", "--send", "--owners").ok().err
    return set(re.findall(r"sent to (\S+?)@", err))


@pytest.mark.parametrize("wrong", ["2036-01-01", "9999-12-01", "2027-01-01"])
def test_a_clock_that_was_wrong_once_silences_nobody(two: Talk, wrong: str) -> None:
    (two.folder / "hmic.toml").write_text('[owners]\n"ACC" = "acc@force.example"\n')
    two("assign", "crime-2014-r1", "ACC").ok()
    two("extend", "crime-2014-r1", "2026-11-20", "--reason", "x", "--agreed-by", "y").ok()
    assert told(two, wrong) >= {"acc"}
    right = {
        day: told(two, day)
        for day in ("2026-11-21", "2026-11-22", "2026-11-27", "2026-12-04", "2027-01-01")
    }
    assert [day for day, who in right.items() if "acc" in who] == [
        "2026-11-21", "2026-11-27", "2026-12-04", "2027-01-01",
    ]  # fmt: skip
    assert all("officer" in who for who in right.values())


def test_an_argument_with_a_null_character_is_refused(two: Talk) -> None:
    for command in (("list", "--db", "a\0b"), ("check", "a\0b"), ("list", "-o", "a\0.csv"), ("load", "a\0b"),
                    ("init", "a\0"), ("progress", "--from", "a\0"), ("backup", "a\0"), ("board", "-o", "a\0"),
                    ("show", "a\0"), ("import", "journal", "a\0"), ("check", "--reports", "a\0")):  # fmt: skip
        said = two(*command)
        assert said.code == 2, said
        assert "this is a bug" not in said.err, said
        assert json.dumps(said.err)
