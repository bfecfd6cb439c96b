"""What is counted and how it is said, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmic import counts, movement
from hmic.counts import Apart, Dated, TallyRow
from hmic.model import Kind

R, A, C, OBS = (Kind.RECOMMENDATION.value, Kind.AREA_FOR_IMPROVEMENT.value, Kind.CAUSE_OF_CONCERN.value,
              Kind.OBSERVATION.value)  # fmt: skip
CLOCK = counts.RESPONSE


def test_findings_observations_and_clocks_are_told_apart() -> None:
    assert [counts.is_finding(kind) for kind in (R, A, C, OBS, CLOCK)] == [True, True, True, False, False]
    assert counts.apart([R, A, OBS, OBS, OBS, C, CLOCK]) == Apart(3, 3)
    assert counts.apart([]) == Apart(0, 0)
    assert counts.apart_by_id([("a", R), ("b", OBS), ("a", R), ("c", OBS)]) == Apart(1, 2)


def test_deadlines_are_counted_beside_their_findings() -> None:
    rows = [("a", R), ("a", R), ("b", A), ("o", OBS), ("o", OBS), ("o", OBS), ("r", CLOCK), ("p", OBS)]
    assert counts.dated(rows) == Dated(2, 3, 2, 4, responses=1)
    assert counts.dated([]) == Dated(0, 0, 0, 0)


def test_the_register_is_counted_with_what_is_open_of_it() -> None:
    rows = [TallyRow(R, "open", 1, 3), TallyRow(R, "closed", 0, 4), TallyRow(A, "complete", 1, 5),
            TallyRow(OBS, "open", 1, 7), TallyRow(OBS, "closed", 0, 2)]  # fmt: skip
    total, still = counts.opened(rows)
    assert (total, still) == (Apart(12, 9), Apart(8, 7))
    assert counts.of_register(total, still) == {
        "findings": 12, "observations": 9, "open": 8, "open_observations": 7,
    }  # fmt: skip


OVERDUE = {
    Dated(0, 0, 0, 0): "nothing is overdue",
    Dated(1, 1, 0, 0): "1 finding overdue (1 deadline)",
    Dated(7, 8, 0, 0): "7 findings overdue (8 deadlines)",
    Dated(0, 0, 1, 1): "1 observation overdue (1 deadline)",
    Dated(2, 3, 1, 2): "2 findings overdue (3 deadlines), plus 1 observation overdue (2 deadlines)",
}


@pytest.mark.parametrize(("overdue", "words"), OVERDUE.items())
def test_what_is_overdue_in_words(overdue: Dated, words: str) -> None:
    assert counts.overdue_words(overdue) == words
    responses = counts.overdue_words(overdue._replace(responses=2))
    assert (
        responses
        == ("" if words.startswith("nothing") else f"{words}, ") + "2 responses to reports overdue"
    )
    soon = counts.soon_words(overdue, "30 days")
    assert soon == words.replace("nothing is overdue", "nothing due within 30 days").replace(
        "overdue", "due within 30 days"
    )
    assert counts.soon_words(Dated(responses=1), "3m") == "1 response to a report due within 3m"


def test_how_long_overdue_and_from_which_day_that_counts() -> None:
    assert counts.days_words(1, "2026-03-01", missed=None) == "1 day overdue"
    moved = ", which was missed before it was moved"
    assert counts.days_words(36, "2026-03-01", missed="2026-03-01") == (
        f"36 days overdue, counted from 1 Mar 2026{moved}"
    )
    assert counts.days_words(36, "2026-03-01", missed="2026-03-01", exact=0) == (
        f"36 days overdue, counted from ~1 Mar 2026{moved}"
    )


def test_what_a_report_reopened_in_words() -> None:
    assert counts.reopened_words(Apart(0, 0)) == ""
    assert counts.reopened_words(Apart(2, 0)) == "Reopened by a later report: 2 findings."
    assert counts.reopened_words(Apart(0, 1)) == "Reopened by a later report: 1 observation."


def test_nothing_is_said_of_a_state_that_nothing_has() -> None:
    assert counts.dated_words(Dated(), "late") == ""


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (Apart(0, 0), "0 findings"),
        (Apart(1, 0), "1 finding"),
        (Apart(0, 1), "1 observation"),
        (Apart(54, 64), "54 findings, plus 64 observations"),
    ],
)
def test_findings_and_observations_in_words(what: Apart, words: str) -> None:
    assert counts.apart_words(what) == words


@pytest.mark.parametrize(
    ("undated", "words"),
    [
        (Apart(0, 0), ""),
        (Apart(1, 0), "1 open finding has no deadline or target"),
        (Apart(37, 0), "37 open findings have no deadline or target"),
        (Apart(0, 1), "1 open observation has no deadline or target"),
        (Apart(0, 2), "2 open observations have no deadline or target"),
        (Apart(1, 2), "1 open finding has no deadline or target, plus 2 observations"),
        (Apart(37, 1), "37 open findings have no deadline or target, plus 1 observation"),
    ],
)
def test_what_has_no_date_in_words(undated: Apart, words: str) -> None:
    assert counts.undated_words(undated) == words


THEN = {"stays": True, "ends": True, "returns": False, "rests": False}
THEN |= {"gone": True, "gone-ended": False}
NOW = {"stays": True, "ends": False, "returns": True, "rests": False, "comes": True, "came-and-went": False}


def test_two_days_are_reconciled_item_by_item() -> None:
    moved = movement.movement(THEN, NOW)
    assert moved.open_then == ("ends", "gone", "stays")
    assert moved.withdrawn_open == ("gone",)
    assert moved.new == ("came-and-went", "comes")
    assert moved.closed == ("came-and-went", "ends")
    assert moved.reopened == ("returns",)
    assert moved.open_now == ("comes", "returns", "stays")
    assert moved.sums() == (3, 2, 2, 1, 1, 3)
    said = "3 open then + 2 new - 2 closed + 1 reopened - 1 withdrawn = 3 open now"
    assert movement.sum_words(moved.sums()) == said
    said = "2 open then + 0 new - 0 closed + 0 reopened = 2 open now"
    assert movement.sum_words((2, 0, 0, 0, 0, 2)) == said
    assert moved.totals()["closed_items"] == ["came-and-went", "ends"]
    assert moved.totals()["open_now"] == 3


CHANGED = {
    "ends": (True, False),
    "returns": (False, True),
    "comes": (None, True),
    "came-and-went": (None, False),
    "gone": (True, None),
    "gone-ended": (False, None),
}


def test_what_changed_alone_is_reconciled_item_by_item() -> None:
    whole = movement.movement(THEN, NOW)
    assert movement.movement_of(CHANGED, ["comes", "returns", "stays"]) == whole
    assert movement.movement_of({"comes": (None, True)}, ["stays", "comes"]).open_then == ("stays",)
    numbers = movement.movement_of(CHANGED, 3)
    assert numbers.sums() == whole.sums()
    assert (numbers.new, numbers.closed, numbers.reopened) == (whole.new, whole.closed, whole.reopened)
    rested = {"rests": (False, False), "stays": (True, True)}
    assert movement.movement_of(rested, 1).sums() == (1, 0, 0, 0, 0, 1)
    assert movement.movement_of(rested, ["stays"]).sums() == (1, 0, 0, 0, 0, 1)


Day = Mapping[str, bool]
days = st.tuples(
    st.dictionaries(st.sampled_from("abcdef"), st.booleans()),
    st.dictionaries(st.sampled_from("abcdef"), st.booleans()),
)


@given(days, st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([R, OBS])))
def test_what_changed_alone_gives_the_same(both: tuple[Day, Day], given_kinds: Mapping[str, str]) -> None:
    then, now = both
    kinds = {finding: given_kinds.get(finding, A) for finding in {**then, **now}}
    whole = movement.moved(then, now, kinds)
    changed = {f: (then.get(f), now.get(f)) for f in kinds if then.get(f) != now.get(f)}
    named = movement.moved_of(changed, sorted(f for f in now if now[f]), kinds)
    assert named == whole
    formal = [f for f in now if now[f] and kinds[f] != OBS]
    numbers = Apart(len(formal), sum(now.values()) - len(formal))
    counted = movement.moved_of(changed, numbers, kinds)
    for part, full in zip(counted, whole, strict=True):
        assert part.sums() == full.sums()
        before, new, closed, reopened, withdrawn, after = full.sums()
        assert before + new - closed + reopened - withdrawn == after
        assert part[1:5] == full[1:5]
    assert whole.totals()["findings_since"]["new"] == len(whole.findings.new)
    assert whole.totals()["observations_since"]["open_now"] == whole.observations.are_open
