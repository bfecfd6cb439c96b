"""What a screen is made of: headings, lines, pairs, tables; text with styles."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Style(StrEnum):
    """What a piece of text is, for a screen; it never says more than the words do."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    OVERDUE = "overdue"
    SOON = "soon"
    GOOD = "good"


class Cell(NamedTuple):
    """A piece of text with its style."""

    text: str
    style: Style = Style.PLAIN


Words = str | Cell


class GridColumn(NamedTuple):
    """A column on a screen.

    It is as wide as its content; one with a `stretch` or a `wrap` may be as narrow as that, and then
    breaks between words; a `wrap` breaks its heading, too. `priority` 0 is always there; on a narrow screen
    the highest go first. Then those with a `stack` stand below the one that may stretch, the highest first;
    with a `label` they say what they are.
    """

    heading: str
    stretch: int = 0
    right: bool = False
    priority: int = 0
    wrap: int = 0
    stack: int = 0
    label: bool = True


class Heading(NamedTuple):
    """A title, and a quieter remark beside it."""

    text: str
    remark: str = ""


class Line(NamedTuple):
    """A paragraph, made of pieces."""

    parts: tuple[Words, ...]
    indent: int = 0


class Pairs(NamedTuple):
    """Labels and their values."""

    pairs: tuple[tuple[str, Words], ...]


class Grid(NamedTuple):
    """A table."""

    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[Words, ...], ...]
    narrow: Grid | None = None
    """The same in fewer characters, for a screen on which this does not fit."""
    remark: Line | None = None
    """What a reader of this table has to know, such as what it leaves out."""


class Gap(NamedTuple):
    """An empty line."""


Block = Heading | Line | Pairs | Grid | Gap


def line(*parts: Words, indent: int = 0) -> Line:
    """A paragraph from its pieces."""
    return Line(parts, indent)


def muted(text: str) -> Cell:
    """A muted piece of text."""
    return Cell(text, Style.MUTED)


def strong(text: str) -> Cell:
    """A strong piece of text."""
    return Cell(text, Style.STRONG)


NOT_EXACT = "~ not exact: the report's day of publication, or the year in its words, is not known"
"""The key to the sign before a date."""
