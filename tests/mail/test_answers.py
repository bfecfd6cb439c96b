"""A message counts as sent only by the answers that RFC 5321 has at each stage, and in time."""

from __future__ import annotations

import base64
import re
import time

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from hmic.mail.message import Parcel
from hmic.mail.smtp import Server, Smtp
from hmic.store.mail_ledger import FAILED, HANDING_OVER, REFUSED, SENT
from tests.conftest import Said, Talk
from tests.mail.conftest import Office
from tests.mail.raw import PROPER, Raw, listening

PARCEL = Parcel("<1@force.example>", "a@force.example", ("b@force.example",), b"Subject: x\r\n\r\nx\r\n")
GOOD = {
    "connect": {220},
    "EHLO": {250},
    "MAIL": {250},
    "RCPT": {250, 251},
    "DATA": {354},
    "after DATA": {250},
}
"""RFC 5321, 4.3.2: the answers with which a stage has succeeded."""

ANSWERS = st.one_of(
    st.integers(0, 999).map(lambda code: f"{code} said\r\n".encode()),
    st.sampled_from([200, 211, 214, 220, 221, 235, 250, 251, 252, 334, 354, 421, 450, 500, 550, 554]).map(
        lambda code: f"{code:03} said\r\n".encode()
    ),
    st.sampled_from([
        b"25\r\n", b"2 5 0 OK\r\n", b" 250 OK\r\n", b"+250\r\n", b"2_5\r\n", b"250OK\r\n", b"\r\n", b"OK\r\n", b"\0\r\n",
        b"250-OK\r\n550 no\r\n", b"550-no\r\n250 OK\r\n", b"354-go\r\n250 OK\r\n", b"250-a\r\n250 b\r\n",
        b"250\r\n", b"354\r\n", b"250 OK\n", "٢٥٠ OK\r\n".encode(), b"250 OK\r\n250 OK\r\n",
        b"354 go\r\n250 OK\r\n", b"250 OK\r\n354 go\r\n250 OK\r\n", b"x" * 70_000 + b"\r\n", b"250-x\r\n" * 20_000,
    ]),
)  # fmt: skip


def good(stage: str, answer: bytes) -> bool:
    """Whether a stage has succeeded, said slowly: one answer of whole lines with one code."""
    lines = re.split(rb"\r?\n", answer)[:-1]
    if stage == "after DATA":  # what follows the answer to the message is no part of it
        lines = lines[: next((n for n, line in enumerate(lines, 1) if line[3:4] != b"-"), None)]
    codes = {line[:3] for line in lines}
    if (
        len(codes) != 1
        or any(line[3:4] != b"-" for line in lines[:-1])
        or lines[-1][3:4] not in (b"", b" ")
    ):
        return False
    (code,) = codes
    return code in {str(one).encode() for one in GOOD[stage]}


def delivered(raw: Raw, timeout: int = 5, password: str | None = None) -> tuple[str, str]:
    server = Server("127.0.0.1", raw.port, "smtp", None, timeout, "hmic" if password else None)
    way = Smtp(server, password, lambda _: None)
    try:
        (outcome,) = way.deliver(PARCEL, lambda _: None).values()
    finally:
        way.close()
    return outcome.state, outcome.answer


@settings(max_examples=60)
@given(st.sampled_from(sorted(GOOD)), ANSWERS)
def test_only_the_right_answer_counts_at_each_stage(stage: str, answer: bytes) -> None:
    with listening(Raw({stage: answer})) as raw:
        state, said = delivered(raw)
    if good(stage, answer):
        assert (state, len(raw.taken)) == (SENT, 1), said
    elif stage != "after DATA":
        assert state in (FAILED, REFUSED), said
        assert not raw.taken, "what is told as not sent did not go out"
    elif not re.match(rb"[45]\d\d[ \r\n]", answer):
        assert (state, len(raw.taken)) == (HANDING_OVER, 1), said


@pytest.mark.parametrize("final", [b"25\r\n", b"000\r\n", b"354 go on\r\n", b"252 perhaps\r\n", b"moo\r\n"])
def test_an_answer_that_is_none_is_unknown_and_sent_again_as_the_same(office: Office, final: bytes) -> None:
    with listening(Raw({"after DATA": final})) as raw:
        talk = office(smtp=f"smtp://127.0.0.1:{raw.port}")
        first = talk("mail", "overdue", "--send")
        assert first.code == 2
        assert "it may have arrived; the next run sends it again" in first.err
        raw.answers = {}
        talk("mail", "overdue", "--send").ok()
        assert "nothing to send" in talk("mail", "overdue", "--send").ok().err
    ids = {re.search(rb"Message-ID: (\S+)", content) for content in raw.taken}
    assert len(raw.taken) == 2
    assert len({found[1] for found in ids if found}) == 1


@pytest.mark.parametrize("stage", ["connect", "EHLO", "MAIL", "RCPT", "DATA", "after DATA", "RSET"])
def test_a_server_that_dribbles_is_left_in_time(stage: str) -> None:
    answers = {stage: b"250-dribbling on and on\r\n" * 40}
    if stage == "RSET":
        answers["RCPT"] = b"550 no\r\n"
    raw = Raw(answers, pause=0.005)
    with listening(raw):
        began = time.monotonic()
        state, _ = delivered(raw, timeout=1)
    # The message's own answer has the time once more, and a goodbye is no wait.
    assert time.monotonic() - began < 1 * 2 + 1
    assert state in ((FAILED, REFUSED) if stage != "after DATA" else (HANDING_OVER,))


def test_a_whole_conversation_has_one_limit() -> None:
    raw = Raw(pause=0.02)  # no single answer takes as long as the limit, all of them do
    with listening(raw):
        began = time.monotonic()
        state, why = delivered(raw, timeout=1)
    assert (state, time.monotonic() - began < 2) == (FAILED, True)
    assert "within 1 second;" in why
    assert not raw.taken


SECRETS = ["correct horse", "Tr0ub4dor&3", "pässwörd", "a b=c/d+e", "x" * 90]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("stage", ["AUTH", "MAIL", "RCPT", "DATA", "after DATA"])
@pytest.mark.parametrize("code", [b"450", b"550", b"999", b"421"])
def test_a_password_that_is_told_back_is_not_printed(secret: str, stage: str, code: bytes) -> None:
    plain, coded = secret.encode(), base64.b64encode(secret.encode())
    both = base64.b64encode(b"\0hmic\0" + plain)
    halves = code + b"-" + plain[:5] + b"\r\n" + code + b" " + plain[5:]
    for echo in (
        code + b" I got " + form for form in (plain, coded, both, plain.upper(), plain.hex().encode())
    ):
        for answer in (echo + b" from you\r\n", halves + b"\r\n"):
            with listening(Raw({stage: answer})) as raw:
                _, said = delivered(raw, password=secret)
            told = re.sub(r"\s", "", said).lower()
            for form in (secret, coded.decode(), both.decode(), plain.hex()):
                assert re.sub(r"\s", "", form).lower().rstrip("=") not in told
            if stage != "AUTH":
                assert any(line.startswith("AUTH PLAIN " + both.decode()) for line in raw.lines)


def test_neither_screen_nor_ledger_nor_log_has_the_password(office: Office) -> None:
    raw = Raw({"RCPT": b"450 {line} correct horse\r\n", "AUTH": b"535 5.7.8 {line} is wrong\r\n"})
    with listening(raw):
        talk = office(smtp=f"smtp://127.0.0.1:{raw.port}")
        text = (talk.folder / "hmic.toml").read_text()
        more = '[mail]\nuser = "hmic"\npassword_file = "password"\n'
        (talk.folder / "hmic.toml").write_text(text.replace("[mail]\n", more))
        (talk.folder / "password").write_text("correct horse\n")
        (talk.folder / "password").chmod(0o600)
        said: list[Said] = [
            talk("mail", "overdue", "--send", "-v", "--debug"),
            talk("mail", "test", "--debug"),
        ]
        assert "rejects the user name or password: 535 5.7.8" in said[0].err
        raw.answers = {"RCPT": raw.answers["RCPT"]}
        said += [talk("mail", "overdue", "--send"), talk("mail", "log", "-f", "json")]
    coded = base64.b64encode(b"correct horse").decode()
    kept = (talk.folder / "recommendations.db").read_bytes()
    for text in (*(one.out + one.err for one in said), kept.decode("latin-1")):
        assert "correct horse" not in text
        assert coded not in text
    assert "450 rcpt to:<officer@force.example> [not shown]" in said[2].err.replace("TO:", "to:")


def test_a_second_run_says_that_another_is_sending(office: Office, talk: Talk) -> None:
    office(owners=True)
    with FileLock(f"{(talk.folder / 'recommendations.db').resolve()}.mail-lock"):
        said = talk("mail", "overdue", "--send", "-q")
    assert said.code == 2
    assert "another run is sending email for this database; this run sent nothing" in said.err
    assert not (talk.folder / "outbox").exists()
    talk("mail", "overdue", "--send", "-q").ok()


def test_the_proper_answers_are_all_there() -> None:
    with listening(Raw()) as raw:
        assert delivered(raw, password=SECRETS[0])[0] == SENT
    assert {line.split()[0].upper() for line in raw.lines} == {
        "EHLO",
        "AUTH",
        "MAIL",
        "RCPT",
        "DATA",
        "QUIT",
    }
    assert set(GOOD) < set(PROPER)
