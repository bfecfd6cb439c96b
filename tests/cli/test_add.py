"""`hmic add`: one finding by questions on a real terminal, or by options; all of it or nothing."""

from __future__ import annotations

import os

import pytest

from tests.conftest import Talk
from tests.registers import CONCERN, TWO_REPORTS
from tests.terminal import Screen

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a terminal of Unix")

ASKED = "The force should answer calls sooner."
QUESTIONS = ("Title", "Deadline", "Who must act", "Area", "Themes", "Owner", "Add it to")


@pytest.fixture
def empty(talk: Talk) -> Talk:
    """A register as `init` makes it."""
    talk("init", ".", "--force", "Testshire Police").ok()
    return talk


@pytest.fixture
def known(talk: Talk) -> Talk:
    """A register that is loaded, with comments and line ends of its own."""
    talk.loaded(TWO_REPORTS + CONCERN)
    path = talk.folder / "data" / "recommendations.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "- id: peel-2016\n", "# the second round\n  - id: peel-2016\n"
    )
    path.write_bytes(text.encode().replace(b"\n", b"\r\n"))
    return talk


def register(talk: Talk) -> str:
    return (talk.folder / "data" / "recommendations.yaml").read_bytes().decode()


def without(text: str, added: str) -> str:
    """A register without lines that were put in together."""
    start = text.index(added)
    return text[:start] + text[start + len(added) :]


def test_the_first_finding_of_a_force_by_questions(empty: Talk) -> None:
    with Screen(["add"], empty.folder) as screen:
        screen.answer("The report's title", "")
        assert "a finding belongs to a report" in screen.answer(
            "The report's title", "Custody inspection 2026"
        )
        screen.answer("Published", "20/8/26")
        assert "write the year in full: 20/8/2026" in screen.answer("Published", "3/8/2026")
        assert "3 August 2026" in screen.answer("Inspectorate", "")
        screen.answer("Its id", "Custody!")
        assert "not a slug" in screen.answer("Its id", "custody-2026")
        screen.answer("Kind", "afii")
        assert "did you mean afi?" in screen.answer("Kind", "1")
        # A passage as it is pasted: lines that break in mid-sentence, and an empty one.
        screen.answer(
            "> ",
            "Within three months, the force should record every\nuse of force:\n- in cells;\n- on the way.\n",
        )
        screen.answer("Title", "Recording the use of force")
        screen.answer("Deadline", "soonish")
        assert "gives no deadline" in screen.answer("[Within three months]", "")
        meaning = screen.answer("Another deadline", "by March 2027")
        assert (
            "“Within three months” is 3 November 2026: three calendar months from 3 August 2026" in meaning
        )
        assert "31 March 2027: the last day of March 2027" in screen.answer("Another deadline", "")
        screen.answer("Who must act", "the lead")
        screen.answer("Must Testshire Police act on it?", "maybe")
        assert "neither yes nor no" in screen.answer("Must Testshire Police act on it?", "y")
        screen.answer("Area", "Custody")
        screen.answer("Themes", "use of force, Custody")
        screen.answer("Owner", "Head of Custody")
        summary = screen.answer("Add it to", "owners")
        assert "custody-2026-r1: recommendation of Custody inspection 2026, 3 Aug 2026" in summary
        screen.answer("Add it to", "owner")
        screen.answer("Owner", "Head of Detention")
        screen.answer("Add it to", "")
        code, said = screen.ended()
    assert code == 0
    assert "custody-2026-r1: assigned to Head of Detention, entry 1" in said
    assert "took" not in said  # the time that a person takes to answer is no time of hmic's
    empty("check").ok()
    row = empty.shown("custody-2026-r1")
    assert row["owner"] == "Head of Detention"
    assert row["requirement"] == (
        "Within three months, the force should record every use of force:\n- in cells;\n- on the way."
    )
    assert [one["due"] for one in row["deadlines"]] == ["2026-11-03", "2027-03-31"]
    assert "for_the_force: true" in register(empty)
    assert register(empty).startswith("# yaml-language-server:")


def test_a_concern_with_its_recommendations_by_questions(known: Talk) -> None:
    before = register(known)
    with Screen(
        ["add", "--report", "peel-2022", "--kind", "coc", "--owner", "ACC Crime"], known.folder
    ) as screen:
        screen.answer("> ", "Calls wait too long.\n")
        screen.answer("Title", "")
        screen.answer("Deadline", "")
        screen.answer("> ", "\n")
        assert "a text is needed" in screen.answer(
            "> ", "Within 28 days, the force should answer calls sooner.\n"
        )
        screen.answer("[Within 28 days]", "")
        screen.answer("Another deadline", "")
        screen.answer("another recommendation", "y")
        screen.answer("> ", "The force should train its call handlers.\n")
        screen.answer("Deadline", "")
        screen.answer("another recommendation", "n")
        for question in ("Who must act", "Area", "Themes", "Add it to"):
            screen.answer(question, "")
        code, said = screen.ended()
    assert (code, said.count("assigned to ACC Crime")) == (0, 3)
    known("check").ok()
    text = register(known)
    added = text[text.index("      - id: peel-2022-c2") :]
    assert text.startswith(before)
    assert added.count("\r\n") == added.count("\n")
    assert known("show", "peel-2022-c2-r1").ok().out.count("Within 28 days") >= 1


@pytest.mark.parametrize("stop", ["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize("at", ["Title", "Add it to"])
def test_stopping_writes_nothing(known: Talk, stop: str, at: str) -> None:
    before = {
        path: path.read_bytes() for path in known.folder.rglob("*") if path.suffix in {".yaml", ".db"}
    }
    with Screen(["add", "--report", "crime-2014", "--kind", "afi"], known.folder) as screen:
        screen.answer("> ", f"{ASKED}\n")
        for question in QUESTIONS[: QUESTIONS.index(at)]:
            screen.answer(question, "")
        screen.wait_for(at)
        screen.wait_for(": ")
        screen.interrupt() if stop == "ctrl-c" else screen.type("\x04")
        code, said = screen.ended()
    assert code == {"ctrl-c": 130, "ctrl-d": 2}[stop], said
    assert "nothing was" in said
    assert {path: path.read_bytes() for path in before} == before


def test_no_at_the_end_writes_nothing_and_a_typed_line_can_be_edited(known: Talk) -> None:
    before = register(known)
    with Screen(["add", "--report", "crime-2014", "--kind", "afi"], known.folder) as screen:
        screen.answer("> ", f"{ASKED}\n")
        screen.answer("Title", "Colls\x1b[D\x1b[D\x1b[D\x7fa")
        for question in QUESTIONS[1:-1]:
            screen.answer(question, "")
        assert "  Calls\n" in screen.answer("Add it to", "no")
        code, said = screen.ended()
    assert (code, "nothing was written" in said, register(known)) == (2, True, before)


def test_a_slip_can_be_put_right_at_the_end(known: Talk) -> None:
    with Screen(["add"], known.folder) as screen:
        screen.answer("Which report", "peel")
        screen.answer("Start a new report, peel?", "n")
        assert "which report is it?" in screen.answer("Which report", "crime")
        screen.answer("Do you mean Crime inspection 2014", "")
        screen.answer("Kind", "obs")
        screen.answer("> ", f"{ASKED}\n")
        screen.answer("Title", "Calls")
        screen.answer("Deadline", "by March 2016")
        screen.answer("Another deadline", "")
        for question in ("Who must act", "Area", "Themes", "Owner"):
            screen.answer(question, "")
        screen.answer("Add it to", "report")
        assert "1  PEEL 2022" in screen.answer("Which report", "1")
        # The words of a deadline that would be before that report are asked for again.
        assert "before the day it counts from" in screen.answer("Deadline", "by March 2023")
        screen.answer("Another deadline", "")
        screen.answer("Add it to", "")
        screen.answer("Load it into the database now", "n")
        code, said = screen.ended()
    assert (code, "next: hmic load" in said) == (0, True)
    known("check").ok()
    assert "peel-2022-o1" in known("load", "--dry-run").ok().out


def test_by_options_it_says_what_the_words_mean(known: Talk) -> None:
    before = register(known)
    given = ["add", "--report", "Crime inspection 2014", "--kind", "afi", "--requirement", ASKED]
    said = known(
        *given, "--deadline", "within three months", "--theme", "what-works", "--area", "Calls", "-n"
    ).ok()
    assert (register(known), said.err) == (before, "nothing was written\n")
    said = known(*given, "--deadline", "within three months and by March 2016", "--title", "Calls").ok()
    assert said.out == (
        "crime-2014-a1: area for improvement, in data/recommendations.yaml\n  Calls\n"
        "  “within three months” is 27 February 2015: three calendar months from 27 November 2014 "
        "(the report's publication)\n"
        "  “by March 2016” is 31 March 2016: the last day of March 2016, since only the month is named\n"
    )
    assert said.err == "next: hmic load\n"
    text = register(known)
    added = text[text.index("      - id: crime-2014-a1") : text.index("  # the second round")]
    assert without(text, added) == before
    known("load").ok()


def test_a_repeated_finding_is_refused_and_no_id_is_used_again(known: Talk) -> None:
    given = ["add", "--report", "crime-2014", "--kind", "rec"]
    known(*given, "--requirement", ASKED, "--load").ok()
    again = known(*given, "--requirement", "the force should answer calls sooner")
    assert (again.code, "already has a finding with these words: crime-2014-r3" in again.err) == (2, True)
    # A finding that is withdrawn keeps its id: the next one gets another.
    text = register(known)
    start = text.index("      - id: crime-2014-r3")
    (known.folder / "data" / "recommendations.yaml").write_bytes(
        (text[:start] + text[text.index("  # the second round") :]).encode()
    )
    known("load").ok()
    assert known(*given, "--requirement", "Train all staff.").ok().out.startswith("crime-2014-r4: ")


@pytest.mark.parametrize("given", [["--report-id", "peel-2016"], []])
def test_a_new_report_under_an_id_that_is_taken_is_refused(known: Talk, given: list[str]) -> None:
    """Whether the id is typed or made from the title: the finding would go into the other report."""
    before = register(known)
    title = "A new custody report" if given else "Peel 2016?"
    said = known("add", "--report", title, "--published", "2026-06-01", "--kind", "afi", "--requirement",
                 ASKED, "--owner", "ACC Crime", *given)  # fmt: skip
    assert said.code == 2
    assert title in said.err
    assert "peel-2016" in said.err
    assert "PEEL" in said.err
    assert "--report-id" in said.err
    assert register(known) == before


def test_a_recommendation_into_a_concern_that_is_there(known: Talk) -> None:
    said = known(
        "add",
        "--under",
        "peel-2022-c1",
        "--requirement",
        "Within 28 days, train all staff.",
        "--owner",
        "acc crime",
    ).ok()
    assert "peel-2022-c1-r3: assigned to acc crime, entry 1" in said.out
    known("check").ok()
    assert "1: Within 28 days -> 2022-07-13" in known("show", "peel-2022-c1-r3").ok().out


REFUSED = {
    "--kind afi --requirement x": "--report is missing",
    "--report crime-2014": "--kind and --requirement are missing",
    "--report crime-2041 --kind afi --requirement x": "did you mean crime-2014?",
    "--report Crime-2041! --kind afi --requirement x": "--published, for a new report, is missing",
    "--report crime-2014 --published 2014 --kind afi --requirement x": "is already in the register",
    "--report crime-2014 --kind coc --requirement x": "--recommendation is missing",
    "--report crime-2014 --kind afi --requirement x --recommendation y": "for a cause of concern",
    "--report crime-2014 --under peel-2022-c1 --requirement x": "belongs to peel-2022, not to crime-2014",
    "--under peel-2022-c1 --kind afi --requirement x": "only a recommendation",
    "--under peel-2022-c9 --requirement x": "did you mean peel-2022-c1?",
    "--report crime-2014 --kind afi --requirement x --deadline TBC": "gives no deadline",
    "--report crime-2014 --kind afi --requirement x --deadline by_2013": "before the day it counts from",
    "--report crime-2014 --kind afi --requirement x --addressed-to somebody": "--for-the-force",
    "--report crime-2014 --kind afi --requirement x --id peel-2016-a1": "peel-2016-a1",
    "--report crime-2014 --kind afi --requirement x --follows crime-2014-r9": "crime-2014-r9",
}


@pytest.mark.parametrize("given", REFUSED)
def test_what_cannot_be_added_changes_nothing(known: Talk, given: str) -> None:
    before = register(known)
    said = known("add", *(word.replace("_", " ") for word in given.split()))
    assert (said.code, said.out) == (2, ""), said
    assert REFUSED[given] in said.err
    assert register(known) == before


def test_a_load_that_fails_takes_the_finding_out_again(known: Talk) -> None:
    before = register(known)
    given = ["add", "--report", "crime-2014", "--kind", "afi", "--requirement", ASKED, "--owner"]
    said = known(*given, "ACC Crime", "--by", "crime-2014-r1" * 2000)
    assert said.code == 2
    assert register(known) == before
    db = known.folder / "recommendations.db"
    db.write_bytes(b"SQLite format 3\0 and no more")
    said = known(*given, "ACC Crime")
    assert (said.code, register(known)) == (2, before)


def test_a_missing_register_or_a_wrong_one_is_said_before_any_question(talk: Talk) -> None:
    for text, words in ((None, "there is no register"), ("register: 2\n", "see them with: hmic check")):
        if text is not None:
            talk.write(text)
        with Screen(["add"], talk.folder) as screen:
            code, said = screen.ended()
        assert code == 2
        assert words in said
        assert "One question" not in said
