"""`load` is all or nothing, can be repeated, and loses nothing that the force recorded."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import REAL_REGISTER, Said, Talk
from tests.registers import CONCERN, TWO_REPORTS


def changed(said: Said) -> dict[str, list[str]]:
    row = json.loads(said.out)["rows"][0]
    return {key: row[key] for key in ("added", "amended", "withdrawn", "reinstated")}


def test_the_real_register_loads_and_a_second_load_changes_nothing(talk: Talk) -> None:
    first = talk("load", str(REAL_REGISTER), terminal=True).ok()
    assert first.out.startswith("recommendations.db: loaded\n")
    second = talk("load", str(REAL_REGISTER), "-f", "json", "--exit-code").ok()
    assert changed(second) == {"added": [], "amended": [], "withdrawn": [], "reinstated": []}
    third = talk("load", str(REAL_REGISTER), terminal=True).ok()
    assert third.out == "No change: recommendations.db already matches the register.\n"


def test_a_dry_run_writes_nothing(talk: Talk) -> None:
    talk.write(TWO_REPORTS)
    said = talk("load", "-n", "-f", "json").ok()
    assert len(changed(said)["added"]) == 6
    assert not (talk.folder / "recommendations.db").exists()
    talk("load").ok()
    before = (talk.folder / "recommendations.db").read_bytes()
    talk.write(TWO_REPORTS.replace("Role of PCSOs", "PCSOs"))
    again = talk("load", "--dry-run", "-f", "json").ok()
    assert changed(again)["amended"] == ["crime-2014-r2"]
    assert (talk.folder / "recommendations.db").read_bytes() == before


def test_what_changed_is_told_by_id(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk.write(TWO_REPORTS.replace("Role of PCSOs", "PCSOs").replace("crime-2014-o1", "crime-2014-o2"))
    said = talk("load", "-f", "json", "--exit-code")
    assert said.code == 1
    assert changed(said) == {
        "added": ["crime-2014-o2"],
        "amended": ["crime-2014-r2"],
        "withdrawn": ["crime-2014-o1"],
        "reinstated": [],
    }


def test_a_withdrawn_finding_keeps_its_journal_and_comes_back(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk("progress", "crime-2014-o1", "--note", "Briefings held", "--by", "ACC Crime").ok()
    shorter = TWO_REPORTS[: TWO_REPORTS.index("    - id: crime-2014-o1")]
    shorter += TWO_REPORTS[TWO_REPORTS.index("- id: peel-2016") :]
    talk.write(shorter)
    assert changed(talk("load", "-f", "json"))["withdrawn"] == ["crime-2014-o1"]
    assert "crime-2014-o1" not in talk("list").ok().out
    shown = talk("show", "crime-2014-o1", terminal=True).ok().out
    assert "Withdrawn from the register on 20 Nov 2026" in shown
    assert "Briefings held" in shown
    talk.write(TWO_REPORTS)
    assert changed(talk("load", "-f", "json"))["reinstated"] == ["crime-2014-o1"]
    assert "Briefings held" in talk("show", "crime-2014-o1", terminal=True).ok().out
    talk("verify").ok()


def test_a_new_publication_date_moves_the_dates_that_count_from_it(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk.write(TWO_REPORTS.replace("2014-11-27", "2014-11"))
    amended = changed(talk("load", "-f", "json"))["amended"]
    assert amended == ["crime-2014", "crime-2014-r1", "crime-2014-r2"]
    row = talk("list", "--search", "evaluate tactics", "-f", "json").rows[0]
    assert (row["deadlines"][0]["due"], row["deadlines"][0]["exact"]) == ("2015-05-30", False)


def test_earlier_wordings_are_kept(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk.write(TWO_REPORTS.replace("Role of PCSOs", "PCSOs"))
    talk("load").ok()
    con = sqlite3.connect(talk.folder / "recommendations.db")
    rows = con.execute("SELECT item, content FROM earlier_version").fetchall()
    con.close()
    assert [item for item, _ in rows] == ["crime-2014-r2"]
    assert json.loads(rows[0][1])["title"] == "Role of PCSOs"
    assert "crime-2014-r2 reworded: title: [-Role of-] PCSOs" in talk("changes", "crime-2014-r2").ok().out


def test_order_alone_is_no_amendment_but_is_followed(talk: Talk) -> None:
    talk.loaded(CONCERN)
    start, end = CONCERN.index("    - id: peel-2022-c1\n"), CONCERN.index("    - id: peel-2022-r1")
    talk.write(CONCERN[:start] + CONCERN[end:] + CONCERN[start:end])
    said = talk("load", "-f", "json").ok()
    assert changed(said) == {"added": [], "amended": [], "withdrawn": [], "reinstated": []}
    listed = [line.split("\t")[0] for line in talk("list").ok().out.splitlines()]
    assert listed[0] == "peel-2022-r1"


def test_two_forces_live_side_by_side_and_share_no_id(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    other = talk.write(CONCERN, "other.yaml")
    other.write_text(other.read_text().replace("Testshire", "Othershire"))
    assert changed(talk("load", "other.yaml", "-f", "json"))["withdrawn"] == []
    clash = talk.write(TWO_REPORTS, "clash.yaml")
    clash.write_text(clash.read_text().replace("Testshire", "Othershire"))
    said = talk("load", "clash.yaml")
    assert said.code == 2
    assert "already belongs to Testshire Police" in said.err


def renamed(talk: Talk, text: str) -> None:
    path = talk.write(text)
    path.write_text(path.read_text(encoding="utf-8").replace("Testshire", "Newshire"), encoding="utf-8")


def test_a_force_that_gets_another_name_keeps_what_was_recorded(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk("assign", "crime-2014-r1", "ACC Crime").ok()
    renamed(talk, TWO_REPORTS)
    assert "Testshire Police is now Newshire Police" in talk("load", "-n").ok().err
    said = talk("load", "-f", "json").ok()
    assert changed(said)["added"] == changed(said)["withdrawn"] == []
    assert "Testshire Police is now Newshire Police" in said.err
    assert "ACC Crime" in talk("show", "crime-2014-r1").ok().out
    assert talk("summary", "-f", "json", "--force", "Newshire Police").rows
    assert talk("summary", "--force", "Testshire Police").code == 2
    assert changed(talk("load", "-f", "json"))["amended"] == []
    talk("verify").ok()


PLAIN = """\
- id: plain-2017
  title: Plain report
  published: 2017-01-10
  findings:
    - {id: plain-2017-r1, kind: recommendation, title: Plain, requirement: Be plain.}
"""


def test_another_name_and_a_report_less_is_a_clash_of_ids(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS + PLAIN)
    renamed(talk, PLAIN)
    before = talk("list", "-f", "json").out
    said = talk("load")
    assert said.code == 2
    assert "already belongs to Testshire Police" in said.err
    assert talk("list", "-f", "json").out == before


@pytest.mark.parametrize("turned", [False, True])
def test_a_report_goes_to_another_force_when_both_are_loaded(talk: Talk, turned: bool) -> None:  # noqa: FBT001
    def other(text: str) -> str:
        path = talk.write(text, "other.yaml")
        path.write_text(
            path.read_text(encoding="utf-8").replace("Testshire", "Othershire"), encoding="utf-8"
        )
        return str(path)

    mine = str(talk.write(TWO_REPORTS + PLAIN))
    files = [mine, other(CONCERN)]
    talk("load", *files).ok()
    talk("assign", "plain-2017-r1", "ACC Crime").ok()
    talk.write(TWO_REPORTS)
    other(CONCERN + PLAIN)
    assert "already belongs to Testshire Police" in talk("load", files[1]).err
    said = talk("load", *(reversed(files) if turned else files), "-f", "json").ok()
    assert changed(said) == {"added": [], "amended": ["plain-2017"], "withdrawn": [], "reinstated": []}
    assert "now called" not in said.err
    assert "plain-2017-r1" in talk("list", "--force", "Othershire Police", "--owner", "ACC Crime").ok().out
    talk("verify").ok()


def test_an_id_is_never_used_for_something_else(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk.write("- {id: crime-2014-r1, title: A report, published: 2016}")
    said = talk("load")
    assert said.code == 2
    assert "'crime-2014-r1' is the id of a finding in the database" in said.err


def test_a_load_that_fails_half_way_leaves_everything_as_it_was(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The fault comes from a trigger, which as such would be refused.
    monkeypatch.setattr("hmic.store.connection.check_schema", lambda *_: None)
    talk.loaded(TWO_REPORTS)
    con = sqlite3.connect(talk.folder / "recommendations.db")
    con.execute(
        "CREATE TRIGGER no_more BEFORE INSERT ON due BEGIN SELECT RAISE (ABORT, 'disk is full'); END"
    )
    con.commit()
    before = list(con.iterdump())
    talk.write(TWO_REPORTS.replace("Role of PCSOs", "PCSOs"))
    said = talk("load")
    assert said.code == 2
    assert "the disk is full" in said.err
    assert list(con.iterdump()) == before
    con.close()


@pytest.mark.parametrize("what", ["folder", "text"])
def test_a_database_that_is_none(talk: Talk, what: str) -> None:
    talk.write(TWO_REPORTS)
    path = talk.folder / "recommendations.db"
    if what == "folder":
        path.mkdir()
    else:
        path.write_text("this is not a database at all, however long it may be " * 20)
    said = talk("load")
    assert said.code == 2
    assert said.err.startswith("hmic: recommendations.db ")
    assert "Traceback" not in said.err


def test_the_real_database_opens_with_any_tool(real_db: Path) -> None:
    con = sqlite3.connect(real_db)
    assert con.execute("SELECT count(*) FROM findings").fetchone()[0] > 100
    assert con.execute("SELECT count(*) FROM overdue_today").fetchone()[0] > 0
    assert con.execute("SELECT * FROM deadlines").fetchone()
    assert con.execute("SELECT * FROM progress").fetchall() == []
    con.close()


def test_load_says_how_many_findings_may_have_a_deadline_in_their_words(talk: Talk) -> None:
    asked = "Within three months, review the role."
    one = "- id: a\n  title: A\n  published: 2026-11-02\n  findings:\n"
    finding = "    - {{id: a-r{}, kind: recommendation, title: T, requirement: '{}'{}}}\n"
    texts = [
        finding.format(n, asked, more)
        for n, more in enumerate(("", "", ", deadlines: []", ", deadlines: [within three months]"))
    ]
    talk.write(one + "".join(texts))
    line = "2 findings have words that read like a deadline and are not given as one: hmic check\n"
    assert line in talk("load", "--dry-run").ok().err
    assert line in talk("load").ok().err
    assert "words that read" not in talk("load").ok().err, "nothing has changed"
    talk.write(one + "".join([texts[0], *texts[2:]]))
    assert "1 finding has words that read like a deadline" in talk("load").ok().err
    assert talk("check").ok().err.lower().count("within three months") == 2, "the message, and what to do"
    talk.write(one + "".join(texts[2:]))
    assert "words that read" not in talk("load").ok().err
