"""The help fits a narrow terminal, begins with what can be typed, and offers only what works."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hmic.cli.main import COMMANDS, GROUPS
from hmic.render.formats import Format
from tests.conftest import NOW, ROOT, Talk
from tests.draft import pdfs
from tests.draft.made import fire_2019

MAIL = ("mail overdue", "mail test", "mail log")
NAMES = [*COMMANDS, *MAIL]
Help = Callable[[str], list[str]]

REVIEWED = """\
register: 1
force: Leicestershire Police
reports:
  - id: peel-2025
    title: PEEL 2025
    published: 2025-05-01
    findings:
      - id: peel-2025-a1
        kind: area_for_improvement
        title: Answering calls
        requirement: The force should answer calls sooner.
"""
VALUES = {
    "AREA", "DATE", "DSN", "ENTRY", "EVIDENCE", "FILE", "FINDING", "FOLDER", "FORCE", "FORMAT", "GROUP", "HEAD", "KIND", "LETTER",
    "NUMBER", "ORDER", "EMAIL", "PERIOD", "POST", "REPORT", "SHELL", "SIZE", "STATUS", "TEXT", "THEME", "WHAT", "WHEN", "WORDS",
}  # fmt: skip
"""What a value can be called: by what it means to an officer, and never by its type."""


@pytest.fixture(params=[80, 160], ids=["80 columns", "160 columns"])
def help_of(
    request: pytest.FixtureRequest,
    talk: Talk,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Help:
    """The lines of a command's help, on a narrow and on a wide terminal."""
    monkeypatch.setenv("COLUMNS", str(request.param))

    def lines(name: str) -> list[str]:
        talk(*name.split(), "--help").ok()
        return capsys.readouterr().out.splitlines()

    return lines


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as an officer has it after some weeks: every example can be typed in it."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "data", folder / "data")
    talk = Talk(folder)
    here = ("--db", str(folder / "recommendations.db"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        talk("load", *here).ok()
        talk("assign", "crime-2014-r2", "ACC Crime", *here).ok()
        talk("progress", "crime-2014-r2", "--note", "Review begun", *here).ok()
        talk("progress", "crime-2014-r3", "--note", "On the wrong finding", *here).ok()
        (folder / "review.pdf").write_bytes(b"%PDF-1.4\n")
        (folder / "owners.csv").write_text("finding,note\ncrime-2014-r3,Staff briefed\n", encoding="utf-8")
        talk("export", "journal", "-o", "theirs.jsonl", *here).ok()
        (folder / "tracker.csv").write_text(
            "Ref,Recommendation,Owner\nR1,Train staff.,DCC\n", encoding="utf-8"
        )
        talk("export", "form", "--owner", "ACC Crime", "-o", "form.xlsx", *here).ok()
        talk("backup", "copy.db", *here).ok()
        pdfs.write(fire_2019(2), folder / "report.pdf")
        (folder / "peel-2025.yaml").write_text(REVIEWED, encoding="utf-8")
    return folder


@pytest.fixture
def office(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    folder = tmp_path / "office"
    shutil.copytree(prepared, folder)
    monkeypatch.chdir(folder)
    return Talk(folder, now=NOW)


def examples(lines: list[str]) -> list[str]:
    """The lines under the heading of the examples."""
    start = next(n for n, line in enumerate(lines) if re.fullmatch("Examples?:", line)) + 1
    end = lines.index("", start)
    return [line.strip() for line in lines[start:end]]


def section(lines: list[str], heading: str) -> str:
    """The words of one option, whatever the lines they are on."""
    text = "\n".join(lines)
    found = re.search(rf"^  .*{re.escape(heading)}\b(.*(?:\n {{8,}}.*)*)", text, re.MULTILINE)
    return " ".join(found[1].split()) if found else ""


def test_all_commands_are_named_in_groups_each_on_a_whole_line(help_of: Help) -> None:
    lines = help_of("")
    assert max(map(len, lines)) <= 80
    for group, commands in GROUPS.items():
        start = lines.index(f"{group}:")
        told = lines[start + 1 : start + 1 + len(commands)]
        assert [line.split(maxsplit=1) for line in told] == [list(pair) for pair in commands.items()]
    assert len(examples(lines)) == 3


@pytest.mark.parametrize("name", NAMES)
def test_help_begins_with_an_example_and_fits(help_of: Help, name: str) -> None:
    lines = help_of(name)
    assert re.fullmatch("Examples?:", lines[0])
    assert all(line.startswith(f"hmic {name}") for line in examples(lines))
    assert max(map(len, lines)) <= 80
    assert not any(line.endswith("...") and not line.startswith("Usage") for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_values_are_called_by_what_they_mean(help_of: Help, name: str) -> None:
    text = "\n".join(help_of(name))
    assert not re.search(r"[<{}>]", text.replace("->", "")), "a type, where a name belongs"
    usage = re.search(r"^Usage: (.*(?:\n {8,}.*)*)", text, re.MULTILINE)
    assert usage
    arguments = set(re.findall(r"\b[A-Z]{2,}\b", usage[1])) - {"OPTIONS", "COMMAND", "ARGS"}
    options = set(re.findall(r"--[a-z-]+ ([A-Z<][\w<>]*)", text))
    assert arguments | options <= VALUES


@pytest.mark.parametrize("name", ["", *NAMES])
def test_every_example_works(help_of: Help, office: Talk, name: str) -> None:
    for line in examples(help_of(name)):
        said = office(*shlex.split(line)[1:])
        if name in GROUPS["Together"]:  # without a hub it is understood, and refused; tests/hub has one
            assert (said.code, "--help" in said.err) == (2, False), (line, said)
        else:
            assert said.code == 0, (line, said)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "mail"])
def test_only_formats_that_can_be_written_are_offered(
    talk: Talk, office: Talk, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(*name.split(), "--help").ok()
    lines = capsys.readouterr().out.splitlines()
    offered = {form for form in Format if re.search(rf"\b{form}\b", section(lines, "--format FORMAT"))}
    assert bool(offered) == ("--format" in "\n".join(lines))
    if not offered:
        return
    tried = [re.sub(r" -o \S+", "", line) for line in examples(lines)]
    written: set[Format] = set()
    for form in Format:
        for line in tried:
            said = office(*shlex.split(line)[1:], "-f", form.value, "-o", f"out.{form}")
            if said.code == 0:
                written.add(form)
            else:
                assert "cannot be written as" in said.err, (line, form, said)
    assert written == offered


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        ("init", "--db"),
        ("init", "--register"),
        ("when", "--db"),
        ("check", "--db"),
        ("assign", "--register"),
    ],
)
def test_what_means_nothing_to_a_command_is_not_listed_and_still_taken(
    help_of: Help, office: Talk, name: str, absent: str
) -> None:
    lines = help_of(name)
    assert absent not in "\n".join(lines)
    place = "recommendations.db" if absent == "--db" else "data/recommendations.yaml"
    assert office(*shlex.split(examples(lines)[0])[1:], absent, place).code == 0
