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
                    "recommendation area for improvement", "detail", "details", "what is asked",
                    "what said", "what was said", "wording", "issue", "issue raised"),
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


def squeezed(post: str) -> str:
    """A post's name without case, dots, spaces and other signs: what two spellings of it share.

    >>> squeezed("A.C.C. (Operations)") == squeezed("ACC  operations")
    True
    """
    return "".join(char for char in post.casefold() if char.isalnum())


_FILLING = re.compile(r"\b(?:hmicfrs|hmic|hmi|force|our|the|of|by|current|exact|full|overall|wording|s)\b")
_SPOKEN = 2
"""Words of a name that can end a head; shorter ones only begin it."""


def field_of(head: str) -> str:
    """The field that a column's head means; empty where it is not known.

    >>> [field_of(head) for head in ("HMICFRS Ref No.", "Recommendation (full wording)", "Days open")]
    ['reference', 'requirement', '']
    """
    return _exact(head) or _like(head)


def _exact(head: str) -> str:
    return _KNOWN.get(plain(head), "")


def _like(head: str) -> str:
    """The field by a heading's words, without brackets and filling words, or by most of them."""
    words = " ".join(_FILLING.sub(" ", plain(re.sub(r"\(.*?\)|\[.*?\]", " ", head))).split())
    if words in _KNOWN or not words:
        return _KNOWN.get(words, "")
    begins = [name for name in _KNOWN if words.startswith(f"{name} ")]
    ends = [name for name in _KNOWN if words.endswith(f" {name}") and len(name.split()) >= _SPOKEN]
    return _KNOWN[max(begins or ends, key=len)] if begins or ends else ""


def header_row(sheet: Sheet) -> int | None:
    """The row that names the columns: the one with most known heads, one of which is the requirement.

    A row that knows more heads than any of those is it all the same: its requirement is then asked for.
    """
    best, most = None, (1, True)
    for row in range(min(_TOP, len(sheet.rows))):
        found = {field_of(text) for text in _heads(sheet, row)} - {""}
        known = (len(found), "requirement" in found)
        if known > most and (known[1] or known[0] >= _FEWEST):
            best, most = row, known
    return best


_FEWEST, _LONGEST_HEAD = 4, 60


def likely_row(sheet: Sheet) -> int | None:
    """The row that looks most like heads, where no name of a column is known: many short texts."""
    rows = range(min(_TOP, len(sheet.rows)))
    short = {row: len({text for text in _heads(sheet, row) if len(text) < _LONGEST_HEAD}) for row in rows}
    best = max(short, key=lambda row: (short[row], -row), default=None)
    return best if best is not None and short[best] >= _FEWEST else None


def _heads(sheet: Sheet, row: int) -> list[str]:
    return [
        cell.text
        for cell in sheet.rows[row]
        if isinstance(cell.value, str) and cell.text and not cell.merged
    ]


def columns(sheet: Sheet, row: int) -> dict[str, str]:
    """The heads of a row, each with its field; of two for one field the plainer has it, or the first."""
    heads = dict.fromkeys(" ".join(cell.text.split()) for cell in sheet.rows[row])
    heads.pop("", None)
    found = dict.fromkeys(heads, "")
    for read in (_exact, _like):
        for head in heads:
            field = "" if found[head] else read(head)
            if field and field not in found.values():
                found[head] = field
    return found
