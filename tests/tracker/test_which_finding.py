"""A row of a tracker is the finding whose words it has; nothing of it ever lands on another, or is lost unsaid."""

from __future__ import annotations

import csv
import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Talk

HEADS = ("Ref", "Inspection", "Published", "Recommendation", "Lead", "Status", "Progress")
REGISTER = """register: 1
force: Testshire Police
reports:
  - id: custody-2025
    title: Custody 2025
    published: 2025-03-01
    findings:
      - id: custody-2025-r1
        kind: recommendation
        title: First thing
        requirement: The force should do the first thing.
"""
DECIDED = '[statuses]\n"Complete" = "complete"'


def sheet(talk: Talk, rows: list[tuple[str, str, str]]) -> None:
    """A tracker in which each row's owner and note name what the row is about."""
    with (talk.folder / "t.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADS)
        for ref, about, status in rows:
            words = f"The force should {about}."
            out.writerow(
                (ref, "Custody 2025", "2025-03-01", words, f"Head to {about}", status, f"we {about}")
            )


def findings(talk: Talk) -> dict[str, str]:
    """What each finding asks for."""
    with closing(sqlite3.connect(talk.folder / "recommendations.db")) as con:
        return dict(
            con.execute("SELECT id, requirement FROM finding WHERE withdrawn_at IS NULL").fetchall()
        )


def imported(talk: Talk) -> bool:
    """Whether the file was taken in; the first look has to say the same beforehand."""
    look = talk("import", "tracker", "t.csv").ok()
    before = (talk.folder / "data/recommendations.yaml").read_bytes()
    done = talk("import", "tracker", "t.csv", "--apply")
    assert (done.code == 0) is ("; 0 to be decided" in look.out), (look, done)
    assert (done.code == 0) is ("to load it: " in look.err), (look, done)
    if done.code:
        assert (talk.folder / "data/recommendations.yaml").read_bytes() == before
        assert "t!" in done.err, done
    return done.code == 0


def each_on_its_own(talk: Talk) -> set[str]:
    """Nothing that is recorded of a finding is about another; returns what the findings are about."""
    asked = findings(talk)
    for entry in talk.journal():
        said = entry.get("note") or entry.get("owner") or ""
        about = said.removeprefix("Head to ").removeprefix("we ")
        assert about in asked[entry["finding"]], (entry, asked)
    return set(asked.values())


ABOUT = ("train", "audit", "buy vests", "do the first thing", "review")
ROWS = st.lists(
    st.tuples(st.sampled_from(("", "", "R1", "R2", "R3")), st.sampled_from(ABOUT), st.sampled_from(("Open", "In progress", "Complete"))),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(ROWS, min_size=2, max_size=3))
def test_a_tracker_that_grows_shrinks_and_is_reordered_never_says_one_thing_of_another(
    rounds: list[list[tuple[str, str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as folder, monkeypatch.context() as there:
        there.chdir(folder)
        talk = Talk(Path(folder))
        talk.loaded(REGISTER)
        known = {"The force should do the first thing."}
        for rows in rounds:
            (talk.folder / "tracker.toml").unlink(missing_ok=True)
            sheet(talk, rows)
            was = talk.journal()
            if imported(talk):
                known |= {f"The force should {about}." for _, about, _ in rows}
                assert len({about for _, about, _ in rows}) == len(rows), "the same words twice"
            else:
                assert talk.journal() == was
            assert each_on_its_own(talk) == known
            now = talk.journal()
            imported(talk)
            assert talk.journal() == now, "a second run adds nothing"


@pytest.fixture
def custody(talk: Talk) -> Talk:
    return talk.loaded(REGISTER)


def page(talk: Talk) -> str:
    return (talk.folder / "tracker.html").read_text(encoding="utf-8")


def test_a_reference_that_has_other_words_in_the_register_is_refused_by_its_cell(custody: Talk) -> None:
    sheet(custody, [("R1", "audit its armoury", "Complete"), ("R2", "train", "Open")])
    said = custody("import", "tracker", "t.csv").ok()
    assert (
        "t!A2: custody-2025-r1 has other words there, “First thing”: correct the reference or the words"
        in said.out
    )
    assert not imported(custody)


def test_rows_without_references_keep_their_findings_when_the_sheet_grows_at_the_top(custody: Talk) -> None:
    a, b, c = ("", "train", "Open"), ("", "audit", "In progress"), ("", "buy vests", "Open")
    sheet(custody, [a, b])
    assert imported(custody)
    first = findings(custody)
    sheet(custody, [c, b, ("", "do the first thing", "Open")])
    custody("import", "tracker", "t.csv").ok()
    assert "custody-2025-r1 (in the register already)" in page(custody)
    assert "custody-2025-r4<" in page(custody)
    assert imported(custody)
    assert findings(custody) == {**first, "custody-2025-r4": "The force should buy vests."}


def test_two_rows_with_the_same_words_are_refused_by_their_cells(custody: Talk) -> None:
    sheet(custody, [("R4", "improve", "Complete"), ("R5", "improve", "Open")])
    said = custody("import", "tracker", "t.csv").ok()
    assert "t!D3: the same words as in t!D2" in said.out
    assert not imported(custody)


def test_a_row_is_the_finding_of_its_words_whatever_its_reference(custody: Talk) -> None:
    sheet(custody, [("R9", "do the first thing", "Open")])
    assert imported(custody)
    assert "R9 is custody-2025-r1 in the register, by its words" in page(custody)
    assert list(findings(custody)) == ["custody-2025-r1"]


def book(talk: Talk, *rows: dict[str, Any]) -> None:
    made = openpyxl.Workbook()
    front = made.active
    assert front is not None
    front.title = "T"
    heads = [*HEADS, "Evidence", "Date due", "Date closed"]
    front.append(heads)
    usual = {"Inspection": "Custody 2025", "Published": "2025-03-01"}
    for row in rows:
        front.append([{**usual, **row}.get(head) for head in heads])
    hidden = made.create_sheet("Old")
    hidden.append(["Ref", "Recommendation"])
    hidden.append(["H1", "The force should hide."])
    hidden.sheet_state = "hidden"
    made.save(talk.folder / "t.xlsx")


def test_nothing_is_left_out_or_cut_without_a_line_of_its_own(custody: Talk) -> None:
    long, proof = " ".join(map(str, range(6000))), "E" * 12_000 + " END"
    book(
        custody,
        {"Ref": "R2", "Recommendation": "Do.", "Progress": long, "Evidence": proof},
        {"Ref": "R3", "Progress": "work on something without words"},
        {"Ref": "R5", "Recommendation": "Do five.", "Date due": "2024-05-31"},
        {"Ref": "R6", "Recommendation": "Do six.", "Status": "Open", "Date closed": "2025-05-31"},
    )
    custody("import", "tracker", "t.xlsx").ok()
    for line in (
        "<td>T!G2</td><td>28,889 characters: recorded as 3 notes, one after the other</td>",
        "<td>T!H2</td><td>12,004 characters: recorded as 2 notes, one after the other</td>",
        "<td>T!A3</td><td>no requirement text: the row is left out</td>",
        "<td>T!I4</td><td>2024-05-31 is before the report: no target is recorded</td>",
        "<td>T!J5</td><td>closed on 2025-05-31, but its status is open: that date is left out</td>",
        "<td>Old!A1</td><td>the sheet is hidden: it is left out; unhide it to import it</td>",
    ):
        assert line in page(custody), line
    custody("import", "tracker", "t.xlsx", "--apply").ok()
    notes = [one["note"] for one in custody.journal() if one.get("note")]
    bare = [note.removeprefix("Evidence: ").split(": ", 1)[1] for note in notes]
    assert " ".join(bare[:3]) == long
    assert "".join(bare[3:]).replace(" ", "") == proof.replace(" ", "")
    was = custody.journal()
    custody("import", "tracker", "t.xlsx", "--apply").ok()
    assert custody.journal() == was
    assert json.dumps(was).count("(part 1 of 3)") == 1


def test_the_first_look_says_what_loading_would_refuse(custody: Talk) -> None:
    book(
        custody,
        {"Ref": "R2", "Recommendation": "Do.", "Status": "Closed", "Date closed": "2019-01-01"},
        {"Ref": "R 3!" + "x" * 300, "Recommendation": "Do three."},
    )
    said = custody("import", "tracker", "t.xlsx").ok()
    refused = custody("import", "tracker", "t.xlsx", "--apply")
    assert refused.code == 2
    assert "; 0 to be decided" not in said.out
    assert "to load it" not in said.err
    assert not (custody.folder / "recommendations.db-journal").exists()
    book(custody, {"Ref": "R2", "Recommendation": "Do.", "Status": "Closed", "Date closed": "2019-01-01"})
    said = custody("import", "tracker", "t.xlsx").ok()
    assert "T!D2: 2019-01-01 is before 2025-03-01" in said.out
