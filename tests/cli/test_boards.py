"""What boards get: the table, what changed since the last paper, and cells that no spreadsheet changes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest

from hmic.render import workbook
from hmic.render.csvtext import guarded, unguarded
from hmic.render.formats import Look
from hmic.reports import analyst_tables
from hmic.store.queries.table_rows import VersionFields
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
    late = {row["finding"] for row in real("overdue", "-f", "json").rows}
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
    assert "newly overdue" in found["crime-2014-r1"]["change"]
    assert "newly overdue; date set" in found["crime-2014-o1"]["change"]
    assert (found["crime-2014-o1"]["status_then"], found["peel-2016-a1"]["status_then"]) == ("open", "")
    assert "new owner" not in two("export", "board", "--since", "2015-02-01", "--public").ok().out
    screen = " ".join(two("export", "board", "--since", "2015-02-01", "-f", "table").ok().out.split())
    assert "findings: 2 open then + 1 new - 1 closed + 0 reopened = 2 open now" in screen
    assert "observations: 1 open then + 0 new - 0 closed + 0 reopened = 1 open now" in screen
    assert two("export", "board", "--since", "2030-01-01").code == 2
    assert "the export of grades does not take --public" in two("export", "grades", "--public").err


def test_the_words_for_change_reconcile_with_the_totals(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--status", "not accepted", "--note", "No", "--on", "2015-01-05").ok()
    two("progress", "crime-2014-r1", "--status", "open", "--note", "Yes", "--on", "2017-01-05").ok()
    document = json.loads(two("export", "board", "--since", "2015-02-01", "-f", "json").ok().out)
    totals = document["totals"]
    words = {row["reference"]: row["change"].split("; ") for row in document["rows"]}
    for word in ("new", "closed", "reopened"):
        items = totals[f"{word}_items"] + totals["observations_since"][f"{word}_items"]
        assert sorted(name for name, said in words.items() if word in said) == sorted(items)
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


NASTY = '=HYPERLINK("http://x.example";"1-2")\n\'two | lines\'\n2015-03 & <b>'


def read_back(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def test_a_workbook_reads_back_as_it_was(two: Talk) -> None:
    two("progress", "crime-2014-o1", "--note", NASTY, "--on", "2016-01-10").ok()
    two("assign", "crime-2014-r1", "0012", "--on", "2016-01-10").ok()
    two("export", "board", "--since", "2015-01-01", "-o", "board.xlsx").ok()
    book = read_back(two.folder / "board.xlsx")
    totals, table, _ = book.worksheets
    assert [sheet.title for sheet in book.worksheets] == ["Totals", "Board", "To print"]
    document = json.loads(two("export", "board", "--since", "2015-01-01", "-f", "json").ok().out)
    heads = [cell.value for cell in table[1]]
    assert heads == [name.replace("_", " ") for name in document["rows"][0]]
    for cells, row in zip(table.iter_rows(min_row=2), document["rows"], strict=True):
        for cell, (name, value) in zip(cells, row.items(), strict=True):
            assert cell.data_type in {"s", "n", "d"}, "never a formula"
            assert cell.hyperlink is None
            if isinstance(value, list):
                assert (cell.value or "") == "; ".join(value)
            elif isinstance(value, str) and isinstance(cell.value, dt.datetime):
                assert cell.value.date().isoformat() == value
            elif isinstance(value, bool):
                assert cell.value == ("exact" if value else "not exact"), name
            else:
                assert cell.value == (value.replace("\r\n", "\n") if isinstance(value, str) else value), (
                    name
                )
    assert table.cell(2, heads.index("status since") + 1).is_date
    assert table.freeze_panes == "B2"
    assert table.auto_filter.ref == f"A1:{table.cell(5, len(heads)).coordinate}"
    assert table.print_title_rows == "$1:$1"
    assert (table.page_setup.orientation, table.page_setup.paperSize) == ("landscape", 9)
    told = {
        str(row[0].value): [cell.value for cell in row[1:]] for row in totals.iter_rows() if row[0].value
    }
    assert told["findings"] == [2, 1, 1, 0, 2]
    assert told["observations"] == [1, 0, 0, 0, 1]
    assert told["closed items"][0] == "crime-2014-r2"
    assert told["Red"][:2] == [2, "overdue"]


def test_a_workbook_has_the_same_bytes_and_takes_its_paper(two: Talk) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        two("list", "-o", name).ok()
    assert (two.folder / "one.xlsx").read_bytes() == (two.folder / "two.xlsx").read_bytes()
    two("list", "-o", "big.xlsx", "--paper", "A3").ok()
    assert read_back(two.folder / "big.xlsx").worksheets[1].page_setup.paperSize == 8
    assert two("list", "-o", "big.xlsx", "--paper", "a5").code == 2


def test_a_workbook_is_not_for_a_terminal(two: Talk) -> None:
    said = two("overdue", "-f", "xlsx", terminal=True)
    assert said.code == 2
    assert said.err == "hmic: xlsx cannot be shown on a terminal\n      write it to a file: -o FILE.xlsx\n"


def test_a_workbook_goes_down_a_pipe(two: Talk) -> None:
    two("overdue", "-o", "late.xlsx").ok()
    command = [sys.executable, "-m", "hmic", "overdue", "-f", "xlsx", "--as-at", "2026-11-20"]
    piped = subprocess.run(command, capture_output=True, check=True, cwd=two.folder).stdout
    assert piped == (two.folder / "late.xlsx").read_bytes()


@pytest.mark.parametrize("report", ["list", "summary", "changes", "grades", "overdue", "export progress"])
def test_every_report_is_a_workbook_and_a_paper(two: Talk, report: str) -> None:
    two("progress", "crime-2014-o1", "--note", NASTY).ok()
    two(*report.split(), "-o", "report.xlsx").ok()
    sheet = read_back(two.folder / "report.xlsx").worksheets[1]
    assert sheet.max_row > 1
    text = two(*report.split(), "-f", "md").ok().out
    assert text.startswith("## ")
    widths = {line.replace("\\|", "").count("|") for line in text.splitlines() if line.startswith("|")}
    assert len(widths) == 1, "as many cells in each row"


def test_what_no_cell_can_hold_is_cut_and_says_so() -> None:
    row = VersionFields("a-1", "2026-11-20T12:00:00.000000Z", 1, 0, "x" * 40_000)
    report = analyst_tables.build("versions", VersionFields, [row], dt.date(2026, 11, 20))
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(report, Look())))
    text = str(book.worksheets[1]["E2"].value)
    assert len(text) == 32_767
    assert text.endswith("(cut here: a cell of a workbook holds no more)")


def test_markdown_shows_a_text_as_it_stands(two: Talk) -> None:
    two("progress", "crime-2014-o1", "--note", NASTY).ok()
    text = two("export", "progress", "-f", "md").ok().out
    assert "'two \\| lines'<br>2015-03 &amp; \\<b\\>" in text


def events(said: Said) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(said.ok().out)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def test_a_deadline_is_an_all_day_event_that_moves(two: Talk) -> None:
    first = events(two("overdue", "-f", "ics", "--as-at", "2016-12-01"))
    assert list(first) == ["crime-2014-r1.1@hmic", "peel-2016-a1.1@hmic"]
    before = first["crime-2014-r1.1@hmic"]
    assert (before.decoded("DTSTART"), before.decoded("DTEND")) == (
        dt.date(2015, 5, 27),
        dt.date(2015, 5, 28),
    )
    assert before.decoded("DTSTAMP") == dt.datetime(2016, 12, 1, tzinfo=dt.UTC)
    assert "about this day" in first["peel-2016-a1.1@hmic"]["SUMMARY"]
    assert "is not exact" in first["peel-2016-a1.1@hmic"]["DESCRIPTION"]
    two("extend", "crime-2014-r1", "2027-03-31", "--reason", "=Late; a, b", "--agreed-by", "DCC").ok()
    after = events(two("export", "deadlines", "-f", "ics"))["crime-2014-r1.1@hmic"]
    assert after.decoded("DTSTART") == dt.date(2027, 3, 31)
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert "Moved once; first 27 May 2015; last: =Late; a, b (agreed by DCC)." in after["DESCRIPTION"]
    (alarm,) = after.walk("VALARM")
    assert alarm.decoded("TRIGGER") == dt.timedelta(days=-7)


def test_a_calendar_is_as_outlook_wants_it(two: Talk) -> None:
    """[MS-OXCICAL] and RFC 5545: PUBLISH, ids that are unique, stamps in UTC, whole days, lines of 75 octets."""
    reason = "Ümläüte – “quoted”; a, b\\c " * 9
    two("extend", "crime-2014-r1", "2027-03-31", "--reason", reason, "--agreed-by", "DCC").ok()
    two("export", "deadlines", "-f", "ics", "-o", "deadlines.ics").ok()
    raw = (two.folder / "deadlines.ics").read_bytes()
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert b"\r\n " in raw
    calendar = icalendar.Calendar.from_ical(raw)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert calendar["PRODID"]
    found = calendar.walk("VEVENT")
    assert len(re.findall(rb"\r\nDTSTAMP:\d{8}T\d{6}Z\r\n", raw)) == len(found)
    assert len({event["UID"] for event in found}) == len(found) > 1
    for event in found:
        assert not event.errors
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert event["TRANSP"] == "TRANSPARENT"
        assert "ATTENDEE" not in event, "Outlook takes no published entry with people in it"
    assert reason.strip() in "".join(str(event["DESCRIPTION"]) for event in found)


def test_a_deadline_that_was_met_is_taken_back_and_comes_again(two: Talk) -> None:
    name = "crime-2014-r1.1@hmic"
    counts = events(two("export", "deadlines", "-f", "ics"))[name]
    two("progress", "crime-2014-r1", "--status", "complete", "--evidence", "https://x.example").ok()
    met = events(two("export", "deadlines", "-f", "ics"))[name]
    assert (met["STATUS"], counts["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert name not in events(two("overdue", "-f", "ics"))
    two("progress", "crime-2014-r1", "--status", "in progress", "--note", "It was not").ok()
    again = events(two("export", "deadlines", "-f", "ics"))[name]
    assert again["STATUS"] == "CONFIRMED"
    assert counts["SEQUENCE"] < met["SEQUENCE"] < again["SEQUENCE"]
    assert (
        name
        not in events(two("export", "deadlines", "-f", "ics", "--as-at", "2014-11-30"))[name]["SUMMARY"]
    )
    assert two("export", "deadlines", "-f", "ics").out == two("export", "deadlines", "-f", "ics").out


def test_only_deadlines_go_into_a_calendar(two: Talk) -> None:
    said = two("grades", "-f", "ics")
    assert said.code == 2
    assert "ics is for: hmic overdue, hmic export deadlines, hmic board" in said.err


def test_ratings_are_filled_and_drawn_with_their_words(two: Talk) -> None:
    two("export", "board", "-o", "board.xlsx").ok()
    book = openpyxl.load_workbook(two.folder / "board.xlsx")
    assert [sheet.title for sheet in book.chartsheets] == ["Chart"]
    assert book.worksheets[1].freeze_panes == "B2"
    heads = [cell.value for cell in book.worksheets[1][1]]
    cells = [row[heads.index("rating")] for row in book.worksheets[1].iter_rows(min_row=2)]
    fills = {cell.value: cell.fill.start_color.rgb for cell in cells}
    assert len(set(fills.values())) == len(fills) >= 2
    for fill in fills.values():
        parts = [int(str(fill)[at : at + 2], 16) / 255 for at in (2, 4, 6)]
        light = sum(
            by * ((part + 0.055) / 1.055) ** 2.4
            for by, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
        )
        assert (light + 0.05) / 0.05 >= 7


def test_the_sheet_to_print_fits_across_a4_with_a_row_for_each_finding(two: Talk) -> None:
    two("export", "board", "--since", "2015-01-01", "-o", "board.xlsx", "--paper", "A3").ok()
    sheet = openpyxl.load_workbook(two.folder / "board.xlsx").worksheets[2]
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert setup.fitToWidth in (None, 1)
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:I5")
    assert [cell.value for cell in sheet[1]][-1] == "Since last time"
    assert sheet.max_row == 5
    two("export", "board", "--public", "-o", "public.xlsx").ok()
    heads = [cell.value for cell in openpyxl.load_workbook(two.folder / "public.xlsx").worksheets[2][1]]
    assert heads == ["Finding", "What", "Report", "Status", "Rating", "Ended or due", "Days late"]
