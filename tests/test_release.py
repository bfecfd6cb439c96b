"""What a release promises: one version everywhere, a CHANGELOG by which scripts and databases can be upgraded."""

from __future__ import annotations

import re
import runpy

import pytest

from hmic import __version__
from hmic.store.schema import VERSION
from tests.conftest import ROOT

CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", CHANGES, re.DOTALL | re.MULTILINE))
PARTS = ["What scripts must change", "Databases", "What is new"]


def test_the_version_is_in_one_place() -> None:
    """Wherever else it is named it is this one: pyproject.toml takes it from the program."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert (
        "version"
        in re.findall(r"^dynamic = \[(.*)\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[0]
    )
    assert not re.search(r"^version\s*=", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"hmic-(\d[\d.]*\d)-py3", readme)) == {__version__}
    for file in (ROOT / "src").rglob("*.py"):
        if file.name != "__init__.py":
            assert f'"{__version__}"' not in file.read_text(encoding="utf-8"), file


def test_the_newest_released_section_is_the_versions() -> None:
    heads = list(SECTIONS)
    assert heads[0] == "Next"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2}", head) for head in heads[1:])
    assert heads[1].split()[0] == __version__


@pytest.mark.parametrize("head", [head for head in SECTIONS if not head.startswith("0.1.0 ")])
def test_each_version_says_what_scripts_and_databases_need(head: str) -> None:
    parts = re.findall(r"^### (.+)$", SECTIONS[head], re.MULTILINE)
    assert parts == PARTS
    assert SECTIONS[head].strip().startswith(f"### {PARTS[0]}"), (
        "each line belongs in one of the three parts"
    )
    if head == "Next":
        assert f"schema {VERSION} " in SECTIONS[head], (
            "the upgrade note names the schema that databases get"
        )


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ([], None),
        (["v0.1.0"], None),
        (["checked", "v0.1.0"], None),
        (["checked"], None),
        (["v0.2.0"], "v0.2.0"),
    ],
)
def test_packages_are_built_from_the_tag_of_their_version(tags: list[str], told: str | None) -> None:
    wrong = runpy.run_path(str(ROOT / "release" / "build.py"))["wrong_tags"](tags, "0.1.0")
    assert (told is None and wrong is None) or (told is not None and told in wrong)
