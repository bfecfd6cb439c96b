"""Where a finding stands: the fold over the journal, by hand and against a slow reference."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmic.deadlines import next_occurrence
from hmic.dues import DeadlineFacts
from hmic.model import Basis, Entry, EntryKind, Status, Verdict
from hmic.standing import Facts, Heard, SaidLater, Standing, in_force, stand

D = dt.date
FACTS = Facts(
    "f",
    D(2014, 11, 27),
    deadlines=(DeadlineFacts(1, D(2015, 2, 27)), DeadlineFacts(2, D(2015, 3, 31))),
)


def entry(number: int, on: dt.date, kind: EntryKind = EntryKind.PROGRESS, **more: object) -> Entry:
    return Entry(finding="f", kind=kind, on=on, number=number, uid=f"u{number}", **more)  # type: ignore[arg-type]


def fold(*entries: Entry, facts: Facts = FACTS, at: dt.date = dt.date.max) -> Standing:
    return stand(facts, entries, at, next_occurrence)


def test_untouched_it_is_open_since_publication_and_every_date_counts() -> None:
    s = fold()
    assert (s.status, s.since, s.next_due) == (Status.OPEN, D(2014, 11, 27), D(2015, 2, 27))
    assert [due.counts for due in s.dues] == [True, True]


def test_one_deadline_met_leaves_the_other() -> None:
    s = fold(entry(1, D(2015, 2, 1), status=Status.COMPLETE, deadline=1))
    assert s.status is Status.IN_PROGRESS
    assert [due.met_on for due in s.dues] == [D(2015, 2, 1), None]
    assert s.next_due == D(2015, 3, 31)


def test_complete_ends_the_counting_and_reopening_brings_it_back() -> None:
    done = entry(1, D(2015, 2, 1), status=Status.COMPLETE)
    assert fold(done).next_due is None
    again = entry(2, D(2015, 5, 1), status=Status.OPEN, note="not so")
    assert fold(done, again).next_due == D(2015, 2, 27)
    assert fold(done, again, at=D(2015, 4, 30)).status is Status.COMPLETE


def test_an_extension_keeps_the_original_date() -> None:
    moved = entry(1, D(2015, 2, 1), EntryKind.EXTENSION, due=D(2015, 6, 1), deadline=1, reason="late staff",
                  agreed_by="PCC")  # fmt: skip
    due = fold(moved).dues[0]
    assert (due.original_due, due.due, due.basis, due.times_extended) == (
        D(2015, 2, 27), D(2015, 6, 1), Basis.EXTENSION, 1,
    )  # fmt: skip
    assert due.why_moved == "late staff (agreed by PCC)"


def test_a_target_gives_a_date_where_there_was_none_and_never_replaces_the_inspectorates() -> None:
    undated = Facts("f", D(2014, 11, 27))
    assert fold(facts=undated).needs_target
    first = entry(1, D(2015, 1, 1), EntryKind.TARGET, due=D(2015, 9, 1))
    s = fold(first, facts=undated)
    assert (s.needs_target, s.next_due, s.dues[0].basis) == (False, D(2015, 9, 1), Basis.TARGET)
    second = entry(2, D(2015, 8, 1), EntryKind.TARGET, due=D(2015, 12, 1), reason="more time")
    due = fold(first, second, facts=undated).dues[0]
    assert (due.original_due, due.due, due.times_extended) == (D(2015, 9, 1), D(2015, 12, 1), 1)
    kept = fold(entry(1, D(2015, 1, 1), EntryKind.TARGET, due=D(2015, 1, 31), deadline=1)).dues[0]
    assert (kept.due, kept.target, kept.basis) == (D(2015, 2, 27), D(2015, 1, 31), Basis.INSPECTORATE)


def test_on_hold_is_silent_until_the_review_date() -> None:
    s = fold(entry(1, D(2015, 1, 1), status=Status.ON_HOLD, review_on=D(2015, 7, 1), note="court case"))
    assert [(due.counts, due.silent_until) for due in s.dues] == [(True, D(2015, 7, 1))] * 2


def test_what_is_due_to_another_body_is_never_counted() -> None:
    facts = Facts("f", D(2014, 11, 27), ours=False, deadlines=FACTS.deadlines)
    assert fold(facts=facts).next_due is None
    mixed = Facts("f", D(2014, 11, 27), deadlines=(DeadlineFacts(1, D(2015, 2, 27), ours=False),))
    assert fold(facts=mixed).next_due is None


def test_resolved_in_a_later_report_closes_from_that_day() -> None:
    facts = Facts(
        "f", D(2014, 11, 27), deadlines=FACTS.deadlines,
        said_later=(SaidLater(D(2016, 2, 18), Verdict.RESOLVED, "peel-2016"),),
    )  # fmt: skip
    assert fold(facts=facts, at=D(2016, 2, 17)).status is Status.OPEN
    s = fold(facts=facts, at=D(2016, 2, 18))
    assert (s.status, s.closed_by, s.since) == (Status.CLOSED, "peel-2016", D(2016, 2, 18))
    improved = Facts("f", D(2014, 11, 27), said_later=(SaidLater(D(2016, 2, 18), Verdict.IMPROVED, "p"),))
    assert fold(facts=improved).status is Status.OPEN


def said(on: dt.date, verdict: Verdict, report: str = "later", **more: object) -> SaidLater:
    return SaidLater(on, verdict, report, **more)  # type: ignore[arg-type]


def heard(*words: SaidLater) -> Facts:
    return Facts("f", D(2014, 11, 27), deadlines=FACTS.deadlines, said_later=words)


FIRST, SECOND = D(2016, 2, 18), D(2018, 5, 1)


@pytest.mark.parametrize("verdict", [Verdict.UNCHANGED, Verdict.WORSENED])
def test_the_inspectorates_latest_word_opens_again_what_was_closed_or_complete(verdict: Verdict) -> None:
    again = said(SECOND, verdict, "peel-2018")
    closings = {
        "resolved": ((), (said(FIRST, Verdict.RESOLVED), again)),
        "closed": ((entry(1, FIRST, status=Status.CLOSED, closed_by="letter"),), (again,)),
        "complete": ((entry(1, FIRST, status=Status.COMPLETE),), (again,)),
    }
    for entries, words in closings.values():
        before = fold(*entries, facts=heard(*words), at=SECOND - dt.timedelta(1))
        assert (before.next_due, before.reopened_by) == (None, None)
        s = fold(*entries, facts=heard(*words))
        assert (s.status, s.since, s.reopened_by) == (Status.OPEN, SECOND, "peel-2018")
        assert (s.closed_by, s.next_due) == (None, D(2015, 2, 27))


def test_what_the_inspectorate_opened_again_stays_so_until_it_is_complete_or_ended() -> None:
    words = heard(said(FIRST, Verdict.RESOLVED), said(SECOND, Verdict.WORSENED, "peel-2018"))
    begun = entry(1, D(2018, 6, 1), status=Status.IN_PROGRESS)
    assert fold(begun, facts=words).reopened_by == "peel-2018"
    done = entry(2, D(2018, 7, 1), status=Status.COMPLETE)
    assert fold(begun, done, facts=words).reopened_by is None
    closed = heard(*words.said_later, said(D(2020, 1, 1), Verdict.RESOLVED, "peel-2020"))
    s = fold(begun, facts=closed)
    assert (s.status, s.closed_by, s.reopened_by) == (Status.CLOSED, "peel-2020", None)


def test_unchanged_or_worse_leaves_what_is_open_or_was_ended_otherwise() -> None:
    words = heard(said(SECOND, Verdict.UNCHANGED))
    for status in (Status.IN_PROGRESS, Status.SUPERSEDED, Status.NOT_ACCEPTED, Status.NOT_APPLICABLE):
        s = fold(entry(1, FIRST, status=status, superseded_by="g", reason="r"), facts=words)
        assert (s.status, s.since, s.reopened_by) == (status, FIRST, None)
    held = fold(entry(1, FIRST, status=Status.ON_HOLD, review_on=D(2019, 1, 1)), facts=words)
    assert (held.status, held.review_on) == (Status.ON_HOLD, D(2019, 1, 1))


def test_improved_changes_no_status() -> None:
    for closed in (said(FIRST, Verdict.RESOLVED), None):
        words = (
            (closed, said(SECOND, Verdict.IMPROVED, "then"))
            if closed
            else (said(SECOND, Verdict.IMPROVED),)
        )
        s = fold(facts=heard(*words))
        assert s.status is (Status.CLOSED if closed else Status.OPEN)


def test_the_nearest_word_of_a_report_counts_and_of_equally_near_ones_the_last() -> None:
    concern = said(FIRST, Verdict.RESOLVED, heard=Heard.CONCERN)
    assert fold(facts=heard(concern)).status is Status.CLOSED
    for own in (Verdict.UNCHANGED, Verdict.IMPROVED, Verdict.WORSENED):
        for words in ((concern, said(FIRST, own, position=3)), (said(FIRST, own, position=3), concern)):
            assert fold(facts=heard(*words)).status is Status.OPEN
    twin = said(FIRST, Verdict.UNCHANGED, heard=Heard.TWIN)
    assert fold(facts=heard(twin, concern)).status is Status.OPEN
    last = (said(FIRST, Verdict.UNCHANGED, position=1), said(FIRST, Verdict.RESOLVED, position=2))
    assert fold(facts=heard(*last)).status is Status.CLOSED
    assert fold(facts=heard(*reversed(last))).status is Status.CLOSED


def test_a_concern_found_worse_does_not_open_its_closed_recommendations_again() -> None:
    words = (
        said(FIRST, Verdict.RESOLVED, "one"),
        said(SECOND, Verdict.WORSENED, "two", heard=Heard.CONCERN),
    )
    assert fold(facts=heard(*words)).status is Status.CLOSED


def test_a_recurring_deadline_moves_on_when_it_is_met() -> None:
    rule = "DTSTART:20180731T000000\nRRULE:FREQ=YEARLY"
    facts = Facts("f", D(2018, 7, 1), deadlines=(DeadlineFacts(1, D(2018, 7, 31), recurs=rule),))
    early = entry(1, D(2018, 7, 20), status=Status.COMPLETE, deadline=1)
    assert fold(early, facts=facts).dues[0].due == D(2019, 7, 31)
    late = entry(1, D(2020, 1, 5), status=Status.COMPLETE, deadline=1)
    assert fold(late, facts=facts).dues[0].due == D(2019, 7, 31)


RECURRING = DeadlineFacts(
    1, D(2018, 7, 31), recurs="DTSTART:20180731T000000\nRRULE:FREQ=YEARLY", phrase="annually"
)


def met(number: int, on: dt.date, occurrence: dt.date | None = None) -> Entry:
    return entry(number, on, status=Status.COMPLETE, deadline=1, occurrence=occurrence)


def test_each_time_of_a_recurring_deadline_is_met_by_itself() -> None:
    facts = Facts("f", D(2018, 7, 1), deadlines=(RECURRING,))
    named = met(1, D(2020, 1, 5), D(2019, 7, 31))
    due = fold(named, facts=facts).dues[0]
    assert (due.due, due.occurrence, due.occurrences) == (
        D(2018, 7, 31), D(2018, 7, 31), {D(2019, 7, 31): D(2020, 1, 5)},
    )  # fmt: skip
    both = fold(named, met(2, D(2020, 2, 1)), facts=facts).dues[0]
    assert (both.due, both.original_due, both.counts) == (D(2020, 7, 31), D(2020, 7, 31), True)
    undone = entry(3, D(2020, 3, 1), status=Status.OPEN, deadline=1, occurrence=D(2018, 7, 31))
    assert fold(named, met(2, D(2020, 2, 1)), undone, facts=facts).dues[0].due == D(2018, 7, 31)
    vague = entry(3, D(2020, 3, 1), status=Status.OPEN, deadline=1)
    assert fold(named, vague, facts=facts).dues[0].occurrences == {D(2019, 7, 31): D(2020, 1, 5)}


def test_an_extension_moves_one_time_of_a_recurring_deadline() -> None:
    facts = Facts("f", D(2018, 7, 1), deadlines=(RECURRING,))
    moved = entry(1, D(2018, 8, 5), EntryKind.EXTENSION, due=D(2018, 9, 30), deadline=1, reason="r")
    due = fold(moved, facts=facts).dues[0]
    assert (due.due, due.original_due, due.missed) == (D(2018, 9, 30), D(2018, 7, 31), D(2018, 7, 31))
    after = fold(moved, met(2, D(2018, 9, 29)), facts=facts).dues[0]
    assert (after.due, after.times_extended, after.missed, after.basis) == (
        D(2019, 7, 31), 0, None, Basis.INSPECTORATE,
    )  # fmt: skip


def test_a_recurring_deadline_that_has_ended_is_met() -> None:
    rule = "DTSTART:20180731T000000\nRRULE:FREQ=YEARLY;UNTIL=20190801"
    facts = Facts("f", D(2018, 7, 1), deadlines=(DeadlineFacts(1, D(2018, 7, 31), recurs=rule),))
    s = fold(met(1, D(2018, 7, 30)), met(2, D(2019, 7, 30)), facts=facts)
    assert (s.dues[0].due, s.dues[0].met_on, s.next_due) == (None, D(2019, 7, 30), None)


def worded(*deadlines: DeadlineFacts) -> Facts:
    return Facts("f", D(2014, 11, 27), deadlines=deadlines)


def of(number: int, phrase: str, requires: str | None = None, *formerly: str) -> DeadlineFacts:
    return DeadlineFacts(number, D(2015, number, 1), phrase=phrase, requires=requires, formerly=formerly)


def test_what_was_recorded_stays_with_its_deadline_by_its_words() -> None:
    done = entry(1, D(2014, 12, 1), status=Status.COMPLETE, deadline=1, phrase="within three months",
                 requires="review")  # fmt: skip
    first = of(1, "within three months", "review")
    for deadlines, expected in (
        ((first,), [True]),
        ((of(1, "immediately"), of(2, "within three months", "review")), [False, True]),
        ((of(1, "immediately"), of(2, "within three months", "reviewed anew")), [False, True]),
        ((of(1, "immediately"), of(2, "within 3 months", None, "within three months")), [False, True]),
        ((of(1, "within three months", "plan"), of(2, "within three months", "review")), [False, True]),
        ((of(1, "within three months", "plan"), of(2, "in 3 months", "x", "within three months")), [False, True]),
        ((of(1, "immediately"),), [False]),
        ((), []),
    ):  # fmt: skip
        s = fold(done, facts=worded(*deadlines))
        assert [due.met_on is not None for due in s.dues] == expected, deadlines
        assert s.status is Status.IN_PROGRESS


def test_moves_of_a_deadline_that_is_gone_move_no_other() -> None:
    for kind in (EntryKind.TARGET, EntryKind.EXTENSION):
        gone = entry(1, D(2014, 12, 1), kind, due=D(2016, 1, 1), deadline=1, phrase="gone", reason="r")
        (due,) = fold(gone, facts=worded(of(1, "immediately"))).dues
        assert (due.due, due.target, due.times_extended) == (D(2015, 1, 1), None, 0)
        assert fold(gone, facts=worded()).dues == []


def test_parts_are_met_one_by_one() -> None:
    s = fold(
        entry(1, D(2015, 1, 1), status=Status.COMPLETE, part="b"),
        entry(2, D(2015, 1, 2), status=Status.COMPLETE, part="a"),
        entry(3, D(2015, 1, 3), status=Status.OPEN, part="b"),
    )
    assert s.parts_met == ["a"]


def test_a_correction_withdraws_and_can_itself_be_withdrawn() -> None:
    done = entry(1, D(2015, 2, 1), status=Status.COMPLETE)
    wrong = entry(2, D(2015, 2, 2), EntryKind.CORRECTION, corrects="u1", reason="wrong finding")
    undone = entry(3, D(2015, 2, 3), EntryKind.CORRECTION, corrects="u2", reason="it was right")
    assert fold(done, wrong).status is Status.OPEN
    assert fold(done, wrong, undone).status is Status.COMPLETE
    assert in_force([done, wrong]) == []


DAYS = st.dates(D(2014, 11, 27), D(2018, 1, 1))


@st.composite
def journals(draw: st.DrawFn) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        kind = draw(st.sampled_from([EntryKind.PROGRESS, EntryKind.EXTENSION, EntryKind.TARGET]))
        deadline = draw(st.sampled_from([None, 1, 2]))
        on = draw(DAYS)
        if kind is EntryKind.PROGRESS:
            status = draw(st.sampled_from([None, *Status]))
            review = draw(DAYS) if status is Status.ON_HOLD else None
            entries.append(entry(number, on, status=status, deadline=deadline, review_on=review))
        else:
            entries.append(entry(number, on, kind, due=draw(DAYS), deadline=deadline, reason="r"))
        if draw(st.integers(0, 4)) == 0 and len(entries) > 1:
            target = draw(st.sampled_from(entries)).uid
            entries.append(entry(100 + number, on, EntryKind.CORRECTION, corrects=target))
    return entries


def late_by_hand(entries: list[Entry], at: dt.date) -> set[int]:
    """A slow and obvious reference: which of the two deadlines are late on a day."""
    withdrawn: set[str] = set()
    for e in sorted(entries, key=lambda e: -e.number):
        if e.corrects and e.uid not in withdrawn:
            withdrawn.add(e.corrects)
    held = [e for e in entries if e.uid not in withdrawn and not e.corrects and e.on <= at]
    held.sort(key=lambda e: (e.on, e.number))
    status, review = Status.OPEN, None
    for e in held:
        if e.status is not None and e.deadline is None:
            status, review = e.status, e.review_on
    if status in {
        Status.COMPLETE,
        Status.CLOSED,
        Status.SUPERSEDED,
        Status.NOT_ACCEPTED,
        Status.NOT_APPLICABLE,
    }:
        return set()
    if status is Status.ON_HOLD and review is not None and review >= at:
        return set()
    late = set()
    for number, original in ((1, D(2015, 2, 27)), (2, D(2015, 3, 31))):
        due = original
        met = False
        for e in held:
            if e.kind is EntryKind.EXTENSION and e.deadline in ((None, 1) if number == 1 else (2,)):
                due = e.due or due
            if e.status is not None and e.deadline == number:
                met = e.status in {Status.COMPLETE, Status.CLOSED}
        if not met and due < at:
            late.add(number)
    return late


@given(journals(), DAYS)
def test_late_agrees_with_the_slow_reference(entries: list[Entry], at: dt.date) -> None:
    s = fold(*entries, at=at)
    late = {
        due.number
        for due in s.dues
        if due.counts and due.due and due.due < at and (due.silent_until is None or due.silent_until < at)
    }
    assert late == late_by_hand(entries, at)
