"""Every code of a problem has a register that shows it, and says exactly what stands beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hmic.register.problem_codes import CODES
from hmic.register.yaml_reader import read_document
from tests.conftest import Talk

HERE = Path(__file__).parent
REGISTERS = sorted(HERE.glob("*.yaml"))
SHOWN_BELOW = {"too-large", "unreadable"}


@pytest.fixture
def here(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.chdir(HERE)
    return talk


@pytest.mark.parametrize("register", REGISTERS, ids=lambda path: path.stem)
def test_each_problem_is_told_exactly(here: Talk, register: Path) -> None:
    said = here("check", register.name, "--reports", "texts", terminal=True)
    expected = register.with_suffix(".txt")
    told = said.out + said.err
    if os.environ.get("HMIC_WRITE_EXPECTED"):
        expected.write_text(told, encoding="utf-8")
    assert said.code == 1
    assert f"  {register.stem}\n" in said.out
    assert told == expected.read_text(encoding="utf-8")


def test_every_code_has_a_register() -> None:
    assert {path.stem for path in REGISTERS} | SHOWN_BELOW == set(CODES)


ONLY_WITH_REPORTS = {"opening-not-found", "report-text-missing"}
BROKEN = [path for path in REGISTERS if path.stem not in ONLY_WITH_REPORTS]


@pytest.mark.parametrize("register", BROKEN, ids=lambda path: path.stem)
def test_a_broken_register_is_never_loaded_nor_changed(here: Talk, register: Path) -> None:
    before = register.read_bytes()
    db = here.folder / "new.db"
    said = here("load", register.name, "--db", str(db))
    assert said.code == 1
    assert not db.exists()
    assert register.read_bytes() == before


def test_a_missing_file_is_a_problem_of_that_file(talk: Talk) -> None:
    said = talk("check", "nowhere.yaml", terminal=True)
    assert said.code == 2
    assert said.out == (
        "nowhere.yaml:1:1  unreadable\n"
        "  the file cannot be read: no such file or directory\n"
        "  help: check the path and its permissions\n"
    )


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_text("register: 1\n" * 10)
    (problem,) = read_document(huge, "huge.yaml", max_bytes=100).problems
    assert problem.code == "too-large"
    assert problem.message == "the file has 120 bytes; at most 100 are read"


def test_an_alias_bomb_is_refused_at_once_where_it_stands(talk: Talk) -> None:
    lines = ["register: 1", "force: F", "reports:", "  - &a0 {id: x}"]
    lines += [f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    talk.write("\n".join(lines))
    said = talk("check", "-f", "json")
    assert said.code == 1
    assert said.out.count('"code": "alias"') == 11 * 10 + 12


def test_nesting_without_end_is_refused(talk: Talk) -> None:
    talk.write("register: 1\nforce: F\nreports: " + "[" * 5000 + "]" * 5000)
    said = talk("check")
    assert said.code == 1
    assert "nest deeper than" in said.out


def test_all_problems_of_all_files_are_told_in_one_run(talk: Talk) -> None:
    talk.write("- {id: A, title: x, published: 2016}", "one.yaml")
    talk.write("- {id: b, title: x, published: 2016-13}", "two.yaml")
    said = talk("check", "one.yaml", "two.yaml")
    rows = [line.split("\t") for line in said.out.splitlines()]
    assert [(row[0], row[3]) for row in rows] == [("one.yaml", "bad-id"), ("two.yaml", "bad-date")]
    assert said.err == "2 problems in 2 files; nothing was changed\n"
