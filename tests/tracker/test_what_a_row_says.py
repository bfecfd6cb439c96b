"""What a row says is taken for what it is: the force's dates for the force's, a day only where one is named."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hmic.addressee import FORCES, OTHERS
from hmic.tracker.row_words import addressee_of, title_of
from tests.conftest import Talk
from tests.tracker.test_import_tracker import HEADS, PUBLISHED, book, county, decide, findings, row

__all__ = ["county"]  # a fixture that is used here

TEXT = "The force should train its staff."


def loaded(
    talk: Talk, rows: list[list[Any]], *changes: tuple[str, str], heads: list[str] | None = None
) -> str:
    """A tracker imported as the officer decides; gives the page of the last look."""
    book(talk, rows, heads)
    talk("import", "tracker", "tracker.xlsx").ok()
    decide(talk, PUBLISHED, *changes)
    talk("import", "tracker", "tracker.xlsx").ok()
    page = (talk.folder / "tracker.html").read_text(encoding="utf-8").replace("&#39;", "'")
    talk("import", "tracker", "tracker.xlsx", "--apply").ok()
    talk("check").ok()
    return page


@pytest.mark.parametrize(
    ("due", "day", "said"),
    [
        ("Summer 2027", "2027-08-31", "'Summer 2027' is taken as 2027-08-31"),
        ("by the end of March 2027", "2027-03-31", "is taken as 2027-03-31"),
        ("within 6 months", "2023-12-15", "is taken as 2023-12-15"),
        ("asap", None, "'asap' gives no date: no target is recorded"),
    ],
)
def test_words_of_the_due_column_are_the_forces(county: Talk, due: str, day: str | None, said: str) -> None:
    assert said in loaded(county, [row("1", TEXT, **{"Date due": due})])
    assert "\n        deadlines" not in (county.folder / "data/recommendations.yaml").read_text(
        encoding="utf-8"
    )
    one = findings(county)["peel-2023-1"]
    assert (one["next_due"], [each["basis"] for each in one["deadlines"]]) == (day, ["target"] * bool(day))


def test_a_due_column_can_be_the_inspectorates(county: Talk) -> None:
    rows = [
        row("1", TEXT, **{"Date due": "Summer 2027"}),
        row("2", "Do.", **{"Date due": dt.date(2027, 3, 31)}),
    ]
    loaded(county, rows, ('due_from = "force"', 'due_from = "inspectorate"'))
    found = findings(county)
    assert [found[f"peel-2023-{n}"]["deadlines"][0]["phrase"] for n in (1, 2)] == [
        "Summer 2027",
        "by 31 March 2027",
    ]


@pytest.mark.parametrize(
    ("log", "day"),
    [
        ("02/02/2025 - refresh complete\n11/13/2025 - audit", "2025-02-02"),
        ("28/02/2025 closed by Supt", "2025-02-28"),
        ("reviewed 15/05/2025", "2025-05-15"),
        ("HMI confirmed in letter 12 Jan 2026", "2026-01-12"),
        ("28/02/2025 not yet complete", None),
        ("", None),
    ],
)
def test_a_completion_has_the_day_that_its_row_gives(county: Talk, log: str, day: str | None) -> None:
    one = row("1", TEXT, Status="Complete", Update=log)
    page = loaded(county, [one], ('dates = ""', 'dates = "day-first"'))
    recorded = next(one["true_on"] for one in county.journal() if one.get("status"))
    assert recorded == (day or "2026-11-20")
    said = f"complete on {day}, by its log" if day else "1 completion has no date: recorded on 20 Nov 2026"
    assert said in page
    county("import", "tracker", "tracker.xlsx").ok()
    assert "no date" not in (county.folder / "tracker.html").read_text(encoding="utf-8")


def test_a_target_that_has_passed_is_said_to_be_recorded_on_its_own_day(county: Talk) -> None:
    page = loaded(county, [row("1", TEXT, **{"Date due": dt.date(2025, 3, 31)})])
    assert "1 target had passed by 20 Nov 2026: recorded as set on its own day" in page
    assert [one["true_on"] for one in county.journal() if one["kind"] == "target"] == ["2025-03-31"]


def test_a_column_without_a_meaning_is_named(county: Talk) -> None:
    book(county, [[*row("1", TEXT), "Ch Insp"]], [*HEADS, "Delivery colleague"])
    said = county("import", "tracker", "tracker.xlsx").ok()
    assert "HMICFRS!J4: the column 'Delivery colleague' is left out, with 1 filled cell" in said.out


def test_what_another_body_has_to_do_is_not_the_forces(county: Talk) -> None:
    page = loaded(county, [row("1", "The Home Office should fund this."), row("2", TEXT)])
    assert "addressed to Home Office" in page
    register = (county.folder / "data/recommendations.yaml").read_text(encoding="utf-8")
    assert register.count("addressed_to: Home Office") == 1


def test_a_recommendation_that_only_follows_a_concern_can_be_taken_out(county: Talk) -> None:
    rows = [
        row("C1", "Children wait.", Type="Cause of concern"),
        row("R1", "The force should see them.", Type="Rec"),
        row("R2", "The force should buy cars.", Type="Rec"),
    ]
    book(county, rows)
    county("import", "tracker", "tracker.xlsx").ok()
    page = (county.folder / "tracker.html").read_text(encoding="utf-8").replace("&#39;", "'")
    assert "taken to belong to the cause of concern C1" in page.replace("&#34;", '"')
    place = county.folder / "tracker.toml"
    place.write_text(
        place.read_text(encoding="utf-8").replace("[concerns]", '[concerns]\n"PEEL 2023 R2" = "none"'),
        encoding="utf-8",
    )
    decide(county, PUBLISHED)
    county("import", "tracker", "tracker.xlsx", "--apply").ok()
    register = (county.folder / "data/recommendations.yaml").read_text(encoding="utf-8")
    assert (
        register.index("- id: peel-2023-r2")
        - register.rindex("\n", 0, register.index("- id: peel-2023-r2"))
        == 7
    )


def test_what_is_superseded_or_on_hold_has_its_place_in_the_mapping(county: Talk) -> None:
    rows = [row("1", TEXT, Status="Superseded"), row("2", "Do.", Status="On hold"), row("3", "Later.")]
    book(county, rows)
    county("import", "tracker", "tracker.xlsx").ok()
    decide(
        county, PUBLISHED,
        ('[superseded]\n"PEEL 2023 1" = ""', '[superseded]\n"PEEL 2023 1" = "3"'),
        ('[reviews]\n"PEEL 2023 2" = ""', '[reviews]\n"PEEL 2023 2" = "31/01/2027"'),
    )  # fmt: skip
    county("import", "tracker", "tracker.xlsx", "--apply").ok()
    found = findings(county)
    assert [found[f"peel-2023-{n}"]["status"] for n in (1, 2)] == ["superseded", "on hold"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The force should make sure that it has enough detectives.", "Make sure it has enough detectives"),
        ("Within three months, the force should review its cells.", "Review its cells"),
        ("Chief constables should make sure that data is kept.", "Make sure data is kept"),
        ("The force should not hold children overnight.", "The force should not hold children overnight"),
        ("The Home Office should fund it.", "The Home Office should fund it"),
        ("Officers who should be trained are not.", "Officers who should be trained are not"),
    ],
)
def test_a_title_is_an_instruction_and_never_a_statement(text: str, title: str) -> None:
    assert title_of("", text) == title


def test_who_must_act_where_that_is_not_the_force() -> None:
    assert addressee_of(TEXT, "County Police") == (None, None)
    assert addressee_of("By May 2027, the College of Policing should write it.", "County Police")[0] == (
        "College of Policing"
    )


def test_messages_name_the_mapping_that_was_given(county: Talk) -> None:
    book(county, [row("1", TEXT)])
    said = county("import", "tracker", "tracker.xlsx", "--mapping", "v8.toml").ok()
    page = (county.folder / "tracker.html").read_text(encoding="utf-8")
    assert "v8.toml: when was 'PEEL 2023' published?" in said.out
    assert "tracker.toml" not in said.out + said.err + page


def test_an_owner_that_is_another_body_is_asked_about(county: Talk) -> None:
    posts = ["ACC Crime", "Head of PSD", "Chief Constable", "County Police", "Force Crime Registrar", "DCC"]
    bodies = [*OTHERS, *(f"{name.title()} Police" for name in FORCES)]
    book(county, [row(str(n), f"Do {n}.", Lead=who) for n, who in enumerate([*posts, *bodies], start=1)])
    said = county("import", "tracker", "tracker.xlsx").ok()
    assert f"; {len(bodies) + 1:,} to be decided" in said.out, (
        "each body, and when the report was published"
    )
    early = county("import", "tracker", "tracker.xlsx", "--apply")
    assert early.code == 2
    assert (
        "'home office' is no post of the force: write what it is under [owners]: post, addressee"
        in early.err
    )
    assert not (county.folder / "recommendations.db").exists()


def test_what_an_owner_outside_the_force_is_says_the_officer(county: Talk) -> None:
    bodies = ("Home Office", "College of Policing", "PCC", "NPCC")
    rows = [row(str(n), f"Do {n}.", Lead=who) for n, who in enumerate(bodies, start=1)]
    book(county, [*rows, row("5", "Do 5.", Lead="PCC")])
    first = county("import", "tracker", "tracker.xlsx").ok()
    assert "'PCC' is no post of the force" in first.out
    assert "(and 1 more like it)" in first.out
    answers = zip(bodies, ("addressee", "nobody", "post", "addressee"), strict=True)
    decide(county, PUBLISHED, *((f'"{who}" = ""', f'"{who}" = "{answer}"') for who, answer in answers))
    county("import", "tracker", "tracker.xlsx", "--apply").ok()
    owners = [one["owner"] for one in findings(county).values()]
    assert owners == [None, None, "PCC", None, "PCC"]
    register = (county.folder / "data/recommendations.yaml").read_text(encoding="utf-8")
    assert [register.count(f"addressed_to: {who}") for who in bodies] == [1, 0, 0, 1]
    assert "0 journal entries recorded" in county("import", "tracker", "tracker.xlsx", "--apply").ok().out
    decide(county, ('"PCC" = "post"', '"PCC" = "body"'))
    refused = county("import", "tracker", "tracker.xlsx")
    assert "'body' is not valid under 'owners'" in refused.err


@pytest.mark.parametrize(
    "word", ["Total", "TOTAL:", "Totals", "Grand total", "Subtotal", "Total 12", "Sub-total"]
)
def test_a_row_that_counts_the_others_is_no_finding(county: Talk, word: str) -> None:
    asked = "Total transparency should be the aim of the force."
    book(county, [row("1", TEXT), row(word, "12 recommendations"), row("2", asked), row(None, word)])
    assert "2 findings read" in county("import", "tracker", "tracker.xlsx").ok().out
    page = (county.folder / "tracker.html").read_text(encoding="utf-8")
    assert page.count("a total, not a finding: the row is left out") == 2


@pytest.mark.parametrize("how", ["HMICFRS!D6", "HMICFRS!6", "Not  ours", "not ours"])
def test_a_row_is_left_out_by_its_place_or_by_a_text(county: Talk, how: str) -> None:
    book(county, [row("1", TEXT), row("2", "Do 2.", Lead="Not ours"), row("3", "Do 3.")])
    county("import", "tracker", "tracker.xlsx").ok()
    decide(county, PUBLISHED, ("skip = []", f'skip = ["{how}"]'))
    county("import", "tracker", "tracker.xlsx", "--apply").ok()
    assert sorted(findings(county)) == ["peel-2023-1", "peel-2023-3"]


def test_of_two_rows_with_the_same_words_the_line_to_write_is_given(county: Talk) -> None:
    book(county, [row("1", TEXT), row("2", TEXT)])
    said = county("import", "tracker", "tracker.xlsx").ok().out
    line = 'skip = ["HMICFRS!D6"]'
    assert f"make them different, or leave one out: {line}" in said
    decide(county, PUBLISHED, ("skip = []", line))
    county("import", "tracker", "tracker.xlsx", "--apply").ok()
    assert list(findings(county)) == ["peel-2023-1"]
