"""The formats in which a report is written, and what says which is wanted."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """How a report is written."""

    TABLE = "table"
    PLAIN = "plain"
    CSV = "csv"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "md"
    XLSX = "xlsx"
    ICS = "ics"
    LINES = "jsonl"


class Paper(StrEnum):
    """What a workbook is printed on, landscape."""

    A4 = "a4"
    A3 = "a3"


SUFFIXES = {
    ".txt": Format.PLAIN,
    ".tsv": Format.PLAIN,
    ".csv": Format.CSV,
    ".json": Format.JSON,
    ".html": Format.HTML,
    ".md": Format.MARKDOWN,
    ".xlsx": Format.XLSX,
    ".ics": Format.ICS,
}
"""Which format a file's name asks for."""

BINARY = frozenset({Format.XLSX})
"""The formats that are no text: `render_binary` makes them."""
