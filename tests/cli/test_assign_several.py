"""`assign` of several findings: by name or by filter, listed first, in one transaction."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Talk
from tests.registers import TWO_REPORTS

AREAS = TWO_REPORTS.replace("      title: Role of PCSOs", "      title: Role of PCSOs\n      area: Crime")


@pytest.fixture
def two(talk: Talk) -> Talk:
    return talk.loaded(AREAS)


def owners(talk: Talk) -> dict[str, Any]:
    return {row["finding"]: row["owner"] for row in talk("list", "-f", "json").rows}


def entries(talk: Talk) -> int:
    return len(talk("export", "journal").ok().out.splitlines())


def test_several_are_listed_and_nothing_is_recorded_without_a_yes(two: Talk) -> None:
    said = two("assign", "crime-2014-r1", "crime-2014-o1", "ACC Crime")
    assert said.code == 2
    assert said.err.splitlines() == [
        "crime-2014-r1: Learn what works (no owner → ACC Crime)",
        "crime-2014-o1: No date on this one (no owner → ACC Crime)",
        "hmic: 1 finding, plus 1 observation would be assigned to ACC Crime; nothing was recorded",
        "      to assign them all: add --yes",
    ]
    assert entries(two) == 0
    done = two("assign", "crime-2014-r1", "crime-2014-o1", "ACC Crime", "--yes", "--by", "LO").ok()
    assert done.out.splitlines() == [
        "crime-2014-r1: assigned to ACC Crime, entry 1",
        "crime-2014-o1: assigned to ACC Crime, entry 2",
    ]
    two("verify").ok()


def test_a_terminal_asks(two: Talk) -> None:
    two.stdin_terminal = True
    for answer, number in (("n\n", 0), ("\n", 0), ("yes\n", 3)):
        two.answers = answer
        said = two("assign", "--report", "crime-2014", "--open", "DCC", terminal=True)
        assert "Assign 1 finding, plus 1 observation to DCC? [y/N]" in said.err
        assert entries(two) == (2 if number else 0)
    assert owners(two) == {
        "crime-2014-r1": "DCC", "crime-2014-r2": None, "crime-2014-o1": "DCC", "peel-2016-a1": None,
    }  # fmt: skip


def test_what_an_owner_has_is_handed_over(two: Talk) -> None:
    two("assign", "crime-2014-r1", "crime-2014-o1", "D.C.C.", "--yes").ok()
    said = two("assign", "--owner", "d.c.c.", "DCC", "--yes").ok()
    assert said.out.count("assigned to DCC") == 2
    assert set(owners(two).values()) == {"DCC", None}
    assert (
        "nothing is assigned to 'Nobody here'"
        in two("assign", "--owner", "Nobody here", "DCC", "--yes").err
    )


def test_a_dry_run_lists_and_records_nothing(two: Talk) -> None:
    said = two("assign", "--theme", "what works", "DCC", "-n").ok()
    assert said.out == "crime-2014-r1: Learn what works (no owner → DCC)\n"
    assert entries(two) == 0


def test_who_has_it_already_is_passed_over(two: Talk) -> None:
    two("assign", "crime-2014-r1", "ACC Crime").ok()
    said = two("assign", "--open", "acc crime", "--yes").ok()
    assert "1 finding already assigned to ACC Crime" in said.err
    assert entries(two) == 3
    again = two("assign", "--open", "acc crime", "--yes").ok()
    assert (again.out, entries(two)) == ("", 3)
    assert "nothing to assign" in again.err


def test_filters_are_combined(two: Talk) -> None:
    two("assign", "--report", "crime-2014", "--area", "crime", "--theme", "what-works", "DCC", "-y").ok()
    assert entries(two) == 0
    two("progress", "crime-2014-r2", "--status", "open", "--note", "back again").ok()
    two("assign", "--report", "crime-2014", "--area", "CRIME", "DCC", "-y").ok()
    assert owners(two)["crime-2014-r2"] == "DCC"
    assert entries(two) == 2


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "the argument FINDING is missing"),
        (("crime-2014-r1",), "the argument POST is missing"),
        (("--open",), "the argument POST is missing"),
        (("crime-2014-r1", "--open", "DCC"), "crime-2014-r1 is given together with a filter"),
        (("--report", "crime-2015", "DCC"), "there is no report 'crime-2015'"),
        (("--area", "crimes", "DCC"), "there is no area 'crimes'"),
        (("--theme", "x", "DCC"), "there is no theme 'x'"),
        (
            ("--report", "crime-2014", "DCC", "-y"),
            "what has ended cannot be assigned: 1 finding, such as crime-2014-r2",
        ),
        (("crime-2014-r1", "crime-2014-r9", "DCC", "-y"), "there is no finding 'crime-2014-r9'"),
        (("crime-2014-r1", "crime-2014-r2", "DCC", "-y"), "crime-2014-r2 is closed"),
        (("crime-2014-r1", "crime-2014-o1", "peel-2016-a1", "-y"), "peel-2016-a1 is a finding"),
        (("--open", "DCC", "-y", "--on", "2030-01-01"), "--on 2030-01-01 is in the future"),
        (("crime-2014-r1", "peel-2016-a1", "DCC", "-y", "--on", "2015-01-01"), "is before 2016-02-01"),
    ],
)
def test_all_are_assigned_or_none(two: Talk, args: tuple[str, ...], message: str) -> None:
    said = two("assign", *args)
    assert said.code == 2
    assert message in said.err
    assert entries(two) == 0
