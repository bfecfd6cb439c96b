"""`make test-pythons`: the quick tests on every supported Python, and with the oldest dependencies."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import nox

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""Every Python that hmic supports; one that is not installed is skipped, and nox says so."""

nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True
nox.options.envdir = ".cache/nox"


def interpreter(version: str) -> str:
    """The path of a Python that runs, else its version, which nox then reports as skipped.

    A command of pyenv's can be there and fail, since no Python of that version was chosen; so the
    folder that it installs into is looked at too.
    """
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    installed = sorted(root.glob(f"{version}.*/bin/python"))
    for path in (shutil.which(f"python{version}"), *installed):
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return str(path)
    return version


def tested(session: nox.Session, requirements: str) -> None:
    """Install what is pinned, and run the quick tests."""
    session.install("--require-hashes", "-r", requirements)
    session.install("--no-deps", "--no-build-isolation", "--editable", ".")
    session.run("python", "-m", "pytest", "-m", "not slow", env={"HMIC_CASES": "5"})


@nox.session
@nox.parametrize("python", [nox.param(interpreter(version), id=version) for version in PYTHONS])
def tests(session: nox.Session) -> None:
    """The newest dependencies, as pinned."""
    tested(session, "requirements/dev.txt")


@nox.session(python=interpreter(PYTHONS[0]))
def oldest(session: nox.Session) -> None:
    """The oldest dependencies that pyproject.toml allows."""
    tested(session, "requirements/oldest.txt")
