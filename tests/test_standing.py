"""Where a finding stands: the fold over the journal, by hand and against a slow reference."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmic.deadlines import next_occurrence
from hmic.holding import in_force, in_order
from hmic.met_or_missed import DeadlineFacts
from hmic.model import Basis, Entry, EntryKind, Status, Verdict
from hmic.standing import FindingFacts, Heard, SaidLater, Standing, stand

D = dt.date
FACTS = FindingFacts(
    "f",
    D(2014, 11, 27),
    deadlines=(DeadlineFacts(1, D(2015, 2, 27)), DeadlineFacts(2, D(2015, 3, 31))),
)


def entry(number: int, on: dt.date, kind: EntryKind = EntryKind.PROGRESS, **more: object) -> Entry:
    return Entry(finding="f", kind=kind, on=on, number=number, uid=f"u{number}", **more)  # type: ignore[arg-type]


def fold(*entries: Entry, facts: FindingFacts = FACTS, at: dt.date = dt.date.max) -> Standing:
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
    undated = FindingFacts("f", D(2014, 11, 27))
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
    facts = FindingFacts("f", D(2014, 11, 27), ours=False, deadlines=FACTS.deadlines)
    assert fold(facts=facts).next_due is None
    mixed = FindingFacts("f", D(2014, 11, 27), deadlines=(DeadlineFacts(1, D(2015, 2, 27), ours=False),))
    assert fold(facts=mixed).next_due is None


def test_resolved_in_a_later_report_closes_from_that_day() -> None:
    facts = FindingFacts(
        "f", D(2014, 11, 27), deadlines=FACTS.deadlines,
        said_later=(SaidLater(D(2016, 2, 18), Verdict.RESOLVED, "peel-2016"),),
    )  # fmt: skip
    assert fold(facts=facts, at=D(2016, 2, 17)).status is Status.OPEN
    s = fold(facts=facts, at=D(2016, 2, 18))
    assert (s.status, s.closed_by, s.since) == (Status.CLOSED, "peel-2016", D(2016, 2, 18))
    improved = FindingFacts(
        "f", D(2014, 11, 27), said_later=(SaidLater(D(2016, 2, 18), Verdict.IMPROVED, "p"),)
    )
    assert fold(facts=improved).status is Status.OPEN


def said(on: dt.date, verdict: Verdict, report: str = "later", **more: object) -> SaidLater:
    return SaidLater(on, verdict, report, **more)  # type: ignore[arg-type]


def heard(*words: SaidLater) -> FindingFacts:
    return FindingFacts("f", D(2014, 11, 27), deadlines=FACTS.deadlines, said_later=words)


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
    facts = FindingFacts("f", D(2018, 7, 1), deadlines=(DeadlineFacts(1, D(2018, 7, 31), recurs=rule),))
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
    facts = FindingFacts("f", D(2018, 7, 1), deadlines=(RECURRING,))
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
    facts = FindingFacts("f", D(2018, 7, 1), deadlines=(RECURRING,))
    moved = entry(1, D(2018, 8, 5), EntryKind.EXTENSION, due=D(2018, 9, 30), deadline=1, reason="r")
    due = fold(moved, facts=facts).dues[0]
    assert (due.due, due.original_due, due.missed) == (D(2018, 9, 30), D(2018, 7, 31), D(2018, 7, 31))
    after = fold(moved, met(2, D(2018, 9, 29)), facts=facts).dues[0]
    assert (after.due, after.times_extended, after.missed, after.basis) == (
        D(2019, 7, 31), 0, None, Basis.INSPECTORATE,
    )  # fmt: skip


def test_a_recurring_deadline_that_has_ended_is_met() -> None:
    rule = "DTSTART:20180731T000000\nRRULE:FREQ=YEARLY;UNTIL=20190801"
    facts = FindingFacts("f", D(2018, 7, 1), deadlines=(DeadlineFacts(1, D(2018, 7, 31), recurs=rule),))
    s = fold(met(1, D(2018, 7, 30)), met(2, D(2019, 7, 30)), facts=facts)
    assert (s.dues[0].due, s.dues[0].met_on, s.next_due) == (None, D(2019, 7, 30), None)


def worded(*deadlines: DeadlineFacts) -> FindingFacts:
    return FindingFacts("f", D(2014, 11, 27), deadlines=deadlines)


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


def test_what_is_recorded_together_is_corrected_in_the_order_of_the_list() -> None:
    done = entry(0, D(2015, 2, 1), status=Status.COMPLETE, recorded_at="2015-02-01")
    wrong = done._replace(uid="wrong", kind=EntryKind.CORRECTION, status=None, corrects=done.uid)
    undone = wrong._replace(uid="undone", corrects="wrong")
    assert in_force([done, wrong, undone]) == [done]


def order(*entries: Entry) -> list[int]:
    return [e.number for e in in_order(entries)]


def test_entries_of_one_day_stand_in_the_order_in_which_they_were_recorded() -> None:
    day = D(2015, 2, 1)
    first, second = (entry(n, day, recorded_at=f"2015-02-0{n}") for n in (1, 2))
    assert order(second, first, entry(3, D(2015, 1, 31), recorded_at="2015-02-03")) == [3, 1, 2]
    ahead = entry(1, day, recorded_at="2030-01-01")
    assert order(second, ahead) == [1, 2]  # a clock that ran ahead
    # What another journal recorded before both has no say in when these two were recorded …
    earlier = entry(3, day, recorded_at="2014-01-01", learned_at="2015-02-09")
    assert order(earlier, second, first) == [3, 1, 2]
    # … and of a clock ahead in the other journal only counts that it was recorded when it was taken in.
    later = entry(3, day, recorded_at="2031-01-01", learned_at="2015-02-09")
    assert order(later, entry(4, day, recorded_at="2015-02-10"), second) == [2, 3, 4]
    twice = [entry(0, day, note=note) for note in ("b", "a")]
    assert in_order(twice) == twice


def test_of_one_day_the_inspectorate_speaks_last_and_its_reports_by_their_ids() -> None:
    done = entry(1, FIRST, status=Status.COMPLETE)
    worse, resolved = said(FIRST, Verdict.WORSENED, "b"), said(FIRST, Verdict.RESOLVED, "a")
    assert fold(done, facts=heard(worse)).reopened_by == "b"
    assert fold(done, facts=heard(resolved)).closed_by == "a"
    for words in ((worse, resolved), (resolved, worse)):
        assert fold(facts=heard(*words)).reopened_by == "b"
    opened = entry(2, FIRST, status=Status.OPEN, note="n")
    assert fold(opened, facts=heard(resolved)).status is Status.CLOSED
    assert fold(opened, facts=heard(resolved), at=FIRST - dt.timedelta(1)).status is Status.OPEN


def test_each_entry_is_heard_of_before_it_counts_and_none_after_the_day() -> None:
    entries = [
        entry(1, D(2015, 1, 1), status=Status.COMPLETE),
        entry(2, FIRST, status=Status.OPEN, note="n"),
    ]
    seen: list[tuple[int, Status]] = []
    stand(heard(said(SECOND, Verdict.RESOLVED)), [*entries, entry(3, SECOND)], FIRST, next_occurrence,
          lambda before, standing: seen.append((before.number, standing.status)))  # fmt: skip
    assert seen == [(1, Status.OPEN), (2, Status.COMPLETE)]


def test_progress_alone_is_progress_and_the_last_words_are_kept_with_their_day() -> None:
    s = fold(
        entry(1, D(2015, 1, 1), note="begun"),
        entry(2, D(2015, 1, 2), EntryKind.ASSIGNMENT, owner="ACC Crime"),
        entry(3, D(2015, 1, 3), EntryKind.ASSIGNMENT, owner="Head of Contact", reason="moved post"),
    )
    assert (s.owner, s.last_on) == ("Head of Contact", D(2015, 1, 1))
    assert (s.last_note, s.last_note_on) == ("moved post", D(2015, 1, 3))
    both = fold(entry(1, D(2015, 1, 1), note="note", reason="reason"), entry(2, D(2015, 1, 2)))
    assert (both.last_note, both.last_note_on, both.last_on) == ("note", D(2015, 1, 1), D(2015, 1, 2))


def test_what_a_status_came_with_goes_with_it() -> None:
    closed = entry(1, D(2015, 1, 1), status=Status.CLOSED, closed_by="letter", reason="shown", note="n")
    s = fold(closed)
    assert (s.closed_by, s.reason, s.superseded_by, s.review_on) == ("letter", "shown", None, None)
    replaced = entry(2, D(2015, 1, 2), status=Status.SUPERSEDED, superseded_by="g", note="again in 2016")
    s = fold(closed, replaced)
    assert (s.closed_by, s.reason, s.superseded_by, s.since) == (None, "again in 2016", "g", D(2015, 1, 2))
    held = entry(3, D(2015, 1, 3), status=Status.ON_HOLD, review_on=D(2015, 7, 1))
    s = fold(closed, replaced, held)
    assert (s.superseded_by, s.reason, s.review_on, s.since) == (None, None, D(2015, 7, 1), D(2015, 1, 3))
    s = fold(closed, replaced, held, entry(4, D(2015, 1, 4), status=Status.ON_HOLD))
    assert (s.review_on, s.since) == (None, D(2015, 1, 3))


def test_since_when_is_as_exact_as_what_brought_it_there() -> None:
    month = heard(said(FIRST, Verdict.RESOLVED, exact=False))._replace(exact=False)
    assert [fold(facts=month, at=at).since_exact for at in (D(2015, 1, 1), FIRST)] == [False, False]
    assert fold(
        entry(1, D(2015, 1, 1), status=Status.IN_PROGRESS), facts=month, at=D(2015, 1, 1)
    ).since_exact
    reopened = heard(said(FIRST, Verdict.RESOLVED), said(SECOND, Verdict.WORSENED, "b", exact=False))
    assert [fold(facts=reopened, at=at).since_exact for at in (FIRST, SECOND)] == [True, False]
    # Said again, it has been so since the first time.
    again = heard(said(FIRST, Verdict.RESOLVED), said(SECOND, Verdict.RESOLVED, "b", exact=False))
    s = fold(facts=again)
    assert (s.since, s.since_exact, s.closed_by) == (FIRST, True, "b")


def test_only_what_is_on_hold_waits_for_its_review_and_only_the_forces_own_falls_due_with_it() -> None:
    review = D(2015, 7, 1)
    held = entry(1, D(2015, 1, 1), status=Status.ON_HOLD, review_on=review, note="court case")
    assert fold(held).review_due == review
    for facts in (FACTS._replace(ours=False), FACTS._replace(withdrawn=True)):
        s = fold(held, facts=facts)
        assert (s.review_on, s.review_due, s.next_due, s.needs_target) == (review, None, None, False)
    begun = fold(entry(1, D(2015, 1, 1), status=Status.IN_PROGRESS, review_on=review))
    assert (begun.review_due, [due.silent_until for due in begun.dues]) == (None, [None, None])


def test_a_target_is_needed_while_no_unmet_deadline_has_a_date() -> None:
    urgent = FindingFacts("f", D(2014, 11, 27), deadlines=(FACTS.deadlines[0], DeadlineFacts(2, None)))
    dated_met = entry(1, D(2015, 1, 1), status=Status.COMPLETE, deadline=1)
    urgent_met = entry(2, D(2015, 1, 2), status=Status.COMPLETE, deadline=2)
    assert not fold(facts=urgent).needs_target
    assert fold(dated_met, facts=urgent).needs_target
    assert not fold(dated_met, urgent_met, facts=urgent).needs_target
    done = entry(3, D(2015, 1, 3), status=Status.COMPLETE)
    for status in (Status.COMPLETE, Status.CLOSED, Status.SUPERSEDED):
        assert not fold(done._replace(status=status), facts=FindingFacts("f", D(2014, 11, 27))).needs_target


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
