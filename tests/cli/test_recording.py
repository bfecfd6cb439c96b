"""`progress` and `assign`: what is accepted, what is refused, and what the refusal says."""

from __future__ import annotations

import hashlib

import pytest

from tests.conftest import Talk
from tests.registers import CONCERN


def test_a_note_is_recorded_with_day_post_and_number(two: Talk) -> None:
    said = two("progress", "crime-2014-o1", "--note", "Briefed", "--on", "2015-03-03", "--by", "DCC")
    assert said.ok().out == "crime-2014-o1: noted, entry 1, 3 Mar 2015\n"
    (entry,) = two.shown("crime-2014-o1")["journal"]
    assert (entry["on"], entry["by"], entry["text"]) == ("2015-03-03", "DCC", "[1] Briefed")
    two.environ["HMIC_BY"] = "Liaison officer"
    two("progress", "crime-2014-o1", "--note", "Again").ok()
    assert two.shown("crime-2014-o1")["journal"][1]["by"] == "Liaison officer"


@pytest.mark.parametrize(
    ("status", "message", "works"),
    [
        ("complete", "needs evidence", ("--evidence", "https://x.example/1")),
        ("closed", "needs what closed it", ("--closed-by", "letter of 3 March 2026")),
        ("superseded", "needs the later finding", ("--superseded-by", "peel-2016-a1")),
        ("not accepted", "needs the reason", ("--note", "out of our hands")),
        ("not-applicable", "needs the reason", ("--note", "we have no port")),
        ("on-hold", "needs the reason and a review date", ("--note", "court", "--review-on", "2027-01-31")),
        ("in_progress", None, ()),
        ("open", None, ()),
    ],
)
def test_each_status_needs_what_it_needs(
    two: Talk, status: str, message: str | None, works: tuple[str, ...]
) -> None:
    if message is not None:
        refused = two("progress", "crime-2014-r1", "--status", status)
        assert refused.code == 2
        assert message in refused.err
        assert f"hmic progress crime-2014-r1 --status {status.replace(' ', '-')}" in refused.err
    two("progress", "crime-2014-r1", "--status", status, *works).ok()
    wanted = status.replace("-", " ").replace("_", " ")
    assert two.shown("crime-2014-r1")["status"] == wanted
    two("verify").ok()


def test_evidence_is_kept_with_its_checksum(two: Talk) -> None:
    (two.folder / "minutes.pdf").write_bytes(b"%PDF-1.7 minutes")
    two("progress", "crime-2014-r1", "--status", "complete", "--evidence", "minutes.pdf", "--evidence",
        "https://intranet.example/77").ok()  # fmt: skip
    (entry,) = two.shown("crime-2014-r1")["journal"]
    assert entry["evidence"] == [
        {
            "place": "minutes.pdf",
            "sha256": hashlib.sha256(b"%PDF-1.7 minutes").hexdigest(),
            "state": "unchanged",
        },
        {"place": "https://intranet.example/77", "sha256": None, "state": "address"},
    ]
    (two.folder / "minutes.pdf").write_bytes(b"other minutes")
    assert two.shown("crime-2014-r1")["journal"][0]["evidence"][0]["state"] == "changed"
    assert (
        "the file minutes.pdf has been changed since it was recorded"
        in two("show", "crime-2014-r1", terminal=True).out
    )
    (two.folder / "minutes.pdf").unlink()
    assert "the file minutes.pdf is no longer there" in two("show", "crime-2014-r1", terminal=True).out
    missing = two("progress", "crime-2014-r1", "--evidence", "gone.pdf")
    assert missing.code == 2
    assert missing.err.startswith("hmic: the evidence gone.pdf cannot be read: no such file or directory\n")


def test_one_deadline_and_one_part_at_a_time(two: Talk) -> None:
    done = ("--status", "complete", "--evidence", "https://x.example")
    two("progress", "crime-2014-r2", "--deadline", "1", *done, "--on", "2015-02-20").ok()
    assert [d["met"] for d in two.shown("crime-2014-r2")["deadlines"]] == ["2015-02-20", None]
    two("progress", "crime-2014-r1", "--part", "b", *done).ok()
    assert [p["met"] for p in two.shown("crime-2014-r1")["parts"]] == [False, True]
    wrong = two("progress", "crime-2014-r2", "--deadline", "3", *done)
    assert (wrong.code, wrong.err) == (
        2, "hmic: crime-2014-r2 has no deadline 3\n      its deadlines: 1, 2; see hmic show crime-2014-r2\n",
    )  # fmt: skip
    assert "has no part 'c'" in two("progress", "crime-2014-r1", "--part", "c", *done).err


def test_a_concern_ends_after_its_recommendations(talk: Talk) -> None:
    talk.loaded(CONCERN)
    done = ("--status", "complete", "--evidence", "https://x.example")
    refused = talk("progress", "peel-2022-c1", *done)
    assert refused.code == 2
    assert "its recommendations are still open: peel-2022-c1-r1, peel-2022-c1-r2" in refused.err
    talk("progress", "peel-2022-c1-r1", *done).ok()
    talk("progress", "peel-2022-c1-r2", *done).ok()
    talk("progress", "peel-2022-c1", *done).ok()


def test_the_journal_is_shown_in_the_order_of_its_days(two: Talk) -> None:
    for day, note in (("2026-03-01", "later"), ("2026-01-01", "earlier"), ("2026-01-01", "the same day")):
        two("progress", "crime-2014-r1", "--note", note, "--on", day).ok()
    told = two.shown("crime-2014-r1")["journal"]
    assert [entry["entry"] for entry in told] == [2, 3, 1]
    out = two("show", "crime-2014-r1", terminal=True).ok().out
    assert out.index("earlier") < out.index("the same day") < out.index("later")


def test_assign_keeps_one_spelling_of_a_post(two: Talk) -> None:
    assert (
        two("assign", "crime-2014-r1", "ACC Crime").ok().out
        == "crime-2014-r1: assigned to ACC Crime, entry 1\n"
    )
    two("assign", "crime-2014-o1", "acc crime").ok()
    assert two.shown("crime-2014-o1")["owner"] == "ACC Crime"
    assert two("assign", "crime-2014-r2", " ").code == 2


def test_nothing_is_recorded_without_a_database(talk: Talk) -> None:
    said = talk("progress", "x", "--note", "y")
    assert (said.code, said.err) == (
        2, "hmic: there is no database recommendations.db\n      create it from the register with: hmic load\n",
    )  # fmt: skip


def test_the_later_of_a_target_and_its_extension_is_due_and_show_says_which(two: Talk) -> None:
    finding = "crime-2014-o1"
    two("target", finding, "2026-12-31").ok()
    two("extend", finding, "2027-03-31", "--reason", "Trainer ill", "--agreed-by", "PCC").ok()
    said = two("show", finding, terminal=True).ok().out
    assert "the force's own target: 31 Dec 2026, until it was extended" in said
    refused = two("target", finding, "2027-01-29")
    assert f"{finding} already has the date 2027-03-31; moving it needs a reason" in refused.err
    two("target", finding, "2027-01-29", "--reason", "Trainer is back").ok()
    (deadline,) = two.shown(finding)["deadlines"]
    assert (deadline["due"], deadline["basis"], deadline["target"]) == (
        "2027-01-29",
        "target",
        "2027-01-29",
    )
    assert (deadline["original_due"], deadline["times_extended"]) == ("2026-12-31", 2)
    two("verify").ok()


def test_show_says_which_date_counts_beside_a_target(talk: Talk) -> None:
    finding = "a-r1"
    talk.loaded("- id: a\n  title: A\n  published: 2026-11-02\n  findings:\n    - {id: a-r1, kind: recommendation,"
                " title: T, requirement: R., deadlines: [by 31 March 2027]}\n")  # fmt: skip
    talk("target", finding, "2027-01-29").ok()
    said = talk("show", finding, terminal=True).ok().out
    assert "the force's own target: 29 Jan 2027, beside the inspectorate's date, which counts" in " ".join(
        said.split()
    )
    talk("extend", finding, "2027-05-31", "--reason", "Trainer ill").ok()
    said = talk("show", finding, terminal=True).ok().out
    assert "the force's own target: 29 Jan 2027, beside the extension, which counts" in " ".join(
        said.split()
    )
