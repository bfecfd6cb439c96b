"""Ask before something unusual: on a terminal. Elsewhere an option answers."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from hmic.errors import RefusedError

if TYPE_CHECKING:
    from hmic.cli.run import Run


def agreed(run: Run, question: str, remedy: str = "check the date and try again") -> bool:
    """Whether the person at the terminal says yes; False without a terminal."""
    if not (run.world.on_terminal and run.world.stdin.isatty()):
        return False
    run.world.stderr.write(f"{question} [y/N] ")
    run.world.stderr.flush()
    with run.waiting():
        said = run.world.stdin.readline().strip().lower()
    if said in {"y", "yes"}:
        return True
    message = "nothing was recorded"
    raise RefusedError(message, hint=remedy)


def answered(run: Run, question: str) -> str:
    """What the person at the terminal answers, in lower case; empty without a terminal."""
    if not (run.world.on_terminal and run.world.stdin.isatty()):
        return ""
    run.world.stderr.write(f"{question} ")
    run.world.stderr.flush()
    with run.waiting():
        return run.world.stdin.readline().strip().lower()


def far_is_meant(run: Run, day: dt.date | None, start: dt.date, *, far: bool) -> bool:
    """Whether a date many years after `start` is right; nearer dates raise no question."""
    from hmic.entries import FURTHEST, is_far

    if day is None or far or not is_far(day, start) or (years := day.year - start.year) > FURTHEST:
        return far
    return agreed(run, f"{day} is {years} years ahead. Record it?")


def line_typed(run: Run, question: str) -> str:
    """A line that is typed at the terminal, and can be edited; RefusedError at the end of input."""
    world = run.world
    line = ""
    if world.stdin is sys.stdin and world.stdout is sys.stdout:
        with suppress(ImportError):  # Windows edits lines by itself
            import readline  # noqa: F401 - lets `input` edit
        with suppress(EOFError), run.waiting():
            line = input(question) + "\n"
    else:
        world.stderr.write(question)
        world.stderr.flush()
        with run.waiting():
            line = world.stdin.readline()
    if not line:
        message = "not every question was answered, so nothing was written"
        raise RefusedError(message, hint="start again, or give the answers as options")
    return line.strip()
