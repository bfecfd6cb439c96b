"""A verdict goes to the finding its sentence speaks of; what contradicts itself is left to the person."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Talk

REGISTER = """\
- id: peel-2026
  title: PEEL 2026
  published: 2026-11-12
  findings:
    - id: peel-2026-c1
      kind: cause_of_concern
      title: Registered sex offenders
      requirement: The force isn’t managing the risk posed by registered sex offenders effectively.
      recommendations:
        - id: peel-2026-r1
          kind: recommendation
          title: Overdue visits
          requirement: Within three months, the force should clear its backlog of overdue visits.
        - id: peel-2026-r2
          kind: recommendation
          title: Offender managers
          requirement: By 31 May 2027, the force should make sure it has enough trained offender managers.
    - id: peel-2026-a1
      kind: area_for_improvement
      title: Abstraction of neighbourhood officers
      requirement: The force should make sure that its neighbourhood officers are not abstracted routinely.
"""
LETTER = """\
18 November 2027

Dear Chief Constable

Testshire Police: causes of concern revisit

We went back to the force in September to review its progress.

Cause of concern

The force isn’t managing the risk posed by registered sex offenders effectively.

Recommendations

Within three months, the force should clear its backlog of overdue visits.

{first}

By 31 May 2027, the force should make sure it has enough trained offender managers.

{second}

{end}

Yours sincerely
"""
OPEN = "We have therefore decided that the cause of concern will remain open."
CLOSED = "We are satisfied that the force has addressed this recommendation and we have closed it."
SLOW = "Progress has been slower than we expected."
GOOD = "The force has made good progress."
NONE: dict[str, str | None] = {"c1": None, "r1": None, "r2": None}
CASES: dict[str, tuple[tuple[str, str, str], dict[str, str | None]]] = {
    "each its own": ((CLOSED, SLOW, OPEN), {"c1": "unchanged", "r1": "resolved", "r2": "unchanged"}),
    "the concern is closed": (
        (CLOSED, GOOD, "We have closed the cause of concern."), {"c1": "resolved", "r1": "resolved", "r2": "improved"}
    ),
    "one sentence of both": (
        ("", "", "The force has met both recommendations, but the cause of concern remains open."),
        {"c1": "unchanged", "r1": "resolved", "r2": "resolved"},
    ),
    "both closed in one sentence": (
        (GOOD, "", "We have closed this recommendation and the cause of concern has been discharged."),
        {"c1": "resolved", "r1": "improved", "r2": "resolved"},
    ),
    "not closed": (
        ("We have not closed this recommendation.", "We can’t close it yet.", "The cause of concern is not yet resolved."),
        {"c1": "unchanged", "r1": "unchanged", "r2": "unchanged"},
    ),
    "closed one day": (
        ("", "We will close it when the posts are filled.", "The cause of concern will be closed if this lasts."),
        NONE,
    ),
    "words of other things": (
        ("It closed 40 of its 50 overdue cases.", "It resolved the grievances of four managers.", "The station has closed."),
        NONE,
    ),
    "what is asked": (("", "", "The force must improve, and this should be resolved."), NONE),
    "good, but open": (("", "", f"The force has improved. {OPEN}"), {"c1": "unchanged", "r1": None, "r2": "improved"}),
    "contradiction": (
        (CLOSED + " This recommendation remains open.", f"{GOOD} {SLOW}", OPEN + " We have closed the cause of concern."),
        NONE,
    ),
}  # fmt: skip


def drafted(talk: Talk, first: str, second: str, end: str) -> dict[str, Any]:
    talk.write(REGISTER)
    (talk.folder / "letter.txt").write_text(
        LETTER.format(first=first, second=second, end=end), encoding="utf-8"
    )
    totals: dict[str, Any] = json.loads(
        talk("draft", "letter.txt", "--id", "letter-2027", "-f", "json").ok().out
    )["totals"]
    return totals


@pytest.mark.parametrize("case", CASES)
def test_each_finding_gets_the_verdict_of_its_own_sentence(talk: Talk, case: str) -> None:
    said, wanted = CASES[case]
    found = drafted(talk, *said)["follow_ups"]
    assert {one["finding"].removeprefix("peel-2026-"): one["verdict"] for one in found} == wanted


def test_what_contradicts_itself_is_shown_whole_and_has_no_verdict_until_one_is_chosen(talk: Talk) -> None:
    said = CASES["contradiction"][0]
    (row,) = (one for one in drafted(talk, *said)["follow_ups"] if one["finding"] == "peel-2026-r1")
    assert "remains open" in row["summary"]
    assert "closed it" in row["summary"]
    assert "contradict" in row["review"]
    text = talk("draft", "letter.txt", "--id", "letter-2027").ok().out
    text = "".join(line for line in text.splitlines(keepends=True) if "review:" not in line)
    talk("load").ok()
    (talk.folder / "draft.yaml").write_text(text, encoding="utf-8")
    refused = talk("adopt", "draft.yaml")
    assert refused.code == 1
    assert "verdict" in refused.out
    (talk.folder / "draft.yaml").write_text(
        text.replace("#: verdict: …", "verdict: improved"), encoding="utf-8"
    )
    talk("adopt", "draft.yaml").ok()


OTHERS = "".join(
    f"    - {{id: peel-2026-a{n}, kind: area_for_improvement, title: {text}, requirement: The force should make sure that {text}.}}\n"
    for n, text in enumerate(
        ("it answers calls", "victims are told", "vetting is in date", "records are kept"), start=2
    )
)
CLOSES = (
    "The force has completed its work on neighbourhood abstraction and we have closed this area for improvement.",
    "The cause of concern about records remains open.",
    "We have discharged the recommendation about vetting.",
)


@pytest.mark.parametrize("register", [REGISTER, ""])
@pytest.mark.parametrize("sentence", CLOSES)
def test_no_sentence_that_closes_something_is_lost(talk: Talk, register: str, sentence: str) -> None:
    talk.write(
        register or REGISTER.split("    - id: peel-2026-c1", maxsplit=1)[0].replace("  findings:\n", "")
    )
    report = (
        "PEEL 2027: An inspection of Testshire Police\n\nPublished on 3 March 2028\n\nRecommendation\n\nThe chief "
        f"constable should review the backlog of his vetting unit.\n\nVetting\n\n{sentence} Calls are answered.\n"
    )
    (talk.folder / "report.txt").write_text(report, encoding="utf-8")
    totals = json.loads(talk("draft", "report.txt", "-f", "json").ok().out)["totals"]
    taken = [one["summary"] for one in totals["follow_ups"]]
    assert sentence in [*taken, *(one["sentence"] for one in totals["not_taken"])]
    assert sentence in " ".join(talk("draft", "report.txt").ok().out.replace("#:", "").split())


def test_a_sentence_that_closes_a_finding_of_the_register_is_a_follow_up(talk: Talk) -> None:
    talk.write(REGISTER)
    sentence = (
        "We have closed the area for improvement that neighbourhood officers are not abstracted routinely."
    )
    report = f"PEEL 2027: An inspection of Testshire Police\n\nPublished on 3 March 2028\n\nNeighbourhoods\n\n{sentence}\n"
    (talk.folder / "report.txt").write_text(report, encoding="utf-8")
    (row,) = json.loads(talk("draft", "report.txt", "-f", "json").ok().out)["totals"]["follow_ups"]
    assert (row["finding"], row["verdict"], row["summary"]) == ("peel-2026-a1", "resolved", sentence)
    assert row["review"]
