"""Questions on a terminal: each answer is read at once, and asked again where it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from hmic.cli.asking import line_typed
from hmic.errors import HmicError, UsageError
from hmic.plaintext import checked, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmic.cli.run import Run

NONE = {"-", "none"}
YES, NO = {"y", "yes"}, {"n", "no"}
_ITEM = re.compile(r"(?:[•●▪◦*–—-]|\(?[a-z0-9]{1,2}[.)])\s", re.IGNORECASE)

Answer = TypeVar("Answer")


class Conversation:
    """Says something on stderr, and asks."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def say(self, text: str) -> None:
        """Say a line."""
        self._run.world.stderr.write(shown(text) + "\n")

    def why(self, error: HmicError) -> None:
        """Say why an answer cannot be, and what could."""
        self.say(f"  {error.message}{f' ({error.hint})' if error.hint else ''}")

    def ask(self, question: str, read: Callable[[str], Answer], default: str = "") -> Answer:
        """The answer, once it can be read; an empty one is the default."""
        while True:
            typed = line_typed(self._run, f"{question}{f' [{default}]' if default else ''}: ")
            try:
                return read(checked(typed, "the answer") if typed else default)
            except HmicError as error:
                self.why(error)

    def yes(self, question: str) -> bool:
        """Whether the answer is yes, as it is without one."""

        def read(text: str) -> bool:
            if text.lower() in YES | NO:
                return text.lower() in YES
            message = f"{text!r} is neither yes nor no"
            raise UsageError(message, hint="type y or n")

        return self.ask(f"{question} (y or n)", read, "y")

    def ask_text(self, question: str, check: Callable[[str], object]) -> str:
        """A text of several lines, as it is pasted from a report; an empty line ends it."""
        self.say(f"{question}.\nYou can paste several lines; finish with an empty line.")
        while True:
            lines: list[str] = []
            while line := line_typed(self._run, "> "):
                lines += line.splitlines()
            text = joined(lines)
            try:
                check(checked(text, "the text", lines=True))
            except HmicError as error:
                self.why(error) if text else self.say("  a text is needed")
            else:
                return text


def joined(lines: Sequence[str]) -> str:
    r"""Lines as they were pasted → paragraphs: a line goes on unless an item of a list begins.

    >>> joined(["The force should:", "- train all", "staff"])
    'The force should:\n- train all staff'
    """
    found: list[str] = []
    for line in (" ".join(each.split()) for each in lines):
        if found and not _ITEM.match(line):
            found[-1] += f" {line}"
        elif line:
            found.append(line)
    return "\n".join(found)
