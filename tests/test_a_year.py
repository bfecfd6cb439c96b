"""A year of another force, told as a conversation with the program, month by month.

The force is invented. Every answer was worked out by hand from the rules before the program was asked: the
working stands beside each question. F counts findings (recommendations, areas for improvement, causes of
concern), O observations.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import fenland as f
from tests.conftest import Said, Talk


@dataclass
class Year:
    """The conversation, and the clock it is had by."""

    talk: Talk

    def on(self, day: str) -> None:
        """It is half past nine on this day."""
        self.talk.now = dt.datetime.fromisoformat(f"{day}T09:30:00+00:00")

    def say(self, *args: str) -> Said:
        """A command that does what it is told."""
        return self.talk(*args).ok()

    def refused(self, *args: str, saying: str) -> None:
        """A command that does nothing and says why."""
        said = self.talk(*args)
        assert (said.code, said.out) == (2, ""), said
        assert saying in said.err, said

    def asked(self, *args: str) -> dict[str, Any]:
        """The answer of a report, as JSON."""
        answer: dict[str, Any] = json.loads(self.say(*args, "-f", "json").out)
        return answer

    def load(self, *reports: str) -> dict[str, Any]:
        """Load a register of these reports: what was added, amended and so on."""
        self.talk.write(f.register(*reports))
        row: dict[str, Any] = self.asked("load")["rows"][0]
        return row

    def late(self, *args: str) -> list[tuple[str, int, str, int]]:
        """What is overdue or due soon: finding, deadline, its date and the days overdue."""
        rows = self.asked("overdue", *args)["rows"]
        return [(r["finding"], r["deadline"], r["due"], r["days_overdue"]) for r in rows]

    def row(self, finding: str, *args: str) -> dict[str, Any]:
        """A finding's row of `list`."""
        rows = self.asked("list", *args)["rows"]
        found: dict[str, Any] = next(r for r in rows if r["finding"] == finding)
        return found

    def status(self, finding: str, *args: str) -> str:
        """Where a finding is."""
        status: str = self.row(finding, *args)["status"]
        return status

    def counts(self, *args: str) -> tuple[int, ...]:
        """Open F and O, overdue F and their deadlines, open F and O without a date."""
        t = self.asked("summary", *args)["totals"]
        assert t["overdue_observations"] == 0
        return (t["open"], t["open_observations"], t["overdue"], t["overdue_deadlines"],
                t["needs_target"], t["observations_needing_target"])  # fmt: skip


def reconciled(totals: dict[str, Any]) -> tuple[int, list[str], list[str], list[str], int]:
    """Open then, new, closed, reopened, open now, of the findings; the sum must add up."""
    then, now = totals["open_then"], totals["open_now"]
    new, closed, again = (totals[f"{what}_items"] for what in ("new", "closed", "reopened"))
    assert then + len(new) - len(closed) + len(again) == now, totals
    assert [totals[what] for what in ("new", "closed", "reopened")] == [len(new), len(closed), len(again)]
    assert totals["findings_since"]["open_now"] == now == len(totals["open_now_items"])
    return then, sorted(new), sorted(closed), sorted(again), now


REVISIT = f.REVISIT.replace("peel-2024-a1", "peel-2024-a4")
"""The revisit letter, once its finding has another number."""


def told(page: Path) -> str:
    """The words of a page, without its charts."""
    text = re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", " ", page.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(text).replace("\u2060", "").split())


def january_2024_a_register_is_begun(year: Year) -> None:
    year.on("2024-01-29")
    year.say("init", "--force", "Fenland Police")
    year.talk.write(f.register(f.CUSTODY, f.FRAUD))
    assert "no problems: Fenland Police, 2 reports" in (checked := year.say("check")).out + checked.err
    dry = year.asked("load", "--dry-run")["rows"][0]
    assert not (year.talk.folder / "recommendations.db").exists()
    # 2 reports; 3 F and 1 O of custody, 3 F and 1 O on fraud.
    assert len(dry["added"]) == 10
    assert year.load(f.CUSTODY, f.FRAUD) == dry
    # Open: 6 F, 2 O. Without a date: custody-2023-a1, and both O. What the College has to do has a date.
    assert year.counts() == (6, 2, 0, 0, 1, 2)
    # Statutory response: 30 Nov 2023 + 55 = 24 Jan 2024 (31 Dec is +31, 24 Jan +55). 29 Jan is 5 days later.
    assert year.late() == [("custody-2023", 1, "2024-01-24", 5)]
    assert year.asked("overdue")["totals"]["responses_overdue"] == 1
    assert year.talk("overdue", "--exit-code").code == 1
    year.say("progress", "custody-2023", "--responded-on", "2024-01-22", "--by", "Liaison officer")
    assert year.talk("overdue", "--exit-code").code == 0
    # 30 Nov 2023 + 3 months: 29 Feb 2024 (a leap year), 31 days ahead. 25 Jan + 3 months: 25 Apr, 31 + 29 + 27 = 87
    # ahead. 30 Nov + 6 months: 30 May, 31 + 29 + 31 + 30 + 1 = 122. 25 Jan + 6 months: 25 Jul, 122 + 56 = 178.
    # 31 Mar is the College's. Within 6 months of 29 Jan is until 29 Jul.
    assert year.late("--within", "6m") == [
        ("custody-2023-r1", 1, "2024-02-29", -31),
        ("fraud-2024-r3", 1, "2024-04-25", -87),
        ("custody-2023-r2", 1, "2024-05-30", -122),
        ("fraud-2024-r1", 1, "2024-07-25", -178),
    ]
    for finding in ("custody-2023-r1", "custody-2023-a1"):
        year.say("assign", finding, "ACC Custody", "--by", "Liaison officer")
    year.say("assign", "fraud-2024-r1", "Head of Economic Crime", "--by", "Liaison officer")
    assert [r["finding"] for r in year.asked("list", "--owner", "ACC Custody")["rows"]] == [
        "custody-2023-r1", "custody-2023-a1",
    ]  # fmt: skip
    why = year.say("show", "fraud-2024-r2", "-f", "table").out
    assert "does not count for the force" in why
    assert "31 Mar 2024  not due from the force" in why


def february_2024_what_does_not_apply(year: Year) -> None:
    year.on("2024-02-13")
    year.say("target", "custody-2023-a1", "2024-06-28", "--by", "ACC Custody")
    year.say("progress", "custody-2023-r1", "--status", "in-progress", "--note", "Form drafted",
             "--by", "ACC Custody")  # fmt: skip
    year.refused("progress", "fraud-2024-r3", "--status", "not-applicable", saying="the reason")
    year.say("progress", "fraud-2024-r3", "--status", "not-applicable", "--on", "2024-02-12",
             "--note", "Fenland has no airport", "--by", "Head of Economic Crime")  # fmt: skip
    # Ended: fraud-2024-r3. custody-2023-a1 has a date now.
    assert year.counts() == (5, 2, 0, 0, 0, 2)
    recommendations = year.asked("summary")["rows"][0]
    assert recommendations["kind"] == "recommendation"
    # r1 in progress, r2, fraud-r1 and fraud-r2 open, fraud-r3 not applicable.
    assert {k: v for k, v in recommendations.items() if v and k != "kind"} == {
        "open": 3, "in_progress": 1, "not_applicable": 1, "total": 5, "open_now": 4,
    }  # fmt: skip
    assert year.status("fraud-2024-r3", "--as-at", "2024-02-11") == "open"
    assert year.status("fraud-2024-r3", "--as-at", "2024-02-12") == "not applicable"
    # On 12 Feb nobody had recorded that yet.
    assert year.status("fraud-2024-r3", "--as-at", "2024-02-12", "--known-on", "2024-02-12") == "open"


def march_2024_an_accelerated_cause_of_concern(year: Year) -> None:
    year.on("2024-03-05")
    loaded = year.load(f.CUSTODY, f.FRAUD, f.LETTER)
    assert loaded["added"] == ["peel-2024", "peel-2024-c1", "peel-2024-c1-r1", "peel-2024-c1-r2",
                               "peel-2024-c1-r3"]  # fmt: skip
    assert (loaded["amended"], loaded["withdrawn"], loaded["unchanged"]) == ([], [], 10)
    # 29 Feb to 5 Mar: 5 days. Issued on 4 Mar, immediately: that day is the last good one, so 1 day.
    assert year.late() == [("custody-2023-r1", 1, "2024-02-29", 5), ("peel-2024-c1-r1", 1, "2024-03-04", 1)]
    # Of the report only the year is known, of the letter the day: the date is exact.
    assert [r["exact"] for r in year.asked("overdue")["rows"]] == [True, True]
    # The action plan: 4 Mar + 28 = 1 Apr, 27 days ahead. Its clock runs though the report is not published.
    assert year.late("--within", "30d")[2:] == [("peel-2024", 1, "2024-04-01", -27)]
    # 6 F + 4 F − 1 ended; without a date: the cause of concern itself, 2 O.
    assert year.counts() == (9, 2, 2, 2, 1, 2)

    year.on("2024-03-14")
    year.refused("extend", "custody-2023-r1", "2024-04-30", saying="needs a reason")
    year.say("extend", "custody-2023-r1", "2024-04-30", "--reason", "Printer of the forms is bankrupt",
             "--agreed-by", "DCC", "--by", "ACC Custody")  # fmt: skip
    year.refused("progress", "peel-2024-c1-r1", "--status", "complete", saying="needs evidence")
    (year.talk.folder / "rota.txt").write_text("A supervisor on every shift.\n", encoding="utf-8")
    year.say("progress", "peel-2024-c1-r1", "--status", "complete", "--evidence", "rota.txt",
             "--by", "Head of Control Room")  # fmt: skip
    year.refused("progress", "peel-2024-c1", "--status", "complete", "--evidence", "rota.txt",
                 saying="its recommendations are still open: peel-2024-c1-r2, peel-2024-c1-r3")  # fmt: skip
    # Moved to 30 Apr, so not overdue today; the other is complete.
    assert year.late() == []

    year.on("2024-03-28")
    year.say("progress", "peel-2024", "--responded-on", "2024-03-28", "--by", "Liaison officer")
    assert year.late("--within", "30d") == []  # 27 Apr is too early for 30 Apr


def april_2024_the_first_board(year: Year) -> str:
    year.on("2024-04-24")
    board = year.asked("export", "board", "--since", "2024-01-31")
    # Open on 31 Jan: custody r1 r2 a1, fraud r1 r2 r3: 6. New since: the concern and its three. Ended:
    # fraud-2024-r3. 6 + 4 - 1 + 0 = 9.
    assert reconciled(board["totals"]) == (
        6, ["peel-2024-c1", "peel-2024-c1-r1", "peel-2024-c1-r2", "peel-2024-c1-r3"], ["fraud-2024-r3"], [], 9,
    )  # fmt: skip
    totals = board["totals"]
    assert (totals["findings"], totals["observations"], totals["open_observations"]) == (10, 2, 2)
    # Grey: the College's, and the one that does not apply. c1-r1 is complete for 41 days (17 in March, 24 in April),
    # less than 90, so Amber like the rest: custody r1 r2 a1, fraud-r1, c1, c1-r1 r2 r3.
    assert [totals[colour] for colour in ("red", "amber", "green", "blue", "grey")] == [0, 8, 0, 0, 2]
    assert (totals["overdue"], totals["needs_target"]) == (0, 1)
    rows = {r["reference"]: r for r in board["rows"]}
    assert len(rows) == 12
    moved = rows["custody-2023-r1"]
    assert (moved["original_deadline"], moved["current_deadline"], moved["times_moved"], moved["status"]) == (
        "2024-02-29", "2024-04-30", 1, "in progress",
    )  # fmt: skip
    assert moved["why_moved"] == "to 2024-04-30: Printer of the forms is bankrupt (agreed by DCC)"
    # The last progress was in February, the latest note or reason is why the date was moved, of its own day.
    assert [moved[k] for k in ("last_update", "last_note", "last_note_date")] == [
        "2024-02-13", "Printer of the forms is bankrupt", "2024-03-14",
    ]  # fmt: skip
    assert [rows[i]["change"] for i in ("fraud-2024-r3", "custody-2023-r2")] == [
        "ended by the force",
        "no change",
    ]
    summary = year.asked("summary", "--since", "2024-01-31")["totals"]
    assert reconciled(summary) == reconciled(totals)
    # 12 threads, as many as F and O: the letter's four are among them, on that day too when it is past.
    assert year.asked("changes")["totals"]["threads"] == 12
    assert year.asked("changes", "--as-at", "2024-04-24")["totals"]["threads"] == 12
    year.say("board", "--since", "2024-01-31", "-o", "april")
    # Fallen due since January: 29 Feb, and the letter's "immediately", ten days late. 31 Mar was the College's.
    paper = told(year.talk.folder / "april" / "paper.html")
    assert "29 Feb 2024 missed on 29 Feb 2024, then moved to 30 Apr 2024" in paper
    assert "4 Mar 2024 met on 14 Mar 2024, 10 days overdue Falls due in the next 90 days" in paper
    assert "6 open then + 4 new" in year.say("summary", "--since", "2024-01-31", "-f", "table").out
    return year.say("export", "board", "--since", "2024-01-31").out


def may_2024_late_after_all(year: Year) -> None:
    year.on("2024-05-02")
    # 30 Apr passed too. It counts from the date that was missed: 29 Feb to 2 May is 31 + 30 + 2 = 63 days.
    row = year.asked("overdue")["rows"]
    assert [(r["finding"], r["due"], r["original_due"], r["days_overdue"], r["missed"], r["times_extended"])
            for r in row] == [("custody-2023-r1", "2024-04-30", "2024-02-29", 63, "2024-02-29", 1)]  # fmt: skip
    settings = '[owners]\n"ACC Custody" = "acc.custody@fenland.example"\n'
    (year.talk.folder / "hmic.toml").write_text(settings, encoding="utf-8")
    mail = year.say("mail", "overdue").out
    assert "Subject: 1 finding overdue (1 deadline): Fenland Police, 2 May 2024" in mail
    assert "63 days overdue" in mail
    sent = year.say("mail", "overdue", "--send", "--owners")
    assert len(list((year.talk.folder / "outbox").iterdir())) == 2, sent  # the officer, and ACC Custody
    assert "nothing to send" in (again := year.say("mail", "overdue", "--send", "--owners")).out + again.err

    year.on("2024-05-07")
    slip = year.say("progress", "custody-2023-r2", "--status", "complete", "--on", "2024-05-03",
                    "--evidence", "https://fenland.example/form", "--by", "ACC Custody")  # fmt: skip
    number = slip.out.split("entry ")[1].split(",")[0].strip()
    assert year.status("custody-2023-r2") == "complete"
    year.refused("correct", number, saying="reason")
    year.say("correct", number, "--reason", "Meant custody-2023-r1", "--by", "ACC Custody")
    assert year.status("custody-2023-r2") == "open"
    year.say("progress", "custody-2023-r1", "--status", "complete", "--on", "2024-05-03",
             "--evidence", "https://fenland.example/form", "--by", "ACC Custody")  # fmt: skip
    assert "Meant custody-2023-r1" in year.say("show", "custody-2023-r2").out
    assert year.late() == []

    year.on("2024-05-28")
    reviewed = ("progress", "custody-2023-r2", "--deadline", "1", "--status", "complete", "--by", "ACC Custody",
                "--evidence", "https://fenland.example/review")  # fmt: skip
    year.refused(*reviewed, "--occurrence", "2024-05-31", saying="does not fall on 2024-05-31")
    assert "30 May 2024" in year.say(*reviewed, "--occurrence", "2024-05-30").out
    # Every six months from 30 Nov 2023: the next is 30 Nov 2024.
    assert year.row("custody-2023-r2")["next_due"] == "2024-11-30"


def june_2024_the_report_itself(year: Year) -> None:
    year.on("2024-06-05")
    assert year.late("--as-at", "2024-06-04") == []
    assert [r[0] for r in year.late()][-1:] == ["peel-2024-c1-r2"]
    year.on("2024-06-24")
    wrong = f.PEEL.replace("[custody-2023-a1]", "[custody-2023-a9]").replace(
        "[within 20 working days]", "[within three months and immediately]"
    )
    wrong = wrong.replace("title: Stop and search", "titel: Stop and search")
    wrong = wrong.replace(
        "requirement: Arrest without",
        "addressed_to: the ladies of the fen\n      requirement: Arrest without",
    )
    year.talk.write(f.register(f.CUSTODY, f.FRAUD, wrong))
    problems = year.talk("check", "-f", "json")
    assert problems.code == 1
    assert sorted(r["code"] for r in json.loads(problems.out)["rows"]) == [
        "several-deadlines", "unclear-addressee", "unknown-key", "unknown-link",
    ]  # fmt: skip
    before = year.say("export", "findings").out
    assert year.talk("load").code == 1
    assert year.say("export", "findings").out == before

    loaded = year.load(f.CUSTODY, f.FRAUD, f.PEEL)
    assert loaded["added"] == ["peel-2024-a1", "peel-2024-a2", "peel-2024-a3", "peel-2024-r1", "peel-2024-r2",
                               "peel-2024-o1", "peel-2024-o2"]  # fmt: skip
    assert "peel-2024" in loaded["amended"]
    assert loaded["withdrawn"] == []
    # Answered on 28 Mar was the action plan, and not the statutory response, which comes before it in the list now:
    # 20 Jun + 55 = 14 Aug (10 in June, 31 in July, 14).
    assert "peel-2024" not in [r[0] for r in year.late()]
    assert ("peel-2024", 1, "2024-08-14", -51) in year.late("--within", "60d")
    year.say("progress", "peel-2024-c1-r2", "--status", "complete", "--on", "2024-06-12",
             "--evidence", "https://fenland.example/risk", "--by", "Head of Control Room")  # fmt: skip
    year.say("progress", "custody-2023-a1", "--status", "superseded", "--superseded-by", "peel-2024-a2",
             "--on", "2024-06-20", "--by", "Liaison officer")  # fmt: skip
    year.say("assign", "peel-2024-a1", "Head of Crime", "--by", "Liaison officer")
    # On 10 June the report was still to come and the letter was three months old: 4 Jun is 6 days back.
    assert ("peel-2024-c1-r2", 1, "2024-06-04", 6) in year.late("--as-at", "2024-06-10")
    thread = next(r for r in year.asked("changes")["rows"] if r["thread"] == "custody-2023-a1")
    assert [(s["report"], s["verdict"]) for s in thread["steps"]] == [
        ("custody-2023", "raised"), ("peel-2024", "repeated"),
    ]  # fmt: skip


def july_2024_no_and_not_yet(year: Year) -> None:
    year.on("2024-07-15")
    year.say("progress", "peel-2024-a3", "--status", "not-accepted", "--on", "2024-07-10",
             "--note", "Plans are evaluated already", "--by", "DCC")  # fmt: skip
    year.refused("assign", "peel-2024-a3", "Head of Neighbourhoods", saying="reopen it first")
    year.refused(
        "progress", "peel-2024-r2", "--status", "on-hold", "--note", "Court ruling", saying="review date"
    )
    year.say("progress", "peel-2024-r2", "--status", "on-hold", "--note", "Awaits a court ruling",
             "--review-on", "2024-09-30", "--by", "Head of Crime")  # fmt: skip
    part = year.say("progress", "peel-2024-r1", "--part", "a", "--status", "complete", "--evidence",
                    "https://fenland.example/grounds", "--by", "Head of Crime")  # fmt: skip
    assert part.out.startswith("peel-2024-r1: part a complete")
    year.on("2024-07-25")
    # 20 June + 20 working days: 6 in June (21, 24 to 28), 5 + 5 to 12 July, 4 to 18 July.
    dues = year.row("peel-2024-r2")["deadlines"]
    assert [(d["due"], d["original_due"]) for d in dues] == [("2024-07-18", "2024-07-18")]
    assert ("fraud-2024-r1", 1, "2024-07-25", 0) in year.late("--within", "1d")  # the last good day
    year.say("progress", "fraud-2024-r1", "--status", "complete", "--evidence", "https://fenland.example/contact",
             "--by", "Head of Economic Crime")  # fmt: skip
    year.on("2024-07-30")
    assert "peel-2024-r2" not in [r[0] for r in year.late()]


def august_2024_the_response(year: Year) -> None:
    year.on("2024-08-20")
    # 14 Aug to 20 Aug: 6 days.
    assert ("peel-2024", 1, "2024-08-14", 6) in year.late()
    responded = ("progress", "peel-2024", "--responded-on", "2024-08-09", "--by", "Liaison officer")
    year.refused(*responded, saying="peel-2024 has several response deadlines")
    assert "statutory response" in year.say(*responded, "--deadline", "1").out
    # 4 Mar + 6 months: 4 Sep, 15 days ahead.
    assert [r for r in year.late("--within", "30d") if r[3] <= 0] == [
        ("peel-2024-c1-r3", 1, "2024-09-04", -15)
    ]


def september_2024_a_date_moved_in_time(year: Year) -> None:
    year.on("2024-09-05")
    assert ("peel-2024-c1-r3", 1, "2024-09-04", 1) in year.late()
    year.refused(
        "extend", "peel-2024-r1", "2024-11-29", "--reason", "Analyst on leave", saying="--deadline"
    )
    year.say("extend", "peel-2024-r1", "2024-11-29", "--deadline", "1", "--reason", "Analyst on leave",
             "--agreed-by", "DCC", "--by", "Head of Crime")  # fmt: skip
    year.on("2024-09-12")
    year.say("progress", "peel-2024-c1-r3", "--status", "complete", "--evidence", "https://fenland.example/posts",
             "--by", "Head of Control Room")  # fmt: skip

    year.on("2024-09-30")
    # A file cut off after the first report: 15 of 19 would go.
    before = year.say("export", "findings").out
    year.talk.write(f.register(f.CUSTODY))
    year.refused("load", saying="--allow-withdrawals")
    assert year.say("export", "findings").out == before


def october_2024_a_revisit(year: Year) -> None:
    year.on("2024-10-01")
    # Only the month is known: 30 Sep + 3 months = 30 Dec, not exact.
    assert year.load(f.CUSTODY, f.FRAUD, f.PEEL, f.JOINT)["added"] == [
        "joint-2024",
        "joint-2024-r1",
        "joint-2024-a1",
    ]
    due = year.row("joint-2024-r1")["deadlines"][0]
    assert (due["due"], due["exact"]) == ("2024-12-30", False)
    # On hold until 30 Sep: overdue from 1 Oct by its deadline, 18 Jul: 13 + 31 + 30 + 1 = 75 days.
    assert "peel-2024-r2" not in [r[0] for r in year.late("--as-at", "2024-09-30")]
    assert ("peel-2024-r2", 1, "2024-07-18", 75) in year.late()

    year.on("2024-10-14")
    loaded = year.load(f.CUSTODY, f.FRAUD, f.PEEL, f.JOINT, f.REVISIT)
    assert loaded["added"] == ["revisit-2024", "revisit-2024-o1"]
    year.say("verify")
    assert {i: year.status(i) for i in ("peel-2024-c1", "peel-2024-c1-r1", "peel-2024-c1-r2", "peel-2024-c1-r3",
                                        "custody-2023-r1", "peel-2024-a1")} == {
        "peel-2024-c1": "closed",  # the letter says so
        "peel-2024-c1-r1": "closed",  # with its concern
        "peel-2024-c1-r2": "closed",
        "peel-2024-c1-r3": "open",  # its own word outweighs the concern's; it was complete
        "custody-2023-r1": "closed",
        "peel-2024-a1": "open",  # improved is no status
    }  # fmt: skip
    assert year.status("peel-2024-c1-r3", "--as-at", "2024-10-10") == "complete"
    # 4 Sep to 14 Oct: 26 + 14 = 40. 18 Jul to 14 Oct: 75 + 13 = 88.
    assert [r for r in year.late() if r[0].startswith("peel")] == [
        ("peel-2024-r2", 1, "2024-07-18", 88), ("peel-2024-c1-r3", 1, "2024-09-04", 40),
    ]  # fmt: skip
    assert "revisit-2024" in year.say("show", "peel-2024-c1-r3", "-f", "table").out
    # Since 30 Sep: open then custody r1 r2, fraud r1 r2, c1, c1-r1 r2 r3, a1 a2, r1 r2 (12): custody-a1 and fraud-r3 are
    # ended, a3 is not accepted, and the joint report, of September, is there on its last day: 14. Closed: 4.
    assert reconciled(year.asked("summary", "--since", "2024-09-30")["totals"]) == (
        14, [], ["custody-2023-r1", "peel-2024-c1", "peel-2024-c1-r1", "peel-2024-c1-r2"], [], 10,
    )  # fmt: skip
    year.on("2024-10-21")
    year.say("progress", "peel-2024-r2", "--status", "complete", "--on", "2024-10-18",
             "--evidence", "https://fenland.example/arrests", "--by", "Head of Crime")  # fmt: skip
    row = next(r for r in year.asked("export", "board")["rows"] if r["reference"] == "peel-2024-r2")
    # Delivered on 18 Oct, 75 + 17 = 92 days after 18 Jul.
    assert (row["days_late"], row["rating"]) == (92, "Amber")


def november_2024_opened_again_by_the_force(year: Year) -> None:
    year.on("2024-11-25")
    year.refused("progress", "peel-2024-a3", "--status", "open", saying="a reason")
    year.say("progress", "peel-2024-a3", "--status", "open", "--on", "2024-11-20",
             "--note", "The panel wants it done", "--by", "DCC")  # fmt: skip
    year.say("extend", "peel-2024-r1", "2025-01-31", "--deadline", "1", "--reason", "Analyst has left",
             "--agreed-by", "DCC", "--by", "Head of Crime")  # fmt: skip
    year.say("progress", "peel-2024-c1-r3", "--status", "complete", "--on", "2024-11-22",
             "--evidence", "https://fenland.example/posts2", "--by", "Head of Control Room")  # fmt: skip
    # Moved twice, each time before it had passed: nothing was missed.
    due = year.row("peel-2024-r1")["deadlines"][0]
    assert (due["due"], due["original_due"], due["missed"], due["basis"]) == (
        "2025-01-31", "2024-09-20", None, "extension",
    )  # fmt: skip
    assert [r for r in year.late() if r[0].startswith("peel")] == []

    # The finding gets the number that the printed report has.
    year.talk.write(
        f.register(f.CUSTODY, f.FRAUD, f.PEEL.replace("peel-2024-a1", "peel-2024-a4"), f.JOINT, REVISIT)
    )
    said = year.say("load")
    assert sorted(said.out.split()) == [
        "added",
        "amended",
        "peel-2024-a1",
        "peel-2024-a4",
        "revisit-2024",
        "withdrawn",
    ]
    assert "add `renamed_from: [peel-2024-a1]` to peel-2024-a4" in said.err
    assert year.row("peel-2024-a4")["owner"] is None
    loaded = year.load(f.CUSTODY, f.FRAUD, f.RENAMED_PEEL, f.JOINT, REVISIT)
    assert (loaded["added"], loaded["withdrawn"]) == ([], [])
    year.say("verify")
    row = year.row("peel-2024-a4")
    assert (row["owner"], row["status"]) == ("Head of Crime", "open")
    assert "peel-2024-a1" not in [r["finding"] for r in year.asked("list")["rows"]]
    thread = next(r for r in year.asked("changes")["rows"] if r["thread"] == "peel-2024-a4")
    assert [s["verdict"] for s in thread["steps"]] == ["raised", "improved"]
    assert "assigned to Head of Crime" in year.say("show", "peel-2024-a4").out


def december_2024_not_exact(year: Year) -> None:
    year.on("2024-12-09")
    # 30 Nov to 9 Dec: 9 days. Without a day the earliest that is not met is meant.
    assert year.late() == [("custody-2023-r2", 1, "2024-11-30", 9)]
    met = year.say("progress", "custody-2023-r2", "--deadline", "1", "--status", "complete", "--on", "2024-12-06",
                   "--evidence", "https://fenland.example/review-2", "--by", "ACC Custody")  # fmt: skip
    assert "30 Nov 2024" in met.out
    assert year.late() == []
    times = json.loads(year.say("export", "deadlines", "-f", "json").out)["rows"]
    row = next(r for r in times if r["finding"] == "custody-2023-r2")
    assert json.loads(row["occurrences"]) == {"2024-05-30": "2024-05-28", "2024-11-30": "2024-12-06"}
    # What was known on 5 Dec was that it is overdue for 5 days.
    assert year.late("--as-at", "2024-12-05") == [("custody-2023-r2", 1, "2024-11-30", 5)]
    year.on("2024-12-31")
    said = year.asked("overdue")["rows"]
    row = next(r for r in said if r["finding"] == "joint-2024-r1")
    assert (row["due"], row["days_overdue"], row["exact"]) == ("2024-12-30", 1, False)
    assert "not exact" in next(
        line for line in year.say("overdue").out.splitlines() if "joint-2024-r1" in line
    )
    assert "~30 Dec 2024" in year.say("overdue", "-f", "table").out


def january_2025_the_day_is_known(year: Year, joint: str) -> None:
    year.on("2025-01-06")
    # Published on 18 Sep after all: due 18 Dec, 13 + 6 = 19 days ago.
    loaded = year.load(f.CUSTODY, f.FRAUD, f.RENAMED_PEEL, joint, REVISIT)
    assert (loaded["added"], loaded["withdrawn"]) == ([], [])
    assert "joint-2024-r1" in loaded["amended"]
    assert ("joint-2024-r1", 1, "2024-12-18", 19) in year.late()
    year.on("2025-01-20")
    year.say("progress", "joint-2024-r1", "--status", "complete", "--on", "2025-01-10",
             "--evidence", "https://fenland.example/panel", "--by", "Head of Crime")  # fmt: skip
    met = year.say("progress", "peel-2024-r1", "--deadline", "1", "--status", "complete", "--evidence",
                   "https://fenland.example/review", "--by", "Head of Crime")  # fmt: skip
    assert met.out.startswith("peel-2024-r1: deadline 1 complete")
    row = year.row("peel-2024-r1")
    assert (row["status"], row["next_due"]) == ("in progress", "2025-03-31")


def february_2025_worse_again(year: Year, joint: str) -> None:
    year.on("2025-02-17")
    year.load(f.CUSTODY, f.FRAUD, f.RENAMED_PEEL, joint, REVISIT, f.PEEL_2025)
    year.say("verify")
    # Closed by the revisit, complete before that, and now worse: open from 13 Feb. Its dates are what they were:
    # missed on 29 Feb 2024, 366 days before 1 Mar 2025, less 12: 354 before 17 Feb 2025.
    assert year.status("custody-2023-r1", "--as-at", "2025-02-12") == "closed"
    assert year.status("custody-2023-r1") == "open"
    assert ("custody-2023-r1", 1, "2024-04-30", 354) in year.late()
    for args in (("mail", "overdue"), ("show", "custody-2023-r1", "-f", "table")):
        assert "reopened by peel-2025" in " ".join(year.say(*args).out.split())
    year.say("progress", "joint-2024-a1", "--status", "superseded", "--superseded-by", "peel-2025-r1",
             "--on", "2025-02-13", "--by", "Liaison officer")  # fmt: skip
    # The list of deadlines was wrong. One comes in before the one that was met, which gets other words. Where these
    # do not tell which one they were, hmic must ask.
    corrected = (f.CUSTODY, f.FRAUD, f.CORRECTED_PEEL, joint, REVISIT, f.PEEL_2025)
    untold = f.CORRECTED_PEEL.replace("          formerly: [within three months]\n", "")
    year.talk.write(f.register(f.CUSTODY, f.FRAUD, untold, joint, REVISIT, f.PEEL_2025))
    year.refused("load", saying="formerly")
    assert year.load(*corrected)["withdrawn"] == []
    year.say("verify")
    # 20 June + 1 month: 20 Jul, 212 days before 17 Feb: 11 + 31 + 30 + 31 + 30 + 31 + 31 + 17.
    assert ("peel-2024-r1", 1, "2024-07-20", 212) in year.late()
    dues = year.row("peel-2024-r1")["deadlines"]
    assert [(d["due"], d["original_due"], d["basis"], d["met"]) for d in dues] == [
        ("2024-07-20", "2024-07-20", "inspectorate", None),
        ("2025-01-31", "2024-09-20", "extension", "2025-01-20"),
        ("2025-03-31", "2025-03-31", "inspectorate", None),
    ]
    year.say("progress", "peel-2024-r1", "--deadline", "1", "--status", "complete", "--evidence",
             "https://fenland.example/told", "--by", "Head of Crime")  # fmt: skip
    assert year.row("peel-2024-r1")["next_due"] == "2025-03-31"
    thread = next(r for r in year.asked("changes")["rows"] if r["thread"] == "custody-2023-r1")
    assert [(s["report"], s["verdict"]) for s in thread["steps"]] == [
        ("custody-2023", "raised"), ("revisit-2024", "resolved"), ("peel-2025", "worsened"),
    ]  # fmt: skip


OPEN_IN_MARCH = [
    "custody-2023-r1", "custody-2023-r2", "fraud-2024-r1", "fraud-2024-r2", "peel-2024-a4", "peel-2024-a2",
    "peel-2024-a3", "peel-2024-c1-r3", "peel-2024-r1", "peel-2024-r2", "joint-2024-r1", "peel-2025-a1",
    "peel-2025-a2", "peel-2025-r1",
]  # fmt: skip


def march_2025_the_second_board(year: Year) -> None:
    year.on("2025-03-12")
    board = year.asked("export", "board", "--since", "2024-04-24")
    totals = board["totals"]
    # The first paper ended with 9, and this one begins with 9. New: peel-2024 a1 a2 a3 r1 r2, joint r1 a1, peel-2025
    # a1 a2 r1 (10). Ended: custody-a1 (superseded), the concern with its first two, joint-a1 (superseded). custody-r1 was
    # closed and opened again in between: open on both days.
    assert reconciled(totals) == (
        9,
        ["joint-2024-a1", "joint-2024-r1", "peel-2024-a2", "peel-2024-a3", "peel-2024-a4", "peel-2024-r1",
         "peel-2024-r2", "peel-2025-a1", "peel-2025-a2", "peel-2025-r1"],
        ["custody-2023-a1", "joint-2024-a1", "peel-2024-c1", "peel-2024-c1-r1", "peel-2024-c1-r2"],
        [],
        14,
    )  # fmt: skip
    assert sorted(totals["open_now_items"]) == sorted(OPEN_IN_MARCH)
    assert (totals["findings"], totals["observations"]) == (20, 6)
    assert reconciled(year.asked("summary", "--since", "2024-04-24")["totals"]) == reconciled(totals)
    # Since New Year's Eve: 11 of those were open (all but peel-2025's three, with joint-a1, without custody-r1).
    assert reconciled(year.asked("summary", "--since", "2024-12-31")["totals"]) == (
        11, ["peel-2025-a1", "peel-2025-a2", "peel-2025-r1"], ["joint-2024-a1"], ["custody-2023-r1"], 14,
    )  # fmt: skip
    # Observations: 2, then peel-2024 o1 o2, revisit-2024-o1 and peel-2025-o1.
    seen = totals["observations_since"]
    assert [seen[k] for k in ("open_then", "new", "closed", "reopened", "open_now")] == [2, 4, 0, 0, 6]
    # Overdue: custody-r1 for 354 + 11 + 12 = 377 days.
    assert year.late() == [("custody-2023-r1", 1, "2024-04-30", 377)]
    assert (totals["overdue"], totals["overdue_deadlines"]) == (1, 1)
    # Blue: the five that ended since, without fraud-r3. Grey: fraud r2 and r3. Green: complete for 90 days or more, fraud-r1
    # of July, peel-r2 of October, c1-r3 of 22 Nov (8 + 31 + 31 + 28 + 12 = 110). joint-r1 of January is Amber, like
    # custody-r2, peel-2024 a2 a3 a4 r1 and peel-2025's three.
    assert [totals[colour] for colour in ("red", "amber", "green", "blue", "grey")] == [1, 9, 3, 5, 2]
    assert year.counts() == (14, 6, 1, 1, 5, 6)  # without a date: peel-2024 a2 a3 a4, peel-2025 a1 a2
    changed = {r["reference"]: r["change"] for r in board["rows"]}
    assert changed["custody-2023-r1"] == "reopened by peel-2025; newly overdue"
    assert changed["peel-2024-c1"] == "closed"
    year.say("board", "--since", "2024-04-24", "-o", "march")
    paper = told(year.talk.folder / "march" / "paper.html")
    assert "14 findings are open, 5 more than on 24 Apr 2024: 10 new, 5 closed, 0 reopened." in paper
    assert "Findings 9 10 5 0 14 Observations 2 4 0 0 6" in paper
    assert "Red 1 overdue Amber 9" in paper
    # Delivered: 4 to 12 Jun, 8 days; 18 Jul to 18 Oct, 92; 4 Sep to 22 Nov, 26 + 31 + 22 = 79; 18 Dec to 10 Jan, 23.
    # custody-r2 was reviewed two days before it was due, and then 6 days after (30 Nov to 6 Dec).
    assert "Withdrawn from the register" not in paper  # peel-2024-a1 has another number, and is there
    for line in (
        "custody-2023-r1 within three months 30 Apr 2024 reopened by peel-2025, 377 days overdue, counted from 29 Feb",
        "custody-2023-r2 every six months 30 May 2024 met on 28 May 2024, in time",
        "custody-2023-r2 every six months 30 Nov 2024 met on 6 Dec 2024, 6 days after that date",
        "peel-2024-c1-r2 within three months 4 Jun 2024 met on 12 Jun 2024, 8 days overdue",
        "peel-2024-r2 within 20 working days 18 Jul 2024 met on 18 Oct 2024, 92 days overdue",
        "fraud-2024-r1 within six months 25 Jul 2024 met on 25 Jul 2024, in time",
        "peel-2024-c1-r3 within six months 4 Sep 2024 met on 22 Nov 2024, 79 days overdue",
        "peel-2024-r1 every officer told 20 Jul 2024 met on 17 Feb 2025, 212 days overdue",
        "grounds of each search reviewed 20 Sep 2024 moved to 31 Jan 2025, agreed by DCC, met on 20 Jan 2025, in time",
        "joint-2024-r1 within three months 18 Dec 2024 met on 10 Jan 2025, 23 days overdue",
    ):
        assert line in paper
    assert (
        "2 findings due within 90 days (2 deadlines)." in paper
    )  # peel-2024-r1, 31 Mar; custody-r2, 30 May


def april_2025_the_old_paper_again(year: Year, paper: str, joint: str) -> None:
    year.on("2025-04-02")
    old = ("--as-at", "2024-04-24", "--known-on", "2024-04-24")
    assert year.say("export", "board", "--since", "2024-01-31", *old).out == paper
    year.say("board", "--since", "2024-01-31", *old, "-o", "april-again")
    first, again = (
        (year.talk.folder / name / "board.csv").read_bytes() for name in ("april", "april-again")
    )
    assert first == again
    # By what is known today the same findings were open then, and as many.
    assert year.counts("--as-at", "2024-04-24")[0] == 9

    unchanged = year.load(f.CUSTODY, f.FRAUD, f.CORRECTED_PEEL, joint, REVISIT, f.PEEL_2025)
    assert (unchanged["added"], unchanged["amended"], unchanged["withdrawn"]) == ([], [], [])
    year.say("verify")
    journal = str(year.talk.folder / "journal.jsonl")
    year.say("export", "journal", "-o", journal)
    year.say("load", "--db", "fresh.db")
    year.say("import", "journal", journal, "--db", "fresh.db")
    for what in ("findings", "deadlines", "follow-ups", "board"):
        assert year.say("export", what, "--db", "fresh.db").out == year.say("export", what).out, what


def test_a_year_of_fenland_police(talk: Talk) -> None:
    year = Year(talk)
    joint = f.JOINT.replace("published: 2024-09", "published: 2024-09-18")
    january_2024_a_register_is_begun(year)
    february_2024_what_does_not_apply(year)
    march_2024_an_accelerated_cause_of_concern(year)
    paper = april_2024_the_first_board(year)
    may_2024_late_after_all(year)
    june_2024_the_report_itself(year)
    july_2024_no_and_not_yet(year)
    august_2024_the_response(year)
    september_2024_a_date_moved_in_time(year)
    october_2024_a_revisit(year)
    november_2024_opened_again_by_the_force(year)
    december_2024_not_exact(year)
    january_2025_the_day_is_known(year, joint)
    february_2025_worse_again(year, joint)
    march_2025_the_second_board(year)
    april_2025_the_old_paper_again(year, paper, joint)
