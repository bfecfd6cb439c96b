"""Which row of a sheet names its columns, and what each column is, by a table of the names people use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmic.sheets.grid import Sheet

SYNONYMS: dict[str, tuple[str, ...]] = {
    "reference": ("ref", "ref no", "reference", "reference number", "no", "number", "id", "rec no",
                  "rec ref",
                  "recommendation number", "item", "item no", "serial", "unique ref"),
    "report": ("inspection", "report", "report title", "inspection report", "inspection title", "source",
               "inspection name", "thematic", "publication", "inspectorate report"),
    "published": ("published", "date published", "publication date", "report date", "date of report",
                  "date of publication", "inspection date"),
    "kind": ("type", "kind", "category", "finding type", "rec afi", "type of finding", "classification"),
    "title": ("title", "heading", "subject", "headline", "short title"),
    "requirement": ("recommendation", "recommendation afi", "recommendations", "afi", "finding", "findings",
                    "area for improvement", "description", "recommendation text", "text", "requirement",
                    "recommendation area for improvement", "detail", "details", "what is asked"),
    "owner": ("owner", "lead", "action owner", "lead officer", "responsible", "responsible officer", "sro",
              "business lead", "strategic lead", "assigned to", "owner lead", "lead owner", "post holder"),
    "due": ("due", "due date", "date due", "target", "target date", "deadline", "completion date",
            "target completion date", "date for completion", "timescale", "by when", "implementation date"),
    "status": ("status", "current status", "state", "progress status", "position", "stage"),
    "rag": ("rag", "rag status", "rag rating", "rating", "brag", "brag status"),
    "update": ("update", "updates", "progress", "progress update", "latest update", "comments", "comment",
               "notes", "log", "narrative", "commentary", "action taken", "update log"),
    "evidence": ("evidence", "evidence link", "supporting evidence", "link", "documents"),
    "closed": ("date closed", "closed", "closed date", "closure date", "date completed", "completed",
               "date signed off", "sign off date"),
    "area": ("area", "theme", "question", "pillar", "portfolio", "chapter", "business area"),
}  # fmt: skip
"""Each field with the heads of columns that mean it, in lower case and without signs."""

FIELDS = tuple(SYNONYMS)
_KNOWN = {name: field for field, names in SYNONYMS.items() for name in names}
_TOP = 40


def plain(text: str) -> str:
    """A text in lower case, its words with single spaces between."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def field_of(head: str) -> str:
    """The field that a column's head means; empty where it is not known."""
    return _KNOWN.get(plain(head), "")


def header_row(sheet: Sheet) -> int | None:
    """The row that names the columns: the one with most known heads, one of which is the requirement."""
    best, most = None, 1
    for row in range(min(_TOP, len(sheet.rows))):
        found = {field_of(cell.text) for cell in sheet.rows[row] if cell.text and not cell.merged} - {""}
        if "requirement" in found and len(found) > most:
            best, most = row, len(found)
    return best


def columns(sheet: Sheet, row: int) -> dict[str, str]:
    """The heads of a row, each with its field; a field that two heads mean goes to the first."""
    found: dict[str, str] = {}
    for cell in sheet.rows[row]:
        head = " ".join(cell.text.split())
        if head and head not in found:
            field = field_of(head)
            found[head] = field if field not in found.values() else ""
    return found
