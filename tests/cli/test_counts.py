"""One meaning for each count: what one output says of a day, every other says of it too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Talk

MIXED = """\
- id: a
  title: Inspection
  published: 2026-01-01
  findings:
    - id: a-r1
      kind: recommendation
      title: Two dates missed
      requirement: Do two things.
      deadlines: [within three months, by 30 June 2026]
    - id: a-r2
      kind: recommendation
      title: One missed, one to come
      requirement: Do two more.
      deadlines: [within six months, by 10 December 2026]
    - id: a-r3
      kind: recommendation
      title: Only to come
      requirement: Do one thing.
      deadlines: [by 1 December 2026]
    - id: a-a1
      kind: area_for_improvement
      title: No date
      requirement: Improve.
    - id: a-o1
      kind: observation
      title: Observed, with a target missed
      requirement: Look.
    - id: a-o2
      kind: observation
      title: Observed
      requirement: Look again.
"""


@pytest.fixture
def mixed(talk: Talk) -> Talk:
    talk.loaded(MIXED)
    talk("target", "a-o1", "2026-10-01", "--on", "2026-02-01").ok()
    return talk


def totals(talk: Talk, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(talk(*args, "-f", "json").ok().out)["totals"]
    return found


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_what_is_overdue_is_the_same_everywhere(mixed: Talk) -> None:
    said = "2 findings overdue (3 deadlines), plus 1 observation overdue (1 deadline)"
    for command in (["overdue"], ["summary"], ["mail", "overdue"], ["export", "board", "-f", "table"]):
        assert said in words(mixed(*command, terminal=True, width=200).ok().out), command
    mixed("board", "--since", "2026-02-01").ok()
    paper = words((mixed.folder / "board" / "paper.html").read_text("utf-8"))
    assert paper.count(said) == 2, "in what a reader sees first, and over the table"
    assert "overdue 2 within" in paper, "in the chart"
    overdue, summary, board = (totals(mixed, *c) for c in (["overdue"], ["summary"], ["export", "board"]))
    assert (overdue["findings"], overdue["deadlines"]) == (2, 3)
    assert (overdue["observations"], overdue["observation_deadlines"]) == (1, 1)
    for found in (overdue, summary, board):
        assert (found["overdue"], found["overdue_deadlines"], found["overdue_observations"]) == (2, 3, 1)
    assert board["red"] == 2
    subject = mixed("mail", "overdue").out.splitlines()[2]
    assert subject == f"Subject: {said}: Testshire Police, 20 November 2026"


def test_what_is_on_the_register_is_the_same_everywhere(mixed: Talk) -> None:
    found = totals(mixed, "list")
    assert (found["findings"], found["observations"]) == (4, 2)
    assert "4 findings, 2 observations, 1 journal entry" in mixed("verify").ok().out
    assert "4 findings, 4 open, plus 2 observations, 2 open" in words(mixed("summary", terminal=True).out)
    checked = mixed("check").ok()
    assert re.search(r"4 findings \([^)]*\) plus 2 observations", checked.out + checked.err)


def test_what_has_no_date_is_the_same_everywhere(mixed: Talk) -> None:
    said = "1 open finding has no deadline or target, plus 1 observation"
    for command in (["overdue"], ["summary"], ["mail", "overdue"], ["export", "board", "-f", "table"]):
        assert said in words(mixed(*command, terminal=True, width=200).ok().out), command
    mixed("board", "--since", "2026-02-01").ok()
    paper = words((mixed.folder / "board" / "paper.html").read_text("utf-8"))
    assert f"{said}." in paper
    assert "no deadline or target: 1" in paper, "in the chart"
    listed = totals(mixed, "overdue", "--needs-target")
    assert (listed["findings"], listed["observations"]) == (1, 1)
    for command in (["overdue"], ["summary"], ["export", "board"]):
        found = totals(mixed, *command)
        assert (found["needs_target"], found["observations_needing_target"]) == (1, 1)
    mixed("assign", "a-r1", "DCC").ok()
    assert totals(mixed, "overdue", "--owner", "DCC")["needs_target"] == 0, "that owner's own"


def test_what_falls_due_soon_is_the_same_everywhere(mixed: Talk) -> None:
    said = "2 findings due within 90 days (2 deadlines)"
    for command in (["overdue", "--within", "90d"], ["mail", "overdue", "--due-within", "90d"]):
        assert said in words(mixed(*command, terminal=True, width=200).ok().out), command
    mixed("board", "--since", "2026-02-01").ok()
    paper = words((mixed.folder / "board" / "paper.html").read_text("utf-8"))
    assert f"{said}. Of these findings 1 is overdue already, by another deadline." in paper
    assert "within 30 days 1 in 31" in paper, "in the chart each finding stands once: the other is overdue"


def test_observations_are_never_among_the_findings(mixed: Talk) -> None:
    for command in (["list"], ["summary"], ["export", "board"]):
        found = totals(mixed, *command)
        assert (found["findings"], found["observations"]) == (4, 2), command
        assert (found["open"], found["open_observations"]) == (4, 2), command
    for command in (["summary"], ["export", "board"]):
        found = totals(mixed, *command, "--since", "2025-12-31")
        assert (found["new"], found["open_now"]) == (4, 4)
        assert (found["observations_since"]["new"], found["observations_since"]["open_now"]) == (2, 2)
    mixed("export", "board", "--since", "2025-12-31", "-o", "b.xlsx").ok()
    sheet = openpyxl.load_workbook(mixed.folder / "b.xlsx").worksheets[0]
    told = {str(row[0].value): [cell.value for cell in row[1:]] for row in sheet.iter_rows()}
    assert (told["findings"], told["observations"]) == ([0, 4, 0, 0, 4], [0, 2, 0, 0, 2])
    assert told["overdue observations"][0] == 1


def test_an_owner_is_told_all_that_is_overdue(mixed: Talk) -> None:
    settings = 'mail.from = "l@x.example"\nmail.to = ["l@x.example"]\n[owners]\nDCC = "d@x.example"\n'
    Path(mixed.folder / "hmic.toml").write_text(settings)
    mixed("assign", "a-r1", "DCC").ok()
    mixed("mail", "overdue", "--send", "--owners").ok()
    mixed("assign", "a-o1", "DCC").ok()
    shown = mixed("mail", "overdue", "--owners").ok().out
    assert "1 finding overdue (2 deadlines), plus 1 observation overdue (1 deadline)" in words(shown)
    assert "ALREADY REMINDED - a-r1" in words(shown)


def threads_register(pairs: int, singles: int) -> str:
    """`pairs` threads that a second report raises again, closed ones among them, and `singles` others."""
    lines = ["- id: x", "  title: X", "  published: 2015-01-01", "  findings:"]
    for n in range(pairs + singles):
        lines += [
            f"    - id: x-{n}",
            "      kind: recommendation",
            f"      title: T{n}",
            "      requirement: Do.",
        ]
    lines += ["- id: y", "  title: Y", "  published: 2016-01-01", "  findings:"]
    for n in range(pairs):
        lines += [f"    - id: y-{n}", "      kind: recommendation", f"      title: Again {n}",
                  "      requirement: Do.", f"      follows: [x-{n}]"]  # fmt: skip
    lines += ["  follow_ups:"]
    lines += ["    - {finding: x-0, verdict: improved, summary: Better.}"]
    lines += [f"    - {{finding: x-{pairs}, verdict: resolved, summary: Done.}}"]
    lines += ["- id: z", "  title: Z", "  published: 2017-01-01", "  follow_ups:"]
    lines += ["    - {finding: y-1, verdict: improved, summary: Better.}"]
    return "\n".join(lines) + "\n"


def test_every_thread_in_more_than_one_report_is_shown(talk: Talk) -> None:
    talk.loaded(threads_register(70, 30))
    said = talk("changes", terminal=True, width=160).ok().out
    found = totals(talk, "changes")
    shown = [line for line in said.splitlines() if re.search(r"^T\d+ .* x-\d+$", line)]
    assert (found["threads"], found["in_several_reports"], found["raised_again"]) == (100, 71, 70)
    assert found["mentioned_once"] == 29
    assert len(shown) == 71, "also those beyond a screenful"
    assert (
        "100 threads, 99 open: 71 in more than one report (70 raised again), 29 in one report only." in said
    )
    assert "29 more threads in one report only" in said
    assert "… and" not in said, "one remainder"
    every = talk("changes", "--all", terminal=True, width=160).ok().out
    assert len([line for line in every.splitlines() if re.search(r"^T\d+ .* x-\d+$", line)]) == 100


def test_what_was_raised_again_is_not_green(talk: Talk) -> None:
    talk.loaded(threads_register(3, 1))
    report = talk("changes", terminal=True, width=160, color=True).ok().out
    green = "\x1b[32m"
    for title in ("T0 ", "T1 "):
        (row,) = [line for line in report.splitlines() if title in line]
        assert "improved" in row
        assert f"{green}improved" not in row
        assert green not in row, "raised again outweighs improved, in one report and in the next"
