"""A report that is pictures only, as a scanner makes them: hmic reads text and has no OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.errors import HmicError

if TYPE_CHECKING:
    from hmic.draft.text_blocks import ReportText


def refuse_scanned(paper: ReportText, name: str) -> None:
    """Refuse a PDF of scanned pages, and any other file without text; `name` is the file's."""
    pdf = paper.form == "PDF"
    if sum(len(block.text) for block in paper.blocks) >= (max(1, 20 * (paper.pages or 1)) if pdf else 1):
        return
    message = f"{name} contains no text"
    if pdf:
        pages = f"{paper.pages} pages hold" if paper.pages and paper.pages > 1 else "it holds"
        message = f"{name} has no text: {pages} pictures of pages only, as a scanner makes them"
    hint = "get the report from the inspectorate's website, or read it with OCR first, such as ocrmypdf"
    raise HmicError(message, hint=hint)
