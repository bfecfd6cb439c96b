"""What a workbook may hold: read as a stream before a library makes objects of what it says.

A few kilobytes can say a million merged cells, or entities that grow to gigabytes. No part of a workbook
declares a document type, so any that does is refused, in whatever encoding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from hmic.errors import HmicError

if TYPE_CHECKING:
    import zipfile

MOST_BYTES = 80 << 20
"""Bytes of a workbook once unpacked: many times what any tracker has."""
MOST_PARTS = 5_000
MOST_CELLS = 500_000
"""Cells that a file has, empty ones with a format among them; and those that its ranges cover."""
MOST_OTHERS = 400_000
"""Elements that are neither cells nor texts: formats, rules and the like."""
_DEEPEST = 200
_LIGHT = frozenset({"c", "v", "f", "is", "t", "si", "r"})
_RANGES = frozenset({"mergeCell", "hyperlink"})
"""What openpyxl spreads over the cells of its range."""
_XML = (".xml", ".rels")
_PIECE = 1 << 16
_COLUMNS, _ROWS = 16_384, 1_048_576


class _Declared(Exception):  # noqa: N818 - it ends a parser, and no one sees it
    """A part declares a document type, or nests deeper than any workbook."""


def check(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse what is too large to be a tracker; ValueError for what is no workbook's XML."""
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_BYTES:
        _too_large(f"{name} unpacks to more than {MOST_BYTES >> 20} MB or {MOST_PARTS:,} parts")
    count = _Count(name)
    for info in infos:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = count.start
        parser.EndElementHandler = count.end
        count.depth = 0
        try:
            with archive.open(info) as part:
                while piece := part.read(_PIECE):
                    parser.Parse(piece)
            parser.Parse(b"", True)  # noqa: FBT003 - the library's signature
        except expat.ExpatError as error:
            # A picture is no XML.
            if info.filename.endswith(_XML):
                raise ValueError(info.filename) from error
        except _Declared as error:
            raise ValueError(info.filename) from error


def _refuse(*_: object) -> None:
    raise _Declared


class _Count:
    """Counts what openpyxl would make objects of."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.depth = self.cells = self.covered = self.others = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Declared
        if kind == "c":
            self.cells += 1
        elif kind not in _LIGHT:
            self.others += 1
        if self.cells > MOST_CELLS:
            _too_large(f"{self.name} has more than {MOST_CELLS:,} cells, empty ones with a format too")
        if self.others > MOST_OTHERS:
            _too_large(f"{self.name} has more than {MOST_OTHERS:,} rows, formats and rules")
        if kind in _RANGES and "ref" in attributes:
            self.covered += area(attributes["ref"])
            if self.covered > MOST_CELLS:
                what = "merges the cells" if kind == "mergeCell" else "has a link over the cells"
                ref = attributes["ref"][:40]
                _too_large(f"{self.name} {what} {ref}: more than {MOST_CELLS:,} cells of such ranges")

    def end(self, _tag: str) -> None:
        self.depth -= 1


def area(ref: str) -> int:
    """How many cells a range has; the whole sheet for what cannot be read.

    >>> [area(ref) for ref in ("B2", "A5:C6", "A:B", "5:5")]
    [1, 6, 2097152, 16384]
    """
    found = re.fullmatch(r"([A-Z]{0,3})(\d{0,7})(?::([A-Z]{0,3})(\d{0,7}))?", ref.replace("$", "").upper())
    if found is None:
        return _COLUMNS * _ROWS
    left, top, right, bottom = found.groups()
    if right is None:
        right, bottom = left, top
    wide = abs(_number(right) - _number(left)) + 1 if left and right else _COLUMNS
    high = abs(int(bottom) - int(top)) + 1 if top and bottom else _ROWS
    return wide * high


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _too_large(message: str) -> NoReturn:
    raise HmicError(message, hint="copy the rows that matter into a new workbook and save that")
