"""Reports rolled up by force and by theme: every number worked out a second way from the lists."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Talk
from tests.registers import CONCERN, TWO_REPORTS

DAY = ("--as-at", "2023-01-31")


@pytest.fixture
def forces(talk: Talk) -> Talk:
    """Three forces, of which one has closed something and one has half of the reports."""
    import textwrap

    paths = []
    for n, (name, whole) in enumerate(
        {"Ashshire": TWO_REPORTS + CONCERN, "Beeshire": TWO_REPORTS, "Ceeshire": CONCERN}.items()
    ):
        text = whole
        for report in ("crime-2014", "peel-2016", "peel-2022"):
            text = text.replace(report, f"f{n}-{report}")
        path = talk.write(
            f"register: 1\nforce: {name}\nreports:\n{textwrap.indent(text, '  ')}", f"data/{name}.yaml"
        )
        paths.append(str(Path(path).relative_to(talk.folder)))
    talk("load", *paths).ok()
    close = ("--status", "closed", "--closed-by", "letter", "--on", "2022-07-01")
    talk("progress", "f1-crime-2014-r1", *close).ok()
    return talk


def told(talk: Talk, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(talk(*args, *DAY, "-f", "json").ok().out)
    return found


def groups(row: dict[str, Any], by: str) -> list[str]:
    force = {"f0": "Ashshire", "f1": "Beeshire", "f2": "Ceeshire"}[row["finding"][:2]]
    return [force] if by == "force" else (row["themes"] or ["no theme"])


@pytest.mark.parametrize("by", ["force", "theme"])
def test_a_summary_by_group_agrees_with_the_list(forces: Talk, by: str) -> None:
    late = {row["finding"] for row in told(forces, "overdue")["rows"]}
    count: dict[str, Counter[str]] = {}
    for row in told(forces, "list")["rows"]:
        formal = row["kind"] != "observation"
        for group in groups(row, by):
            own = count.setdefault(group, Counter())
            own["findings"] += formal
            own["open"] += formal and bool(row["open"])
            own["overdue"] += formal and row["finding"] in late
            own["observations"] += not formal
            own["observations_open"] += not formal and bool(row["open"])
    rolled = told(forces, "summary", "--by", by)
    assert {
        r["group"]: {k: r[k] for k in ("findings", "open", "overdue", "observations")}
        for r in rolled["rows"]
    } == {
        group: {k: own[k] for k in ("findings", "open", "overdue", "observations")}
        for group, own in count.items()
    }
    whole = told(forces, "summary")["totals"]
    assert {k: rolled["totals"][k] for k in ("findings", "open", "overdue")} == {
        k: whole[k] for k in ("findings", "open", "overdue")
    }
    if by == "force":
        for name, number in rolled["totals"].items():
            assert sum(row[name] for row in rolled["rows"]) == number


def test_overdue_by_force_adds_up_and_has_the_most_first(forces: Talk) -> None:
    plain = told(forces, "overdue")
    rolled = told(forces, "overdue", "--by", "force")
    assert {k: rolled["totals"][k] for k in ("findings", "deadlines")} == {
        k: plain["totals"][k] for k in ("findings", "deadlines")
    }
    assert sum(row["findings"] for row in rolled["rows"]) == plain["totals"]["findings"]
    numbers = [row["findings"] for row in rolled["rows"]]
    assert numbers == sorted(numbers, reverse=True)
    assert forces("overdue", "--by", "force", "--exit-code", *DAY).code == 1
    assert forces("overdue", "--by", "force", "--within", "30d").code == 2


def test_changes_by_theme_show_what_recurs_across_forces_and_years(forces: Talk) -> None:
    rows = {row["group"]: row for row in told(forces, "changes", "--by", "theme")["rows"]}
    assert rows["what-works"] == {
        "group": "what-works", "threads": 2, "open": 2, "raised_again": 2, "forces": 2, "first": "2014", "last": "2016",
    }  # fmt: skip
    by_force = told(forces, "changes", "--by", "force")
    assert sum(row["threads"] for row in by_force["rows"]) == len(told(forces, "changes")["rows"])


def test_grades_count_the_latest_of_each_force(forces: Talk) -> None:
    rows = told(forces, "grades", "--by", "force")["rows"]
    assert [(row["group"], row["grade"], row["of"]) for row in rows] == [
        ("Ashshire", "requires improvement", ["Investigating"]),
        ("Beeshire", "requires improvement", ["Investigating"]),
    ]
    ((row),) = told(forces, "grades", "--by", "theme")["rows"]
    assert (row["group"], row["number"], row["of"]) == ("Investigating", 2, ["Ashshire", "Beeshire"])


@pytest.mark.parametrize("name", ["summary", "overdue", "changes", "grades"])
@pytest.mark.parametrize("by", ["force", "theme"])
def test_every_format_has_it(forces: Talk, name: str, by: str) -> None:
    screen = forces(name, "--by", by, *DAY, terminal=True).ok().out
    assert "all" in screen
    assert max(map(len, screen.splitlines())) <= 80
    rows = told(forces, name, "--by", by)["rows"]
    for form in ("csv", "plain", "md"):
        out = forces(name, "--by", by, *DAY, "-f", form).ok().out
        assert all(row["group"] in out for row in rows)
    forces(name, "--by", by, *DAY, "-o", "rolled.xlsx").ok()
    assert forces(name, "--by", "region").code == 2
