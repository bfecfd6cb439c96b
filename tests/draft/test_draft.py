"""A report of any kind becomes a draft, the draft is reviewed, and what was reviewed goes into the register."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Talk
from tests.draft import pdfs
from tests.draft.made import LAYOUTS, Made, as_text
from tests.registers import TWO_REPORTS


def test_a_pdf_is_drafted_reviewed_adopted_checked_and_loaded(talk: Talk) -> None:
    made = LAYOUTS["boxes"](1)
    talk.write(TWO_REPORTS)
    pdfs.write(made, talk.folder / "report.pdf", late=True)
    said = talk("draft", "report.pdf", "--force", "Testshire Police", "-o", "draft.yaml").ok()
    assert said.out == ""
    assert f"{len(made.truth)} findings drafted" in said.err
    for command in (("check", "draft.yaml"), ("load", "draft.yaml"), ("adopt", "draft.yaml")):
        refused = talk(*command)
        assert refused.code == 1
        assert "not-reviewed" in refused.out
    assert not (talk.folder / "recommendations.db").exists()
    before = (talk.folder / "data/recommendations.yaml").read_text()
    reviewed(talk.folder / "draft.yaml")
    assert "would get" in talk("adopt", "draft.yaml", "--dry-run").ok().err
    assert (talk.folder / "data/recommendations.yaml").read_text() == before
    talk("adopt", "draft.yaml").ok()
    after = (talk.folder / "data/recommendations.yaml").read_text()
    assert after.startswith(before)
    assert "#:" not in after
    talk("check").ok()
    loaded = talk("load", "-f", "json").rows[0]
    assert len(loaded["added"]) == 6 + 1 + len(made.truth)
    added = next(name for name in loaded["added"] if name.startswith("peel-"))
    assert added in talk("list", "-f", "json").ok().out
    again = talk("adopt", "draft.yaml").ok()
    assert "nothing to adopt" in again.err
    assert (talk.folder / "data/recommendations.yaml").read_text() == after


def reviewed(path: Path) -> None:
    """What a person does: read, and delete each line that says so."""
    path.write_text(re.sub(r"(?m)^ *review: .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_as_text_and_as_pdf(layout: str, tmp_path: Path) -> None:
    from hmic.draft.compose import Given, drafted
    from hmic.draft.read_file import read
    from tests.draft.scoring import score

    made: Made = LAYOUTS[layout](4)
    text = tmp_path / "report.txt"
    text.write_text(as_text(made), encoding="utf-8")
    for place in (text, pdfs.write(made, tmp_path / "report.pdf")):
        result = score(made, drafted(read(place), Given(place.name)))
        assert not result.missed, place
        assert not result.extra, place


def test_the_same_input_gives_the_same_bytes(talk: Talk) -> None:
    (talk.folder / "report.txt").write_text(as_text(LAYOUTS["fire"](2)), encoding="utf-8")
    first, second = talk("draft", "report.txt").ok(), talk("draft", "report.txt").ok()
    assert first.out == second.out


def test_a_draft_is_never_written_over(talk: Talk) -> None:
    (talk.folder / "report.txt").write_text(as_text(LAYOUTS["fire"](2)), encoding="utf-8")
    talk("draft", "report.txt", "-o", "draft.yaml").ok()
    said = talk("draft", "report.txt", "-o", "draft.yaml")
    assert said.code == 2
    assert "already exists" in said.err


@pytest.mark.parametrize(
    "line",
    [
        "Published 1 October 2026",
        "Published on: 1 October 2026",
        "1 October 2026",
        "Testshire Police",
        "Updated: May 2026",
    ],
)
def test_no_line_of_the_cover_is_an_area(talk: Talk, line: str) -> None:
    report = f"PEEL 2025-27\n{line}\nAreas for improvement\nThe force should improve its control room.\n"
    (talk.folder / "report.txt").write_text(report, encoding="utf-8")
    (row,) = json.loads(talk("draft", "report.txt", "--force", "Testshire Police", "-f", "json").ok().out)[
        "rows"
    ]
    assert row["area"] is None
    assert row["section"] == "Areas for improvement"


def test_a_short_text_is_a_text_and_an_empty_one_is_none(talk: Talk) -> None:
    (talk.folder / "short.txt").write_text("nothing here\n", encoding="utf-8")
    assert "0 findings drafted" in talk("draft", "short.txt").ok().err
    for nothing in ("", " \n\t\n", "\u200b\n"):
        (talk.folder / "empty.txt").write_text(nothing, encoding="utf-8")
        assert talk("draft", "empty.txt").code == 2


def test_the_next_step_names_the_file(talk: Talk) -> None:
    (talk.folder / "report.txt").write_text(as_text(LAYOUTS["fire"](2)), encoding="utf-8")
    assert (
        talk("draft", "report.txt", "-o", "fire 2026.yaml")
        .ok()
        .err.endswith("then: hmic adopt 'fire 2026.yaml'\n")
    )
    assert (
        talk("draft", "report.txt")
        .ok()
        .err.endswith("save the draft with -o FILE, review it, then: hmic adopt FILE\n")
    )
