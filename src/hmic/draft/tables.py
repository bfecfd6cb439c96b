"""A table of findings or of grades → blocks: what each row asks, of whom and by when; each area's grade."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hmic.deadlines import Anchor, DeadlineKind, read
from hmic.draft import cues
from hmic.draft.chapters import is_grade
from hmic.draft.text_blocks import GUESSED, Block, Role, squeezed

_ROLES = {
    "asked": r"(?:(?:full )?text|wording|detail|description|requirement|finding|action|what|recommendation|"
    r"area for improvement|afi|cause of concern)(?: text| wording| description| made| required)?",
    "area": r"(?:our )?(?:area|question|aspect|theme|subject|pillar)s?(?: of policing| inspected)?",
    "grade": r"(?:our )?(?:grade|judge?ment|rating)s?(?: 20\d\d)?",
    "kind": r"(?:type|kind|category)(?: of (?:recommendation|finding))?",
    "number": r"no|number|ref|reference|id|#|rec no|recommendation (?:no|number|ref|reference)",
    "deadline": r"timescale|timeframe|deadline|due|due date|by when|when|target date|date due",
    "to": r"owner|lead|who|whom|by whom|for whom|responsible(?: \w+)?|responsibility|addressed to|for|to|"
    r"organisation|lead \w+|body",
}
_LONG = 6
"""Words of the longest head of a column."""
_FEW = 4
"""Words of the shortest thing that is asked for; cells with fewer are figures or labels."""


@dataclass(frozen=True)
class Columns:
    """What the columns of a table hold, by their heads; `label` is the kind that one head names.

    `grades` are the heads of a table that lists the areas under each grade.
    """

    roles: tuple[str | None, ...]
    label: str
    grades: tuple[str, ...] = ()


def columns(heads: Sequence[str]) -> Columns | None:
    """The columns of a table of findings; None of any other."""
    if any(len(head.split()) > (_FEW if cues.ends_sentence(head) else _LONG) for head in heads):
        return None  # the first row holds a finding, and no heads
    if len(heads) > 1 and all(is_grade(head) for head in heads):
        return Columns((), "", tuple(heads))
    roles: list[str | None] = []
    for head in heads:
        plain = " ".join(re.sub(r"\(s\)|[^a-z# ]", " ", head.lower()).split())
        singular = (
            re.sub(r"s$", "", plain).replace("areas for", "area for").replace("causes of", "cause of")
        )
        named = (
            role
            for role, form in _ROLES.items()
            if re.fullmatch(form, plain) or re.fullmatch(form, singular)
        )
        role = next(named, None)
        roles.append(role if role not in roles else None)
    if {"area", "grade"} <= set(roles):
        return Columns(tuple(roles), "")
    if "asked" not in roles:
        return None
    cue = cues.heading(heads[roles.index("asked")])
    if cue is None and "kind" not in roles:
        return None
    return Columns(tuple(roles), cue.label if cue is not None else "")


def row_blocks(of: Columns, cells: Sequence[Sequence[Block]], box: int) -> list[Block]:
    """A row as a box: its heading, what is asked; other cells are notes, so that nothing is lost.

    The cells as they are where nothing is asked in the row, such as in one that only divides the table.
    """
    if of.grades:
        return [
            _graded(block, grade) for grade, cell in zip(of.grades, cells, strict=False) for block in cell
        ]
    by_role = {role: cell for role, cell in zip(of.roles, cells, strict=False) if role is not None}
    if "asked" not in of.roles:
        return _area_and_grade(by_role, cells)
    asked = by_role.get("asked", ())
    kind, number = _said(by_role.get("kind", ())) or of.label, _said(by_role.get("number", ()))
    head = f"{kind} ({number})" if re.fullmatch(r"[\w./-]{1,12}", number) else kind
    if len(_said(asked).split()) < _FEW or cues.heading(kind) is None:
        return [block for cell in cells for block in cell]
    if cues.heading(head) is None:
        head = kind
    when = _said(by_role.get("deadline", ()))
    dated = cues.only_deadline(when) or _is_deadline(when)
    first = Block(
        head, role=Role.HEADING, level=GUESSED, box=box, gap=True,
        deadline=when if dated else "", to=_said(by_role.get("to", ())),
    )  # fmt: skip
    found = [first, *(_plain(block, box) for block in asked)]
    if when and not dated:
        found.append(Block(f"Timescale: {when}", box=box))
    known = {"asked", "kind", "number", "to", "deadline"}
    others = (cell for role, cell in zip(of.roles, cells, strict=False) if role not in known)
    return [*found, *(_note(block) for cell in others for block in cell)]


def _is_deadline(when: str) -> bool:
    """Whether a cell is deadline words and nothing else."""
    found = read(when, Anchor(dt.date(2000, 1, 1))) if when else ()
    return len(found) == 1 and found[0].kind is not DeadlineKind.NONE and found[0].phrase == when


def _area_and_grade(
    by_role: Mapping[str, Sequence[Block]], cells: Iterable[Sequence[Block]]
) -> list[Block]:
    """The cell that names an area, with the grade beside it; all cells as they are where that is none."""
    area, grade = by_role.get("area", ()), _said(by_role.get("grade", ()))
    if len(area) != 1 or not is_grade(grade):
        return [block for cell in cells for block in cell]
    return [_graded(area[0], grade)]


def _graded(block: Block, grade: str) -> Block:
    """A cell that names an area: of the grade alone, and no heading or finding."""
    block.grade = grade.lower().strip(" .:*")
    return _note(block)


def _said(cell: Iterable[Block]) -> str:
    return " ".join(block.text for block in cell).strip(" .:;")


def _plain(block: Block, box: int) -> Block:
    block.box, block.strong = box, False
    if block.is_heading:
        block.role, block.level = Role.TEXT, 0
    return block


def _note(block: Block) -> Block:
    block.role, block.box = Role.NOTE, None
    return block


@dataclass
class _Open:
    """A table of a page that is being read; how many blocks there were when its row began, and its cell."""

    of: Columns | None
    cells: list[list[Block]] = field(default_factory=list)
    row: int = 0
    cell: int = 0
    headed: bool = False


class HtmlTables:
    """The tables of a page, one within another, as its elements are entered and left."""

    def __init__(self) -> None:
        """Begin outside of any."""
        self._open: list[_Open] = []

    def enter(self, node: Any, blocks: list[Block]) -> None:
        """Note where a table, a row or a cell begins."""
        if node.tag == "table":
            first = node.find(".//tr")
            heads = [one for one in first if one.tag in {"td", "th"}] if first is not None else []
            self._open.append(_Open(columns([squeezed("".join(one.itertext())) for one in heads])))
        elif node.tag == "tr" and self._open:
            self._open[-1].row, self._open[-1].cells = len(blocks), []
        elif node.tag in {"td", "th"} and self._open:
            self._open[-1].cell = len(blocks)

    def leave(self, node: Any, blocks: list[Block], box: int) -> bool:
        """End what ends here; a row of findings becomes the box of this number, and the answer is true."""
        if not self._open:
            return False
        table = self._open[-1]
        if node.tag == "table":
            self._open.pop()
        elif node.tag in {"td", "th"}:
            table.cells.append(blocks[table.cell :])
        elif node.tag == "tr":
            headed, table.headed = table.headed, True
            if table.of is not None:
                blocks[table.row :] = row_blocks(table.of, table.cells, box) if headed else []
                return True
        return False
