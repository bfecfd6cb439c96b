"""What was recorded stays where it belongs when the register is corrected, and nothing vanishes unasked."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import time
from typing import Any

import pytest

from tests.conftest import Talk
from tests.registers import TWO_REPORTS

TWO = """\
- id: peel-2024
  title: PEEL 2024
  published: 2024-01-10
  findings:
    - id: peel-2024-r1
      kind: recommendation
      title: Custody checks
      requirement: Check custody.
      deadlines:
        - phrase: within three months
          requires: checks reviewed
        - phrase: by 31 March 2025
          requires: staff trained
"""


def row(talk: Talk, finding: str = "peel-2024-r1") -> dict[str, Any]:
    return talk.shown(finding)


def reload(talk: Talk, text: str) -> None:
    talk.write(text)
    talk("load").ok()


@pytest.fixture
def met(talk: Talk) -> Talk:
    """The first deadline is met, the second extended and given a target."""
    talk.loaded(TWO)
    talk("progress", "peel-2024-r1", "--deadline", "1", "--status", "complete", "--evidence",
         "https://x.example", "--on", "2024-04-01").ok()  # fmt: skip
    talk(
        "extend",
        "peel-2024-r1",
        "2025-09-30",
        "--deadline",
        "2",
        "--reason",
        "trainer left",
        "--on",
        "2025-03-01",
    ).ok()
    return talk


def test_a_deadline_inserted_before_takes_nothing_over(met: Talk) -> None:
    first = "        - phrase: within three months\n"
    reload(met, TWO.replace(first, "        - immediately\n" + first))
    dues = row(met)["deadlines"]
    assert [(d["phrase"], d["met"], d["due"]) for d in dues] == [
        ("immediately", None, "2024-01-10"),
        ("within three months", "2024-04-01", "2024-04-10"),
        ("by 31 March 2025", None, "2025-09-30"),
    ]
    assert "“within three months”" in row(met)["journal"][0]["text"]
    late = met("overdue", "--as-at", "2025-04-30", "-f", "json").rows
    assert [(r["deadline"], r["due"]) for r in late] == [(1, "2024-01-10")]
    met("verify").ok()


def test_deadlines_in_another_order_keep_what_is_theirs(met: Talk) -> None:
    head, _, tail = TWO.partition(
        "        - phrase: within three months\n          requires: checks reviewed\n"
    )
    reload(
        met,
        head + tail + "        - phrase: within three months\n          requires: checks were reviewed\n",
    )
    assert [d["met"] for d in row(met)["deadlines"]] == [None, "2024-04-01"]
    assert [d["due"] for d in row(met)["deadlines"]] == ["2025-09-30", "2024-04-10"]


def test_a_deadline_that_is_taken_away_takes_its_history_along(met: Talk) -> None:
    reload(
        met, TWO.replace("        - phrase: within three months\n          requires: checks reviewed\n", "")
    )
    (left,) = row(met)["deadlines"]
    assert (left["phrase"], left["met"], left["due"]) == ("by 31 March 2025", None, "2025-09-30")
    assert len(row(met)["journal"]) == 2
    met("verify").ok()


def test_a_reworded_deadline_with_history_must_say_what_it_was(met: Talk) -> None:
    before = (met.folder / "recommendations.db").read_bytes()
    reworded = TWO.replace("within three months", "within 3 calendar months")
    met.write(reworded)
    for options in ((), ("--dry-run",)):
        said = met("load", *options)
        assert said.code == 2
        assert (
            'peel-2024-r1: entry 1 is about the deadline "within three months", which is gone' in said.err
        )
        assert 'add `formerly: ["within three months"]`' in said.err
    assert (met.folder / "recommendations.db").read_bytes() == before
    told = reworded.replace(
        "within 3 calendar months\n",
        'within 3 calendar months\n          formerly: ["within three months"]\n',
    )
    reload(met, told)
    assert [d["met"] for d in row(met)["deadlines"]] == ["2024-04-01", None]
    # An entry that is recorded now has the new words, and both lead to the deadline.
    met("progress", "peel-2024-r1", "--deadline", "1", "--status", "open", "--note", "not after all",
        "--on", "2024-06-01").ok()  # fmt: skip
    assert [d["met"] for d in row(met)["deadlines"]] == [None, None]


def test_a_deadline_twice_with_the_same_words_is_told_apart_or_refused(met: Talk) -> None:
    twice = TWO.replace(
        "          requires: checks reviewed\n",
        "          requires: plan written\n        - phrase: within three months\n          requires: plan agreed\n",
    )
    met.write(twice)
    said = met("load")
    assert said.code == 0, said  # the first of the two is at its place still
    assert [d["met"] for d in row(met)["deadlines"]] == ["2024-04-01", None, None]


def test_entries_of_an_older_journal_keep_the_words_they_had_then(met: Talk) -> None:
    lines = met("export", "journal").ok().out.splitlines()
    records = [json.loads(line) for line in lines]
    for record in records:
        record.pop("phrase", None)
        record.pop("requires", None)
    (met.folder / "old.jsonl").write_text("\n".join(map(json.dumps, records)) + "\n", encoding="utf-8")
    met("load", "--db", "other.db").ok()
    met("import", "journal", "old.jsonl", "--db", "other.db").ok()
    first = "        - phrase: within three months\n"
    met.write(TWO.replace(first, "        - immediately\n" + first))
    met("load", "--db", "other.db").ok()
    shown = met.shown("peel-2024-r1", "--db", "other.db")
    assert [d["met"] for d in shown["deadlines"]] == [None, "2024-04-01", None]
    met("verify", "--db", "other.db").ok()


RENAMED = (
    TWO.replace("peel-2024-r1", "peel-2024-recommendation-1")
    .replace("id: peel-2024\n", "id: peel-2023-25\n  renamed_from: [peel-2024]\n")
    .replace(
        "      kind: recommendation\n", "      renamed_from: [peel-2024-r1]\n      kind: recommendation\n"
    )
)


def test_a_renamed_finding_keeps_everything(met: Talk) -> None:
    met("assign", "peel-2024-r1", "Head of Custody").ok()
    before = row(met)
    met.write(RENAMED)
    said = met("load", "-f", "json").ok()
    changes = json.loads(said.out)["rows"][0]
    assert changes["renamed"] == [
        {"old": "peel-2024", "new": "peel-2023-25"},
        {"old": "peel-2024-r1", "new": "peel-2024-recommendation-1"},
    ]
    assert (changes["added"], changes["withdrawn"]) == ([], [])
    after = row(met, "peel-2024-recommendation-1")
    for key in ("owner", "journal", "deadlines", "status"):
        assert after[key] == before[key], key
    # The old id leads to the new one, everywhere.
    assert row(met, "peel-2024-r1")["finding"] == "peel-2024-recommendation-1"
    met("progress", "peel-2024-r1", "--note", "by its old id").ok()
    assert "by its old id" in row(met, "peel-2024-recommendation-1")["journal"][-1]["text"]
    assert "Head of Custody" in met("list", "--owner", "head of custody").ok().out
    assert "peel-2024-recommendation-1" in met("list", "--search", "trainer").ok().out
    assert "raised" in met("changes", "peel-2024-r1").ok().out
    met("correct", "3", "--reason", "wrong post").ok()
    assert row(met, "peel-2024-r1")["owner"] is None
    met("verify").ok()
    assert "No change" in met("load", terminal=True).ok().out


def test_a_journal_with_old_ids_is_taken_in_after_a_rename(met: Talk) -> None:
    (met.folder / "journal.jsonl").write_text(met("export", "journal").ok().out, encoding="utf-8")
    met.write(RENAMED)
    met("load", "--db", "fresh.db").ok()
    met("import", "journal", "journal.jsonl", "--db", "fresh.db").ok()
    met("load").ok()
    shown = [
        met.shown("peel-2024-r1", "--db", db)["deadlines"] for db in ("recommendations.db", "fresh.db")
    ]
    assert shown[0] == shown[1]
    met("verify", "--db", "fresh.db").ok()


def test_what_looks_like_a_rename_is_said_and_can_be_told_afterwards(met: Talk) -> None:
    met.write(TWO.replace("peel-2024-r1", "peel-2024-1"))
    note = "note: peel-2024-r1 is withdrawn and peel-2024-1 added with the same words"
    assert note in met("load", "--dry-run").ok().err
    said = met("load").ok()
    assert note in said.err
    assert row(met, "peel-2024-1")["journal"] == []
    met.write(
        TWO.replace("peel-2024-r1", "peel-2024-1").replace(
            "      kind: recommendation\n",
            "      renamed_from: [peel-2024-r1]\n      kind: recommendation\n",
        )
    )
    met("load").ok()
    assert len(row(met, "peel-2024-1")["journal"]) == 2
    met("verify").ok()


def renamed(*formers: str, finding: str) -> str:
    text = TWO.replace("peel-2024-r1", finding)
    line = f"      renamed_from: [{', '.join(formers)}]\n" if formers else ""
    return text.replace("      kind: recommendation\n", f"{line}      kind: recommendation\n")


def test_a_finding_renamed_twice_is_followed_and_known_by_each_day(talk: Talk) -> None:
    talk.now = talk.now.replace(year=2025, month=1, day=1)
    talk.loaded(renamed(finding="a1"))
    talk("progress", "a1", "--deadline", "1", "--status", "complete", "--evidence", "https://x.example",
         "--on", "2024-12-01").ok()  # fmt: skip
    papers = {}
    for month, (finding, *formers) in enumerate((("a1",), ("a2", "a1"), ("a3", "a1", "a2")), start=1):
        talk.now = talk.now.replace(month=month)
        talk.write(renamed(*formers, finding=finding))
        talk("load").ok()
        talk("verify").ok()
        day = talk.now.date().isoformat()
        papers[day] = [talk(*command, "--as-at", day).ok().out for command in (("list",), ("overdue",))]
        assert [d["met"] for d in row(talk, "a1")["deadlines"]] == ["2024-12-01", None]
    for day, paper in papers.items():
        again = [
            talk(*command, "--as-at", day, "--known-on", day).ok().out
            for command in (("list",), ("overdue",))
        ]
        assert again == paper, day
    talk("backup", "copy.db").ok()
    talk.write(renamed("a1", "a2", "a3", finding="a4"))
    talk("load").ok()
    talk("verify").ok()
    assert row(talk, "a2")["finding"] == "a4"


def test_a_renaming_put_on_the_wrong_finding_is_corrected(met: Talk) -> None:
    other = "    - {id: new-1, kind: recommendation, title: New, requirement: New}\n"
    wrong = renamed(finding="new-2") + other.replace("id: new-1", "id: new-1, renamed_from: [peel-2024-r1]")
    reload(met, wrong)
    assert len(row(met, "new-1")["journal"]) == 2
    reload(met, renamed("peel-2024-r1", finding="new-2") + other)
    assert [len(row(met, one)["journal"]) for one in ("new-1", "new-2", "peel-2024-r1")] == [0, 2, 2]
    met("verify").ok()


def test_what_was_not_yet_loaded_is_not_known_though_it_changed_later(talk: Talk) -> None:
    one = "- id: a\n  title: A\n  published: 2024-01-10\n  findings:\n    - {id: a1, kind: observation, title: T, requirement: R}\n"
    two = one + "    - {id: a2, kind: recommendation, title: T, requirement: R, deadlines: [immediately]}\n"
    commands = [(name, "--as-at", "2025-01-01") for name in ("overdue", "summary", "list")]
    talk.now = talk.now.replace(year=2025, month=1, day=1)
    talk.loaded(one)
    before = [talk(*command).ok().out for command in commands]
    talk.now = talk.now.replace(month=2)
    reload(talk, two)
    for text in (
        two.replace("id: a2, kind: recommendation, title: T", "id: a2, kind: recommendation, title: U"),
        one,
    ):
        talk.now = talk.now.replace(month=talk.now.month + 1)
        reload(talk, text)
        assert [talk(*command, "--known-on", "2025-01-01").ok().out for command in commands] == before


def test_the_register_is_searched_in_the_words_of_the_day(talk: Talk) -> None:
    talk.now = talk.now.replace(year=2025, month=1, day=1)
    talk.loaded(TWO.replace("Custody checks", "Oldword"))
    talk.now = talk.now.replace(month=2)
    reload(talk, TWO.replace("Custody checks", "Newword"))
    for word, then, now in (("oldword", 1, 0), ("newword", 0, 1), ("custody", 1, 1)):
        known = talk("list", "--search", word, "--as-at", "2025-01-01", "--known-on", "2025-01-01").ok().out
        assert (len(known.splitlines()), len(talk("list", "--search", word).ok().out.splitlines())) == (
            then,
            now,
        )


def test_an_earlier_id_that_was_never_loaded_here_is_whole(talk: Talk) -> None:
    text = renamed("a0", finding="a1").replace(
        "      title: Custody", "      themes: [custody]\n      title: Custody"
    )
    talk.loaded(text)
    talk("verify").ok()
    talk("backup", "copy.db").ok()
    assert "a1" in talk("list", "--theme", "custody").ok().out


def test_a_load_by_a_clock_that_ran_ahead_is_known_once_another_came(talk: Talk) -> None:
    for year, month, title in ((2025, 1, "T9"), (2036, 1, "T10"), (2025, 2, "T11"), (2025, 4, "T12")):
        talk.now = talk.now.replace(year=year, month=month, day=1)
        talk.write(TWO.replace("Custody checks", title))
        talk("load").ok()
    for day, title in (
        ("2025-01-31", "T9"),
        ("2025-02-01", "T11"),
        ("2025-03-31", "T11"),
        ("2025-04-01", "T12"),
    ):
        known = talk("list", "--as-at", day, "--known-on", day).ok().out
        assert f"\t{title}\t" in known, (day, known)


def test_a_day_on_which_things_were_known_is_a_day_here(met: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    try:
        met.now = dt.datetime(2027, 6, 30, 23, 30, tzinfo=dt.UTC)  # half past midnight on 1 July
        met("progress", "peel-2024-r1", "--status", "complete", "--evidence", "https://x.example",
            "--on", "2027-06-30").ok()  # fmt: skip
        for known, status in (("2027-06-30", "in progress"), ("2027-07-01", "complete")):
            found = met("list", "--as-at", "2027-06-30", "--known-on", known, "-f", "json").ok().out
            assert json.loads(found)["rows"][0]["status"] == status
    finally:
        monkeypatch.undo()
        time.tzset()


def test_notes_are_searched_as_they_were_known(met: Talk) -> None:
    met("progress", "peel-2024-r1", "--note", "secretword", "--on", "2026-01-05").ok()
    search = ("list", "--search", "secretword")
    assert "peel-2024-r1" in met(*search).ok().out
    assert met(*search, "--as-at", "2026-01-04").ok().out == ""
    assert met(*search, "--as-at", "2026-01-06", "--known-on", "2026-11-19").ok().out == ""


def test_an_id_that_was_changed_is_not_used_again(talk: Talk) -> None:
    talk.write(
        TWO.replace(
            "      kind: recommendation\n", "      renamed_from: [peel-2024]\n      kind: recommendation\n"
        )
    )
    said = talk("check")
    assert said.code == 1
    assert "the id 'peel-2024' is in use, but `renamed_from` says it was given up" in said.out


RECURRING = TWO.replace("by 31 March 2025", "at least annually from July 2021").replace(
    "published: 2024-01-10", "published: 2021-01-10"
)


def test_the_times_of_a_recurring_deadline_are_told_apart(talk: Talk) -> None:
    talk.loaded(RECURRING)
    command = (
        "progress",
        "peel-2024-r1",
        "--deadline",
        "2",
        "--status",
        "complete",
        "--evidence",
        "https://x.example",
    )
    first = talk(*command, "--on", "2021-07-20").ok()
    assert first.out == "peel-2024-r1: deadline 2, due 31 Jul 2021 complete, entry 1, 20 Jul 2021\n"
    named = talk(*command, "--occurrence", "2023-07-31", "--on", "2023-07-30").ok()
    assert "due 31 Jul 2023 complete" in named.out
    wrong = talk(*command, "--occurrence", "2023-08-01")
    assert wrong.code == 2
    assert "deadline 2 of peel-2024-r1 does not fall on 2023-08-01" in wrong.err
    assert "near 2023-08-01 it falls on 2024-07-31" in wrong.err
    other = talk("progress", "peel-2024-r1", "--deadline", "1", "--note", "x", "--occurrence", "2023-07-31")
    assert other.code == 2
    assert "deadline 1 of peel-2024-r1 does not recur" in other.err
    due = row(talk)["deadlines"][1]
    assert (due["due"], due["met"]) == ("2022-07-31", None)
    assert due["occurrences"] == [
        {"due": "2021-07-31", "met": "2021-07-20", "state": "met"},
        {"due": "2022-07-31", "met": None, "state": "overdue"},
        {"due": "2023-07-31", "met": "2023-07-30", "state": "met"},
        {"due": "2024-07-31", "met": None, "state": "overdue"},
        {"due": "2025-07-31", "met": None, "state": "overdue"},
        {"due": "2026-07-31", "met": None, "state": "overdue"},
        {"due": "2027-07-31", "met": None, "state": "next"},
    ]
    shown = talk("show", "peel-2024-r1", terminal=True).ok().out
    assert "31 Jul 2021  met on 20 Jul 2021" in shown
    assert "31 Jul 2022  overdue" in shown
    assert "31 Jul 2027  next" in shown
    # Without a name the earliest unmet one is met.
    assert "due 31 Jul 2022 complete" in talk(*command, "--on", "2024-01-05").ok().out
    assert row(talk)["deadlines"][1]["due"] == "2024-07-31"
    talk("verify").ok()


def many(n: int, keep: int | None = None) -> str:
    text = "- id: big\n  title: Big\n  published: 2024-01-10\n  findings:\n"
    for number in range(n if keep is None else keep):
        text += f"    - {{id: big-a{number}, kind: area_for_improvement, title: T{number}, requirement: Q{number}}}\n"
    return text


def test_a_truncated_file_withdraws_nothing_unasked(talk: Talk) -> None:
    talk.loaded(many(26))
    talk.write(many(26, 3))
    for options in ((), ("--dry-run",)):
        said = talk("load", *options)
        assert said.code == 2
        assert "this load would withdraw 23 of the 26 findings of Testshire Police" in said.err
        assert "--allow-withdrawals" in said.err
    assert len(talk("list", "-f", "json").rows) == 26
    talk("load", "--allow-withdrawals").ok()
    assert len(talk("list", "-f", "json").rows) == 3


def test_on_a_terminal_the_person_is_asked(talk: Talk) -> None:
    talk.loaded(many(26))
    talk.write(many(26, 3))
    answers = {"n\n": 2, "y\n": 0}
    for answer, code in answers.items():
        talk.stdin_terminal, talk.answers = True, answer
        said = talk("load", terminal=True)
        assert said.code == code, said
        assert "This load would withdraw 23 of the 26 findings of Testshire Police." in said.err
        assert "Load anyway? [y/N]" in said.err


def test_a_fifth_or_five_findings_may_go_and_renames_do_not_count(talk: Talk) -> None:
    for there, keep in ((26, 21), (8, 3), (30, 24)):
        talk.write(many(there))
        talk("load", "--db", f"{there}.db").ok()
        talk.write(many(there, keep))
        assert talk("load", "--db", f"{there}.db").code == 0, (there, keep)
    talk.loaded(many(26))
    renamed = many(26)
    for number in range(26):
        renamed = renamed.replace(
            f"{{id: big-a{number},", f"{{id: new-{number}, renamed_from: [big-a{number}],"
        )
    talk.write(renamed)
    changes = talk("load", "-f", "json").rows[0]
    assert len(changes["renamed"]) == 26
    con = sqlite3.connect(talk.folder / "recommendations.db")
    assert con.execute("SELECT count(*) FROM finding WHERE withdrawn_at IS NULL").fetchone() == (26,)
    con.close()


def test_today_is_today_whether_it_is_named_or_not(talk: Talk) -> None:
    """A report of this year alone may be of its last day; one of the future is a slip, which is named."""
    text = TWO_REPORTS.replace("published: 2016-02\n", "published: 2026\n")
    talk.write(text.replace("published: 2026\n", "published: 2062-11-27\n"))
    named = "peel-2016 is dated 27 Nov 2062, which is in the future: is the year right?"
    assert named in talk("check").ok().err
    assert named in talk("load").ok().err
    for again in (None, text):
        if again:
            talk.write(again)
            assert "in the future" not in talk("check").ok().err + talk("load").ok().err
        for asked in (
            ("list", "--all"),
            ("summary",),
            ("overdue", "--within", "9y"),
            ("changes",),
            ("grades",),
        ):
            plain, dated = (talk(*asked, "-f", "json", *day).ok().out for day in ((), ("--as-at", "today")))
            assert plain == dated
