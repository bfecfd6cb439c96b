"""Every grade of a table of grades is in the draft, and a count that the report states is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmic.draft.compose import Draft, Given, drafted
from hmic.draft.read_docx import read as read_docx
from hmic.draft.read_file import read
from hmic.draft.read_html import read as read_html
from hmic.draft.write import written

TITLE = "PEEL 2025–27: An inspection of Testshire Police"
STATED = "We make graded judgments in six of these as follows:"
COLUMNS = [
    ["Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate"],
    ["", "Police powers and public treatment", "Preventing crime", "Responding to the public", "Managing offenders"],
    ["", "", "Leadership and force management", "Investigating crime", ""],
]  # fmt: skip
WANTED = {
    "Police powers and public treatment": "good",
    "Preventing crime": "adequate",
    "Responding to the public": "requires improvement",
    "Managing offenders": "inadequate",
    "Leadership and force management": "adequate",
    "Investigating crime": "requires improvement",
}
ROWS = [["Area", "Judgment"], *([area, grade.capitalize()] for area, grade in WANTED.items())]
CHAPTERS = ("Responding to the public", "Investigating crime")


def page(rows: list[list[str]], stated: str = STATED) -> Draft:
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    chapters = "".join(
        f"<h2>{name}</h2><p>{WANTED[name].capitalize()}</p><p>We looked at cases.</p>" for name in CHAPTERS
    )
    text = f"<html><body><h1>{TITLE}</h1><h2>Our judgments</h2><p>{stated}</p><table>{table}</table>{chapters}</body></html>"
    return drafted(read_html(text.encode(), "page.html"), Given("page.html"))


def document(rows: list[list[str]], path: Path) -> Draft:
    import docx as word

    made = word.Document()
    for line, style in ((TITLE, "Title"), ("Our judgments", "Heading 1"), (STATED, "Normal")):
        made.add_paragraph(line, style=style)
    table = made.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for name in CHAPTERS:
        made.add_paragraph(name, style="Heading 1")
        made.add_paragraph(WANTED[name].capitalize())
    made.save(str(path))
    return drafted(read_docx(path, path.name), Given(path.name))


def ruled(rows: list[list[str]], path: Path) -> Draft:
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()
    cells = [[Paragraph(cell, style["BodyText"]) for cell in row] for row in rows]
    pieces = [
        Paragraph(TITLE, style["Title"]), Paragraph("Our judgments", style["Heading1"]), Paragraph(STATED, style["BodyText"]),
        Table(cells, colWidths=[460 / len(rows[0])] * len(rows[0]), style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]),
    ]  # fmt: skip
    for name in CHAPTERS:
        pieces += [
            Paragraph(name, style["Heading1"]),
            Paragraph(WANTED[name].capitalize(), style["BodyText"]),
        ]
    SimpleDocTemplate(str(path)).build(pieces)
    return drafted(read(path), Given(path.name))


def found(draft: Draft) -> dict[str, str | None]:
    return {one.area: one.grade for one in draft.grades}


@pytest.mark.parametrize("rows", [COLUMNS, ROWS], ids=["columns", "rows"])
def test_a_table_of_grades_on_a_page_in_a_word_document_and_in_a_pdf(
    rows: list[list[str]], tmp_path: Path
) -> None:
    for draft in (page(rows), document(rows, tmp_path / "a.docx"), ruled(rows, tmp_path / "a.pdf")):
        assert found(draft) == WANTED
        assert not any(one.weak for one in draft.grades)
        assert not draft.findings
        assert "six" not in written(draft).split("grades:")[0] or "as many" in written(draft)


def test_a_table_and_a_chapter_that_differ_are_said_to() -> None:
    rows = [["Good", "Adequate"], ["Responding to the public", "Preventing crime"]]
    draft = page(rows, "We make graded judgments in three areas.")
    assert [one.weak for one in draft.grades if one.area == "Responding to the public"] == [
        "the report also says good"
    ]


def test_an_area_that_a_chapter_names_more_fully_counts_once() -> None:
    rows = [["Good", "Requires improvement"], ["Preventing crime", "Responding to"], ["", "Investigating"]]
    assert found(page(rows)) == {
        "Responding to the public": "requires improvement",
        "Investigating crime": "requires improvement",
        "Preventing crime": "good",
    }


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (STATED, "graded judgments in six"),
        ("We graded Testshire Police’s performance across nine areas of policing.", "graded Testshire"),
        ("We make graded judgements for 7 areas.", "graded judgements for 7"),
    ],
)
def test_a_count_of_grades_is_compared_and_said_where_the_person_must_look(stated: str, words: str) -> None:
    text = written(page([["Good"], ["x"]], stated))
    lines = " ".join(text.replace("#:", "").split())
    assert words in lines
    assert "the draft has 2" in lines
    (review,) = (line for line in text.splitlines() if line.strip().startswith("review:"))
    assert "grades" in review
