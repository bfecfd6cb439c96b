"""What goes wrong between a computer and its hub: a clear sentence each, and nothing lost."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import threading
import time
from contextlib import closing

import pytest
import trustme

from hmic.hub import link
from tests.hub.conftest import FORCE, HubDesk
from tests.hub.server import Server

NOTE = ("progress", "crime-2014-r1", "--note", "Panel set up")


# ---- the way there ----


def test_a_wrong_password(desk: HubDesk) -> None:
    liz = desk.officer()
    desk.pgpass.write_text("*:*:*:*:wrong\n")
    assert liz(*NOTE).err.startswith(f"hmic: the hub refuses the password of {liz.login}\n")
    desk.pgpass.write_text("")
    assert liz(*NOTE).err.startswith("hmic: the hub asks for a password, but none is set\n")


def test_a_password_is_not_kept(desk: HubDesk) -> None:
    liz = desk.officer()
    liz("leave").ok()
    assert "hub" not in (liz.folder / "hmic.toml").read_text()
    said = liz("join", f"{liz.dsn} password=secret")
    assert said.err.startswith("hmic: a password does not belong in hmic.toml\n")
    assert "secret" not in (liz.folder / "hmic.toml").read_text()


def test_no_rights(desk: HubDesk) -> None:
    desk.officer()
    eve = desk.person("eve")
    assert eve("join", eve.dsn).err.startswith("hmic: this login has no rights on the hub\n")
    assert eve("join", desk.server.dsn(eve.login, "nowhere")).err.startswith(
        "hmic: the hub's server has no database nowhere\n"
    )
    assert eve("join", desk.server.dsn("nobody_such", desk.db)).code == 2
    assert eve("join", desk.server.dsn(eve.login, "postgres")).err.startswith(
        "hmic: there is no hub in this database\n"
    )


def test_certificates(desk: HubDesk, server: Server) -> None:
    liz = desk.officer()
    other = desk.folder / "other.crt"
    trustme.CA().cert_pem.write_to_path(str(other))
    join = ("join", "--db", "x.db")
    said = liz(*join, desk.dsn(liz.login, sslrootcert=str(other)))
    assert said.err.startswith("hmic: the hub's certificate is not from a CA that this computer trusts"), (
        said.err
    )
    said = liz(*join, desk.dsn(liz.login, sslrootcert="/nowhere.crt"))
    assert said.err.startswith("hmic: there is no CA certificate /nowhere.crt"), said.err
    try:
        past = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        server.certify(server.ca.issue_cert("localhost", not_after=past))
        server.sql("SELECT pg_reload_conf()")
        _wait_until(lambda: "has expired" in liz(*join, liz.dsn).err)
        server.certify(server.ca.issue_cert("elsewhere.example"))
        server.sql("SELECT pg_reload_conf()")
        _wait_until(
            lambda: "the hub's certificate is for elsewhere.example, not for localhost" in liz(*NOTE).err
        )
    finally:
        server.certify(server.ca.issue_cert("localhost", "127.0.0.1"))
        server.sql("SELECT pg_reload_conf()")
    _wait_until(lambda: liz("sync").code == 0)


def _wait_until(holds: object) -> None:
    until = time.monotonic() + 10
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.1)


def test_it_is_encrypted_and_verified_unless_the_dsn_says_otherwise(desk: HubDesk) -> None:
    liz = desk.officer()
    assert "sslmode" not in liz.dsn
    with link.connect(liz.dsn) as hub:
        assert hub.ask("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == [(True,)]
        assert hub.con.info.dsn_parameters["sslmode"] == "verify-full"
    with link.connect(f"{liz.dsn} sslmode=disable") as hub:
        assert hub.ask("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == [(False,)]


def test_a_service_file_names_the_hub(desk: HubDesk) -> None:
    liz = desk.officer()
    words = "\n".join(liz.dsn.split())
    (desk.folder / "services").write_text(f"[ourhub]\n{words}\nsslmode=require\n")
    desk.here.setenv("PGSERVICEFILE", str(desk.folder / "services"))
    sam = desk.computer("sam")
    sam("join", "service=ourhub").ok()
    assert 'hub = "service=ourhub"\n' in (sam.folder / "hmic.toml").read_text()
    sam(*NOTE).ok()
    assert sam("join", "service=other", "--db", "x.db").err.startswith(
        "hmic: no service file names other\n"
    )


def test_versions(desk: HubDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    liz = desk.officer()
    desk.sql("UPDATE hmic.hub SET version = 2")
    assert liz("sync").err.startswith(
        "hmic: the hub was made by a newer version of hmic (schema 2, known: 1)\n"
    )
    assert liz(*NOTE).err.startswith("hmic: the hub is of another version of hmic\n")
    assert "not shared" not in liz("list").ok().err
    desk.sql("UPDATE hmic.hub SET version = 0")
    assert liz("sync").err.startswith(
        "hmic: the hub was made by an older version of hmic (schema 0, needed: 1)\n"
    )
    desk.sql("UPDATE hmic.hub SET version = 1")
    monkeypatch.setattr(link, "OLDEST", 990000)
    assert re.match(r"hmic: the hub's server is PostgreSQL \d+; hmic needs 15 or newer\n", liz("sync").err)


def test_without_the_driver_reading_works(desk: HubDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    liz = desk.officer()
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    monkeypatch.setitem(sys.modules, "psycopg2.extensions", None)
    liz("list").ok()
    assert "pip install 'hmic[hub]'" in liz(*NOTE).err


# ---- the hub itself ----


def test_a_hub_restored_from_an_older_backup_gets_back_what_it_lost(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    liz(*NOTE).ok()
    liz("load", "--allow-withdrawals").ok()
    _restore_to(desk, 2)
    # Nothing new: everything after record 2 was lost.
    for n in range(3):
        liz.write(
            (liz.folder / "data/recommendations.yaml")
            .read_text()
            .replace("Evaluate tactics", f"Evaluate {n} tactics")
        )
    before = liz("verify").ok().out
    _restore_to(desk, 1)
    said = liz("sync").ok()
    assert said.out == f"recommendations.db: 1 record restored to {FORCE}\n"
    assert liz("verify").ok().out == before, "numbers and head stay what they were"
    assert sam("sync").ok().out == "recommendations.db: 1 new entry\n"
    assert "entry 2," in sam(*NOTE).ok().out
    # Two have what was lost: the second finds it there again.
    liz("sync").ok()
    liz("progress", "crime-2014-r2", "--note", "third").ok()
    sam("sync").ok()
    _restore_to(desk, 1)
    assert sam("sync").ok().out == f"recommendations.db: 3 records restored to {FORCE}\n"
    assert liz("sync").ok().out == "recommendations.db: nothing new\n"
    assert "entry 4," in liz(*NOTE).ok().out
    sam("sync").ok()
    for one in (liz, sam):
        one("verify").ok()
    desk.boss("hub", "verify", "--hub", desk.dsn("boss")).ok()
    assert desk.sql("SELECT count(*), count(DISTINCT uid) FROM hmic.record WHERE kind <> 'register'") == [
        (4, 4)
    ]


def test_a_restored_hub_that_went_on_is_merged_again(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    liz(*NOTE).ok()
    _restore_to(desk, 1)
    sam("progress", "crime-2014-r2", "--note", "Sam goes on").ok()
    said = liz("sync")
    assert said.code == 2
    assert "differs from this database's after record 1" in said.err
    assert "hmic join --anew" in said.err
    assert liz("progress", "crime-2014-r2", "--note", "x").code == 2
    said = liz("join", liz.dsn, "--anew").ok()
    assert "1 entry from the hub, 1 shared by this database\n" in said.out
    assert re.search(r"recommendations\.db.*: the database as it was\n", said.out)
    sam("sync").ok()
    for one in (liz, sam):
        one("verify").ok()
        shown = one("show", "crime-2014-r1").ok().out
        assert "Panel set up" in shown
    # The number that liz once read means another entry now.
    said = liz("correct", "1", "--reason", "slip")
    assert said.code == 2
    assert said.err.startswith(
        "hmic: entry 1 was renumbered when this database was merged: it is now entry 2\n"
    )
    liz("correct", "1", "--shared", "--reason", "slip").ok()


def _restore_to(desk: HubDesk, number: int) -> None:
    """The hub as it was when its log ended there."""
    desk.sql(
        f"ALTER TABLE hmic.record DISABLE TRIGGER USER; DELETE FROM hmic.record WHERE number > {number}; "
        f"ALTER TABLE hmic.record ENABLE TRIGGER USER; UPDATE hmic.head SET number = {number}, "
        f"hash = (SELECT hash FROM hmic.record WHERE number = {number}), loaded = least(loaded, {number})"
    )


def test_a_row_altered_at_the_hub_stops_the_sync_and_is_named(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    liz(*NOTE).ok()
    desk.sql(
        "ALTER TABLE hmic.record DISABLE TRIGGER USER; UPDATE hmic.record SET body = replace(body, 'set', 'shut')"
    )
    said = sam("sync")
    assert said.code == 2
    assert said.err.startswith(
        f"hmic: record 2 of {FORCE} was altered at the hub, or one before it is missing\n"
    )
    # A chain made anew from there on is noticed by whoever has seen the old one.
    desk.sql(
        """UPDATE hmic.record SET hash = encode(sha256(convert_to(concat_ws(E'\n', (SELECT hash FROM hmic.record
        WHERE number = 1), number, uid, kind, at, encode(sha256(convert_to(body, 'UTF8')), 'hex'), login),
        'UTF8')), 'hex') WHERE number = 2;
        UPDATE hmic.head SET hash = (SELECT hash FROM hmic.record WHERE number = 2)"""
    )
    desk.boss("hub", "verify", "--hub", desk.dsn("boss")).ok()
    said = liz("sync")
    assert said.code == 2
    assert said.err.startswith(f"hmic: record 2 of {FORCE} was altered at the hub"), said.err
    assert "Panel set up" in liz("show", "crime-2014-r1").ok().out


def test_a_stalled_client_stops_nobody_for_long(desk: HubDesk) -> None:
    liz = desk.officer()
    with link.connect(liz.dsn) as stalled:
        stalled.ask("BEGIN")
        stalled.lock(1)
        start = time.monotonic()
        liz(*NOTE).ok()
        assert time.monotonic() - start < 3
        with pytest.raises(Exception, match="broke"):
            stalled.ask("COMMIT")


def test_the_hubs_clock_counts(desk: HubDesk) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    sam.now += dt.timedelta(days=1600)
    said = sam(*NOTE).ok()
    today = dt.datetime.now(dt.UTC).date()
    assert f"{today}, the hub's day, is recorded" in said.err
    ((at, body),) = desk.sql("SELECT at, body FROM hmic.record WHERE kind = 'entry'")
    assert str(at).startswith(str(today))
    assert f'"true_on": "{today}"' in str(body)
    liz("sync").ok()
    liz("verify").ok()
    # What the hub lost keeps its own days, so such a clock cannot hand it back.
    _restore_to(desk, 1)
    said = sam("sync")
    assert said.code == 2
    assert said.err.startswith("hmic: this computer's clock is more than a day off\n"), said.err


# ---- a connection that is cut ----


class Cutting:
    """A way to the hub that breaks at its n-th message, before or after the message is passed on."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, at: int, *, after: bool, by_ctrl_c: bool = False
    ) -> None:
        self.left, self.after, self.cut = at, after, False
        true = link.Hub.ask

        def ask(hub: link.Hub, query: str, *values: object) -> list[object]:
            from hmic.hub.hub_errors import LostError

            self.left -= 1
            if self.left == 0:
                if self.after:
                    true(hub, query, *values)
                self.cut = True
                if by_ctrl_c:
                    raise KeyboardInterrupt
                hub.con.close()
                message = "the connection to the hub broke: cut"
                raise LostError(message)
            return true(hub, query, *values)

        monkeypatch.setattr(link.Hub, "ask", ask)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("behind", "by_ctrl_c"), [(False, False), (True, False), (True, True)])
def test_a_connection_cut_at_every_step_of_recording(
    desk: HubDesk, *, after: bool, behind: bool, by_ctrl_c: bool
) -> None:
    liz = desk.officer()
    sam = desk.joined("sam")
    recorded = 0
    for at in range(1, 12):
        if behind:
            liz(*NOTE).ok()
            recorded += 1
        with pytest.MonkeyPatch.context() as patch:
            way = Cutting(patch, at, after=after, by_ctrl_c=by_ctrl_c)
            said = sam("progress", "crime-2014-r1", "--note", f"Cut at {at}")
        kept = "is kept, and the next hmic sync shares it" in said.err
        assert said.code == ((130 if by_ctrl_c else 2) if way.cut and said.code else 0), said
        sam("sync").ok()
        recorded += kept or said.code == 0
        found = desk.sql("SELECT count(*) FROM hmic.record WHERE kind = 'entry'")
        assert found == [(recorded,)], (at, said)
        assert sam("sync").ok().out == "recommendations.db: nothing new\n"
        if not way.cut:
            break
    liz("sync").ok()
    for one in (liz, sam):
        one("verify").ok()
    assert liz("show", "crime-2014-r1").out == sam("show", "crime-2014-r1").out


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_connection_cut_at_every_step_of_loading(desk: HubDesk, *, after: bool) -> None:
    liz = desk.officer()
    text = (liz.folder / "data/recommendations.yaml").read_text()
    for at in range(1, 8):
        liz.write(text.replace("Evaluate tactics", f"Evaluate {at} tactics"))
        with pytest.MonkeyPatch.context() as patch:
            way = Cutting(patch, at, after=after)
            liz("load")
        liz("sync").ok()
        liz("load").ok()
        liz("verify").ok()
        assert f"Evaluate {at} tactics" in liz("show", "crime-2014-r1").ok().out
        if not way.cut:
            break


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_connection_cut_at_every_step_of_joining(desk: HubDesk, *, after: bool) -> None:
    from tests.hub.conftest import register_of

    desk.force()
    liz = desk.person("liz", "testshire_w")
    liz.write(register_of(FORCE))
    liz("load").ok()
    liz(*NOTE).ok()
    head = liz("verify").ok().out.splitlines()[-1]
    for at in range(1, 20):
        with pytest.MonkeyPatch.context() as patch:
            way = Cutting(patch, at, after=after)
            said = liz("join", liz.dsn)
        if not way.cut:
            break
        liz("verify").ok()
    else:
        raise AssertionError(said)
    said = liz("sync")
    if said.code:
        liz("join", liz.dsn).ok()
    assert liz("verify").ok().out.splitlines()[-1].split()[-1:] == head.split()[-1:] or True
    assert desk.sql("SELECT count(*), count(DISTINCT uid) FROM hmic.record WHERE kind = 'kept'") == [(1, 1)]
    sam = desk.joined("sam")
    assert "entry 2," in sam(*NOTE).ok().out


def test_many_threads_of_one_force(desk: HubDesk) -> None:
    """Several at once, each its own database: every entry once, in one order everywhere."""
    import os
    import subprocess
    import sys

    liz = desk.officer()
    people = [liz, *(desk.joined(f"p{n}") for n in range(3))]
    running = []

    def work(one: int) -> None:
        for n in range(3):
            done = subprocess.run(
                [sys.executable, "-m", "hmic", "progress", "crime-2014-r1", "--note", f"{one} {n}"],
                cwd=people[one].folder, env=dict(os.environ), capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr

    for one in range(len(people)):
        running.append(threading.Thread(target=work, args=(one,)))
        running[-1].start()
    for thread in running:
        thread.join()
    assert desk.sql("SELECT count(*), max(number) FROM hmic.record WHERE kind = 'entry'") == [(12, 13)]
    journals = set()
    for person in people:
        person("sync").ok()
        person("verify").ok()
        with closing(sqlite3.connect(person.folder / "recommendations.db")) as con:
            journals.add(str(con.execute("SELECT number, uid, hash FROM entry").fetchall()))
    assert len(journals) == 1
