"""What may be recorded of a finding, decided by hand for each case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hmic.errors import RefusedError
from hmic.model import Entry, EntryKind, Evidence, Status
from hmic.rules import check_before, check_concern, check_needs, deadline_for_target, deadline_to_extend
from hmic.store.queries.list_rows import DeadlineRow

TODAY = dt.date(2026, 11, 20)
TOMORROW = TODAY + dt.timedelta(days=1)


def entry(status: Status | None = None, kind: EntryKind = EntryKind.PROGRESS, **more: Any) -> Entry:
    return Entry(finding="a-1", kind=kind, on=TODAY, status=status, **more)


def due(
    number: int,
    phrase: str | None = "within three months",
    *,
    day: str | None = None,
    basis: str | None = None,
    target: str | None = None,
    met: str | None = None,
    given: bool = False,
) -> DeadlineRow:
    told: dict[str, Any] = {"finding": "a-1", "number": number, "phrase": phrase, "due": day, "basis": basis,
            "target": target, "met_on": met, "given": given}  # fmt: skip
    return DeadlineRow(**{**dict.fromkeys(DeadlineRow._fields), **told})


def said(error: pytest.ExceptionInfo[RefusedError]) -> str:
    return f"{error.value.message} | {error.value.hint}"


FILE = (Evidence(place="https://x.example/1"),)

NEEDS = [
    (entry(), None),
    (entry(Status.OPEN), None),
    (entry(Status.IN_PROGRESS), None),
    (entry(Status.COMPLETE), "'complete' needs evidence"),
    (entry(Status.COMPLETE, note="n"), "'complete' needs evidence"),
    (entry(Status.COMPLETE, evidence=FILE), None),
    (entry(Status.CLOSED), "'closed' needs what closed it"),
    (entry(Status.CLOSED, closed_by="letter"), None),
    (entry(Status.SUPERSEDED), "'superseded' needs the later finding"),
    (entry(Status.SUPERSEDED, superseded_by="b-1"), None),
    (entry(Status.NOT_ACCEPTED), "'not accepted' needs the reason"),
    (entry(Status.NOT_ACCEPTED, note="n"), None),
    (entry(Status.NOT_APPLICABLE), "hmic progress a-1 --status not-applicable --note"),
    (entry(Status.NOT_APPLICABLE, reason="r"), None),
    (entry(Status.ON_HOLD), "'on hold' needs the reason and a review date"),
    (entry(Status.ON_HOLD, note="n"), "'on hold' needs the reason and a review date"),
    (entry(Status.ON_HOLD, review_on=TOMORROW), "'on hold' needs the reason and a review date"),
    (entry(Status.ON_HOLD, note="n", review_on=TODAY), "needs a review date after 2026-11-20"),
    (entry(Status.ON_HOLD, note="n", review_on=TODAY - dt.timedelta(days=1)), "a review date after"),
    (entry(Status.ON_HOLD, note="n", review_on=TOMORROW), None),
]


@pytest.mark.parametrize(("given", "refused"), NEEDS)
def test_a_status_has_what_it_needs(given: Entry, refused: str | None) -> None:
    if refused is None:
        check_needs(given)
        return
    with pytest.raises(RefusedError) as error:
        check_needs(given)
    assert refused in said(error)


OPEN = [Status.OPEN, Status.IN_PROGRESS, Status.COMPLETE, Status.ON_HOLD]
ENDED = [Status.CLOSED, Status.SUPERSEDED, Status.NOT_ACCEPTED, Status.NOT_APPLICABLE]
ASSIGNED = entry(kind=EntryKind.ASSIGNMENT, owner="ACC")
BEFORE = [
    (ASSIGNED, "cannot be assigned | reopen it first: hmic progress a-1 --status open --note"),
    (entry(kind=EntryKind.TARGET, due=TOMORROW), "cannot be given a target"),
    (entry(kind=EntryKind.EXTENSION, due=TOMORROW), "cannot be extended"),
    (entry(Status.ON_HOLD, note="n", review_on=TOMORROW), "cannot be put on hold"),
    (entry(Status.ON_HOLD, note="n", review_on=TOMORROW, deadline=1), None),
    (entry(Status.ON_HOLD, note="n", review_on=TOMORROW, part="a"), None),
    (entry(note="n"), None),
    (entry(evidence=FILE), None),
    (entry(Status.OPEN), "reopening it needs a reason | say why: --note"),
    (entry(Status.COMPLETE, evidence=FILE), "reopening it needs a reason"),
    (entry(Status.OPEN, note="why"), None),
    (entry(Status.OPEN, reason="why"), None),
    (entry(Status.OPEN, deadline=1), None),
    (entry(Status.OPEN, part="a"), None),
    (entry(Status.CLOSED, closed_by="another letter"), None),
]


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize(("given", "refused"), BEFORE)
def test_an_ended_finding_takes_notes_and_is_opened_with_a_reason(
    given: Entry, refused: str | None, status: Status
) -> None:
    if refused is None:
        check_before(given, status, "the letter")
        return
    with pytest.raises(RefusedError) as error:
        check_before(given, status, "the letter")
    assert refused in said(error)
    assert f"a-1 is {status.value} by the letter" in said(error)
    with pytest.raises(RefusedError) as error:
        check_before(given, status, None)
    assert f"a-1 is {status.value}" in said(error)
    assert " by " not in said(error)


@pytest.mark.parametrize("status", OPEN)
@pytest.mark.parametrize(("given", "_refused"), BEFORE)
def test_an_open_finding_takes_everything(given: Entry, _refused: str | None, status: Status) -> None:
    check_before(given, status, None)


@pytest.mark.parametrize("status", [Status.COMPLETE, Status.CLOSED])
def test_a_concern_ends_after_its_recommendations(status: Status) -> None:
    with pytest.raises(RefusedError) as error:
        check_concern(entry(status), ["a-2", "a-3"])
    assert said(error) == (
        "a-1 is a cause of concern; its recommendations are still open: a-2, a-3 "
        "| close them first: hmic show a-2"
    )
    check_concern(entry(status), [])
    check_concern(entry(status, deadline=1), ["a-2"])
    check_concern(entry(status, part="a"), ["a-2"])


@pytest.mark.parametrize(
    "status", [None, *(status for status in Status if status not in {Status.COMPLETE, Status.CLOSED})]
)
def test_a_concern_takes_every_other_status_before(status: Status | None) -> None:
    check_concern(entry(status), ["a-2"])


DATED = due(1, day="2026-12-01", basis="inspectorate", given=True)
EXTENDED = due(2, day="2027-01-01", basis="extension", given=True)
URGENT = due(2, "urgently")
AIMED = due(3, "as soon as possible", day="2027-02-01", basis="target", target="2027-02-01")
AGREED = due(3, "as soon as possible", day="2027-03-01", basis="extension", target="2027-02-01")
WHOLE = due(1, None, day="2027-03-01", basis="target", target="2027-03-01")

TARGETS = [
    ([], None, (None, None)),
    ([], 1, (None, None)),
    ([], 2, "a-1 has no deadline 2 | its deadlines: none"),
    ([WHOLE], None, (None, "2027-03-01")),
    ([WHOLE], 1, (None, "2027-03-01")),
    ([DATED], None, (1, None)),
    ([DATED, URGENT], None, (2, None)),
    ([DATED, URGENT], 1, (1, None)),
    ([DATED, URGENT], 3, "a-1 has no deadline 3 | its deadlines: 1, 2; see hmic show a-1"),
    ([DATED, AIMED], None, (3, "2027-02-01")),
    ([DATED, AGREED], None, (3, "2027-03-01")),
    (
        [DATED, EXTENDED],
        None,
        "a-1 has several deadlines: say which with --deadline | 1: within three months (2026-12-01); 2: ",
    ),
    ([DATED, EXTENDED], 2, (2, None)),
    ([EXTENDED], None, (2, None)),
]


@pytest.mark.parametrize(("dues", "wanted", "expected"), TARGETS)
def test_a_target_belongs_to_the_deadline_without_a_date(
    dues: list[DeadlineRow], wanted: int | None, expected: tuple[int | None, str | None] | str
) -> None:
    if not isinstance(expected, str):
        assert deadline_for_target("a-1", dues, wanted) == expected
        return
    with pytest.raises(RefusedError) as error:
        deadline_for_target("a-1", dues, wanted)
    assert expected in said(error)


MET = due(4, day="2026-12-01", basis="inspectorate", met="2026-11-01")

EXTENSIONS = [
    (
        [],
        None,
        "2027-01-01",
        "a-1 has no date to move | set one with: hmic target a-1 2027-01-01",
    ),
    ([URGENT], None, "2027-01-01", "a-1 has no date to move"),
    ([URGENT], 2, "2027-01-01", "deadline 2 of a-1 has no date to move | set one with"),
    ([MET], None, "2027-01-01", "a-1 has no date to move"),
    ([MET], 4, "2027-01-01", "deadline 4 of a-1 was met on 2026-11-01 | see it with: hmic show a-1"),
    ([DATED], None, "2026-12-02", 1),
    (
        [DATED],
        None,
        "2026-12-01",
        "2026-12-01 is not later than 2026-12-01, the current date | for an earlier date",
    ),
    ([DATED], 1, "2026-11-30", "2026-11-30 is not later than 2026-12-01"),
    ([DATED, MET], None, "2027-01-01", 1),
    ([DATED, URGENT], None, "2027-01-01", 1),
    ([DATED, EXTENDED], None, "2027-06-01", "a-1 has several deadlines: say which with --deadline"),
    ([DATED, EXTENDED], 2, "2027-06-01", 2),
    ([DATED, EXTENDED], 9, "2027-06-01", "a-1 has no deadline 9 | its deadlines: 1, 2"),
    ([WHOLE], None, "2027-06-01", None),
    ([WHOLE], 1, "2027-06-01", None),
]


@pytest.mark.parametrize(("dues", "wanted", "day", "expected"), EXTENSIONS)
def test_an_extension_moves_a_date_that_is_not_met(
    dues: list[DeadlineRow], wanted: int | None, day: str, expected: int | str | None
) -> None:
    if not isinstance(expected, str):
        assert deadline_to_extend("a-1", dues, wanted, dt.date.fromisoformat(day)) == expected
        return
    with pytest.raises(RefusedError) as error:
        deadline_to_extend("a-1", dues, wanted, dt.date.fromisoformat(day))
    assert expected in said(error)
