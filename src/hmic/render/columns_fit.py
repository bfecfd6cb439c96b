"""How a table fits on a screen: columns wrap between words, then give way, then stand below another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from hmic.reports.screen_blocks import GridColumn

GUTTER = 2
"""Characters between two columns."""
_LONG_WORD = 26
"""A word longer than this may be broken: no screen has room for an address."""


class Column(NamedTuple):
    """A column with its texts, its least width and its best."""

    column: GridColumn
    texts: list[Text]
    least: int
    best: int


class Fitted(NamedTuple):
    """What is shown: the columns with their widths in letters, and whether all of them fit."""

    columns: list[tuple[Column, int]]
    whole: bool


def fit(columns: Sequence[GridColumn], rows: Sequence[Sequence[Text]], width: int) -> Fitted:
    """The columns on a screen of this width.

    What does not fit gives way by `priority`, the highest first, and then stands below the column that may
    stretch by `stack`, the highest first: so nothing is lost that has no priority.
    """
    shown = [_measured(column, [row[n] for row in rows]) for n, column in enumerate(columns)]
    whole = True
    while _room(shown) > width:
        whole = False
        optional = max(shown, key=lambda c: c.column.priority)
        if optional.column.priority:
            shown.remove(optional)
        elif not _stack(shown):
            break
    widths = [c.least for c in shown]
    spare = width - _room(shown)
    while spare > 0 and any(w < c.best for c, w in zip(shown, widths, strict=True)):
        # The column that lacks most, by its share, gets the next letter.
        lacking = min(range(len(shown)), key=lambda n: widths[n] / shown[n].best)
        widths[lacking] += 1
        spare -= 1
    return Fitted(list(zip(shown, widths, strict=True)), whole)


def _room(columns: Sequence[Column]) -> int:
    return sum(c.least + GUTTER for c in columns) - GUTTER


def _measured(column: GridColumn, texts: list[Text]) -> Column:
    best = max([1, *(cell_len(line) for text in texts for line in text.plain.split("\n"))])
    if narrowest := column.stretch or column.wrap:
        words = [min(_LONG_WORD, cell_len(word)) for text in texts for word in text.plain.split()]
        least = max([*words, min(best, narrowest)])
    else:
        least = best
    head = max(map(cell_len, column.heading.split())) if column.wrap else cell_len(column.heading)
    return Column(column, texts, max(least, head), max(best, cell_len(column.heading)))


def _stack(shown: list[Column]) -> bool:
    """Put the column that gives way first below the one that may stretch; False where none can."""
    below = max(shown, key=lambda c: c.column.stack)
    over = next((n for n, c in enumerate(shown) if c.column.stretch), None)
    if not below.column.stack or over is None:
        return False
    shown.remove(below)
    over = next(n for n, c in enumerate(shown) if c.column.stretch)
    texts = [_below(a, b, below.column) for a, b in zip(shown[over].texts, below.texts, strict=True)]
    column = shown[over].column
    shown[over] = _measured(column._replace(heading=f"{column.heading}, {below.column.heading}"), texts)
    return True


def _below(over: Text, text: Text, column: GridColumn) -> Text:
    """A text below another, with what it is where it does not say so itself."""
    if not text.plain:
        return over
    label = column.heading.lower()
    said = text.copy()
    if column.label and label not in text.plain:
        said = Text(f"{label}: ").append(said)
    return over.copy().append("\n").append(said)
