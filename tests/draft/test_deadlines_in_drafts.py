"""A deadline that a reader sees is in the draft, or its review line names the words."""

from __future__ import annotations

import pytest

from hmic.draft.compose import Given, Proposed, drafted
from hmic.draft.read_html import read as read_html
from hmic.draft.read_text import read as read_text


def asked(text: str) -> Proposed:
    report = f"PEEL 2025\n\nPublished 1 October 2026\n\nRecommendation\n\n{text}\n"
    (one,) = drafted(read_text(report), Given("a.txt", force="Testshire Police")).every()
    return one


@pytest.mark.parametrize(
    "words",
    [
        "by Easter 2027",
        "by the end of March",
        "before the end of the financial year",
        "by 1 May 2027",
        "by Christmas",
    ],
)
def test_a_deadline_that_names_a_day_is_in_the_draft(words: str) -> None:
    one = asked(f"The force should improve its control room {words}.")
    assert one.deadlines == [words]
    assert not one.review


@pytest.mark.parametrize(
    "words",
    [
        "by the Easter holidays",
        "before the summer term",
        "by our next inspection",
        "within the coming weeks",
    ],
)
def test_words_that_only_read_like_a_deadline_are_named_in_the_review(words: str) -> None:
    one = asked(f"The force should improve its control room {words}.")
    assert not one.deadlines
    assert words in " ".join(one.review)


@pytest.mark.parametrize(
    ("cell", "deadlines", "review"),
    [
        ("Immediate", ["Immediate"], ""), ("End of March", ["End of March"], ""), ("Easter 2027", ["Easter 2027"], ""),
        ("31 March 2027", ["31 March 2027"], ""), ("Next inspection", [], "Next inspection"), ("", [], ""),
    ],
)  # fmt: skip
def test_the_deadline_of_a_row(cell: str, deadlines: list[str], review: str) -> None:
    page = (
        "<html><body><h1>Findings of 2026</h1><p>Published 1 October 2026</p><table><tr><th>No.</th>"
        "<th>Recommendation</th><th>Timescale</th></tr><tr><td>1</td><td>The force should review its use of "
        f"strip search.</td><td>{cell}</td></tr></table></body></html>"
    )
    (one,) = drafted(read_html(page.encode(), "a.html"), Given("a.html", force="Testshire Police")).every()
    assert one.deadlines == deadlines
    assert review in " ".join(one.review)
    assert bool(one.review) == bool(review)


@pytest.mark.parametrize(
    "text",
    [
        "The force should improve within its neighbourhood teams.",
        "The force should reduce crime by working with schools each summer.",
        "The force should review each case before it is closed.",
    ],
)
def test_other_words_are_not_taken_for_a_deadline(text: str) -> None:
    assert not asked(text).review
