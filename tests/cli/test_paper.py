"""What a board's paper says of each deadline and matter, worked out by hand."""

from __future__ import annotations

import datetime as dt
import html
import re

import docx
import pytest

from tests.conftest import Talk

REGISTER = """\
- id: old
  title: Older inspection
  published: 2025-01-01
  findings:
    - {id: old-1, kind: recommendation, title: Raised first, requirement: Do it.}
    - {id: old-2, kind: recommendation, title: Raised and closed, requirement: Do it.}
    - {id: old-3, kind: recommendation, title: Raised once, requirement: Do it.}
- id: in
  title: Inspection
  published: 2026-01-01
  respond_by:
    - clock: statutory response
  findings:
    - {id: in-1, kind: recommendation, title: Met in time, requirement: Do it., deadlines: [by 30 June 2026]}
    - {id: in-2, kind: recommendation, title: Met late, requirement: Do it., deadlines: [by 30 June 2026]}
    - {id: in-3, kind: recommendation, title: A day late, requirement: Do it., deadlines: [by 1 July 2026]}
    - {id: in-4, kind: recommendation, title: Moved on, requirement: Do it., deadlines: [by 31 July 2026]}
    - {id: in-5, kind: recommendation, title: Due today, requirement: Do it., deadlines: [by 20 November 2026]}
    - {id: in-6, kind: recommendation, title: Due yesterday, requirement: Do it., deadlines: [by 19 November 2026]}
    - {id: in-7, kind: recommendation, title: Due at the start, requirement: Do it., deadlines: [by 1 June 2026]}
    - {id: in-8, kind: recommendation, title: Closed since, requirement: Do it., deadlines: [by 2 June 2026]}
    - id: in-9
      kind: recommendation
      title: On the last day ahead
      requirement: Do it.
      deadlines: [{phrase: by 18 February 2027, requires: plan written}]
    - {id: in-10, kind: recommendation, title: Beyond, requirement: Do it., deadlines: [by 19 February 2027]}
    - {id: in-11, kind: recommendation, title: Own date, requirement: Do it.}
    - id: in-12
      kind: recommendation
      title: For another body
      requirement: Do it.
      deadlines: [{phrase: by 30 September 2026, due_to: College of Policing}]
    - {id: in-13, kind: recommendation, title: Moved twice, requirement: Do it., deadlines: [by 30 August 2026]}
    - {id: in-14, kind: area_for_improvement, title: Raised again, requirement: Do it., follows: [old-1]}
    - {id: in-15, kind: area_for_improvement, title: Closed again, requirement: Do it., follows: [old-2]}
    - {id: in-o1, kind: observation, title: Observed, requirement: Look.}
- id: last
  title: Letter
  published: 2026-10-01
  follow_ups:
    - {finding: in-14, verdict: improved, summary: Better now.}
"""

JOURNAL = """\
progress in-1 --deadline 1 --status complete --evidence https://x.example --on 2026-06-30
progress in-2 --deadline 1 --status complete --evidence https://x.example --on 2026-07-05
progress in-3 --deadline 1 --status complete --evidence https://x.example --on 2026-07-02
extend in-4 2027-01-15 --reason staff --agreed-by Chair --on 2026-07-01
progress in-7 --deadline 1 --status complete --evidence https://x.example --on 2026-05-01
progress in-8 --status closed --closed-by letter --on 2026-08-01
assign in-9 ACC --on 2026-02-01
target in-11 2026-12-24 --on 2026-03-01
extend in-13 2026-09-15 --reason leave --agreed-by Chair --on 2026-08-01
extend in-13 2026-10-01 --reason illness --on 2026-09-01
progress old-2 --status closed --closed-by letter --on 2026-02-01
progress in-13 --note begun --on 2026-10-05
progress in-15 --status closed --closed-by letter --on 2026-02-01
"""


@pytest.fixture
def told(talk: Talk) -> Talk:
    talk.loaded(REGISTER)
    for line in JOURNAL.splitlines():
        talk(*line.split()).ok()
    return talk


def page(talk: Talk, since: str, *more: str) -> str:
    talk("board", "--since", since, *more).ok()
    return (talk.folder / "board" / "paper.html").read_text("utf-8")


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def rows(text: str, heading: str) -> dict[str, list[str]]:
    """A section's table or list: the id in its first cell → the cells after it."""
    section = re.split(r"<h[23]>", text.partition(f">{heading}")[2])[0]
    found = {}
    for row in re.findall(r"<tr><td>.*?</tr>|<li>.*?</li>", section, re.DOTALL):
        name, *cells = [plain(cell) for cell in re.split(r"</td>", row) if plain(cell)]
        found[name.split()[-1] if cells else name] = cells
    return found


def test_what_fell_due_and_what_became_of_it(told: Talk) -> None:
    assert rows(page(told, "2026-06-01"), "What fell due since") == {
        "in-8": ["by 2 June 2026", "2 Jun 2026", "no longer due: closed"],
        "in-1": ["by 30 June 2026", "30 Jun 2026", "met on 30 Jun 2026, in time"],
        "in-2": ["by 30 June 2026", "30 Jun 2026", "met on 5 Jul 2026, 5 days overdue"],
        "in-3": ["by 1 July 2026", "1 Jul 2026", "met on 2 Jul 2026, 1 day overdue"],
        "in-4": ["by 31 July 2026", "31 Jul 2026", "moved to 15 Jan 2027, agreed by Chair"],
        "in-13": ["by 30 August 2026", "30 Aug 2026", "still open, 50 days overdue"],
        "in-6": ["by 19 November 2026", "19 Nov 2026", "still open, 1 day overdue"],
        "in-5": ["by 20 November 2026", "20 Nov 2026", "due today"],
    }


def test_what_falls_due_in_ninety_days(told: Talk) -> None:
    assert rows(page(told, "2026-06-01"), "Falls due in the next 90 days") == {
        "in-5": ["by 20 November 2026", "20 Nov 2026", "no owner"],
        "in-11": ["the force's own target", "24 Dec 2026", "no owner"],
        "in-4": ["by 31 July 2026", "15 Jan 2027", "no owner"],
        "in-9": ["plan written", "18 Feb 2027", "ACC"],
    }
    shown = rows(page(told, "2026-06-01", "--public"), "Falls due in the next 90 days")
    assert shown["in-9"] == ["plan written", "18 Feb 2027"]


def test_what_is_overdue_with_each_move(told: Talk) -> None:
    text = page(told, "2026-06-01")
    assert rows(text, "What is overdue, and why") == {
        "in-13": ["by 30 August 2026", "1 Oct 2026 first 30 Aug 2026", "50", "no owner",
                  "Moved twice to 15 Sep 2026: leave (agreed by Chair) to 1 Oct 2026: illness Note of 5 Oct 2026: begun"],
        "in-6": ["by 19 November 2026", "19 Nov 2026", "1", "no owner", "Never moved No progress recorded"],
    }  # fmt: skip
    assert (
        "Statutory response to Inspection, due 25 Feb 2026: 268 days overdue, no response recorded"
        in plain(text)
    )


def test_what_keeps_coming_back(told: Talk) -> None:
    told("progress", "in-14", "--status", "complete", "--evidence", "https://x.example").ok()
    assert rows(page(told, "2026-06-01"), "What keeps coming back") == {
        "old-1": [
            "2 reports: 1 Jan 2025, 1 Jan 2026",
            "1 Oct 2026, improved: Better now.",
            "old-1, in-14",
        ],
    }


SENTENCES = {
    "2026-06-01": "15 findings are open, 1 fewer than on 1 Jun 2026: 0 new, 1 closed, 0 reopened.",
    "2025-12-31": "15 findings are open, 12 more than on 31 Dec 2025: 15 new, 3 closed, 0 reopened.",
    "2026-11-19": "15 findings are open, no change since 19 Nov 2026: 0 new, 0 closed, 0 reopened.",
}


@pytest.mark.parametrize(("since", "sentence"), SENTENCES.items())
def test_the_first_sentence(told: Talk, since: str, sentence: str) -> None:
    assert sentence in plain(page(told, since))


def test_every_open_finding_stands_in_the_paper(told: Talk) -> None:
    text = page(told, "2026-06-01")
    listed = set(rows(text, "Every open finding")) | set(rows(text, "Annex: nothing recorded yet"))
    assert set(rows(text, "Annex: nothing recorded yet")) == {"old-1", "old-3", "in-14"}
    assert listed == {"old-1", "old-3", *(f"in-{n}" for n in range(1, 15))} - {"in-8"}
    assert "15 findings in the order of the reports; the open observation is in the table" in plain(text)


def test_the_chart_of_what_falls_due_when(talk: Talk) -> None:
    days = {"in-1": "2026-12-20", "in-2": "2026-12-21", "in-3": "2027-02-18", "in-4": "2027-02-19",
            "in-5": "2027-11-20", "in-6": "2027-11-21", "in-7": "2026-11-20", "in-8": "2026-11-21"}  # fmt: skip
    findings = "".join(
        f"    - {{id: {name}, kind: recommendation, title: {name}, requirement: x, deadlines: [by {day}]}}\n"
        for name, day in days.items()
    )
    talk.loaded(
        "- id: in\n  title: Inspection\n  published: 2026-01-01\n  findings:\n" + findings
        + "    - {id: in-u, kind: recommendation, title: u, requirement: x}\n"
        + "    - {id: in-h, kind: recommendation, title: h, requirement: x, deadlines: [by 2027-01-01]}\n"
        + "    - {id: in-c, kind: recommendation, title: c, requirement: x, deadlines: [by 2027-01-01]}\n"
        + "    - {id: in-b, kind: recommendation, title: b, requirement: x,"
        + " deadlines: [{phrase: by 2027-01-01, due_to: College of Policing}]}\n"
        + "    - {id: in-x, kind: recommendation, title: x, requirement: x}\n"
        + "    - {id: in-o, kind: observation, title: o, requirement: x}\n"
    )  # fmt: skip
    talk("progress", "in-h", "--status", "on-hold", "--note", "n", "--review-on", "2027-01-05").ok()
    talk("progress", "in-c", "--status", "complete", "--evidence", "https://x.example").ok()
    talk("progress", "in-x", "--status", "closed", "--closed-by", "letter").ok()
    said = plain(page(talk, "2026-06-01"))
    for label, number in {
        "overdue": 0, "within 30 days": 3, "in 31 to 90 days": 2, "in 91 days to a year": 2, "later": 1,
        "no deadline or target": 1, "on hold": 1, "deadlines met, or for another body": 1, "complete": 1,
    }.items():  # fmt: skip
        assert f"{label} {number}" in said


def test_what_the_force_put_on_hold_or_did_not_accept(told: Talk) -> None:
    told("progress", "in-10", "--status", "on-hold", "--note", "wait", "--review-on", "2027-01-05").ok()
    told("progress", "old-3", "--status", "not-accepted", "--note", "no").ok()
    said = plain(re.split(r"<h2>", page(told, "2026-06-01").partition("<h3>On hold")[2])[0])
    assert "Beyond (in-10, on hold since 20 Nov 2026: wait; to be reviewed on 5 Jan 2027)" in said
    assert "Raised once (old-3, not accepted since 20 Nov 2026: no)" in said
    assert said.count("since") == 2


ORDER = [
    "What the board is asked to do", "Overdue", "At risk in the next 90 days", "Closed", "Came back: reopened",
    "Totals",
]  # fmt: skip


def test_the_first_page_has_its_order_and_its_title_block(told: Talk) -> None:
    settings = told.folder / "hmic.toml"
    settings.write_text(
        '[board]\nauthor = "Force Liaison Officer"\nmarking = "OFFICIAL-SENSITIVE [POLICE]"\n'
    )
    text = page(told, "2026-06-01")
    assert re.findall(r"<h2>(.*?)</h2>", text)[: len(ORDER)] == ORDER
    said = plain(text)
    assert "Author Force Liaison Officer" in said
    assert "Protective marking OFFICIAL-SENSITIVE [POLICE]" in said
    assert "OFFICIAL" not in page(told, "2026-06-01", "--public")
    for marking in ("OFICIAL", "official", "OFFICIAL [a] [b]"):
        settings.write_text(f'[board]\nmarking = "{marking}"\n')
        refused = told("board", "--since", "2026-06-01")
        assert refused.code == 2
        assert "board.marking is not a protective marking" in refused.err
        assert "OFFICIAL" in refused.err


def test_the_paper_in_word_says_what_the_page_says(told: Talk) -> None:
    (told.folder / "hmic.toml").write_text('[board]\nmarking = "OFFICIAL"\n')
    text = page(told, "2026-06-01")
    file = told.folder / "board" / "paper.docx"
    document = docx.Document(str(file))
    headings = [
        p.text for p in document.paragraphs if p.style and (p.style.name or "").startswith("Heading 1")
    ]
    assert headings == [plain(head) for head in re.findall(r"<h2>(.*?)</h2>", text)]
    assert len(document.tables) == text.count("<table") + 1
    for table, html_table in zip(
        document.tables[1:], re.findall(r"<table.*?</table>", text, re.DOTALL), strict=True
    ):
        cells = [plain(cell) for cell in re.findall(r"<t[dh][ >].*?</t[dh]>", html_table, re.DOTALL)]
        found = [" ".join(cell.text.split()) for row in table.rows for cell in row.cells]
        assert found == [cell.replace("\N{WORD JOINER}", "") for cell in cells]
        assert "w:tblHeader" in table.rows[0]._tr.xml
    assert document.sections[0].header.paragraphs[0].text == "OFFICIAL"
    before = file.read_bytes()
    page(told, "2026-06-01")
    assert file.read_bytes() == before


def test_what_is_no_longer_overdue_and_why_is_told_with_who_agreed(told: Talk) -> None:
    told.now = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    told("extend", "in-13", "2027-01-29", "--reason", "Builders late", "--agreed-by", "Audit panel").ok()
    told("extend", "in-6", "2027-02-26", "--reason", "Builders late").ok()
    text = page(told, "2026-11-20")
    assert rows(text, "No longer overdue, and open") == {
        "Due yesterday (in-6): 19 Nov 2026 moved to 26 Feb 2027, with no record of who agreed": [],
        "Moved twice (in-13): 1 Oct 2026 moved to 29 Jan 2027, agreed by Audit panel": [],
    }
    late = "1 finding overdue (1 deadline), 1 response to a report overdue."
    asked = f"{late} 2 findings are no longer overdue because a date was moved. Agree what"
    assert asked in plain(text)
    published = page(told, "2026-11-20", "--public", "-o", "board")
    assert "Moved twice (in-13): 1 Oct 2026 moved to 29 Jan 2027" in rows(
        published, "No longer overdue, and open"
    )
    assert "Audit panel" not in published
    told(
        "progress", "in-6", "--deadline", "1", "--status", "complete", "--evidence", "https://x.example"
    ).ok()
    told("progress", "in-13", "--status", "on hold", "--note", "court", "--review-on", "2027-03-01").ok()
    assert list(rows(page(told, "2026-11-20"), "No longer overdue, and open")) == [
        "Moved twice (in-13): 1 Oct 2026 moved to 29 Jan 2027, agreed by Audit panel",
        "Due yesterday (in-6): 19 Nov 2026 met on 1 Dec 2026",
    ]
