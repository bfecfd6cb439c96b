"""Layouts that the made-up reports do not have: pages that fold, tables of recommendations, joint inspections."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from hmic.draft.compose import Draft, Given, drafted
from hmic.draft.read_docx import read as read_docx
from hmic.draft.read_file import read
from hmic.draft.read_html import read as read_html
from hmic.draft.read_text import read as read_text

ACCORDION = Path(__file__).parent / "accordion.html"
R, A, C = "recommendation", "area_for_improvement", "cause_of_concern"


def draft_of(paper: object, name: str = "report") -> Draft:
    return drafted(paper, Given(name, force="Easterby Police"))  # type: ignore[arg-type]


def docx(path: Path, *lines: tuple[str, str] | list[list[str]]) -> Draft:
    """A Word document of lines with their styles, and of tables."""
    import docx as word

    document = word.Document()
    for line in lines:
        if isinstance(line, list):
            table = document.add_table(rows=0, cols=len(line[0]))
            for row in line:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        else:
            document.add_paragraph(line[1], style=line[0])
    document.save(str(path))
    return draft_of(read_docx(path, path.name), path.name)


def page(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    cells = "".join(f"<th>{cell}</th>" for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in body)
    return f"<html><body><h1>Findings</h1><table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table></body></html>"


PROSE = "The force has improved the way in which its officers deal with callers. Demand has risen. " * 4
STEPS = [
    ["No.", "Recommendation", "Who", "By when"],
    ["3", "The force should review how detectives are posted, so that each district has enough.", "Chief constable", "Within six months"],
    ["4", "The Home Office should fund a national system for the exchange of video evidence.", "Home Office", "By March 2030"],
    ["5", "The force must publish its stop and search data in full.", "Chief constable", "By 30 June 2030"],
]  # fmt: skip


def designed(path: Path, space: float) -> Draft:
    """A PDF with boxes of which one side is drawn, heading strips on frames, and a ruled table."""
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

    style = getSampleStyleSheet()

    def line(text: str, name: str = "BodyText") -> Paragraph:
        return Paragraph(text, style[name])

    def bar(*texts: str) -> Table:
        look = [("BACKGROUND", (0, 0), (0, -1), colors.HexColor("#1d70b8"))]
        return Table([["", [line(text) for text in texts]]], colWidths=[4, 440], style=look)

    def strip(title: str, text: str) -> list[Flowable]:
        dark = colors.HexColor("#003366")
        look = [("BACKGROUND", (0, 0), (-1, 0), dark), ("BOX", (0, 0), (-1, -1), 1, dark)]
        head = line(f'<font color="white"><b>{title}</b></font>')
        return [Table([[head], [line(text)]], colWidths=[440], style=look), Spacer(1, 8)]

    rows = [[line(cell) for cell in row] for row in STEPS]
    pieces = [
        line("PEEL 2023–25: An inspection of Westfold Constabulary", "Title"), line("Preventing crime", "Heading1"),
        line(PROSE),
        bar("<b>Area for improvement</b>", "<b>The force should evaluate its plans</b>",
            "Plans were opened and never closed. The force should make sure that each plan is evaluated."),
        line(PROSE), line("Responding to the public", "Heading1"),
        *strip("Cause of concern 1", "The force doesn’t answer calls quickly enough."),
        *strip("Recommendation 1", "By 31 December 2030, the force should call back those who give up."),
        line(PROSE), Spacer(1, space), line("What we ask", "Heading1"),
        Table(rows, colWidths=[40, 250, 80, 80], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]),
        line(PROSE),
    ]  # fmt: skip
    SimpleDocTemplate(str(path)).build(pieces)
    return draft_of(read(path), path.name)


@pytest.mark.parametrize("space", [0.0, 190.0, 230.0], ids=["one page", "torn", "torn early"])
def test_a_pdf_with_bars_strips_and_a_ruled_table(tmp_path: Path, space: float) -> None:
    draft = designed(tmp_path / "designed.pdf", space)
    assert [
        (one.kind.value, one.requirement.replace("\n", " "), one.deadlines) for one in draft.every()
    ] == [
        (
            A,
            "Plans were opened and never closed. The force should make sure that each plan is evaluated.",
            [],
        ),
        (C, "The force doesn’t answer calls quickly enough.", []),
        (R, "By 31 December 2030, the force should call back those who give up.", ["By 31 December 2030"]),
        *((R, row[1], [row[3]]) for row in STEPS[1:]),
    ]
    assert [one.addressed_to for one in draft.every()[-3:]] == [
        "Chief constable",
        "Home Office",
        "Chief constable",
    ]
    assert not any(one.review for one in draft.every())


def found(draft: Draft) -> list[tuple[str, str | None, str, list[str]]]:
    return [
        (one.kind.value, one.area, one.requirement.split("\n")[0], one.deadlines) for one in draft.every()
    ]


def test_a_page_that_folds_has_its_areas_and_boxes_and_no_others() -> None:
    draft = draft_of(read(ACCORDION))
    public, vulnerable = "Responding to the public", "Protecting vulnerable people"
    assert [(one.kind.value, one.area, one.title) for one in draft.every()] == [
        (A, public, "The force needs to attend calls for service within its published times"),
        (A, public, "Call handlers don’t give enough advice on the preservation of evidence"),
        (C, vulnerable, "The force isn’t protecting the children and adults who are most at risk"),
        (R, vulnerable, "Review each open investigation into child abuse"),
        (R, vulnerable, "Assess the demand on its public protection unit"),
    ]
    assert [one.deadlines for one in draft.every()[3:]] == [["Within three months"], ["By 31 March 2025"]]
    assert {one.area: one.grade for one in draft.grades} == {
        "Preventing crime": "good", "Police powers and public treatment": "adequate",
        public: "requires improvement", vulnerable: "inadequate",
    }  # fmt: skip


TABLE = [
    ["Ref", "Report", "Type", "Text", "Made on", "Status"],
    ["8541", "Round 3", "Area for improvement", "The service should have enough staff for its audits.", "12/12/2023", "Open"],
    ["8542", "Round 3", "Cause of concern", "The service doesn’t do enough for its values.", "12/12/2023", "Open"],
    ["8543", "Round 3", "Recommendation", "By 30 June 2030, the service should train its staff.", "12/12/2023", "Closed"],
]  # fmt: skip
ACTIONS = [
    ["No.", "Recommendation", "Owner", "Timescale"],
    ["1", "The force should review its use of strip search.", "Chief constable", "Within three months"],
    ["2", "Publish the results of the review.", "College of Policing", "By 31 March 2030"],
]


@pytest.mark.parametrize("form", ["page", "docx"])
def test_a_table_of_findings(form: str, tmp_path: Path) -> None:
    """What a row asks is its text; its number, status and dates of the table are not."""

    def read_rows(rows: list[list[str]]) -> Draft:
        if form == "page":
            return draft_of(read_html(page(rows).encode(), "page.html"))
        return docx(tmp_path / "table.docx", ("Heading 1", "Findings"), rows)

    assert [(kind, text, dates) for kind, _, text, dates in found(read_rows(TABLE))] == [
        (A, "The service should have enough staff for its audits.", []),
        (C, "The service doesn’t do enough for its values.", []),
        (R, "By 30 June 2030, the service should train its staff.", ["By 30 June 2030"]),
    ]
    draft = read_rows(ACTIONS)
    assert [(kind, text, dates) for kind, _, text, dates in found(draft)] == [
        (R, "The force should review its use of strip search.", ["Within three months"]),
        (R, "Publish the results of the review.", ["By 31 March 2030"]),
    ]
    assert [one.addressed_to for one in draft.every()] == ["Chief constable", "College of Policing"]


def test_a_table_of_figures_is_no_table_of_findings(tmp_path: Path) -> None:
    rows = [["Force", "Recommendations made", "Closed"], ["Northmere", "12", "9"], ["Westfold", "7", "7"]]
    assert found(docx(tmp_path / "figures.docx", ("Heading 1", "Figures"), rows)) == []
    assert found(draft_of(read_html(page(rows).encode(), "page.html"))) == []


def test_a_joint_inspection_says_who_must_act(tmp_path: Path) -> None:
    draft = docx(
        tmp_path / "joint.docx",
        ("Title", "Joint inspection of youth offending work in Easterby"),
        ("Normal", "A joint inspection by HMICFRS and HM Inspectorate of Probation"),
        ("Normal", "February 2029"),
        ("Heading 1", "Recommendations"),
        ("Normal", "The Youth Justice Board should:"),
        ("List Bullet", "publish guidance on transfers between areas"),
        ("Normal", "The Chair of the Youth Offending Service Management Board should:"),
        ("List Number", "make sure that data on remands is given to each meeting"),
        ("Normal", "The Chief Constable of Easterby Police should:"),
        ("List Number", "within six months, make sure that all children see an appropriate adult"),
        ("Heading 1", "Introduction"),
        ("Normal", "Youth offending teams must by law have staff from four agencies."),
    )  # fmt: skip
    named = [(one.addressed_to, bool(one.review)) for one in draft.every()]
    assert named == [
        ("Youth Justice Board", False),
        ("Chair of the Youth Offending Service Management Board", True),
        ("Chief Constable of Easterby Police", False),
    ]
    assert {one.area for one in draft.every()} == {None}, "a report's title is no area of it"
    assert draft.about.force in {"", "Easterby Police"}


def test_a_national_report_asks_others_too(tmp_path: Path) -> None:
    draft = docx(
        tmp_path / "national.docx",
        ("Title", "Rural policing in England and Wales"),
        ("Normal", "Published 6 October 2022"),
        ("Heading 1", "Summary of recommendations"),
        ("Heading 2", "Recommendation 1"),
        ("Normal", "By April 2023, the Home Office should agree a definition of rural crime."),
        ("Heading 2", "Recommendation 2"),
        ("Normal", "By 31 December 2023, the NPCC lead for rural crime and the College of Policing should publish guidance."),
        ("Heading 2", "Recommendation 3"),
        ("Normal", "By May 2023, chief constables should record thefts of farm machinery."),
        ("Heading 2", "Recommendation 4"),
        ("Normal", "By 31 January 2024 the force should have cleared its backlog of visits to farms."),
        ("Heading 1", "Introduction"),
        ("Normal", "Farmers told us that the police should visit more often."),
    )  # fmt: skip
    assert [(one.addressed_to, bool(one.review)) for one in draft.every()] == [
        ("Home Office", False),
        ("NPCC lead for rural crime and the College of Policing", True),
        ("chief constables", False),
        (None, False),
    ]
    assert (
        draft.every()[3].title.startswith("Cleared its backlog")
        or "backlog of visits" in draft.every()[3].title
    )
    assert "should" not in draft.every()[3].title


@pytest.mark.parametrize(
    "words", ["Last updated: 3 March 2025", "Page last reviewed 3 March 2025", "Accessed on 3 March 2025"]
)
def test_the_day_a_page_was_changed_is_not_the_day_of_the_report(words: str) -> None:
    text = f"PEEL: an inspection of Northmere Police\n\n{words}\n\nRecommendations\n\nBy June 2024, the force should train all staff.\n"
    draft = draft_of(read_text(text))
    assert draft.about.published is None
    assert draft.every()[0].deadlines == ["By June 2024"]


def test_findings_with_names_of_their_own_after_bullets() -> None:
    text = """\
Custody inspection of Kelmarsh Police

Areas for improvement

First point of contact. The force should make sure that custody officers see the file.

In the custody suite. The force should improve its approach to detainees by:
• recording what they need;
• calling a nurse within an hour.

Release. The force needs to make sure that detainees get home safely.

Section 1. Leadership

The force has improved. Leaders told us that they know it.
"""
    draft = draft_of(read_text(text))
    assert [one.requirement.split(".")[0] for one in draft.every()] == [
        "First point of contact", "In the custody suite", "Release"
    ]  # fmt: skip
    assert draft.every()[1].title == "Improve its approach to detainees"


@pytest.mark.parametrize("first", ["high-", "a lot of multi-", "anti-", "cross-governmental co-"])
def test_a_word_with_a_hyphen_at_a_lines_end_is_whole(tmp_path: Path, first: str) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "hyphen.pdf"
    canvas = Canvas(str(path))
    lines = [
        "Recommendations",
        "",
        f"The force should look at each file that is about {first}",
        "rise buildings, and act on it each week.",
    ]
    for number, line in enumerate(lines):
        canvas.setFont("Helvetica-Bold" if number == 0 else "Helvetica", 11)
        canvas.drawString(72, 700 - 14 * number, line)
    canvas.save()
    assert [one.requirement for one in draft_of(read(path)).every()] == [
        f"The force should look at each file that is about {first}rise buildings, and act on it each week."
    ]


def test_a_table_whose_first_column_only_says_what_the_second_is(tmp_path: Path) -> None:
    draft = docx(
        tmp_path / "labels.docx",
        ("Title", "An inspection of Wexcombe Fire and Rescue Service"),
        ("Heading 1", "Preventing fires and other risks"),
        [["Area for improvement", "The service should evaluate its work, so that it understands it better."]],
        ("Normal", "We set out our detailed findings below."),
        [["Area for improvement", "The service should review its plans."], ["Area for improvement", "The service should train staff."]],
    )  # fmt: skip
    assert [(kind, text) for kind, _, text, _ in found(draft)] == [
        (A, "The service should evaluate its work, so that it understands it better."),
        (A, "The service should review its plans."),
        (A, "The service should train staff."),
    ]
