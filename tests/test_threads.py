"""Threads over the years, worked out by hand: what is one matter, in which order, and its screen letter by letter."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hmic.model import Kind
from hmic.render import table
from hmic.render.formats import Look
from hmic.reports import changes_report
from hmic.reports.changes_report import Row
from hmic.reports.screen_blocks import Cell, Line, Style
from hmic.reports.threads import WORDS, Step, Thread, threads, worst_first
from hmic.store.queries.thread_rows import FollowUpRow, ReportRow, ThreadFinding

R, A, OBS = Kind.RECOMMENDATION.value, Kind.AREA_FOR_IMPROVEMENT.value, Kind.OBSERVATION.value
DAY = dt.date(2020, 3, 1)


def report(name: str, published: str, on: str, mentioned_in: str | None = None) -> ReportRow:
    return ReportRow(name, name.title(), published, on, 1, "HMIC", mentioned_in, None, "Fenland Police")


REPORTS = [
    report("old", "2014-11", "2014-11-30"),
    report("custody", "2016-02-18", "2016-02-18"),
    report("letter", "2017-01", "2017-01-31", mentioned_in="peel"),
    report("peel", "2018", "2018-12-31"),
]


def finding(
    name: str, source: str, title: str = "", *, open_now: bool = True, **more: Any
) -> ThreadFinding:
    told = {
        "kind": R,
        "same_as": None,
        "status": "open",
        "since": "2014-11-30",
        "themes": "[]",
        "voice": "",
        **more,
    }
    return ThreadFinding(
        finding=name, report=source, title=title or name, requirement="Act.", open=open_now, **told
    )


def said(source: str, name: str, verdict: str, summary: str = "Seen.") -> FollowUpRow:
    row = next(row for row in REPORTS if row.report == source)
    return FollowUpRow(source, name, verdict, summary, row.published, row.published_on, None)


FINDINGS = [
    finding("c1", "old", "Victims are told", open_now=False),
    finding("c2", "old", "Crimes are recorded", open_now=False, since="2018-12-31"),
    finding("c3", "old", "Lockers", kind=OBS),
    finding("k1", "custody", "Victims are told in time", reopened_by="peel"),
    finding("k2", "custody", "Cells"),
    finding("k3", "custody", "Doors", kind=A, open_now=False, since="2017-03-20"),
    finding("p1", "peel", "Recorded crimes", same_as="c2", open_now=False, since="2019-01-15"),
    finding("early", "not yet", "Sent ahead"),
]
LINKS = [("k1", "c1"), ("k2", "unknown"), ("unknown", "c3")]
FOLLOW_UPS = [
    said("peel", "c1", "improved", "Better."), said("peel", "c2", "resolved", "Done."), said("letter", "k2", "worsened"),
    said("peel", "k2", "unchanged"), said("peel", "k2", "improved"), said("peel", "unknown", "improved"),
]  # fmt: skip


def found() -> list[Thread]:
    return threads(FINDINGS, LINKS, FOLLOW_UPS, REPORTS)


def test_what_is_linked_is_one_matter_with_its_steps_by_report() -> None:
    told = {
        thread.root.finding: (
            [f.finding for f in thread.findings],
            [(step.report, step.verdict, step.finding, step.summary) for step in thread.steps],
            thread.began,
        )
        for thread in found()
    }
    assert told == {
        "c1": (
            ["c1", "k1"],
            [("old", "raised", "c1", "Victims are told"), ("custody", "repeated", "k1", "Victims are told in time"),
             ("peel", "improved", "c1", "Better.")],
            "2014-11-30",
        ),
        "c2": (
            ["c2", "p1"],
            [("old", "raised", "c2", "Crimes are recorded"), ("peel", "resolved", "c2", "Done.")],
            "2014-11-30",
        ),
        "c3": (["c3"], [("old", "raised", "c3", "Lockers")], "2014-11-30"),
        "k2": (
            ["k2"],
            [("custody", "raised", "k2", "Cells"), ("letter", "worsened", "k2", "Seen."),
             ("peel", "unchanged", "k2", "Seen."), ("peel", "improved", "k2", "Seen.")],
            "2016-02-18",
        ),
        "k3": (["k3"], [("custody", "raised", "k3", "Doors")], "2016-02-18"),
    }  # fmt: skip


def test_a_matter_is_open_while_a_finding_is_that_no_later_one_raises_again() -> None:
    assert {thread.root.finding: thread.open for thread in found()} == {
        "c1": True, "c2": False, "c3": True, "k2": True, "k3": False,
    }  # fmt: skip
    again = [finding("c1", "old"), finding("k1", "custody", open_now=False)]
    (raised_again_and_closed,) = threads(again, [("k1", "c1")], [], REPORTS)
    assert not raised_again_and_closed.open


def test_links_over_several_findings_are_one_matter() -> None:
    several = [finding(f"f{n}", "old") for n in range(5)]
    links = [("f1", "f0"), ("f3", "f2"), ("f4", "f3"), ("f2", "f1")]
    (thread,) = threads(several, links, [], REPORTS)
    assert (thread.root.finding, len(thread.findings), thread.times_raised) == ("f0", 5, 1)
    assert thread.followers == {"f0": ["f1"], "f2": ["f3"], "f3": ["f4"], "f1": ["f2"]}


def test_what_is_the_same_as_something_unknown_is_a_matter_of_its_own() -> None:
    (thread,) = threads([finding("c1", "peel", same_as="withdrawn"), finding("c2", "peel", same_as="c1")], [], [
        said("peel", "c1", "improved"),
    ], REPORTS)  # fmt: skip
    assert ([f.finding for f in thread.findings], len(thread.steps)) == (["c1", "c2"], 1)


def test_what_reports_reopened_is_told_while_it_is_open() -> None:
    reopened = [
        finding("c1", "old", reopened_by="peel"), finding("k1", "custody", reopened_by="letter"),
        finding("k2", "custody", reopened_by="custody", open_now=False),
    ]  # fmt: skip
    (thread,) = threads(reopened, [("k1", "c1"), ("k2", "c1")], [], REPORTS)
    assert thread.reopened_by == ["letter", "peel"]


def test_open_before_closed_then_what_was_raised_and_mentioned_most_then_the_oldest() -> None:
    assert [thread.root.finding for thread in worst_first(found())] == ["c1", "k2", "c3", "c2", "k3"]
    twice = [finding("z", "old"), finding("b", "custody"), finding("a", "custody")]
    assert [thread.root.finding for thread in worst_first(threads(twice, [], [], REPORTS))] == [
        "z",
        "a",
        "b",
    ]


def test_each_thread_is_counted_once() -> None:
    assert changes_report.build(found(), REPORTS, DAY, forces=["Fenland Police"]).totals == {
        "threads": 5, "threads_of_observations": 1, "open": 3, "reopened": 1, "raised_again": 1,
        "in_several_reports": 3, "mentioned_once": 2,
    }  # fmt: skip


def screen(width: int, some: list[Thread] | None = None, **more: Any) -> str:
    told = changes_report.build(
        found() if some is None else some, REPORTS, DAY, forces=["Fenland Police"], **more
    )
    return table.render(told, Look(width=width))


def test_the_whole_screen() -> None:
    assert (
        screen(150)
        == """\
Changes between inspections, to 1 March 2020  Fenland Police
5 threads, 3 open: 3 in more than one report (1 raised again), 2 in one report only.
Reopened by a later report: 1 thread.
1 thread of these is of observations alone.

THREAD               Nov 2014  Feb 2016      Jan 2017  2018                 NOW       OPEN FOR  BEGAN WITH
Victims are told     raised    raised again            improved             reopened  5 y       c1
Cells                          raised        worsened  unchanged, improved  open      4 y       k2
Crimes are recorded  raised    .                       resolved             closed    4 y       c2

R raised, R+ raised again, / improved, = unchanged, \\ worsened, ok resolved, . not mentioned
2 more threads in one report only, not mentioned since: --all
See the timeline of the first: hmic changes c1
"""
    )


def test_the_screen_in_marks_with_everything() -> None:
    assert (
        screen(80, everything=True).partition("\n\n")[2]
        == """\
THREAD               2014  2016  2017  2018  NOW       FOR   BEGAN WITH
Victims are told     R     R+          /     reopened  5 y   c1
Cells                      R     \\     = /   open      4 y   k2
Lockers              R     .           .     open      5 y   c3
Crimes are recorded  R     .           ok    closed    4 y   c2
Doors                      R           .     closed    13 m  k3

R raised, R+ raised again, / improved, = unchanged, \\ worsened, ok resolved, .
not mentioned
See the timeline of the first: hmic changes c1
"""
    )


def test_no_limit_hides_a_matter_that_is_in_several_reports() -> None:
    told = changes_report.build(found(), REPORTS, DAY, forces=["Fenland Police"])
    assert table.render(told, Look(width=150, limit=1)) == screen(150)


def test_columns_give_way_in_turn() -> None:
    long = [
        Thread(
            [f._replace(title="Victims are told " * 3) for f in thread.findings],
            thread.steps,
            thread.followers,
            thread.began,
        )
        for thread in found()
    ]

    def heads(width: int) -> list[str]:
        return screen(width, long).partition("THREAD")[2].partition("\n")[0].split()

    narrow = ["2014", "2016", "2017", "2018", "NOW", "FOR", "BEGAN", "WITH"]
    assert heads(117)[-2:] == ["BEGAN", "WITH"]
    assert "Nov" in heads(117)
    for widest, narrowest, shown in (
        (116, 75, narrow), (74, 63, narrow[:6]), (62, 58, narrow[:5]), (57, 51, ["2014", "2016", "2018", "NOW"]),
    ):  # fmt: skip
        assert (heads(widest), heads(narrowest)) == (shown, shown)


def test_where_there_is_one_or_none() -> None:
    assert "".join(screen(120, []).splitlines()[1:]) == (
        "0 threads, 0 open: 0 in more than one report (0 raised again), 0 in one report only."
    )
    lockers = [finding("c3", "old", "Lockers", kind=OBS), finding("c4", "old", "Keys", kind=OBS)]
    assert screen(120, threads(lockers, [], [], REPORTS)).splitlines()[1:] == [
        "2 threads, 2 open: 0 in more than one report (0 raised again), 2 in one report only.",
        "2 threads of these are of observations alone.",
        "2 more threads in one report only, not mentioned since: --all",
    ]


def styles(steps: list[tuple[str, str]], **more: Any) -> list[tuple[str, Style]]:
    told = {row.report: row for row in REPORTS}
    spoken = [Step(name, told[name].published, verdict, "f", "Seen.") for name, verdict in steps]
    row = Row(
        "f", "Title", **{"state": "open", "steps": spoken, "reopened_by": [], "closed_on": None, **more}
    )
    cells = changes_report._cells(row, REPORTS, WORDS, DAY)
    return [(cell.text, cell.style) for cell in cells if isinstance(cell, Cell)]


NOTHING = ("", Style.MUTED)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("old", "raised"), ("old", "improved"), ("peel", "resolved")],
         [("raised, improved", Style.PLAIN), (".", Style.MUTED), NOTHING, ("resolved", Style.GOOD)]),
        ([("old", "raised"), ("custody", "repeated"), ("peel", "improved")],
         [("raised", Style.PLAIN), ("raised again", Style.OVERDUE), NOTHING, ("improved", Style.PLAIN)]),
        ([("custody", "raised"), ("custody", "worsened"), ("letter", "improved"), ("peel", "unchanged")],
         [NOTHING, ("raised, worsened", Style.OVERDUE), ("improved", Style.GOOD), ("unchanged", Style.PLAIN)]),
        ([("old", "raised"), ("old", "raised"), ("peel", "repeated"), ("peel", "improved")],
         [("raised", Style.PLAIN), (".", Style.MUTED), NOTHING, ("raised again, improved", Style.OVERDUE)]),
    ],
)  # fmt: skip
def test_what_each_report_said(steps: list[tuple[str, str]], expected: list[tuple[str, Style]]) -> None:
    assert styles(steps)[:4] == expected


def test_a_report_of_the_day_on_which_it_began_is_not_expected_to_mention_it() -> None:
    same_day = [REPORTS[0], report("other", "2014-11", "2014-11-30"), REPORTS[1]]
    row = Row("f", "Title", "open", [Step("old", "2014-11", "raised", "f", "Seen.")], [], None)
    cells = changes_report._cells(row, same_day, changes_report.MARKS, DAY)
    assert [cell.text for cell in cells[1:4] if isinstance(cell, Cell)] == ["R", "", "."]


def test_where_it_is_now() -> None:
    steps = [("peel", "raised")]
    now = [styles(steps, **more)[4] for more in ({}, {"state": "closed"}, {"reopened_by": ["letter"]})]
    assert now == [("open", Style.PLAIN), ("closed", Style.GOOD), ("reopened", Style.PLAIN)]


def test_what_was_raised_again_is_told_in_the_colour_of_what_is_overdue() -> None:
    for some, style in ((found(), Style.OVERDUE), ([], Style.PLAIN)):
        told = changes_report.build(some, REPORTS, DAY, forces=["Fenland Police"])
        parts = next(block for block in told.blocks(told.rows) if isinstance(block, Line)).parts
        assert [part.style for part in parts if isinstance(part, Cell)] == [style]


@pytest.mark.parametrize(
    ("first", "closed_on", "words"),
    [
        ("2020-02-29", None, "0 m"),
        ("2019-03-01", None, "12 m"),
        ("2018-03-02", None, "24 m"),
        ("2018-03-01", None, "2 y"),
        ("2014", None, "5 y"),
        ("2014-11", "2018-12-31", "4 y"),
        ("2018-01-01", "2018-12-31", "12 m"),
        ("2018-01-01", "2018-01-01", "0 m"),
    ],
)
def test_how_long_it_has_been_open_or_was(first: str, closed_on: str | None, words: str) -> None:
    steps = [Step("a", first, "raised", "f", ""), Step("b", "2019", "improved", "f", "")]
    assert changes_report._how_long(Row("f", "T", "", steps, [], closed_on), DAY) == words


def test_a_matter_is_closed_since_the_last_of_it_that_none_raises_again_was() -> None:
    assert {thread.root.finding: thread.closed_on for thread in found()} == {
        "c1": None, "c2": "2019-01-15", "c3": None, "k2": None, "k3": "2017-03-20",
    }  # fmt: skip
    several = [finding("c1", "old", open_now=False, since="2019-05-01"), finding("k1", "custody", open_now=False,
               since="2018-05-01"), finding("k2", "custody", open_now=False, since="2018-02-01")]  # fmt: skip
    (thread,) = threads(several, [("k1", "c1"), ("k2", "c1")], [], REPORTS)
    assert thread.closed_on == "2018-05-01"
