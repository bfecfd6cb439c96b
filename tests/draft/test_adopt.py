"""`adopt` puts lines between the register's lines and changes none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Talk

REGISTER = """\
# What the inspectorate said.  A comment with  two spaces, and a tab:\t.
register: 1
force: "Testshire Police"   # the force
reports:
  # the first
  - id: crime-2014
    title: Crime 2014
    published: 2014-11-27
    findings:
      - id: crime-2014-r1
        kind: recommendation
        title: Learn what works
        requirement: Evaluate   tactics.

  # the last
  -   id: peel-2020
      title: PEEL 2020
      published: 2020-05
      findings: [{id: peel-2020-a1, kind: area_for_improvement, title: Calls, requirement: Answer calls.}]
# the end
"""

DRAFT = """\
#: A draft.
register: 1
force: Testshire Police
reports:
  - id: {id}
    title: A report
    published: {published}
    findings:
      #: found by: heading
      # a person's own remark
      - id: {id}-a1
        kind: area_for_improvement
        title: Vetting
        requirement: >-
          The force should vet
          its people.
        deadlines: [within six months]
#: Sentences that were not taken:
#: - The force must go on.
"""


def put(talk: Talk, register: str, draft: str) -> Path:
    place = talk.folder / "data" / "recommendations.yaml"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(register.encode())
    (talk.folder / "draft.yaml").write_text(draft, encoding="utf-8")
    return place


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("published", "before"),
    [("2012", "  # the first"), ("2016-03", "  # the last"), ("2023-01-09", "# the end")],
)
def test_every_other_byte_stays(talk: Talk, published: str, before: str, end: str, mark: str) -> None:
    register = (mark + REGISTER).replace("\n", end)
    place = put(talk, register, DRAFT.format(id="new-report", published=published))
    talk("adopt", "draft.yaml").ok()
    after = place.read_bytes().decode()
    here = register.index(before)
    assert after.startswith(register[:here])
    assert after.endswith(register[here:])
    added = after[here : len(after) - len(register) + here]
    assert "new-report-a1" in added
    assert "#:" not in added
    assert "a person's own remark" in added
    assert added.count("\n") == added.count(end)
    talk("check").ok()
    talk("load").ok()
    assert "nothing to adopt" in talk("adopt", "draft.yaml").ok().err
    assert place.read_bytes().decode() == after


@pytest.mark.parametrize(
    "register",
    [
        "register: 1\nforce: Testshire Police\nreports: []\n# The first report goes here\n",
        "register: 1\nforce: Testshire Police\nreports: []",
        "register: 1\nforce: Testshire Police\nreports:\n- id: old\n  title: Old\n  published: 2001",
    ],
)
def test_an_empty_register_and_one_without_a_last_line_end(talk: Talk, register: str) -> None:
    place = put(talk, register, DRAFT.format(id="new-report", published="2023"))
    talk("adopt", "draft.yaml").ok()
    after = place.read_text(encoding="utf-8")
    assert after.startswith(
        register.replace("reports: []", "reports:").rstrip("\n").split("#")[0].rstrip("\n")
    )
    talk("check").ok()


def test_of_a_report_that_is_there_only_what_is_new_goes_in(talk: Talk) -> None:
    draft = DRAFT.format(id="crime-2014", published="2014-11-27").replace("A report", "Crime 2014")
    again = "      - id: crime-2014-r7\n        kind: recommendation\n        title: Again\n        requirement: Evaluate tactics.\n"
    place = put(talk, REGISTER, draft.replace("    findings:\n", f"    findings:\n{again}"))
    said = talk("adopt", "draft.yaml").ok()
    after = place.read_text(encoding="utf-8")
    assert "crime-2014-a1" in after
    assert "crime-2014-r7" not in after
    assert "crime-2014-r7 (there: crime-2014-r1)" in said.err
    assert after.index("crime-2014-a1") < after.index("peel-2020")
    without = [line for line in after.splitlines() if line in REGISTER.splitlines()]
    assert without == REGISTER.splitlines()
    talk("check").ok()


@pytest.mark.parametrize(
    ("register", "draft", "code", "told"),
    [
        (
            REGISTER,
            DRAFT.replace("title: Vetting", "review: look again\n        title: Vetting"),
            1,
            "not-reviewed",
        ),
        (
            REGISTER,
            DRAFT.replace("title: Vetting", "title: Vetting\n        follows: [nothing-a1]"),
            1,
            "unknown-link",
        ),
        (REGISTER, DRAFT.replace("force: Testshire", "force: Otherland"), 2, "Otherland Police"),
        (REGISTER, DRAFT.replace("{id}-a1", "peel-2020-a1"), 1, "duplicate-id"),
        (REGISTER, DRAFT.replace("    title: A report\n", ""), 1, "missing-field"),
        (REGISTER, "- just\n- a list\n", 1, "wrong-type"),
        (REGISTER.replace("published: 2014-11-27", "published: 2014-11-31"), DRAFT, 1, "bad-date"),
        (
            "register: 1\nforce: Testshire Police\nreports: [{id: old, title: Old, published: 2001}]\n",
            DRAFT,
            2,
            "brackets",
        ),
    ],
)
def test_what_cannot_go_in_changes_nothing(
    talk: Talk, register: str, draft: str, code: int, told: str
) -> None:
    place = put(talk, register, draft.replace("{id}", "new-report").replace("{published}", "2023"))
    said = talk("adopt", "draft.yaml")
    assert said.code == code, said
    assert told in said.out + said.err
    assert place.read_bytes() == register.encode()
    assert sorted(path.name for path in place.parent.iterdir()) == [place.name]


def test_findings_in_brackets_are_not_torn(talk: Talk) -> None:
    draft = (
        DRAFT.format(id="peel-2020", published="2020-05")
        .replace("A report", "PEEL 2020")
        .replace("peel-2020-a1", "peel-2020-a2")
    )
    place = put(talk, REGISTER, draft)
    said = talk("adopt", "draft.yaml")
    assert said.code == 2
    assert "brackets" in said.err
    assert place.read_text(encoding="utf-8") == REGISTER


def test_a_missing_draft_or_register(talk: Talk) -> None:
    assert talk("adopt", "nowhere.yaml").code == 2
    put(talk, REGISTER, DRAFT.format(id="new-report", published="2023")).unlink()
    assert talk("adopt", "draft.yaml").code == 2


@pytest.mark.parametrize(
    ("title", "published"), [("Another", "2014-11-27"), ("Crime 2014", "2025"), ("Crime 2014", "2014-11")]
)
def test_a_draft_of_another_report_with_the_same_id_is_refused(
    talk: Talk, title: str, published: str
) -> None:
    draft = DRAFT.format(id="crime-2014", published=published).replace("title: A report", f"title: {title}")
    place = put(talk, REGISTER, draft)
    said = talk("adopt", "draft.yaml")
    assert said.code == 2
    for named in ("“Crime 2014”, 2014-11-27", f"“{title}”, {published}"):
        assert named in said.err, said
    assert place.read_text(encoding="utf-8") == REGISTER


SAME = "      - id: crime-2014-{}\n        kind: recommendation\n        title: Again\n        requirement: {}\n"


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("r7", "Evaluate tactics.", "write it into data/recommendations.yaml by hand"),
        ("r1", "Evaluate all.", "give it another id"),
    ],
)
def test_what_is_said_of_a_finding_that_is_half_the_same_lets_both_in(
    talk: Talk, name: str, words: str, told: str
) -> None:
    """The way out that is said is one: done, the finding is in the register."""
    draft = DRAFT.format(id="crime-2014", published="2014-11-27").replace("A report", "Crime 2014")
    again = SAME.format(name, words)
    place = put(talk, REGISTER, draft.replace("    findings:\n", f"    findings:\n{again}"))
    said = talk("adopt", "draft.yaml").ok()
    assert f"crime-2014-{name} (there: crime-2014-r1)" in said.err
    assert told in said.err
    if name == "r7":
        text = place.read_text(encoding="utf-8").replace("    findings:\n", f"    findings:\n{again}", 1)
        place.write_text(text, encoding="utf-8")
    else:
        fresh = again.replace("-r1", "-r8")
        (talk.folder / "draft.yaml").write_text(
            draft.replace("    findings:\n", f"    findings:\n{fresh}"), encoding="utf-8"
        )
        talk("adopt", "draft.yaml").ok()
    assert words in place.read_text(encoding="utf-8")
    talk("check").ok()


def test_what_was_not_taken_is_said_with_quiet_too_and_not_called_there(talk: Talk) -> None:
    draft = DRAFT.format(id="crime-2014", published="2014-11-27").replace("A report", "Crime 2014")
    draft = draft[: draft.index("      #: found by")] + SAME.format("r1", "Evaluate all.")
    put(talk, REGISTER, draft)
    assert "crime-2014-r1 (there: crime-2014-r1)" in talk("adopt", "draft.yaml", "--quiet").ok().err
    assert "already has the rest of draft.yaml" in talk("adopt", "draft.yaml").ok().err


FOLLOWS = """\
register: 1
force: Testshire Police
reports:
  - id: revisit-2022
    title: A letter
    published: 2022-05
    scale: peel-five-tier
    grades:
      - area: Responding to the public
        grade: good
    follow_ups:
      - {finding: crime-2014-r1, verdict: resolved, summary: It is done.}
      - {finding: peel-2020-a1, verdict: improved, summary: It is better.}
"""


def test_a_letter_counts_its_follow_ups_and_grades_and_says_what_it_closes(talk: Talk) -> None:
    put(talk, REGISTER, FOLLOWS)
    would = talk("adopt", "draft.yaml", "-n").ok().err.splitlines()
    got = talk("adopt", "draft.yaml").ok().err.splitlines()
    into = "data/recommendations.yaml"
    assert would[0] == f"{into} would get 2 follow-ups and 1 grade in revisit-2022"
    assert got[0] == f"{into} got 2 follow-ups and 1 grade in revisit-2022"
    assert would[1] == "revisit-2022 closes crime-2014-r1"
    assert got[1] == "revisit-2022 closes crime-2014-r1"
    assert not any("peel-2020-a1" in line for line in got)
    assert got[-1] == "next: hmic load"
    more = FOLLOWS + "      - {finding: peel-2020-a1, verdict: resolved, summary: It is done too.}\n"
    put(talk, (talk.folder / into).read_text(encoding="utf-8"), more)
    again = talk("adopt", "draft.yaml").ok().err.splitlines()
    assert again[0] == f"{into} got 1 follow-up"
    assert again[1] == "revisit-2022 closes peel-2020-a1"


def test_a_closed_finding_that_a_letter_takes_up_again_is_said_to_be_open(talk: Talk) -> None:
    put(talk, REGISTER, FOLLOWS)
    talk("adopt", "draft.yaml").ok()
    later = (
        FOLLOWS.split("    scale", maxsplit=1)[0]
        .replace("revisit-2022", "revisit-2024")
        .replace("2022-05", "2024-05")
        + "    follow_ups:\n      - {finding: crime-2014-r1, verdict: worsened, summary: It is undone.}\n"
    )
    put(talk, (talk.folder / "data/recommendations.yaml").read_text(encoding="utf-8"), later)
    said = talk("adopt", "draft.yaml").ok().err.splitlines()
    assert said[0] == "data/recommendations.yaml got 1 follow-up in revisit-2024"
    assert said[1] == "revisit-2024 opens crime-2014-r1 again"
