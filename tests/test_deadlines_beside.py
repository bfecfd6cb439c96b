"""Several deadlines in one phrase, and days before the report: `check` never passes over one in silence."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from hmic.deadlines import Anchor, DeadlineKind, Reading, read
from hmic.model import PartialDate
from tests.conftest import HEAD, Talk

MAY = Anchor(dt.date(2023, 5, 10))

KINDS = {
    "day": ["by 30 June 2023", "before 1 April 2024", "by 31/03/2025", "no later than 2023-06-30"],
    "day of no year": ["by 30 June", "by 31 December", "before 25 December", "by June 30"],
    "month": ["by March 2024", "by the end of September 2023"],
    "month of no year": ["by March", "by the end of September"],
    "end of a stretch": ["by the end of the month", "by month end", "by the end of next month"],
    "season": ["by summer 2023", "by autumn", "by Christmas", "by winter 2023/24"],
    "year": ["by 2025", "by the end of 2024", "by 2024/25", "by year end", "by Q3 2023-24"],
    "relative": ["within three months", "within 28 days", "within 10 working days", "within a year"],
    "from a day": ["three months from publication", "within nine months of 1 April 2024"],
    "recurring": ["every six months", "annually", "monthly", "each year by 30 June", "every April"],
    "recurring from": ["quarterly from July 2023", "by the end of each quarter"],
    "at once": ["immediately", "with immediate effect", "straight away"],
    "urgent": ["as soon as possible", "urgently", "as a matter of urgency"],
}
WITHOUT_A_WORD = [
    "30 June", "31 December", "31 December 2024", "1 April 2025", "March", "March 2024", "six months",
    "two weeks", "12 months", "2025", "autumn", "autumn 2023", "Christmas", "year end", "the end of 2024",
    "the end of the year", "Q4 2023-24", "2024-12-31", "31/12/2024", "31st December", "mid-June 2024",
]  # fmt: skip
"""How a second deadline is named that shares the word before the first."""
JOINTS = [
    " and ", " or ", "; ", ", ", " then ", ", then ", " and then ", " and again by ", " and again ",
    " and also ", " and finally ", " and subsequently ", ", and ", ", again ", " & ", " / ", " plus ",
    " followed by ", " as well as ", " but ", " and at the latest ", " (", " - ", ". ", " to ",
    " with a second report ",
]  # fmt: skip
PHRASES = [phrase for phrases in KINDS.values() for phrase in phrases]


def one(phrase: str) -> Reading | None:
    first, *others = read(phrase, MAY)
    return None if first.kind is DeadlineKind.NONE or others else first


def findings(phrases: list[str], report: str) -> str:
    """A finding for each phrase, each on lines of its own."""
    return "".join(
        f"    - {{id: {report}-r{number}, kind: recommendation, title: One, requirement: Act.,"
        f" deadlines: [{json.dumps(phrase)}]}}\n"
        for number, phrase in enumerate(phrases, start=1)
    )


def passed(talk: Talk, reports: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The phrases, each with its report's publication, of which `check` tells no problem."""
    text = HEAD
    at: dict[int, tuple[str, str]] = {}
    for published, phrases in reports.items():
        text += f"  - id: on-{published}\n    title: Report\n    published: {published}\n    findings:\n"
        line = text.count("\n") + 1
        at |= {line + number: (published, phrase) for number, phrase in enumerate(phrases)}
        text += findings(phrases, f"on-{published}")
    file = talk.folder / "phrases.yaml"
    file.write_text(text, encoding="utf-8")
    said = talk("check", str(file), "-f", "json")
    told = {row["line"] for row in json.loads(said.out)["rows"]}
    assert told <= set(at), "a problem of something else"
    return [named for line, named in at.items() if line not in told]


def both_are_told(found: Reading, first: Reading, second: Reading | None) -> bool:
    """Whether the one reading says what each of the two phrases says alone."""
    for this in (first, second):
        if this is None:  # without a word before it, it is nothing alone
            return False
        if this.kind is DeadlineKind.URGENT:
            told = found.kind is DeadlineKind.URGENT or "to be begun urgently" in found.rule
        elif this.kind is DeadlineKind.IMMEDIATE:
            told = found.due == this.due or "to be begun at once" in found.rule
        elif this.kind is DeadlineKind.RECURRING:
            told = found.recurs is not None
        else:
            told = found.due == this.due
        if not told:
            return False
    return True


@pytest.mark.parametrize("joint", JOINTS)
def test_no_second_deadline_of_a_phrase_is_passed_over(talk: Talk, joint: str) -> None:
    thin = JOINTS.index(joint) % 3
    pairs = {
        first + joint + second: (first, second)
        for number, first in enumerate(PHRASES)
        for second in (PHRASES + WITHOUT_A_WORD)[(number + thin) % 3 :: 3]
        if (joint, second) != (", ", "2025")  # the year of the first
    }
    lost = []
    for _, phrase in passed(talk, {"2023-05-10": list(pairs)}):
        first, second = pairs[phrase]
        (found,) = read(phrase, MAY)
        alone = one(first)
        assert alone
        if not both_are_told(found, alone, one(second)) and not said_twice(found, second):
            lost.append((phrase, found.phrase, found.due, found.rule))
    assert not lost, "\n".join(map(str, lost))


def said_twice(found: Reading, second: str) -> bool:
    """Whether the second, with the word before the first, is the same day, or the day of what recurs."""
    for lead in ("by", "within", "before"):
        again = one(f"{lead} {second}")
        if again and again.due == found.due and found.phrase.endswith(second):
            return True
    return False


PUBLISHED = [
    "2023-01-01", "2023-02-28", "2024-02-29", "2023-03-31", "2023-05-01", "2023-05-10", "2023-05-20",
    "2023-05-31", "2023-07-15", "2023-12-25", "2023-12-31", "2023-05", "2023-12", "2023-02", "2023",
]  # fmt: skip
EDGES = ["", "early ", "mid-", "late ", "the start of ", "the middle of ", "the end of "]
STRETCHES = [
    "May", "June", "January", "December", "spring", "summer", "winter", "this month", "this quarter",
    "this year", "next month", "next year", "the month", "the year", "this financial year", "May this year",
    "the financial year", "summer this year", "2022", "2023", "March 2023", "Q1 2023", "2022/23",
]  # fmt: skip
DAYS = ["10 May", "1 January", "29 February", "31 December", "25 December 2022", "Christmas", "1 May this year",
        "Monday 2 January 2023", "Friday 2 January 2023", "Tuesday 1 November 2022"]  # fmt: skip


def test_nothing_is_due_before_its_report_in_silence(talk: Talk) -> None:
    named = [edge + stretch for edge in EDGES for stretch in STRETCHES] + DAYS
    leads = [
        "by",
        "before",
        "prior to",
        "no later than",
        "annually, by",
        "annually before",
        "every six months, by",
    ]
    phrases = [f"{lead} {moment}" for lead in leads for moment in named]
    phrases += [
        "every May",
        "annually from July 2018",
        "by the end of each month",
        "within six months of 1 May 2022",
    ]
    early = []
    for published, phrase in passed(talk, dict.fromkeys(PUBLISHED, phrases)):
        date = PartialDate.parse(published)
        (found,) = read(phrase, Anchor(date.last, exact=date.exact))
        if found.due and found.due < date.first:
            early.append((published, phrase, found.due))
    assert not early, "\n".join(map(str, early))


def test_what_else_is_named_is_told_by_check_and_when(talk: Talk, tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    report = "  - id: one\n    title: Report\n    published: 2023-05-10\n    findings:\n"
    file.write_text(
        HEAD + report + findings(["each year by 30 June and 31 December"], "one"), encoding="utf-8"
    )
    said = talk("check", str(file), terminal=True)
    assert said.code == 1
    assert " ".join(said.out.split()).partition("help: ")[2] == (
        "make each deadline a separate list item, with only its own words: 'each year by 30 June',"
        " '31 December'"
    )
    said = talk(
        "when", "each year by 30 June and 31 December", "--published", "2023-05-10", "-f", "json"
    ).ok()
    assert [(row["phrase"], row["kind"], row["due"]) for row in json.loads(said.out)["rows"]] == [
        ("each year by 30 June", "recurring", "2023-06-30"), ("31 December", "none", None),
    ]  # fmt: skip
