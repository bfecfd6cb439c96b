"""What can go wrong: each failure carries its message and its remedy, each problem its place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class HmicError(Exception):
    """An operation that could not be done.

    `message` says what happened and why, in one sentence; `hint` says what to do about it.
    The command line shows both and ends with exit code 2.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Lines(str):
    """A hint of several lines; any other is one line, whatever names it contains."""

    __slots__ = ()


def in_lines(lines: Iterable[str]) -> Lines:
    """Lines below a message."""
    return Lines("\n      ".join("?".join(line.splitlines()) for line in lines))


class UsageError(HmicError):
    """Something typed on the command line cannot be used."""


class InterruptionError(BaseException):
    """Ctrl-C in the middle of something; it says what becomes of that.

    Not a KeyboardInterrupt: the command line library ends those itself, without their words.
    """


class NotFoundError(HmicError):
    """Something named by the user does not exist."""


class StoreError(HmicError):
    """The database cannot be used: missing, locked, damaged, read-only, too new, full."""


class MadeMeanwhileError(StoreError):
    """Another run has made the database since this one looked."""


class RefusedError(HmicError):
    """A change that the rules do not allow, with what is missing and a command that would work."""


class Problem(NamedTuple):
    """A problem in a register: where it is and what to do about it.

    `line` and `column` count from 1. `excerpt` is the user's own line, as it is in the file.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    help: str | None = None
    excerpt: str | None = None


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word most like `word`, or None when nothing is near."""
    return _nearest(word, tuple(valid))


@lru_cache
def _nearest(word: str, valid: tuple[str, ...]) -> str | None:
    """The same, cached: a slip in a file that a program wrote is in every one of its findings."""
    candidates = {value.lower(): value for value in valid}
    wanted = word.lower().replace("_", " ").replace("-", " ").strip()
    for value, original in candidates.items():
        if value.replace("_", " ").replace("-", " ") == wanted:
            return original
    import difflib

    close = difflib.get_close_matches(word.lower(), candidates, n=3, cutoff=0.6)
    close.sort(key=lambda near: sorted(near) != sorted(word.lower()))  # letters that changed places first
    return candidates[close[0]] if close else None


def _with_words(word: str, valid: Iterable[str]) -> list[str]:
    """The few valid words whose parts begin as each part of `word` does."""
    import re

    parts = re.findall(r"\w+", word.lower())
    found = []
    for one in valid:
        own = re.findall(r"\w+", one.lower())
        if parts and all(any(each.startswith(part) for each in own) for part in parts):
            found.append(one)
    few = 5
    return found if len(found) <= few else []


def did_you_mean(word: str, valid: Iterable[str]) -> str | None:
    """A hint that names the nearest valid word, or lists them all when they are few.

    >>> did_you_mean("cvs", ["csv", "json"])
    'did you mean csv?'
    >>> did_you_mean("ACC", ["ACC Crime", "Head of Custody", "ACC Operations"])
    'did you mean ACC Crime or ACC Operations?'
    >>> did_you_mean("word", ["csv", "json"])
    'valid: csv, json'
    """
    valid = list(valid)
    near = nearest(word, valid)
    longer = _with_words(word, valid)
    if len(longer) > 1 and not (near and len(near) == len(word)):
        return f"did you mean {' or '.join(longer)}?"
    if near or longer:
        return f"did you mean {near or longer[0]}?"
    few = 12
    if 0 < len(valid) <= few:
        return "valid: " + ", ".join(valid)
    return None
