"""A Word document → blocks: styles, shading, lists and tables. Nothing in it is run or fetched."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hmic.draft import cues
from hmic.draft.bullets import mark
from hmic.draft.tables import columns, row_blocks
from hmic.draft.text_blocks import GUESSED, Block, ReportText, Role, squeezed
from hmic.errors import HmicError

if TYPE_CHECKING:
    from pathlib import Path

MOST_UNPACKED = 60 << 20
"""Bytes of all parts but the pictures, unpacked."""
MOST_PARTS = 5_000
_TIMES = 200
"""How many times larger than packed a part may be, once it is large."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BAR = 12
"""Eighths of a point from which a line at the left of a paragraph marks a box."""
_WHITE = {None, "", "auto", "ffffff", "FFFFFF", "none"}


def read(path: Path, name: str) -> ReportText:
    """The blocks of a document."""
    _refuse_bomb(path, name)
    import docx

    try:
        with path.open("rb") as file:
            document = docx.Document(file)
            walker = _Walker(document)
            walker.container(document.element.body, None, 0)
            title = document.core_properties.title or ""
    except HmicError:
        raise
    except Exception as error:  # the library's own errors are of many kinds, all of a damaged file
        raise _damaged(name) from error
    return ReportText("Word document", walker.blocks, None, title if len(title.split()) > 1 else "")


def _damaged(name: str) -> HmicError:
    message = f"{name} is damaged, or is not a Word document"
    return HmicError(message, hint="open it in a word processor and save it as .docx again")


def _refuse_bomb(path: Path, name: str) -> None:
    """Refuse what unpacks to far more than a report before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error
    if any(part.flag_bits & 1 for part in parts):
        message = f"{name} is encrypted"
        raise HmicError(message, hint="save it without the password")
    if not any(part.filename == "word/document.xml" for part in parts):
        raise _damaged(name)
    text = sum(part.file_size for part in parts)
    grown = any(
        part.file_size > (1 << 20) and part.file_size > _TIMES * max(part.compress_size, 1)
        for part in parts
    )
    if text > MOST_UNPACKED or grown or len(parts) > MOST_PARTS:
        message = f"{name} unpacks to {text >> 20:,} MB: it is not a report, or is malicious"
        raise HmicError(
            message,
            hint=f"at most {MOST_UNPACKED >> 20} MB are read; save the report as PDF and draft that",
        )


class _Walker:
    """Reads paragraphs in order; tables' cells and shaded paragraphs are boxes."""

    def __init__(self, document: Any) -> None:
        self.blocks: list[Block] = []
        self.styles = {style.style_id: style for style in document.styles if style.type == 1}
        self.box = 0
        self.shade: str | None = None

    def container(self, holder: Any, box: int | None, depth: int) -> None:
        for node in holder:
            if node.tag == f"{_W}p":
                self.paragraph(node, box)
            elif node.tag == f"{_W}tbl" and depth < 6:
                self.table(node, depth)
            elif node.tag in {f"{_W}sdt", f"{_W}ins", f"{_W}smartTag", f"{_W}sdtContent"} and depth < 20:
                self.container(node, box, depth + 1)

    def table(self, node: Any, depth: int) -> None:
        """A table of one column is a box, a row of findings too; of another each cell is paragraphs."""
        rows = node.findall(f"{_W}tr")
        widest = max((len(row.findall(f"{_W}tc")) for row in rows), default=0)
        self.shade = None
        if widest <= 1:
            self.box += 1
            box = self.box
            for row in rows:
                for cell in row.findall(f"{_W}tc"):
                    self.container(cell, box, depth + 1)
            return
        heads = [" ".join(_texts(cell)) for cell in rows[0].findall(f"{_W}tc")]
        of = columns(heads)
        for number, row in enumerate(rows):
            start, cells = len(self.blocks), []
            for cell in row.findall(f"{_W}tc"):
                before = len(self.blocks)
                self.container(cell, None, depth + 1)
                cells.append(self.blocks[before:])
            if of is not None:
                self.box += 1
                self.blocks[start:] = row_blocks(of, cells, self.box) if number else []

    def paragraph(self, node: Any, box: int | None) -> None:
        for inner in node.iter(f"{_W}txbxContent"):
            if inner.getparent().tag.endswith("textbox") or not _has_fallback(inner):
                self.box += 1
                self.container(inner, self.box, 1)
        text = squeezed("".join(_texts(node)))
        if not text:
            return
        style = self.style(node)
        if box is None:
            box = self.shaded(node, style)
        self.blocks.append(self.block(node, text, style, box))

    def style(self, node: Any) -> Any:
        found = node.find(f"{_W}pPr/{_W}pStyle")
        return self.styles.get(found.get(f"{_W}val")) if found is not None else None

    def shaded(self, node: Any, style: Any) -> int | None:
        """The box that shaded or framed paragraphs one after the other are."""
        look = _look(node.find(f"{_W}pPr"))
        while look is None and style is not None:
            look = _look(style.element.find(f"{_W}pPr"))
            style = style.base_style
        if look is None:
            self.shade = None
            return None
        if look != self.shade:
            self.box += 1
            self.shade = look
        return self.box

    def block(self, node: Any, text: str, style: Any, box: int | None) -> Block:
        bold = _bold(node, style)
        block = Block(text, box=box, strong=bold, gap=True)
        level = _level(node, style)
        numbered = _numbering(node, style)
        marked = mark(text)
        if level:
            block.role, block.level, block.strong = Role.HEADING, level, False
        elif style is not None and re.search(
            r"footnote|caption|^toc|^table of|header|footer", style.name or "", re.IGNORECASE
        ):
            block.role = Role.NOTE
        elif marked is not None:
            block.role, block.glyph, block.label, block.text = (
                Role.BULLET,
                marked.glyph or "1",
                marked.label,
                squeezed(marked.rest),
            )
        elif numbered is not None and cues.heading(text) is None:
            block.role, block.glyph, block.depth = Role.BULLET, "•", 20 * numbered
        elif bold and len(text.split()) <= 40 and not cues.ends_sentence(text):
            block.role, block.level = Role.HEADING, GUESSED - 1
        return block


def _has_fallback(inner: Any) -> bool:
    return any(parent.tag.endswith("}Fallback") for parent in inner.iterancestors())


def _texts(node: Any) -> Iterator[str]:
    """The text of a paragraph as it is now: without what was deleted, and without text boxes in it."""
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        if not isinstance(child.tag, str) or child.tag.endswith(
            ("}txbxContent", "}del", "}moveFrom", "}AlternateContent", "}pict")
        ):
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            stack.extend(reversed(child))


def _look(properties: Any) -> str | None:
    """How a paragraph is shaded or framed; None where it is not."""
    if properties is None:
        return None
    shade = properties.find(f"{_W}shd")
    fill = shade.get(f"{_W}fill") if shade is not None else None
    if fill not in _WHITE:
        return fill
    borders = properties.find(f"{_W}pBdr")
    if borders is not None:
        sides = [side for side in borders if side.get(f"{_W}val") not in {None, "nil", "none"}]
        bar = borders.find(f"{_W}left")
        thick = bar in sides and int(bar.get(f"{_W}sz") or 0) >= _BAR
        if len(sides) > 2 or thick:
            return "frame"
    return None


def _bold(node: Any, style: Any) -> bool:
    """Whether all the letters are bold."""
    runs = [
        run
        for run in node.iter(f"{_W}r")
        if "".join(t.text or "" for t in run.findall(f"{_W}t")).strip(" .:")
    ]
    by_style = bool(style is not None and style.font.bold)
    return bool(runs) and all(_run_bold(run, by_style=by_style) for run in runs)


def _run_bold(run: Any, *, by_style: bool) -> bool:
    mark_ = run.find(f"{_W}rPr/{_W}b")
    if mark_ is None:
        named = run.find(f"{_W}rPr/{_W}rStyle")
        return by_style or (named is not None and "strong" in (named.get(f"{_W}val") or "").lower())
    return mark_.get(f"{_W}val") not in {"0", "false", "off"}


def _level(node: Any, style: Any) -> int:
    """A heading's level, by the paragraph's own outline or its style's."""
    own = node.find(f"{_W}pPr/{_W}outlineLvl")
    if own is not None and (own.get(f"{_W}val") or "").isdigit():
        value = int(own.get(f"{_W}val"))
        return value + 1 if value < GUESSED else 0
    while style is not None:
        found = re.match(r"heading\s*(\d)", style.name or "", re.IGNORECASE)
        if found:
            return int(found[1])
        if (style.name or "").lower() in {"title", "subtitle"}:
            return 1 if style.name.lower() == "title" else 2
        style = style.base_style
    return 0


def _numbering(node: Any, style: Any) -> int | None:
    """How deep in a list a paragraph is; None where it is in none."""
    found = node.find(f"{_W}pPr/{_W}numPr")
    base = style
    while found is None and base is not None:
        found = base.element.find(f"{_W}pPr/{_W}numPr")
        base = base.base_style
    if found is not None:
        number = found.find(f"{_W}numId")
        if number is not None and number.get(f"{_W}val") == "0":
            return None
        level = found.find(f"{_W}ilvl")
        return int(level.get(f"{_W}val") or 0) if level is not None else 0
    name = (style.name or "").lower() if style is not None else ""
    listed = re.match(r"list (?:bullet|number)\s*(\d)?", name)
    return int(listed[1] or 1) - 1 if listed else None
