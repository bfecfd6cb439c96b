"""`list`, `show`, `changes`, `grades`, `summary` and the board's table."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable

import pytest

from tests.conftest import Said, Talk
from tests.registers import CONCERN, TWO_REPORTS


def ids(said: Said) -> list[str]:
    return [row["finding"] for row in said.rows]


def test_list_filters(two: Talk) -> None:
    everything = ids(two("list", "-f", "json"))
    assert everything == ["crime-2014-r1", "crime-2014-r2", "crime-2014-o1", "peel-2016-a1"]
    assert ids(two("list", "--kind", "area-for-improvement", "-f", "json")) == ["peel-2016-a1"]
    assert ids(two("list", "--status", "closed", "-f", "json")) == ["crime-2014-r2"]
    assert ids(two("list", "--report", "peel-2016", "-f", "json")) == ["peel-2016-a1"]
    assert ids(two("list", "--theme", "what works", "-f", "json")) == ["crime-2014-r1"]
    assert ids(two("list", "--open", "--overdue", "-f", "json")) == ["crime-2014-r1", "peel-2016-a1"]
    assert ids(two("list", "--search", "evaluation", "-f", "json")) == ["crime-2014-r1", "peel-2016-a1"]
    assert ids(two("list", "--search", "share learnt", "-f", "json")) == ["crime-2014-r1"]
    assert ids(two("list", "--as-at", "2015-01-01", "-f", "json")) == everything[:3]


def test_nothing_is_called_closed_but_what_the_inspectorate_closed(two: Talk) -> None:
    two("progress", "crime-2014-o1", "--status", "not accepted", "--note", "A duplicate").ok()
    listed = list(csv.DictReader(two("list", "-f", "csv").ok().out.splitlines()))
    assert {row["status"]: row["open"] for row in listed} == {
        "open": "open",
        "not accepted": "not open",
        "closed": "not open",
    }


def test_search_looks_into_progress_and_takes_any_text(two: Talk) -> None:
    two("progress", "crime-2014-o1", "--note", "Briefings in every station").ok()
    assert ids(two("list", "--search", "stations", "-f", "json")) == ["crime-2014-o1"]
    for text in ('"', "a AND", "*", "(", "NEAR/2", "-x"):
        assert two("list", f"--search={text}").code == 0
    assert "--search is empty" in two("list", "--search=").err


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("--kind", "recomendation"), "did you mean recommendation?"),
        (("--status", "clsed"), "did you mean closed?"),
        (("--report", "crime-2015"), "did you mean crime-2014?"),
        (("--theme", "what-work"), "did you mean what-works?"),
        (("--owner", "nobody"), "assign a finding to a post with: hmic assign"),
    ],
)
def test_list_names_the_nearest_valid_word(two: Talk, args: tuple[str, str], hint: str) -> None:
    said = two("list", *args)
    assert said.code == 2
    assert hint in said.err


def test_list_on_a_terminal(two: Talk) -> None:
    said = two("list", terminal=True).ok()
    assert "3 findings, plus 1 observation; open: 2 findings, plus 1 observation" in said.out
    assert "~29 May 2016" in said.out
    assert "No findings match." in two("list", "--report", "peel-2016", "--overdue", "--kind",
                                     "recommendation", terminal=True).ok().out  # fmt: skip


def test_show_traces_every_date(two: Talk) -> None:
    two("assign", "crime-2014-r2", "ACC Crime", "--by", "DCC", "--on", "2015-01-02").ok()
    text = two("show", "crime-2014-r2", "--as-at", "2015-04-01", terminal=True).ok().out
    for piece in (
        "Role of PCSOs", "Recommendation · Crime inspection 2014 · 27 Nov 2014", "owner   ACC Crime", "“within three months”: role reviewed", "33 days overdue", "27 Feb 2015",
        "condition: training only if required", "2 Jan 2015, DCC: [1] assigned to ACC Crime",
    ):  # fmt: skip
        assert piece in text, piece
    later = two("show", "crime-2014-r2", terminal=True).ok().out
    assert "Feb 2016, peel-2016: resolved. PCSOs no longer investigate." in later
    assert "closed by" in later


def test_show_in_json_has_everything(two: Talk) -> None:
    (row,) = two("show", "crime-2014-r1", "-f", "json").rows
    assert row["followed_by"] == ["peel-2016-a1"]
    assert row["parts"] == [
        {"part": "a", "requirement": "evaluate", "met": False},
        {"part": "b", "requirement": "share", "met": False},
    ]
    (deadline,) = row["deadlines"]
    assert (deadline["phrase"], deadline["anchor"], deadline["due"]) == (
        "within six months", "2014-11-27", "2015-05-27",
    )  # fmt: skip
    assert deadline["rule"]


def test_show_names_the_nearest_finding_and_knows_time(two: Talk) -> None:
    said = two("show", "crime-2014-r9")
    assert said.code == 2
    assert said.err.startswith("hmic: there is no finding 'crime-2014-r9'\n      did you mean crime-2014-r")
    early = two("show", "peel-2016-a1", "--as-at", "2015-01-01")
    assert early.code == 2
    assert "was not published by 2015-01-01" in early.err


def test_show_a_concern_and_what_is_for_others(talk: Talk) -> None:
    talk.loaded(CONCERN)
    text = talk("show", "peel-2022-c1", terminal=True).ok().out
    assert "Its recommendations" in text
    assert "peel-2022-c1-r2" in text
    other = talk("show", "peel-2022-r1", terminal=True).ok().out
    assert "College of Policing" in other


def test_changes_brings_a_matter_together(two: Talk) -> None:
    found = two("changes", "-f", "json").rows
    assert [(row["thread"], row["state"], [s["verdict"] for s in row["steps"]]) for row in found] == [
        ("crime-2014-r1", "open", ["raised", "repeated"]),
        ("crime-2014-o1", "open", ["raised"]),
        ("crime-2014-r2", "closed", ["raised", "resolved"]),
    ]
    assert found[0]["steps"][1]["finding"] == "peel-2016-a1"
    early = two("changes", "-f", "json", "--as-at", "2015-01-01").rows
    assert all(len(row["steps"]) == 1 for row in early)


def test_changes_on_a_terminal(two: Talk) -> None:
    text = two("changes", terminal=True).ok().out
    assert (
        "3 threads, 2 open: 2 in more than one report (1 raised again), 1 in one report only."
        in " ".join(text.split())
    )
    assert "No date on this one" not in text
    assert "No date on this one" in two("changes", "--all", terminal=True).ok().out
    assert ids_of(two("changes", "--raised-again")) == ["crime-2014-r1"]
    assert ids_of(two("changes", "--open")) == ["crime-2014-r1", "crime-2014-o1"]
    assert ids_of(two("changes", "--theme", "workforce")) == ["crime-2014-r2"]


def ids_of(said: Said) -> list[str]:
    return [line.split("\t")[0] for line in said.ok().out.splitlines()]


def test_one_matter_as_a_timeline(two: Talk) -> None:
    two(
        "progress", "crime-2014-r1", "--note", "Panel set up", "--on", "2015-06-01", "--by", "ACC Crime"
    ).ok()
    said = two("changes", "peel-2016-a1", "-f", "json").rows
    assert [(row["date"], row["kind"]) for row in said] == [
        ("2014-11-27", "raised"), ("2015-06-01", "progress"), ("2016-02", "raised"),
    ]  # fmt: skip
    assert said[1]["by"] == "ACC Crime"
    assert said[1]["recorded_at"].startswith("2026-11-20T09:30")
    assert "raised again as peel-2016-a1" in said[2]["text"]
    assert "Panel set up" in two("changes", "crime-2014-r1", terminal=True).ok().out


def test_two_inspections_compared_add_up(two: Talk) -> None:
    said = two("changes", "--from", "crime-2014", "--to", "peel-2016", "-f", "json")
    document = json.loads(said.ok().out)
    assert [(r["finding"], r["outcome"], r["by_finding"]) for r in document["rows"]] == [
        ("crime-2014-r1", "repeated", "peel-2016-a1"),
        ("crime-2014-o1", "not mentioned", None),
        ("crime-2014-r2", "resolved", None),
    ]
    totals = document["totals"]
    assert (totals["findings"], totals["observations"]) == (2, 1)
    text = two("changes", "--from", "crime-2014", "--to", "peel-2016", terminal=True, width=160).ok().out
    assert "Of 2 findings: 1 raised again, 1 resolved. None are new." in text
    assert "Of 1 observation: 1 not mentioned. None are new." in text


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--from", "crime-2014"), "give both --from and --to"),
        (("--from", "peel-2016", "--to", "crime-2014"), "swap them"),
        (("--from", "crime-2013", "--to", "peel-2016"), "did you mean crime-2014?"),
    ],
)
def test_comparisons_that_cannot_be(two: Talk, args: tuple[str, ...], message: str) -> None:
    said = two("changes", *args)
    assert said.code == 2
    assert message in said.err


def test_every_pair_of_real_reports_adds_up(real: Callable[..., Said]) -> None:
    listed = real("list", "-f", "json").rows
    reports = list(dict.fromkeys((row["report"], row["published"]) for row in listed))
    for number, (earlier, _) in enumerate(reports):
        for later, _ in reports[number + 1 :]:
            said = real("changes", "--from", earlier, "--to", later, "-f", "json")
            if said.code == 2:
                assert "is not earlier than" in said.err
                continue
            totals = json.loads(said.out)["totals"]
            outcomes = ("resolved", "improved", "unchanged", "worsened", "repeated", "not mentioned")
            own = [row["finding"] for row in listed if row["report"] == earlier]
            others = totals["observation_outcomes"]
            assert totals["findings"] == sum(totals[o] for o in outcomes), (earlier, later)
            assert totals["observations"] == sum(others[o] for o in outcomes), (earlier, later)
            assert totals["findings"] + totals["observations"] == len(own), (earlier, later)


def test_grades_say_what_may_not_be_compared(two: Talk, real: Callable[..., Said]) -> None:
    found = two("grades", "-f", "json").rows
    assert [(r["grade"], r["scale"], r["comparable_with_previous"]) for r in found] == [
        ("good", "peel-four-tier", None),
        ("requires improvement", "peel-four-tier", True),
    ]
    assert "do not compare across this line" in real("grades", terminal=True).ok().out


def test_grades_of_renamed_areas_stand_together(talk: Talk) -> None:
    text = TWO_REPORTS.replace("Investigating, grade: req", "Investigations, grade: req")
    talk.write(
        "register: 1\nforce: T\nareas:\n  - {area: Investigating crime, also: [Investigating, "
        "Investigations]}\nreports:\n" + text
    )
    talk("load").ok()
    assert {row["area"] for row in talk("grades", "-f", "json").rows} == {"Investigating crime"}
    talk.write("register: 1\nforce: T\nreports: []\n")
    talk("load").ok()
    assert "No grade yet." in talk("grades", terminal=True).ok().out


def test_summary_keeps_observations_apart(two: Talk) -> None:
    document = json.loads(two("summary", "-f", "json").ok().out)
    totals = document["totals"]
    assert (totals["findings"], totals["open"], totals["observations"], totals["open_observations"]) == (
        3, 2, 1, 1,
    )  # fmt: skip
    by_kind = {row["kind"]: row["total"] for row in document["rows"]}
    assert sum(by_kind.values()) == 4
    text = two("summary", terminal=True).ok().out
    assert "3 findings, 2 open, plus 1 observation, 1 open." in text
    assert "2 findings overdue (2 deadlines)." in text
    assert "1 open observation has no deadline or target." in text


def test_summary_reconciles_and_names_the_items(two: Talk) -> None:
    said = two("summary", "--since", "2015-01-01", "-f", "json").ok()
    totals = json.loads(said.out)["totals"]
    assert totals["open_then_items"] == ["crime-2014-r1", "crime-2014-r2"]
    assert totals["observations_since"]["open_then_items"] == ["crime-2014-o1"]
    assert totals["new_items"] == ["peel-2016-a1"]
    assert totals["closed_items"] == ["crime-2014-r2"]
    assert totals["open_then"] + totals["new"] - totals["closed"] + totals["reopened"] == totals["open_now"]
    text = two("summary", "--since", "2015-01-01", terminal=True).ok().out
    assert "Findings: 2 open then + 1 new - 1 closed + 0 reopened = 2 open now" in text
    assert "Observations: 1 open then + 0 new - 0 closed + 0 reopened = 1 open now" in text
    said = two("summary", "--since", "2030-01-01")
    assert said.code == 2


def test_the_board_table(two: Talk) -> None:
    two("assign", "crime-2014-r1", "=cmd|' /C calc'!A0").ok()
    evidence = two.folder / "minutes.txt"
    evidence.write_text("minutes")
    two("progress", "crime-2014-r1", "--note", "Done, see minutes", "--evidence", "minutes.txt").ok()
    said = two("export", "board").ok()
    assert said.out.startswith("\ufeffreference,report,")
    found = list(csv.DictReader(said.out.lstrip("\ufeff").splitlines()))
    first = found[0]
    assert first["owner"] == "'=cmd|' /C calc'!A0"
    assert (first["rating"], first["days_late"], first["evidence"]) == ("Red", "4195", "minutes.txt")
    assert [row["rating"] for row in found] == ["Red", "Blue", "Amber", "Red"]
    assert found[3]["raised_before"] == "crime-2014-r1"
    public = two("export", "board", "--public", "-f", "csv").ok().out
    assert "calc" not in public
    assert "minutes" not in public
    assert two("export", "board", "--key").ok().out.startswith("Red: overdue\n")
    assert "Board table at 20 November 2026" in two("export", "board", "-f", "table").ok().out


def test_ratings_by_word(talk: Talk) -> None:
    talk.loaded(CONCERN)
    done = ("--status", "complete", "--evidence", "https://intranet.example/1")
    talk("progress", "peel-2022-c1-r1", *done, "--on", "2022-08-01").ok()
    talk("progress", "peel-2022-c1-r2", *done, "--on", "2026-11-01").ok()
    found = csv.DictReader(talk("export", "board").ok().out.lstrip("\ufeff").splitlines())
    assert {row["reference"]: row["rating"] for row in found} == {
        "peel-2022-c1": "Amber", "peel-2022-c1-r1": "Green", "peel-2022-c1-r2": "Amber",
        "peel-2022-r1": "Grey",
    }  # fmt: skip


def test_output_to_a_file_takes_its_format_from_the_suffix(two: Talk) -> None:
    said = two("overdue", "-o", "late.csv").ok()
    assert said.out == ""
    assert said.err == "wrote late.csv\n"
    assert (two.folder / "late.csv").read_text().startswith("finding,kind,title,")
    two("overdue", "-o", "late.json", "-q").ok()
    assert json.loads((two.folder / "late.json").read_text())["report"] == "overdue"
    odd = two("overdue", "-o", "late.pdf")
    assert odd.code == 2
    assert "the name late.pdf does not say which format to write" in odd.err
    nowhere = two("overdue", "-o", "no/such/folder.csv")
    assert nowhere.code == 2
    assert nowhere.err.startswith("hmic: no/such/folder.csv cannot be written: no such file")
    assert two("overdue", "-o", "-", "-f", "json").ok().out.startswith("{")


@pytest.mark.parametrize(
    ("what", "number", "fields"),
    [
        ("findings", 4, {"finding", "requirement", "themes", "follows", "opening", "closed_by"}),
        (
            "deadlines",
            4,
            {"finding", "deadline", "phrase", "rule", "original_due", "due", "exact", "met_on"},
        ),
        ("progress", 2, {"entry", "finding", "status", "evidence", "true_on", "recorded_at", "uid"}),
        ("grades", 2, {"area", "grade", "scale", "comparable"}),
        ("follow-ups", 1, {"report", "finding", "verdict", "summary"}),
    ],
)
def test_whole_tables_for_analysts(two: Talk, what: str, number: int, fields: set[str]) -> None:
    two("assign", "crime-2014-r1", "ACC Crime").ok()
    two("progress", "crime-2014-r1", "--note", "=1+1", "--evidence", "https://x.example").ok()
    found = list(csv.DictReader(two("export", what).ok().out.lstrip("\ufeff").splitlines()))
    assert len(found) == number
    assert fields <= set(found[0])
    assert "hmic export" in two("export", what, terminal=True).ok().out
    if what == "progress":
        assert found[1]["note"] == "'=1+1"
        assert found[1]["evidence"] == "https://x.example"
    if what == "findings":
        assert (found[0]["themes"], found[3]["follows"], found[3]["open"]) == (
            "what-works",
            "crime-2014-r1",
            "yes",
        )
