"""Deadline words and the dates that follow from them, by hand and by properties."""

from __future__ import annotations

import calendar
import datetime as dt
import subprocess
import sys

import pytest
from bench import phrases
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hmic.deadlines import Anchor, DeadlineKind, Reading, next_occurrence, read

MAY = Anchor(dt.date(2023, 5, 10))  # a Wednesday
NOVEMBER = Anchor(dt.date(2014, 11, 27))
ONLY_MONTH = Anchor(dt.date(2014, 11, 30), exact=False, source="November 2014, the last day it can be")


def one(text: str, anchor: Anchor = MAY) -> Reading:
    (reading,) = read(text, anchor)
    return reading


def dues(text: str, anchor: Anchor = MAY) -> list[str]:
    return [str(reading.due) for reading in read(text, anchor) if reading.due]


# Counted from 10 May 2023, worked out by hand.
DATED = {
    "by early June 2023": "2023-06-10",
    "by early summer 2023": "2023-06-30",
    "by mid-June 2023": "2023-06-15",
    "by mid-summer 2023": "2023-07-15",
    "by Christmas 2024": "2024-12-25",
    "by Easter 2027": "2027-03-28",
    "by Easter Sunday 2024": "2024-03-31",
    "before Easter": "2024-03-30",
    "by Easter": "2024-03-31",
    "by Easter next year": "2024-03-31",
    "The force should improve its control room by Easter 2027.": "2027-03-28",
    "Immediate": "2023-05-10",
    "immediate.": "2023-05-10",
    "end of March": "2024-03-31",
    "The end of May": "2023-05-31",
    "end of summer": "2023-08-31",
    "by 2024-01": "2024-01-31",
    "by 2023-12": "2023-12-31",
    # relative
    "within 3 months": "2023-08-10",
    "within three (3) months": "2023-08-10",
    "within 3-6 months": "2023-11-10",
    "within two or three weeks": "2023-05-31",
    "within 12–18 months": "2024-11-10",
    "within a couple of months": "2023-07-10",
    "within one and a half years": "2024-11-10",
    "within a year and a half": "2024-11-10",
    "within one year and six months": "2024-11-10",
    "within ninety days": "2023-08-08",
    "within one hundred and twenty days": "2023-09-07",
    "within five business days": "2023-05-17",
    "within 15 working days": "2023-06-01",
    "within a period not exceeding three months": "2023-08-10",
    "within a maximum of three months": "2023-08-10",
    "within three months' time": "2023-08-10",
    "within two quarters": "2023-11-10",
    "within the next year": "2024-05-10",
    "in the coming six months": "2023-11-10",
    "in no more than three months": "2023-08-10",
    "by the end of the next six months": "2023-11-10",
    "in the six months following publication of this report": "2023-11-10",
    "twelve months from the publication date": "2024-05-10",
    "three months after publication": "2023-08-10",
    "not later than six months after this report's publication": "2023-11-10",
    "within six months of the date of publication of this report": "2023-11-10",
    "within six months of HMICFRS's report": "2023-11-10",
    "within three months of the report": "2023-08-10",
    "within three months of 1 April 2024": "2024-07-01",
    "within the period of 56 days beginning with the day on which the report is published": "2023-07-04",
    "six months": "2023-11-10",
    # a day
    "by 31.12.2024": "2024-12-31",
    "by 31-Dec-2024": "2024-12-31",
    "by 31 Dec '24": "2024-12-31",
    "by 30/6/23": "2023-06-30",
    "by 2023/06/30": "2023-06-30",
    "by June the 30th, 2023": "2023-06-30",
    "by 30 June this year": "2023-06-30",
    "by 30 June next year": "2024-06-30",
    "by 12 noon on 28 June 2024": "2024-06-28",
    "by close of play on Friday 28 June 2024": "2024-06-28",
    "by the week ending 30 June 2023": "2023-06-30",
    "by or on 31 March 2024": "2024-03-31",
    "by 29 February 2024": "2024-02-29",
    "31 March 2024 at the latest": "2024-03-31",
    "Deadline: 1 November 2024": "2024-11-01",
    "Target: March 2024": "2024-03-31",
    "by Christmas 2023": "2023-12-25",
    "before Christmas": "2023-12-24",
    # a month and longer
    "BY MARCH 2024": "2024-03-31",
    "by Sept. 2023": "2023-09-30",
    "by end-June 2023": "2023-06-30",
    "in or before March 2024": "2024-03-31",
    "ahead of April 2024": "2024-03-31",
    "by mid-March 2024": "2024-03-15",
    "by mid-2024": "2024-06-30",
    "by early 2024": "2024-04-30",
    "by late summer 2023": "2023-08-31",
    "by early autumn 2023": "2023-09-30",
    "by winter 2023/24": "2024-02-29",
    "by next April": "2024-04-30",
    "by March next year": "2024-03-31",
    "by the end of next year": "2024-12-31",
    "by the end of the next month": "2023-06-30",
    "by year end": "2023-12-31",
    "by end of year": "2023-12-31",
    "by the end of H1 2024": "2024-06-30",
    "by the end of the first quarter of the 2023/24 financial year": "2023-06-30",
    "by Q3 2023-24": "2023-12-31",
    "by the end of this quarter": "2023-06-30",
    "by the start of the 2024/25 financial year": "2024-04-01",
    "by the financial year end": "2024-03-31",
    "by the 2023/24 year end": "2024-03-31",
    "during 2024/25": "2025-03-31",
    "by 2024-06": "2024-06-30",
    "March 2024": "2024-03-31",
    # in sentences
    "By 30 June 2023, all forces should review their arrangements": "2023-06-30",
    "The force should within the next 12 months complete the audit": "2024-05-10",
    "with immediate effect chief constables should review all cases": "2023-05-10",
    "No later than six months after publication of this report, forces should act": "2023-11-10",
    "Forces should, as a matter of urgency and in any event within 28 days, review it.": "2023-06-07",
    "Within 28 days of this report being published, the chief constable should reply": "2023-06-07",
    "Chief constables should immediately, and no later than 31 July 2023, assess it": "2023-07-31",
    "We recommend that, by 1 November 2024, the College of Policing updates it": "2024-11-01",
    "It is recommended that forces complete this by 1 November 2024": "2024-11-01",
    "The chief constable is expected to complete this by 1 November 2024.": "2024-11-01",
    "The chief constable needs to complete this within nine months.": "2024-02-10",
    "We expect this to be done by autumn 2023": "2023-11-30",
    "Complete the review by 1 November 2024": "2024-11-01",
    "All officers trained by 1 November 2024": "2024-11-01",
    "Action plan due 1 November 2024": "2024-11-01",
    "to be delivered in the first quarter of 2024/25": "2024-06-30",
    "The force should ensure that all staff have been trained by 1 November 2024.": "2024-11-01",
    "The force should ensure that staff who were recruited in 2020 are trained by May 2024.": "2024-05-31",
    "The force should ensure that the plan, which was agreed in 2021, is in place by May 2024.": "2024-05-31",
    "Staff who had not been trained by April 2008 should be trained by March 2025.": "2025-03-31",
    "By 1 November 2024, all forces that are part of the programme should report": "2024-11-01",
    "By summer 2024, working with partners, chief constables should agree terms.": "2024-08-31",
    "By no later than 31 January 2024, forces should reply to each enquiry within 24 hours": "2024-01-31",
    "The force should, in 3 months, see that victims are called within 5 days of the report": "2023-08-10",
    "within six months or by 31 December 2023, whichever is sooner": "2023-11-10",
    "within six months or by 31 December 2023, whichever is the later": "2023-12-31",
    "within three months (by 10 August 2023)": "2023-08-10",
    "Recommendation 4 – by 31 March 2024": "2024-03-31",
    "**By 31 March 2024**, forces should": "2024-03-31",
    "By   31\n March   2024": "2024-03-31",
    "The force must do this straight away": "2023-05-10",
    "The force should take immediate action to reduce the backlog": "2023-05-10",
}


@pytest.mark.parametrize(("text", "due"), DATED.items())
def test_each_phrase_has_its_date(text: str, due: str) -> None:
    reading = one(text)
    assert str(reading.due) == due
    assert reading.rule


NONE = """
within 24 hours of receipt
within 15 days of the end of licence conditions
within the 28-day limit
three incidents within six months
three times or more in a six-month period
within 48 hours from receipt of the intelligence
in the last five years
over the past 12 months
in the 12 months to June 2014
for the two years prior to the end of June 2014
since March 2014
between 2010 and 2014
was published by HMIC in March 2014
every victim
a three-month pilot
had been completed by April 2008
within the force
within neighbourhood teams
by officers
by the force
by 5 percent
by 2,100 officers
by 2000 hours
by three quarters
by year 5
by telephone
the 2014 inspection
before our next inspection
updated every six months
this is updated every six months
monthly meetings
daily management meetings
a three-monthly review panel
within its published time frames
reported within 28 days of the offence
for a minimum of three years
not before 31 March 2025
in due course
in the coming months
The force should not start before April 2025
The force plans to recruit 50 officers by March 2024.
The force aims to have trained everyone by March 2024.
The force had intended to train everyone by March 2024.
The force has told us that it will complete the work by the end of 2023.
It is on track to meet its target by 2024.
There is a plan for everyone to be trained by November 2024.
The programme is due to end in autumn 2023.
The inspectorate expected this to be done, and it was done by April 2022.
By April 2008 the force had completed the review and should now extend it.
The force should examine the cases that were closed by March 2022.
The board meets approximately every six weeks.
Each week, supervisors look through the list and decide what comes first.
Visitors come to the city and its castle annually.
The force should learn from the 500 burglaries reported each year.
The force, which is inspected every year, should improve its supervision.
Victims who report three incidents within six months should be referred.
Crimes reported within 28 days should be reviewed.
The force should make sure that all calls are answered within 10 days.
The force should make sure that complainants are updated every 28 days.
The force should make sure that it attends within 60 minutes.
The force should ensure that calls are answered immediately.
We will revisit the force within six months.
In five days the force dealt with 300 calls.
The strategy sets out priorities over the next three to four years.
In March, we inspected the force.
as soon as possible after arrest
Immediate response policing
immediate family
March
summer
by the Easter holidays
by Easter term 2027
during the Easter weekend
before Easter Monday
The error was immediately corrected.
Calls are answered promptly.
by 31 February 2015
by 29 February 2023
by 31/13/2024
by April/May 2024
by the 2014/16 plan
within three months of the national guidance being issued
within 9999 years
"""


@pytest.mark.parametrize("text", NONE.strip().splitlines())
def test_what_is_no_deadline_is_said_to_be_none(text: str) -> None:
    reading = one(text)
    assert reading.kind is DeadlineKind.NONE
    assert reading.due is None
    assert reading.rule


SEVERAL = {
    "Within three months the force should review X and by March 2024 should have trained Y": [
        "2023-08-10",
        "2024-03-31",
    ],
    "The chief constable should:\n- within three months, review X; and\n- within six months, train Y.": [
        "2023-08-10",
        "2023-11-10",
    ],
    "Within 3 months the force should review X. By June 2024, it should train Y.": [
        "2023-08-10",
        "2024-06-30",
    ],
    "Within three months review it, and within a further three months train staff": [
        "2023-08-10",
        "2023-11-10",
    ],
    "by 30 June and 31 December 2023": ["2023-06-30", "2023-12-31"],
    "within six months and within 12 months": ["2023-11-10", "2024-05-10"],
    "by March 2024: review; by June 2024: train": ["2024-03-31", "2024-06-30"],
    "within three months and immediately": ["2023-08-10", "2023-05-10"],
    "immediately and within three months": ["2023-05-10", "2023-08-10"],
    "within three months or with immediate effect": ["2023-08-10", "2023-05-10"],
    "by March 2024 and each year by 30 June": ["2024-03-31", "2023-06-30"],
    "every six months and by March 2024": ["2023-11-10", "2024-03-31"],
}


@pytest.mark.parametrize(("text", "expected"), SEVERAL.items())
def test_several_deadlines_give_several_readings(text: str, expected: list[str]) -> None:
    assert dues(text) == expected


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("immediately and in any event within 28 days", "2023-06-07"),
        ("immediately, and certainly no later than 30 June 2023", "2023-06-30"),
        ("starting immediately and within three months", "2023-08-10"),
        ("within three months, starting immediately", "2023-08-10"),
        ("within 28 days, immediately if possible", "2023-06-07"),
        ("within 28 days and ideally immediately", "2023-06-07"),
        ("as soon as possible and by 30 June 2023", "2023-06-30"),
        ("by 30 June 2023 and as soon as possible", "2023-06-30"),
        ("by 30 June 2023 and ongoing following that date", "2023-06-30"),
        ("at least annually from July 2018", "2018-07-31"),
        ("with immediate effect and annually thereafter", "2023-05-10"),
        ("by March 2024 and annually thereafter", "2024-03-31"),
        ("within six months or by 31 December 2023, whichever is sooner", "2023-11-10"),
    ],
)
def test_words_that_say_more_of_one_deadline_make_no_second(text: str, due: str) -> None:
    assert str(one(text).due) == due


SINGLE = sorted(
    {
        case.phrase
        for case in phrases.cases()
        if len(case.due) == 1 and case.anchor == NOVEMBER.day and case.phrase[0].islower()
        and len(case.phrase) < 50
    }
    | {"as soon as possible", "urgently", "straight away", "annually", "at least annually from July 2018"}
)  # fmt: skip


@pytest.mark.parametrize("joint", [" and ", ", and ", " or ", "; "])
def test_no_deadline_of_two_is_lost(joint: str) -> None:
    """Two phrases in one: both dates are read, unless the second only says more of the first."""
    read_alone = {phrase: one(phrase, NOVEMBER) for phrase in SINGLE}
    lost = []
    for number, (first, one_of_two) in enumerate(read_alone.items()):
        for second, other in list(read_alone.items())[number % 3 :: 3]:
            found = read(first + joint + second, NOVEMBER)
            if len(found) > 1 or one_of_two.due == other.due or "or" in joint:
                if not {one_of_two.due, other.due} <= {reading.due for reading in found}:
                    lost.append((first + joint + second, found))
            elif not _says_more(found[0], one_of_two, other, second):
                lost.append((first + joint + second, found))
    assert not lost, "\n".join(map(str, lost))


def _says_more(found: Reading, first: Reading, second: Reading, words: str) -> bool:
    """Whether one deadline is all that two phrases say."""
    if DeadlineKind.URGENT in {first.kind, second.kind}:
        dated = first if second.kind is DeadlineKind.URGENT else second
        return found.due == dated.due and found.rule.endswith(", and to be begun urgently")
    if first.kind is DeadlineKind.IMMEDIATE and ("later than" in words or "latest" in words):
        return found.due == second.due and found.rule.endswith(", and to be begun at once")
    if "starting" in words or "starting" in first.phrase:
        return found.rule.endswith("at once") or found.recurs is not None
    repeats = second.kind is DeadlineKind.RECURRING and first.due is not None
    longer = words.startswith(("three months from", "twenty"))  # 'within a year and three months from …'
    return longer or (repeats and found.due == first.due and found.recurs is not None)


RECURRING = {
    "at least annually from July 2018": ("2018-07-31", "2019-07-31"),
    "every six months": ("2023-11-10", "2024-05-10"),
    "quarterly": ("2023-08-10", "2023-11-10"),
    "each year by 31 March": ("2024-03-31", "2025-03-31"),
    "by the end of February each year": ("2024-02-29", "2025-02-28"),
    "by the end of each month": ("2023-05-31", "2023-06-30"),
    "by the end of each quarter": ("2023-06-30", "2023-09-30"),
    "by the end of each financial year": ("2024-03-31", "2025-03-31"),
    "every April": ("2024-04-30", "2025-04-30"),
    "twice a year": ("2023-11-10", "2024-05-10"),
    "at least twice yearly": ("2023-11-10", "2024-05-10"),
    "every other year": ("2025-05-10", "2027-05-10"),
    "at six-monthly intervals": ("2023-11-10", "2024-05-10"),
    "at intervals of two months": ("2023-07-10", "2023-09-10"),
    "on an annual basis starting in April 2024": ("2024-04-30", "2025-04-30"),
    "monthly from the date of this report": ("2023-06-10", "2023-07-10"),
    "quarterly, with the first report by 30 June 2023": ("2023-06-30", "2023-09-30"),
    "by 1 April 2024, and thereafter on an annual basis, forces should": ("2024-04-01", "2025-04-01"),
    "by 31 March 2024 and each subsequent year": ("2024-03-31", "2025-03-31"),
    "within the next three months and then every six months": ("2023-08-10", "2024-02-10"),
    "From July 2023, forces should at least annually review it": ("2023-07-31", "2024-07-31"),
    "Starting in September 2023, forces should publish quarterly": ("2023-09-30", "2023-12-31"),
    "The force should submit a report annually, by 31 May.": ("2023-05-31", "2024-05-31"),
    "weekly": ("2023-05-17", "2023-05-24"),
}


@pytest.mark.parametrize(("text", "expected"), RECURRING.items())
def test_recurring_words_have_a_first_and_a_next_occurrence(text: str, expected: tuple[str, str]) -> None:
    reading = one(text)
    assert reading.kind is DeadlineKind.RECURRING
    assert reading.due
    assert reading.recurs
    first = next_occurrence(reading.recurs, reading.due - dt.timedelta(days=1))
    assert (str(first), str(next_occurrence(reading.recurs, reading.due))) == expected
    assert first == reading.due


def test_monthly_from_the_31st_falls_on_month_ends_and_comes_back() -> None:
    reading = one("monthly", Anchor(dt.date(2023, 8, 31)))
    assert reading.recurs
    days = [dt.date(2023, 8, 31)]
    for _ in range(7):
        following = next_occurrence(reading.recurs, days[-1])
        assert following
        days.append(following)
    assert [day.day for day in days] == [31, 30, 31, 30, 31, 31, 29, 31]


def test_a_recurrence_can_end() -> None:
    reading = one("every quarter until March 2024")
    assert reading.recurs
    assert next_occurrence(reading.recurs, dt.date(2023, 11, 10)) == dt.date(2024, 2, 10)
    assert next_occurrence(reading.recurs, dt.date(2024, 2, 10)) is None


def test_thereafter_counts_from_the_deadline_before_it() -> None:
    text = "By 1 June 2023 all forces should do this and, on a monthly basis thereafter, report"
    assert dues(text) == ["2023-06-01", "2023-07-01"]


@pytest.mark.parametrize(
    "text",
    [
        "as soon as possible",
        "as a matter of urgency",
        "without delay",
        "as soon as reasonably practicable",
        "The force should urgently review it",
        "The force should promptly review it",
        "The force should take urgent steps to reduce it",
    ],
)
def test_urgent_words_have_no_date(text: str) -> None:
    reading = one(text)
    assert reading.kind is DeadlineKind.URGENT
    assert reading.due is None


@pytest.mark.parametrize(
    ("text", "anchor", "rule"),
    [
        (
            "within three months",
            NOVEMBER,
            "three calendar months from 27 November 2014 (the report's publication)",
        ),
        ("by March 2015", NOVEMBER, "the last day of March 2015, since only the month is named"),
        ("before 1 April 2015", NOVEMBER, "the last day before 1 April 2015"),
        (
            "within 24 hours of receipt",
            NOVEMBER,
            "a service standard ('within 24 hours of receipt'), not a deadline",
        ),
        ("by 31 February 2015", NOVEMBER, "there is no such date as 31 February 2015"),
        ("by Monday 28 June 2024", MAY, "28 June 2024, which is a Friday and not a Monday"),
        ("when the cows come home", MAY, "no deadline words"),
        (
            "by April",
            NOVEMBER,
            "the last day of April 2015, no year being named, the next one on or after 27 November 2014 is taken",
        ),
        (
            "within 1 working day",
            NOVEMBER,
            (
                "one working day from 27 November 2014 (the report's publication), "
                "bank holidays of England and Wales left out"
            ),
        ),
        (
            "every six months",
            NOVEMBER,
            (
                "every six calendar months, first due 27 May 2015: "
                "six calendar months from 27 November 2014 (the report's publication)"
            ),
        ),
        (
            "starting immediately and by no later than 30 June 2023",
            MAY,
            "30 June 2023, and to be begun at once",
        ),
    ],
)
def test_the_rule_says_how_the_date_follows(text: str, anchor: Anchor, rule: str) -> None:
    assert one(text, anchor).rule == rule


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("within three months", False),
        ("immediately", False),
        ("every six months", False),
        ("by the end of this financial year", False),
        ("each year by 31 March", False),
        ("by March 2015", True),
        ("by 31 March 2015", True),
        ("by the end of 2015", True),
        ("at least annually from July 2018", True),
    ],
)
def test_a_publication_known_to_the_month_is_not_exact(text: str, exact: bool) -> None:  # noqa: FBT001
    assert one(text, ONLY_MONTH).exact is exact


@pytest.mark.parametrize(
    "text", ["by April", "by 31 March", "by summer", "within two weeks of receiving this report"]
)
def test_a_guessed_day_is_not_exact(text: str) -> None:
    assert not one(text).exact


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        (
            "By March 2024, if relevant following the review, the force should act",
            "if relevant following the review",
        ),
        ("By March 2024 the force should have told staff and, if required, trained them", "if required"),
        (
            "By 1 November 2024, if they have not already done so, forces should act",
            "if they have not already done so",
        ),
        ("If the pilot succeeds, by 1 November 2024 the force should extend it", "If the pilot succeeds"),
        ("The force should, where necessary, act within three months", "where necessary"),
        ("by 1 November 2024, subject to funding", "subject to funding"),
        ("by 1 November 2024", None),
    ],
)
def test_conditions_are_kept_in_their_words(text: str, condition: str | None) -> None:
    assert one(text).condition == condition


def test_a_condition_belongs_to_its_own_deadline() -> None:
    first, second = read(
        "Within three months review it and by March 2024 the force should, if required, have commenced training",
        MAY,
    )
    assert (first.condition, first.starts) == (None, False)
    assert (second.condition, second.starts) == ("if required", True)


@pytest.mark.parametrize(
    "text",
    [
        "By March 2024 the force should have started to implement a plan",
        "forces should by 1 May 2024 have commenced a programme",
        "starting immediately and by no later than 30 June 2023",
        "Work should have begun by 1 July 2023",
        "The force should commence this work within six weeks",
        "From 1 April 2024, all forces should record it",
    ],
)
def test_some_deadlines_are_met_by_starting(text: str) -> None:
    assert one(text).starts


@pytest.mark.parametrize(
    "text",
    [
        "no later than 1 September 2021 and ongoing following that date",
        "With immediate effect, and ongoing thereafter, forces should check",
        "by 31 March 2024 and thereafter",
    ],
)
def test_some_deadlines_continue(text: str) -> None:
    reading = one(text)
    assert reading.continuing
    assert reading.phrase == text.partition(", forces")[0]


def test_months_are_clamped_at_their_end() -> None:
    assert dues("within three months", Anchor(dt.date(2014, 11, 30))) == ["2015-02-28"]
    assert dues("within three months", Anchor(dt.date(2015, 11, 30))) == ["2016-02-29"]


@given(st.text(), st.dates())
@example("within ", dt.date.max)
@example("by the end of this year", dt.date.max)
@example("by the end of the next financial year", dt.date.max)
@example("early winter", dt.date.min)
@example("within 9999 working days", dt.date.max)
@example("before 1 January 1900 monthly until 2099", dt.date.max)
def test_no_text_raises(text: str, day: dt.date) -> None:
    assert read(text, Anchor(day))


PIECES = [
    *[
        "by",
        "before",
        "within",
        "in",
        "no",
        "later",
        "than",
        "three",
        "six",
        "28",
        "a",
        "months",
        "days",
        "years",
        "working",
        "every",
        "each",
        "year",
    ],
    *[
        "31",
        "March",
        "2015",
        "2021/22",
        "summer",
        "quarter",
        "Q2",
        "financial",
        "end",
        "of",
        "the",
        "should",
        ",",
        ".",
        "and",
        ";",
        "immediately",
    ],
    *[
        "annually",
        "from",
        "until",
        "thereafter",
        "publication",
        "this",
        "report",
        "was",
        "had",
        "if",
        "required",
        "29",
        "February",
    ],
]


@given(st.lists(st.sampled_from(PIECES)).map(" ".join), st.dates(min_value=dt.date(1990, 1, 1)))
def test_no_sequence_of_deadline_words_raises(text: str, day: dt.date) -> None:
    anchor = Anchor(day)
    found = read(text, anchor)
    assert found == read(text, anchor)
    assert all(reading.rule for reading in found)
    if any(reading.kind is DeadlineKind.NONE for reading in found):
        assert len(found) == 1
    for reading in found:
        assert (reading.recurs is not None) == (reading.kind is DeadlineKind.RECURRING)
        assert " ".join(reading.phrase.split()) in " ".join(text.split())


DAYS = st.dates(dt.date(1995, 1, 1), dt.date(2090, 12, 31))


@given(DAYS, st.integers(0, 400), st.sampled_from(["days", "weeks", "months", "years", "working days"]))
def test_relative_dates_are_never_before_the_anchor(day: dt.date, count: int, unit: str) -> None:
    if unit == "working days":
        count %= 60
    reading = one(f"within {count} {unit}", Anchor(day))
    if reading.due is None:
        assert "outside the calendar" in reading.rule
    else:
        assert reading.due >= day


@given(DAYS, st.integers(1, 60))
def test_months_land_on_the_same_day_or_the_months_end(day: dt.date, count: int) -> None:
    due = one(f"within {count} months", Anchor(day)).due
    assert due
    month = (day.month + count - 1) % 12 + 1
    assert due.month == month
    assert due.day == min(day.day, calendar.monthrange(due.year, month)[1])


@given(DAYS, DAYS, st.sampled_from(["%-d %B %Y", "%Y-%m-%d", "%d/%m/%Y", "%B %-d, %Y", "%A %-d %B %Y"]))
def test_by_a_day_is_that_day(day: dt.date, anchor: dt.date, form: str) -> None:
    written = day.strftime(form.replace("%-d", str(day.day)))
    for text in (f"by {written}", f"The force should report no later than {written}."):
        reading = one(text, Anchor(anchor))
        assert (reading.due, reading.exact) == (day, True)


@given(DAYS, st.sampled_from(["monthly", "quarterly", "annually", "every six months", "weekly"]))
def test_occurrences_follow_each_other(day: dt.date, text: str) -> None:
    reading = one(text, Anchor(day))
    assert reading.recurs
    assert reading.due
    after = next_occurrence(reading.recurs, reading.due)
    assert after
    assert after > reading.due > day


def test_importing_it_loads_no_grammar() -> None:
    code = (
        "import sys, hmic.deadlines; print([m for m in sys.modules if 'dateutil' in m or 'holidays' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@given(st.dates(dt.date(1989, 6, 1), dt.date(2029, 6, 1)), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_working_days_are_those_of_the_library(day: dt.date, count: int) -> None:
    from holidays import country_holidays

    from hmic.deadlines.spans import _working_day

    assert _working_day(day, count) == country_holidays("GB", subdiv="ENG").get_nth_working_day(day, count)
