"""Forms of words that the grammar only just reads or refuses: the day, how it recurs, and the rule, by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from hmic.deadlines import Anchor, DeadlineKind, Reading, read

MAY = Anchor(dt.date(2023, 5, 10))  # a Wednesday

TOLD = {
    "From 1 July 2023, forces should report every March": ["2023-07-01 to start: to have begun by 1 July 2023", "2024-03-31 FREQ=YEARLY: every year, first due 31 March 2024: the last day of March 2024"],
    "by 30 June 2023 and every March": ["2023-06-30: 30 June 2023", "2024-03-31 FREQ=YEARLY: every year, first due 31 March 2024: the last day of March 2024"],
    "by the end of each quarter": ["2023-06-30 FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30,31;BYSETPOS=-1: every three calendar months, first due 30 June 2023: the last day of the calendar quarter that contains 10 May 2023"],
    "every March": ["2024-03-31 FREQ=YEARLY: every year, first due 31 March 2024: the last day of March 2024"],
    "The force should report every six months by telephone": ["2023-11-10 FREQ=MONTHLY;INTERVAL=6: every six calendar months, first due 10 November 2023: six calendar months from 10 May 2023 (the report's publication)"],
    "By 1 June 2023 review it and thereafter, on a monthly basis, report": ["2023-06-01: 1 June 2023", "2023-07-01 FREQ=MONTHLY: every month, first due 1 July 2023: one calendar month from 1 June 2023 (the deadline before it)"],
    "by the start of Q4 2023-24": ["2024-01-01: the first day of the fourth quarter of the financial year 2023/24"],
    "by the start of winter 2023": ["2023-12-01: the first day of winter 2023, winter being taken to end with February"],
    "by the middle of winter 2023": ["~2024-01-15: 15 January 2024, taken for the middle of winter 2023, winter being taken to end with February"],
    "within two hundred days": ["2023-11-26: 200 days from 10 May 2023 (the report's publication)"],
    "within twenty-one days": ["2023-05-31: 21 days from 10 May 2023 (the report's publication)"],
    "by 31 Mar. 2024": ["2024-03-31: 31 March 2024"],
    "within 13 days": ["2023-05-23: 13 days from 10 May 2023 (the report's publication)"],
    "within 12 days": ["2023-05-22: twelve days from 10 May 2023 (the report's publication)"],
    "within 12 months": ["2024-05-10: twelve calendar months from 10 May 2023 (the report's publication)"],
    "annually": ["2024-05-10 FREQ=YEARLY: every year, first due 10 May 2024: one year from 10 May 2023 (the report's publication)"],
    "monthly": ["2023-06-10 FREQ=MONTHLY: every month, first due 10 June 2023: one calendar month from 10 May 2023 (the report's publication)"],
    "The force should every six months brief officers": ["2023-11-10 FREQ=MONTHLY;INTERVAL=6: every six calendar months, first due 10 November 2023: six calendar months from 10 May 2023 (the report's publication)"],
    "every fortnight": ["2023-05-24 FREQ=WEEKLY;INTERVAL=2: every two weeks, first due 24 May 2023: two weeks from 10 May 2023 (the report's publication)"],
    "every two fortnights": ["2023-06-07 FREQ=WEEKLY;INTERVAL=4: every four weeks, first due 7 June 2023: four weeks from 10 May 2023 (the report's publication)"],
    "once a year": ["2024-05-10 FREQ=YEARLY: every year, first due 10 May 2024: one year from 10 May 2023 (the report's publication)"],
    "twice a month": ["none: no deadline words"],
    "twice every four weeks": ["2023-05-24 FREQ=WEEKLY;INTERVAL=2: every two weeks, first due 24 May 2023: two weeks from 10 May 2023 (the report's publication)"],
    "three times a year": ["2023-09-10 FREQ=MONTHLY;INTERVAL=4: every four calendar months, first due 10 September 2023: four calendar months from 10 May 2023 (the report's publication)"],
    "every 0 months": ["none: no deadline words"],
    "24 hours": ["none: no deadline words"],
    "The force should review it at least within three months": ["2023-08-10: three calendar months from 10 May 2023 (the report's publication)"],
    "within the three months": ["none: a stretch of time that is described, not a deadline"],
    "within the three months from publication": ["2023-08-10: three calendar months from 10 May 2023 (the report's publication)"],
    "within 56 days beginning with the day on which the report is published": ["2023-07-04: 56 days from 10 May 2023 (the report's publication), that day counted as the first"],
    "within 21 days and monthly thereafter": ["2023-05-31 FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1: every month, first due 31 May 2023: 21 days from 10 May 2023 (the report's publication)"],
    "within the period of three months beginning with the date of publication and monthly thereafter": ["2023-08-09 FREQ=MONTHLY: every month, first due 9 August 2023: three calendar months from 10 May 2023 (the report's publication), that day counted as the first"],
    "It was inspected. By March 2024, train all officers.": ["2024-03-31: the last day of March 2024, since only the month is named"],
    "Train them. It was inspected. By March 2024, train all officers. It was good.": ["2024-03-31: the last day of March 2024, since only the month is named"],
    "within six months or by 31 December 2023, whichever is the later": ["2023-12-31: 31 December 2023, the later of the two days named"],
    "within six months and by 31 December 2023, whichever is sooner": ["2023-11-10: six calendar months from 10 May 2023 (the report's publication)", "2023-12-31: 31 December 2023"],
    "within six months or as soon as possible, whichever is sooner": ["2023-11-10: six calendar months from 10 May 2023 (the report's publication)", "urgent: urgent, but the words give no date: the force sets a target"],
    "within six months or by 31 December, whichever is sooner": ["~2023-11-10: six calendar months from 10 May 2023 (the report's publication), the earlier of the two days named"],
    "by 31 December or within six months, whichever is sooner": ["~2023-11-10: six calendar months from 10 May 2023 (the report's publication), the earlier of the two days named"],
    "by 31 December or within six months, whichever is later": ["~2023-12-31: 31 December 2023, no year being named, the next one on or after 10 May 2023 is taken, the later of the two days named"],
    "starting urgently and within three months": ["2023-08-10 to start: three calendar months from 10 May 2023 (the report's publication), and to be begun urgently"],
    "urgently and starting by March 2024": ["2024-03-31 to start: the last day of March 2024, since only the month is named, and to be begun urgently"],
    "by March and annually thereafter": ["2024-03-31 FREQ=YEARLY: every year, first due 31 March 2024: the last day of March 2024"],
    "by 31 March and every six months": ["2024-03-31 FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=28,29,30,31;BYSETPOS=-1: every six calendar months, first due 31 March 2024: 31 March 2024"],
    "From March, review it quarterly": ["none: a statement of what is or was done, not an instruction"],
    "From 1 April 2024, review it quarterly": ["2024-04-01 FREQ=MONTHLY;INTERVAL=3: every three calendar months, first due 1 April 2024: 1 April 2024"],
    "to begin by 1 April 2024 and then monthly": ["2024-04-01 FREQ=MONTHLY to start: every month, first due 1 April 2024: 1 April 2024"],
    "starting by 1 April 2024 and monthly thereafter": ["2024-04-01 FREQ=MONTHLY to start: every month, first due 1 April 2024: 1 April 2024"],
    "Within three months, if necessary, review it and by March 2024, if possible, train staff, unless trained": ["2023-08-10 if necessary: three calendar months from 10 May 2023 (the report's publication)", "2024-03-31 if possible: the last day of March 2024, since only the month is named"],
    "Review it. Within three months, if required, train. By March 2024, where necessary, start it.": ["2023-08-10 if required: three calendar months from 10 May 2023 (the report's publication)", "2024-03-31 where necessary: the last day of March 2024, since only the month is named"],
    "monthly from the date of this report": ["2023-06-10 FREQ=MONTHLY: every month, first due 10 June 2023: one calendar month from 10 May 2023 (the report's publication)"],
    "monthly with a letter from the board": ["none: how often something is done, not an instruction"],
    "annually, by 9 May 2023": ["2024-05-10 FREQ=YEARLY: every year, first due 10 May 2024: one year from 10 May 2023 (the report's publication)", "2023-05-09: 9 May 2023"],
    "annually, by 10 May 2023": ["2023-05-10 FREQ=YEARLY: every year, first due 10 May 2023: 10 May 2023"],
    "each year by 10 May": ["2023-05-10 FREQ=YEARLY: every year, first due 10 May 2023: 10 May 2023"],
    "by 9 May": ["~2024-05-09: 9 May 2024, no year being named, the next one on or after 10 May 2023 is taken"],
    "by 10 May": ["~2023-05-10: 10 May 2023, no year being named, the next one on or after 10 May 2023 is taken"],
    "by next May": ["~2024-05-31: the last day of May 2024, no year being named, the next one on or after 10 May 2023 is taken"],
    "by next 10 May": ["~2024-05-10: 10 May 2024, no year being named, the next one on or after 10 May 2023 is taken"],
    "before next May": ["~2024-04-30: the last day before May 2024 (no year being named, the next one on or after 10 May 2023 is taken)"],
    "by the following March": ["~2024-03-31: the last day of March 2024, no year being named, the next one on or after 10 May 2023 is taken"],
    "by coming June": ["~2023-06-30: the last day of June 2023, no year being named, the next one on or after 10 May 2023 is taken"],
    "by this May": ["~2023-05-31: the last day of May 2023, no year being named, the next one on or after 10 May 2023 is taken"],
    "by 29 February": ["~2024-02-29: 29 February 2024, no year being named, the next one on or after 10 May 2023 is taken"],
    "by 30 February": ["none: there is no such date as 30 February"],
    "by Tuesday 10 May 2023": ["~2023-05-10: 10 May 2023, which is a Wednesday and not a Tuesday"],
    "by May": ["~2023-05-31: the last day of May 2023, no year being named, the next one on or after 10 May 2023 is taken"],
    "by may": ["none: no deadline words"],
    "by MAY": ["none: no deadline words"],
    "by winter 2023/24": ["2024-02-29: the last day of winter 2023/24, winter being taken to end with February"],
    "by winter 2023/25": ["none: no deadline words"],
    "by summer 2023/24": ["none: no deadline words"],
    "by winter 2023/2024": ["2024-02-29: the last day of winter 2023/2024, winter being taken to end with February"],
    "by 2023/24": ["2024-03-31: the last day of the financial year 2023/24"],
    "by 2023/2024": ["2024-03-31: the last day of the financial year 2023/24"],
    "by 2023/25": ["none: no deadline words"],
    "by the NEXT financial year": ["2025-03-31: the last day of the financial year 2024/25, the one after the one that contains 10 May 2023"],
    "by the next financial year": ["2025-03-31: the last day of the financial year 2024/25, the one after the one that contains 10 May 2023"],
    "by the end of this financial year": ["2024-03-31: the last day of the financial year 2023/24, the one that contains 10 May 2023"],
    "by the last half of 2024": ["2024-12-31: the last day of the second half of 2024"],
    "by the final half of 2024": ["2024-12-31: the last day of the second half of 2024"],
    "by the last quarter of 2024": ["2024-12-31: the last day of the fourth quarter of 2024"],
    "by the final quarter of 2023/24": ["2024-03-31: the last day of the fourth quarter of the financial year 2023/24"],
    "by the fourth half of 2024": ["none: no deadline words"],
    "by the third half of 2024": ["none: no deadline words"],
    "by H3 2024": ["none: no deadline words"],
    "by the end of the next quarter": ["2023-09-30: the last day of the calendar quarter after the one that contains 10 May 2023"],
    "by the end of next month": ["2023-06-30: the last day of the calendar month after the one that contains 10 May 2023"],
    "by the end of next year": ["2024-12-31: the last day of the calendar year after the one that contains 10 May 2023"],
    "by the start of next quarter": ["2023-07-01: the first day of the calendar quarter after the one that contains 10 May 2023"],
    "by the start of next year": ["2024-01-01: the first day of the calendar year after the one that contains 10 May 2023"],
    "by the start of this month": ["2023-05-01: the first day of the calendar month that contains 10 May 2023"],
    "by 2024-13": ["none: no deadline words"],
    "by 2024-00": ["none: no deadline words"],
    "by 2024-12": ["2024-12-31: the last day of December 2024, since only the month is named"],
    "by the second half of 2024": ["2024-12-31: the last day of the second half of 2024"],
    "by Q4 2024": ["2024-12-31: the last day of the fourth quarter of 2024"],
    "by Q3 2023-24": ["2023-12-31: the last day of the third quarter of the financial year 2023/24"],
    "by the middle of next year": ["~2024-06-30: 30 June 2024, taken for the middle of the calendar year after the one that contains 10 May 2023"],
    "by 2023/2022": ["none: no deadline words"],
    "within three months and six months": ["2023-08-10: three calendar months from 10 May 2023 (the report's publication)", "2023-11-10: six calendar months from 10 May 2023 (the report's publication)"],
    "within half a year": ["2023-11-10: six calendar months from 10 May 2023 (the report's publication)"],
    "within two years and six months": ["2025-11-10: 30 calendar months from 10 May 2023 (the report's publication)"],
    "within one year and 11 months": ["2025-04-10: 23 calendar months from 10 May 2023 (the report's publication)"],
    "within one year and 12 months": ["2024-05-10: one year from 10 May 2023 (the report's publication)"],
    "within a year and a half and 20 months": ["2024-11-10: 18 calendar months from 10 May 2023 (the report's publication)", "2025-01-10: 20 calendar months from 10 May 2023 (the report's publication)"],
    "immediately and at once": ["2023-05-10: at once: 10 May 2023 itself (the report's publication)"],
    "immediately and urgently": ["2023-05-10: at once: 10 May 2023 itself (the report's publication)", "urgent: urgent, but the words give no date: the force sets a target"],
    "urgently and as soon as possible": ["urgent: urgent, but the words give no date: the force sets a target"],
    "By 30 June 2023 the force should begin it and by March 2024 complete it": ["2023-06-30 to start: 30 June 2023", "2024-03-31: the last day of March 2024, since only the month is named"],
    "Within three months, if required, and by March 2024, the force should act": ["2023-08-10 if required: three calendar months from 10 May 2023 (the report's publication)", "2024-03-31: the last day of March 2024, since only the month is named"],
    "Within three months, if required, review it, by 1 March 2024, if possible, train and by 1 June 2024, if needed, report": ["2023-08-10 if required: three calendar months from 10 May 2023 (the report's publication)", "2024-03-01 if possible: 1 March 2024", "2024-06-01 if needed: 1 June 2024"],
    "monthly until publication of this report": ["none: how often something is done, not an instruction"],
    "by 1 June 2023, review it; thereafter monthly": ["2023-06-01: 1 June 2023", "2023-07-01 FREQ=MONTHLY: every month, first due 1 July 2023: one calendar month from 1 June 2023 (the deadline before it)"],
    "by spring 2024": ["2024-05-31: the last day of spring 2024, spring being taken to end with May"],
    "midnight on 31 March 2024": ["2024-03-31: 31 March 2024"],
    "close of business on Friday 28 June 2024": ["2024-06-28: 28 June 2024"],
    "noon on 31 February 2024": ["none: there is no such date as 31 February 2024"],
    "31 February 2024": ["none: there is no such date as 31 February 2024"],
    "within ninety-nine days": ["2023-08-17: 99 days from 10 May 2023 (the report's publication)"],
    "By 1 June 2023 train staff. If the pilot succeeds, by 1 March 2024 the force should extend it": ["2023-06-01: 1 June 2023", "2024-03-01 If the pilot succeeds: 1 March 2024"],
    "It was found that every six months or within six months cases are closed and the force should act": ["none: a statement of what is or was done, not an instruction"],
    "Train staff. It was good. Monthly, and every six months it was said that the force should report": ["none: a statement of what is or was done, not an instruction"],
    "within a fortnight": ["2023-05-24: two weeks from 10 May 2023 (the report's publication)"],
    "within a fortnight and a half": ["2023-05-31: three weeks from 10 May 2023 (the report's publication)"],
    "within two and a half fortnights": ["2023-06-14: five weeks from 10 May 2023 (the report's publication)"],
    "within a quarter and a half": ["none: no deadline words"],
    "within one and a half months": ["none: no deadline words"],
    "three months from 1 April 2024": ["2024-07-01: three calendar months from 1 April 2024 (the day named)"],
    "within three months of April 2024": ["2024-07-30: three calendar months from 30 April 2024 (since only the month is named)"],
    "28 days from receipt of this letter": ["~2023-06-07: 28 days from 10 May 2023 (the report's publication, the day of receipt not being known)"],
    "within six months from (and review it)": ["none: counted from '', whose day is not known"],
    "quarterly until March 2024": ["2023-08-10 FREQ=MONTHLY;INTERVAL=3;UNTIL=20240331: every three calendar months, first due 10 August 2023: three calendar months from 10 May 2023 (the report's publication)"],
}  # fmt: skip


def told(one: Reading) -> str:
    """A reading on one line: the day or kind, how it recurs, what it hangs on, and the rule."""
    day = f"{'' if one.exact else '~'}{one.due}" if one.due else one.kind.value
    recurs = f" {one.recurs.partition('RRULE:')[2]}" if one.recurs else ""
    starts = " to start" if one.starts else ""
    return f"{day}{recurs}{starts}{f' {one.condition}' if one.condition else ''}: {one.rule}"


@pytest.mark.parametrize(("text", "expected"), TOLD.items())
def test_each_form_is_read_as_it_says(text: str, expected: list[str]) -> None:
    found = read(text, MAY)
    assert [told(one) for one in found] == expected
    assert all(one.exact for one in found if one.kind is DeadlineKind.NONE)


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("by the end of this financial year", "2023-02-10", "2023-03-31"),
        ("by the end of this financial year", "2023-04-10", "2024-03-31"),
        ("by the end of the next financial year", "2023-02-10", "2024-03-31"),
        ("by the end of winter", "2023-01-10", "~2023-02-28"),
        ("by 29 February", "2024-03-01", "~2028-02-29"),
        ("by 29 February", "2096-03-01", "~2104-02-29"),
        ("monthly", "2023-08-28", "2023-09-28 FREQ=MONTHLY"),
        ("monthly", "2023-08-29", "2023-09-29 FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1"),
        ("monthly", "2023-08-30", "2023-09-30 FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
        ("annually", "2023-08-31", "2024-08-31 FREQ=YEARLY"),
        ("annually", "2023-02-28", "2024-02-28 FREQ=YEARLY"),
        ("annually", "2024-02-29", "2025-02-28 FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"),
        (
            "within three months beginning with the date of publication and monthly thereafter", "2023-03-31",
            "2023-06-29 FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
        ),
        ("by the end of next month", "2023-12-10", "2024-01-31"),
        ("by the start of next month", "2023-12-10", "2024-01-01"),
        ("by the start of next month", "2023-10-10", "2023-11-01"),
    ],
)  # fmt: skip
def test_what_hangs_on_the_day_of_publication(text: str, published: str, expected: str) -> None:
    (found,) = read(text, Anchor(dt.date.fromisoformat(published)))
    assert told(found).startswith(f"{expected}: ")
