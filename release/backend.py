"""Builds hmic's packages: what flit builds, with the real register and the commit inside.

Both are put into `hmic/built` of a copy of the sources, so the checkout stays as it is. `pip` calls
these functions (https://peps.python.org/pep-0517/).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flit_core import buildapi

ROOT = Path(__file__).resolve().parent.parent
KEPT = (
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "data",
    "docs",
    "pyproject.toml",
    "release",
    "requirements",
)
"""What a source package has beside the program."""


@contextmanager
def _sources() -> Iterator[None]:
    """A copy of the sources to build in, with what a package carries besides."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="hmic-build-") as folder:
        copy = Path(folder)
        for name in KEPT:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (ROOT / name).exists():
                shutil.copy2(ROOT / name, copy / name)
        shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
        built = copy / "src" / "hmic" / "built"
        built.mkdir(exist_ok=True)
        shutil.copy2(ROOT / "data" / "recommendations.yaml", built)
        commit = _commit()
        if commit is not None:
            (built / "commit.txt").write_text(f"{commit}\n", encoding="ascii")
        os.chdir(copy)
        try:
            yield
        finally:
            os.chdir(before)


def _commit() -> str | None:
    """The commit of the checkout; None in the sources of a package, which carry it already."""
    sys.path.insert(0, str(ROOT / "src"))
    try:
        from hmic.built_commit import commit

        return commit(ROOT)
    finally:
        sys.path.pop(0)


def build_wheel(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    """The wheel; gives its file's name."""
    place = str(Path(wheel_directory).resolve())
    with _sources():
        return str(buildapi.build_wheel(place, config_settings, metadata_directory))


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    """The source package; gives its file's name."""
    place = str(Path(sdist_directory).resolve())
    with _sources():
        return str(buildapi.build_sdist(place, config_settings))


build_editable = buildapi.build_editable
get_requires_for_build_wheel = buildapi.get_requires_for_build_wheel
get_requires_for_build_sdist = buildapi.get_requires_for_build_sdist
get_requires_for_build_editable = buildapi.get_requires_for_build_editable
prepare_metadata_for_build_wheel = buildapi.prepare_metadata_for_build_wheel
prepare_metadata_for_build_editable = buildapi.prepare_metadata_for_build_editable
