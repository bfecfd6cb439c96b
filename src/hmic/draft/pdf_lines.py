"""Words of a region of a page → lines and paragraphs in the order in which a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from hmic.draft import cues
from hmic.draft.bullets import SIGNS, mark
from hmic.draft.pdf_page import Area, Word

_GAP = 2.2
"""Widths of a letter that part two columns on one line."""
_BULLET_SIGNS = frozenset(SIGNS + "-–—*o")


class PdfLine:
    """Words side by side, at least one: its text, edges, height, and the look of most of its letters."""

    __slots__ = ("base", "bold", "bottom", "left", "right", "size", "text", "top", "words")

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.text = " ".join([w.text for w in words])
        self.left = words[0].left
        self.right = max([w.right for w in words])
        self.top = max([w.top for w in words])
        self.bottom = min([w.bottom for w in words])
        self.base = sorted([w.middle for w in words])[len(words) // 2]
        sizes: dict[float, int] = {}
        bold = letters = 0
        for w in words:
            count = len(w.text)
            sizes[w.size] = sizes.get(w.size, 0) + count
            if w.text.strip("•-–—·()*"):
                letters += count
                bold += count if w.bold else 0
        self.size = round(max((count, size) for size, count in sizes.items())[1], 1)
        self.bold = letters > 0 and 2 * bold > letters


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[PdfLine]
    gap: bool = False

    @property
    def text(self) -> str:
        """Its text, a word cut at a line's end made whole where that is plain."""
        text = ""
        for line in self.lines:
            if text.endswith("-") and not text.endswith(" -") and line.text[:1].islower():
                text += line.text
            else:
                text = f"{text} {line.text}" if text else line.text
        return text

    @property
    def size(self) -> float:
        """The size of its letters."""
        return median(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        """Whether all its lines are bold."""
        return all(line.bold for line in self.lines)


def _rows(words: list[Word]) -> list[list[Word]]:
    """Words at one height, from top to bottom, each level from left to right."""
    levels: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w.middle, w.left)):
        for level in reversed(levels[-4:]):
            height = max(word.size, level[0].size, 4)
            if abs(level[0].middle - word.middle) < 0.45 * height or _small_beside(level[0], word):
                level.append(word)
                break
        else:
            levels.append([word])
    for level in levels:
        level.sort(key=lambda w: w.left)
    return levels


def lines(words: list[Word]) -> list[PdfLine]:
    """Lines from top to bottom, each cut where a gap as wide as a column's stands."""
    cut: list[PdfLine] = []
    for level in _rows(words):
        part: list[Word] = []
        for word in level:
            if part and word.left - part[-1].right > _GAP * max(word.size, 6) and not _only_sign(part):
                cut.append(PdfLine(part))
                part = []
            part.append(word)
        cut.append(PdfLine(part))
    return cut


def _small_beside(first: Word, word: Word) -> bool:
    """Whether a word is a raised figure on the line."""
    return (
        word.size < 0.8 * first.size
        and first.bottom - 1 < word.middle < first.top + 2
        and len(word.text) <= 3
    )


def _only_sign(words: list[Word]) -> bool:
    """Whether there is nothing but a bullet or a number so far."""
    text = words[0].text
    return len(words) == 1 and (text in _BULLET_SIGNS or (len(text) <= 5 and mark(f"{text} X") is not None))


class Unit(NamedTuple):
    """A line, or a whole box, and its column: 0 across the page, 1 left, 2 right."""

    side: int
    top: float
    line: PdfLine | None = None
    box: int | None = None


def arranged(words: list[Word], boxes: Mapping[int, Area], gutter: float | None) -> list[Unit]:
    """Lines and boxes in reading order: what goes across the page parts it, each part goes by columns."""
    units = [Unit(_side(area.left, area.right, gutter), area.top, box=n) for n, area in boxes.items()]
    if gutter is None:
        units += [Unit(0, line.base, line) for line in lines(words)]
        return sorted(units, key=lambda unit: -unit.top)
    across = [level for level in _rows(words) if _crosses(level, gutter)]
    wide = {id(word) for level in across for word in level}
    units += [Unit(0, line.base, line) for level in across for line in lines(level)]
    for side in (1, 2):
        beside = [w for w in words if ((w.left + w.right) / 2 < gutter) == (side == 1)]
        own = [w for w in beside if id(w) not in wide]
        units += [Unit(side, line.base, line) for line in lines(own)]
    edges = sorted((unit.top for unit in units if unit.side == 0), reverse=True)
    return sorted(units, key=lambda unit: (_band(unit, edges), unit.side, -unit.top))


def _side(left: float, right: float, gutter: float | None) -> int:
    if gutter is None or (left < gutter - 20 and right > gutter + 20):
        return 0
    return 1 if (left + right) / 2 < gutter else 2


def _band(unit: Unit, edges: list[float]) -> int:
    """How many things that go across the page stand above a unit; such a thing begins its band."""
    return sum(edge > unit.top for edge in edges) if unit.side else sum(edge >= unit.top for edge in edges)


_FEWEST = 6
_EMPTY = 9.0
"""Points of nothing between two columns."""


def gutter_of(words: list[Word]) -> float | None:
    """Where two columns are divided; None for one column.

    In one column a line that goes down the page meets a word in most levels; between two it meets none.
    """
    levels = _rows(words)
    if len(levels) < _FEWEST or len(words) < 8 * _FEWEST:
        return None
    left, right = min(w.left for w in words), max(w.right for w in words)
    best, least = None, 0.3 * len(levels)
    for step in range(60, 141, 3):
        x = left + (right - left) * step / 200
        met = sum(any(w.left < x < w.right for w in level) for level in levels)
        if met < least and _both_sides(levels, x):
            best, least = x, met
    return best


def fits(words: list[Word], gutter: float) -> bool:
    """Whether words are set to both sides of a gutter that the pages before had."""
    levels = _rows(words)
    met = sum(any(w.left < gutter < w.right for w in level) for level in levels)
    return bool(levels) and met <= 0.2 * len(levels)


def _both_sides(levels: list[list[Word]], x: float) -> bool:
    """Whether most levels that do not meet the line keep clear of it, with text on either side."""
    before = after = clear = free = 0
    for level in levels:
        if any(w.left < x < w.right for w in level):
            continue
        left = [w for w in level if w.right <= x]
        right = [w for w in level if w.left >= x]
        before += len(left) > 1
        after += len(right) > 1
        if left and right:
            free += 1
            clear += min(w.left for w in right) - max(w.right for w in left) >= _EMPTY
    return min(before, after) >= _FEWEST and clear >= 0.8 * free


def _crosses(level: list[Word], x: float) -> bool:
    """Whether a level of words goes across the gutter: a word is on it, or no more than a space."""
    if any(w.left < x < w.right for w in level):
        return True
    left = [w.right for w in level if w.right <= x]
    right = [w.left for w in level if w.left >= x]
    return bool(left and right) and min(right) - max(left) < 0.6 * _EMPTY


def leading(found: list[PdfLine]) -> float:
    """How far the lines of a paragraph are apart, as a multiple of their size: the usual least."""
    steps = sorted(
        (a.base - b.base) / b.size
        for a, b in pairwise(sorted(found, key=lambda line: -line.base))
        if b.size and a.size == b.size and 0.9 < (a.base - b.base) / b.size < 2.2 and len(b.words) > 3
    )
    return steps[len(steps) // 4] if steps else 1.25


def paragraphs(band: list[PdfLine], spacing: float) -> Iterator[Paragraph]:
    """Lines of one column → paragraphs, by the space between them, their font, and bullets."""
    if not band:
        return
    edge = max(line.right for line in band)
    now = Paragraph([band[0]], gap=True)
    for before, line in pairwise(band):
        step = before.base - line.base
        far = step > 1.3 * spacing * max(before.size, line.size) or line.base > before.base + 2
        if far or _other(before, line) or _begins(now, before, line, edge):
            yield now
            now = Paragraph([line], gap=far)
        else:
            now.lines.append(line)
    yield now


def _other(before: PdfLine, line: PdfLine) -> bool:
    """Whether the next line is set in another font."""
    return abs(before.size - line.size) > 0.12 * max(before.size, line.size) or before.bold != line.bold


def _begins(now: Paragraph, before: PdfLine, line: PdfLine, edge: float) -> bool:
    """Whether a line begins a paragraph though no space stands above it."""
    marked = mark(line.text)
    if marked is not None and (
        marked.glyph or cues.ends_sentence(before.text) or line.left < before.left - 2 or _marks(now)
    ):
        return True
    if cues.heading(line.text) is not None or cues.is_neutral(line.text):
        return True
    if cues.heading(before.text) is not None and not cues.heading(before.text).rest:  # type: ignore[union-attr]
        return True
    if _marks(now):
        first = now.lines[0]
        hang = first.words[1].left if len(first.words) > 1 else first.left
        starts = not line.text[:1].islower()
        return starts and cues.ends_sentence(before.text) and line.left < hang - 2
    short = before.right < edge - 0.25 * (edge - before.left)
    return short and cues.ends_sentence(before.text) and line.text[:1].isupper()


def _marks(now: Paragraph) -> bool:
    return mark(now.lines[0].text) is not None
