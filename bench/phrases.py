"""Deadline words, the day from which they count, and the due dates worked out by hand.

An empty tuple means that the words give no date: they are no deadline, or they are urgent without
naming a day. Every date was worked out by hand and not with the program.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class Case(NamedTuple):
    """Some words, the day of publication, and the days that follow."""

    phrase: str
    anchor: dt.date
    due: tuple[dt.date, ...]


NOVEMBER = "2014-11-27"  # a Thursday
END_OF_NOVEMBER = "2014-11-30"
FEBRUARY = "2016-02-18"  # a Thursday, in a leap year
OCTOBER = "2022-10-13"  # a Thursday
JULY = "2008-07-01"
DECEMBER = "2019-12-31"

_DATED: dict[str, list[tuple[str, str]]] = {
    NOVEMBER: [
        # relative
        ("within three months", "2015-02-27"),
        ("Within 3 months", "2015-02-27"),
        ("within one month", "2014-12-27"),
        ("within a month", "2014-12-27"),
        ("within six weeks", "2015-01-08"),
        ("within 28 days", "2014-12-25"),
        ("within a fortnight", "2014-12-11"),
        ("within a year", "2015-11-27"),
        ("within half a year", "2015-05-27"),
        ("within 18 months", "2016-05-27"),
        ("within twenty-eight days of publication", "2014-12-25"),
        ("within a six-month period", "2015-05-27"),
        ("within the next six months", "2015-05-27"),
        ("in the next 12 months", "2015-11-27"),
        ("over the next two years", "2016-11-27"),
        ("no later than three months from publication", "2015-02-27"),
        ("three months from the date of this report", "2015-02-27"),
        ("within three months of this report", "2015-02-27"),
        ("within three calendar months of the publication of this report", "2015-02-27"),
        ("in six months' time", "2015-05-27"),
        ("within ten working days", "2014-12-11"),
        ("within 25 working days of the date of this report", "2015-01-06"),
        ("Within three months, the force should review how it trains new staff.", "2015-02-27"),
        ("The force should, within three months, review how it trains new staff.", "2015-02-27"),
        ("The force should review how it trains new staff within three months.", "2015-02-27"),
        ("Within six months the constabulary should ensure that there are ways to share it.", "2015-05-27"),
        ("All chief constables must publish a plan within six months of this report.", "2015-05-27"),
        # a day
        ("by 31 March 2015", "2015-03-31"),
        ("by 31st March 2015", "2015-03-31"),
        ("by the 31st of March 2015", "2015-03-31"),
        ("by March 31, 2015", "2015-03-31"),
        ("by 2015-03-31", "2015-03-31"),
        ("by 31/03/2015", "2015-03-31"),
        ("by 01/04/2015", "2015-04-01"),
        ("by 1.4.2015", "2015-04-01"),
        ("on or before 31 March 2015", "2015-03-31"),
        ("no later than 30 June 2015", "2015-06-30"),
        ("not later than 30 June 2015", "2015-06-30"),
        ("by 30 June 2015 at the latest", "2015-06-30"),
        ("by Tuesday 31 March 2015", "2015-03-31"),
        ("before 1 April 2015", "2015-03-31"),
        ("before 31 March 2015", "2015-03-30"),
        ("by 5pm on 12 January 2015", "2015-01-12"),
        ("by 12 Jan 2015", "2015-01-12"),
        ("The plan should be with us by 12 January 2015.", "2015-01-12"),
        # a month, season, quarter or year
        ("by March 2015", "2015-03-31"),
        ("By March 2015 the force should have told its staff what is expected.", "2015-03-31"),
        ("by the end of March 2015", "2015-03-31"),
        ("by end of February 2016", "2016-02-29"),
        ("by Feb 2015", "2015-02-28"),
        ("before March 2015", "2015-02-28"),
        ("by summer 2015", "2015-08-31"),
        ("by the spring of 2015", "2015-05-31"),
        ("by autumn 2015", "2015-11-30"),
        ("by the end of 2015", "2015-12-31"),
        ("by 2016", "2016-12-31"),
        ("by the end of the calendar year", "2014-12-31"),
        ("by the end of this financial year", "2015-03-31"),
        ("by the end of the next financial year", "2016-03-31"),
        ("by the end of the financial year 2015/16", "2016-03-31"),
        ("by the end of the 2015/16 financial year", "2016-03-31"),
        ("by the end of 2015/16", "2016-03-31"),
        ("by the end of Q2 2015", "2015-06-30"),
        ("by the second quarter of 2015", "2015-06-30"),
        ("by the end of the third quarter of 2015/16", "2015-12-31"),
        ("by the end of quarter 4 of 2014/15", "2015-03-31"),
        ("by April", "2015-04-30"),
        ("by the end of the month", "2014-11-30"),
        ("by 31 January", "2015-01-31"),
        # immediate, recurring, joined
        ("immediately", "2014-11-27"),
        ("with immediate effect", "2014-11-27"),
        ("The force should immediately stop the practice.", "2014-11-27"),
        ("With immediate effect, the force should record each decision.", "2014-11-27"),
        ("every six months", "2015-05-27"),
        ("each year by 31 March", "2015-03-31"),
        ("quarterly", "2015-02-27"),
        ("The force should review the policy every six months.", "2015-05-27"),
        ("starting immediately and by no later than 30 June 2015", "2015-06-30"),
        ("as soon as possible and no later than 31 March 2015", "2015-03-31"),
        ("by March 2015 and annually thereafter", "2015-03-31"),
    ],
    END_OF_NOVEMBER: [
        ("within three months", "2015-02-28"),
        ("within one month", "2014-12-30"),
        ("within 15 months", "2016-02-29"),
        ("within 31 days", "2014-12-31"),
        ("by the end of this month", "2014-11-30"),
    ],
    FEBRUARY: [
        ("within one year", "2017-02-18"),
        ("within 12 days", "2016-03-01"),
        ("before March 2016", "2016-02-29"),
        ("by the end of February 2017", "2017-02-28"),
        ("within 56 days beginning with the day of publication", "2016-04-13"),
        ("no later than the end of 2016", "2016-12-31"),
        ("by the end of the financial year", "2016-03-31"),
        ("within 30 working days", "2016-04-04"),
        ("by summer", "2016-08-31"),
        (
            "by September 2016, if relevant following the review, the force should retrain its staff",
            "2016-09-30",
        ),
    ],
    OCTOBER: [
        ("By 30 June 2023, all forces should have a plan for it.", "2023-06-30"),
        ("Forces should have started to do so no later than 1 April 2023.", "2023-04-01"),
        ("By no later than the end of 2024, chief constables should publish it.", "2024-12-31"),
        ("The force should, over the next six months, train its supervisors.", "2023-04-13"),
        ("no later than 1 September 2023 and ongoing following that date", "2023-09-01"),
        ("by quarter 3 of 2023/24", "2023-12-31"),
        ("by 31 October 2022 at the latest", "2022-10-31"),
        ("within eighteen months of publication of this report", "2024-04-13"),
        ("by the end of the 2022/23 financial year", "2023-03-31"),
        ("before the end of March 2023", "2023-03-31"),
    ],
    JULY: [
        ("by summer 2008", "2008-08-31"),
        ("by the summer of 2008", "2008-08-31"),
        ("at least annually from July 2018", "2018-07-31"),
        ("The authority should finish the work by autumn 2009.", "2009-11-30"),
        ("within one month of this report being published", "2008-08-01"),
    ],
    DECEMBER: [
        ("within two months", "2020-02-29"),
        ("within a further six months", "2020-06-30"),
        ("at the latest by 15 January 2020", "2020-01-15"),
        ("by the end of the year", "2019-12-31"),
        ("within two working days", "2020-01-03"),
    ],
}

_SEVERAL: list[tuple[str, str, tuple[str, ...]]] = [
    (
        "Within three months the force should review its policy and by March 2015 should have told staff.",
        NOVEMBER,
        ("2015-02-27", "2015-03-31"),
    ),
    (
        "By 31 March 2015 the force should review the files, and by 30 June 2015 it should close them.",
        NOVEMBER,
        ("2015-03-31", "2015-06-30"),
    ),
    (
        "Immediately, forces should stop; within six weeks they should report; by May 2016 they must end.",
        FEBRUARY,
        ("2016-02-18", "2016-03-31", "2016-05-31"),
    ),
]

_NO_DATE: list[str] = [
    # urgent, without a day
    "as soon as possible",
    "as a matter of urgency",
    "without delay",
    "The force should act urgently.",
    # standards of service
    "within 24 hours of receipt",
    "within 15 days of the end of licence conditions",
    "within the 28-day limit",
    "within 48 hours from receipt of the intelligence",
    "reported within 28 days of the offence",
    "within its published time frames",
    "Calls should be answered within 10 seconds.",
    "The force updates victims within 28 days.",
    "The force should make sure that all visits are made within five working days.",
    # counts and stretches of time
    "three incidents within six months",
    "three times or more in a six-month period",
    "in the last five years",
    "over the past 12 months",
    "in the 12 months to June 2014",
    "Crime fell by 8 percent in the year to 30 June 2014.",
    "since March 2014",
    "between 2010 and 2014",
    "for a minimum of three years",
    "a three-month pilot",
    # what was or is done
    "was published by HMIC in March 2014",
    "had been completed by April 2008",
    "The review had been completed by April 2014.",
    "The force expects to comply by 2016.",
    "Work is under way, with completion planned by the summer of 2015.",
    "There is a plan for all staff to be trained by November 2015.",
    "updated every six months",
    "The register is reviewed every six months.",
    "The board meets every six weeks.",
    "monthly meetings",
    "daily management meetings",
    "HMIC will inspect again within six months.",
    "Mistakes are immediately put right.",
    "Calls are answered promptly.",
    # words that only look like it
    "every victim",
    "within the force",
    "within neighbourhood teams",
    "by officers",
    "by the force",
    "by 5 percent",
    "the 2014 inspection",
    "before the courts",
    "by 31 February 2015",
]


def cases() -> list[Case]:
    """Every case of the list, in order."""
    one = [
        Case(phrase, dt.date.fromisoformat(anchor), (dt.date.fromisoformat(due),))
        for anchor, rows in _DATED.items()
        for phrase, due in rows
    ]
    several = [
        Case(phrase, dt.date.fromisoformat(anchor), tuple(map(dt.date.fromisoformat, due)))
        for phrase, anchor, due in _SEVERAL
    ]
    none = [Case(phrase, dt.date.fromisoformat(NOVEMBER), ()) for phrase in _NO_DATE]
    return one + several + none
