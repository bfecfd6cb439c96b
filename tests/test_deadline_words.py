"""Deadline words that only just are or are not a deadline, with the day and the reason, by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from hmic.deadlines import Anchor, DeadlineKind, read, unread
from hmic.deadlines.context import sentences

MAY = Anchor(dt.date(2023, 5, 10))  # a Wednesday
STATEMENT = "a statement of what is or was done, not an instruction"
FREQUENCY = "how often something is done, not an instruction"
SERVICE = "a standard of service for each case, not a deadline"
NO_WORDS = "no deadline words"
NO_YEAR = "no year being named, the next one on or after 10 May 2023 is taken"

DATED = {
    # an edge of a stretch
    "by early June 2023": ("~2023-06-10", "10 June 2023, taken for early in June 2023, since only the month is named"),
    "by mid-June 2023": ("~2023-06-15", "15 June 2023, taken for the middle of June 2023, since only the month is named"),
    "by the middle of Q3 2023-24": (
        "~2023-11-15", "15 November 2023, taken for the middle of the third quarter of the financial year 2023/24",
    ),
    "by the middle of 2024": ("~2024-06-30", "30 June 2024, taken for the middle of 2024, since only the year is named"),
    "by early 2024": ("~2024-04-30", "30 April 2024, taken for early in 2024, since only the year is named"),
    "by the start of June 2023": ("2023-06-01", "the first day of June 2023, since only the month is named"),
    "by late June 2023": ("2023-06-30", "the last day of June 2023, since only the month is named"),
    # before a day, a stretch and its end
    "before 31 March 2024": ("2024-03-30", "the last day before 31 March 2024"),
    "before April 2024": ("2024-03-31", "the last day before April 2024"),
    "before summer 2024": ("2024-05-31", "the last day before summer 2024 (summer being taken to end with August)"),
    "before Christmas": ("~2023-12-24", f"the last day before 25 December 2023, Christmas Day ({NO_YEAR})"),
    "before the end of March 2024": ("2024-03-31", "the last day of March 2024, since only the month is named"),
    "before the start of June 2023": ("2023-05-31", "the last day before the first day of June 2023"),
    "by year end": ("2023-12-31", "the last day of the calendar year that contains 10 May 2023"),
    "before year end": ("2023-12-31", "the last day of the calendar year that contains 10 May 2023"),
    "prior to the year-end": ("2023-12-31", "the last day of the calendar year that contains 10 May 2023"),
    "ahead of month end": ("2023-05-31", "the last day of the calendar month that contains 10 May 2023"),
    "before the financial year end": (
        "2024-03-31", "the last day of the financial year 2023/24, the one that contains 10 May 2023",
    ),
    "before the 2023/24 year end": ("2024-03-31", "the last day of the financial year 2023/24"),
    # in, on and from a day that is still to come
    "In May 2023, the force should act": ("2023-05-31", "the last day of May 2023, since only the month is named"),
    "On 10 May 2023, the force should act": ("2023-05-10", "10 May 2023"),
    "From 1 June 2023, the force should act": ("2023-06-01", "to have begun by 1 June 2023"),
    "The force should begin on 1 June 2023": ("2023-06-01", "1 June 2023"),
    # two days with one year
    "by 30 June and 31 December 2023": ("2023-06-30", "30 June 2023"),
    # what concedes something ends with its comma
    "Although progress was slow, within six months the force should act": (
        "2023-11-10", "six calendar months from 10 May 2023 (the report's publication)",
    ),
    # what is said of something in the sentence is no statement of it
    "By March 2024, all forces that are part of it should report": (
        "2024-03-31", "the last day of March 2024, since only the month is named",
    ),
    # an order, or a few words
    "one two three annually": (
        "2024-05-10", "every year, first due 10 May 2024: one year from 10 May 2023 (the report's publication)",
    ),
    "Review the register of all these things annually": (
        "2024-05-10", "every year, first due 10 May 2024: one year from 10 May 2023 (the report's publication)",
    ),
    "Calls answered within three months": (
        "2023-08-10", "three calendar months from 10 May 2023 (the report's publication)",
    ),
    "Calls answered by March 2024": ("2024-03-31", "the last day of March 2024, since only the month is named"),
    "Calls to be answered within 10 days": ("2023-05-20", "ten days from 10 May 2023 (the report's publication)"),
    "The force has to immediately act": ("2023-05-10", "at once: 10 May 2023 itself (the report's publication)"),
    # what was required in the past leaves the rest where it stands
    "The team was absolutely required to help those who had gone and should by March 2024 report": (
        "2024-03-31", "the last day of March 2024, since only the month is named",
    ),
    "By March 2024 the force is required to act": (
        "2024-03-31", "the last day of March 2024, since only the month is named",
    ),
    "The force should ensure that each call is answered in a three-month period": (
        "2023-08-10", "three calendar months from 10 May 2023 (the report's publication)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DATED.items())
def test_the_day_and_how_it_follows(text: str, expected: tuple[str, str]) -> None:
    reading = read(text, MAY)[0]
    assert (f"{'' if reading.exact else '~'}{reading.due}", reading.rule) == expected


NONE = {
    "In March 2023, the force should act": NO_WORDS,
    "On 9 May 2023, the force should act": NO_WORDS,
    "On March 2024, the force should act": NO_WORDS,
    "The force should in January 2024 - March 2024 act": NO_WORDS,
    "by the month": NO_WORDS,
    "before the year": NO_WORDS,
    "by the end of 31 March 2024": NO_WORDS,
    "by early 30 June 2023": NO_WORDS,
    "Although progress is slow within six months the force should act": STATEMENT,
    "Officers who within 28 days the force should call": STATEMENT,
    "The board meets every month.": FREQUENCY,
    "It was required, and the force should say what was done by March 2024": STATEMENT,
    "Training of all officers across the whole of the force was required, and the force should say what was done"
    " by March 2024": STATEMENT,
    "By March 2024 the force may please report": STATEMENT,
    "The force trained all officers within six months.": STATEMENT,
    "Calls answered within 10 days": SERVICE,
    "Reports made every six months": FREQUENCY,
    "one two three four annually": FREQUENCY,
    "a long list of many other things and immediately": STATEMENT,
    "The force should be immediately available": STATEMENT,
    "not immediately the force should act": STATEMENT,
}


@pytest.mark.parametrize(("text", "why"), NONE.items())
def test_why_words_are_no_deadline(text: str, why: str) -> None:
    (reading,) = read(text, MAY)
    assert (reading.due, reading.rule) == (None, why)


def test_what_is_to_begin_in_a_month_is_to_have_begun_by_its_end() -> None:
    (reading,) = read("Training to begin in March 2024 at headquarters", MAY)
    assert (str(reading.due), reading.starts) == ("2024-03-31", True)
    (reading,) = read("Training in March 2024 at headquarters", MAY)
    assert (reading.due, reading.rule) == (None, STATEMENT)


@pytest.mark.parametrize(
    "text", ["by 30 June and 2025", "by 30 June and 31 officers", "by 30 June and 31 December"]
)
def test_what_is_no_second_day_with_a_year_names_none_for_the_first(text: str) -> None:
    reading = read(text, MAY)[0]
    assert (str(reading.due), reading.exact) == ("2023-06-30", False)


def test_from_a_day_on_it_is_begun_and_continues() -> None:
    (reading,) = read("From 1 June 2023, the force should act", MAY)
    assert (reading.starts, reading.continuing) == (True, True)
    for text, starts in (
        ("begin in summer 2024", True),
        ("starting by June 2024", True),
        ("by June 2024", False),
    ):
        (reading,) = read(text, MAY)
        assert (reading.starts, reading.continuing) == (starts, False)


def test_two_days_with_one_year_are_two_and_others_are_not_taken_for_them() -> None:
    assert [(str(r.due), r.exact, r.rule) for r in read("by 30 June and 31 December 2024", MAY)] == [
        ("2024-06-30", True, "30 June 2024"), ("2024-12-31", True, "31 December 2024"),
    ]  # fmt: skip
    (only,) = read("on 30 June and 31 December 2024", MAY)
    assert only.due is None


@pytest.mark.parametrize(
    "end",
    ["year end", "the year end", "month-end", "quarter end", "the financial year end", "the next year end"],
)
@pytest.mark.parametrize("before", ["before", "prior to", "ahead of", "in advance of"])
def test_what_is_due_before_the_end_of_a_stretch_is_due_by_then(before: str, end: str) -> None:
    (by,), (reading,) = read(f"by {end}", MAY), read(f"{before} {end}", MAY)
    assert reading.due == by.due
    assert reading.due
    assert reading.due >= MAY.day


@pytest.mark.parametrize(
    ("phrase", "published", "due", "rule"),
    [
        (
            "by early May", "2023-05-20", "~2024-05-10",
            "10 May 2024, taken for early in May 2024, no year being named, the next one on or after 20 May 2023 is taken",
        ),
        (
            "before 20 May", "2023-05-20", "~2024-05-19",
            "the last day before 20 May 2024 (no year being named, the next one on or after 20 May 2023 is taken)",
        ),
        (
            "before 21 May", "2023-05-20", "~2023-05-20",
            "the last day before 21 May 2023 (no year being named, the next one on or after 20 May 2023 is taken)",
        ),
        ("each year by early May", "2023-05-20", "2024-05-10", "every year, first due 10 May 2024: 10 May 2024, taken for early in May 2024"),
        ("annually before 31 March", "2023-05-20", "2024-03-30", "every year, first due 30 March 2024: the last day before 31 March 2024"),
        ("annually, before April", "2023-05-20", "2024-03-31", "every year, first due 31 March 2024: the last day before April 2024"),
        ("by Christmas '24", "2023-05-20", "2024-12-25", "25 December 2024, Christmas Day"),
    ],
)  # fmt: skip
def test_of_no_year_the_first_day_that_is_still_to_come(
    phrase: str, published: str, due: str, rule: str
) -> None:
    (found,) = read(phrase, Anchor(dt.date.fromisoformat(published)))
    assert (f"{'' if found.exact else '~'}{found.due}", found.rule) == (due, rule)


@pytest.mark.parametrize(
    ("phrase", "dues"),
    [
        ("by 30 June and 31 December", ["~2023-06-30", "~2023-12-31"]),
        ("by 30 June and 31 December 2024", ["2024-06-30", "2024-12-31"]),
        ("by 30 June, 30 September and 31 December 2024", ["2024-06-30", "2024-09-30", "2024-12-31"]),
        ("by 30 November and 31 January 2025", ["~2024-11-30", "2025-01-31"]),
        ("by 1 January and 30 June 2024", ["2024-01-01", "2024-06-30"]),
        ("by January and 15 January 2024", ["~2023-01-31", "2024-01-15"]),
        ("by June and 1 July 2024", ["2024-06-30", "2024-07-01"]),
        ("by the end of June and midnight on 30 June 2024", ["2024-06-30"]),
        ("by 29 February and 31 December 2023", ["~2024-02-29", "2023-12-31"]),
        ("The force should report in March 2024 and September 2024", ["2024-03-31"]),
        ("by February and the end of June 2024", ["2024-02-29", "2024-06-30"]),
        ("by 30 June and 2025", ["~2023-06-30", "2025-12-31"]),
        ("by 30 June and the end of the month", ["~2023-06-30", "2023-05-31"]),
        ("by 30 June 2024 and 31 December", ["2024-06-30", "~2023-12-31"]),
        ("by Monday 30 June and Monday 30 December 2024", ["2024-06-30", "2024-12-30"]),
        ("by 30 June and Friday 30 December 2024", ["~2024-06-30", "~2024-12-30"]),
        ("before 1 April and 1 July 2024", ["2024-03-31", "2024-06-30"]),
        ("within three months and six months", ["2023-08-10", "2023-11-10"]),
        ("within three months, then 12 months at the latest", ["2023-08-10", "2024-05-10"]),
        ("within six months and 31 February", ["2023-11-10"]),
        ("by 1 June 2023 and 31 February 2024", ["2023-06-01"]),
        ("by 30 June 2023, 30 officers", ["2023-06-30"]),
        ("within three months and 24 hours", ["2023-08-10"]),
        ("within three months and a six-month pilot", ["2023-08-10"]),
        ("by 30 June 2023, 31 December 2023 being too late", ["2023-06-30"]),
    ],
)
def test_days_share_the_word_before_the_first(phrase: str, dues: list[str]) -> None:
    assert [f"{'' if found.exact else '~'}{found.due}" for found in read(phrase, MAY)] == dues


@pytest.mark.parametrize(
    "lead",
    ["at least", "for", "for the", "for the first", "a minimum of", "no sooner than", "not earlier than", "more than", "not less than",
     "every", "over the last", "for a period of"],
)  # fmt: skip
@pytest.mark.parametrize("span", ["six months", "two years", "28 days", "ten working days", "a year"])
@pytest.mark.parametrize(
    "link", ["after publication", "from publication", "following publication of this report", "on from now"]
)
def test_a_length_of_time_that_only_begins_with_the_publication_is_not_due_by_then(
    lead: str, span: str, link: str
) -> None:
    for found in read(f"The force should review it {lead} {span} {link}", MAY):
        assert found.due is None or found.recurs
        assert "at once" not in found.rule


@pytest.mark.parametrize(
    "lead", ["no more than", "no longer than", "not more than", "less than", "within", "no later than"]
)
def test_a_length_of_time_that_ends_is_due_by_then(lead: str) -> None:
    (found,) = read(f"The force should review it {lead} six months after publication", MAY)
    assert str(found.due) == "2023-11-10"


COUNTED = [
    "within six months of the publication of {}", "within 28 days of publication of {}", "six months after publication of {}",
    "on publication of {}", "following the publication of {}", "from publication of {}", "with effect from publication of {}",
    "within three months of the date of publication of {}", "immediately on publication of {}",
]  # fmt: skip


@pytest.mark.parametrize("form", COUNTED)
@pytest.mark.parametrize("ours", [
    "this report", "the report", "our report", "the final inspection report", "HMICFRS's thematic report", "the PEEL report",
    "the letter", "the child protection inspection report", "this letter", "the HMICFRS report",
])  # fmt: skip
def test_what_counts_from_our_publication_has_a_date(form: str, ours: str) -> None:
    text = f"{form.format(ours)}, the force should act"
    assert read(text, MAY)[0].due == read(f"{form.format('this report')}, the force should act", MAY)[0].due
    assert read(text, MAY)[0].due


@pytest.mark.parametrize("form", COUNTED)
@pytest.mark.parametrize("theirs", [
    "the national guidance", "the College of Policing's guidance", "new standards", "the Home Office report on crime",
    "its strategy", "national guidance", "the final guidance",
])  # fmt: skip
def test_what_counts_from_a_publication_of_others_has_none(form: str, theirs: str) -> None:
    assert [found.due for found in read(f"{form.format(theirs)}, the force should act", MAY)] == [None]


@pytest.mark.parametrize("day", ["31 March", "the end of June", "April", "1 May", "Christmas"])
@pytest.mark.parametrize(
    "of", ["of each year", "in each year", "every year", "of every year", "each and every year"]
)
def test_a_day_of_each_year_is_one_deadline_that_recurs(day: str, of: str) -> None:
    (found,), (expected,) = read(f"by {day} {of}", MAY), read(f"each year by {day}", MAY)
    assert (found.due, found.recurs, found.exact) == (expected.due, expected.recurs, expected.exact)


YEARLESS = [
    "1 April",
    "April",
    "Christmas",
    "the end of May",
    "early May",
    "mid-June",
    "summer",
    "the start of July",
]
SETTLED = [
    " and 1 July 2025",
    ", 30 June and 1 November 2025",
    " and annually thereafter",
    ", then every year",
]


@pytest.mark.parametrize("lead", ["by", "before"])
@pytest.mark.parametrize("phrase", YEARLESS)
@pytest.mark.parametrize("rest", ["", *SETTLED])
def test_a_rule_says_that_no_year_is_named_only_where_none_is(lead: str, phrase: str, rest: str) -> None:
    for one in read(f"{lead} {phrase}{rest}", MAY):
        assert ("no year being named, the next one on or after 10 May 2023 is taken" in one.rule) == (
            not rest
        )
        assert one.exact or not rest or ", the last one before" in one.rule
        assert one.rule.count("(") == one.rule.count(")")
        assert not one.rule.endswith((",", " "))


def test_the_year_of_the_last_day_is_the_year_before_of_what_would_come_after_it() -> None:
    first, second = read("by 30 November and 31 January 2025", MAY)
    assert (first.exact, first.rule) == (False, "30 November 2024, the last one before 31 January 2025")
    assert (second.exact, second.rule) == (True, "31 January 2025")


@pytest.mark.parametrize(
    ("phrase", "left"),
    [
        ("each year by 30 June and 31 December", ["31 December"]),
        ("twice a year, in May and November", ["November"]),
        ("by 1 June 2023 and 31 February 2024", ["31 February 2024"]),
        ("within three months and a six-month pilot", []),
        ("31 December 2022: by March 2024, review it", ["31 December 2022"]),
        ("The force should report in March 2024 and September 2024", ["September 2024"]),
        ("within three months and 24 hours", ["24 hours"]),
        ("within three months and two to three weeks after that within 9999 years", ["within 9999 years"]),
        ("within three months, if that is required", []),
        ("within three months and ongoing after that date", []),
        (
            "By March 2024, look at all cases of 2021 and within 24 hours answer them",
            ["2021", "within 24 hours"],
        ),
        ("by March 2024", []),
        ("no such words", []),
        ("by 31 February 2024 and 2025", []),
    ],
)
def test_what_else_is_named_is_told(phrase: str, left: list[str]) -> None:
    found = unread(phrase, MAY)
    assert [one.phrase for one in found] == left
    assert {(one.kind, one.due, one.exact, one.rule) for one in found} <= {
        (DeadlineKind.NONE, None, True, "named beside a deadline, and not read as one")
    }


def test_what_recurs_does_not_end_before_its_first_time() -> None:
    (found,) = read("every quarter until March 2024", MAY)
    assert found.recurs == "DTSTART;VALUE=DATE:20230810\nRRULE:FREQ=MONTHLY;INTERVAL=3;UNTIL=20240331"
    (found,) = read("every quarter until 10 August 2023", MAY)
    assert found.recurs == "DTSTART;VALUE=DATE:20230810\nRRULE:FREQ=MONTHLY;INTERVAL=3;UNTIL=20230810"
    early = "The force should report every quarter until 9 August 2023"
    (found,) = read(early, MAY)
    assert found.recurs == "DTSTART;VALUE=DATE:20230810\nRRULE:FREQ=MONTHLY;INTERVAL=3"
    assert [one.phrase for one in unread(early, MAY)] == ["9 August 2023"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two", ["One", "Two"]),
        ("One!\n\nTwo", ["One", "Two"]),
        ("They should: \n\n- one;\n- two", ["They should: \n\n- one;", "- two"]),
        ("By no. Four e.g. Five", ["By no. Four e.g. Five"]),
        ("", [""]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_what_stands_between_two_deadlines_is_the_words_of_the_second() -> None:
    first, second = read("By March 2024, review all of the registers; train staff annually", MAY)
    assert (str(first.due), str(second.due)) == ("2024-03-31", "2024-05-10")
    (only,) = read("By March 2024, all of the many registers of staff annually", MAY)
    assert str(only.due) == "2024-03-31"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By March 2024, review it. The board meets every month.", ["2024-03-31"]),
        (
            "From 1 July 2023, forces should review it and by 1 July 2023 should train staff",
            ["2023-07-01", "2023-07-01"],
        ),
        ("by Tuesday 30 June 2023 and annually thereafter", ["~2023-06-30"]),
        ("by Friday 30 June 2023 and annually thereafter", ["2023-06-30"]),
        ("by 31 February 2024", ["None"]),
        ("31 February 2024", ["None"]),
        ("31 January 2024", ["2024-01-31"]),
    ],
)
def test_what_stands_beside_a_deadline_leaves_it_as_it_is(text: str, expected: list[str]) -> None:
    assert [f"{'' if one.exact else '~'}{one.due}" for one in read(text, MAY)] == expected
