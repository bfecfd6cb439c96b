"""What is at hand without typing: who records, which force, and what `hmic` alone says."""

from __future__ import annotations

import datetime as dt

from tests.conftest import Talk
from tests.registers import TWO_REPORTS


def settings(talk: Talk, text: str) -> None:
    (talk.folder / "hmic.toml").write_text(text, encoding="utf-8")


def recorded_by(talk: Talk) -> list[str | None]:
    rows = talk("export", "progress", "-f", "json").rows
    return [row["by_post"] for row in rows]


def test_who_records_comes_from_the_option_then_the_environment_then_the_settings(two: Talk) -> None:
    settings(two, 'by = "Liaison officer"\n')
    two("progress", "crime-2014-r1", "--note", "a").ok()
    two.environ["HMIC_BY"] = "Deputy"
    two("progress", "crime-2014-r1", "--note", "b").ok()
    two("progress", "crime-2014-r1", "--note", "c", "--by", "ACC Crime").ok()
    assert recorded_by(two) == ["Liaison officer", "Deputy", "ACC Crime"]


def test_a_setting_that_cannot_be_who_records_is_refused(two: Talk) -> None:
    for wrong in ("by = 3", 'by = "a\\nb"', 'by = " "'):
        settings(two, wrong + "\n")
        said = two("progress", "crime-2014-r1", "--note", "a")
        assert (said.code, "hmic.toml" in said.err, "by" in said.err) == (2, True, True), said


def two_forces(talk: Talk) -> Talk:
    first = talk.write(TWO_REPORTS)
    text = (
        first.read_text(encoding="utf-8").replace("Testshire", "Othershire").replace("crime-2014", "o-2014")
    )
    second = talk.write(text.replace("peel-2016", "o-2016"), "data/other.yaml")
    talk("load", str(first), str(second)).ok()
    return talk


def test_a_force_of_the_settings_narrows_every_report(talk: Talk) -> None:
    two = two_forces(talk)
    everything = two("list").ok().out
    theirs = two("list", "--force", "Othershire Police").ok().out
    assert 0 < len(theirs.splitlines()) < len(everything.splitlines())
    settings(two, 'force = "othershire"\n')
    assert two("list").ok().out == theirs
    assert two("list", "--force", "all").ok().out == everything
    ours = two("list", "--force", "Testshire").ok().out
    assert sorted((ours + theirs).splitlines()) == sorted(everything.splitlines())
    two.environ["HMIC_FORCE"] = "Testshire"
    assert two("list").ok().out == ours


def test_a_force_of_the_settings_that_is_not_there_is_told_where_it_comes_from(two: Talk) -> None:
    settings(two, 'force = "Testshre Police"\n')
    said = two("overdue")
    assert said.code == 2
    assert "there is no force 'Testshre Police'" in said.err
    assert "hmic.toml" in said.err
    assert "Testshire Police" in said.err


def test_alone_it_says_where_things_stand(two: Talk) -> None:
    said = two().ok()
    lines = said.out.splitlines()
    assert lines[0] == "Testshire Police, 20 November 2026"
    overdue = two("overdue", terminal=True).out.splitlines()[1]
    assert f"{lines[1]}." == overdue
    assert lines[2].lower().startswith("nothing due within 30 days")
    assert "no owner" in lines[3]
    assert lines[4:] == ["Last load: 20 Nov 2026", "Last backup: none on record", "Next: hmic overdue"]
    assert said.err == ""


def test_alone_it_knows_the_last_backup_whatever_was_printed_since(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--note", "a").ok()
    two("backup", "copy.db").ok()
    assert "Last backup: 20 Nov 2026\n" in two().ok().out
    two.now += dt.timedelta(days=9)
    two("progress", "crime-2014-r1", "--note", "b").ok()
    two("board", "--since", "2026-11-01", "-o", "board").ok()
    assert "Last backup: 20 Nov 2026, 1 journal entry ago\n" in two().ok().out


def test_alone_it_names_the_next_sensible_command(talk: Talk) -> None:
    talk.now = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    talk.loaded(
        """
        - id: p-2026
          title: PEEL
          published: 2026-11-01
          findings:
            - id: p-2026-r1
              kind: recommendation
              title: A title
              requirement: Do it.
              deadlines: [by 10 December 2026]
        """
    )

    def next_one() -> str:
        return talk().ok().out.splitlines()[-1].removeprefix("Next: ")

    assert next_one() == "hmic overdue --within 30d"
    talk("extend", "p-2026-r1", "2027-03-01", "--reason", "agreed").ok()
    assert next_one() == "hmic list --open"
    talk("assign", "p-2026-r1", "ACC Crime").ok()
    assert next_one() == "hmic backup hmic-2026-11-20.db"
    talk("backup", "hmic-2026-11-20.db").ok()
    assert next_one() == "hmic summary"
    talk.now += dt.timedelta(days=8)
    assert next_one() == "hmic summary"
    talk("progress", "p-2026-r1", "--note", "a").ok()
    assert next_one() == "hmic backup hmic-2026-11-28.db"


def test_alone_without_a_database_it_says_how_to_begin(talk: Talk) -> None:
    said = talk()
    assert said.code == 0
    assert "there is no database recommendations.db yet" in said.out.lower()
    assert 'hmic init county --force "County Police"' in said.out
    assert "hmic init demo --example" in said.out
    assert "hmic --help" in said.out
    talk.write(TWO_REPORTS)
    assert "Next: hmic load" in talk().ok().out


def test_alone_over_what_is_no_database_it_fails_as_every_command_does(talk: Talk) -> None:
    (talk.folder / "recommendations.db").write_text("no database at all, but long enough to be read" * 20)
    said = talk()
    assert (said.code, said.out) == (2, "")
    assert "bug" not in said.err
