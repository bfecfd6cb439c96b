"""One run of `check` shows every problem: none hides behind another, to appear once that one is put right."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import pytest

from hmic.register.check_links import Links
from hmic.register.register_files import check_document
from hmic.register.yaml_reader import parse

TEXT = """\
register: 1
force: Testshire Police
areas:
  - {area: Leadership, also: [Leading well]}
reports:
  - id: crime-2014
    title: Crime
    published: 2014-11-27
    scale: peel-four-tier
    respond_by:
      - clock: statutory response
    grades:
      - {area: Investigating, grade: good}
    findings:
      - id: crime-2014-r1
        kind: recommendation
        title: One
        requirement: Do it.
        deadlines: [within three months]
        parts:
          - {letter: a, requirement: evaluate}
          - {letter: b, requirement: share}
      - id: crime-2014-r2
        kind: recommendation
        title: Two
        requirement: Do it too.
        themes: [workforce]
        deadlines:
          - phrase: by March 2015
            requires: guidance given
  - id: peel-2016
    title: PEEL
    published: 2016-02-18
    findings:
      - id: peel-2016-a1
        kind: area_for_improvement
        title: Three
        requirement: Improve.
        follows: [crime-2014-r1]
      - id: peel-2016-c1
        kind: cause_of_concern
        title: Four
        requirement: Record.
        recommendations:
          - id: peel-2016-c1-r1
            kind: recommendation
            title: Five
            requirement: Train.
            deadlines: [immediately]
    follow_ups:
      - {finding: crime-2014-r2, verdict: improved, summary: Better.}
"""

SLIPS = [
    ("register: 1", "register: 2"),
    ("areas:", "aeras:"),
    ("also: [Leading well]", "also: Leading well"),
    ("id: crime-2014\n", "id: Crime 2014\n"),
    ("    published: 2016-02-18", "    publisht: 2016-02-18"),
    ("published: 2014-11-27", "published: 27/11/2014"),
    ("peel-four-tier", "peel-four-teir"),
    ("respond_by:", "respond-bye:"),
    ("statutory response", "statuary response"),
    ("grades:", "grade:"),
    ("grade: good}", "grade: splendid}"),
    ("    findings:\n      - id: crime", "    finding:\n      - id: crime"),
    ("    findings:\n      - id: peel", "    fyndings:\n      - id: peel"),
    ("kind: recommendation\n        title: One", "kind: recomendation\n        title: One"),
    ("title: Two", "titel: Two"),
    ("requirement: Do it.", "requirement: ''"),
    ("deadlines: [within three months]", "deadlines: within three monhts"),
    ("deadlines: [within three months]", "deadline: [by the way]"),
    ("- {letter: a, requirement: evaluate}", "- evaluate"),
    ("- {letter: b, requirement: share}", "- {leter: b, requirement: share}"),
    ("parts:", "part:"),
    ("themes: [workforce]", "themes: workforce"),
    ("phrase: by March 2015", "phrase: by 31 February 2015"),
    ("requires: guidance given", "require: guidance given"),
    ("follows: [crime-2014-r1]", "follows: crime-2014-r9"),
    ("follows: [crime-2014-r1]", "folows: [crime-2014-r9]"),
    ("kind: area_for_improvement", "kind: area_for_improvment"),
    ("recommendations:", "recomendations:"),
    ("deadlines: [immediately]", "deadlines: [in due course]"),
    ("id: peel-2016-c1-r1", "id: crime-2014-r2"),
    ("follow_ups:", "follow_up:"),
    ("finding: crime-2014-r2, verdict", "finding: crime-2014-r8, verdict"),
    ("verdict: improved", "verdict: better"),
    ("summary: Better.", "sumary: Better."),
]  # fmt: skip


class Place(NamedTuple):
    """What is wrong and where, apart from its words: a suggestion can differ."""

    line: int
    code: str


def found(text: str) -> set[Place]:
    document = parse(text, "r")
    _, problems = check_document(document)
    links = Links()
    problems += links.take(document)[1]
    problems += links.problems()
    return {Place(problem.line, problem.code) for problem in problems}


ALONE = {slip: found(TEXT.replace(*slip)) for slip in SLIPS}


def depends(problem: Place, other: tuple[str, str]) -> bool:
    """What cannot be said any more: a link to an id that is misspelt itself, a date of no report."""
    return "published" in other[0] and problem.code in {"forward-link", "deadline-before-report"}


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip[1].strip())
def test_each_slip_is_a_problem(slip: tuple[str, str]) -> None:
    assert TEXT.count(slip[0]) == 1, slip
    assert ALONE[slip]


def test_the_text_itself_has_no_problem() -> None:
    assert not found(TEXT)


def test_no_problem_hides_behind_another() -> None:
    hidden = []
    for first, second in combinations(SLIPS, 2):
        text = TEXT.replace(*first)
        if text.count(second[0]) != 1:
            continue
        both = found(text.replace(*second))
        missing = {
            place
            for slip, other in ((first, second), (second, first))
            for place in ALONE[slip] - both
            if not depends(place, other)
        }
        if missing:
            hidden.append((first[1], second[1], missing))
    assert not hidden, "\n".join(map(str, hidden))
