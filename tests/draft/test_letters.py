"""What a letter restates becomes a follow-up of what the register has; anything else stays a finding."""

from __future__ import annotations

import re

from tests.conftest import Talk

REGISTER = """\
- id: fire-2021
  title: Fire 2021
  published: 2021-03-01
  findings:
    - id: fire-2021-c1
      kind: cause_of_concern
      title: Fitness of crews
      requirement: The service does not test the fitness of its firefighters, and cannot say who is fit to ride.
      recommendations:
        - id: fire-2021-r1
          kind: recommendation
          title: A yearly fitness test
          requirement: Test each firefighter's fitness once a year and keep a record of who is fit.
    - id: fire-2021-a1
      kind: area_for_improvement
      title: Hydrants
      requirement: Check hydrants after each winter.
"""
LETTER = """\
14 May 2022

Dear Ms Hart

Revisit to Testshire Fire and Rescue Service

We returned in March to see what progress the service had made with its cause of concern.

Cause of concern

The service does not test the fitness of its firefighters and cannot say who is fit to ride an engine.

Recommendations

Within 28 days, the service should test each firefighter’s fitness once a year and keep a record of who is fit.

Progress

The service has made good progress with its fitness tests. Nine in ten firefighters have been tested.

Yours sincerely

HM Inspector
"""


def test_a_restated_concern_is_a_follow_up(talk: Talk) -> None:
    talk.write(REGISTER)
    (talk.folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    said = talk("draft", "letter.txt", "--id", "letter-2022", "-o", "draft.yaml").ok()
    draft = (talk.folder / "draft.yaml").read_text(encoding="utf-8")
    assert "kind:" not in draft
    assert re.findall(r"finding: (\S+)", draft) == ["fire-2021-c1", "fire-2021-r1"]
    assert "verdict: improved" in draft
    assert "alike" in draft
    assert "2 follow-ups" in said.err
    place = talk.folder / "draft.yaml"
    place.write_text(re.sub(r"(?m)^ *review: .*\n", "", draft), encoding="utf-8")
    talk("adopt", "draft.yaml").ok()
    talk("check").ok()
    talk("load").ok()
    assert "good progress" in talk("show", "fire-2021-c1").ok().out


def test_without_the_earlier_report_it_stays_a_finding_and_says_why(talk: Talk) -> None:
    talk.write(
        REGISTER[: REGISTER.index("    - id: fire-2021-c1")]
        + REGISTER[REGISTER.index("    - id: fire-2021-a1") :]
    )
    (talk.folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    draft = talk("draft", "letter.txt").ok().out
    assert "kind: cause_of_concern" in draft
    assert "restates an earlier inspection" in draft


def test_links_are_proposed_as_comments_and_never_made(talk: Talk) -> None:
    talk.write(REGISTER)
    text = "PEEL 2023\n\nPublished 3 March 2023\n\nArea for improvement\n\nThe service should check its hydrants after each winter.\n"
    (talk.folder / "report.txt").write_text(text, encoding="utf-8")
    draft = talk("draft", "report.txt").ok().out
    assert "        #: follows: [fire-2021-a1]  # alike" in draft
    assert not re.search(r"(?m)^ *follows:", draft)


def test_a_proposal_counts_once_its_mark_is_taken_away(talk: Talk) -> None:
    """In a recommendation inside a cause of concern too, and with titles that YAML could misread."""
    talk.write(REGISTER.replace("title: A yearly fitness test", "title: 'Fit: # a test [yearly]?'"))
    text = (
        LETTER.replace("Dear Ms Hart\n", "")
        .replace("Yours sincerely\n", "")
        .replace("14 May", "Published 14 May")
    )
    (talk.folder / "report.txt").write_text(text, encoding="utf-8")
    talk("draft", "report.txt", "--id", "peel-2022", "-o", "draft.yaml").ok()
    place = talk.folder / "draft.yaml"
    draft = re.sub(r"(?m)^ *review: .*\n", "", place.read_text(encoding="utf-8"))
    assert draft.count("#: follows: [") == 2
    place.write_text(draft.replace("#: follows:", "follows:"), encoding="utf-8")
    talk("adopt", "draft.yaml").ok()
    after = (talk.folder / "data/recommendations.yaml").read_text(encoding="utf-8")
    assert re.findall(r"\n( *)follows: \[(\S+)\]", after) == [
        (" " * 8, "fire-2021-c1"),
        (" " * 12, "fire-2021-r1"),
    ]
    talk("load").ok()


TWO_CONCERNS = """\
HMICFRS
3 September 2026
{post}, West Mercia Police

Dear Chief Constable,

West Mercia Police: causes of concern about the control room

During our inspection we found two causes of concern.

Cause of concern

The force does not answer emergency calls quickly enough.

Recommendations

Within three months, the force should:
- reduce the time it takes to answer calls; and
- make sure supervisors listen to calls.

Cause of concern

The force does not manage its missing persons well.

Recommendations

By 31 March 2027, the force should make sure that risk is assessed for every missing person.

Yours sincerely
"""


def test_concerns_without_numbers_keep_their_recommendations_and_no_post_is_an_area(talk: Talk) -> None:
    for post in ("Chief Constable", "Acting Chief Constable", "The Police and Crime Commissioner"):
        (talk.folder / "letter.txt").write_text(TWO_CONCERNS.format(post=post), encoding="utf-8")
        draft = talk("draft", "letter.txt").ok().out
        assert f"section: {post}" not in draft
        assert "area:" not in draft, post
        for below in re.split(r"kind: cause_of_concern", draft)[1:]:
            assert below.count("kind: recommendation") == 1
        assert draft.count("kind: cause_of_concern") == 2
        assert ("- Within three months\n" in draft, "- By 31 March 2027\n" in draft) == (True, True)


def test_a_table_of_grades_by_columns_in_plain_text_is_read(talk: Talk) -> None:
    table = (
        "Grades\n\nArea                          Grade\nResponding to the public      Inadequate\n"
        "Protecting vulnerable people  Requires improvement\nInvestigating crime\tAdequate\n\nYours sincerely"
    )
    text = TWO_CONCERNS.format(post="Chief Constable").replace("Yours sincerely", table)
    (talk.folder / "letter.txt").write_text(text, encoding="utf-8")
    draft = talk("draft", "letter.txt").ok().out
    grades = re.findall(r"area: (.*)\n\s+grade: (.*)", draft)
    assert grades == [
        ("Responding to the public", "inadequate"),
        ("Protecting vulnerable people", "requires improvement"),
        ("Investigating crime", "adequate"),
    ]
    assert draft.count("kind:") == 4
