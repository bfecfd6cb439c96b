"""Bullets, numbers and letters at the beginning of a line."""

from __future__ import annotations

import re
from typing import NamedTuple

SIGNS = "•·▪■●○◦‣⁃∙➢➤►▶✓✔❖♦◆▫" + "".join(map(chr, range(0xF020, 0xF0FF)))
"""Bullets, those of symbol fonts among them: their letters are in Unicode's private area."""
_SIGN = re.compile(
    rf"\s*(?P<sign>[{SIGNS}]|[-–—*+>](?=\s)|o(?=\s{{1,4}}[A-Za-z]))\s*(?P<rest>\S.*)", re.DOTALL
)
_LABEL = re.compile(
    r"\s*(?:\((?P<inner>[a-z]|[ivx]{1,5}|\d{1,2})\)|(?P<outer>[a-z]|[ivx]{1,5}|"
    r"\d{1,2})[.)])\s*(?P<rest>(?!\d)\S.*)",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = re.compile(rf"\s*[{SIGNS}]\s*")


class Mark(NamedTuple):
    """What is at the beginning of a line, and the rest of it."""

    glyph: str
    label: str
    rest: str


def mark(text: str) -> Mark | None:
    """The bullet, number or letter with which a text begins."""
    glyph, rest = "", text
    while (found := _SIGN.match(rest)) is not None:
        glyph, rest = glyph or found["sign"], found["rest"]
    labelled = _LABEL.match(rest)
    if labelled is not None:
        return Mark(glyph, (labelled["inner"] or labelled["outer"]).lower(), labelled["rest"])
    return Mark(glyph, "", rest) if glyph else None


_PARAGRAPH = re.compile(r"(?:\d{1,2}\.\d{1,3}(?:\.\d{1,3})?\.?|S\d{1,3}|\[\d{1,3}\])\s+(?=[A-Z“\"‘(])")


def numbered(text: str) -> str:
    """The number of a paragraph, such as `4.12 `, that is no number of a list; empty without one."""
    found = _PARAGRAPH.match(text)
    return found[0] if found else ""


def inline(text: str) -> list[str]:
    """A line in which several bullets stand, cut at each; the first part is what comes before them."""
    if len(_INLINE.findall(text)) < 2:
        return [text]
    return [part.strip() for part in _INLINE.split(text) if part.strip()] or [text]
