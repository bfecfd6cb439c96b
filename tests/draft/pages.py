"""Made-up reports as web pages and as Word documents."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from tests.draft.made import Made, Piece

_TAGS = {"h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "p": "p", "grade": "p", "note": "small"}


def as_page(made: Made, *, boxes: str = "class", heads: str = "tags", lists: bool = True) -> str:
    """A web page: boxes by `class` or `style` or as `table`, or `none`; headings by tags or only `bold`."""
    body = "".join(_piece(piece, boxes, heads, lists=lists) for piece in made.pieces)
    return (
        f"<!DOCTYPE html><html><head><title>{escape(made.title)} - HMICFRS</title>"
        "<style>.x{color:red}</style><script>var should = 'The force should run this script.';</script></head>"
        "<body><nav><a href='/'>Home</a> <a href='/r'>You must read our reports</a></nav><main>"
        f"{body}</main><footer><p>You should contact us.</p></footer></body></html>"
    )


def _piece(piece: Piece, boxes: str, heads: str, *, lists: bool) -> str:
    if piece.kind == "box":
        inner = "".join(_piece(one, boxes, heads, lists=lists) for one in piece.items)
        return {
            "class": f'<div class="callout callout--afi">{inner}</div>',
            "style": f'<div style="background-color:#e4eef5;padding:1em">{inner}</div>',
            "table": f'<table border="1" style="border: 1px solid"><tr><td bgcolor="#eeeeee">{inner}</td></tr></table>',
            "none": inner,
        }[boxes]
    if piece.kind in {"bullets", "letters"}:
        if not lists:
            signs = "•••••••••" if piece.kind == "bullets" else "abcdefghi"
            marks = [f"{sign} " if piece.kind == "bullets" else f"({sign}) " for sign in signs]
            return "".join(
                f"<p>{mark}{escape(item)}</p>" for mark, item in zip(marks, piece.items, strict=False)
            )
        tag = "ul" if piece.kind == "bullets" else "ol"
        sort = "" if tag == "ul" else ' type="a"'
        return (
            f"<{tag}{sort}>"
            + "".join(f"<li><span>{escape(item)}</span></li>" for item in piece.items)
            + f"</{tag}>"
        )
    tag = _TAGS.get(piece.kind, "p")
    if heads == "bold" and tag in {"h3", "h4"}:
        return f"<p><strong>{escape(piece.text)}</strong></p>"
    return f"<{tag}>{escape(piece.text)}</{tag}>"


def write_docx(made: Made, path: Path, *, boxes: str = "shade") -> Path:
    """A Word document: boxes as shaded paragraphs or as a table of one cell."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document()
    document.core_properties.title = made.title
    document.sections[0].header.paragraphs[0].text = made.running

    def shade(paragraph: Any) -> None:
        fill = OxmlElement("w:shd")
        for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "DDE8F0")):
            fill.set(qn(key), value)
        paragraph._p.get_or_add_pPr().append(fill)

    def put(pieces: list[Piece], into: Any, *, boxed: bool) -> None:
        for piece in pieces:
            if piece.kind == "box":
                if boxes == "table":
                    cell = document.add_table(rows=1, cols=1, style="Table Grid").rows[0].cells[0]
                    put(piece.items, cell, boxed=False)
                else:
                    put(piece.items, into, boxed=True)
                document.add_paragraph("")
                continue
            texts = piece.items if piece.kind in {"bullets", "letters"} else [piece.text]
            for number, text in enumerate(texts):
                if piece.kind == "bullets":
                    paragraph = into.add_paragraph(text, style="List Bullet")
                elif piece.kind == "letters":
                    paragraph = into.add_paragraph(f"({'abcdefgh'[number]}) {text}")
                elif piece.kind[0] == "h" and piece.kind != "h4":
                    paragraph = into.add_paragraph(text, style=f"Heading {piece.kind[1]}")
                else:
                    paragraph = into.add_paragraph()
                    paragraph.add_run(text).bold = piece.kind in {"h4", "grade"}
                if boxed:
                    shade(paragraph)

    put(made.pieces, document, boxed=False)
    document.save(str(path))
    return path
