"""Whatever text is let in, everything that is made of it works: mail, papers, tables, pages."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Talk

ODD = ["\n", "\r", "\t", "\0", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u2028", "\u2029", "\u202e", "\ufeff", "\uffff",
       "\x0b", "\x0c", "👮🏽", "é", "e\u0301", "<b>", "&amp;", '"', "'", "\\", ",", ";", "@", "<x@y>", ":", "=", "-", "%s",
       "{0}", "{{x}}", "{% x %}", "$(x)", "a" * 300, "𝔘", "ل", "\u200d", "[red]", "|", "#", "..", "/"]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=5)), min_size=1, max_size=5).map("".join)
FIELDS = ("force", "report", "inspectorate", "programme", "title", "area", "section", "opening", "requires", "grade",
          "clock", "reference")  # fmt: skip
JOURNAL = ("owner", "by", "agreed", "note", "reason")


def register(words: dict[str, str]) -> str:
    said = {name: json.dumps(words.get(name, name), ensure_ascii=True) for name in FIELDS}
    return f"""register: 1
force: {said["force"]}
reports:
  - id: r
    title: {said["report"]}
    inspectorate: {said["inspectorate"]}
    programme: {said["programme"]}
    published: 2026-01-10
    scale: peel-four-tier
    respond_by: [{{clock: statutory response, note: {said["clock"]}}}]
    grades: [{{area: {said["area"]}, grade: good, note: {said["grade"]}}}]
    findings:
      - id: r-r1
        kind: recommendation
        title: {said["title"]}
        requirement: Do it.
        area: {said["area"]}
        national_reference: {said["reference"]}
        source: {{section: {said["section"]}, opening: {said["opening"]}}}
        deadlines: [{{phrase: within three months, requires: {said["requires"]}}}]
"""


WORK = [
    ("load",), ("verify",), ("list", "-f", "csv"), ("overdue",), ("overdue", "-f", "ics", "-o", "o.ics"), ("show", "r-r1"),
    ("changes", "-f", "html"), ("grades",), ("summary",), ("export", "board"), ("list", "-o", "l.xlsx"),
    ("mail", "overdue", "--send", "--owners"), ("board", "--since", "2020-01-01", "-o", "papers"), ("list", "-f", "md"),
    ("export", "journal", "-o", "j.jsonl"), ("import", "journal", "j.jsonl"), ("export", "deadlines", "-f", "json"),
]  # fmt: skip


def works(talk: Talk) -> None:
    for command in WORK:
        for terminal in (False, True) if command in {("show", "r-r1"), ("overdue",)} else (False,):
            said = talk(*command, terminal=terminal)
            assert said.code == 0, said
    for path in (talk.folder / "outbox").glob("*.eml"):
        assert path.read_bytes().isascii()


@settings(max_examples=20)
@given(st.sampled_from((*FIELDS, *JOURNAL)), TEXTS)
def test_what_is_let_in_works_everywhere(name: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        talk = Talk(Path(folder))
        talk.write(register({name: text}))
        if talk("check").code != 0:
            assert name in FIELDS
            assert talk("load").code == 1
            return
        talk("load").ok()
        words = {one: text if one == name else one for one in JOURNAL}
        given = [
            ("assign", f"--by={words['by']}", "--", "r-r1", words["owner"]),
            ("progress", "r-r1", f"--note={words['note']}", f"--by={words['by']}"),
            (
                "extend",
                "r-r1",
                "2026-05-01",
                f"--reason={words['reason']}",
                f"--agreed-by={words['agreed']}",
            ),
        ]
        for command in given:
            assert talk(*command).code in ((0,) if name in FIELDS else (0, 2)), command
        owner = json.dumps(words["owner"])
        settings_file = Path(folder) / "hmic.toml"
        settings_file.write_text(f"[owners]\n{owner} = 'x@force.example'\n", encoding="utf-8")
        if talk("list").code != 0:
            settings_file.unlink()
        works(talk)


@pytest.mark.parametrize("odd", ["\n", "\r\n", "\t", "\x1b[31m", "\0", "\u2028", "\u202e", "\x85"])
@pytest.mark.parametrize("name", FIELDS)
def test_a_line_break_or_a_control_character_is_refused_by_check(talk: Talk, name: str, odd: str) -> None:
    talk.write(register({name: f"a{odd}b"}))
    said = talk("check", "-f", "json")
    if name in ("clock", "grade") and odd == "\n":
        said.ok()  # a note
        return
    assert said.code == 1
    codes = {problem["code"] for problem in json.loads(said.out)["rows"]}
    assert codes - {"line-break"} == ({"control-character"} if odd != "\n" else set())


@pytest.mark.parametrize("odd", ["\n", "\x1b[31m", "\t", "\0", "\u202e"])
@pytest.mark.parametrize(
    "line",
    ["[mail]\nto = [{}]", "[mail]\nfrom = {}", "[mail]\nsmtp = {}", "[owners]\n{} = 'x@force.example'",
     "[owners]\nACC = {}", "db = {}", "register = {}", "[mail]\npassword_file = {}", "{} = 1"],
)  # fmt: skip
def test_no_setting_has_a_line_break_or_a_control_character(talk: Talk, line: str, odd: str) -> None:
    text = line.format(json.dumps(f"a{odd}b@force.example"))
    (talk.folder / "hmic.toml").write_text(text, encoding="utf-8")
    said = talk("list")
    assert said.code == 2
    assert "holds the character U+" in said.err
    assert "this is a bug" not in said.err
    assert odd not in said.err.replace("\n", "", 2) or odd == "\n"


def test_a_new_register_has_a_plain_name(talk: Talk) -> None:
    said = talk("init", "new", "--force", "Test\nshire")
    assert (said.code, (talk.folder / "new").exists()) == (2, False)
    assert "--force holds the character U+000A" in said.err


def test_a_name_that_an_earlier_version_let_in_stops_no_mail(talk: Talk) -> None:
    import sqlite3

    talk.write(register({}))
    talk("load").ok()
    with sqlite3.connect(talk.folder / "recommendations.db") as con:
        con.execute("UPDATE register SET force = 'Test' || char(10) || 'shire'")
    con.close()
    said = talk("mail", "overdue", "--send").ok()
    assert "sent to officer@localhost" in said.err
