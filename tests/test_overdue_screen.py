"""What is overdue and what falls due, worked out by hand: its totals, and its screen letter by letter."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hmic.counts import RESPONSE, Apart
from hmic.model import Kind
from hmic.render import table
from hmic.render.formats import Look
from hmic.reports import overdue_report
from hmic.reports.screen_blocks import Cell, Grid, Line, Style
from hmic.store.queries.overdue_rows import OverdueRow

R, OBS = Kind.RECOMMENDATION.value, Kind.OBSERVATION.value
DAY = dt.date(2026, 6, 1)


def row(finding: str, due: str, overdue: int, **more: Any) -> OverdueRow:
    told = {
        "finding": finding, "kind": R, "title": finding.title(), "due": due, "original_due": due, "exact": 1,
        "original_exact": 1, "days_overdue": overdue, "times_extended": 0, "status": "open", "deadline": 1,
        **more,
    }  # fmt: skip
    return OverdueRow(**{**dict.fromkeys(OverdueRow._fields), **told})


ROWS = [
    row("a", "2026-05-01", 121, original_due="2026-01-31", missed="2026-01-31", times_extended=1, owner="ACC Crime",
        requires="train staff", phrase="by January", last_update="2026-04-30", status="in progress"),
    row("a", "2026-05-31", 1, deadline=2, phrase="by the end of May", exact=0),
    row("b", "2026-05-31", 1, kind=OBS, owner="ACC", reopened_by="peel"),
    row("c", "2026-06-01", 0, missed="2026-03-01", times_extended=2),
    row("d", "2026-06-02", -1, last_update="2026-06-01"),
    row("d", "2026-06-11", -10, deadline=2, kind=R),
    row("o", "2026-06-11", -10, kind=OBS),
]  # fmt: skip
CLOCKS = [
    row("crime", "2026-05-26", 6, kind=RESPONSE, phrase="statutory response"),
    row("custody", "2026-06-26", -25, kind=RESPONSE, phrase="statutory response"),
]


def told(rows: list[OverdueRow] = ROWS, **more: Any) -> Any:
    facts: dict[str, Any] = {"forces": ["Fenland Police"], "undated": Apart(), **more}
    return overdue_report.build(rows, DAY, **facts)


def screen(report: Any, width: int = 110) -> list[str]:
    return [line.rstrip() for line in table.render(report, Look(width=width)).splitlines()]


def test_the_totals() -> None:
    both = told(clocks=CLOCKS, undated=Apart(3, 2))
    assert both.totals.items() >= {
        "overdue": 1, "overdue_deadlines": 2, "overdue_observations": 1, "overdue_observation_deadlines": 1,
        "findings": 1, "deadlines": 2, "observations": 1, "observation_deadlines": 1,
        "due_soon": 2, "due_soon_deadlines": 3, "due_soon_observations": 1, "due_soon_observation_deadlines": 1,
        "needs_target": 3, "observations_needing_target": 2, "responses": 2, "responses_overdue": 1,
    }.items()  # fmt: skip
    assert both.rows == [*ROWS, *CLOCKS]
    days = [CLOCKS[0]._replace(days_overdue=overdue) for overdue in (1, 0)]
    assert told([], clocks=days).totals["responses_overdue"] == 1


def test_only_what_is_overdue_asks_for_attention() -> None:
    several = [
        (ROWS[:2], []),
        (ROWS[2:3], []),
        (ROWS[3:], []),
        ([], CLOCKS[:1]),
        ([], CLOCKS[1:]),
        ([], []),
    ]
    assert [told(rows, clocks=clocks).attention for rows, clocks in several] == [
        True, True, False, True, False, False,
    ]  # fmt: skip


HEAD = "Overdue at 1 June 2026  Fenland Police"


def test_the_whole_screen() -> None:
    assert (
        screen(told(clocks=CLOCKS, undated=Apart(3, 2), within="30 days"))
        == """\
Overdue at 1 June 2026  Fenland Police
1 finding overdue (2 deadlines), plus 1 observation overdue (1 deadline), 1 response to a report overdue; 2
findings due within 30 days (3 deadlines), plus 1 observation due within 30 days (1 deadline), 1 response to a
report due within 30 days.

   OVERDUE  DUE           FINDING  WHAT IS DUE                         OWNER      STATUS           LAST UPDATE
  121 days  1 May 2026*   a        A: train staff (missed on 31 Jan    ACC Crime  in progress      30 Apr 2026
                                   2026 before it was moved; days
                                   count from there)
     1 day  ~31 May 2026  a        A: by the end of May                no owner   open             never
     1 day  31 May 2026   b        B                                   ACC        open (reopened)  never
     today  1 Jun 2026*   c        C                                   no owner   open             never
  in 1 day  2 Jun 2026    d        D                                   no owner   open             1 Jun 2026
in 10 days  11 Jun 2026   d        D                                   no owner   open             never
in 10 days  11 Jun 2026   o        O                                   no owner   open             never

Responses to reports  record it with: hmic progress REPORT --responded-on DATE
   OVERDUE  DUE          REPORT   WHAT IS DUE
    6 days  26 May 2026  crime    Crime: statutory response
in 25 days  26 Jun 2026  custody  Custody: statutory response

~ not exact: the report's day of publication, or the year in its words, is not known
* date moved; for the first date and the reason: hmic show FINDING

3 open findings have no deadline or target, plus 2 observations: hmic overdue --needs-target
See the first: hmic show a
""".splitlines()
    )


def test_what_is_not_there_is_not_said() -> None:
    assert screen(told([])) == [HEAD, "Nothing is overdue."]
    undated = "1 open finding has no deadline or target: hmic overdue --needs-target"
    assert screen(told([], undated=Apart(1, 0))) == [HEAD, "Nothing is overdue.", "", undated]
    assert screen(told([], clocks=CLOCKS[1:], within="30 days")) == [
        HEAD,
        "Nothing is overdue; 1 response to a report due within 30 days.",
        "",
        "Responses to reports  record it with: hmic progress REPORT --responded-on DATE",
        "   OVERDUE  DUE          REPORT   WHAT IS DUE",
        "in 25 days  26 Jun 2026  custody  Custody: statutory response",
    ]
    assert screen(told(ROWS[4:5]))[3:] == [
        " OVERDUE  DUE         FINDING  WHAT IS DUE  OWNER     STATUS  LAST UPDATE",
        "in 1 day  2 Jun 2026  d        D            no owner  open    1 Jun 2026",
        "",
        "See the first: hmic show d",
    ]
    (_, _, _, _, moved, *_) = screen(
        told([ROWS[3]._replace(days_overdue=1, original_exact=0, original_due="2026-03-01")])
    )
    assert "C (missed on ~1 Mar 2026 before it" in moved


def test_what_is_overdue_stands_out() -> None:
    def styles(report: Any) -> dict[str, Style]:
        blocks = list(report.blocks(report.rows))
        cells = [
            cell for block in blocks if isinstance(block, Grid) for line in block.rows for cell in line
        ]
        parts = [part for block in blocks if isinstance(block, Line) for part in block.parts]
        return {cell.text: cell.style for cell in (*cells, *parts) if isinstance(cell, Cell)}

    one = "1 finding overdue (1 deadline)"
    assert styles(told(ROWS[:1])) == {
        one: Style.OVERDUE, "121 days": Style.OVERDUE, "hmic show a": Style.MUTED,
        "* date moved; for the first date and the reason: hmic show FINDING": Style.MUTED,
    }  # fmt: skip
    assert styles(told(ROWS[4:5])) == {
        "Nothing is overdue": Style.GOOD, "in 1 day": Style.SOON, "no owner": Style.MUTED, "hmic show d": Style.MUTED,
    }  # fmt: skip
    assert styles(told([], clocks=CLOCKS[:1])) == {
        "1 response to a report overdue": Style.OVERDUE, "6 days": Style.OVERDUE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("widest", "narrowest", "shown"),
    [
        (120, 100, "OVERDUE DUE FINDING WHAT IS DUE OWNER STATUS LAST UPDATE"),
        (99, 83, "OVERDUE DUE FINDING WHAT IS DUE OWNER LAST UPDATE"),
        (82, 70, "OVERDUE DUE FINDING WHAT IS DUE OWNER"),
        (69, 59, "OVERDUE DUE FINDING WHAT IS DUE, OWNER"),
        (58, 53, "OVERDUE DUE WHAT IS DUE, OWNER, FINDING"),
    ],
)
def test_columns_give_way_in_turn(widest: int, narrowest: int, shown: str) -> None:
    for width in (widest, narrowest):
        head = next(line for line in screen(told(), width) if "WHAT IS DUE" in line)
        assert " ".join(head.split()) == shown
