"""Four conversations: two people at two terminals, an officer in a train, a region's analyst, an auditor."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil

import pytest

from tests.hub.conftest import FORCE, At, HubDesk, register_of


def entries(one: At, finding: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = one.shown(finding)["journal"]
    return found


# ---- two people at two terminals ----


def test_two_people_at_two_terminals(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    # What does not touch the same finding goes through without a word.
    liz("progress", "crime-2014-r1", "--note", "Panel set up").ok()
    assert "crime-2014-r2: noted, entry 2," in sam("progress", "crime-2014-r2", "--note", "Begun").ok().out
    # What the rules looked at has changed, and they still agree: silently.
    assert "entry 3," in liz("progress", "crime-2014-r2", "--note", "Second").ok().out
    # They do not agree any more: who did what, and when.
    liz(
        "progress", "crime-2014-o1", "--status", "closed", "--closed-by", "letter", "--by", "ACC Crime"
    ).ok()
    said = sam("assign", "crime-2014-o1", "DCC")
    assert said.code == 2
    assert re.match(
        r"hmic: crime-2014-o1 was closed by ACC Crime at \d\d:\d\d \(entry 4\); nothing recorded\n",
        said.err,
    ), said.err
    assert "so it cannot be assigned" in said.err
    assert entries(sam, "crime-2014-o1") == entries(liz, "crime-2014-o1")
    # A finding that sam's copy still has as closed is open again at the hub.
    liz("progress", "crime-2014-o1", "--status", "open", "--note", "again").ok()
    sam("assign", "crime-2014-o1", "DCC").ok()
    assert sam("sync").ok().out == "recommendations.db: nothing new\n"
    for one in (liz, sam):
        one("sync").ok()
        one("verify").ok()


def test_a_form_a_correction_and_a_response_go_to_the_hub_too(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    (liz.folder / "a.csv").write_text("finding,note\ncrime-2014-r1,Staff briefed\ncrime-2014-r2,Panel\n")
    assert "2 entries recorded" in liz("progress", "--from", "a.csv").ok().err
    assert (
        "entry 2 withdrawn, entry 3" in sam("sync").out + sam("correct", "2", "--reason", "slip").ok().out
    )
    liz("sync").ok()
    assert entries(liz, "crime-2014-r2") == entries(sam, "crime-2014-r2")
    assert desk.sql("SELECT count(*) FROM hmic.record WHERE kind = 'entry'") == [(3,)]


def test_a_load_goes_to_everyone_and_is_refused_over_a_newer_one(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    text = (liz.folder / "data/recommendations.yaml").read_text()
    sam.write(text.replace("Learn what works", "Learn what helps"))
    assert "1 load" not in sam("sync").ok().out
    assert sam("load").ok().out == "amended\tcrime-2014-r1\n"
    liz.write(text.replace("For the College", "For a college"))
    said = liz("load")
    assert said.code == 2
    assert re.match(rf"hmic: {sam.login} loaded at \d\d:\d\d: run hmic sync first\n", said.err), said.err
    # Recording takes the other's load in; that alone is no reason to write over it.
    liz("progress", "crime-2014-r1", "--note", "Meanwhile").ok()
    assert liz("load").code == 2
    assert "Learn what helps" in liz("show", "crime-2014-r1").ok().out
    # Its own file would take the other's wording back: a trial says so.
    assert "crime-2014-r1" in liz("load", "--dry-run").ok().out
    liz("load").ok()
    sam("sync").ok()
    assert [one("list", "-f", "json").ok().out for one in (liz,)] == [sam("list", "-f", "json").ok().out]
    for one in (liz, sam):
        one("verify").ok()


# ---- an officer in a train ----


def test_an_officer_in_a_train(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    home = (sam.folder / "hmic.toml").read_text()
    (sam.folder / "hmic.toml").write_text('hub = "host=127.0.0.1 port=1 dbname=hmic"\n')
    sam("list").ok()
    said = sam("progress", "crime-2014-r1", "--note", "Talked to DCC")
    assert said.code == 2
    assert re.match("hmic: the hub 127.0.0.1 cannot be reached: .*refused", said.err, re.IGNORECASE), (
        said.err
    )
    assert "to record now and share later, add --later" in said.err
    assert (
        "noted, not shared yet"
        in sam("progress", "crime-2014-r1", "--note", "On a train", "--later").ok().out
    )
    sam("assign", "crime-2014-r1", "DCC", "--later").ok()
    sam("assign", "crime-2014-o1", "DCC", "--later").ok()
    assert "3 entries are not shared yet: hmic sync" in sam("list").ok().err
    assert sam("leave").code == 2
    liz("progress", "crime-2014-o1", "--status", "closed", "--closed-by", "letter", "--by", "ACC").ok()
    (sam.folder / "hmic.toml").write_text(home)
    said = sam("sync")
    assert said.code == 1
    assert said.out == "recommendations.db: 1 new entry, 2 entries shared\n"
    assert "crime-2014-o1 was closed by ACC" in said.err or "crime-2014-o1 is closed" in said.err, said.err
    name = re.search(r"not shared \((\w+)\)", said.err)
    assert name
    for command in (["list", "--fresh"], ["load", "--dry-run"]):
        assert f"crime-2014-o1: not shared ({name[1]})" in sam(*command).err, command
    sam("sync", "--drop", name[1]).ok()
    assert sam("sync").ok().out == "recommendations.db: nothing new\n"
    liz("sync").ok()
    assert entries(liz, "crime-2014-r1") == entries(sam, "crime-2014-r1")
    assert desk.sql("SELECT count(*) FROM hmic.record WHERE kind = 'entry'") == [(3,)]
    sam("verify").ok()


def test_one_entry_of_several_is_dropped(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    sam("assign", "crime-2014-r1", "crime-2014-o1", "DCC", "--yes", "--later").ok()
    liz("progress", "crime-2014-o1", "--status", "closed", "--closed-by", "letter", "--by", "ACC").ok()
    names = dict(re.findall(r"([\w-]+): not shared \((\w+)\)", sam("sync").err))
    assert sorted(names) == ["crime-2014-o1", "crime-2014-r1"]
    said = sam("sync", "--drop", names["crime-2014-o1"]).ok()
    assert said.out == "recommendations.db: 1 entry shared\n"
    assert len(entries(sam, "crime-2014-r1")) == 1
    assert entries(sam, "crime-2014-o1")[0]["login"] != sam.login, "only what the other recorded"


def test_a_copy_says_how_old_it_is(desk: HubDesk) -> None:
    desk.officer()
    sam = desk.joined("sam")
    assert "old" not in sam("list").ok().err
    sam.now += dt.timedelta(days=3, hours=1)
    assert "this copy of the hub is 3 days old" in sam("list").ok().err
    assert "old" not in sam("list", "--fresh").ok().err


# ---- a region's analyst ----


def test_a_regions_analyst_reads_several_forces_and_writes_none(desk: HubDesk) -> None:
    desk.officer()
    desk.force("Fenland Police")
    fen = desk.person("fen", "fenland_w")
    fen.write(register_of("Fenland Police", "fen-"))
    fen("load").ok()
    fen("join", fen.dsn).ok()
    fen("progress", "fen-crime-2014-r1", "--note", "In the fens").ok()
    assert fen("sync").ok().out == "recommendations.db: nothing new\n"
    ann = desk.joined("ann", "testshire_r", "fenland_r")
    rows = ann("list", "-f", "json", "--all").rows
    assert {row["finding"][:4] for row in rows} == {"fen-", "crim", "peel"}
    said = ann("progress", "crime-2014-r1", "--note", "No")
    assert said.code == 2
    assert said.err.startswith("hmic: this login cannot record for the force\n"), said.err
    assert "not shared" not in ann("list").ok().err
    fen("progress", "fen-crime-2014-r1", "--note", "More").ok()
    assert ann("sync").ok().out == "recommendations.db: 1 new entry\n"
    ann("verify").ok()


def test_in_a_copy_of_several_forces_entries_have_their_own_forces_numbers(desk: HubDesk) -> None:
    liz = desk.officer()
    desk.force("Fenland Police")
    fen = desk.person("fen", "fenland_w")
    fen.write(register_of("Fenland Police", "fen-"))
    fen("load").ok()
    fen("join", fen.dsn).ok()
    reg = desk.joined("reg", "testshire_w", "fenland_w")
    for n in range(3):
        liz("progress", "crime-2014-r1", "--note", f"Liz {n}").ok()
        reg("sync").ok()
        fen("progress", "fen-crime-2014-r1", "--note", f"Fen {n}").ok()
    fen.write(register_of("Fenland Police", "fen-").replace("Learn what works", "Learn what helps"))
    fen("load").ok()
    # What is said when it is recorded, and what each then reads, is the force's number.
    assert "entry 4," in reg("progress", "fen-crime-2014-r1", "--note", "Region").ok().out
    assert "entry 4," in reg("progress", "crime-2014-r1", "--note", "Region").ok().out
    for one, finding in ((liz, "crime-2014-r1"), (fen, "fen-crime-2014-r1")):
        one("sync").ok()
        for command in (("show", finding), ("changes", finding)):
            told = reg(*command, "-f", "json").ok().out
            assert json.loads(told)["rows"] == one(*command, "-f", "json").rows
        assert [entry["entry"] for entry in entries(reg, finding)] == [1, 2, 3, 4]
    # A number alone may be several forces'.
    said = reg("correct", "4", "--reason", "slip")
    assert said.err.startswith("hmic: 2 forces have an entry 4: Fenland Police, Testshire Police\n"), (
        said.err
    )
    settings = reg.folder / "hmic.toml"
    settings.write_text(f'force = "Fenland Police"\n{settings.read_text()}')
    assert (
        "fen-crime-2014-r1: entry 4 withdrawn, entry 5" in reg("correct", "4", "--reason", "slip").ok().out
    )
    fen("sync").ok()
    assert "[4] On " in fen("show", "fen-crime-2014-r1", terminal=True).ok().out
    assert "already withdrawn by entry 5" in reg("correct", "4", "--reason", "slip").err
    # The head that a paper names is the force's own, and each proves the other's.
    (head,) = re.findall(r"journal's head (\S+);", fen("verify").ok().out)
    assert f"Fenland Police: journal's head {head};" in reg("verify").ok().out
    assert f"the journal contains {head}" in reg("verify", "--since", head).ok().out
    assert reg("verify", "--since", f"{head[:-4]}0000").code == 1
    reg("board", "--since", "2020-01-01", "-o", "board").ok()
    assert head in (reg.folder / "board/paper.html").read_text()
    reg("site").ok()
    assert f"Head of the journal: {head}" in (reg.folder / "site/index.html").read_text()


def test_a_force_does_not_see_another(desk: HubDesk) -> None:
    liz = desk.officer()
    desk.force("Fenland Police")
    fen = desk.person("fen", "fenland_w")
    said = fen("join", fen.dsn)
    assert (said.code, said.err) == (
        2,
        """hmic: the hub holds no register yet
      load one here first, then join with it: hmic load, then hmic join
""",
    )
    shutil.copytree(liz.folder / "data", fen.folder / "data")
    fen("load").ok()
    said = fen("join", fen.dsn)
    assert said.err.startswith(
        "hmic: the hub has no force Testshire Police, or this login may not see it\n"
    )
    assert "Testshire" not in fen("hub", "status", "--hub", fen.dsn).ok().out


# ---- an auditor ----


def test_an_auditor_checks_every_hash_and_can_change_nothing(desk: HubDesk) -> None:
    import psycopg2

    liz = desk.officer()
    liz("progress", "crime-2014-r1", "--note", "Panel set up").ok()
    aud = desk.joined("aud", "testshire_r")
    said = aud("hub", "verify").ok()
    assert re.match(rf"{FORCE} is sound: record 2 is the last, 2:[0-9a-f]{{32}}\n", said.out)
    for login, statement in (
        (liz.dsn, "INSERT INTO hmic.record SELECT * FROM hmic.record"),
        (liz.dsn, "UPDATE hmic.record SET body = ''"),
        (liz.dsn, "DELETE FROM hmic.record"),
        (liz.dsn, "TRUNCATE hmic.record"),
        (liz.dsn, "UPDATE hmic.head SET number = 0"),
        (liz.dsn, "SET ROLE hmic_owner"),
        (aud.dsn, "SELECT hmic.lock_head(1)"),
        (desk.dsn("boss"), "DELETE FROM hmic.record"),
        (desk.dsn("boss"), "SET ROLE hmic_owner; UPDATE hmic.record SET body = ''"),
        (desk.dsn("boss"), "SET ROLE hmic_owner; TRUNCATE hmic.record"),
    ):
        con = psycopg2.connect(login)
        with con, con.cursor() as cursor, pytest.raises(psycopg2.Error):
            cursor.execute(statement)
        con.close()
    desk.sql(
        """ALTER TABLE hmic.record DISABLE TRIGGER USER;
        UPDATE hmic.record SET body = replace(body, 'Panel', 'No panel') WHERE number = 2"""
    )
    said = aud("hub", "verify")
    assert (said.code, said.out) == (1, f"{FORCE}: record 2 was altered\n")
    new = desk.person("new", "testshire_r")
    said = new("join", new.dsn)
    assert said.code == 2
    assert said.err.startswith(f"hmic: record 2 of {FORCE} was altered at the hub"), said.err
    assert not (new.folder / "recommendations.db").exists()


# ---- those who run it ----


def test_reminders_go_out_from_one_computer(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    for one in (liz, sam):
        with (one.folder / "hmic.toml").open("a") as settings:
            settings.write('[mail]\nto = ["liz@force.example"]\n')
    liz("mail", "overdue", "--send").ok()
    said = sam("mail", "overdue", "--send")
    assert said.code == 2
    assert re.match(r"hmic: reminders for Testshire Police go out from .+\n", said.err)
    sam("mail", "overdue", "--send", "--take-over").ok()
    assert liz("mail", "overdue", "--send").code == 2
    assert "reminders from" in liz("hub", "status").ok().out


def test_whoever_may_make_roles_and_a_schema_can_make_a_hub(desk: HubDesk) -> None:
    db = f"{desk.db}_x"
    desk.sql(f"CREATE ROLE {db} LOGIN CREATEROLE PASSWORD 'correct horse'")
    desk.sql(f"CREATE DATABASE {db} OWNER {db}")
    dsn = desk.server.dsn(db, db)
    if desk.server.version >= 16:
        # From 16 on a role that somebody else made is out of its reach.
        said = desk.boss("hub", "init", dsn)
        assert said.err.startswith("hmic: the server has the role hmic_owner already, and this login"), (
            said.err
        )
        desk.sql(f"GRANT hmic_owner TO {db} WITH ADMIN OPTION")
    desk.boss("hub", "init", dsn).ok()
    said = desk.boss("hub", "init", dsn)
    assert said.err.startswith("hmic: this database already has a hub\n")
    more = ("--readers", f"{db}_r", "--writers", f"{db}_w", "--hub", dsn)
    desk.boss("hub", "force", "add", FORCE, *more).ok()
    said = desk.boss("hub", "force", "add", FORCE, *more)
    assert said.err.startswith("hmic: the hub already has the force Testshire Police\n")


def test_a_second_journal_is_merged_and_its_numbers_stay_known(desk: HubDesk) -> None:
    liz = desk.officer()
    liz("progress", "crime-2014-r1", "--note", "At the hub").ok()
    sam = desk.person("sam", "testshire_w")
    shutil.copytree(liz.folder / "data", sam.folder / "data")
    sam("load").ok()
    sam("progress", "crime-2014-r2", "--note", "Sam alone").ok()
    said = sam("join", sam.dsn).ok()
    assert "1 entry from the hub, 1 shared by this database\n" in said.out
    assert "the database as it was\n" in said.out
    assert re.search(
        r"entry 1 was renumbered .* it is now entry 2", sam("correct", "1", "--reason", "x").err
    )
    sam("correct", "2", "--reason", "slip").ok()
    liz("sync").ok()
    assert entries(liz, "crime-2014-r2") == entries(sam, "crime-2014-r2")
    for one in (liz, sam):
        one("verify").ok()
    sam("leave").ok()
    assert "entry 4," in sam("progress", "crime-2014-r1", "--note", "Alone").ok().out
    sam("verify").ok()


def test_names_that_are_refused_today_are_listed_when_a_journal_joins(
    desk: HubDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    liz = desk.officer()
    liz("progress", "crime-2014-r1", "--note", "At the hub").ok()
    sam = desk.person("sam", "testshire_w")
    shutil.copytree(liz.folder / "data", sam.folder / "data")
    sam("load").ok()
    with monkeypatch.context() as earlier:
        earlier.setattr("hmic.entries.fault", lambda *_, **__: None)
        earlier.setattr("hmic.plaintext.fault", lambda *_, **__: None)
        sam("assign", "crime-2014-o1", "ACC\u200b Crime", "--by", "DCC").ok()
    said = sam("join", sam.dsn).ok()
    assert (
        "1 entry from the other journal would have been refused here and may change a status\n" in said.out
    )
    assert re.search(
        r"  entry 2, \d+ \w+ \d{4}, by DCC: the field .owner. holds the invisible character", said.out
    )
    assert "U+200B" in said.out


def test_a_journal_of_today_keeps_its_numbers_and_its_head(desk: HubDesk) -> None:
    desk.force()
    liz = desk.person("liz", "testshire_w")
    liz.write(register_of(FORCE))
    liz("load").ok()
    liz("extend", "crime-2014-r1", "2027-02-01", "--reason", "later", "--agreed-by", "DCC").ok()
    liz("progress", "crime-2014-o1", "--note", "on what goes").ok()
    text = register_of(FORCE)
    liz.write(text.replace("    - id: crime-2014-o1\n", "    - id: crime-2014-o9\n"))
    liz("load").ok()
    head = liz("verify").ok().out
    liz("join", liz.dsn).ok()
    assert liz("verify").ok().out == head
    sam = desk.joined("sam")
    assert sam("verify").ok().out == head
    for command in (
        ("show", "crime-2014-r1"),
        ("show", "crime-2014-o1"),
        ("list",),
        ("changes", "crime-2014-o1"),
    ):
        assert sam(*command, "-f", "json").ok().out == liz(*command, "-f", "json").ok().out
