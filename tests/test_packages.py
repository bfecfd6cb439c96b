"""What `make dist` builds from these sources: everything that hmic needs is inside, whoever builds it again."""

from __future__ import annotations

import runpy
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from hmic import __version__
from hmic.built_commit import commit
from hmic.cli.commands import init
from hmic.register.check_fields import check_fields
from hmic.register.yaml_reader import parse
from tests.conftest import REAL_REGISTER, ROOT

BACKEND = ROOT / "release" / "backend.py"
FORGOTTEN = {".pyc"}


def build(kind: str, folder: Path, backend: Path = BACKEND) -> Path:
    """Let the backend build, as pip does: in a process of its own, in the folder of the sources."""
    code = f"import backend; print(backend.build_{kind}({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=backend.parent.parent,
        env={"PYTHONPATH": str(backend.parent), "SOURCE_DATE_EPOCH": "1700000000"},
        text=True,
        capture_output=True,
        check=True,
    )
    return folder / done.stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", tmp_path_factory.mktemp("sdist"))


def program_files() -> set[str]:
    files = (path for path in (ROOT / "src" / "hmic").rglob("*") if path.is_file())
    return {str(p.relative_to(ROOT / "src").as_posix()) for p in files if p.suffix not in FORGOTTEN}


def test_a_wheel_holds_the_whole_program_the_register_and_the_commit(wheel: Path) -> None:
    assert wheel.name == f"hmic-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as package:
        names = {name for name in package.namelist() if ".dist-info/" not in name}
        assert names == program_files() | {"hmic/built/recommendations.yaml", "hmic/built/commit.txt"}
        assert package.read("hmic/built/recommendations.yaml") == REAL_REGISTER.read_bytes()
        assert package.read("hmic/built/commit.txt").decode().strip() == commit(ROOT)
    assert not (ROOT / "src" / "hmic" / "built").exists()


def test_what_a_package_carries_comes_before_a_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        package.extractall(tmp_path)  # noqa: S202 - made here
    built = tmp_path / "hmic" / "built"
    (built / "recommendations.yaml").write_text("inside", encoding="utf-8")
    assert init._example(built) == "inside"
    assert commit(tmp_path, built / "commit.txt") == commit()
    (built / "commit.txt").write_text("0123456789ab\n")
    assert commit(ROOT, built / "commit.txt") == "0123456789ab"


def test_the_source_package_builds_the_same_wheel_without_git(
    wheel: Path, sdist: Path, tmp_path: Path
) -> None:
    with tarfile.open(sdist) as package:
        package.extractall(tmp_path, filter="data")
    inside = tmp_path / f"hmic-{__version__}"
    assert not (inside / ".git").exists()
    assert {p.name for p in inside.iterdir()} >= {
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "docs",
        "requirements",
    }
    again = build("wheel", tmp_path, inside / "release" / "backend.py")
    with zipfile.ZipFile(again) as ours, zipfile.ZipFile(wheel) as theirs:
        assert {n: ours.read(n) for n in ours.namelist()} == {n: theirs.read(n) for n in theirs.namelist()}


def _asks(extras: frozenset[str]) -> list[str]:
    """What pyproject.toml asks for: what is installed may be of an earlier one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    more = (one for extra in extras for one in project["optional-dependencies"][extra])
    return [*project["dependencies"], *(one for one in more if not one.startswith("hmic["))]


def test_the_single_file_has_each_library_that_a_paper_needs() -> None:
    """By what the libraries say they need; the trial of the file itself is `make release-check`."""
    libraries = runpy.run_path(str(ROOT / "release" / "build.py"))["LIBRARIES"]
    left, seen = [("hmic", frozenset({"board", "sheets", "xlsx", "ics"}))], set[str]()
    while left:
        name, extras = left.pop()
        if name in seen:
            continue
        seen.add(name)
        for text in _asks(extras) if name == "hmic" else requires(name) or ():
            one = Requirement(text)
            wanted = [{"extra": extra, "sys_platform": "linux"} for extra in ("", *extras)]
            if one.marker is None or any(one.marker.evaluate(where) for where in wanted):
                left.append((canonicalize_name(one.name), frozenset(one.extras)))
    assert seen - {"hmic", "pip"} == set(libraries) - {"colorama"}  # only Windows needs colorama


def test_without_the_compiled_part_of_yaml_a_register_reads_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The single file has none for a Python that it does not know; each problem stays in its place, too."""
    text = REAL_REGISTER.read_text(encoding="utf-8")
    broken = text.replace("\nforce: ", "\nforce: {a: b}\nfroce: ", 1)
    compiled = [check_fields(parse(one, "r")) for one in (text, broken)]
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert [check_fields(parse(one, "r")) for one in (text, broken)] == compiled
    assert compiled[1][1]
