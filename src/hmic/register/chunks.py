"""A register's text cut into its reports, so that a load can pass over those that it knows by heart."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

READING = 1
"""Raised whenever the same text is checked or read in another way; then every text is read anew."""

# Where a line begins is looked for as the end of the one before: "^" takes ten times as long.
_REPORTS = re.compile(r"\nreports:[ \t]*(?:#.*)?(?=\n)")
_FIRST = re.compile(r"(?:[ \t]*(?:#.*)?\n)*( *)- ")
_TOP = re.compile(r"\n[^\s#-]")


class Chunks(NamedTuple):
    """What stands before the reports, each report, and what stands after them."""

    before: str
    items: list[str]
    after: str

    @property
    def lines(self) -> list[int]:
        """The line, from 1, on which each report begins."""
        line = self.before.count("\n") + 1
        result = []
        for item in self.items:
            result.append(line)
            line += item.count("\n")
        return result

    def only(self, wanted: list[int]) -> Chunks:
        """The same text with some of its reports."""
        return Chunks(self.before, [self.items[number] for number in wanted], self.after)

    @property
    def text(self) -> str:
        """The text again."""
        return "".join((self.before, *self.items, self.after))

    @property
    def rest(self) -> str:
        """The digest of everything but the reports."""
        return digest(f"{self.before}\0{self.after}")


def chunks(text: str) -> Chunks | None:
    """A text cut into its reports; None where they are not written as a plain list.

    Only the look of the lines is gone by: whether each piece is a report must be seen from the parsed
    text, by the line on which each report begins.
    """
    found = list(_REPORTS.finditer(text))
    if len(found) != 1:
        return None
    first = _FIRST.match(text, found[0].end() + 1)
    if first is None:
        return None
    start = first.start(1)
    end = _TOP.search(text, start - 1)
    stop = end.start() + 1 if end else len(text)
    item = re.compile(rf"\n{first[1]}- ")
    bounds = [match.start() + 1 for match in item.finditer(text, start - 1, stop)]
    pieces = [text[a:b] for a, b in zip(bounds, [*bounds[1:], stop], strict=True)]
    return Chunks(text[:start], pieces, text[stop:])


def digest(text: str) -> str:
    """What tells one text from another, and one way of reading from the next."""
    from hmic import __version__

    made = hashlib.blake2b(f"{__version__} {READING}\0".encode(), digest_size=16)
    made.update(text.encode("utf-8", "surrogatepass"))
    return made.hexdigest()
