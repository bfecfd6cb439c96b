"""A headline says what the report demands and never its opposite; what is asked is in the requirement."""

from __future__ import annotations

import itertools
import re

import pytest

from hmic.draft.candidates import Candidate
from hmic.draft.compose import Draft, Given, drafted
from hmic.draft.headlines import LONGEST_TITLE, headline
from hmic.draft.read_html import read as read_html
from hmic.model import Kind

ENOUGH = "it has enough detectives"
TITLES = {
    f"The force should make sure that {ENOUGH}.": "Make sure that it has enough detectives",
    f"The force must immediately ensure {ENOUGH}.": "Ensure it has enough detectives",
    f"The force should assure itself that {ENOUGH}.": "Assure itself that it has enough detectives",
    f"The force should take immediate steps to ensure that {ENOUGH}.": "Ensure that it has enough detectives",
    "The force should improve how it answers calls.": "Improve how it answers calls",
    "The force needs to attend calls in time.": "Attend calls in time",
    "The force should, within three months, make sure that it can hire.": "Make sure that it can hire",
    "The force should, by the end of March, tell victims the outcome.": "Tell victims the outcome",
    "The force should as soon as possible train its dog handlers.": "Train its dog handlers",
    "The force should within six months train its dog handlers.": "Train its dog handlers",
    "The Home Office should, within six months, fund this.": "Fund this",
    "The force should, working with partners, review its plan.": "Working with partners, review its plan",
    "The force should also continue to improve its plan.": "Continue to improve its plan",
    "The force should not use spit guards on children.": "Do not use spit guards on children",
    "The force must never hold children overnight.": "Never hold children overnight",
    "The force should no longer close cases by letter.": "No longer close cases by letter",
    "The force should not only record but also review each case.": "Not only record but also review each case",
    "Only trained officers should carry a stun gun.": "Only trained officers should carry a stun gun",
    "No officer should carry a stun gun without training.": "No officer should carry a stun gun without training",
    "Calls should be answered within ten seconds.": "Calls should be answered within ten seconds",
    "By 1 May 2027, calls should be recorded.": "Calls should be recorded",
    "Within 28 days, chief constables should ensure that officers know the policy.": "Ensure that officers know the policy",
}  # fmt: skip


def finding(text: str, *parts: str) -> Candidate:
    lettered = [(str(n), part) for n, part in enumerate(parts, start=1)]
    return Candidate(Kind.RECOMMENDATION, [0], "heading", statement=[text], parts=lettered)


@pytest.mark.parametrize(("text", "title"), TITLES.items())
def test_a_headline_keeps_the_demand(text: str, title: str) -> None:
    assert headline(finding(text)) == title


LISTS = {
    ("The force should make sure that:", ENOUGH): "Make sure that it has enough detectives",
    ("Within a month, the force should ensure:", ENOUGH): "Ensure it has enough detectives",
    ("The force should make sure that its officers:", "know the policy"): "Make sure that its officers know the policy",
    ("The force should improve how it:", "answers calls"): "Improve how it answers calls",
    ("The force should improve:", "its answers to calls"): "Improve its answers to calls",
    ("The force should not:", "hold children overnight"): "Do not hold children overnight",
    ("Only trained officers should:", "carry a stun gun"): "Only trained officers should carry a stun gun",
    ("Detectives should:", "record each call"): "Detectives should record each call",
    ("The force should:", "clear its backlog; and"): "Clear its backlog",
    ("The force should improve its response to domestic abuse by:", "training"): "Improve its response to domestic abuse",
}  # fmt: skip


@pytest.mark.parametrize(("said", "title"), LISTS.items())
def test_a_headline_of_a_list_keeps_the_demand_of_its_lead_in(said: tuple[str, str], title: str) -> None:
    assert headline(finding(*said)) == title


MODALS = ("should", "must", "needs to", "should also", "must immediately", "should, within three months,")
VERBS = ("make sure that", "make sure", "ensure that", "ensure", "take steps to ensure that", "improve how")
STATES = ("it has enough staff", "officers are trained", "there is no backlog", "they record each crime")


@pytest.mark.parametrize("who", ["The force", "Testshire Police", "The chief constable", "All forces"])
def test_no_headline_states_what_is_only_asked_for(who: str) -> None:
    for modal, verb, state in itertools.product(MODALS, VERBS, STATES):
        made = headline(finding(f"{who} {modal} {verb} {state}."))
        asked = verb.removeprefix("take steps to ").split()[0]
        assert made.lower().startswith(asked), (modal, verb, made)
        assert made.endswith(state)


@pytest.mark.parametrize(
    "limit", ["unless", "except when", "without", "only if", "rather than", "until", "but not"]
)
def test_a_cut_headline_shows_that_a_limit_was_cut(limit: str) -> None:
    words = "stop recording crimes of the kind which members of the public report by telephone at night"
    made = headline(finding(f"The force should {words} {limit} a supervisor has agreed to it in writing."))
    assert len(made) <= LONGEST_TITLE
    assert made.endswith("…")


def test_a_cut_headline_does_not_end_in_the_air() -> None:
    made = headline(
        finding(
            "The chief constable should review the force’s vetting backlog and, within six months, make "
            "sure that no one works without current vetting."
        )
    )
    assert not re.search(r"\b(?:and|that|make sure|ensure|months)\W*$", made)


def boxed(title: str, *text: str, heading: str = "Area for improvement") -> Draft:
    body = "".join(f"<p>{one}</p>" for one in text)
    page = (
        "<html><body><h1>PEEL 2025–27: An inspection of Testshire Police</h1><h2>Responding to the public</h2>"
        f"<h3>{heading}</h3><div class='afi'><h4>{title}</h4>{body}</div></body></html>"
    )
    return drafted(read_html(page.encode(), "page.html"), Given("page.html", force="Testshire Police"))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("The force needs to attend calls in time", "The force missed its target in 38 percent of cases."),
        ("The force should record each crime", "The force should have recorded 40 of them."),
        ("The force should tell victims", "At our last inspection, we said that the force should tell victims."),
        ("Within six months, the force should hire", "It has few staff."),
        ("Improve the way in which calls are answered", "One in five callers gives up."),
        ("The service must test its breathing apparatus", "Staff told us that they should test it and don’t."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("heading", ["Area for improvement", "Recommendation"])
def test_the_requirement_holds_the_headline_that_asks(title: str, text: str, heading: str) -> None:
    (one,) = boxed(title, text, heading=heading).every()
    assert one.requirement.split("\n") == [title, text]
    assert one.deadlines == (["Within six months"] if title.startswith("Within") else [])


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "The force should plan better",
            "Plans were never closed. The force should make sure that each is.",
        ),
        ("Use of force", "The force doesn’t record the use of force. It needs to do so."),
        ("The force isn’t answering calls in time", "One in five callers gives up."),
    ],
)
def test_a_headline_that_only_names_the_finding_stays_out_of_its_words(title: str, text: str) -> None:
    (one,) = boxed(title, text).every()
    assert one.requirement == text
    assert one.title == title
