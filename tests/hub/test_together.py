"""Two people at two computers with one journal."""

from __future__ import annotations

from tests.hub.conftest import HubDesk


def test_what_one_records_the_other_has(desk: HubDesk) -> None:
    liz = desk.officer()
    said = liz("progress", "crime-2014-r1", "--note", "Panel set up", "--by", "Liaison officer").ok()
    assert "entry 1," in said.out
    sam = desk.joined("sam")
    said = sam("progress", "crime-2014-r1", "--note", "First meeting", "--by", "Deputy").ok()
    assert "entry 2," in said.out
    assert liz("sync").ok().out == "recommendations.db: 1 new entry\n"
    assert liz("sync").ok().out == "recommendations.db: nothing new\n"
    for one in (liz, sam):
        row = one.shown("crime-2014-r1")
        assert [(e["text"], e["by"], e["login"]) for e in row["journal"]] == [
            ("[1] Panel set up", "Liaison officer", liz.login), ("[2] First meeting", "Deputy", sam.login),
        ]  # fmt: skip
        assert (
            f", Liaison officer ({liz.login}): [1] Panel" in one("show", "crime-2014-r1", terminal=True).out
        )
        assert f"Deputy ({sam.login})" in one("changes", "crime-2014-r1", terminal=True, width=160).out
        one("verify").ok()
    desk.boss("hub", "verify", "--hub", desk.dsn("boss")).ok()
