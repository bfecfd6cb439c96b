"""Deadline words in what is asked are never passed over in silence, by whichever way they come in."""

from __future__ import annotations

import json
from itertools import product

import pytest
from bench import phrases

from hmic.deadlines import Anchor
from hmic.deadlines.passed_over import passed_over
from tests.conftest import REAL_REGISTER, Talk

WORDS = {
    "within three months": "2026-11-20",
    "by 31 March 2027": "2027-03-31",
    "no later than June 2027": "2027-06-30",
    "immediately": "2026-08-20",
}
PLACES = (
    "{}, the force should answer calls sooner.",
    "The force should, {}, answer calls sooner.",
    "The force should {} answer calls sooner.",
    "Calls wait too long.\nThe force should answer them sooner {}.",
)
KINDS = ("recommendation", "area_for_improvement", "observation")
EMPTY = 'register: 1\nforce: "Testshire Police"\nreports:\n'


def report(kind: str, requirement: str, more: str = "") -> str:
    return (
        "  - id: custody-2026\n    title: Custody 2026\n    published: 2026-08-20\n    findings:\n"
        f"      - id: custody-2026-x1\n        kind: {kind}\n        title: Calls\n"
        f"        requirement: {json.dumps(requirement)}\n{more}"
    )


def asked(words: str, place: str) -> str:
    text = place.format(words)
    return text[0].upper() + text[1:]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (words, place)
        for words, place in product(WORDS, PLACES)
        if words != "immediately" or place in (PLACES[0], PLACES[2])
    ],
)
def test_words_are_taken_or_told_in_a_finding_of_any_kind(words: str, place: str, talk: Talk) -> None:
    text = asked(words, place)
    for kind in KINDS:
        talk.write(EMPTY + report(kind, text))
        said = talk("check").ok()
        assert f"custody-2026-x1 says {words!r}".lower() in said.err.lower(), (kind, said)
        for given in (f"        deadlines: [{words}]\n", "        deadlines: []\n"):
            talk.write(EMPTY + report(kind, text, given))
            assert "custody-2026-x1 says" not in talk("check").ok().err
        talk.write('register: 1\nforce: "Testshire Police"\nreports: []\n')
        new = ("--report", "Custody 2026", "--published", "2026-08-20", "--kind", kind.replace("_", "-"))
        said = talk("add", *new, "--requirement", text)
        if said.code:
            assert (said.code, "--no-deadline" in said.err, words in said.err.lower()) == (2, True, True)
            assert "custody" not in (talk.folder / "data" / "recommendations.yaml").read_text(
                encoding="utf-8"
            )
            talk("add", *new, "--requirement", text, "--no-deadline").ok()
        else:
            assert f"“{words}”".lower() in said.out.lower()
        said = talk("check").ok()
        assert "says" not in said.err


def test_a_recommendation_of_a_concern_is_read_as_one(talk: Talk) -> None:
    talk.write('register: 1\nforce: "Testshire Police"\nreports: []\n')
    new = ("--report", "Custody 2026", "--published", "2026-08-20", "--kind", "cause-of-concern")
    said = talk(
        "add", *new, "--requirement", "Calls wait.", "--recommendation",
        "The force should, within three months, answer calls sooner.",
    ).ok()  # fmt: skip
    assert "“within three months” is 20 November 2026" in said.out


def test_a_draft_and_a_tracker_tell_what_they_pass_over(talk: Talk) -> None:
    text = asked("within three months", PLACES[1])
    talk.write('register: 1\nforce: "Testshire Police"\nreports: []\n')
    talk.write(EMPTY + report("area_for_improvement", text), "draft.yaml")
    said = talk("adopt", "draft.yaml", "--quiet").ok()
    assert "custody-2026-x1 says 'within three months', 2026-11-20" in said.err
    (talk.folder / "t.csv").write_text(
        f'Report,Published,Ref,Type,Recommendation,Owner\nCalls 2026,20/08/2026,1,AFI,"{text} Now.",ACC\n'
    )
    talk("import", "tracker", "t.csv").ok()
    assert "within three months" in (talk.folder / "tracker.html").read_text(encoding="utf-8")
    said = talk("import", "tracker", "t.csv", "--apply").ok()
    assert "says 'within three months', 2026-11-20" in said.err


def test_what_is_no_deadline_is_not_told(talk: Talk) -> None:
    for text in (
        "Answer calls within 10 minutes.",
        "The number of calls had doubled by March 2019.",
        "The force should review what it did in 2024.",
        "The force responds immediately to calls.",
    ):
        talk.write(EMPTY + report("area_for_improvement", text))
        assert "says" not in talk("check").ok().err, text
    assert "says" not in talk("check", str(REAL_REGISTER)).ok().err


@pytest.mark.parametrize("place", [*PLACES, "{}."])
def test_what_spares_the_reading_of_most_texts_spares_no_deadline(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [(place.format(case.phrase), Anchor(case.anchor)) for case in phrases.cases()]
    quick = [passed_over([text], (), anchor) for text, anchor in texts]
    monkeypatch.setattr("hmic.deadlines.passed_over._may_hold", lambda _: True)
    assert quick == [passed_over([text], (), anchor) for text, anchor in texts]
    assert sum(map(len, quick)) > len(texts) / 2
