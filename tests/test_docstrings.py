"""Every example in a docstring gives what it says."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src"
MODULES = sorted(
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")
    for path in SRC.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings(module: str) -> None:
    tried = doctest.testmod(import_module(module))
    assert tried.attempted, "an example is there, but not where it is run"
    assert not tried.failed


def test_the_modules_that_need_examples_have_them() -> None:
    assert {"hmic.addressee", "hmic.deadlines", "hmic.errors", "hmic.words"} <= set(MODULES)
