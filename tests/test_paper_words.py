"""What the board's paper says became of one deadline, worked out by hand for each case."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from hmic.counts import Apart, Dated
from hmic.movement import movement
from hmic.reports import board_paper, first_page
from hmic.reports.board_table import Board, Row
from hmic.store.queries.board_rows import Move
from hmic.store.queries.list_rows import DeadlineRow
from hmic.store.queries.overdue_rows import OverdueRow

TODAY = dt.date(2026, 11, 20)
DUE, LATER, AHEAD = "2026-07-31", "2026-09-30", "2027-01-15"
OPEN = Row(**{**dict.fromkeys(Row._fields), "status": "open", "kind": "recommendation", "title": "T"})  # type: ignore[arg-type] # what else a row has does not matter


def deadline(due: str | None = DUE, first: str | None = DUE, **more: Any) -> DeadlineRow:
    """A deadline of the force that counts, as the register says it unless more is told."""
    told: dict[str, Any] = {
        "finding": "a-1", "number": 1, "phrase": "by then", "due": due, "original_due": first, "exact": 1,
        "original_exact": 1, "counts": 0 if more.get("met_on") else 1, "occurrences": "{}",
    } | more  # fmt: skip
    return DeadlineRow(**{**dict.fromkeys(DeadlineRow._fields), **told})


COUNTED = "counted from 31 Jul 2026, which was missed before it was moved"
BECAME = [
    (deadline(met_on="2026-07-30"), "met on 30 Jul 2026, in time"),
    (deadline(met_on=DUE), "met on 31 Jul 2026, in time"),
    (deadline(met_on="2026-08-01"), "met on 1 Aug 2026, 1 day overdue"),
    # Moved before it was missed, and after.
    (deadline(LATER, met_on=LATER), "moved to 30 Sep 2026, met on 30 Sep 2026, in time"),
    (deadline(LATER, met_on="2026-10-02"), "moved to 30 Sep 2026, met on 2 Oct 2026, 2 days overdue"),
    (deadline(LATER, missed=DUE, met_on="2026-09-01"), f"met on 1 Sep 2026, 32 days overdue, {COUNTED}"),
    (deadline(LATER, exact=0, met_on=LATER), "moved to ~30 Sep 2026, met on 30 Sep 2026, in time"),
    (deadline(counts=0), "no longer due: open"),
    (deadline(TODAY.isoformat(), TODAY.isoformat()), "due today"),
    (deadline(AHEAD), "moved to 15 Jan 2027"),
    (deadline(TODAY.isoformat()), "moved to 20 Nov 2026"),
    (deadline(AHEAD, missed=DUE), "missed on 31 Jul 2026, then moved to 15 Jan 2027"),
    (deadline(AHEAD, missed=DUE, original_exact=0), "missed on ~31 Jul 2026, then moved to 15 Jan 2027"),
    (deadline("2026-11-19", "2026-11-19"), "still open, 1 day overdue"),
    (deadline(LATER), "still open, 51 days overdue"),
    (deadline(LATER, missed=DUE), f"still open, 112 days overdue, {COUNTED}"),
    (deadline(silent_until="2026-11-20"), "on hold, to be reviewed on 20 Nov 2026"),
    (deadline(silent_until="2026-11-19"), "still open, 112 days overdue"),
    (deadline(AHEAD, silent_until="2027-05-01"), "moved to 15 Jan 2027"),
]


@pytest.mark.parametrize(("given", "words"), BECAME)
def test_what_became_of_a_deadline(given: DeadlineRow, words: str) -> None:
    assert board_paper._became(given, TODAY.isoformat(), OPEN) == words


def test_what_a_report_reopened_is_named_with_it() -> None:
    row = OPEN._replace(reopened_by="peel-2026")
    assert (
        board_paper._became(deadline(), TODAY.isoformat(), row) == "reopened by peel-2026, 112 days overdue"
    )


@pytest.mark.parametrize(
    ("met", "words"),
    [
        ("2026-07-30", "met on 30 Jul 2026, in time"),
        ("2026-07-31", "met on 31 Jul 2026, in time"),
        ("2026-08-01", "met on 1 Aug 2026, 1 day after that date"),
        ("2026-08-02", "met on 2 Aug 2026, 2 days after that date"),
    ],
)
def test_when_one_time_of_a_recurring_deadline_was_met(met: str, words: str) -> None:
    assert board_paper._met(DUE, met) == words


SINCE = dt.date(2026, 6, 1)


def fell(*deadlines: DeadlineRow, **more: Any) -> list[tuple[str, str, str]]:
    board = Board((), {"a-1": list(deadlines)}, {}, {})
    found = board_paper._fell_due(board, {"a-1": OPEN._replace(**more), "b-1": OPEN}, SINCE, TODAY)
    assert {(row.reference, row.kind, row.title) for row in found} <= {("a-1", "recommendation", "T")}
    return [(row.what, row.due, row.became) for row in found]


def test_what_fell_due_has_its_first_or_present_date_after_the_one_day_and_up_to_the_other() -> None:
    assert fell(deadline("2026-06-01", "2026-06-01"), deadline(AHEAD, "2026-06-01")) == []
    assert [day for _, day, _ in fell(deadline("2026-06-02", "2026-06-02"))] == ["2 Jun 2026"]
    assert fell(deadline("2026-11-20", "2026-11-20")) == [("by then", "20 Nov 2026", "due today")]
    assert fell(deadline("2026-11-21", "2026-11-21"), deadline(None, None, counts=0)) == []
    assert [day for _, day, _ in fell(deadline(AHEAD))] == ["31 Jul 2026"]
    assert [day for _, day, _ in fell(deadline(LATER))] == ["31 Jul 2026"]
    assert [day for _, day, _ in fell(deadline(LATER, "2026-06-01"))] == ["30 Sep 2026"]


def test_each_of_two_dates_is_as_exact_as_it_is_known() -> None:
    assert [day for _, day, _ in fell(deadline(AHEAD, original_exact=0))] == ["~31 Jul 2026"]
    assert [day for _, day, _ in fell(deadline(LATER, "2026-05-31", original_exact=0))] == ["30 Sep 2026"]
    assert [day for _, day, _ in fell(deadline(exact=0))] == ["31 Jul 2026"]
    assert [day for _, day, _ in fell(deadline(LATER, "2026-05-31", exact=0))] == ["~30 Sep 2026"]


def test_what_another_body_has_to_do_is_left_out_and_what_was_closed_or_met_is_not() -> None:
    assert fell(deadline(due_to="College of Policing")) == []
    both = fell(deadline(due_to="College of Policing"), deadline(requires="ours"))
    assert [what for what, *_ in both] == ["ours"]
    assert fell(deadline(counts=0)) == []
    assert fell(deadline(counts=0), status="closed") == [
        ("by then", "31 Jul 2026", "no longer due: closed")
    ]
    done = fell(deadline(met_on=DUE), status="complete")
    assert done == [("by then", "31 Jul 2026", "met on 31 Jul 2026, in time")]


def test_what_is_due_is_told_by_what_it_requires_its_words_or_as_the_forces_own() -> None:
    told = [deadline(requires="the plan"), deadline("2026-08-01", "2026-08-01", phrase=None)]
    assert [what for what, *_ in fell(*told)] == ["the plan", "the force's own target"]


def test_each_time_of_a_recurring_deadline_within_the_period_is_a_row() -> None:
    times = {"2026-06-01": "2026-06-01", "2026-06-02": "2026-06-03", "2026-11-20": "2026-11-19", AHEAD: DUE}
    recurring = deadline("2026-08-01", "2026-08-01", occurrences=json.dumps(times))
    assert fell(recurring) == [
        ("by then", "2 Jun 2026", "met on 3 Jun 2026, 1 day after that date"),
        ("by then", "1 Aug 2026", "still open, 111 days overdue"),
        ("by then", "20 Nov 2026", "met on 19 Nov 2026, in time"),
    ]


def late(*moves: Move, public: bool = False, **more: Any) -> board_paper.Late:
    told: dict[str, Any] = {
        "finding": "a-1", "kind": "recommendation", "title": "T", "deadline": 2, "phrase": "by then",
        "due": LATER, "original_due": DUE, "exact": 1, "original_exact": 1, "times_extended": 0,
        "days_overdue": 51,
    } | more  # fmt: skip
    row = OverdueRow(**{**dict.fromkeys(OverdueRow._fields), **told})
    return board_paper._late(row, Board((), {}, {}, {}, moves={"a-1": list(moves)}), public=public)


def test_what_is_overdue_counts_from_the_date_that_was_missed() -> None:
    assert late()._asdict() == {
        "reference": "a-1", "kind": "recommendation", "title": "T", "what": "by then", "due": "30 Sep 2026",
        "first": "31 Jul 2026", "moved": "never", "why_moved": [], "days": 51, "missed": None,
        "owner": "no owner", "updated": "no progress recorded", "note": None,
    }  # fmt: skip
    missed = late(missed=DUE, original_exact=0, times_extended=1, days_overdue=112)
    assert (missed.days, missed.missed, missed.moved) == (112, "~31 Jul 2026", "once")
    assert (missed.first, missed.due) == ("~31 Jul 2026", "30 Sep 2026")


def test_what_is_overdue_is_told_with_whose_it_is_and_what_was_said_last() -> None:
    row = late(requires="the plan", owner="ACC", last_update="2026-10-01", last_note="begun", last_note_on="2026-10-02",
               times_extended=2, exact=0)  # fmt: skip
    assert (row.what, row.owner, row.updated, row.note, row.moved, row.due) == (
        "the plan", "ACC", "1 Oct 2026", "2 Oct 2026: begun", "twice", "~30 Sep 2026",
    )  # fmt: skip
    assert late(phrase=None).what == "the force's own target"


def test_every_move_of_that_deadline_or_of_the_finding_is_told_with_its_reason() -> None:
    moves = [Move("a-1", 2, LATER, "staff", "the Chair"), Move("a-1", 1, AHEAD, "of another", None),
             Move("a-1", None, "2026-10-31", None, None)]  # fmt: skip
    assert late(*moves).why_moved == [
        "to 30 Sep 2026: staff (agreed by the Chair)",
        "to 31 Oct 2026: no reason given",
    ]
    assert late(*moves, public=True).why_moved == ["to 30 Sep 2026", "to 31 Oct 2026"]


def test_the_first_page_has_each_finding_once_with_why() -> None:
    moves = [Move("a-1", 2, LATER, "staff " * 40, "the Chair")]
    note = f"see https://{'long' * 20}.example for the terms"
    told = first_page.pressing([late(*moves), late(), late(finding="b-2", owner="ACC")])
    assert [(row.reference, row.others, row.due, row.days, row.owner) for row in told] == [
        ("a-1", 1, "30 Sep 2026", 51, "no owner"),
        ("b-2", 0, "30 Sep 2026", 51, "ACC"),
    ]
    assert told[0].why[0].startswith("Moved to 30 Sep 2026: staff staff")
    assert told[0].why[0].endswith("staff …")
    assert told[0].why[1:] == ["No progress recorded"]
    noted = late(last_note=note, last_note_on=LATER)
    assert first_page.pressing([noted])[0].why == [
        "30 Sep 2026: see https://longlonglonglonglongl… for the terms"
    ]


def test_what_became_of_a_finding_is_told_once() -> None:
    def step(status: str, **more: Any) -> str:
        row = OPEN._replace(status=status, status_since="2026-10-20", status_since_exact=True)
        return first_page.step_words(row._replace(**more))

    assert step("open", change="new") == "new"
    assert step("in progress", change="reopened by R; progress") == (
        "reopened by R; progress, in progress since 20 Oct 2026"
    )
    assert step("closed", change="closed", status_reason="closed by the letter") == (
        "closed on 20 Oct 2026: the letter"
    )
    assert step("superseded", status_since_exact=False) == "superseded on ~20 Oct 2026"
    assert step("not accepted", status_reason="too dear") == "not accepted since 20 Oct 2026: too dear"
    held = OPEN._replace(status="on hold", status_reason="wait; to be reviewed on 2027-01-05")
    assert first_page.reason_words(held) == "wait; to be reviewed on 5 Jan 2027"


@pytest.mark.parametrize(
    ("were", "are", "said"),
    [
        (1, 2, "2 findings are open, 1 more than on 1 Jun 2026"),
        (3, 1, "1 finding is open, 2 fewer than on 1 Jun 2026"),
        (1, 1, "1 finding is open, no change since 1 Jun 2026"),
    ],
)
def test_the_first_sentences(were: int, are: int, said: str) -> None:
    both = dict.fromkeys("abc", False)
    then, now = ({**both, **dict.fromkeys("abc"[:number], True)} for number in (were, are))
    sentences = board_paper._sentences(movement(then, now), Dated(0, 0, 0, 0), Apart(0, 0), SINCE)
    assert sentences[0].startswith(said)
    assert sentences[1:] == ["Nothing is overdue.", "Every open finding has a deadline or target."]
