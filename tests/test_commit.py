"""The commit that `hmic --version` names, beside what git itself says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hmic import __version__
from hmic.built_commit import commit
from tests.conftest import Talk


def git(folder: Path, *args: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@force.example")
    done = subprocess.run(["git", *who, *args], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "commit", "-q", "--allow-empty", "-m", "first")
    return folder


def test_the_commit_is_the_one_that_git_names(checkout: Path, tmp_path: Path) -> None:
    head = git(checkout, "rev-parse", "HEAD")
    assert commit(checkout) == head[:12]
    git(checkout, "pack-refs", "--all")
    assert commit(checkout) == head[:12]
    further = tmp_path / "further"
    git(checkout, "worktree", "add", "-q", "-b", "other", str(further))
    git(further, "commit", "-q", "--allow-empty", "-m", "second")
    assert commit(further) == git(further, "rev-parse", "HEAD")[:12] != head[:12]
    git(checkout, "checkout", "-q", "--detach")
    assert commit(checkout) == head[:12]


def test_an_installed_package_has_none(checkout: Path, tmp_path: Path) -> None:
    assert commit(tmp_path) is None
    (checkout / ".git" / "HEAD").write_text("nonsense")
    assert commit(checkout) is None


def test_the_version_names_it(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    here = commit()
    assert talk("--version").code == 0
    assert capsys.readouterr().out == f"hmic {__version__}" + (f" ({here})" if here else "") + "\n"
