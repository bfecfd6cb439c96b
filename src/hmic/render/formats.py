"""The formats in which a report is written: all that is said of each, in one place."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, Self, TextIO

Content = str | bytes | Callable[[TextIO], None]
"""What a format makes: a text in UTF-8, bytes, or something that writes text piece by piece."""


class Format(StrEnum):
    """How a report is written: its name, the module of `render` that does it, the suffixes of its files.

    `only` names the commands that it is for, where these are not all.
    """

    module: str
    suffixes: tuple[str, ...]
    only: str

    def __new__(cls, name: str, module: str, suffixes: tuple[str, ...] = (), only: str = "") -> Self:
        """A member, with what belongs to it."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.module, member.suffixes, member.only = module, suffixes, only
        return member

    TABLE = "table", "table"
    PLAIN = "plain", "plain", (".txt", ".tsv")
    CSV = "csv", "csvtext", (".csv",)
    JSON = "json", "jsontext", (".json",)
    HTML = "html", "html", (".html",), "hmic changes"
    MARKDOWN = "md", "markdown", (".md",)
    XLSX = "xlsx", "workbook", (".xlsx",)
    ICS = "ics", "ics", (".ics",), "hmic overdue, hmic export deadlines, hmic board"
    LINES = "jsonl", "", (), "hmic export journal"


SUFFIXES = {suffix: form for form in Format for suffix in form.suffixes}
"""Which format a file's name asks for."""

BINARY = frozenset({Format.XLSX})
"""The formats that are no text."""


class PaperSize(StrEnum):
    """What a workbook is printed on, landscape."""

    A4 = "a4"
    A3 = "a3"


class Look(NamedTuple):
    """How a report is to look: each format takes of it what means something to it.

    Of a table the width, the colour, and how many rows at most; `bom` marks CSV for Excel, `guarded` is
    plain text that a spreadsheet may open, and `paper` is what a workbook is printed on.
    """

    width: int = 80
    color: bool = False
    limit: int | None = None
    bom: bool = False
    guarded: bool = False
    paper: PaperSize = PaperSize.A4
