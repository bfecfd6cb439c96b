"""`when`, `target`, `extend`, several deadlines, and the clocks that run for reports."""

from __future__ import annotations

import pytest

from tests.conftest import Talk
from tests.registers import CONCERN, TWO_REPORTS


def test_when_gives_a_row_for_each_deadline(talk: Talk) -> None:
    words = "Within three months the force should review and by March 2015 should have begun training"
    found = talk("when", words, "--published", "2014-11-27", "-f", "json").rows
    assert [(r["kind"], r["due"], r["exact"], r["anchor"]) for r in found] == [
        ("relative", "2015-02-27", True, "2014-11-27"),
        ("absolute", "2015-03-31", True, "2014-11-27"),
    ]
    assert all(r["rule"] for r in found)


def test_when_explains_on_a_terminal_and_takes_words_without_quotes(talk: Talk) -> None:
    text = talk("when", "within", "three", "months", "--published", "2014-11", terminal=True).ok().out
    assert text.startswith("28 February 2015  (relative, not exact)\n  “within three months”\n")
    assert "known only to the month" in text
    none = talk("when", "within 24 hours of receipt", "--published", "2014-11-27", terminal=True).ok().out
    assert none.startswith("No deadline  (none)\n")
    urgent = talk("when", "as soon as possible", "--published", "2014", terminal=True).ok().out
    assert urgent.startswith("No date: needs a target  (urgent)\n")
    yearly = talk(
        "when", "at least annually from July 2018 and thereafter", "--published", "2018", terminal=True
    )
    assert "Recurs: RRULE:FREQ=YEARLY." in yearly.ok().out


def test_words_without_end_are_not_read(talk: Talk) -> None:
    said = talk("when", "by March " * 10_000, "--published", "2014-11-27")
    assert (said.code, "at most 2,000 are read" in said.err) == (2, True)
    talk.write(TWO_REPORTS.replace("within six months", "by March " * 100 + "2016"))
    assert "the deadline words have 904 characters; at most 500 are read" in talk("check").out


def test_when_refuses_a_publication_that_is_none(talk: Talk) -> None:
    said = talk("when", "within a month", "--published", "November 2014")
    assert said.code == 2
    assert "'November 2014' is not a date, for --published" in said.err


def test_one_deadline_met_leaves_the_other_overdue(two: Talk) -> None:
    two("progress", "crime-2014-r2", "--deadline", "1", "--status", "complete", "--evidence",
        "https://x.example", "--on", "2015-02-20").ok()  # fmt: skip
    late = [r.split("\t")[4] for r in two("overdue", "--as-at", "2015-04-02").ok().out.splitlines()]
    assert late == ["2"]
    two("progress", "crime-2014-r2", "--deadline", "2", "--status", "complete", "--evidence",
        "https://x.example", "--on", "2015-04-01").ok()  # fmt: skip
    assert two("overdue", "--as-at", "2015-04-02").ok().out == ""


def test_an_extension_keeps_everything_that_was(two: Talk) -> None:
    said = two("extend", "crime-2014-r2", "2015-06-30", "--deadline", "1", "--reason", "restructuring",
               "--agreed-by", "HMIC liaison", "--on", "2015-02-01")  # fmt: skip
    assert said.ok().out == "crime-2014-r2: deadline 1 extended to 30 Jun 2015, entry 1\n"
    two(
        "extend",
        "crime-2014-r2",
        "2015-09-30",
        "--deadline",
        "1",
        "--reason",
        "again",
        "--on",
        "2015-06-01",
    ).ok()
    row = next(r for r in two("overdue", "--as-at", "2015-11-01", "-f", "json").rows if r["deadline"] == 1)
    if row["finding"] != "crime-2014-r2":
        row = next(
            r for r in two("overdue", "--as-at", "2015-11-01", "-f", "json").rows
            if r["finding"] == "crime-2014-r2" and r["deadline"] == 1
        )  # fmt: skip
    assert (row["due"], row["original_due"], row["basis"], row["times_extended"], row["why_moved"]) == (
        "2015-09-30", "2015-02-27", "extension", 2, "again",
    )  # fmt: skip
    shown = two("show", "crime-2014-r2", "--as-at", "2015-11-01", terminal=True, width=160).ok().out
    assert "moved twice; first 27 Feb 2015; last: again" in shown
    assert (
        "deadline “within three months”: extended to 30 Jun 2015 because restructuring (agreed by HMIC liaison)"
        in shown
    )
    table = two("overdue", "--as-at", "2015-11-01", terminal=True).ok().out
    assert "30 Sep 2015*" in table
    assert "* date moved" in table
    board = two("export", "board", "--as-at", "2015-11-01", "-f", "json").ok()
    cells = next(r for r in board.rows if r["reference"] == "crime-2014-r2")
    assert (cells["times_moved"], cells["why_moved"]) == (
        2, "deadline 1 to 2015-06-30: restructuring (agreed by HMIC liaison)\ndeadline 1 to 2015-09-30: again",
    )  # fmt: skip


THEN = ("--on", "2015-04-01")
"""A day on which the finding that a later report resolved was still open."""


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("extend", "crime-2014-r1", "2015-08-01"), "an extension needs a reason"),
        (("extend", "crime-2014-r1", "2015-08-01", "--reason", " "), "--reason is empty"),
        (("extend", "crime-2014-r1", "2015-05-27", "--reason", "x"), "is not later than 2015-05-27"),
        (("extend", "crime-2014-r1", "soon", "--reason", "x"), "'soon' is not a date"),
        (("extend", "crime-2014-r2", "2015-08-01", "--reason", "x", *THEN), "say which with --deadline"),
        (
            ("extend", "crime-2014-r2", "2015-08-01", "--reason", "x", "--deadline", "3", *THEN),
            "has no deadline 3",
        ),
        (("extend", "crime-2014-o1", "2015-08-01", "--reason", "x"), "has no date to move"),
        (("target", "crime-2014-o1", "2015-08-01"), "is before 2026-11-20"),
        (("target", "crime-2014-r2", "2016-08-01", *THEN), "say which with --deadline"),
        (("target", "crime-2014-o1", "2027-08-01", "--deadline", "2"), "has no deadline 2"),
        (("target", "crime-2014-o9", "2027-08-01"), "did you mean crime-2014-o1?"),
    ],
)
def test_what_is_refused(two: Talk, args: tuple[str, ...], message: str) -> None:
    said = two(*args)
    assert said.code == 2
    assert message in said.err
    assert "0 journal entries" in two("verify").ok().out


def test_a_met_deadline_is_not_extended(two: Talk) -> None:
    done = ("--status", "complete", "--evidence", "https://x", "--on", "2015-02-20")
    two("progress", "crime-2014-r2", "--deadline", "1", *done).ok()
    said = two("extend", "crime-2014-r2", "2015-08-01", "--deadline", "1", "--reason", "x", *THEN)
    assert "deadline 1 of crime-2014-r2 was met on 2015-02-20" in said.err


def test_a_target_gives_an_open_finding_its_date(two: Talk) -> None:
    said = two("target", "crime-2014-o1", "2027-01-31", "--by", "ACC Crime")
    assert said.ok().out == "crime-2014-o1: target 31 Jan 2027, entry 1\n"
    row = two("list", "--search", "explain approach", "-f", "json").rows[0]
    assert row["next_due"] == "2027-01-31"
    assert row["deadlines"][0]["basis"] == "target"
    assert two("overdue", "--needs-target").ok().out == ""
    moved = two("target", "crime-2014-o1", "2027-03-31")
    assert "moving it needs a reason" in moved.err
    two("target", "crime-2014-o1", "2027-03-31", "--reason", "staff on leave").ok()
    (deadline,) = two.shown("crime-2014-o1")["deadlines"]
    assert (deadline["original_due"], deadline["due"], deadline["times_extended"]) == (
        "2027-01-31", "2027-03-31", 1,
    )  # fmt: skip
    two("extend", "crime-2014-o1", "2027-06-30", "--reason", "agreed").ok()
    assert two("list", "--search", "explain approach", "-f", "json").rows[0]["next_due"] == "2027-06-30"


def test_a_target_beside_the_inspectorates_date_does_not_replace_it(two: Talk) -> None:
    two("target", "crime-2014-r1", "2015-03-01", "--on", "2015-01-10").ok()
    (deadline,) = two.shown("crime-2014-r1")["deadlines"]
    assert (deadline["due"], deadline["basis"], deadline["target"]) == (
        "2015-05-27", "inspectorate", "2015-03-01",
    )  # fmt: skip
    assert "the force's own target: 1 Mar 2015" in two("show", "crime-2014-r1", terminal=True).out


def test_the_statutory_response_is_56_days_beginning_with_publication(talk: Talk) -> None:
    talk.loaded(CONCERN)
    assert "statutory response" not in talk("overdue", "--as-at", "2022-08-09").ok().out
    late = talk("overdue", "--as-at", "2022-08-10", "-f", "json").rows[-1]
    assert (late["finding"], late["kind"], late["phrase"], late["due"], late["days_overdue"]) == (
        "peel-2022", "response", "statutory response", "2022-08-09", 1,
    )  # fmt: skip
    text = talk("overdue", "--as-at", "2022-08-10", terminal=True).ok().out
    assert "Responses to reports" in text
    assert talk("progress", "peel-2022", "--responded-on", "2022-08-01", "--by", "OPCC").ok().out == (
        "peel-2022: responded on 1 Aug 2022, entry 1\n"
    )
    assert "statutory response" not in talk("overdue", "--as-at", "2022-08-10").ok().out
    talk("verify").ok()


def test_clocks_that_do_not_run_cannot_be_met(talk: Talk) -> None:
    talk.loaded(
        CONCERN.replace(
            "    - clock: statutory response", "    - clock: statutory response\n    - clock: action plan"
        )
    )
    assert (
        "peel-2022 has several response deadlines"
        in talk("progress", "peel-2022", "--responded-on", "2022-08-01").err
    )
    wrong = talk("progress", "peel-2022", "--responded-on", "2022-08-01", "--deadline", "3")
    assert "peel-2022 has no response deadline 3" in wrong.err
    said = talk("progress", "peel-2022", "--responded-on", "2022-07-01", "--deadline", "2")
    assert said.ok().out == "peel-2022: action plan responded on 1 Jul 2022, entry 1\n"
    assert "did you mean peel-2022?" in talk("progress", "peel-2023", "--responded-on", "2022-08-01").err
    talk.loaded(TWO_REPORTS)
    assert (
        "crime-2014 has no response deadline"
        in talk("progress", "crime-2014", "--responded-on", "2022-08-01").err
    )
