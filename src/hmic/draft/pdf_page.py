"""One page of a PDF → its words and its filled or framed boxes, by PDFium. Nothing else reads PDFs."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from typing import Any, NamedTuple

_SPACES = " \t\r\n\u00a0"
_HYPHENS = str.maketrans({"\u0002": "-", "\ufffe": "-", "\u2010": "-", "\u2011": "-"})
"""What PDFium gives for the hyphen at a line's end, and hyphens that look the same."""
_BOLD = 600
_FORCE_BOLD = 1 << 18
_DEEPEST = 4
"""Forms within forms whose boxes are looked at."""
_LINE = 12
"""Points of the shortest line that can be the side of a box: a line of text is as high."""
MOST_OBJECTS = 20_000
MOST_LETTERS = 60_000
"""Of one page: a page of text has some 4,000 letters."""


class Word(NamedTuple):
    """A word, its place (from the page's lower left, in points), and how it is set."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool
    middle: float
    """Its height on the page."""


@dataclass(slots=True)
class Area:
    """A box on the page: filled with a colour, or framed."""

    left: float
    bottom: float
    right: float
    top: float
    colour: tuple[int, int, int] | None

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in it."""
        return self.left - 1 <= x <= self.right + 1 and self.bottom - 1 <= y <= self.top + 1

    @property
    def size(self) -> float:
        """Its area."""
        return (self.right - self.left) * (self.top - self.bottom)


class Sheet(NamedTuple):
    """A page: its size, words and boxes."""

    number: int
    width: float
    height: float
    words: list[Word]
    areas: list[Area]
    letters: int


def read_sheet(page: Any, number: int) -> Sheet:
    """The words and boxes of a page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    left, bottom, _, _ = page.get_cropbox()
    textpage = pdfium.FPDFText_LoadPage(page.raw)
    try:
        letters = max(0, pdfium.FPDFText_CountChars(textpage)) if textpage else 0
        words = _Words(pdfium, textpage, min(letters, MOST_LETTERS)).read() if letters else []
    finally:
        if textpage:
            pdfium.FPDFText_ClosePage(textpage)
    areas: list[Area] = []
    _areas(pdfium, page.raw, areas, width, height)
    if left or bottom:
        words = [
            w._replace(
                left=w.left - left,
                right=w.right - left,
                bottom=w.bottom - bottom,
                top=w.top - bottom,
                middle=w.middle - bottom,
            )
            for w in words
        ]
        areas = [
            Area(a.left - left, a.bottom - bottom, a.right - left, a.top - bottom, a.colour) for a in areas
        ]
    return Sheet(number, width, height, words, areas, letters)


class _Words:
    """Cuts a page's letters into words and asks for each word's place."""

    def __init__(self, pdfium: Any, textpage: Any, letters: int) -> None:
        self.pdfium = pdfium
        self.textpage = textpage
        self.letters = letters
        self.fonts: dict[bytes, bool] = {}
        self.edges = (ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double())
        self.flags = ctypes.c_int()
        self.name = ctypes.create_string_buffer(128)

    def read(self) -> list[Word]:
        text = self.text().translate(_HYPHENS)
        words: list[Word] = []
        start = None
        for n, letter in enumerate(f"{text} "):
            if letter in _SPACES:
                if start is not None:
                    self.word(text, start, n, words)
                start = None
            elif start is None:
                start = n
        return words

    def text(self) -> str:
        """The page's letters, one for each place; asked for one by one where PDFium leaves some out."""
        buffer = (ctypes.c_ushort * (self.letters + 1))()
        self.pdfium.FPDFText_GetText(self.textpage, 0, self.letters, buffer)
        text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
        if len(text) == self.letters and "\0" not in text:
            return text
        code = self.pdfium.FPDFText_GetUnicode
        codes = [code(self.textpage, n) for n in range(self.letters)]
        return "".join(chr(c) if 0 < c <= sys.maxunicode else " " for c in codes)

    def word(self, text: str, start: int, end: int, words: list[Word]) -> None:
        """Add the word; if its letters are far apart, as across columns, it is two words."""
        first, last = self.box(start), self.box(end - 1)
        if first is None or last is None:
            return
        size = self.pdfium.FPDFText_GetFontSize(self.textpage, start)
        height = first[3] - first[1]
        if end - start > 1 and (abs(last[1] - first[1]) > max(height, size, 4) or last[2] < first[0] - 1):
            cut = self.cut(start, end, max(height, size, 4))
            self.word(text, start, cut, words)
            self.word(text, cut, end, words)
            return
        bottom, top = min(first[1], last[1]), max(first[3], last[3])
        words.append(
            Word(
                text[start:end],
                first[0],
                bottom,
                max(last[2], first[2]),
                top,
                self.size(size, top - bottom),
                self.bold(start),
                (bottom + top) / 2,
            )
        )

    def cut(self, start: int, end: int, height: float) -> int:
        """Where a word goes on in another line or column, as one with a hyphen at a line's end does."""
        before = self.box(start)
        for n in range(start + 1, end):
            now = self.box(n)
            if before is not None and now is not None:
                if abs(now[1] - before[1]) > height or now[2] < before[0] - 1:
                    return n
                before = now
        return (start + end) // 2

    @staticmethod
    def size(stated: float, height: float) -> float:
        """The font's size; where a scale hides it, what the letters' height says."""
        return stated if 4 <= stated <= 72 else height

    def box(self, n: int) -> tuple[float, float, float, float] | None:
        left, right, bottom, top = self.edges
        if not self.pdfium.FPDFText_GetCharBox(self.textpage, n, left, right, bottom, top):
            return None
        return left.value, bottom.value, right.value, top.value

    def bold(self, n: int) -> bool:
        """Whether the letter's font is bold, by its weight, its flags or its name."""
        flags = self.flags
        self.pdfium.FPDFText_GetFontInfo(self.textpage, n, self.name, 128, flags)
        name = self.name.value
        known = self.fonts.get(name)
        if known is None:
            weight = self.pdfium.FPDFText_GetFontWeight(self.textpage, n)
            low = name.lower()
            named = any(word in low for word in (b"bold", b"black", b"heavy", b"semib", b"demi"))
            known = named or weight >= _BOLD or bool(flags.value & _FORCE_BOLD)
            self.fonts[name] = known
        return known


def _areas(pdfium: Any, page: Any, found: list[Area], width: float, height: float) -> None:
    for n in range(min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        _area(pdfium, pdfium.FPDFPage_GetObject(page, n), found, width, height, 0)


def _area(pdfium: Any, thing: Any, found: list[Area], width: float, height: float, depth: int) -> None:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        for n in range(min(max(0, pdfium.FPDFFormObj_CountObjects(thing)), MOST_OBJECTS)):
            _area(pdfium, pdfium.FPDFFormObj_GetObject(thing, n), found, width, height, depth + 1)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(found) < MOST_OBJECTS:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            area = Area(left.value, bottom.value, right.value, top.value, None)
            if _can_matter(area, width * height) and _is_drawn(pdfium, thing, area):
                found.append(area)


def _can_matter(area: Area, page: float) -> bool:
    """Whether it is neither a dot nor the whole page."""
    long = max(area.right - area.left, area.top - area.bottom)
    return (area.size >= 80 or long >= _LINE) and area.size <= 0.93 * page


def _is_drawn(pdfium: Any, thing: Any, area: Area) -> bool:
    """Whether a path can be seen on white paper; a filled one gives the area its colour."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing, fill, stroke)
    if fill.value:
        area.colour = _colour(pdfium, thing)
        return area.colour is not None and min(area.colour) <= 250
    return bool(stroke.value)


def _colour(pdfium: Any, thing: Any) -> tuple[int, int, int] | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha) or alpha.value < 10:
        return None
    return red.value, green.value, blue.value
