"""Where each deadline of one finding stands after what was recorded of it, worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hmic.deadlines import next_occurrence
from hmic.met_or_missed import DeadlineFacts, Due, Dues
from hmic.model import Basis, Entry, EntryKind, Status

D = dt.date
DATED, URGENT = DeadlineFacts(1, D(2015, 2, 27)), DeadlineFacts(2, None)
YEARLY = DeadlineFacts(1, D(2018, 7, 31), recurs="DTSTART:20180731T000000\nRRULE:FREQ=YEARLY;COUNT=3")


def entry(on: dt.date, kind: EntryKind = EntryKind.PROGRESS, **more: Any) -> Entry:
    return Entry(finding="f", kind=kind, on=on, **more)


class Kept:
    """The deadlines of a finding, and what is recorded of them one after the other."""

    def __init__(self, *facts: DeadlineFacts) -> None:
        self.dues = Dues(facts, next_occurrence)

    def target(
        self, on: dt.date, due: dt.date, deadline: int | None = None, reason: str | None = None
    ) -> Kept:
        self.dues.move_target(entry(on, EntryKind.TARGET, due=due, deadline=deadline, reason=reason))
        return self

    def extended(
        self,
        on: dt.date,
        due: dt.date,
        deadline: int | None = None,
        reason: str = "r",
        by: str | None = None,
    ) -> Kept:
        told = entry(on, EntryKind.EXTENSION, due=due, deadline=deadline, reason=reason, agreed_by=by)
        self.dues.extend(told)
        return self

    def met(self, on: dt.date, deadline: int, *, done: bool = True, **more: Any) -> Kept:
        status = Status.COMPLETE if done else Status.OPEN
        self.dues.progress(entry(on, status=status, deadline=deadline, **more), done=done)
        return self

    def whole(self, on: dt.date, status: Status) -> Kept:
        self.dues.meet_all(on, done=status is Status.COMPLETE, ended=not status.is_open)
        return self

    def now(self) -> list[Due]:
        return self.dues.settled(ours=True, silent_until=None)

    def one(self) -> Due:
        (due,) = self.now()
        return due


def test_before_anything_was_recorded_it_is_what_the_register_says() -> None:
    assert Kept(URGENT, DATED).now() == [
        Due(1, D(2015, 2, 27), D(2015, 2, 27), basis=Basis.INSPECTORATE, counts=True),
        Due(2),
    ]
    (inexact,) = Kept(DeadlineFacts(1, D(2015, 2, 28), exact=False)).now()
    assert (inexact.exact, inexact.original_exact) == (False, False)


def test_of_deadlines_alike_in_words_the_number_tells_which() -> None:
    alike = [DeadlineFacts(n, D(2015, n, 1), phrase="in May", requires="x") for n in (1, 2)]
    words: dict[str, Any] = {"phrase": "in May", "requires": "x"}
    day = D(2015, 1, 5)
    assert [due.met_on for due in Kept(*alike).met(day, 1, **words).now()] == [day, None]
    assert [due.met_on for due in Kept(*alike).met(day, 2, **words).now()] == [None, day]
    assert [due.met_on for due in Kept(*alike).met(day, 3, **words).now()] == [None, None]
    # Alone it is meant, wherever in the register it stood then.
    assert Kept(alike[1]).met(day, 1, **words).one().met_on == day
    # Of a journal that kept no words, the number alone tells.
    assert [due.met_on for due in Kept(*alike).met(day, 2).now()] == [None, day]


def test_completing_the_finding_meets_what_was_not_met_and_reopening_undoes_just_that() -> None:
    early, late = D(2015, 1, 5), D(2015, 3, 1)
    kept = Kept(DATED, URGENT).met(early, 1).whole(late, Status.COMPLETE)
    assert [(due.met_on, due.met_with_all) for due in kept.now()] == [(early, False), (late, True)]
    kept.whole(D(2015, 3, 2), Status.COMPLETE).whole(D(2015, 3, 3), Status.CLOSED)
    assert [due.met_on for due in kept.now()] == [early, late]
    assert kept.whole(D(2015, 4, 1), Status.OPEN).now() == Kept(DATED, URGENT).met(early, 1).now()
    # Said of the deadline itself afterwards, it is met by itself.
    kept.whole(late, Status.COMPLETE).met(D(2015, 3, 4), 2).whole(D(2015, 4, 1), Status.OPEN)
    assert [due.met_on for due in kept.now()] == [early, D(2015, 3, 4)]
    assert [due.met_on for due in kept.met(D(2015, 5, 1), 2, done=False).now()] == [early, None]


def test_ending_without_completing_meets_nothing() -> None:
    assert Kept(DATED).whole(D(2015, 1, 5), Status.NOT_ACCEPTED).one().met_on is None


def test_a_target_without_a_number_is_for_what_has_no_date_of_the_inspectorates() -> None:
    kept = Kept(DATED, URGENT, DeadlineFacts(3, None)).target(D(2015, 1, 5), D(2015, 9, 1))
    assert [due.target for due in kept.now()] == [None, D(2015, 9, 1), None]
    kept.target(D(2015, 2, 5), D(2015, 10, 1))
    assert [due.due for due in kept.now()] == [D(2015, 2, 27), D(2015, 10, 1), None]
    # With none of these it is for the first, whatever order the register has.
    both = Kept(DeadlineFacts(2, D(2015, 3, 31)), DATED).target(D(2015, 1, 5), D(2015, 2, 1))
    assert [due.target for due in both.now()] == [D(2015, 2, 1), None]
    named = Kept(DATED, URGENT).target(D(2015, 1, 5), D(2015, 2, 1), deadline=1)
    assert [due.target for due in named.now()] == [D(2015, 2, 1), None]


def test_a_finding_without_deadlines_has_one_target_of_its_own() -> None:
    kept = Kept().target(D(2015, 1, 5), D(2015, 9, 1)).target(D(2015, 2, 5), D(2015, 10, 1), deadline=1)
    assert kept.one() == Due(
        1, D(2015, 9, 1), D(2015, 10, 1), basis=Basis.TARGET, target=D(2015, 10, 1), times_extended=1,
        why_moved="no reason given", counts=True,
    )  # fmt: skip


def test_a_target_is_moved_as_often_as_it_changes_and_the_last_reason_is_kept() -> None:
    first, second, third = D(2015, 9, 1), D(2015, 10, 1), D(2015, 11, 1)
    kept = Kept().target(D(2015, 1, 5), first, reason="the plan")
    assert (kept.one().times_extended, kept.one().why_moved) == (0, None)
    kept.target(D(2015, 1, 6), first, reason="as before")
    assert (kept.one().times_extended, kept.one().why_moved) == (0, None)
    kept.target(D(2015, 2, 1), second, reason="staff").target(D(2015, 3, 1), third, reason="money")
    due = kept.one()
    assert (due.original_due, due.due, due.times_extended, due.why_moved) == (first, third, 2, "money")


def test_a_target_is_a_known_day_even_where_the_reports_is_not() -> None:
    due = Kept(DeadlineFacts(1, None, exact=False)).target(D(2015, 1, 5), D(2015, 9, 1)).one()
    assert (due.exact, due.original_exact, due.basis) == (True, True, Basis.TARGET)


def test_a_target_beside_a_deadline_or_an_extension_moves_nothing() -> None:
    kept = Kept(DATED).target(D(2015, 1, 5), D(2015, 2, 1)).target(D(2015, 3, 5), D(2015, 4, 1), reason="r")
    due = kept.one()
    assert (due.target, due.due, due.times_extended, due.missed) == (D(2015, 4, 1), D(2015, 2, 27), 0, None)
    due = kept.extended(D(2015, 3, 6), D(2015, 5, 1)).target(D(2015, 3, 7), D(2015, 4, 30)).one()
    assert (due.due, due.basis, due.times_extended) == (D(2015, 5, 1), Basis.EXTENSION, 1)


def test_of_a_target_and_its_extension_the_later_one_recorded_counts() -> None:
    for facts, number in (((), None), ((URGENT,), None), ((DATED, URGENT), 2), ((DATED, URGENT), None)):
        kept = Kept(*facts).target(D(2015, 1, 5), D(2015, 9, 1), number).extended(
            D(2015, 2, 5), D(2015, 12, 1), 2 if facts else None, by="the PCC"
        )  # fmt: skip
        due = kept.now()[-1]
        assert (due.due, due.basis, due.target) == (D(2015, 12, 1), Basis.EXTENSION, D(2015, 9, 1))
        due = kept.target(D(2015, 3, 5), D(2015, 10, 1), number, reason="sooner").now()[-1]
        assert (due.due, due.basis, due.target) == (D(2015, 10, 1), Basis.TARGET, D(2015, 10, 1))
        assert (due.original_due, due.times_extended, due.why_moved) == (D(2015, 9, 1), 2, "sooner")
        # Back to the first date is a move as well; to the same date is none.
        kept.target(D(2015, 4, 5), D(2015, 9, 1), number, reason="back").target(
            D(2015, 4, 6), D(2015, 9, 1), number
        )
        assert (kept.now()[-1].times_extended, kept.now()[-1].why_moved) == (3, "back")


def test_extensions_are_counted_and_the_first_date_stays() -> None:
    inexact = DeadlineFacts(1, D(2015, 2, 28), exact=False)
    kept = Kept(inexact).extended(D(2015, 1, 5), D(2015, 6, 1), reason="staff", by="the PCC")
    assert kept.one().why_moved == "staff (agreed by the PCC)"
    due = kept.extended(D(2015, 2, 5), D(2015, 9, 1), reason="money").one()
    assert (due.original_due, due.due, due.times_extended) == (D(2015, 2, 28), D(2015, 9, 1), 2)
    assert (due.why_moved, due.exact, due.original_exact) == ("money", True, False)


def test_a_date_was_missed_that_had_passed_unmet_when_it_was_moved() -> None:
    last = D(2015, 2, 27)
    after = last + dt.timedelta(days=1)
    assert Kept(DATED).extended(last, D(2015, 6, 1)).one().missed is None
    assert Kept(DATED).extended(after, D(2015, 6, 1)).one().missed == last
    assert Kept(DATED).met(last, 1).extended(after, D(2015, 6, 1)).one().missed is None
    assert Kept(URGENT).extended(after, D(2015, 6, 1)).one().missed is None
    target = Kept().target(D(2015, 1, 5), last).target(after, D(2015, 6, 1))
    assert (target.one().missed, target.one().due) == (last, D(2015, 6, 1))


def test_of_several_missed_dates_the_first_is_kept() -> None:
    kept = Kept(DATED).extended(D(2015, 3, 1), D(2015, 6, 1)).extended(D(2015, 7, 1), D(2015, 9, 1))
    assert (kept.one().missed, kept.one().due) == (D(2015, 2, 27), D(2015, 9, 1))
    kept = Kept(DATED).extended(D(2015, 2, 1), D(2015, 6, 1)).extended(D(2015, 7, 1), D(2015, 9, 1))
    assert kept.one().missed == D(2015, 6, 1)


def test_what_is_said_of_a_later_time_leaves_the_earliest_one_as_it_was_moved() -> None:
    kept = Kept(YEARLY).extended(D(2018, 7, 1), D(2018, 9, 30), reason="staff")
    kept.met(D(2018, 8, 1), 1, occurrence=D(2019, 7, 31))
    due = kept.one()
    assert (due.due, due.occurrence, due.why_moved, due.times_extended) == (
        D(2018, 9, 30), D(2018, 7, 31), "staff", 1,
    )  # fmt: skip


def test_a_recurring_deadline_is_met_with_its_last_time_and_open_again_with_any() -> None:
    kept = Kept(YEARLY)
    for year in (2018, 2019, 2020):
        assert kept.one().due == D(year, 7, 31)
        kept.met(D(year, 7, 1), 1)
    assert (kept.one().due, kept.one().met_on, kept.one().counts) == (None, D(2020, 7, 1), False)
    # Said of a time that was met already: the day of the last word is when it was met.
    kept.met(D(2020, 8, 1), 1, occurrence=D(2019, 7, 31))
    assert (kept.one().met_on, kept.one().occurrences[D(2019, 7, 31)]) == (D(2020, 8, 1), D(2020, 8, 1))
    kept.met(D(2020, 9, 1), 1, done=False)
    assert kept.one().met_on == D(2020, 8, 1)
    kept.met(D(2020, 9, 2), 1, done=False, occurrence=D(2019, 7, 31))
    assert (kept.one().due, kept.one().met_on, kept.one().counts) == (D(2019, 7, 31), None, True)


def test_another_bodys_deadline_and_one_without_a_date_never_count() -> None:
    theirs = DeadlineFacts(3, D(2015, 1, 1), ours=False)
    dues = Dues([DATED, URGENT, theirs], next_occurrence)
    assert [due.counts for due in dues.settled(ours=True, silent_until=None)] == [True, False, False]
    settled = dues.settled(ours=False, silent_until=D(2015, 7, 1))
    assert [(due.counts, due.silent_until) for due in settled] == [(False, D(2015, 7, 1))] * 3


def test_no_date_is_moved_once_every_time_is_met() -> None:
    kept = Kept(YEARLY)
    for year in (2018, 2019, 2020):
        kept.met(D(year, 7, 1), 1)
    assert kept.one().due is None
    assert kept.extended(D(2021, 1, 1), D(2021, 7, 31), 1).one().times_extended == 0
    assert kept.extended(D(2021, 2, 1), D(2021, 8, 31), 1).one().times_extended == 1
