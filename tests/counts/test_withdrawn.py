"""What one paper says is open is what the next one begins with, whatever a load has taken off in between."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import Any

import pytest

from tests.conftest import NOW, Talk

FIRST = [f"a-{kind}{n}" for kind in "ro" for n in range(1, 7)]


def register(ids: list[str]) -> str:
    lines = ["- id: a", "  title: A", "  published: 2026-01-05", "  findings:"]
    for name in ids:
        kind = "recommendation" if name[2] == "r" else "observation"
        lines.append(f"    - {{id: {name}, kind: {kind}, title: T {name}, requirement: Do {name}.}}")
    return "\n".join(lines) + "\n"


def totals(talk: Talk, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(talk(*args, "-f", "json").ok().out)["totals"]
    return found


def a_step(talk: Talk, dice: random.Random, present: list[str]) -> None:
    """Some days later: a load takes off a finding, and others end or are opened again."""
    if len(present) > 4:
        present.remove(dice.choice(present))
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


@pytest.mark.parametrize("seed", range(3))
def test_the_last_papers_number_is_where_the_next_one_begins(talk: Talk, seed: int) -> None:
    dice = random.Random(seed)
    present = list(FIRST)
    told: dict[dt.date, dict[str, Any]] = {}
    talk.now = NOW - dt.timedelta(days=90)
    talk.loaded(register(present))
    taken_off = 0
    for _ in range(5):
        a_step(talk, dice, present)
        today = told[talk.now.date()] = totals(talk, "summary")
        for day in list(told)[:-1]:
            for asked in (
                ("summary",),
                ("summary", "--as-at", talk.now.date().isoformat()),
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
