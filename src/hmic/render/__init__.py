"""One module for each format: a report value → text. Pure: no terminal is asked, no file is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.render.formats import BINARY, Format, Paper

if TYPE_CHECKING:
    from hmic.reports.value import AnyReport


def render(
    report: AnyReport,
    form: Format,
    *,
    width: int = 80,
    color: bool = False,
    limit: int | None = None,
    bom: bool = False,
    guarded: bool = False,
) -> str:
    """A report as text.

    `width`, `color` and `limit` (rows at the most) matter to tables only; `bom` to CSV only, and `guarded`
    (for a file that a spreadsheet may open) to plain only.
    """
    match form:
        case Format.TABLE:
            from hmic.render import table

            return table.render(report, width=width, color=color, limit=limit)
        case Format.PLAIN:
            from hmic.render import plain

            return plain.render(report, guarded=guarded)
        case Format.CSV:
            from hmic.render import csvtext

            return csvtext.render(report, bom=bom)
        case Format.JSON:
            from hmic.render import jsontext

            return jsontext.render(report)
        case Format.XLSX:
            message = "a workbook is no text"
            raise ValueError(message)
        case _:
            return _document(report, form)


def _document(report: AnyReport, form: Format) -> str:
    """What a report is on its own, for another program: a page, a paper, a calendar."""
    from hmic.plaintext import harmless
    from hmic.render import html, ics, markdown

    render_as = {Format.HTML: html.render, Format.MARKDOWN: markdown.render, Format.ICS: ics.render}
    return harmless(render_as[form](report))


def render_binary(report: AnyReport, form: Format, *, paper: Paper = Paper.A4) -> bytes:
    """A report in a format that is no text; `paper` is what it is printed on."""
    from hmic.render import workbook

    if form not in BINARY:
        message = f"{form} is text"
        raise ValueError(message)
    return workbook.render(report, paper)
