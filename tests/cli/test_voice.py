"""Whether the inspectorate asked for something or found it wanting is said wherever its text is shown."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.conftest import Talk

REGISTER = """\
- id: crime-2014
  title: Crime inspection 2014
  inspectorate: HMIC
  published: 2014-11-27
  findings:
    - id: crime-2014-r1
      kind: recommendation
      title: Evaluation
      requirement: Evaluate tactics.
      deadlines: [within six months]
    - id: crime-2014-a1
      kind: area_for_improvement
      title: Cold cases
      requirement: Capacity to review cold cases is limited.
      voice: criticised
    - id: crime-2014-o1
      kind: observation
      title: Link officers
      requirement: Link-officer posts are not permanent.
    - id: crime-2014-o2
      kind: observation
      title: Priorities
      requirement: Set priorities in the same way everywhere.
      voice: asked
- id: peel-2022
  title: PEEL 2022
  published: 2022
  findings:
    - id: peel-2022-o1
      kind: observation
      title: Use of force
      requirement: Use-of-force data is not reliable.
"""
VOICES = {
    "crime-2014-r1": ("asked", "HMIC asked: Evaluate tactics."),
    "crime-2014-a1": ("criticised", "HMIC found: Capacity to review cold cases is limited."),
    "crime-2014-o1": ("criticised", "HMIC found: Link-officer posts are not permanent."),
    "crime-2014-o2": ("asked", "HMIC asked: Set priorities in the same way everywhere."),
    "peel-2022-o1": ("criticised", "HMICFRS found: Use-of-force data is not reliable."),
}


@pytest.fixture
def told(talk: Talk) -> Talk:
    return talk.loaded(REGISTER)


@pytest.mark.parametrize("finding", VOICES)
def test_show_and_the_story_say_who_asked_or_found(told: Talk, finding: str) -> None:
    voice, words = VOICES[finding]
    assert words in told("show", finding, terminal=True).ok().out.splitlines()
    assert words in " ".join(told("changes", finding).ok().out.split())
    shown = told.shown(finding)
    assert shown["voice"] == voice


def test_every_table_has_it(told: Talk) -> None:
    expected = {finding: voice for finding, (voice, _) in VOICES.items()}
    listed = told("list", "-f", "json").rows
    assert {row["finding"]: row["voice"] for row in listed} == expected
    exported = csv.DictReader(io.StringIO(told("export", "findings").ok().out.removeprefix("\ufeff")))
    assert {row["finding"]: row["voice"] for row in exported} == expected
    board = csv.DictReader(io.StringIO(told("export", "board").ok().out.removeprefix("\ufeff")))
    said = {row["reference"]: f"{row['asked_or_found']}: {row['what_was_asked']}" for row in board}
    assert said == {finding: words for finding, (_, words) in VOICES.items()}


def test_a_reminder_says_it(told: Talk) -> None:
    told("target", "crime-2014-o1", "2015-03-31", "--on", "2015-01-05").ok()
    told("mail", "overdue", "--send").ok()
    sent = "\n".join(path.read_text() for path in (told.folder / "outbox").rglob("*.eml"))
    assert "HMIC found" in sent
    assert "HMIC asked" in sent


def test_stating_the_usual_voice_changes_nothing(told: Talk) -> None:
    stated = REGISTER.replace("title: Evaluation\n", "title: Evaluation\n      voice: asked\n")
    told.write(stated.replace("title: Link officers\n", "title: Link officers\n      voice: criticised\n"))
    assert json.loads(told("load", "-f", "json").ok().out)["totals"]["amended"] == 0
    told("verify").ok()


def test_another_voice_is_an_amendment_and_what_was_said_before_is_kept(told: Talk) -> None:
    before = told("show", "crime-2014-o2", "--known-on", "2026-11-20", "-f", "json")
    assert before.rows[0]["voice"] == "asked"
    told.now = told.now.replace(day=25)
    told.write(REGISTER.replace("      voice: asked\n", "").replace("      voice: criticised\n", ""))
    assert json.loads(told("load", "-f", "json").ok().out)["totals"]["amended"] == 2
    told("verify").ok()
    for finding, now in (("crime-2014-o2", "criticised"), ("crime-2014-a1", "asked")):
        row = told.shown(finding)
        assert row["voice"] == now
        known = told("show", finding, "--known-on", "2026-11-20", "-f", "json").ok().out
        assert json.loads(known)["rows"][0]["voice"] == VOICES[finding][0]


def test_a_word_that_is_none_is_refused(talk: Talk) -> None:
    talk.write(REGISTER.replace("voice: asked", "voice: asks"))
    said = talk("check")
    assert said.code == 1
    assert "asked" in said.err + said.out
