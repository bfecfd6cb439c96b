"""What is late, when it becomes late, and how that is said."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable

import pytest

from tests.conftest import Said, Talk
from tests.registers import CONCERN, TWO_REPORTS


def late(talk: Talk, *args: str) -> list[tuple[str, int, int]]:
    rows = talk("overdue", "-f", "json", *args).rows
    return [(row["finding"], row["deadline"], row["days_overdue"]) for row in rows]


def test_spring_2015_in_the_real_history(real: Callable[..., Said]) -> None:
    said = real("overdue", "--as-at", "2015-04-01", "-f", "json").ok()
    rows = json.loads(said.out)["rows"]
    assert [(row["finding"], row["deadline"], row["due"], row["days_overdue"]) for row in rows] == [
        ("crime-2014-r2", 1, "2015-02-27", 33),
        ("crime-2014-r3", 1, "2015-02-27", 33),
        ("crime-2014-r2", 2, "2015-03-31", 1),
        ("crime-2014-r3", 2, "2015-03-31", 1),
    ]


def test_the_last_good_day_is_not_late(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    assert late(talk, "--as-at", "2015-02-27") == []
    assert late(talk, "--as-at", "2015-02-28") == [("crime-2014-r2", 1, 1)]
    assert late(talk, "--as-at", "2015-04-01") == [("crime-2014-r2", 1, 33), ("crime-2014-r2", 2, 1)]


def test_before_the_report_there_is_nothing(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    said = talk("overdue", "--as-at", "2014-11-26", terminal=True).ok()
    assert "Nothing is overdue." in said.out


def test_within_adds_what_falls_due_soon_and_today(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    assert late(talk, "--as-at", "2015-02-27", "--within", "0d") == [("crime-2014-r2", 1, 0)]
    assert late(talk, "--as-at", "2015-02-27", "--within", "6w") == [
        ("crime-2014-r2", 1, 0),
        ("crime-2014-r2", 2, -32),
    ]
    text = talk("overdue", "--as-at", "2015-02-27", "--within", "3m", terminal=True).ok().out
    assert "Nothing is overdue; 2 findings due within 3 months (3 deadlines)." in text
    assert " today  27 Feb 2015" in text
    assert "in 89 days" in text


def test_a_resolved_finding_is_late_until_the_report_that_resolves_it(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    assert ("crime-2014-r2", 1, 366) in late(talk, "--as-at", "2016-02-28")
    assert [row[0] for row in late(talk, "--as-at", "2016-02-29")] == ["crime-2014-r1"]


def test_what_is_not_exact_is_marked_in_every_format(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    table = talk("overdue", terminal=True).ok().out
    assert "~29 May 2016" in table
    assert "~ not exact: the report's day of publication, or the year" in table
    row = talk("overdue", "-f", "json").rows[-1]
    assert (row["finding"], row["due"], row["exact"]) == ("peel-2016-a1", "2016-05-29", False)
    assert "\tnot exact\t" in talk("overdue").ok().out
    rows = list(csv.DictReader(talk("overdue", "-f", "csv").ok().out.splitlines()))
    assert rows[-1]["exact"] == "not exact"


def test_findings_for_others_are_never_late_and_immediately_means_that_day(talk: Talk) -> None:
    talk.loaded(CONCERN)
    assert late(talk, "--as-at", "2022-06-16") == [("peel-2022-c1-r2", 1, 1)]
    assert "peel-2022-r1" not in talk("overdue").ok().out


def test_on_hold_is_silent_until_its_review(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk("progress", "crime-2014-r1", "--status", "on hold", "--note", "court case", "--review-on",
         "2015-12-01", "--on", "2015-05-01").ok()  # fmt: skip
    assert ("crime-2014-r1", 1, 183) not in late(talk, "--as-at", "2015-11-26")
    assert "crime-2014-r1" not in str(late(talk, "--as-at", "2015-12-01"))
    assert ("crime-2014-r1", 1, 189) in late(talk, "--as-at", "2015-12-02")


def test_owner_and_last_update_are_told(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk("assign", "crime-2014-r1", "ACC  Crime", "--on", "2015-01-05").ok()
    talk("progress", "crime-2014-r1", "--note", "Panel set up", "--on", "2015-06-01").ok()
    rows = talk("overdue", "--owner", "acc crime", "-f", "json").rows
    assert [(r["owner"], r["last_update"], r["last_note"]) for r in rows] == [
        ("ACC Crime", "2015-06-01", "Panel set up")
    ]
    assert rows[0]["days_since_update"] == 4190
    said = talk("overdue", "--owner", "ACC Cime")
    assert said.code == 2
    assert "did you mean ACC Crime?" in said.err


def test_the_exit_code_is_for_scripts(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    assert talk("overdue").code == 0
    assert talk("overdue", "--exit-code").code == 1
    assert talk("overdue", "--exit-code", "--as-at", "2014-12-01").code == 0
    assert talk("overdue", "--exit-code", "--as-at", "2015-02-27", "--within", "9d").code == 0


def test_findings_without_any_date_are_counted_and_listed(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    said = talk("overdue", terminal=True).ok()
    assert "1 open observation has no deadline or target: hmic overdue --needs-target" in said.out
    rows = talk("overdue", "--needs-target").ok().out.splitlines()
    assert [row.split("\t")[0] for row in rows] == ["crime-2014-o1"]


def test_the_table_at_80_and_160_columns(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    narrow = talk("overdue", "--as-at", "2015-04-01", terminal=True, width=80).ok().out
    wide = talk("overdue", "--as-at", "2015-04-01", terminal=True, width=160).ok().out
    assert all(len(line) <= 80 for line in strip(narrow).splitlines())
    assert all(len(line) <= 160 for line in strip(wide).splitlines())
    assert "LAST UPDATE" not in narrow
    assert "LAST UPDATE" in wide


def strip(text: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_wrong_dates_and_periods_are_explained(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    for wrong in ("2015-02-30", "April 2015", "20150401", "2015-4-1"):
        said = talk("overdue", "--as-at", wrong)
        assert said.code == 2
        assert said.err == (
            f"hmic: {wrong!r} is not a date, for --as-at\n      write it as 31/3/2024, 31 March 2024 or 2024-03-31\n"
        )
    for wrong in ("soon", "30", "-3d", "99999d"):
        said = talk("overdue", f"--within={wrong}")
        assert said.code == 2
        assert "is not a period" in said.err
    assert "goes beyond the year 9999" in talk("overdue", "--within", "9999y").err


@pytest.mark.parametrize("deadlines", ["[]", "[by 1 June 2026]"])
def test_on_hold_it_is_overdue_from_the_day_after_its_review_in_every_count(
    talk: Talk, deadlines: str
) -> None:
    talk.now = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
    talk.loaded(
        "- id: a\n  title: A\n  published: 2026-01-01\n  findings:\n"
        f"    - {{id: a-1, kind: recommendation, title: T, requirement: R., deadlines: {deadlines}}}\n"
    )
    held = ("--status", "on-hold", "--note", "n", "--review-on", "2026-11-10", "--on", "2026-02-01")
    talk("progress", "a-1", *held).ok()
    for day, number in ((10, 0), (11, 1)):
        talk.now = dt.datetime(2026, 11, day, 9, 30, tzinfo=dt.UTC)
        for command in ("overdue", "summary"):
            said = json.loads(talk(command, "-f", "json").out)
            assert said["totals"]["overdue"] == number, (command, day)
