"""What a board, an officer or a script is told of dates, notes and lateness is true."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from typing import Any

import openpyxl
import pytest

from tests.conftest import Talk
from tests.registers import TWO_REPORTS

ONE = """\
- id: a
  title: Inspection
  published: {published}
  findings:
    - id: a-r1
      kind: recommendation
      title: Train
      requirement: Train all staff.
      deadlines: [within three months]
    - id: a-a1
      kind: area_for_improvement
      title: Improve
      requirement: Improve it.
"""


@pytest.fixture
def one(talk: Talk) -> Talk:
    return talk.loaded(ONE.format(published="2022-01-10"))


def rows(talk: Talk, *args: str) -> dict[str, dict[str, Any]]:
    found = talk(*args, "-f", "json").rows
    return {row.get("finding") or row["reference"]: row for row in found}


def paper(talk: Talk, *args: str) -> str:
    talk("board", "--since", "2022-01-01", *args).ok()
    page = (talk.folder / "board" / "paper.html").read_text("utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("</style>")[1]).split())


def test_what_was_withdrawn_is_no_closed_observation(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk.write(
        TWO_REPORTS.replace("    - id: crime-2014-r1", "    - id: crime-2014-r9").replace("r1]", "r9]")
    )
    talk("load").ok()
    told = paper(talk, "--as-at", "2026-11-20")
    assert "Observations 1 0 0 0 1" in told
    assert "Closed: 0 findings " in told
    assert "Withdrawn from the register since 1 January 2022" in told
    assert "crime-2014-r1." in told
    totals = json.loads(talk("summary", "--since", "2022-01-01", "-f", "json").ok().out)["totals"]
    board = json.loads(talk("export", "board", "--since", "2022-01-01", "-f", "json").ok().out)["totals"]
    for name in ("open_then_items", "closed_items", "open_now_items", "observations_since"):
        assert totals[name] == board[name], name
    as_at = json.loads(talk("summary", "--as-at", "2022-01-01", "-f", "json").ok().out)["totals"]
    assert as_at["open"] == totals["open_then"]


def test_the_paper_counts_what_was_reopened_once(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk("progress", "crime-2014-o1", "--status", "not accepted", "--note", "No", "--on", "2020-01-05").ok()
    talk("progress", "crime-2014-o1", "--status", "open", "--note", "Yes", "--on", "2023-01-05").ok()
    told = paper(talk)
    assert "0 new, 0 closed, 0 reopened." in told
    assert "Observations 0 0 0 1 1" in told
    assert "Reopened: 1 observation No date on this one (crime-2014-o1, observation): reopened" in told


def test_a_note_keeps_its_own_day(one: Talk) -> None:
    one("progress", "a-r1", "--note", "Half are trained", "--on", "2022-03-01").ok()
    one("assign", "a-r1", "ACC Crime", "--on", "2022-09-09").ok()
    row = rows(one, "overdue")["a-r1"]
    assert (row["last_update"], row["last_note"], row["last_note_on"]) == (
        "2022-03-01", "Half are trained", "2022-03-01",
    )  # fmt: skip
    assert row["days_since_update"] == (dt.date(2026, 11, 20) - dt.date(2022, 3, 1)).days
    assert "Never moved Note of 1 Mar 2022: Half are trained" in paper(one)
    board = rows(one, "export", "board")["a-r1"]
    assert (board["last_update"], board["last_note_date"]) == ("2022-03-01", "2022-03-01")
    mail = " ".join(one("mail", "overdue").ok().out.split())
    assert "Last update 1 Mar 2022 Last note 1 Mar 2022: Half" in mail


def test_who_has_it_and_until_when_is_no_progress(one: Talk) -> None:
    one("assign", "a-r1", "ACC Crime", "--on", "2022-02-01").ok()
    one("extend", "a-r1", "2022-08-01", "--reason", "No trainer", "--on", "2022-02-01").ok()
    row = rows(one, "overdue")["a-r1"]
    assert (row["last_update"], row["days_since_update"]) == (None, None)
    assert "Last update never" in " ".join(one("mail", "overdue").ok().out.split())
    assert "No progress recorded" in paper(one)


def test_days_count_from_the_date_that_was_missed(one: Talk) -> None:
    one("extend", "a-r1", "2025-03-01", "--reason", "Found late", "--on", "2025-01-09").ok()
    row = rows(one, "overdue", "--as-at", "2025-10-22")["a-r1"]
    assert (row["due"], row["missed"], row["overdue_since"]) == ("2025-03-01", "2022-04-10", "2022-04-10")
    assert row["days_overdue"] == (dt.date(2025, 10, 22) - dt.date(2022, 4, 10)).days == 1291
    for command in (["overdue"], ["show", "a-r1"], ["mail", "overdue"]):
        said = " ".join(one(*command, terminal=True, width=250).ok().out.split())
        assert "10 Apr 2022" in said, command
        assert "missed" in said, command
        assert "before it was moved" in said, command
    told = paper(one, "--as-at", "2025-10-22")
    assert "1,291 since 10 Apr 2022, missed before it was moved" in told
    assert rows(one, "export", "board", "--as-at", "2025-10-22")["a-r1"]["days_late"] == 1291
    moved = rows(one, "overdue", "--as-at", "2025-02-01", "--within", "60d")["a-r1"]
    assert (moved["days_overdue"], moved["overdue_since"]) == (-28, None), "what counts is the present date"
    con = sqlite3.connect(one.folder / "recommendations.db")
    days = con.execute("SELECT days_overdue FROM overdue_today").fetchall()
    con.close()
    assert days[0][0] >= 1291
    one(
        "progress", "a-r1", "--status", "complete", "--evidence", "https://x.example", "--on", "2025-10-01"
    ).ok()
    assert (
        rows(one, "export", "board")["a-r1"]["days_late"]
        == (dt.date(2025, 10, 1) - dt.date(2022, 4, 10)).days
    )
    assert "met on 1 Oct 2025, 1,270 days overdue, counted from 10 Apr 2022" in paper(one)


def test_a_date_that_was_moved_in_time_counts_from_the_new_one(one: Talk) -> None:
    one("extend", "a-r1", "2022-08-01", "--reason", "No trainer", "--on", "2022-04-10").ok()
    row = rows(one, "overdue", "--as-at", "2022-08-11")["a-r1"]
    assert (row["days_overdue"], row["missed"]) == (10, None)


def test_reminders_go_by_the_present_date(one: Talk) -> None:
    one.now = dt.datetime(2025, 3, 2, 9, tzinfo=dt.UTC)
    one("extend", "a-r1", "2025-03-01", "--reason", "Found late", "--on", "2025-01-09").ok()
    sent = []
    for day in range(1, 9):
        one.now = dt.datetime(2025, 3, 1 + day, 9, tzinfo=dt.UTC)
        one("mail", "overdue", "--send").ok()
        (path,) = (one.folder / "outbox").glob("*.eml")
        sent.append("REMINDED BEFORE" not in path.read_text("utf-8").upper())
        path.unlink()
    assert sent == [True, False, False, False, False, False, True, False], "one and seven days after it"


@pytest.mark.parametrize("finding", ["a-a1", "a-r1"])
def test_on_hold_past_its_review_date_is_overdue(one: Talk, finding: str) -> None:
    one("extend", "a-r1", "2027-01-01", "--reason", "Agreed", "--on", "2022-02-01").ok()
    one("progress", finding, "--status", "on hold", "--note", "Waiting", "--review-on", "2022-08-01",
        "--on", "2022-03-01").ok()  # fmt: skip
    for day, colour, number in (("2022-08-01", "Grey", 0), ("2022-08-02", "Red", 1)):
        board = rows(one, "export", "board", "--as-at", day)[finding]
        assert board["rating"] == colour
        late = json.loads(one("overdue", "--as-at", day, "-f", "json").ok().out)
        assert [row["finding"] for row in late["rows"]] == [finding] * number
        assert late["totals"]["findings"] == number
        totals = json.loads(one("summary", "--as-at", day, "-f", "json").ok().out)["totals"]
        assert totals["overdue"] == number
        listed = json.loads(one("list", "--overdue", "--as-at", day, "-f", "json").ok().out)
        assert listed["totals"]["findings"] == number
    row = rows(one, "overdue", "--as-at", "2022-08-11")[finding]
    assert (row["deadline"], row["due"], row["days_overdue"]) == (0, "2022-08-01", 10)
    assert row["requires"] == "review of what is on hold"
    assert "review of what is on hold" in one("overdue", terminal=True, width=200).ok().out
    assert rows(one, "export", "board", "--as-at", "2022-08-11")[finding]["days_late"] == 10


def test_show_does_not_call_overdue_what_is_on_hold(one: Talk) -> None:
    one("progress", "a-r1", "--status", "on hold", "--note", "Waiting", "--review-on", "2027-08-01",
        "--on", "2022-03-01").ok()  # fmt: skip
    said = one("show", "a-r1", terminal=True).ok().out
    assert "not overdue while on hold" in said
    assert "days overdue" not in said


INEXACT = (
    ONE.format(published="2022")
    + """\
- id: b
  title: Later
  published: 2024-03
  follow_ups:
    - {finding: a-a1, verdict: resolved, summary: Improved.}
"""
)


def test_no_day_is_told_more_exactly_than_it_is_known(talk: Talk) -> None:
    talk.loaded(INEXACT)
    for command in (["show", "a-a1"], ["show", "a-r1"], ["list"], ["overdue"], ["changes", "a-r1"],
                    ["export", "board", "-f", "table"], ["mail", "overdue"], ["export", "board", "-f", "md"]):  # fmt: skip
        said = talk(*command, terminal=True, width=200).ok().out
        for day in ("31 Mar 2023", "31 Dec 2022", "31 Mar 2024"):
            assert not re.search(rf"(?<!~){day}", said), command
    assert "closed since ~31 Mar 2024" in talk("show", "a-a1", terminal=True).ok().out
    told = paper(talk)
    assert not re.search(r"(?<!~)31 Mar 202[34]", told)
    talk("extend", "a-r1", "2025-06-01", "--reason", "Agreed", "--on", "2024-01-09").ok()
    for command in (["show", "a-r1"], ["overdue"], ["mail", "overdue"]):
        assert not re.search(r"(?<!~)31 Mar 2023", talk(*command, terminal=True, width=250).ok().out), (
            command
        )
    assert "first ~31 Mar 2023" in paper(talk)
    board = rows(talk, "export", "board")
    assert (board["a-r1"]["exact"], board["a-r1"]["original_exact"]) == (True, False)
    assert (board["a-a1"]["status_since_exact"], board["a-a1"]["closing_exact"]) == (False, False)
    assert rows(talk, "list")["a-r1"]["next_due_exact"] is True
    assert rows(talk, "overdue")["a-r1"]["original_exact"] is False
    exported = rows(talk, "export", "findings")
    assert (exported["a-a1"]["since_exact"], exported["a-r1"]["next_due_exact"]) == (False, True)
    calendar = talk("export", "deadlines", "-f", "ics").ok().out.replace("\r\n ", "")
    assert not re.search(r"(?<!~)31 Mar 2023", calendar)


COMMANDS = (
    ["overdue"], ["overdue", "--needs-target"], ["list"], ["summary"], ["summary", "--since", "2024-01-01"], ["changes"],
    ["grades"], ["show", "crime-2014-r1"], ["changes", "crime-2014-r1"], ["export", "board"], ["export", "findings"],
    ["export", "progress"], ["export", "deadlines"], ["changes", "--from", "crime-2014", "--to", "peel-2016"],
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_heading_says_by_which_day_things_were_known(talk: Talk, command: list[str]) -> None:
    talk.loaded(TWO_REPORTS)
    talk.now = dt.datetime(2026, 12, 24, 9, tzinfo=dt.UTC)
    known = (*command, "--known-on", "2026-11-21")
    assert "known on 21 November 2026" in " ".join(talk(*known, terminal=True, width=200).ok().out.split())
    assert "known on 21 November 2026" in talk(*known, "-f", "md").ok().out
    assert json.loads(talk(*known, "-f", "json").ok().out)["nothing_known"] is False


def test_documents_say_by_which_day_things_were_known(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk.now = dt.datetime(2026, 12, 24, 9, tzinfo=dt.UTC)
    assert "known on 21 November 2026" in paper(talk, "--known-on", "2026-11-21")
    assert "known on 21 November 2026" in talk("changes", "-f", "html", "--known-on", "2026-11-21").ok().out
    talk("overdue", "-o", "x.xlsx", "--known-on", "2026-11-21").ok()
    sheet = openpyxl.load_workbook(talk.folder / "x.xlsx").worksheets[0]
    assert sheet["A2"].value == "As at 24 December 2026, as known on 21 November 2026"
    calendar = talk("overdue", "-f", "ics", "--known-on", "2026-11-21").ok().out.replace("\r\n ", "")
    assert "as known on 21 November 2026" in calendar.replace("\\", "")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_where_nothing_had_been_loaded_nothing_was_known(talk: Talk, command: list[str]) -> None:
    talk.loaded(TWO_REPORTS)
    known = (*command, "--known-on", "2026-11-19")
    sentence = "Nothing was recorded by 19 November 2026: the register was first loaded on 20 November 2026"
    said = talk(*known, terminal=True, width=200)
    assert sentence in said.out + said.err
    assert "Nothing is overdue" not in said.out
    if said.code == 2:
        assert "crime-2014" in " ".join(command), "what is named cannot be found"
        return
    piped = talk(*known).ok()
    assert sentence in piped.err
    document = json.loads(talk(*known, "-f", "json").ok().out)
    assert document["nothing_known"] is True
    assert document["rows"] == []
    assert set(document["totals"].values()) <= {None}
    assert sentence in talk(*known, "-f", "md").ok().out
    assert talk("board", "--since", "2020-01-01", "--known-on", "2026-11-19").code == 2


AGAIN = (
    ONE.format(published="2022-01-10")
    + """\
- id: b
  title: Later
  published: 2024-03-01
  follow_ups:
    - {finding: a-a1, verdict: unchanged, summary: As before.}
    - {finding: a-r1, verdict: worsened, summary: Worse.}
"""
)


def test_what_a_report_opened_again_is_called_so(talk: Talk) -> None:
    talk.loaded(AGAIN)
    talk(
        "progress", "a-r1", "--status", "complete", "--evidence", "https://x.example", "--on", "2022-03-01"
    ).ok()
    talk("progress", "a-a1", "--status", "closed", "--closed-by", "Letter", "--on", "2022-03-01").ok()
    totals = json.loads(talk("summary", "--since", "2023-01-01", "-f", "json").ok().out)["totals"]
    assert (totals["reopened_by_report"], totals["reopened_items"]) == (2, ["a-a1"])
    assert "Reopened by a later report: 2 findings." in talk("summary", terminal=True).ok().out
    board = rows(talk, "export", "board", "--since", "2023-01-01")
    for finding in ("a-a1", "a-r1"):
        assert board[finding]["reopened_by"] == "b"
        assert "reopened by b" in board[finding]["change"]
        assert "reopened by b" in talk("show", finding, terminal=True).ok().out
    assert "open, reopened by b" in " ".join(talk("mail", "overdue").ok().out.split())
    assert rows(talk, "overdue")["a-r1"]["reopened_by"] == "b"
    assert paper(talk).count("open, reopened by b") == 2
    changes = json.loads(talk("changes", "-f", "json").ok().out)
    assert [row["reopened_by"] for row in changes["rows"]] == [["b"], ["b"]]
    assert changes["totals"]["reopened"] == 2
    assert "Reopened by a later report: 2 threads." in talk("changes", terminal=True, width=150).ok().out
    talk(
        "progress", "a-r1", "--status", "complete", "--evidence", "https://x.example", "--on", "2024-05-01"
    ).ok()
    assert rows(talk, "export", "board")["a-r1"]["reopened_by"] is None
