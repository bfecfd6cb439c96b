"""What a message says, who gets it, and when it is said again."""

from __future__ import annotations

import csv
import datetime as dt
import email
import html
import io
import os
import re
import signal
import subprocess
import sys
import time
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmic.mail.reminder_days import is_due, reminded, step
from hmic.store.mail_ledger import RemindedRow
from hmic.store.queries.overdue_rows import OverdueRow
from tests.conftest import NOW, Talk
from tests.mail.conftest import REGISTER, Office, eml
from tests.mail.servers import HANG, Script, running


def read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def words(text: str) -> list[str]:
    return re.findall(r"[\w’…–“”]+", text)


def test_a_fresh_folder_can_try_it(talk: Talk) -> None:
    talk.loaded("- {id: r, title: R, inspectorate: HMIC, published: 2026-01-01, findings: []}")
    said = talk("mail", "overdue", "--send").ok()
    assert said.err == (
        "sent to officer@localhost: Nothing is overdue: Testshire Police, 20 November 2026\n"
        "they are files in outbox, for you to send: no mail server is set up\n"
    )
    (path,) = eml(talk.folder / "outbox")
    text = part(read(path), "plain")
    assert "Nothing is overdue." in text
    assert "if no email arrives, sending failed" in " ".join(text.split())


def test_the_officer_gets_everything(office: Office) -> None:
    talk = office(owners=True)
    talk("progress", "crime-r1", "--note", "Half of the stations do", "--on", "2026-11-02").ok()
    talk("extend", "crime-r3", "2026-11-30", "--reason", "Builders are late", "--agreed-by", "Chief").ok()
    talk("mail", "overdue", "--send", "--due-within", "30d").ok()
    (path,) = eml(talk.folder / "outbox")
    message = read(path)
    assert message["Subject"].strip() == (
        "2 findings overdue (2 deadlines); 2 findings due within 30 days (2 deadlines): "
        "Testshire Police, 20 November 2026"
    )
    assert message["From"] == "Liaison <liaison@force.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Fri, 20 Nov 2026 09:30:00 +0000"
    text = part(message, "plain")
    assert "2 findings overdue (2 deadlines); 2 findings due within 30 days" in text
    one = text[text.index("crime-r1:") : text.index("crime-r2:")]
    assert one == (
        "crime-r1: Crime recording\n"
        "  HMIC asked   Record every crime – even “small” ones – within a day.\n"
        "  By           HMIC, Crime inspection, 10 Jan 2026 (recommendation)\n"
        "  Due          10 Apr 2026, 224 days overdue – “within three months”\n"
        "  Owner        ACC Crime\n"
        "  Status       open\n"
        "  Last update  2 Nov 2026\n"
        "  Last note    2 Nov 2026: Half of the stations do\n"
        '  Record       hmic progress crime-r1 --status STATUS --note "…"\n'
        "               --evidence FILE\n\n"
    )
    assert "30 Nov 2026, in 10 days" in text
    assert "moved once: Builders are late" in text
    assert text.index("OVERDUE") < text.index("crime-r2") < text.index("DUE SOON") < text.index("crime-r3")


def test_text_and_page_say_the_same(office: Office) -> None:
    talk = office(owners=True)
    talk("mail", "overdue", "--send", "--owners", "--due-within", "30d").ok()
    for path in eml(talk.folder / "outbox"):
        message = read(path)
        page = re.sub(r"<title>.*?</title>|<[^>]*>", " ", part(message, "html"))
        plain = part(message, "plain")
        assert sorted(w.lower() for w in words(html.unescape(page))) == sorted(
            w.lower() for w in words(plain)
        )
        assert all(len(line) <= 72 for line in plain.splitlines())
        assert max(len(line) for line in path.read_bytes().splitlines()) < 998
        assert path.read_bytes().isascii()


def test_the_officer_gets_the_table_and_an_owner_a_form(office: Office) -> None:
    talk = office(owners=True)
    talk("mail", "overdue", "--send", "--owners").ok()
    officers = 0
    for path in eml(talk.folder / "outbox"):
        message = read(path)
        (attached,) = message.iter_attachments()
        content = attached.get_content()
        if message["To"] != "officer@force.example":
            assert attached.get_filename() == "form.xlsx"
            assert "Fill in what has changed, and send it back." in part(message, "plain").replace(
                "\n", " "
            )
            sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
            mine = {str(row[0].value) for row in sheet.iter_rows(min_row=6)}
            assert mine >= set(re.findall(r"crime-r\d", part(message, "plain")))
            (talk.folder / "form.xlsx").write_bytes(content)
            back = talk("progress", "--from", "form.xlsx").ok()
            assert f"0 entries recorded, 0 already here, {len(mine)} row" in back.err
            continue
        officers += 1
        assert attached.get_filename() == "overdue-2026-11-20.csv"
        text = content if isinstance(content, str) else content.decode()
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        late = int(message["Subject"].split()[0])
        assert len(rows) == late
        assert {row["finding"] for row in rows} <= set(re.findall(r"crime-r\d", part(message, "plain")))
    assert officers == 1


def test_owners_get_only_what_is_theirs(office: Office) -> None:
    talk = office(owners=True)
    talk("mail", "overdue", "--send", "--owners", "--due-within", "30d").ok()
    got = {read(path)["To"]: read(path) for path in eml(talk.folder / "outbox")}
    assert set(got) == {"crime@force.example", "custody@force.example", "officer@force.example"}
    crime, custody = part(got["crime@force.example"], "plain"), part(got["custody@force.example"], "plain")
    assert "crime-r3" not in crime
    assert "crime-r1" not in custody
    assert got["crime@force.example"]["Subject"].startswith(
        "2 findings overdue (2 deadlines); 1 finding due within 30 days (1 deadline): ACC Crime"
    )
    assert got["crime@force.example"]["Reply-To"] == "officer@force.example"
    assert "hmic progress" not in crime
    assert "Reply to this email; your reply goes to officer@force.example" in crime


def test_an_owner_without_an_address_is_named(office: Office) -> None:
    talk = office(owners=True)
    talk("assign", "crime-r3", "Head of Estates").ok()
    talk("mail", "overdue", "--send", "--owners").ok()
    got = {read(path)["To"]: part(read(path), "plain") for path in eml(talk.folder / "outbox")}
    assert set(got) == {"crime@force.example", "officer@force.example"}
    assert (
        "- Head of Estates: no address in [owners] of hmic.toml (1 finding)" in got["officer@force.example"]
    )


def test_showing_sends_and_records_nothing(office: Office) -> None:
    talk = office(owners=True)
    shown = talk("mail", "overdue", "--owners").ok()
    assert shown.out.count("Subject: ") == 3
    assert talk("mail", "overdue", "--owners").out == shown.out
    assert not (talk.folder / "outbox").exists()
    assert talk("mail", "log").ok().out == ""
    talk("mail", "overdue", "--owners", "-o", "look").ok()
    assert len(eml(talk.folder / "look")) == 3


def test_twice_on_a_day_is_not_sent_twice(office: Office) -> None:
    talk = office(owners=True)
    assert talk("mail", "overdue", "--send", "--owners").ok().err.count("sent to") == 3
    again = talk("mail", "overdue", "--send", "--owners").ok()
    assert again.err == "nothing to send: everything due today was already sent; to resend it: --all\n"
    assert talk("mail", "overdue", "--send", "--owners", "--all").ok().err.count("sent to") == 3
    assert len(eml(talk.folder / "outbox")) == 6
    rows = talk("mail", "log", "-f", "csv").ok().out.splitlines()
    assert len(rows) == 7


def on(talk: Talk, day: str, *more: str) -> dict[str, str]:
    """The subjects that go out on a day, by recipient."""
    talk.now = dt.datetime.fromisoformat(f"{day}T06:00:00+00:00")
    err = talk("mail", "overdue", "--send", "--owners", "--due-within", "30d", *more).ok().err
    return dict(re.findall(r"sent to (\S+): (.*)", err))


def test_reminders_back_off(office: Office) -> None:
    talk = office(owners=True)
    # crime-r3 fell due on 30 September; crime-r2 falls due again on 10 December.
    told = {}
    day = dt.date(2026, 11, 20)
    while day < dt.date(2027, 1, 20):
        told[day.isoformat()] = on(talk, day.isoformat())
        day += dt.timedelta(days=1)
    assert all("officer@force.example" in got for got in told.values()), "the officer hears every day"
    custody = [day for day, got in told.items() if "custody@force.example" in got]
    # 51 days late on the first; then 14 + 28 × 2 = 70 and 98 days.
    assert custody == ["2026-11-20", "2026-12-09", "2027-01-06"]
    crime = [day for day, got in told.items() if "crime@force.example" in got]
    # r1 from 10 April: 238 and 266 days; r2 (1) from 31 October: 42 and 70 days;
    # r2 (2) from 10 December: 7 and 1 days before, on the day, 1, 7, 14 days after.
    assert crime == [
        "2026-11-20", "2026-12-03", "2026-12-04", "2026-12-09", "2026-12-10", "2026-12-11", "2026-12-12",
        "2026-12-17", "2026-12-24", "2027-01-01", "2027-01-09",
    ]  # fmt: skip


def test_a_missed_day_loses_no_reminder(office: Office) -> None:
    talk = office(owners=True)
    on(talk, "2026-11-20")
    # The steps of 3, 9 and 10 December are missed: one reminder makes up for them.
    got = on(talk, "2026-12-10")
    assert "crime@force.example" in got
    assert "custody@force.example" in got
    assert "crime@force.example" not in on(talk, "2026-12-10")


def test_a_moved_date_or_a_new_owner_starts_afresh(office: Office) -> None:
    talk = office(owners=True)
    on(talk, "2026-11-20")
    assert set(on(talk, "2026-11-21")) == {"officer@force.example"}
    talk("extend", "crime-r3", "2026-11-24", "--reason", "Builders", "--agreed-by", "Chief").ok()
    assert set(on(talk, "2026-11-22")) == {"officer@force.example", "custody@force.example"}
    talk("assign", "crime-r3", "ACC Crime").ok()
    got = on(talk, "2026-11-22")
    assert got["crime@force.example"].startswith("2 findings overdue (2 deadlines); 2 findings due")
    talk("assign", "crime-r3", "Head of Custody").ok()
    assert "custody@force.example" in on(talk, "2026-11-22")


def test_each_of_several_forces_has_its_own_message(office: Office) -> None:
    talk = office(owners=True)
    other = talk.write(REGISTER.replace("crime", "other"), "data/other.yaml")
    other.write_text(other.read_text(encoding="utf-8").replace("Testshire", "Othershire"), encoding="utf-8")
    talk("load", "data/other.yaml").ok()
    talk("assign", "other-r1", "ACC Crime").ok()
    mine = talk("mail", "overdue", "--send", "--owners", "--force", "testshire police").ok()
    assert "sent to officer@force.example: 3 findings overdue (3 deadlines): Testshire Police" in mine.err
    theirs = talk("mail", "overdue", "--send", "--owners", "--force", "Othershire Police").ok()
    assert theirs.err.splitlines() == [
        "sent to crime@force.example: 1 finding overdue (1 deadline): ACC Crime, Othershire Police, 20 November 2026",
        "sent to officer@force.example: 3 findings overdue (3 deadlines): Othershire Police, 20 November 2026",
        "they are files in outbox, for you to send: no mail server is set up",
    ]
    for force in ("Testshire Police", "Othershire Police"):
        said = talk("mail", "overdue", "--send", "--owners", "--force", force).ok()
        assert said.err.startswith("nothing to send")
    assert "there is no force 'Elsewhere'" in talk("mail", "overdue", "--send", "--force", "Elsewhere").err
    assert "other-r1" not in talk("mail", "overdue", "--all", "--force", "Testshire Police").ok().out


def line(days: int, due: str = "2026-01-01", owner: str | None = "X") -> OverdueRow:
    told: dict[str, Any] = {"finding": "f", "kind": "recommendation", "title": "T", "deadline": 1, "due": due,
        "owner": owner, "days_overdue": days, "overdue_since": due if days > 0 else None}  # fmt: skip
    return OverdueRow(**{**dict.fromkeys(OverdueRow._fields), **told})


@given(st.lists(st.integers(-60, 400), min_size=1, max_size=60).map(sorted))
def test_runs_on_any_days_reach_each_step_once(days: list[int]) -> None:
    history: list[RemindedRow] = []
    for day in days:
        if is_due(line(day), reminded(history)):
            history.append(RemindedRow("f", 1, "2026-01-01", "X", step(day)))
    steps = [row.step for row in history]
    assert steps == sorted(set(steps)), "no step twice"
    assert steps[-1] == step(days[-1]), "the last step reached was spoken of"
    assert set(steps) == {step(day) for day in days}


def test_nothing_of_a_register_gets_into_a_header_or_becomes_markup(office: Office) -> None:
    talk = office(
        register="""
        - id: crime
          title: "<b>Crime</b> & more"
          inspectorate: HMIC
          published: 2026-01-10
          findings:
            - id: crime-r1
              kind: recommendation
              title: "=cmd|' /C calc'!A1 <script>alert(1)</script>"
              requirement: "Bcc: all@force.example"
              deadlines: [{phrase: by 1 March 2026}]
        """
    )
    talk("assign", "crime-r1", 'X" <evil@force.example>').ok()
    toml = talk.folder / "hmic.toml"
    toml.write_text(toml.read_text() + '"X\\" <evil@force.example>" = "x@force.example"\n')
    talk("mail", "overdue", "--send", "--owners").ok()
    for path in eml(talk.folder / "outbox"):
        message = read(path)
        assert message["Bcc"] is None
        assert len(message.get_all("To", [])) == 1
        assert "evil" not in message["To"]
        assert "<script>" not in part(message, "html")
        (attached,) = message.iter_attachments()
        if attached.get_filename() != "form.xlsx":
            assert "'=cmd" in str(attached.get_content())
            continue
        (sheet,) = openpyxl.load_workbook(io.BytesIO(attached.get_content())).worksheets
        assert "=cmd" in str(sheet.cell(6, 2).value)
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("officer@force.example\\r\\nBcc: all@x.example", "the setting mail.to holds the character U+000D"),
        ("officer", "is not an email address"),
        ("a@b, c@d", "is not an email address"),
        ("-oQ/tmp@", "is not an email address"),
        ("", "is not an email address"),
    ],
)
def test_a_wrong_address_is_refused(office: Office, wrong: str, said: str) -> None:
    talk = office()
    toml = talk.folder / "hmic.toml"
    toml.write_text(toml.read_text().replace("'officer@force.example'", f'"{wrong}"'))
    answer = talk("mail", "overdue", "--send")
    assert answer.code == 2
    assert said in answer.err


@pytest.mark.parametrize(
    ("smtp", "said"),
    [
        ("smtp://mail.force.example:25", "email would cross the network unencrypted"),
        ("smtps://user:secret@mail.force.example", "it contains a user or a password"),
        ("smpts://mail.force.example", "did you mean smtps?"),
        ("smtps://mail.force.example:port", "the port is not a number"),
        ("smtps:", "the server's name is missing"),
        ("sendmail:/nowhere/sendmail", "the command /nowhere/sendmail is not installed on this machine"),
    ],
)
def test_a_wrong_server_is_refused(office: Office, smtp: str, said: str) -> None:
    answer = office(smtp=smtp)("mail", "overdue", "--send")
    assert answer.code == 2
    assert said in answer.err
    assert "secret" not in answer.err


def test_a_password_that_others_may_read_is_refused(office: Office, tmp_path: Path) -> None:
    with running(tmp_path, "smtps") as server:
        talk = office(server)
        (talk.folder / "password").chmod(0o644)
        said = talk("mail", "overdue", "--send")
    assert said.code == 2
    assert "others can read the password file" in said.err
    assert "chmod 600" in said.err


@pytest.mark.parametrize("security", ["smtp", "smtps", "smtp+starttls"])
def test_every_way_of_speaking_to_a_server(office: Office, tmp_path: Path, security: str) -> None:
    with running(tmp_path, security) as server:
        talk = office(server)
        tried = talk("mail", "test").ok()
        assert f"connecting to localhost:{server.port}" in tried.err
        assert ("logged in as hmic" in tried.err) == (security != "smtp")
        talk("mail", "overdue", "--send", "-q").ok()
    first, second = server.script.got("officer@force.example")
    assert first["Subject"] == "Test email from hmic: officer@force.example"
    assert (
        second["Subject"].strip() == "3 findings overdue (3 deadlines): Testshire Police, 20 November 2026"
    )


def test_the_test_message_explains_what_fails(office: Office) -> None:
    said = office(smtp="smtps://127.0.0.1:9")("mail", "test")
    assert said.code == 2
    assert "nothing listens at 127.0.0.1:9; check host and port" in said.err


def test_a_line_with_a_single_dot_arrives(office: Office, tmp_path: Path) -> None:
    with running(tmp_path, "smtps") as server:
        talk = office(server)
        talk("progress", "crime-r1", "--note", "a\n.\n..b").ok()
        talk("mail", "overdue", "--send").ok()
    (message,) = server.script.got("officer@force.example")
    text = part(message, "plain")
    assert re.search(r"^ +\.$", text, re.MULTILINE)
    assert re.search(r"^ +\.\.b$", text, re.MULTILINE)


def real_run(folder: Path, *args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "hmic", *args]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until(what: list[object] | list[str], count: int) -> None:
    end = time.monotonic() + 20
    while len(what) < count and time.monotonic() < end:
        time.sleep(0.01)
    assert len(what) >= count


def test_two_runs_at_once_send_once(office: Office, tmp_path: Path) -> None:
    script = Script({"DATA": [HANG]})
    with running(tmp_path, "smtps", script) as server:
        talk = office(server, timeout=20)
        first = real_run(talk.folder, "mail", "overdue", "--send")
        until(script.visits, 5)
        second = real_run(talk.folder, "mail", "overdue", "--send")
        _, said = second.communicate(timeout=20)
        assert second.returncode == 2
        assert "another run is sending email for this database" in said
        first.send_signal(signal.SIGINT)
        _, said = first.communicate(timeout=20)
        assert first.returncode == 130
        assert "interrupted: the email to officer@force.example may have been sent" in said
        script.faults = {}
        assert real_run(talk.folder, "mail", "overdue", "--send").wait(20) == 0
    assert len(script.got("officer@force.example")) == 1


def test_killed_before_the_message_left_it_is_sent_once(office: Office, tmp_path: Path) -> None:
    script = Script({"DATA": [HANG]})
    with running(tmp_path, "smtps", script) as server:
        talk = office(server, timeout=20)
        run = real_run(talk.folder, "mail", "overdue", "--send")
        end = time.monotonic() + 20
        while "DATA" not in script.visits and time.monotonic() < end:
            time.sleep(0.01)
        run.kill()
        run.communicate()
        assert real_run(talk.folder, "mail", "overdue", "--send").wait(20) == 0
        assert "nothing to send" in real_run(talk.folder, "mail", "overdue", "--send").communicate()[1]
    assert len(script.got("officer@force.example")) == 1


def test_killed_while_the_server_has_it_the_same_message_is_sent_again(
    office: Office, tmp_path: Path
) -> None:
    script = Script({"after DATA": [HANG]})
    with running(tmp_path, "smtps", script) as server:
        talk = office(server, timeout=20)
        run = real_run(talk.folder, "mail", "overdue", "--send")
        until(script.taken, 1)  # type: ignore[arg-type]
        run.kill()
        run.communicate()
        assert real_run(talk.folder, "mail", "overdue", "--send").wait(20) == 0
        assert "nothing to send" in real_run(talk.folder, "mail", "overdue", "--send").communicate()[1]
    got = script.got("officer@force.example")
    assert len(got) == 2
    assert got[0]["Message-ID"] == got[1]["Message-ID"]


@pytest.mark.skipif(os.name != "posix", reason="sendmail is a command of Unix")
@pytest.mark.parametrize(
    ("ends_with", "code", "then"),
    [
        ("exit 0", 0, "nothing to send"),
        ("exit 75", 2, "sent to"),
        ("exit 67", 2, "refused earlier"),
        ("kill -9 $$", 2, "sent to"),
    ],
)
def test_sendmail(office: Office, tmp_path: Path, ends_with: str, code: int, then: str) -> None:
    command = tmp_path / "sendmail"
    command.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/args\ncat >> {tmp_path}/taken\n{ends_with}\n')
    command.chmod(0o755)
    talk = office(smtp=f"sendmail:{command}")
    said = talk("mail", "overdue", "--send")
    assert said.code == code
    assert (tmp_path / "args").read_text() == "-i -f liaison@force.example -- officer@force.example\n"
    content = (tmp_path / "taken").read_bytes()
    assert b"\r" not in content
    assert b"3 findings overdue (3 deadlines): Testshire Police" in content
    command.write_text(f"#!/bin/sh\nexec cat > {tmp_path}/again\n")
    assert then in talk("mail", "overdue", "--send").err
    if ends_with.startswith("kill"):
        # It may have handed the message on before it was ended: the same bytes go out again.
        assert (tmp_path / "again").read_bytes() == content


def test_a_mailbox_is_written_to_once(office: Office) -> None:
    talk = office(to=("officer@force.example", "Liaison <Officer@force.example>"))
    talk("mail", "overdue", "--send").ok()
    (letter,) = (talk.folder / "outbox").iterdir()
    assert b"\nTo: officer@force.example\n" in letter.read_bytes().replace(b"\r", b"")


def test_an_outbox_that_cannot_be_written_is_told(office: Office) -> None:
    talk = office()
    (talk.folder / "outbox").write_text("no folder")
    said = talk("mail", "overdue", "--send")
    assert said.code == 2
    assert "outbox" in said.err
    assert "the next run tries again" in said.err
    (talk.folder / "outbox").unlink()
    talk("mail", "overdue", "--send").ok()
    assert len(eml(talk.folder / "outbox")) == 1
    sent, failed = talk("mail", "log").ok().out.splitlines()
    assert "\tsent\t" in sent
    assert "\tgiven up\t" in failed
    assert "cannot be written" in failed
    assert failed.endswith("; a later message replaced it")


def test_slips(office: Office) -> None:
    talk = office()
    assert talk.now == NOW
    assert "there is no option --sned" in talk("mail", "overdue", "--sned").err
    assert "use one of the two" in talk("mail", "overdue", "--send", "-o", "x").err
    assert "'soon' is not a period" in talk("mail", "overdue", "--due-within", "soon").err
    assert talk("mail", "overdu").code == 2
    assert "there is no database" in talk("mail", "overdue", "--send", "--db", "other.db").err
    assert "'nobody' is not an email address (--to)" in talk("mail", "overdue", "--to", "nobody").err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("timeout = 0", "mail.timeout must be 1 to 600 seconds"),
        ('timeout = "30"', "mail.timeout must be a number"),
        ("timeout = true", "mail.timeout must be a number"),
        ('to = "a@b.example"', "mail.to must be a list of texts"),
        ("to = [1]", "mail.to must be a list of texts"),
        ('too = ["a@b.example"]', "did you mean to?"),
        ('[owners]\n"ACC Crime" = "a@b.example"\n"acc crime" = "c@d.example"', "are the same post"),
        (
            '[owners]\n"ACC Crime" = ["a@b.example"]',
            "the address of 'ACC Crime' in [owners] must be a text",
        ),
    ],
)
def test_wrong_settings_are_refused(talk: Talk, line: str, said: str) -> None:
    (talk.folder / "hmic.toml").write_text(f"[mail]\n{line}\n", encoding="utf-8")
    answer = talk("mail", "overdue")
    assert answer.code == 2
    assert said in answer.err


def test_what_is_written_to_a_folder_opens_in_outlook_ready_to_send(office: Office) -> None:
    """Outlook takes X-Unsent in the header proper; what a server gets does not have it."""
    talk = office(owners=True)
    talk("mail", "overdue", "--owners", "-o", "drafts").ok()
    talk("mail", "overdue", "--owners", "--send").ok()
    drafts = [*eml(talk.folder / "drafts"), *eml(talk.folder / "outbox")]
    assert len(drafts) == 6
    for file in drafts:
        raw = file.read_bytes()
        assert b"\r\n" in raw
        assert b"\n" not in raw.replace(b"\r\n", b"")
        message = email.message_from_bytes(raw, policy=default)
        assert message["X-Unsent"] == "1"
        assert message["To"]
        assert message["From"]
        assert message["Subject"]
        assert {part.get_content_type() for part in message.walk()} >= {"text/plain", "text/html"}
        assert not message.defects
