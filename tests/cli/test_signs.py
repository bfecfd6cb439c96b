"""Terminals with few signs: every word stays readable, and nothing ends as a bug or a question mark."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmic.cli.terminal_characters import NAME, readable

HMIC = [sys.executable, "-m", "hmic"]
COMMANDS = (
    ["show", "crime-2014-r2"],
    ["changes", "--from", "crime-2014", "--to", "effectiveness-2015"],
    ["show", "crime-2014-r99"],
)
TERMINALS = (
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "cp850"},
)


@cache
def in_full(command: tuple[str, ...], folder: Path) -> str:
    """The same on a terminal that has every sign."""
    return on_terminal(list(command), {"LC_ALL": "C.UTF-8"}, folder).decode("utf-8")


def on_terminal(command: list[str], environ: dict[str, str], folder: Path) -> bytes:
    """What the program writes to a real terminal, errors too."""
    ours, theirs = pty.openpty()
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))
    }
    with subprocess.Popen(
        [*HMIC, *command], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder,
        env={**clean, "COLUMNS": "80", "NO_COLOR": "1", **environ},
    ) as run:  # fmt: skip
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 65536):
                said += piece
        except OSError:  # the terminal's end
            pass
        run.wait()
    os.close(ours)
    return said


@pytest.mark.parametrize("environ", TERMINALS, ids=lambda e: " ".join(f"{k}={v}" for k, v in e.items()))
def test_a_terminal_with_few_signs_shows_readable_ones(real_db: Path, environ: dict[str, str]) -> None:
    encoding = environ.get("PYTHONIOENCODING", "ascii")
    for command in COMMANDS:
        told = on_terminal(command, environ, real_db.parent).decode(encoding)
        whole = in_full(tuple(command), real_db.parent)
        assert "bug" not in told
        assert told.count("?") == whole.count("?"), command
        assert "\\u" not in told
        if encoding == "ascii":
            assert told == readable(whole), command
        else:
            assert readable(told) == readable(whole), command


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(["ascii", "cp1252", "cp850"]),
)
def test_any_text_can_be_shown_and_a_question_mark_is_always_the_writers_own(
    text: str, encoding: str
) -> None:
    shown = text.encode(encoding, NAME).decode(encoding)
    ours = text.count("?") + text.count("\uff1f") + text.count("\ufe56")
    assert shown.count("?") <= ours + sum(text.count(sign) * 2 for sign in "⁇⁈⁉‽")
    assert len(shown) >= len([letter for letter in text if letter.isascii()])
