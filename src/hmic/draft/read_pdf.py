"""A PDF → blocks, by layout: boxes first, then columns, then lines."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any

from hmic.draft import cues
from hmic.draft.bullets import SIGNS, mark
from hmic.draft.pdf_boxes import boxes
from hmic.draft.pdf_lines import Paragraph, PdfLine, arranged, fits, gutter_of, leading, lines, paragraphs
from hmic.draft.pdf_page import Area, Sheet, Word, read_sheet
from hmic.draft.pdf_tables import Grid, grids
from hmic.draft.tables import Columns, columns, row_blocks
from hmic.draft.text_blocks import GUESSED, Block, ReportText, Role, squeezed
from hmic.errors import HmicError
from hmic.words import count as counted

if TYPE_CHECKING:
    from pathlib import Path

MOST_PAGES = 2_000
MOST_LETTERS = 8_000_000
"""Of all pages: more is no report."""
_EDGE = 0.11
"""How much of a page's height, above and below, can hold what repeats."""
_ALIKE = 8.0
"""Points by which the parts of one box may differ in width."""
_DIGITS = re.compile(r"\d+")
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}\s*$|…+\s*\d{1,3}$")


def read(path: Path, name: str) -> ReportText:
    """The blocks of a PDF; HmicError where it cannot be read."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(name, str(error)) from error
    try:
        return _read(pdf, name)
    finally:
        pdf.close()


def _unreadable(name: str, why: str) -> HmicError:
    if "password" in why.lower():
        message = f"{name} is encrypted: it opens only with a password"
        return HmicError(
            message, hint="save it without the password, or get it from the inspectorate's website"
        )
    message = f"{name} is damaged, or is not a PDF"
    return HmicError(message, hint="fetch the report again")


def _read(pdf: Any, name: str) -> ReportText:
    count = len(pdf)
    if count > MOST_PAGES:
        message = f"{name} has {count:,} pages; at most {MOST_PAGES:,} are read"
        raise HmicError(message, hint="no inspectorate report is so long: split it into parts")
    sheets, letters, bad = [], 0, 0
    for number in range(count):
        sheet = _sheet(pdf, number)
        bad += sheet is None
        if sheet is None:
            continue
        letters += sheet.letters
        if letters > MOST_LETTERS:
            message = f"{name} has more than {MOST_LETTERS:,} characters"
            raise HmicError(message, hint="no inspectorate report is so long: split it into parts")
        sheets.append(sheet)
    title = str(pdf.get_metadata_value("Title") or "")
    paper = ReportText("PDF", _blocks(sheets), count, title if len(title.split()) > 1 else "")
    empty = [sheet.number for sheet in sheets if sheet.letters < 10]
    if empty and len(empty) < count:
        paper.remarks.append(f"pages without text, perhaps pictures: {', '.join(map(str, empty[:20]))}")
    if bad:
        paper.remarks.append(f"{counted(bad, 'page')} could not be read")
    return paper


def _sheet(pdf: Any, number: int) -> Sheet | None:
    import pypdfium2

    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:
        return None
    try:
        return read_sheet(page, number + 1)
    finally:
        page.close()


class _Region:
    """Part of a page: its box, if it is one, its lines, and where it begins."""

    def __init__(self, area: Area | None, found: list[PdfLine], left: float) -> None:
        self.area = area
        self.lines = found
        self.left = left


def _blocks(sheets: list[Sheet]) -> list[Block]:
    by_page = [(sheet, lines(sheet.words)) for sheet in sheets]
    furniture = _furniture(by_page)
    body = _body_size(by_page)
    spacing = median([leading(found) for _, found in by_page if len(found) > 5] or [1.25])
    builder = _Builder(body, spacing)
    for sheet, _ in by_page:
        builder.page(sheet, furniture)
    return builder.finished()


def _key(line: PdfLine) -> str:
    return _DIGITS.sub("#", line.text.lower())


def _furniture(by_page: list[tuple[Sheet, list[PdfLine]]]) -> set[str]:
    """What comes back at the edge of page after page: running headings and footings, page numbers."""
    seen: Counter[str] = Counter()
    for sheet, found in by_page:
        seen.update({_key(line) for line in found if _at_edge(sheet, line)})
    least = 2 if len(by_page) < 6 else 3
    return {
        key
        for key, count in seen.items()
        if (count >= least and cues.heading(key) is None) or re.fullmatch(r"(?:page )?#(?: of #)?", key)
    }


def _at_edge(sheet: Sheet, line: PdfLine) -> bool:
    return line.base < _EDGE * sheet.height or line.base > (1 - _EDGE) * sheet.height


def _body_size(by_page: list[tuple[Sheet, list[PdfLine]]]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for _, found in by_page:
        for line in found:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 11.0


class _Builder:
    """Makes blocks page by page, and joins boxes that go on over a page's end."""

    def __init__(self, body: float, spacing: float) -> None:
        self.body = body
        self.spacing = spacing
        self.blocks: list[Block] = []
        self.sizes: list[tuple[float, bool]] = []
        self.count = 0
        self.open: Area | None = None
        """The box that was the last thing on the page or in the column; None after other text."""
        self.page_of_open = 0
        self.heads: tuple[list[float], Columns] | None = None
        """Where the columns of the last table of findings part, and what they hold."""
        self.gutter: float | None = None
        """Where the columns of the last page part."""

    def page(self, sheet: Sheet, furniture: set[str]) -> None:
        words = _without_furniture(sheet, furniture)
        tables = {id(grid.area): grid for grid in grids(sheet) if self.reads(grid)}
        areas = [grid.area for grid in tables.values()]
        found = [*areas, *(box for box in boxes(sheet) if not any(_over(box, area) for area in areas))]
        inside: dict[int, list[Word]] = {}
        outside: list[Word] = []
        for word in words:
            x = (word.left + word.right) / 2
            home = next(
                (n for n, area in reversed(list(enumerate(found))) if area.holds(x, word.middle)), None
            )
            (inside.setdefault(home, []) if home is not None else outside).append(word)
        gutter = gutter_of(outside) or gutter_of(words)
        if gutter is None and self.gutter is not None and fits(words, self.gutter):
            gutter = self.gutter
        self.gutter = gutter
        for region in self.regions(found, inside, outside, gutter):
            if id(region.area) in tables:
                self.table(sheet, tables[id(region.area)])
            else:
                self.region(sheet, region)

    def reads(self, grid: Grid) -> bool:
        """Whether a table's rows are findings, by its heads or by those of the page before."""
        before = self.heads[0] if self.heads is not None else []
        alike = len(before) == len(grid.edges) > 0 and all(
            abs(a - b) < _ALIKE for a, b in zip(before, grid.edges, strict=True)
        )
        of = columns(grid.heads())
        if of is not None:
            self.heads = (grid.edges, of)
            del grid.rows[0]
        return of is not None or alike

    def table(self, sheet: Sheet, grid: Grid) -> None:
        """Each row of a table of findings as a separate box."""
        for row in grid.rows:
            cells = []
            for words in row:
                own = paragraphs(lines(words), self.spacing)
                left = min((word.left for word in words), default=0.0)
                made = [(self.block(one, sheet, None, left), one) for one in own]
                cells.append([block for block, _ in made if block is not None])
            self.count += 1
            if self.heads is not None:
                for block in row_blocks(self.heads[1], cells, self.count):
                    block.page = sheet.number
                    self.blocks.append(block)
                    self.sizes.append((self.body, block.is_heading))
        self.open = None

    @staticmethod
    def regions(
        found: list[Area], inside: dict[int, list[Word]], outside: list[Word], gutter: float | None
    ) -> list[_Region]:
        """The page's columns and boxes in reading order: each box where it begins in its column."""
        units = arranged(outside, {n: found[n] for n in inside}, gutter)
        left = {
            side: min((u.line.left for u in units if u.line and u.side == side), default=0.0)
            for side in (0, 1, 2)
        }
        flow: list[_Region] = []
        side = -1
        for unit in units:
            if unit.box is not None:
                flow.append(_Region(found[unit.box], _in_box(inside[unit.box]), found[unit.box].left))
                side = -1
            elif unit.line is not None:
                if unit.side != side:
                    flow.append(_Region(None, [], left[unit.side]))
                    side = unit.side
                flow[-1].lines.append(unit.line)
        return flow

    def region(self, sheet: Sheet, region: _Region) -> None:
        box = self.number(sheet, region.area) if region.area is not None else None
        noted = True
        for paragraph in paragraphs(region.lines, self.spacing):
            block = self.block(paragraph, sheet, box, region.left)
            if block is not None:
                self.blocks.append(block)
                self.sizes.append((paragraph.size, paragraph.bold))
                noted = noted and block.role is Role.NOTE
        if region.area is not None or not noted:
            self.open, self.page_of_open = region.area, sheet.number

    def number(self, sheet: Sheet, area: Area) -> int:
        """The box's number: that of the box right before it, where that ended its page or column."""
        if self.open is not None:
            before = self.open
            wide = abs((before.right - before.left) - (area.right - area.left)) < _ALIKE
            elsewhere = self.page_of_open != sheet.number or abs(before.left - area.left) > _ALIKE
            if wide and elsewhere and before.colour == area.colour:
                return self.count
        self.count += 1
        return self.count

    def block(self, paragraph: Paragraph, sheet: Sheet, box: int | None, left: float) -> Block | None:
        text = squeezed(paragraph.text)
        if not text or (len(text) == 1 and text in SIGNS):
            return None
        marked = mark(text)
        block = Block(text, sheet.number, box=box, gap=paragraph.gap, strong=paragraph.bold)
        if _CONTENTS.search(text):
            block.role = Role.NOTE
        elif (
            marked is not None
            and (marked.glyph or marked.label)
            and not self.is_head(paragraph, text, labelled=not marked.glyph)
        ):
            block.role, block.glyph, block.label = Role.BULLET, marked.glyph or "1", marked.label
            block.text, block.depth = squeezed(marked.rest), max(0, round(paragraph.lines[0].left - left))
            block.strong = False
        elif self.is_note(paragraph, sheet):
            block.role = Role.NOTE
        elif self.is_head(paragraph, text, labelled=False):
            block.role, block.level = Role.HEADING, GUESSED
        return block

    def is_note(self, paragraph: Paragraph, sheet: Sheet) -> bool:
        """Small letters at the page's foot."""
        low = paragraph.lines[-1].base < 0.35 * sheet.height
        return (
            paragraph.size < 0.88 * self.body
            and low
            and bool(re.match(r"[\d*†‡\[]{1,4}\s?\S", paragraph.text))
        )

    def is_head(self, paragraph: Paragraph, text: str, *, labelled: bool) -> bool:
        large = paragraph.size > 1.12 * self.body
        words = len(text.split())
        if labelled and not large:
            return paragraph.bold and cues.heading(text) is not None
        if large:
            return words <= 40 and (not cues.ends_sentence(text) or paragraph.size > 1.3 * self.body)
        return paragraph.bold and words <= 40 and len(paragraph.lines) <= 4 and not cues.ends_sentence(text)

    def finished(self) -> list[Block]:
        """The blocks, their headings with levels: the larger, the higher; bold before plain."""
        kinds = {kind for block, kind in zip(self.blocks, self.sizes, strict=True) if block.is_heading}
        order = sorted(kinds, key=lambda kind: (-round(kind[0]), not kind[1]))
        for block, kind in zip(self.blocks, self.sizes, strict=True):
            if block.is_heading:
                block.level = min(order.index(kind) + 1, GUESSED - 1)
        return self.blocks


def _over(box: Area, area: Area) -> bool:
    """Whether a box is part of a table."""
    return area.holds((box.left + box.right) / 2, (box.bottom + box.top) / 2)


def _in_box(words: list[Word]) -> list[PdfLine]:
    return [unit.line for unit in arranged(words, {}, gutter_of(words)) if unit.line is not None]


def _without_furniture(sheet: Sheet, furniture: set[str]) -> list[Word]:
    gone = {
        id(word)
        for line in lines(sheet.words)
        if _at_edge(sheet, line) and _key(line) in furniture
        for word in line.words
    }
    return [word for word in sheet.words if id(word) not in gone]
