"""What one paper says is open is what the next one begins with, whatever a load has taken off in between."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from hmic.words import day_words
from tests.conftest import NOW, Talk

FIRST = [f"a-{kind}{n}" for kind in "ro" for n in range(1, 7)]


def register(ids: list[str]) -> str:
    lines = ["- id: a", "  title: A", "  published: 2026-01-05", "  findings:"]
    for name in ids:
        kind = "recommendation" if name[2] == "r" else "observation"
        what = f"id: {name}, kind: {kind}, title: T {name}, requirement: Do {name}."
        dated = ", deadlines: [{phrase: by 1 September 2026}]" if int(name[3:]) % 2 else ""
        lines.append(f"    - {{{what}{dated}}}")
    return "\n".join(lines) + "\n"


def totals(talk: Talk, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(talk(*args, "-f", "json").ok().out)["totals"]
    return found


def a_step(talk: Talk, dice: random.Random, present: list[str], *, back: bool = False) -> None:
    """Some days later: a load takes off a finding, and others end or are opened again.

    With `back` one that was taken off comes back: then it counts on every day, unless one asks with --known-on.
    """
    if len(present) > 4:
        present.remove(dice.choice(present))
    gone = sorted({*FIRST} - {*present})
    if back and len(gone) > 1:
        present.append(gone[0])  # back on the register
    talk.write(register(present))
    talk("load").ok()
    for name in dice.sample(present, 2):
        status = dice.choice(("not accepted", "open", "in-progress"))
        talk("progress", name, "--status", status, "--note", "why").ok()
    if dice.random() < 0.3:
        present.append(
            f"a-r{90 + len(present)}"
        )  # a slip, loaded and taken off again before anybody counts
        talk.write(register(present))
        talk("load").ok()
        present.pop()
        talk.write(register(present))
        talk("load").ok()


def everything(talk: Talk, first: dt.date, *args: str) -> dict[str, Any]:
    """What is said of the register: rows and totals, what a calendar shows, and each finding's page."""
    said: dict[str, Any] = {}
    since = ("--since", first.isoformat()) if first < talk.now.astimezone().date() else ()
    for asked in (("summary", *since), ("export", "board", *since), ("overdue",), ("list",)):
        document = json.loads(talk(*asked, *args, "-f", "json").ok().out)
        said[asked[0]] = sorted(document["rows"], key=str), document["totals"]
    calendar = talk("overdue", "--within", "1y", "-f", "ics", *args).ok().out
    said["calendar"] = sorted(re.findall(r"(?:SUMMARY|DTSTART|DESCRIPTION).*(?:\n .*)*", calendar))
    if since:
        talk("board", *since, *args, "-o", "papers").ok()
        whole = (talk.folder / "papers" / "deadlines.ics").read_text("utf-8")
        said["papers"] = sorted(re.findall(r"(?:SUMMARY|DTSTART|DESCRIPTION).*(?:\n .*)*", whole))
    for name in FIRST:
        page = talk("show", name, *args, terminal=True).ok().out
        said[name] = re.sub(r", as known on \d+ \w+ \d+", "", page)
    return said


CLOCKS = (("UTC0", 9.5), ("GMT0BST,M3.5.0/1,M10.5.0", 0.5), ("EST5EDT,M3.2.0,M11.1.0", 23.5))
"""Zones, and the hour there at which the officer works."""


@pytest.fixture(params=CLOCKS, ids=["morning", "after midnight", "before midnight"])
def begun(request: pytest.FixtureRequest, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    """Ninety days ago, here, at an hour at which the day may be another one in UTC."""
    zone, hour = request.param
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    start = dt.datetime.combine(NOW.date() - dt.timedelta(days=90), dt.time())
    talk.now = (start + dt.timedelta(hours=hour)).astimezone(dt.UTC)
    yield talk
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set here")
@pytest.mark.parametrize("seed", range(2))
def test_what_was_said_then_is_said_again_of_what_was_known_then(begun: Talk, seed: int) -> None:
    talk, dice, present = begun, random.Random(seed), list(FIRST)
    first = talk.now.astimezone().date()
    talk.loaded(register(present))
    told = {}
    for _ in range(3):
        talk.now += dt.timedelta(days=dice.randrange(1, 9))
        a_step(talk, dice, present, back=True)
        told[talk.now.astimezone().date()] = everything(talk, first)
        assert f"Last load: {day_words(talk.now.astimezone().date())}" in talk().ok().out
    for day, said in told.items():
        again = everything(talk, first, "--as-at", day.isoformat(), "--known-on", day.isoformat())
        for name in said:
            assert again[name] == said[name], (day, name)
    assert any(
        "Withdrawn from the register on" in str(said[name]) for said in told.values() for name in FIRST
    )


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set here")
def test_the_last_papers_number_is_where_the_next_one_begins(begun: Talk, seed: int) -> None:
    talk, dice = begun, random.Random(seed)
    present = list(FIRST)
    told: dict[dt.date, dict[str, Any]] = {}
    talk.loaded(register(present))
    taken_off = 0
    for _ in range(5):
        a_step(talk, dice, present)
        today = told[talk.now.astimezone().date()] = totals(talk, "summary")
        for day in list(told)[:-1]:
            for asked in (
                ("summary",),
                ("summary", "--as-at", talk.now.astimezone().date().isoformat()),
                ("export", "board"),
            ):
                now = totals(talk, *asked, "--since", day.isoformat())
                assert now["open_then"] == told[day]["open"], (asked, day)
                assert now["observations_since"]["open_then"] == told[day]["open_observations"], (
                    asked,
                    day,
                )
                assert now["open_now"] == today["open"]
                for part in (now, now["observations_since"]):
                    out = part["closed"] + part["withdrawn_open"]
                    assert part["open_then"] + part["new"] - out + part["reopened"] == part["open_now"]
                taken_off += now["withdrawn_open"]
        talk.now += dt.timedelta(days=dice.randrange(1, 15))
    assert taken_off
    since = ("--since", min(told).isoformat())
    text = talk("summary", *since, terminal=True, width=120).ok().out
    assert f" - {totals(talk, 'summary', *since)['withdrawn_open']} withdrawn = " in text
    assert "withdrawn: a-" in text
