"""The board paper as a Word document, made from its page, so that both say the same.

Headings, lists, tables and charts are Word's own; each table's first row is marked as its head and repeats
on every page. The same paper gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hmic.render import paper_page, word_charts
from hmic.render.paper_blocks import Block, Cell, Run, blocks

if TYPE_CHECKING:
    from hmic.reports.board_paper import BoardPaper

_STYLES = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "ul": "List Bullet", "ol": "List Number"}
_SOFT, _RULE = "555555", "999999"
_WIDE = 9866
"""The breadth of a table in twentieths of a point: A4 without its margins."""
_SAMPLE = 200
_WORD = 22
"""A longer word does not decide how wide its column is."""
_DATE = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})\b")
"""A day in words, which stays on one line."""
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def render(page: str, paper: BoardPaper) -> bytes:
    """The document's bytes, from the paper and its page."""
    import docx

    document = docx.Document()
    _prepare(document, paper)
    drawn = enumerate(paper_page.charts_of(paper), start=1)
    page_blocks = blocks(page)
    new_page = False
    for block, following in zip(page_blocks, [*page_blocks[1:], Block("")], strict=True):
        if block.cls == "marking":
            continue  # each page's head has it
        if block.tag == "break":
            new_page = True
        elif block.tag == "chart":
            number, chart = next(drawn)
            _paragraph(document, "Heading 2", [Run(chart.title)])
            word_charts.add(document, chart, block.text, number)
        elif block.rows:
            _table(document, block)
        else:
            made = _paragraph(document, _STYLES.get(block.tag, "Normal"), block.runs)
            made.paragraph_format.keep_with_next = bool(following.rows) or None
            made.paragraph_format.page_break_before = new_page or None
            new_page = False
    out = io.BytesIO()
    document.save(out)
    return _dated(out.getvalue())


def _prepare(document: Any, paper: BoardPaper) -> None:
    """A4, the language, what the document says of itself, the marking above and the page's number below."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(15)
    section.header_distance = section.footer_distance = Mm(8)
    about = document.core_properties
    about.title, about.author, about.language = (
        "Inspection findings: progress",
        paper.about.author or "hmic",
        "en-GB",
    )
    about.comments, about.last_modified_by = "", ""
    about.created = about.modified = dt.datetime.combine(paper.as_at, dt.time())
    _looks(document)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.alignment, foot.alignment = 1, 2  # centred, and to the right
    head.add_run(paper.marking).bold = True
    for text, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        foot.add_run(text)
        foot._p.append(_xml(f'<w:fldSimple {_W} w:instr="{field}"/>'))  # noqa: SLF001 - no call for a field


def _looks(document: Any) -> None:
    """The styles: one plain face, black, close lines."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    sizes = {"Normal": (9.5, 0, 3), "Title": (18, 0, 2), "Heading 1": (12, 9, 3), "Heading 2": (10, 7, 2)}
    for name, (size, before, after) in {
        **sizes,
        "List Bullet": (9.5, 0, 2),
        "List Number": (9.5, 0, 2),
    }.items():
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for key in list(fonts.attrib):
            if "Theme" in key:
                del fonts.attrib[key]
        for part in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(part), "Arial")
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.0
    document.styles["Normal"].element.rPr.append(_xml(f'<w:lang {_W} w:val="en-GB"/>'))
    for name in ("Title", "Heading 1"):
        style = document.styles[name].element.pPr
        for old in style.findall(qn("w:pBdr")):
            style.remove(old)
    document.styles["Title"].font.bold = True


def _xml(text: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(text)


def _paragraph(document: Any, style: str, runs: Iterable[Run]) -> Any:
    paragraph = document.add_paragraph(style=style)
    for run in runs:
        made = paragraph.add_run(run.text)
        made.bold = True if run.bold else None
        if run.soft:
            made.font.color.rgb = _soft_colour()
    return paragraph


def _soft_colour() -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(_SOFT)


def _table(document: Any, block: Block) -> None:
    """A table of Word's own; its first row is its head, and no row is broken over two pages."""
    rows, titled = block.rows, block.tag == "table"
    across = max(map(len, rows))
    widths = _widths(rows, across)
    # Written out whole: the library's own way takes a time that grows with the square of the rows.
    edge = f'w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"'
    sides = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    lines = "".join(f"<w:{side} {edge}/>" for side in ("top", "bottom", "insideH"))
    look = (
        f'<w:tblW w:w="{_WIDE}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar>'
        f'<w:tblLook w:firstRow="{int(titled)}"/>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    parts = [f"<w:tbl {_W}><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"]
    for n, row in enumerate(rows):
        head = "<w:tblHeader/>" if titled and n == 0 else ""
        parts.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>")
        cells = (*row, *[Cell(())] * (across - len(row)))
        parts += (_cell(cell, width) for cell, width in zip(cells, widths, strict=True))
        parts.append("</w:tr>")
    document.element.body.insert_element_before(_xml("".join((*parts, "</w:tbl>"))), "w:sectPr")
    document.add_paragraph().paragraph_format.space_after = 0


def _cell(cell: Cell, width: int) -> str:
    runs = "".join(map(_run, (run._replace(bold=run.bold or cell.head) for run in cell.runs)))
    right = '<w:jc w:val="right"/>' if cell.number else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:before="30" w:after="30"/>{right}</w:pPr>{runs}</w:p></w:tc>'
    )


def _run(run: Run) -> str:
    look = ("<w:b/>" if run.bold else "") + (f'<w:color w:val="{_SOFT}"/>' if run.soft else "")
    size = 15 if run.soft else 17
    text = _DATE.sub("\\1\u00a0\\2\u00a0\\3", run.text)
    held = "<w:br/>" if run.text == "\n" else f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return f'<w:r><w:rPr>{look}<w:sz w:val="{size}"/></w:rPr>{held}</w:r>'


def _widths(rows: Sequence[Sequence[Cell]], across: int) -> list[int]:
    """How wide each column is: room for its words, and more for the longer texts."""
    least, wanted = [4] * across, [0] * across
    for row in rows[:_SAMPLE]:
        for n, cell in enumerate(row):
            words = _DATE.sub(r"\1-\2-\3", cell.text).split() or [""]
            least[n] = max(least[n], min(_WORD, max(map(len, words)) + 2))
            wanted[n] = max(wanted[n], len(cell.text))
    room = [low + min(60, want) / 3 for low, want in zip(least, wanted, strict=True)]
    return [round(_WIDE * part / sum(room)) for part in room]


def _dated(data: bytes) -> bytes:
    """The same file with one fixed time on each of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            made.writestr(zipfile.ZipInfo(name), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
