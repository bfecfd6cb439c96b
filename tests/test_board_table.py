"""The board's table, worked out by hand: each cell, the ratings, the counts and the screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hmic.counts import Apart, Dated
from hmic.model import Kind, Status, Voice
from hmic.render import table
from hmic.render.formats import Look
from hmic.reports import board_table, ratings
from hmic.reports.board_table import Board
from hmic.reports.screen_blocks import Cell, Grid, Style
from hmic.reports.since import PaperDay, Since
from hmic.store.queries.board_rows import BoardRow, Move, StandingRow
from hmic.store.queries.list_rows import DeadlineRow
from hmic.store.queries.overdue_rows import OverdueRow

DAY = dt.date(2026, 11, 20)
FIRST, DUE, LATER = "2026-06-30", "2026-07-31", "2026-09-30"
R, OBS = Kind.RECOMMENDATION.value, Kind.OBSERVATION.value


def made(row: type[Any], /, **told: Any) -> Any:
    return row(**{**dict.fromkeys(row._fields), **told})


def finding(name: str = "a-1", status: Status = Status.OPEN, **more: Any) -> BoardRow:
    told = {
        "finding": name, "report_title": "Inspection", "published": "2026-01", "kind": R, "title": f"Title of {name}",
        "requirement": "Do it.", "addressed_to": "the force", "status": status.value, "open": int(status.is_open),
        "since": "2026-02-01", "since_exact": 1, "needs_target": 0, "voice": Voice.ASKED.value, "inspectorate": "HMIC",
        "acts": "force",
    }  # fmt: skip
    row: BoardRow = made(BoardRow, **{**told, **more})
    return row


def deadline(due: str | None = DUE, **more: Any) -> DeadlineRow:
    told = {"finding": "a-1", "number": 1, "due": due, "original_due": due, "exact": 1, "original_exact": 1,
            "counts": 0 if more.get("met_on") else 1, "times_extended": 0}  # fmt: skip
    row: DeadlineRow = made(DeadlineRow, **{**told, **more})
    return row


def overdue(name: str, since: str, kind: str = R) -> OverdueRow:
    row: OverdueRow = made(OverdueRow, finding=name, kind=kind, due=since, missed=None, overdue_since=since)
    return row


def told(
    *deadlines: DeadlineRow, moves: tuple[Move, ...] = (), late: str | None = None, **more: Any
) -> board_table.Row:
    """The row of one finding."""
    found = Board([finding(**more)], {"a-1": deadlines}, {}, {}, [overdue("a-1", late)] if late else [],
                  {"a-1": moves})  # fmt: skip
    (row,) = board_table.build(found, DAY, forces=["T"]).rows
    return row


@pytest.mark.parametrize(
    ("status", "since", "late", "ours", "word"),
    [
        (Status.OPEN, FIRST, False, True, "Amber"),
        (Status.IN_PROGRESS, FIRST, False, True, "Amber"),
        (Status.OPEN, FIRST, True, True, "Red"),
        (Status.ON_HOLD, FIRST, True, True, "Red"),
        (Status.OPEN, FIRST, True, False, "Red"),
        (Status.CLOSED, FIRST, True, False, "Blue"),
        (Status.SUPERSEDED, FIRST, True, True, "Blue"),
        (Status.ON_HOLD, FIRST, False, True, "Grey"),
        (Status.NOT_ACCEPTED, FIRST, False, True, "Grey"),
        (Status.NOT_APPLICABLE, FIRST, False, True, "Grey"),
        (Status.OPEN, FIRST, False, False, "Grey"),
        (Status.COMPLETE, FIRST, False, False, "Grey"),
        (Status.COMPLETE, "2026-08-22", False, True, "Green"),
        (Status.COMPLETE, "2026-08-23", False, True, "Amber"),
    ],
)
def test_the_rating(status: Status, since: str, late: bool, ours: bool, word: str) -> None:  # noqa: FBT001 - a table
    assert ratings.rating(status.value, since, late=late, ours=ours, as_at=DAY) == word
    row = told(status=status, since=since, late=FIRST if late else None, acts="force" if ours else "other")
    assert row.rating == word


def test_every_cell_of_a_row() -> None:
    moves = (Move("a-1", 1, LATER, "staff", "the Chair"),)
    dates = (
        deadline(LATER, original_due=FIRST, original_exact=0, times_extended=2),
        deadline(None, number=2),
    )
    found = Board([finding(owner="ACC", last_on="2026-03-01", last_note="begun", last_note_on="2026-03-02",
                           reopened_by="peel")],
                  {"a-1": dates}, {"a-1": ["minutes.txt"]}, {"a-1": ["old-1", "old-2"]},
                  [overdue("a-1", "2026-10-01")], {"a-1": moves})  # fmt: skip
    (row,) = board_table.build(found, DAY, forces=["T"]).rows
    assert row._asdict() == {
        "reference": "a-1", "report": "Inspection", "report_date": "2026-01", "kind": "recommendation",
        "title": "Title of a-1", "asked_or_found": "HMIC asked", "what_was_asked": "Do it.",
        "addressed_to": "the force", "owner": "ACC", "status": "open", "status_since": "2026-02-01",
        "status_since_exact": 1, "status_reason": None, "reopened_by": "peel", "rating": "Red",
        "original_deadline": FIRST, "current_deadline": LATER, "original_exact": False, "exact": True,
        "deadlines": 2, "times_moved": 2, "why_moved": "deadline 1 to 2026-09-30: staff (agreed by the Chair)",
        "days_late": 50, "last_update": "2026-03-01", "last_note": "begun", "last_note_date": "2026-03-02",
        "evidence": ["minutes.txt"], "raised_before": "old-1, old-2", "closing_date_or_target": LATER,
        "closing_exact": True, "change": None, "status_then": None, "deadline_then": None,
    }  # fmt: skip


def test_a_row_of_a_finding_of_which_little_is_known() -> None:
    row = told(voice=Voice.CRITICISED.value)._asdict()
    assert row["asked_or_found"] == "HMIC found"
    empty = ("original_deadline", "current_deadline", "original_exact", "exact", "why_moved", "days_late",
             "closing_date_or_target", "closing_exact", "owner")  # fmt: skip
    assert {name: row[name] for name in empty} == dict.fromkeys(empty)
    assert (row["deadlines"], row["times_moved"], row["evidence"], row["raised_before"]) == (0, 0, [], "no")


def test_the_deadline_shown_is_the_next_that_counts_else_the_next_unmet_else_the_last_met() -> None:
    counting = (deadline(FIRST, counts=0), deadline(LATER), deadline(DUE, number=3), deadline(None))
    assert told(*counting).current_deadline == DUE
    unmet = (deadline(FIRST, met_on=FIRST), deadline(LATER, counts=0), deadline(DUE, counts=0))
    assert told(*unmet).current_deadline == DUE
    met = (deadline(DUE, met_on=DUE), deadline(LATER, met_on=DUE), deadline(FIRST, met_on=DUE))
    assert told(*met).current_deadline == LATER
    assert told(deadline(None)).current_deadline is None
    assert told(deadline(DUE, exact=0)).exact is False


def test_when_it_ended_or_is_to_be_done() -> None:
    def closing(row: board_table.Row) -> tuple[str | None, bool | None]:
        return row.closing_date_or_target, None if row.closing_exact is None else bool(row.closing_exact)

    assert closing(told(deadline())) == (DUE, True)
    assert closing(told(deadline(exact=0))) == (DUE, False)
    assert closing(told(deadline(met_on=DUE))) == (None, None)
    assert closing(told(deadline(), status=Status.CLOSED)) == ("2026-02-01", True)
    assert closing(told(status=Status.CLOSED, since_exact=0)) == ("2026-02-01", False)


def test_days_late() -> None:
    assert told(deadline(), late=DUE).days_late == 112
    assert told(deadline(LATER, met_on="2026-10-01"), deadline(DUE, met_on="2026-08-05")).days_late == 5
    assert told(deadline(DUE, met_on=FIRST)).days_late == 0
    assert told(deadline("2027-01-01")).days_late == 0
    assert told(deadline(counts=0)).days_late is None
    assert told(deadline(None, met_on=FIRST)).days_late is None
    assert told(deadline(LATER, missed=DUE, met_on="2026-08-03")).days_late == 3


def test_of_several_deadlines_the_one_overdue_longest_counts() -> None:
    found = Board(
        [finding()], {}, {}, {}, [overdue("a-1", DUE), overdue("a-1", FIRST), overdue("a-1", LATER)]
    )
    assert found.late == {"a-1": FIRST}
    (row,) = board_table.build(found, DAY, forces=["T"]).rows
    assert row.days_late == 143


@pytest.mark.parametrize(
    ("status", "more", "said"),
    [
        (Status.ON_HOLD, {"reason": "wait", "review_on": LATER}, f"wait; to be reviewed on {LATER}"),
        (Status.ON_HOLD, {}, "no reason; to be reviewed on no day"),
        (Status.NOT_ACCEPTED, {"reason": "no"}, "no"),
        (Status.NOT_APPLICABLE, {"reason": "none here"}, "none here"),
        (Status.CLOSED, {"closed_by": "letter", "reason": "x"}, "closed by letter"),
        (Status.CLOSED, {"reason": "x"}, None),
        (Status.SUPERSEDED, {"superseded_by": "b-1"}, "replaced by b-1"),
        (Status.SUPERSEDED, {"reason": "x"}, None),
        (Status.OPEN, {"reason": "x", "closed_by": "letter"}, None),
        (Status.COMPLETE, {"reason": "x"}, None),
    ],
)  # fmt: skip
def test_the_reason_of_a_status(status: Status, more: dict[str, Any], said: str | None) -> None:
    assert told(status=status, **more).status_reason == said


def test_each_move_is_told_with_its_reason_and_of_several_deadlines_which() -> None:
    moves = (Move("a-1", 2, LATER, "staff", "the Chair"), Move("a-1", None, DUE, None, None))
    assert told(deadline(), moves=moves).why_moved == (
        f"to {LATER}: staff (agreed by the Chair)\nto {DUE}: no reason given"
    )
    assert told(deadline(), deadline(number=2), moves=moves).why_moved == (
        f"deadline 2 to {LATER}: staff (agreed by the Chair)\nto {DUE}: no reason given"
    )


def several() -> Board:
    """An overdue finding, one without a date, one closed, and observations beside them."""
    rows = [
        finding("a-1", owner="ACC"), finding("a-2", needs_target=1, reopened_by="peel"), finding("a-3", Status.CLOSED),
        finding("o-1", kind=OBS), finding("o-2", kind=OBS, needs_target=1), finding("o-3", Status.CLOSED, kind=OBS),
        finding("a-4", Status.COMPLETE, since=FIRST), finding("a-5", Status.ON_HOLD),
    ]  # fmt: skip
    late = [overdue("a-1", DUE), overdue("a-1", LATER), overdue("o-1", DUE, OBS)]
    return Board(rows, {"a-1": [deadline(exact=0)]}, {}, {}, late)


def since() -> Since:
    standings = {row.finding: StandingRow(row.finding, row.kind, row.status, row.open, row.owner, None)
             for row in several().rows}  # fmt: skip
    then = {name: row._replace(status="open", open=1) for name, row in standings.items() if name != "a-2"}
    return Since(dt.date(2026, 6, 1), PaperDay(then, {}, frozenset({"a-1", "o-1"})),
                 PaperDay(standings, {}, frozenset({"a-1", "o-1"})), ("gone",))  # fmt: skip


def test_the_totals() -> None:
    totals = board_table.build(several(), DAY, forces=["T"]).totals
    assert totals == {
        "findings": 5, "observations": 3, "open": 4, "open_observations": 2,
        "red": 1, "amber": 1, "green": 1, "blue": 1, "grey": 1,
        "amber_on_track": 0, "amber_no_deadline_or_target": 1, "amber_complete_and_waiting": 0,
        "overdue": 1, "overdue_deadlines": 2, "overdue_observations": 1, "overdue_observation_deadlines": 1,
        "responses_overdue": 0, "needs_target": 1, "observations_needing_target": 1,
        "reopened_by_report": 1, "observations_reopened_by_report": 0,
    }  # fmt: skip
    moved = board_table.build(several(), DAY, forces=["T"], since=since())
    assert moved.totals == {**totals, **since().totals()}
    assert [(row.change, row.status_then) for row in moved.rows[:3]] == [
        ("no change", "open"), ("new", None), ("closed", "open"),
    ]  # fmt: skip
    assert board_table.lacking(several()) == (Dated(1, 2, 1, 1), Apart(1, 1))


def test_amber_is_three_things() -> None:
    rows = [
        finding("a-1"), finding("a-2"), finding("a-3", needs_target=1), finding("a-4", Status.COMPLETE, since="2026-11-01"),
        finding("a-5", Status.COMPLETE, since="2026-11-02", needs_target=1), finding("a-6", Status.COMPLETE, since=FIRST),
        finding("a-7", Status.IN_PROGRESS), finding("o-1", kind=OBS), finding("a-8", Status.ON_HOLD),
    ]  # fmt: skip
    report = board_table.build(Board(rows, {}, {}, {}, []), DAY, forces=["T"])
    assert report.facts.amber == [
        ("on track", 3),
        ("no deadline or target", 1),
        ("complete and waiting", 2),
    ]
    assert report.totals["amber"] == 6


def test_what_is_written_of_the_columns() -> None:
    def names(**how: Any) -> set[str]:
        return {column.name for column in board_table.build(several(), DAY, forces=["T"], **how).columns}

    every = set(board_table.Row._fields)
    assert names(since=since()) == every
    assert names() == every - board_table.SINCE
    assert names(public=True, since=since()) == every - board_table.PRIVATE
    assert names(public=True) == every - board_table.PRIVATE - board_table.SINCE
    hidden = board_table.build(several(), DAY, forces=["T"], public=True).rows[0]
    assert (hidden.owner, hidden.title) == (None, "Title of a-1")


def test_the_whole_screen() -> None:
    report = board_table.build(several(), DAY, forces=["Fenland Police"], since=since())
    assert (
        table.render(report, Look(width=110))
        == """\
Board table at 20 November 2026  Fenland Police
5 findings: 1 red, 1 amber, 1 green, 1 blue, 1 grey; plus 3 observations.
1 finding overdue (2 deadlines), plus 1 observation overdue (1 deadline).
1 open finding has no deadline or target, plus 1 observation.
Since 1 Jun 2026, findings: 4 open then + 1 new - 1 closed + 0 reopened = 4 open now.
Since 1 Jun 2026, observations: 3 open then + 0 new - 1 closed + 0 reopened = 2 open now.

REFERENCE  WHAT          STATUS    RATING  DEADLINE       OVERDUE  OWNER
a-1        Title of a-1  open      Red     ~31 Jul 2026  112 days  ACC
a-2        Title of a-2  open      Amber
a-3        Title of a-3  closed    Blue
o-1        Title of o-1  open      Red                   112 days
o-2        Title of o-2  open      Amber
o-3        Title of o-3  closed    Blue
a-4        Title of a-4  complete  Green
a-5        Title of a-5  on hold   Grey

~ not exact: the report's day of publication, or the year in its words, is not known
Red: overdue
Amber: in time, or without any date, or complete for less than 90 days
Green: complete for 90 days or more, waiting for the inspectorate
Blue: ended by the inspectorate: closed or superseded
Grey: on hold before its review date, not accepted, not applicable, or due to another body
"""
    )
    plain = table.render(
        board_table.build(Board([finding()], {}, {}, {}), DAY, forces=["T"]), Look(width=110)
    )
    assert (
        plain.partition("\n\n")[0]
        == """\
Board table at 20 November 2026  T
1 finding: 0 red, 1 amber, 0 green, 0 blue, 0 grey; plus 0 observations.
Nothing is overdue."""
    )
    assert "not exact" not in plain


def test_the_colour_of_a_rating() -> None:
    report = board_table.build(several(), DAY, forces=["T"])
    grid = next(block for block in report.blocks(report.rows) if isinstance(block, Grid))
    ratings = {cell.text: cell.style for row in grid.rows for cell in row if isinstance(cell, Cell)}
    assert ratings == {
        "Red": Style.OVERDUE, "Amber": Style.PLAIN, "Green": Style.GOOD, "Blue": Style.MUTED, "Grey": Style.MUTED,
    }  # fmt: skip
