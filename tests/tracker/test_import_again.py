"""A spreadsheet is imported again and again: only what changed in it is news, and nobody's work is undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.conftest import Talk
from tests.tracker.test_import_tracker import PUBLISHED, book, county, decide, findings, row

__all__ = ["county"]  # a fixture that is used here

TEXT = "The force should train its staff."


def tracker(talk: Talk, **cells: Any) -> None:
    """A tracker of one row, saved over the one before."""
    book(talk, [row("1", TEXT, **cells)])


def imported(talk: Talk, *, look: bool = False) -> str:
    """What an import says; with `look` only the preview."""
    return talk("import", "tracker", "tracker.xlsx", *([] if look else ["--apply"])).ok().out


@pytest.fixture
def used(county: Talk) -> Talk:
    """A tracker was imported, and then people worked with hmic."""
    tracker(county, Lead="A.C.C. (Ops)", Status="In progress", **{"Date due": dt.date(2027, 1, 31)})
    county("import", "tracker", "tracker.xlsx").ok()
    decide(county, PUBLISHED)
    imported(county)
    return county


def by_hand(talk: Talk) -> None:
    talk("assign", "peel-2023-1", "DCC").ok()
    talk("extend", "peel-2023-1", "2027-06-30", "--reason", "Late", "--agreed-by", "DCC").ok()
    talk(
        "progress", "peel-2023-1", "--status", "on-hold", "--note", "Why", "--review-on", "2027-02-01"
    ).ok()


def test_an_unchanged_spreadsheet_undoes_nothing(used: Talk) -> None:
    by_hand(used)
    before = used.journal()
    said = imported(used, look=True)
    assert "0 to be decided" in said
    page = (used.folder / "tracker.html").read_text(encoding="utf-8")
    assert "the journal says DCC since 20 Nov 2026; the tracker still says A.C.C. (Ops)" in page
    assert "0 journal entries recorded" in imported(used)
    assert used.journal() == before


def test_a_spreadsheet_that_follows_what_was_recorded_is_no_news(used: Talk) -> None:
    by_hand(used)
    before = used.journal()
    tracker(used, Lead="dcc", Status="In progress", **{"Date due": dt.date(2027, 6, 30)})
    assert "0 journal entries recorded" in imported(used)
    assert used.journal() == before


CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "owner": ({"Lead": "ACC Crime"}, "owner ACC Crime"),
    "target": ({"Date due": dt.date(2027, 3, 31)}, "target 31 Mar 2027"),
    "status": ({"Status": "Complete"}, "status complete"),
}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("answer", ["tracker", "journal"])
def test_a_change_that_contradicts_a_newer_entry_is_decided(used: Talk, field: str, answer: str) -> None:
    by_hand(used)
    before = used.journal()
    cells = {"Lead": "A.C.C. (Ops)", "Status": "In progress", "Date due": dt.date(2027, 1, 31)}
    change, words = CHANGES[field]
    tracker(used, **{**cells, **change})
    if field == "status":
        decide(used, ('"In progress" =', '"Complete" = "complete"\n"In progress" ='))
    early = used("import", "tracker", "tracker.xlsx", "--apply")
    assert (early.code, used.journal()) == (2, before)
    asked = imported(used, look=True)
    assert "peel-2023-1: the journal says " in asked
    assert "1 to be decided" in asked
    said = words.removeprefix(f"{field} ")
    decide(used, (f'"peel-2023-1 {field}: {said}" = ""', f'"peel-2023-1 {field}: {said}" = "{answer}"'))
    look, done = imported(used, look=True), imported(used)
    assert (f"peel-2023-1: {words}" in look) is (answer == "tracker")
    assert (f"peel-2023-1: {words}" in done) is (answer == "tracker")
    assert len(used.journal()) == len(before) + (answer == "tracker")
    assert "0 journal entries recorded" in imported(used)


def test_a_change_that_nobody_else_touched_is_recorded_and_named(used: Talk) -> None:
    for lead in ("ACC Crime", "ACC Ops", "ACC Crime"):
        tracker(used, Lead=lead, Status="In progress", **{"Date due": dt.date(2027, 1, 31)})
        assert f"peel-2023-1: owner {lead}, from 20 Nov 2026" in imported(used, look=True)
        assert f"peel-2023-1: owner {lead}, from 20 Nov 2026" in imported(used)
        assert findings(used)["peel-2023-1"]["owner"] == lead


def test_one_post_in_two_spellings_is_one_owner(used: Talk) -> None:
    tracker(used, Lead="ACC ops", Status="In progress", **{"Date due": dt.date(2027, 1, 31)})
    assert "0 journal entries recorded" in imported(used)


def test_posts_that_may_be_one_are_named(used: Talk) -> None:
    rows = [row("1", TEXT, Lead="A.C.C. (Ops)"), row("2", "Do.", Lead="ACC Operations")]
    book(used, rows)
    imported(used, look=True)
    page = (used.folder / "tracker.html").read_text(encoding="utf-8").replace("&#39;", "'")
    assert "'A.C.C. (Ops)' and 'ACC Operations' may be one post" in page


def test_what_the_officer_withdrew_does_not_come_back(used: Talk) -> None:
    number = next(n for n, one in enumerate(used.journal(), 1) if one["kind"] == "assignment")
    used("correct", str(number), "--reason", "Not so").ok()
    assert "0 journal entries recorded" in imported(used)


def test_what_the_file_does_not_date_is_recorded_on_its_day(used: Talk) -> None:
    days = {one["kind"]: one["true_on"] for one in used.journal()}
    assert days == dict.fromkeys(("assignment", "target", "progress"), "2026-11-20")


LATER = """  - id: peel-2026
    title: PEEL 2026
    published: 2026-11-12
    findings: []
    follow_ups:
      - finding: peel-2023-1
        verdict: resolved
        summary: Done.
"""


def test_an_undated_status_does_not_reopen_what_the_inspectorate_closed(used: Talk) -> None:
    place = used.folder / "data/recommendations.yaml"
    used("correct", str(len(used.journal())), "--reason", "Not so").ok()
    place.write_text(place.read_text(encoding="utf-8") + LATER, encoding="utf-8")
    used("load").ok()
    assert findings(used)["peel-2023-1"]["status"] == "closed"
    tracker(used, Lead="A.C.C. (Ops)", Status="Rolling", **{"Date due": dt.date(2027, 1, 31)})
    decide(used, ('"In progress" =', '"Rolling" = "open"\n"In progress" ='))
    said = imported(used, look=True)
    assert "0 to be decided" in said
    page = (used.folder / "tracker.html").read_text(encoding="utf-8")
    assert "peel-2023-1 is closed by peel-2026 since 12 Nov 2026" in page
    imported(used)
    assert findings(used)["peel-2023-1"]["status"] == "closed"
