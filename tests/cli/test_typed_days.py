"""Dates as people in Britain type them, everywhere where a date can be given."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmic.cli.typed_days import read_day
from hmic.errors import UsageError
from tests.conftest import Talk

FULL = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December")  # fmt: skip
TODAY = dt.date(2026, 11, 20)


def suffixed(day: int) -> str:
    return f"{day}{'th' if 10 < day < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def ways(day: dt.date) -> list[str]:
    """A date in every way of writing it that is taken."""
    name, year = FULL[day.month - 1], f"{day.year:04}"
    numbers = [f"{day.day}{sign}{day.month}{sign}{year}" for sign in "/.-"]
    padded = [f"{day.day:02}{sign}{day.month:02}{sign}{year}" for sign in "/.-"]
    words = [f"{said} {month} {year}" for said in (str(day.day), suffixed(day.day))
             for month in (name, name[:3], name.lower(), name[:3].upper())]  # fmt: skip
    return [
        day.isoformat(),
        *numbers,
        *padded,
        *words,
        f"{day.day}-{name[:3]}-{year}",
        f"  {day.day}  {name} {year} ",
    ]


@given(st.dates())
def test_each_way_of_writing_a_date_means_it(day: dt.date) -> None:
    for text in ways(day):
        read = read_day(text, "--on")
        assert read.on(TODAY) == day, text
        numeric = text[:4] != f"{day.year:04}" and not any(
            letter.isalpha() or letter == " " for letter in text
        )
        assert read.in_two_orders is (numeric and day.day <= 12 and day.day != day.month), text


@given(st.text(alphabet="0123456789/.- marchtodyJun٣²", max_size=14))
def test_any_other_text_is_refused_or_holds_the_numbers_of_the_date(text: str) -> None:
    try:
        day = read_day(text, "--on").on(TODAY)
    except UsageError as error:
        wrong = error
    else:
        numbers = [int(number) for number in re.findall("[0-9]+", text)]
        assert text.strip().lower() == "today" or {day.day, day.year} <= set(numbers), text
        return
    assert "is not a date, for --on" in wrong.message
    assert wrong.hint


def as_at(talk: Talk, text: str) -> tuple[str, str]:
    said = talk("overdue", "--as-at", text, "-f", "json").ok()
    return json.loads(said.out)["as_at"], said.err


@pytest.mark.parametrize(
    ("text", "day", "echo"),
    [
        ("31/3/2015", "2015-03-31", ""),
        ("3/4/2015", "2015-04-03", "--as-at: 3/4/2015 is read as 3 April 2015, day first\n"),
        ("4/4/2015", "2015-04-04", ""),
        ("31 Mar 2015", "2015-03-31", ""),
        ("2nd March 2015", "2015-03-02", ""),
        ("today", "2026-11-20", ""),
        ("Yesterday", "2026-11-19", ""),
        ("2015-04-01", "2015-04-01", ""),
    ],
)
def test_a_day_to_report_as_at(two: Talk, text: str, day: str, echo: str) -> None:
    assert as_at(two, text) == (day, echo)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("3/31/2015", "the day comes first: 31/3/2015"),
        ("31/3/15", "write the year in full: 31/3/2015"),
        ("31 Mar 15", "write the year in full: 31 Mar 2015"),
        ("30/2/2015", "write it as 31/3/2024, 31 March 2024 or 2024-03-31"),
        ("31 Marsh 2015", "write it as"),
        ("tomorrow", "write it as"),
        ("3/4-2015", "write it as"),
        ("", "write it as"),
    ],
)
def test_what_is_no_date_is_told_how_to_write_one(two: Talk, text: str, hint: str) -> None:
    said = two("overdue", "--as-at", text)
    assert (said.code, said.out) == (2, "")
    assert f"{text!r} is not a date, for --as-at" in said.err
    assert hint in said.err


def test_the_journal_takes_them_and_says_them_in_words(two: Talk) -> None:
    said = two("progress", "crime-2014-r1", "--note", "a", "--on", "3/4/2015").ok()
    assert said.out == "crime-2014-r1: noted, entry 1, 3 Apr 2015\n"
    assert said.err == "--on: 3/4/2015 is read as 3 April 2015, day first\n"
    assert two("progress", "crime-2014-r1", "--note", "a", "--on", "3/4/2015", "-q").ok().err == ""
    assert "19 Nov 2026" in two("progress", "crime-2014-r1", "--note", "b", "--on", "yesterday").ok().out
    assert "target 31 Mar 2027" in two("target", "crime-2014-o1", "31/3/2027").ok().out
    assert "1 Jun 2027" in two("extend", "crime-2014-r1", "1 June 2027", "--reason", "x").ok().out
    assert two("summary", "--since", "31 Mar 2015").ok().code == 0
    when = two("when", "within three months", "--published", "27/11/2014", "-f", "json").ok()
    assert json.loads(when.out)["rows"][0]["due"] == "2015-02-27"


def test_a_table_from_a_spreadsheet_may_have_british_dates(two: Talk) -> None:
    (two.folder / "a.csv").write_text("finding,note,on\ncrime-2014-r1,a,03/04/2015\n", encoding="utf-8")
    refused = two("progress", "--from", "a.csv")
    assert "line 2: '03/04/2015' can be 3 April 2015 or 4 March 2015" in refused.err
    assert "3 Apr 2015" in two("progress", "--from", "a.csv", "--dates", "day-first").ok().out
