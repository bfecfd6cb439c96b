"""Every fault of a mail server ends in "sent exactly once", or in "not sent" and a word about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Talk
from tests.mail.conftest import Office
from tests.mail.servers import CLOSING, DROP, GARBAGE, HANG, LATER, NEVER, Script, running

FAULTS = [
    (stage, fault)
    for stage in ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA")
    for fault in (DROP, HANG, LATER, NEVER, GARBAGE, CLOSING)
] + [("after DATA", fault) for fault in (DROP, HANG, LATER, NEVER, GARBAGE)]

MAY_COME_TWICE = {("after DATA", DROP), ("after DATA", HANG), ("after DATA", GARBAGE)}
"""The server has the message and its answer is lost: nobody can know."""

FOR_GOOD = {("RCPT", NEVER), ("DATA", NEVER), ("after DATA", NEVER)}
"""A permanent answer that speaks of the recipient or of the message."""


@pytest.mark.parametrize(("stage", "fault"), FAULTS, ids=[f"{s}-{f}".replace(" ", "-") for s, f in FAULTS])
def test_a_fault_is_told_and_made_good(office: Office, tmp_path: Path, stage: str, fault: str) -> None:
    # A login has three ways, and a client tries the next one after a refusal.
    script = Script({stage: [fault] * (3 if stage == "AUTH" else 1)})
    with running(tmp_path, "smtp+starttls", script) as server:
        talk = office(server, timeout=1)
        first = talk("mail", "overdue", "--send")
        assert first.code == 2, first
        assert "hmic: not sent to officer@force.example: " in first.err
        script.faults = {}
        second = talk("mail", "overdue", "--send")
        third = talk("mail", "overdue", "--send")
    got = script.got("officer@force.example")
    if (stage, fault) in FOR_GOOD:
        assert (second.code, third.code, len(got)) == (2, 2, 0)
        assert "refused earlier today" in second.err
        print(f"{stage}, {fault}: not sent, and said so")  # noqa: T201 - the figures of `make test-mail`
        return
    assert second.code == third.code == 0, (second, third)
    assert "nothing to send" in third.err
    if (stage, fault) in MAY_COME_TWICE:
        assert "it may have arrived" in first.err
        assert len(got) == 2
        assert got[0]["Message-ID"] == got[1]["Message-ID"]
        print(f"{stage}, {fault}: said to be unknown, sent again under the same Message-ID")  # noqa: T201 - the figures of `make test-mail`
        return
    assert len(got) == 1
    print(f"{stage}, {fault}: not sent and said so, then sent once")  # noqa: T201 - the figures of `make test-mail`


def test_a_server_that_stays_away_is_not_tried_for_every_owner(office: Office, tmp_path: Path) -> None:
    script = Script({"connect": [DROP] * 9})
    with running(tmp_path, "smtp+starttls", script) as server:
        talk = office(server, owners=True)
        said = talk("mail", "overdue", "--send", "--owners", "-q")
    assert said.code == 2
    assert said.err.count("hmic: not sent to") == 3
    assert script.visits == ["connect", "connect"]


def test_one_recipient_is_put_off_and_the_other_is_not_written_to_twice(
    office: Office, tmp_path: Path
) -> None:
    script = Script(wrong_recipients={"deputy@force.example": "450 4.2.1 mailbox is busy"})
    with running(tmp_path, "smtp+starttls", script) as server:
        talk = office(server, to=("officer@force.example", "deputy@force.example"))
        first = talk("mail", "overdue", "--send")
        assert first.code == 2
        assert "not sent to deputy@force.example: 450 4.2.1 mailbox is busy" in first.err
        assert "sent to officer@force.example" in first.err
        script.wrong_recipients.clear()
        assert talk("mail", "overdue", "--send").code == 0
        assert "nothing to send" in talk("mail", "overdue", "--send").err
    assert len(script.got("officer@force.example")) == len(script.got("deputy@force.example")) == 1
    one, other = script.got("officer@force.example")[0], script.got("deputy@force.example")[0]
    assert one["Message-ID"] == other["Message-ID"]


def test_one_recipient_is_refused_for_good(office: Office, tmp_path: Path) -> None:
    script = Script(wrong_recipients={"deputy@force.example": "550 5.1.1 no such mailbox"})
    with running(tmp_path, "smtp+starttls", script) as server:
        talk = office(server, to=("officer@force.example", "deputy@force.example"))
        assert talk("mail", "overdue", "--send").code == 2
        again = talk("mail", "overdue", "--send")
        assert again.code == 2
        assert "550 5.1.1 no such mailbox – refused earlier today" in again.err
        script.wrong_recipients.clear()
        assert talk("mail", "overdue", "--send", "--all").code == 0
    assert len(script.got("officer@force.example")) == 2
    assert len(script.got("deputy@force.example")) == 1


def test_an_owner_who_is_refused_is_named_to_the_officer(office: Office, tmp_path: Path) -> None:
    script = Script(wrong_recipients={"crime@force.example": "550 5.1.1 no such mailbox"})
    with running(tmp_path, "smtp+starttls", script) as server:
        talk = office(server, owners=True)
        said = talk("mail", "overdue", "--send", "--owners")
    assert said.code == 2
    assert "not sent to crime@force.example (ACC Crime): 550 5.1.1 no such mailbox" in said.err
    text = script.got("officer@force.example")[0].get_body(("plain",))
    assert text is not None
    assert "ACC Crime: the email was not sent (550 5.1.1 no such mailbox)" in text.get_content()


def test_a_wrong_password_is_explained_and_never_printed(office: Office, tmp_path: Path) -> None:
    with running(tmp_path, "smtp+starttls") as server:
        talk = office(server)
        (talk.folder / "password").write_text("Tr0ub4dor")
        said = talk("mail", "overdue", "--send", "-v", "--debug")
    assert said.code == 2
    assert "rejects the user name or password: 535" in said.err
    assert "Tr0ub4dor" not in said.err + said.out


def test_a_certificate_of_somebody_else_is_refused(office: Office, tmp_path: Path) -> None:
    with running(tmp_path, "smtps", name="mail.elsewhere.example") as server:
        said = office(server)("mail", "overdue", "--send")
    assert said.code == 2
    assert "is not trusted" in said.err
    assert "set ca_file" in said.err
    assert not server.script.taken


def test_a_certificate_of_an_unknown_authority_is_refused(office: Office, tmp_path: Path) -> None:
    with running(tmp_path, "smtps") as server:
        talk: Talk = office(server)
        text = (talk.folder / "hmic.toml").read_text()
        (talk.folder / "hmic.toml").write_text(
            "\n".join(line for line in text.splitlines() if not line.startswith("ca_file"))
        )
        said = talk("mail", "overdue", "--send")
    assert said.code == 2
    assert "is not trusted" in said.err


def test_nothing_is_sent_where_starttls_is_not_offered(office: Office, tmp_path: Path) -> None:
    with running(tmp_path, "smtp") as server:
        talk = office(server)
        text = (talk.folder / "hmic.toml").read_text()
        (talk.folder / "hmic.toml").write_text(
            text.replace("smtp://localhost", "smtp+starttls://localhost")
        )
        said = talk("mail", "overdue", "--send")
    assert said.code == 2
    assert "does not offer STARTTLS, and hmic sends nothing unencrypted" in said.err
    assert not server.script.taken
