"""What boards get: the table, what changed since the last paper, and cells that no spreadsheet changes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from hmic.render.csvtext import guarded, unguarded
from tests.conftest import Said, Talk
from tests.registers import CONCERN, TWO_REPORTS

ASKED_FOR = {
    "reference", "report", "report_date", "kind", "what_was_asked", "owner", "status", "rating",
    "original_deadline", "current_deadline", "times_moved", "why_moved", "days_late", "last_update",
    "evidence", "raised_before", "closing_date_or_target",
}  # fmt: skip


def table(said: Said) -> dict[str, dict[str, str]]:
    reader = csv.DictReader(io.StringIO(said.ok().out.removeprefix("\ufeff"), newline=""), strict=True)
    return {row["reference"]: row for row in reader}


@pytest.fixture
def two(talk: Talk) -> Talk:
    return talk.loaded(TWO_REPORTS)


def test_a_board_gets_what_it_asks_for(two: Talk) -> None:
    two("extend", "crime-2014-r1", "2015-09-30", "--reason", "The college was late", "--agreed-by", "DCC",
        "--on", "2015-02-01").ok()  # fmt: skip
    two("extend", "crime-2014-r1", "2015-12-31", "--reason", "Later still", "--on", "2015-09-01").ok()
    (two.folder / "minutes.txt").write_text("minutes")
    two("progress", "crime-2014-r1", "--status", "complete", "--evidence", "minutes.txt", "--note",
        "First line\nsecond line", "--on", "2016-01-10").ok()  # fmt: skip
    found = table(two("export", "board"))
    assert set(next(iter(found.values()))) >= ASKED_FOR
    row = found["crime-2014-r1"]
    assert row["why_moved"] == (
        "to 2015-09-30: The college was late (agreed by DCC)\nto 2015-12-31: Later still"
    )
    assert (row["times_moved"], row["current_deadline"]) == ("2", "2015-12-31")
    assert row["days_late"] == "10"
    assert (row["rating"], row["status"], row["status_since"]) == ("Green", "complete", "2016-01-10")
    assert row["last_note"] == "First line\nsecond line"
    assert found["crime-2014-r2"]["status_reason"] == "closed by peel-2016"


def test_on_hold_is_red_again_after_its_review_date(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--status", "on hold", "--note", "Waiting for the college",
        "--review-on", "2015-08-01", "--on", "2015-01-10").ok()  # fmt: skip
    before = table(two("export", "board", "--as-at", "2015-07-01"))["crime-2014-r1"]
    assert before["rating"] == "Grey"
    assert before["status_reason"] == "Waiting for the college; to be reviewed on 2015-08-01"
    assert table(two("export", "board", "--as-at", "2015-09-01"))["crime-2014-r1"]["rating"] == "Red"


def test_red_is_what_overdue_lists(real: Callable[..., Said]) -> None:
    late = {row["finding"] for row in json.loads(real("overdue", "-f", "json").ok().out)["rows"]}
    red = {name for name, row in table(real("export", "board")).items() if row["rating"] == "Red"}
    assert red == late - {"major-crime-2008"}


def test_what_changed_since_the_last_paper(two: Talk) -> None:
    two("progress", "crime-2014-o1", "--note", "Begun", "--on", "2015-03-01").ok()
    before = table(two("export", "board", "--since", "2014-12-01", "--as-at", "2015-02-01"))
    assert {name: row["change"] for name, row in before.items()} == {
        "crime-2014-r1": "no change", "crime-2014-r2": "no change", "crime-2014-o1": "no change",
    }  # fmt: skip
    two("assign", "crime-2014-r1", "ACC Crime", "--on", "2015-02-10").ok()
    two("target", "crime-2014-o1", "2015-06-30", "--on", "2015-02-10").ok()
    later = two("export", "board", "--since", "2015-02-01", "--as-at", "2016-12-31")
    found = table(later)
    assert found["crime-2014-r2"]["change"].startswith("closed")
    assert found["peel-2016-a1"]["change"].startswith("new")
    assert "new owner" in found["crime-2014-r1"]["change"]
    assert "newly late" in found["crime-2014-r1"]["change"]
    assert "newly late; date set" in found["crime-2014-o1"]["change"]
    assert (found["crime-2014-o1"]["status_then"], found["peel-2016-a1"]["status_then"]) == ("open", "")
    assert "new owner" not in two("export", "board", "--since", "2015-02-01", "--public").ok().out
    screen = " ".join(two("export", "board", "--since", "2015-02-01", "-f", "table").ok().out.split())
    assert "3 open then + 1 new - 1 closed + 0 reopened = 3 open now" in screen
    assert two("export", "board", "--since", "2030-01-01").code == 2
    assert "are for the board" in two("export", "grades", "--public").err


def test_the_words_for_change_reconcile_with_the_totals(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--status", "not accepted", "--note", "No", "--on", "2015-01-05").ok()
    two("progress", "crime-2014-r1", "--status", "open", "--note", "Yes", "--on", "2017-01-05").ok()
    document = json.loads(two("export", "board", "--since", "2015-02-01", "-f", "json").ok().out)
    totals = document["totals"]
    words = {row["reference"]: row["change"].split("; ") for row in document["rows"]}
    for word in ("new", "closed", "reopened"):
        assert sorted(name for name, said in words.items() if word in said) == totals[f"{word}_items"]
    for part in (totals, totals["findings_since"], totals["observations_since"]):
        assert part["open_then"] + part["new"] - part["closed"] + part["reopened"] == part["open_now"]
    assert totals["reopened_items"] == ["crime-2014-r1"]


def test_the_table_as_at_and_as_known(two: Talk) -> None:
    two("assign", "crime-2014-r1", "ACC Crime", "--on", "2015-02-10").ok()
    assert table(two("export", "board", "--as-at", "2015-02-09"))["crime-2014-r1"]["owner"] == ""
    known = two("export", "board", "--as-at", "2015-03-01", "--known-on", "2026-11-19")
    assert table(known) == {}, "nothing was loaded by then"


def test_public_leaves_out_whatever_the_force_wrote(talk: Talk) -> None:
    talk.loaded(CONCERN)
    talk("assign", "peel-2022-c1-r1", "Private post").ok()
    talk("progress", "peel-2022-c1-r1", "--status", "on hold", "--note", "Private note",
         "--review-on", "2027-01-01").ok()  # fmt: skip
    said = talk("export", "board", "--public").ok()
    assert "rivate" not in said.out
    assert set(table(said)["peel-2022-c1"]).isdisjoint({"owner", "last_note", "evidence", "why_moved"})


def test_the_mark_by_which_a_spreadsheet_knows_utf_8(two: Talk) -> None:
    assert two("export", "board").out.startswith("\ufeff")
    assert not two("export", "board", "--no-bom").out.startswith("\ufeff")
    assert not two("export", "grades").out.startswith("\ufeff")
    assert two("export", "grades", "--bom").out.startswith("\ufeff")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 116 222", "-x", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "＝1", "1-2", "2015-03", "2015",
     "0012", "12345678901234567890", "1e5", "3/4", "12:30", "50%", "£5", "1,000", "(12)", "true", "FALSE",
     "5 March 2015", "Mar 5", "Mon 2 Feb", "12.30 pm", "'quoted", "'", "2015-03-01T10:00"],
)  # fmt: skip
def test_a_text_that_a_spreadsheet_would_run_or_change_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(f"'{text}") == text


@pytest.mark.parametrize(
    "text",
    ["crime-2014-r1", "within 3 months", "May", "b 1", "it's", "April to June report", "2 officers",
     "2026-11-20T09:30:00.000000Z", "", "one\ntwo"],
)  # fmt: skip
def test_other_texts_stand_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_a_month_is_no_date_for_a_spreadsheet(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS.replace("2014-11-27", "2014-11"))
    assert table(talk("export", "board"))["crime-2014-r1"]["report_date"] == "'2014-11"
