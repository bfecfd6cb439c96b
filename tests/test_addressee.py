"""Who must act: the wordings that inspectorates use, for a force that nobody has seen before."""

from __future__ import annotations

import pytest

from hmic.addressee import FORCES, OTHERS, OWN, acts
from tests.conftest import Talk

FORCE = "Northamptonshire Police"
INCLUDED = (
    "the force", "The force", "all forces", "each force", "every force", "police forces", "All police forces",
    "all police forces in England and Wales", "the 43 forces", "forces in England and Wales",
    "the chief constable", "chief constables", "All chief constables", "each chief constable",
    "Northamptonshire Police", "Northamptonshire police", "the chief constable of Northamptonshire",
    "the chief constable of Northamptonshire Police", "Northamptonshire", "chief officers",
    "chief constables and police and crime commissioners", "PCCs and chief constables",
    "police and crime commissioners, working with chief constables", "the force and its partners",
    "Chief constables, in consultation with PCCs", "the College of Policing and all forces",
    "the Home Office, the NPCC and chief constables", "the force, with local authorities",
    "Northamptonshire Police and Nottinghamshire Police", "the deputy chief constable",
)  # fmt: skip
NOT = (
    "the Home Office", "Home Secretary", "College of Policing", "the College of Policing", "NPCC",
    "National Police Chiefs’ Council", "the National Police Chiefs' Council lead", "PCCs",
    "police and crime commissioners", "the police and crime commissioner", "CPS", "the Crown Prosecution Service",
    "NCA", "the National Crime Agency", "regional organised crime units", "the regional units", "HMICFRS",
    "the inspectorate", "Nottinghamshire Police", "the chief constable of Nottinghamshire",
    "the Home Office and the College of Policing", "Association of Chief Police Officers", "ACPO",
    "local authorities", "the police authority", "Devon & Cornwall Police",
)  # fmt: skip
UNCLEAR = (
    "the working group", "task force", "the taskforce", "College", "the head of crime at the supplier", "x",
    "force control room suppliers", "other forces", "nobody", "Kent County Council pensions", "-", "all",
)  # fmt: skip


@pytest.mark.parametrize("words", INCLUDED)
def test_wordings_that_include_the_force(words: str) -> None:
    found = acts(words, FORCE)
    assert found is not None
    assert found.force


@pytest.mark.parametrize("words", NOT)
def test_wordings_for_other_bodies(words: str) -> None:
    found = acts(words, FORCE)
    assert found is not None
    assert not found.force


@pytest.mark.parametrize("words", UNCLEAR)
def test_what_is_neither_is_never_guessed(words: str) -> None:
    assert acts(words, FORCE) is None
    for said in (True, False):
        explicit = acts(words, FORCE, said=said)
        assert explicit is not None
        assert explicit.force is said
        assert explicit.why == f"the register says so (`for_the_force: {'true' if said else 'false'}`)"


def test_every_force_is_itself_and_no_other() -> None:
    for name in FORCES:
        for suffix in ("", " Police", " Constabulary"):
            own = acts(f"{name.title()}{suffix}", f"{name.title()} Police")
            assert own is not None
            assert own.force, name
            other = acts(f"{name.title()}{suffix}", "Testshire Police")
            assert other is not None
            assert not other.force, name


def test_alone_each_wording_means_what_its_list_says_and_together_the_force() -> None:
    for own in OWN:
        for other in OTHERS:
            both = acts(f"{other} and the {own}", FORCE)
            assert both is not None
            assert both.force, (own, other)
    assert all(found is not None and not found.force for found in (acts(other, FORCE) for other in OTHERS))


NATIONAL = """\
- id: national-2024
  title: National report
  published: 2024-01-10
  findings:
    - id: national-2024-r1
      kind: recommendation
      title: Joint plan
      requirement: Plan together.
      addressed_to: chief constables and police and crime commissioners
      deadlines: [by 31 March 2024]
    - id: national-2024-r2
      kind: recommendation
      title: Guidance
      requirement: Write guidance.
      addressed_to: the College of Policing
      deadlines: [by 31 March 2024]
    - id: national-2024-r3
      kind: recommendation
      title: Suppliers
      requirement: Ask suppliers.
      addressed_to: the framework's lead
      for_the_force: true
      deadlines:
        - phrase: by 31 March 2024
          due_to: all forces
        - phrase: by 30 April 2024
          due_to: the Home Office
"""


def test_what_is_addressed_to_all_forces_is_overdue_for_this_one(talk: Talk) -> None:
    talk.loaded(NATIONAL)
    rows = talk("overdue", "--as-at", "2024-06-01", "-f", "json").rows
    assert [(row["finding"], row["deadline"]) for row in rows] == [
        ("national-2024-r1", 1), ("national-2024-r3", 1),
    ]  # fmt: skip
    shown = talk("show", "national-2024-r1", terminal=True).ok().out
    assert "counts for the force: it is addressed to" in shown
    assert "includes the force, among others" in " ".join(shown.split())
    assert "does not count for the force" in talk("show", "national-2024-r2", terminal=True).ok().out
    assert "the register says so" in talk("show", "national-2024-r3", terminal=True).ok().out


ACCELERATED = """\
- id: peel-2024
  title: PEEL 2024
  published: 2024-06-20
  respond_by:
    - clock: action plan
      issued: 2024-02-01
    - clock: statutory response
  findings:
    - id: peel-2024-c1
      kind: cause_of_concern
      title: Custody
      requirement: Make custody safe.
      issued: 2024-02-01
      recommendations:
        - id: peel-2024-c1-r1
          kind: recommendation
          title: Checks
          requirement: Check cells.
          deadlines: [within three months, immediately]
        - id: peel-2024-c1-r2
          kind: recommendation
          title: Training
          requirement: Train staff.
          issued: 2024-03-01
          deadlines: [within 28 days]
"""


def test_what_was_issued_ahead_of_the_report_counts_from_then(talk: Talk) -> None:
    talk.loaded(ACCELERATED)
    dues = {row["finding"]: [d["due"] for d in row["deadlines"]] for row in talk("list", "-f", "json").rows}
    assert dues["peel-2024-c1-r1"] == ["2024-05-01", "2024-02-01"]
    assert dues["peel-2024-c1-r2"] == ["2024-03-29"]
    reports = talk("export", "reports", "-f", "json").rows[0]
    assert [clock["due"] for clock in reports["respond_by"]] == ["2024-02-29", "2024-08-14"]
    # It is on the register from the day it was issued, before the report came out.
    early = talk("overdue", "--as-at", "2024-05-02", "-f", "json").rows
    # So does the clock of the action plan, which was due on 29 February.
    assert {row["finding"] for row in early} == {"peel-2024", "peel-2024-c1-r1", "peel-2024-c1-r2"}
    assert talk("list", "--as-at", "2024-01-31", "-f", "json").rows == []
    talk("progress", "peel-2024-c1-r1", "--note", "begun", "--on", "2024-02-02").ok()
    talk("verify").ok()


def test_a_clock_cannot_be_issued_after_its_report(talk: Talk) -> None:
    talk.write(ACCELERATED.replace("issued: 2024-02-01\n    - clock", "issued: 2024-07-01\n    - clock"))
    said = talk("check")
    assert said.code == 1
    assert "issued on 2024-07-01, after the report of 2024-06-20" in said.out
