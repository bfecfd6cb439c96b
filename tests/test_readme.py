"""Everything the README shows is what the program prints."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Talk

README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


@pytest.fixture
def clone(talk: Talk) -> Talk:
    """A folder that looks as the project does after cloning."""
    shutil.copytree(ROOT / "data", talk.folder / "data")
    return talk


def spoken(block: str) -> list[str]:
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def replay(talk: Talk, commands: list[str]) -> str:
    lines: list[str] = []
    for number, command in enumerate(commands):
        if number:
            lines.append("")
        said = talk(*shlex.split(command)[1:], terminal=True)
        lines += [f"$ {command}", *(said.out + said.err).rstrip("\n").splitlines()]
    return "\n".join(lines) + "\n"


def test_every_session_is_what_the_program_prints(clone: Talk) -> None:
    text = README.read_text(encoding="utf-8")
    fresh = BLOCK.sub(lambda m: f"```console\n{replay(clone, spoken(m[1]))}```", text)
    if os.environ.get("HMIC_WRITE_EXPECTED"):
        README.write_text(fresh, encoding="utf-8")
    assert fresh == README.read_text(encoding="utf-8")


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


def test_make_targets_and_files_named_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README.read_text(encoding="utf-8"), re.MULTILINE):
        assert f"\n{target}:" in makefile
