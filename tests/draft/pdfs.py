"""Made-up reports as real PDFs, drawn by another library than the one that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)  # fmt: skip

from tests.draft.made import Made, Piece

SIZES = {"h1": 22, "h2": 16, "h3": 13, "h4": 11, "p": 10.5, "grade": 10.5, "note": 7.5}


def style(kind: str, look: dict[str, Any]) -> ParagraphStyle:
    size = SIZES.get(kind, 10.5) * look.get("scale", 1)
    bold = kind[0] == "h" or kind == "grade"
    font = look.get("font", "Helvetica")
    return ParagraphStyle(
        kind, fontName=f"{font}-Bold" if bold and font != "Times" else {"Times": "Times-Bold"}.get(font, font) if bold else {"Times": "Times-Roman"}.get(font, font),
        fontSize=size, leading=size * 1.25, spaceBefore=10 if bold else 3, spaceAfter=5,
    )  # fmt: skip


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


class Late(Flowable):  # type: ignore[misc]
    """A box that is drawn when its page is done: its words come after the page's in the file."""

    def __init__(self, table: Table, late: list[Any]) -> None:
        super().__init__()
        self.table, self.late = table, late

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = self.table.wrap(width, height)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        return [Late(part, self.late) for part in self.table.split(width, height)]

    def draw(self) -> None:
        x, y = self.canv.absolutePosition(0, 0)
        self.late.append((self.table, x, y))


def _flow(pieces: list[Piece], look: dict[str, Any], late: list[Any], width: float) -> list[Any]:
    made: list[Any] = []
    for piece in pieces:
        if piece.kind == "box":
            made += [Spacer(1, 6), *_box(piece, look, late, width), Spacer(1, 8)]
        elif piece.kind in {"bullets", "letters"}:
            sign = look.get("bullet", "•")
            items = [
                ListItem(Paragraph(escape(item), style("p", look)), leftIndent=16) for item in piece.items
            ]
            if piece.kind == "letters":
                made.append(
                    ListFlowable(
                        items, bulletType="a", bulletFormat="(%s)", leftIndent=22, bulletFontSize=10
                    )
                )
            else:
                made.append(
                    ListFlowable(items, bulletType="bullet", start=sign, leftIndent=16, bulletFontSize=9)
                )
        elif piece.kind == "break":
            made.append(PageBreak())
        else:
            made.append(Paragraph(escape(piece.text), style(piece.kind, look)))
    return made


def _box(piece: Piece, look: dict[str, Any], late: list[Any], width: float) -> list[Any]:
    rows = [[flow] for flow in _flow(piece.items, look, late, width - 24)]
    if not rows:
        return []
    table = Table(rows, colWidths=[width - 4])
    shade = look.get("shade", "#dde8f0")
    commands: list[Any] = [
        ("LEFTPADDING", (0, 0), (-1, -1), 10),
        ("RIGHTPADDING", (0, 0), (-1, -1), 10),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
    ]
    if shade == "frame":
        commands.append(("BOX", (0, 0), (-1, -1), 1, colors.black))
    else:
        commands.append(("BACKGROUND", (0, 0), (-1, -1), colors.HexColor(shade)))
    table.setStyle(TableStyle(commands))
    return [Late(table, late)] if look.get("late") else [table]


def write(made: Made, path: Path, **look: Any) -> Path:
    """Draw a report. Looks: `late` boxes, `columns`, `shade` (a colour or `frame`), `notes`, `font`, `bullet`."""
    late: list[Any] = []
    width, height = A4
    margin = 62
    columns = look.get("columns", 1)
    inner = width - 2 * margin
    wide = (inner - 18 * (columns - 1)) / columns
    frames = [
        Frame(margin + n * (wide + 18), 70, wide, height - 140, id=str(n), leftPadding=0, rightPadding=0)
        for n in range(columns)
    ]

    def edges(canvas: Any, doc: Any) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        if made.running:
            canvas.drawString(margin, height - 40, made.running)
            canvas.drawRightString(width - margin, 36, f"{doc.page}")
        if look.get("notes") and doc.page % 3 == 0:
            canvas.setFont("Helvetica", 7)
            canvas.drawString(
                margin,
                56,
                f"{doc.page} A note: staff should read the national guidance, which is available on the website.",
            )
        canvas.restoreState()

    def done(canvas: Any, doc: Any) -> None:
        del doc
        for table, x, y in late:
            table.drawOn(canvas, x, y)
        late.clear()

    doc = BaseDocTemplate(str(path), pagesize=A4, title=made.title, invariant=1)
    doc.addPageTemplates([PageTemplate(frames=frames, onPage=edges, onPageEnd=done)])
    doc.build(_flow(made.pieces, look, late, wide - 2))
    return path
