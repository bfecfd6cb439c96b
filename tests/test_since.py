"""What changed of a finding between two papers, for each pair of standings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hmic.model import Kind, Status
from hmic.reports.since import NOTHING, PaperDay, Since
from hmic.store.queries.board_rows import StandingRow
from hmic.store.queries.list_rows import DeadlineRow

DAY = dt.date(2026, 6, 1)
RECOMMENDATION = Kind.RECOMMENDATION.value


def standings(
    status: Status = Status.OPEN, owner: str | None = None, last_on: str | None = None
) -> StandingRow:
    return StandingRow("a-1", RECOMMENDATION, status.value, int(status.is_open), owner, last_on)


def due(number: int = 1, day: str | None = None, times: int = 0, counts: int = 1) -> DeadlineRow:
    told: dict[str, Any] = {
        "finding": "a-1",
        "number": number,
        "due": day,
        "times_extended": times,
        "counts": counts,
    }
    return DeadlineRow(**{**dict.fromkeys(DeadlineRow._fields), **told})


def moment(row: StandingRow | None, *deadlines: DeadlineRow, late: bool = False) -> PaperDay:
    return PaperDay({"a-1": row} if row else {}, {"a-1": deadlines}, frozenset({"a-1"} if late else ()))


OPEN, PROGRESS, DONE, CLOSED, REFUSED, HELD = (
    standings(Status.OPEN), standings(Status.IN_PROGRESS), standings(Status.COMPLETE), standings(Status.CLOSED),
    standings(Status.NOT_ACCEPTED), standings(Status.ON_HOLD),
)  # fmt: skip

STATUS = [
    (None, OPEN, "new"),
    (None, PROGRESS, "new"),
    (None, DONE, "new; complete"),
    (None, CLOSED, "new; closed"),
    (None, REFUSED, "new; ended by the force"),
    (OPEN, OPEN, NOTHING),
    (OPEN, PROGRESS, "open → in progress"),
    (OPEN, HELD, "open → on hold"),
    (OPEN, DONE, "complete"),
    (DONE, OPEN, "complete → open"),
    (DONE, DONE, NOTHING),
    (OPEN, CLOSED, "closed"),
    (DONE, CLOSED, "closed"),
    (OPEN, REFUSED, "ended by the force"),
    (CLOSED, OPEN, "reopened"),
    (CLOSED, DONE, "reopened"),
    (CLOSED, CLOSED, NOTHING),
]


@pytest.mark.parametrize(("before", "now", "words"), STATUS)
def test_what_changed_of_its_status(before: StandingRow | None, now: StandingRow, words: str) -> None:
    text, status_then, due_then = Since(DAY, moment(before), moment(now)).cells("a-1")
    assert text == words
    assert (status_then, due_then) == (before.status if before else None, None)


@pytest.mark.parametrize(
    ("late_then", "late_now", "now", "words"),
    [
        (False, False, OPEN, NOTHING),
        (False, True, OPEN, "newly overdue"),
        (True, True, OPEN, NOTHING),
        (True, False, OPEN, "no longer overdue"),
        (True, False, CLOSED, "closed"),
    ],
)
def test_late_then_and_now(late_then: bool, late_now: bool, now: StandingRow, words: str) -> None:  # noqa: FBT001
    since = Since(DAY, moment(OPEN, late=late_then), moment(now, late=late_now))
    assert since.cells("a-1")[0] == words


DATES = [
    ((due(day="2026-09-01"),), (due(day="2026-09-01"),), NOTHING),
    ((due(day="2026-09-01"),), (due(day="2026-10-01", times=1),), "date moved"),
    ((due(day="2026-09-01", times=1),), (due(day="2026-10-01", times=1),), NOTHING),
    ((due(),), (due(day="2026-10-01"),), "date set"),
    ((), (due(day="2026-10-01"),), "date set"),
    ((due(),), (due(),), NOTHING),
    ((due(1, "2026-09-01"), due(2)), (due(1, "2026-12-01", 1), due(2, "2026-10-01")), "date moved"),
    ((due(1), due(2, "2026-09-01")), (due(1), due(2, "2026-12-01", 1)), "date moved"),
    ((due(1), due(2)), (due(1, "2026-10-01"), due(2)), "date set"),
    (
        (due(1, "2026-09-01"), due(2, "2026-09-01")),
        (due(1, "2026-12-01", 1), due(2, "2026-09-01")),
        "date moved",
    ),
]


@pytest.mark.parametrize(("before", "now", "words"), DATES)
def test_what_changed_of_its_dates(
    before: tuple[DeadlineRow, ...], now: tuple[DeadlineRow, ...], words: str
) -> None:
    assert Since(DAY, moment(OPEN, *before), moment(OPEN, *now)).cells("a-1")[0] == words
    fresh = Since(DAY, moment(None, *before), moment(OPEN, *now)).cells("a-1")[0]
    assert "date set" not in fresh, "a new finding comes with its dates"


def test_the_earliest_date_that_counted_is_told() -> None:
    dates = (due(1, "2026-09-01"), due(2, "2026-08-01", counts=0), due(3), due(4, "2026-08-15"))
    since = Since(DAY, moment(OPEN, *dates), moment(OPEN, *dates))
    assert since.cells("a-1") == (NOTHING, "open", "2026-08-15")


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (standings(), standings(owner="ACC"), "new owner"),
        (standings(owner="ACC"), standings(owner="ACC"), NOTHING),
        (standings(owner="ACC"), standings(owner="DCC"), "new owner"),
        (standings(owner="ACC"), standings(), NOTHING),
        (None, standings(owner="ACC"), "new; new owner"),
        (standings(), standings(last_on="2026-06-02"), "progress"),
        (standings(), standings(last_on="2026-06-01"), NOTHING),
        (standings(), standings(Status.COMPLETE, last_on="2026-06-02"), "complete"),
    ],
)
def test_a_new_owner_and_progress(before: StandingRow | None, now: StandingRow, words: str) -> None:
    since = Since(DAY, moment(before), moment(now))
    assert since.cells("a-1")[0] == words


def test_what_a_report_reopened_is_told_once_and_by_which() -> None:
    again = StandingRow("a-1", RECOMMENDATION, "open", 1, None, None, "peel-2026")
    for before, words in (
        (None, "new; reopened by peel-2026"),
        (CLOSED, "reopened by peel-2026"),
        (again, NOTHING),
        (again._replace(reopened_by="letter"), "reopened by peel-2026"),
    ):
        assert Since(DAY, moment(before), moment(again)).cells("a-1")[0] == words


def test_what_is_new_had_no_date_then() -> None:
    since = Since(DAY, moment(None, due(day="2026-07-01")), moment(OPEN, due(day="2026-07-01")))
    assert since.cells("a-1")[1:] == (None, None)
