"""The summary, worked out by hand: its rows, its totals, and its screen letter by letter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hmic.counts import Apart, Dated, TallyRow
from hmic.model import Kind
from hmic.movement import Moved, moved
from hmic.render import table
from hmic.render.formats import Look
from hmic.reports import summary_report
from hmic.reports.screen_blocks import Cell, Grid, Line, Style

R, A, OBS = Kind.RECOMMENDATION.value, Kind.AREA_FOR_IMPROVEMENT.value, Kind.OBSERVATION.value
DAY, SINCE = dt.date(2026, 6, 1), dt.date(2026, 5, 1)
ROWS = [TallyRow(R, "open", 1, 2), TallyRow(R, "open", 1, 1), TallyRow(R, "in progress", 1, 12),
        TallyRow(R, "closed", 0, 5), TallyRow(OBS, "open", 1, 7), TallyRow(OBS, "not applicable", 0, 1)]  # fmt: skip


def told(rows: list[TallyRow] = ROWS, **more: Any) -> Any:
    nothing: dict[str, Any] = {"forces": ["Fenland Police"], "overdue": Dated(), "undated": Apart()}
    return summary_report.build(rows, DAY, **{**nothing, **more})


def some_moved() -> Moved:
    then = {"back": False, "ended": True, "rests": False, "o-ended": True, "stays": True}
    now = {**dict.fromkeys(then, False), "back": True, "came": True, "o-came": True, "o-too": True}
    kinds = {name: OBS if name.startswith("o-") else A for name in now}
    return moved(then, {**now, "stays": True}, kinds)


def screen(report: Any) -> str:
    return table.render(report, Look(width=100))


def test_each_kind_is_counted_by_status_and_as_a_whole() -> None:
    rows = {row.kind: row._asdict() for row in told().rows}
    assert list(rows) == [kind.value for kind in Kind]
    none = dict.fromkeys(summary_report.Row._fields[1:], 0)
    assert rows[R] == {
        "kind": R, **none, "open": 3, "in_progress": 12, "closed": 5, "total": 20, "open_now": 15,
    }  # fmt: skip
    assert rows[OBS] == {"kind": OBS, **none, "open": 7, "not_applicable": 1, "total": 8, "open_now": 7}
    assert rows[A] == {"kind": A, **none}


def test_the_totals_say_what_moved_where_that_was_asked() -> None:
    plain = told(overdue=Dated(2, 3, 1, 1), undated=Apart(4, 6), reopened=Apart(5, 7))
    assert plain.totals == {
        "findings": 20, "observations": 8, "open": 15, "open_observations": 7, "overdue": 2, "overdue_deadlines": 3,
        "overdue_observations": 1, "overdue_observation_deadlines": 1, "responses_overdue": 0, "needs_target": 4,
        "observations_needing_target": 6, "reopened_by_report": 5, "observations_reopened_by_report": 7,
    }  # fmt: skip
    since = told(since=(SINCE, some_moved())).totals
    assert since.items() >= told().totals.items()
    assert (since["since"], since["closed_items"]) == ("2026-05-01", ["ended"])


def test_the_whole_screen() -> None:
    report = told(overdue=Dated(2, 3, 1, 1), undated=Apart(4, 1), reopened=Apart(1, 0),
                  since=(SINCE, some_moved()))  # fmt: skip
    assert (
        screen(report)
        == """\
Summary at 1 June 2026  Fenland Police
20 findings, 15 open, plus 8 observations, 7 open.
2 findings overdue (3 deadlines), plus 1 observation overdue (1 deadline).
4 open findings have no deadline or target, plus 1 observation.
Reopened by a later report: 1 finding.

KIND            OPEN  IN PROGRESS  CLOSED  NOT APPLICABLE  ALL  STILL OPEN
recommendation     3           12       5               -   20          15
observation        7            -       -               1    8           7

From 1 May 2026 to 1 June 2026
Findings: 2 open then + 1 new - 1 closed + 1 reopened = 3 open now
  new: came
  closed: ended
  reopened: back
Observations: 1 open then + 2 new - 1 closed + 0 reopened = 2 open now
  new: o-came, o-too
  closed: o-ended
"""
    )


def test_where_there_is_no_room_for_every_status_each_kind_is_a_column() -> None:
    report = told([*ROWS, TallyRow(A, "not accepted", 0, 1)])
    told_narrowly = table.render(report, Look(width=70)).partition("\n\n")[2]
    assert (
        told_narrowly
        == """\
STATUS          RECOMMENDATION  AREA FOR IMPROVEMENT  OBSERVATION
open                         3                     -            7
in progress                 12                     -            -
closed                       5                     -            -
not accepted                 -                     1            -
not applicable               -                     -            1
all                         20                     1            8
still open                  15                     0            7
"""
    )


def test_what_is_not_there_is_not_said() -> None:
    assert (
        screen(told([TallyRow(A, "complete", 1, 1), TallyRow(R, "open", 1, 0)]))
        == """\
Summary at 1 June 2026  Fenland Police
1 finding, 1 open, plus 0 observations, 0 open.
Nothing is overdue.

KIND                  COMPLETE  ALL  STILL OPEN
area for improvement         1    1           1
"""
    )


def styles(report: Any) -> dict[str, Style]:
    """Each piece of text of the screen that has a style."""
    blocks = list(report.blocks(report.rows))
    pieces = [part for block in blocks if isinstance(block, Line) for part in block.parts]
    cells = [cell for block in blocks if isinstance(block, Grid) for row in block.rows for cell in row]
    return {piece.text: piece.style for piece in (*pieces, *cells) if isinstance(piece, Cell)}


def test_what_is_overdue_stands_out() -> None:
    late = told(overdue=Dated(0, 0, 1, 1), since=(SINCE, some_moved()))
    assert styles(late) == {
        "1 observation overdue (1 deadline)": Style.OVERDUE, "-": Style.MUTED,
        "new: ": Style.MUTED, "closed: ": Style.MUTED, "reopened: ": Style.MUTED,
    }  # fmt: skip
    assert styles(told()) == {"Nothing is overdue": Style.GOOD, "-": Style.MUTED}
