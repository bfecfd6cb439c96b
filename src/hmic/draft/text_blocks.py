"""What every reader gives: a paper's text as blocks that know their page, box, role and bullet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from hmic.words import count

GUESSED = 9
"""The level of a heading that only looks like one; the highest level is 1."""


class Role(StrEnum):
    """What part a block plays on the page."""

    HEADING = "heading"
    TEXT = "text"
    BULLET = "bullet"
    NOTE = "note"
    """A footnote, a caption, an address: never a finding."""


@dataclass(slots=True)
class Block:
    """One paragraph, heading or bullet.

    `level` is a heading's, from 1, or GUESSED. `glyph` is the bullet's sign and `label` its number or
    letter; `depth` says how far it is set in, in points. `box` is the number of the box that holds it.
    `width` says how long its lines are, in characters, where the lines are the paper's own.
    """

    text: str
    page: int | None = None
    role: Role = Role.TEXT
    level: int = 0
    glyph: str = ""
    label: str = ""
    depth: int = 0
    box: int | None = None
    strong: bool = False
    gap: bool = False
    """Whether an empty line or more than the usual space stands above it."""
    width: int = 0
    deadline: str = ""
    """Of the heading of a table's row: the deadline in another cell of it."""
    to: str = ""
    """Likewise, who must act."""
    grade: str = ""
    """Of a cell in a table of grades, which names an area: the area's grade."""

    @property
    def is_heading(self) -> bool:
        """Whether it heads what follows, or looks so."""
        return self.role is Role.HEADING


@dataclass(slots=True)
class ReportText:
    """A whole report as blocks, in the order in which a person reads it."""

    form: str
    blocks: list[Block]
    pages: int | None = None
    title: str = ""
    """The title that the file itself states, if it does."""
    remarks: list[str] = field(default_factory=list)
    """What the reader could not read, for the person who reviews the draft."""


_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"(.)\1{100,}", re.DOTALL)
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_END = re.compile(
    r"(?<![A-Z][a-z]\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bNo\.)(?<=[.!?])[)\]”’'\"]*\s+(?=[A-Z“‘'\"(\[•])"
)


def shortened(text: str) -> str:
    """A text in which no character comes more than a hundred times in a row, as none does in a report."""
    return _RUN.sub(lambda run: run[1] * 100, text)


def squeezed(text: str) -> str:
    """A text on one line, without what cannot be shown."""
    return _SPACE.sub(" ", _UNSAFE.sub("", shortened(text).replace("\u00a0", " "))).strip()


def left_out(text: str) -> list[str]:
    r"""What `squeezed` leaves out of a text that a reader could miss, in words.

    >>> left_out("Brief\u200b all staff")
    ['1 character that cannot be seen (U+200B)']
    """
    found = _UNSAFE.findall(text.replace("\r", ""))
    codes = ", ".join(sorted({f"U+{ord(one):04X}" for one in found}))
    said = [f"{count(len(found), 'character')} that cannot be seen ({codes})"] if found else []
    if _RUN.search(text):
        said.append("what came more than a hundred times in a row")
    return said


def sentences(text: str) -> list[str]:
    """A text's sentences, in order."""
    return [part.strip() for part in _END.split(text) if part.strip()]
