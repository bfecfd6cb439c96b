"""One module for each format: a report value → text. Pure: no terminal is asked, no file is opened."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmic.reports.value import Report


class Format(StrEnum):
    """How a report is written."""

    TABLE = "table"
    PLAIN = "plain"
    CSV = "csv"
    JSON = "json"
    HTML = "html"


SUFFIXES = {
    ".txt": Format.PLAIN,
    ".tsv": Format.PLAIN,
    ".csv": Format.CSV,
    ".json": Format.JSON,
    ".html": Format.HTML,
}
"""Which format a file's name asks for."""


def render(
    report: Report,
    form: Format,
    *,
    width: int = 80,
    color: bool = False,
    limit: int | None = None,
    bom: bool = False,
) -> str:
    """A report as text.

    `width`, `color` and `limit` (rows at the most) matter to tables only; `bom` to CSV only.
    """
    match form:
        case Format.TABLE:
            from hmic.render import table

            return table.render(report, width=width, color=color, limit=limit)
        case Format.PLAIN:
            from hmic.render import plain

            return plain.render(report)
        case Format.CSV:
            from hmic.render import csvtext

            return csvtext.render(report, bom=bom)
        case Format.JSON:
            from hmic.render import jsontext

            return jsontext.render(report)
        case Format.HTML:
            from hmic.render import html

            return html.render(report)
