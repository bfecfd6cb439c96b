"""Whatever way a text is written in YAML, adopting changes nothing that is there and takes over all that is new."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from hmic.draft import adopting
from hmic.draft.checked import adoption_of
from hmic.errors import HmicError
from hmic.register.register_files import check_document
from hmic.register.yaml_reader import parse
from hmic.register_records import Finding
from tests.conftest import Talk

LINES = ("# 5 of the list", "#1 the public", "#: a mark", "- id: other", "and more of it", "reports:", "")


def text_of(pick: random.Random, words: str, indent: int) -> str:
    """Some words as YAML, in any of its ways: what follows the colon, over one or more lines."""
    lines = [f"{words} so.", *pick.choices(LINES, k=pick.randint(0, 4)), *pick.choices(["", "end"], k=1)]
    style = pick.choice(["plain", '"', "'", "|", ">", "|2", ">2"])
    if style == "plain":
        return f"\n{' ' * (indent + 3)}".join([words, *["more"] * pick.randint(0, 2)]) + "\n"
    if style in "\"'":
        there = pick.choice([0, 1, max(indent - 2, 0), indent, indent + 5])
        body = "\n".join([lines[0], *(" " * there + line for line in [*lines[1:], "last"])])
        return f"{style}{body}{style}\n"
    body = "".join(f"{' ' * (indent + 2)}{line}\n" if line else "\n" for line in lines)
    if "2" in style and pick.random() < 0.5:
        body = f"{' ' * (indent + 5)}set in\n{body}"
    return f"{style}{pick.choice(['', '-', '+'])}\n{body}"


def begun(pick: random.Random, name: str, indent: int) -> str:
    """The beginning of an item: its dash, beside its first field or on a line of its own, with remarks or none."""
    alone = pick.choice(["", " # 1st: a remark", "  #", " # - id: other"])
    between = pick.choice(["", "\n", f"{' ' * (indent + 2)}# a further one\n", "# at the margin\n"])
    dash = (
        f"- id: {name}\n" if pick.random() < 0.6 else f"-{alone}\n{between}{' ' * (indent + 2)}id: {name}\n"
    )
    return f"{' ' * indent}{dash}"


def finding(pick: random.Random, name: str, indent: int, *, inner: int = 0) -> str:
    """A finding as an item of a list, its requirement or its recommendations last."""
    set_in = " " * (indent + 2)
    kind = "cause_of_concern" if inner else "recommendation"
    said = f"{begun(pick, name, indent)}{set_in}kind: {kind}\n{set_in}title: Thing {name}\n"
    words = f"The force should do thing {name}"
    said += f"{set_in}requirement: {text_of(pick, words, indent + 2)}"
    if inner:
        dash = indent + pick.choice([2, 4])
        said += f"{set_in}recommendations:\n"
        said += "".join(finding(pick, f"{name}-r{each}", dash) for each in range(1, inner + 1))
    return said + pick.choice(["", "", f"{set_in}# a remark\n", "\n"])


def register(pick: random.Random, reports: dict[str, list[tuple[str, int]]]) -> str:
    """A register with these findings in its reports; each with so many recommendations."""
    indent = pick.choice([0, 2, 4])
    said = "register: 1\nforce: Testshire Police\nreports:\n"
    for name, findings in reports.items():
        year = name.rpartition("-")[2]
        said += pick.choice(["", " " * (indent + 2) + "# a report\n" if indent else ""])
        said += f"{begun(pick, name, indent)}{' ' * (indent + 2)}title: {name}\n"
        said += f"{' ' * (indent + 2)}published: {year}-01-10\n{' ' * (indent + 2)}findings:\n"
        dash = indent + pick.choice([2, 4])
        said += "".join(finding(pick, one, dash, inner=inner) for one, inner in findings)
    return said if pick.random() < 0.8 else said.rstrip("\n")


def records(text: str, *, roughly: bool = True) -> dict[str, Any]:
    found, problems = check_document(parse(text, "it"))
    assert found is not None, problems
    assert not problems, (problems, text)
    flat: dict[str, Any] = {}

    def note(one: Finding, above: str) -> None:
        flat[one.id] = (above, one.title, one.requirement.rstrip("\n") if roughly else one.requirement)
        for inner in one.recommendations:
            note(inner, one.id)

    for report in found.reports:
        flat[report.id] = (report.title, report.published)
        for one in report.findings:
            note(one, report.id)
    return flat


@pytest.mark.parametrize("seed", range(6))
def test_nothing_else_changes_whatever_way_texts_are_written(tmp_path: Path, seed: int) -> None:
    pick = random.Random(seed)
    for _ in range(60):
        old = {
            f"rep-{year}": [(f"rep-{year}-c{n}", pick.randint(0, 2)) for n in (1, 2)]
            for year in (2020, 2024)
        }
        new = {
            year: [(f"{year}-c{n}", pick.randint(0, 2)) for n in range(5, 5 + pick.randint(1, 2))]
            for year in pick.sample(["rep-2019", "rep-2020", "rep-2022", "rep-2024", "rep-2025"], 2)
        }
        into, draft = register(pick, old), register(pick, new)
        place = tmp_path / "register.yaml"
        place.write_text(into, encoding="utf-8")
        before, drafted = records(into), records(draft)
        found = adoption_of(place, "draft", draft)
        assert found.adopted is not None, (found.problems, into, draft)
        assert records(found.adopted.text) == drafted | before, (
            f"{into}=====\n{draft}=====\n{found.adopted.text}"
        )
        if into.endswith("\n"):
            exactly = records(into, roughly=False)
            assert records(found.adopted.text, roughly=False) | exactly == records(
                found.adopted.text, roughly=False
            ), f"{into}=====\n{draft}=====\n{found.adopted.text}"
        assert sorted(found.adopted.findings) == sorted(one for one in drafted if one.count("-") > 1)
        left = iter(found.adopted.text.splitlines())
        assert all(line in left for line in into.splitlines()), "a line of the register is gone or moved"


def test_what_would_change_anything_is_refused(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    place = talk.write(register(random.Random(1), {"rep-2020": [("rep-2020-c1", 0)]}))
    before = place.read_bytes()
    talk.write(register(random.Random(2), {"rep-2022": [("rep-2022-c1", 0)]}), "draft.yaml")
    right = adopting._with
    monkeypatch.setattr(adopting, "_with", lambda *given: right(*given).replace("2020-c1 ", "2020-c1 x "))
    said = talk("adopt", "draft.yaml")
    assert said.code == 2
    assert "nothing was written" in said.err
    assert (
        "recommendations.yaml:10: draft.yaml cannot be put in without changing 'requirement' of rep-2020-c1"
        in (said.err)
    )
    assert place.read_bytes() == before
    with pytest.raises(HmicError):
        adoption_of(place, "draft.yaml", (talk.folder / "draft.yaml").read_text(encoding="utf-8"))
