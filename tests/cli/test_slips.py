"""What a hurried or a hostile person types, and what must not come of it."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Talk

DONE = ("--status", "complete", "--evidence", "https://x.example/1")


@pytest.mark.parametrize(
    "target", ["recommendations.db", "data/recommendations.yaml", "hmic.toml", "other.db"]
)
def test_output_never_overwrites_what_matters(two: Talk, target: str) -> None:
    (two.folder / "hmic.toml").write_text("")
    sqlite3.connect(two.folder / "other.db").execute("CREATE TABLE t (x)").connection.close()
    before = (two.folder / target).read_bytes()
    said = two("overdue", "-o", target, "-f", "csv")
    assert said.code == 2
    assert "is not overwritten" in said.err
    assert (two.folder / target).read_bytes() == before


def test_output_follows_links_and_keeps_rights(two: Talk) -> None:
    real = two.folder / "real.csv"
    real.touch()
    real.chmod(0o600)
    (two.folder / "link.csv").symlink_to(real)
    two("overdue", "-o", "link.csv").ok()
    assert (two.folder / "link.csv").is_symlink()
    assert real.read_text().startswith("finding,")
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_output_to_what_is_no_file_goes_straight_there(two: Talk) -> None:
    pipe = two.folder / "pipe.csv"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)
    two("overdue", "-o", "pipe.csv").ok()
    assert reader.communicate(timeout=10)[0].startswith("finding,")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


HMIC = f"unset PYTHONUNBUFFERED; '{sys.executable}' -m hmic"
"""With a buffer for its output, as at a person's desk: what cannot be written may show at its end only."""


def test_an_answer_that_cannot_be_written_is_a_failure_in_a_sentence(two: Talk) -> None:
    full = subprocess.run(["bash", "-c", f"{HMIC} list > /dev/full"],
                          capture_output=True, text=True, check=False, cwd=two.folder)  # fmt: skip
    assert (full.returncode, full.stderr) == (2, "hmic: no space left on device\n")


def test_an_entry_that_was_recorded_is_never_called_a_failure(two: Talk) -> None:
    full = subprocess.run(["bash", "-c", f"{HMIC} progress crime-2014-r1 --note x > /dev/full"],
                          capture_output=True, text=True, check=False, cwd=two.folder)  # fmt: skip
    assert full.returncode == 2
    assert "this is recorded, but it could not be written" in full.stderr
    loaded = subprocess.run(["bash", "-c", f"{HMIC} load --db other.db > /dev/full"],
                            capture_output=True, text=True, check=False, cwd=two.folder)  # fmt: skip
    assert loaded.returncode == 2
    assert "other.db is loaded, but it could not be written" in loaded.stderr
    closed = subprocess.run(["bash", "-c", f"{HMIC} progress crime-2014-r1 --note y >&-"],
                            capture_output=True, text=True, check=False, cwd=two.folder)  # fmt: skip
    assert (closed.returncode, closed.stderr) == (0, "")
    assert "2 journal entries" in two("verify").ok().out


def test_complete_means_met_in_every_report(two: Talk) -> None:
    two("progress", "crime-2014-r1", *DONE, "--on", "2015-02-01").ok()
    (deadline,) = two.shown("crime-2014-r1")["deadlines"]
    assert deadline["met"] == "2015-02-01"
    assert "late" not in two("show", "crime-2014-r1", terminal=True).ok().out
    two("progress", "crime-2014-r1", "--status", "open", "--note", "not so").ok()
    assert "overdue" in two("show", "crime-2014-r1", terminal=True).ok().out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("crime-2014-r1", "--note", "x", "--on", "2010-01-01"), "is before 2014-11-27"),
        (("crime-2014-r1", "--status", "", "--note", "x"), "'' is not a valid status"),
        (("crime-2014-r1", "--status", "closed", "--closed-by", " "), "--closed-by is empty"),
        (
            ("crime-2014-r1", "--status", "superseded", "--superseded-by", "crime-2014-r1"),
            "is not later than",
        ),
        (
            ("peel-2016-a1", "--status", "superseded", "--superseded-by", "crime-2014-r1"),
            "is not later than",
        ),
        (
            ("crime-2014-r1", "--status", "on-hold", "--note", "w", "--review-on", "2020-01-01"),
            "a review date after",
        ),
        (
            ("crime-2014-r1", "--status", "complete", "--evidence", "https://"),
            "is not a complete web address",
        ),
        (("crime-2014-r1", "--status", "complete", "--evidence", ""), "--evidence is empty"),
        (("crime-2014-r1", "--note", "x", "--by", ""), "--by is empty"),
        (("crime-2014-r1", "--note", "x" * 10_001), "10,001 characters; at most 10,000 are allowed"),
        (("crime-2014-r1", "--note", "a\x1b[31mb"), "U+001B"),
        (("crime-2014-r1", "--note", "a\u202eb"), "U+202E"),
        (("crime-2014-r1", "--note", "x", "--by", "Evil\nx"), "U+000A"),
        (("crime-2014-r1", "--note", "\udcff"), "U+DCFF"),
        (
            ("crime-2014-r2", "--status", "open"),
            "is closed by peel-2016; reopening it needs a reason",
        ),
        (("crime-2014-r1",), "there is nothing to record"),
        (("crime-2014-r1", "--note", "  "), "--note is empty"),
        (("crime-2014-r1", "--status", "finished"), "'finished' is not a valid status"),
        (("crime-2014-r7", "--note", "x"), "did you mean crime-2014-r"),
        (("crime-2014-r1", "--note", "x", "--on", "2026-11-21"), "is in the future"),
        (
            ("crime-2014-r1", "--status", "superseded", "--superseded-by", "peel-2016-a9"),
            "did you mean peel-2016-a1?",
        ),
    ],
)
def test_nonsense_does_not_get_into_the_journal(two: Talk, args: tuple[str, ...], message: str) -> None:
    said = two("progress", *args)
    assert said.code == 2
    assert message in said.err
    assert "0 journal entries" in two("verify").ok().out


def test_what_is_typed_cannot_reach_the_terminal_raw(two: Talk) -> None:
    for args in (("assign", "crime-2014-r1", "\x1b[31mRED"), ("show", "\x1b[31m"), ("overdue", "--db", "\x1b]0;x"),
                 ("overdue", "-o", "\x1b.csv", "--db", "no.db")):  # fmt: skip
        said = two(*args)
        assert said.code == 2
        assert "\x1b" not in said.out + said.err


def test_a_status_that_a_later_entry_outweighs_says_so(two: Talk) -> None:
    two("progress", "crime-2014-r1", "--status", "in-progress", "--on", "2016-01-01").ok()
    said = two("progress", "crime-2014-r1", *DONE, "--on", "2015-01-01").ok()
    assert "note: crime-2014-r1 is in progress because of a later entry" in said.err


def test_a_register_changed_behind_hmics_back_is_found(two: Talk) -> None:
    con = sqlite3.connect(two.folder / "recommendations.db")
    con.execute("UPDATE finding SET title = 'FORGED' WHERE id = 'crime-2014-r1'")
    con.commit()
    con.close()
    said = two("verify")
    assert said.code == 1
    assert "the register's rows of crime-2014-r1 were changed other than by a load" in said.out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("changes", "crime-2014-r1", "--open"), "does not take --open"),
        (
            ("changes", "--from", "crime-2014", "--to", "peel-2016", "--theme", "workforce"),
            "a comparison of two reports does not take --theme",
        ),
        (("changes", "--suggest", "--open"), "does not take --open"),
        (("changes", "--from", "crime-2014", "--to", "crime-2014"), "cannot be compared with itself"),
        (("overdue", "--needs-target", "--within", "3m"), "--needs-target does not take --within"),
        (("overdue", "--as-at", ""), "'' is not a date"),
        (("overdue", "--within", "٣d"), "is not a period"),
        (("overdue", "--db", "."), "is a folder, not a database"),
    ],
)
def test_what_cannot_be_combined_or_meant(two: Talk, args: tuple[str, ...], message: str) -> None:
    said = two(*args)
    assert said.code == 2
    assert message in said.err


def test_registers_that_hold_nothing(talk: Talk) -> None:
    (talk.folder / "c.yaml").write_text("# nothing\n")
    assert "the file contains only comments" in talk("check", "c.yaml").out
    os.mkfifo(talk.folder / "fifo")
    assert "this is not a file" in talk("check", "fifo").out
    talk.write("- {id: a, title: A, published: 2016, scale: peel-four-tier, grades: [{area: B, grade: }]}")
    assert "the field 'grade' is empty" in talk("check").out


def test_a_database_in_a_folder_that_may_not_be_written_is_read_untouched(
    real_db: Path, tmp_path: Path
) -> None:
    from hmic.errors import StoreError
    from hmic.store.connection import _connect_untouched

    copy = tmp_path / "x.db"
    con = sqlite3.connect(real_db)
    con.execute("VACUUM INTO ?", [str(copy)])
    con.close()
    con = _connect_untouched(copy)
    assert con.execute("SELECT count(*) FROM finding").fetchone()[0] > 100
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        con.execute("DELETE FROM setting")
    con.close()
    copy.with_name("x.db-wal").write_bytes(b"something")
    with pytest.raises(StoreError, match="is in use, and cannot be read without writing next to it"):
        _connect_untouched(copy)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (("progress", "crime-2014-r1", "complete"), "did you mean --status complete?"),
        (("overdue", "2015-04-01"), "did you mean --as-at 2015-04-01?"),
        (("progress", "crime-2014-r1", "in progress"), "did you mean --status 'in progress'?"),
        (("progress", "crime-2014-r1", "on", "hold"), "did you mean --status 'on hold'?"),
        (("list", "recommendation"), "did you mean --kind recommendation?"),
        (("progress", "crime-2014-r1", "--note", "Review", "has", "begun"), '"Review has begun"'),
        (("target", "crime-2014-r1", "2027-03-31", "--reason", "Staff", "left"), '"Staff left"'),
        (("show", "crime-2014-r1", "crime-2014-r2"), "see hmic show --help"),
        (("progress", "crime-2014-r1", "2026-10-01"), "see hmic progress --help"),
    ],
)
def test_a_word_too_many_is_guessed_at_only_where_it_is_plain(
    two: Talk, typed: tuple[str, ...], hint: str
) -> None:
    said = two(*typed)
    assert (said.code, said.out) == (2, "")
    assert "not expected here: " in said.err
    assert hint in said.err
    assert ("did you mean" in said.err or "in quotes" in said.err) == ("see hmic" not in hint)


def test_a_kind_is_known_as_trackers_shorten_it(two: Talk) -> None:
    assert two("list", "--kind", "AFI").ok().out == two("list", "--kind", "area_for_improvement").ok().out
    assert two("list", "--kind", "1").code == 2


def test_a_paper_that_is_open_in_word_is_called_so(two: Talk) -> None:
    two("board", "--since", "2026-01-01").ok()
    (two.folder / "board" / "~$paper.docx").write_bytes(b"")
    said = two("board", "--since", "2026-01-01")
    assert said.code == 2
    assert "a file in it is open in another program" in said.err
    assert "close it there" in said.err


def test_a_post_of_several_words_without_quotes_is_named(two: Talk) -> None:
    said = two("assign", "crime-2014-r1", "crime-2014-r2", "Head", "of", "Crime")
    assert (said.code, said.out) == (2, "")
    assert "there is no finding 'Head'" in said.err
    assert 'put the post in quotes: "Head of Crime"' in said.err


def test_an_id_in_capitals_is_the_finding(two: Talk) -> None:
    for name in ("CRIME-2014-R2", "Crime-2014-r2", " crime-2014-R2 "):
        assert "Role of PCSOs" in two("show", name).ok().out
        assert two("progress", name, "--note", name).ok().out.startswith("crime-2014-r2: noted")
    assert two("list", "--report", "CRIME-2014").ok().out == two("list", "--report", "crime-2014").ok().out
    assert two("changes", "CRIME-2014-R2").ok().out == two("changes", "crime-2014-r2").ok().out


@pytest.mark.parametrize("command", ["list", "overdue", "export form -o form.xlsx"])
def test_a_part_of_a_post_names_the_posts(two: Talk, command: str) -> None:
    two("assign", "crime-2014-r1", "ACC Crime").ok()
    two("assign", "crime-2014-o1", "ACC Local Policing").ok()
    two("assign", "peel-2016-a1", "Head of Crime").ok()
    said = two(*command.split(), "--owner", "ACC")
    assert said.code == 2
    assert "nothing is assigned to 'ACC'\n      did you mean ACC Crime or ACC Local Policing?\n" in said.err
    assert "did you mean ACC Crime or Head of Crime?" in two(*command.split(), "--owner", "crime").err


def test_a_dry_run_refuses_what_a_load_refuses(two: Talk) -> None:
    (two.folder / "text.db").write_text("no database", encoding="utf-8")
    (two.folder / "empty.db").write_bytes(b"")
    (two.folder / "folder.db").mkdir()
    (two.folder / "half.db").write_bytes((two.folder / "recommendations.db").read_bytes()[:8000])
    with closing(sqlite3.connect(two.folder / "other.db")) as con:
        con.execute("CREATE TABLE a (b)")
    for name in (
        "text.db",
        "empty.db",
        "folder.db",
        "half.db",
        "other.db",
        "nowhere/x.db",
    ):
        trial, real = two("load", "-n", "--db", name), two("load", "--db", name)
        assert (trial.code, trial.err) == (real.code, real.err), name
        assert real.code == 2
