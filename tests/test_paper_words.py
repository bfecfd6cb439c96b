"""What the board's paper says became of one deadline, worked out by hand for each case."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from hmic.counts import Apart, Dated
from hmic.movement import moved, movement
from hmic.reports import board_paper, fell_due, first_page
from hmic.reports.board_table import Board, Row
from hmic.reports.threads import Step, Thread
from hmic.store.queries.board_rows import BoardRow, Move
from hmic.store.queries.list_rows import DeadlineRow
from hmic.store.queries.overdue_rows import OverdueRow
from hmic.store.queries.thread_rows import ThreadFinding

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
    assert fell_due._became(given, TODAY.isoformat(), OPEN) == words


def test_what_a_report_reopened_is_named_with_it() -> None:
    row = OPEN._replace(reopened_by="peel-2026")
    assert fell_due._became(deadline(), TODAY.isoformat(), row) == "reopened by peel-2026, 112 days overdue"


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
    assert fell_due._met(DUE, met) == words


SINCE = dt.date(2026, 6, 1)


def fell(*deadlines: DeadlineRow, **more: Any) -> list[tuple[str, str, str]]:
    board = Board((), {"a-1": list(deadlines)}, {}, {})
    found = fell_due.in_the_period(board, {"a-1": OPEN._replace(**more), "b-1": OPEN}, SINCE, TODAY)
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
        "owner": "no owner", "updated": "No progress recorded", "note": None,
    }  # fmt: skip
    missed = late(missed=DUE, original_exact=0, times_extended=1, days_overdue=112)
    assert (missed.days, missed.missed, missed.moved) == (112, "~31 Jul 2026", "once")
    assert (missed.first, missed.due) == ("~31 Jul 2026", "30 Sep 2026")


def test_what_is_overdue_is_told_with_whose_it_is_and_what_was_said_last() -> None:
    row = late(requires="the plan", owner="ACC", last_update="2026-10-01", last_note="begun", last_note_on="2026-10-02",
               times_extended=2, exact=0)  # fmt: skip
    assert (row.what, row.owner, row.updated, row.note, row.moved, row.due) == (
        "the plan", "ACC", "Latest progress 1 Oct 2026", "2 Oct 2026: begun", "twice", "~30 Sep 2026",
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
    assert late(last_update=LATER, last_note=note, last_note_on=LATER).updated is None, (
        "the note has the day"
    )
    published = late(last_update=LATER, last_note_on=LATER, public=True)
    assert first_page.pressing([published])[0].why == ["Latest progress 30 Sep 2026"]


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
    for reason, said in (
        (
            "to be reviewed on site; to be reviewed on 2027-01-05",
            "to be reviewed on site; to be reviewed on 5 Jan 2027",
        ),
        ("to be reviewed on 3 sites", "to be reviewed on 3 sites"),
        ("2027-01-05", "2027-01-05"),
    ):
        assert first_page.reason_words(held._replace(status_reason=reason)) == said


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


NOBODY, SOME = Apart(0, 0), Apart(0, 2)


@pytest.mark.parametrize(
    ("overdue", "undated", "unowned", "expected"),
    [
        (Dated(), NOBODY, None, [("Note", "one"), ("Note", "two"), ("Note", "three")]),
        (Dated(), NOBODY, NOBODY, [("Note", "one"), ("Note", "two"), ("Note", "three")]),
        (
            Dated(0, 0, 1, 1), SOME, SOME,
            [("Note", "one"), ("Decide", "two Agree what happens next with each."),
             ("Agree", "three Agree who sets a target for each."),
             ("Agree", "2 open observations have no owner. Agree an owner for each that the force must act on.")],
        ),
    ],
)  # fmt: skip
def test_what_the_board_is_asked(
    overdue: Dated, undated: Apart, unowned: Apart | None, expected: list[tuple[str, str]]
) -> None:
    assert first_page.asks(["one", "two", "three"], overdue, undated, unowned) == expected


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "less than a year ago"), (365, "less than a year ago"), (366, "1 to 3 years ago"), (1095, "1 to 3 years ago"),
        (1096, "3 to 5 years ago"), (1826, "3 to 5 years ago"), (1827, "5 to 10 years ago"),
        (3652, "5 to 10 years ago"), (3653, "more than 10 years ago"),
    ],
)  # fmt: skip
def test_the_bands_of_age(days: int, words: str) -> None:
    assert first_page.AGE_WORDS[first_page.age_band(days)] == words


def board_row(name: str, **more: Any) -> BoardRow:
    told = {
        "finding": name,
        "kind": "recommendation",
        "published": "2026-01",
        "status": "open",
        "open": 1,
        "needs_target": 1,
    }
    return BoardRow(**{**dict.fromkeys(BoardRow._fields), **told, **more})


def test_open_findings_are_counted_by_age_from_the_last_day_their_report_can_have_appeared() -> None:
    rows = [
        board_row("this-year", published="2025-11"), board_row("ahead", published="2026-12"),
        board_row("last-year", published="2025-11-19"), board_row("closed", open=0, published="2015"),
        board_row("observed", kind="observation", published="2015"), board_row("oldest", published="2015"),
    ]  # fmt: skip
    assert first_page.ages(Board(rows, {}, {}, {}), TODAY) == [
        ("less than a year ago", 2), ("1 to 3 years ago", 1), ("3 to 5 years ago", 0), ("5 to 10 years ago", 0),
        ("more than 10 years ago", 1),
    ]  # fmt: skip


def test_nobody_has_begun_with_what_has_no_owner_no_date_and_no_entry() -> None:
    rows = [
        board_row("bare"), board_row("observed", kind="observation"), board_row("dated", needs_target=0),
        board_row("begun", status="in progress"), board_row("owned", owner="ACC"), board_row("noted", last_on=DUE),
    ]  # fmt: skip
    assert first_page.untouched(Board(rows, {}, {}, {})) == {"bare"}


@pytest.mark.parametrize(
    ("more", "deadlines", "expected"),
    [
        ({}, [deadline(TODAY.isoformat())], "within 30 days"),
        ({}, [deadline("2026-12-20")], "within 30 days"),
        ({}, [deadline("2026-12-21")], "in 31 to 90 days"),
        ({}, [deadline("2027-02-18"), deadline("2027-12-31")], "in 31 to 90 days"),
        ({}, [deadline("2027-02-19"), deadline("2026-12-01", met_on=DUE)], "in 91 days to a year"),
        ({}, [deadline("2027-11-20")], "in 91 days to a year"),
        ({}, [deadline("2027-11-21"), deadline(None)], "later"),
        ({}, [deadline("2026-12-01", counts=0)], "deadlines met, or for another body"),
        ({}, [], "deadlines met, or for another body"),
        ({"needs_target": 1}, [deadline("2026-12-01")], "no deadline or target"),
        ({"status": "complete", "needs_target": 1}, [deadline("2026-12-01")], "complete"),
        ({"status": "on hold"}, [deadline("2026-12-01")], "on hold"),
        ({"finding": "late", "status": "complete"}, [deadline("2026-12-01")], "overdue"),
        ({"open": 0}, [deadline("2026-12-01")], None),
        ({"kind": "observation"}, [deadline("2026-12-01")], None),
    ],
)
def test_each_open_finding_is_due_once(
    more: dict[str, Any], deadlines: list[DeadlineRow], expected: str | None
) -> None:
    row = board_row("a-1", **{"needs_target": 0, **more})
    late_row: dict[str, Any] = {"finding": "late", "due": DUE, "overdue_since": DUE}
    overdue = [OverdueRow(**{**dict.fromkeys(OverdueRow._fields), **late_row})]
    told = board_paper._when_due(Board([row], {row.finding: deadlines}, {}, {}, overdue), TODAY)
    assert [words for words, number in told if number] == [expected] * (expected is not None)
    assert [words for words, _ in told] == [
        "overdue", "within 30 days", "in 31 to 90 days", "in 91 days to a year", "later", "no deadline or target",
        "on hold", "deadlines met, or for another body", "complete",
    ]  # fmt: skip


def test_the_items_of_each_step_stand_in_the_order_of_the_register() -> None:
    rows = {name: OPEN._replace(reference=name) for name in ("o-1", "b", "a", "c")}
    before = {"c": True, "o-1": False}
    moved_now = moved(
        before,
        {"o-1": True, "b": True, "a": True, "c": False},
        dict.fromkeys("abc", "recommendation") | {"o-1": "observation"},
    )
    named = [
        (words, [row.reference for row in some]) for words, some in board_paper._named(moved_now, rows)
    ]
    assert named == [
        ("New: 2 findings", ["b", "a"]),
        ("Closed: 1 finding", ["c"]),
        ("Reopened: 1 observation", ["o-1"]),
    ]


def test_a_matter_that_keeps_coming_back_is_told_with_when_and_the_last_word() -> None:
    steps = [
        Step("a", "2014-11", "raised", "f-1", "Seen."), Step("a", "2014-11", "raised", "f-2", "Seen."),
        Step("b", "2016-02-18", "improved", "f-1", "Better."), Step("c", "2018", "repeated", "f-3", "Again."),
        Step("d", "2019", "worsened", "f-3", "Worse."),
    ]  # fmt: skip

    def found(*opened: int) -> list[ThreadFinding]:
        return [
            ThreadFinding(
                f"f-{n}",
                "recommendation",
                "a",
                f"T{n}",
                "Do it.",
                None,
                "open",
                int(n in opened),
                DUE,
                "",
                "",
            )
            for n in (1, 2, 3)
        ]

    told = board_paper._again(Thread(found(1, 3), steps))
    assert told == (
        "f-1", "recommendation", "T1", 2, "Nov 2014, 2018", "2019, worsened: Worse.", "f-1, f-3",
    )  # fmt: skip
    assert board_paper._again(Thread(found(), steps)).now == "closed"
