"""Everything that the README and the guide show is what the program prints."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Talk

README = ROOT / "README.md"
GUIDE = ROOT / "docs" / "guide.md"
BLOCK = re.compile(r"```(console|yaml|toml|csv)\n(.*?)```", re.DOTALL)
HASH = re.compile(r"\b(\d+):[0-9a-f]{16,}")
"""A journal's head: its hash covers names that are drawn by chance."""


@pytest.fixture
def clone(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A folder that looks as the project does after cloning; a session may go to another folder."""
    shutil.copytree(ROOT / "data", talk.folder / "data")
    monkeypatch.chdir(talk.folder)
    return talk


def spoken(block: str) -> list[str]:
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def replay(talk: Talk, commands: list[str]) -> str:
    lines: list[str] = []
    for number, command in enumerate(commands):
        if number:
            lines.append("")
        lines.append(f"$ {command}")
        words = shlex.split(command)
        if words[0] == "cd":
            talk.folder /= words[1]
            os.chdir(talk.folder)
        else:
            said = talk(*words[1:], terminal=True)
            told = (said.out + said.err).rstrip("\n").splitlines()
            # On a busy machine a command may say how long it took.
            lines += [line for line in told if not re.fullmatch(r"took \d+ seconds", line)]
    return "\n".join(lines) + "\n"


def typed(talk: Talk, block: str) -> None:
    """Write a file that a page shows, where its first line names it."""
    name, _, content = block.partition("\n")
    found = re.fullmatch(r"# (add to )?(\S+)", name)
    if found:
        with (talk.folder / found[2]).open("a" if found[1] else "w", encoding="utf-8") as file:
            file.write(content)


@pytest.mark.parametrize("page", [README, GUIDE], ids=lambda page: page.name)
def test_every_session_is_what_the_program_prints(clone: Talk, page: Path) -> None:
    def done(block: re.Match[str]) -> str:
        if block[1] == "console":
            return f"```console\n{replay(clone, spoken(block[2]))}```"
        typed(clone, block[2])
        return block[0]

    text = page.read_text(encoding="utf-8")
    fresh = BLOCK.sub(done, text)
    same = HASH.sub("HEAD", fresh) == HASH.sub("HEAD", text)
    if not same and os.environ.get("HMIC_WRITE_EXPECTED"):
        page.write_text(fresh, encoding="utf-8")
    assert same or os.environ.get("HMIC_WRITE_EXPECTED")


def test_every_link_leads_somewhere() -> None:
    for page in (README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_generated_pages_are_current() -> None:
    import runpy

    pages = runpy.run_path(str(ROOT / "docs" / "generate.py"))["PAGES"]
    for path, make in pages.items():
        assert Path(path).read_text(encoding="utf-8") == make(), f"{path.name}: make docs"


def test_make_targets_named_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README.read_text(encoding="utf-8"), re.MULTILINE):
        assert f"\n{target}:" in makefile


def test_the_version_has_its_section_of_the_changes() -> None:
    from hmic import __version__

    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (\S+)(?: - \d{4}-\d\d-\d\d)?$", changes, re.MULTILINE)
    assert sections[0] == "Next"
    assert sections[1] == __version__
