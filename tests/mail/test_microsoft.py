"""Mail by Microsoft 365 without a stored password, against a stand-in that speaks the protocols."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keyring
import pytest

from tests.conftest import Talk
from tests.mail.entra import ACCOUNT, CLIENT, LONG, TENANT, Entra, SmallKeyring, TokenHandler, entra
from tests.mail.servers import Running, running


@dataclass
class Desk:
    """A police desk with its tenant, its mail server and its keyring."""

    talk: Talk
    entra: Entra
    server: Running
    keys: SmallKeyring

    def set(self, **other: str | None) -> None:
        """Write the settings; a setting of None is left out."""
        lines = {
            "from": "liaison@force.example",
            "smtp": self.server.url,
            "user": "liaison@force.example",
            "ca_file": "both.pem",
            "microsoft_client": CLIENT,
            "microsoft_tenant": TENANT,
            "microsoft_login": self.entra.url,
        } | other
        both = self.server.ca_file.read_text() + self.entra.ca_file.read_text()
        (self.talk.folder / "both.pem").write_text(both)
        text = "".join(f'{name} = "{value}"\n' for name, value in lines.items() if value is not None)
        text = f'[mail]\nto = ["officer@force.example"]\ntimeout = 5\n{text}'
        (self.talk.folder / "hmic.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def desk(office: Callable[..., Talk], tmp_path: Path) -> Iterator[Desk]:
    talk, before, keys = office(), keyring.get_keyring(), SmallKeyring()
    with ExitStack() as stack:
        state = stack.enter_context(entra(tmp_path))
        handler = type("Tokens", (TokenHandler,), {"state": state})
        server = stack.enter_context(running(tmp_path, "smtp+starttls", handler=handler))
        keyring.set_keyring(keys)
        stack.callback(keyring.set_keyring, before)
        made = Desk(talk, state, server, keys)
        made.set()
        yield made


def test_a_person_signs_in_once_and_mail_goes_without_a_password(desk: Desk) -> None:
    desk.entra.answers = [{"error": "authorization_pending"}, {"error": "authorization_pending"}]
    said = desk.talk("mail", "login", "-q").ok()
    assert "open https://microsoft.com/devicelogin in a browser and enter the code HJKL 2345" in said.err
    assert [name for name, _ in desk.entra.asked] == ["devicecode", "token", "token", "token"]
    sent = desk.talk("mail", "overdue", "--send", "-v").ok()
    assert "logged in as liaison@force.example" in sent.err
    assert len(desk.server.script.got("officer@force.example")) == 1
    assert len(desk.entra.given) == 1, "the token is used as long as it lasts"
    everything = said.out + said.err + sent.out + sent.err
    assert "access-1" not in everything
    assert "refresh-1" not in everything
    kept = (path.read_bytes() for path in desk.talk.folder.rglob("*") if path.is_file())
    assert not any(b"refresh-1" in content for content in kept)


def test_a_token_that_has_ended_is_renewed_and_the_new_one_kept(desk: Desk) -> None:
    desk.entra.lifetime = 1  # the library renews five minutes before the end
    desk.talk("mail", "login").ok()
    for number in (2, 3):
        desk.talk("mail", "test").ok()
        assert len(desk.entra.given) == number
        assert desk.entra.asked[-1][1]["refresh_token"].startswith(f"refresh-{number - 1}-")
    assert len(desk.server.script.taken) == 2


def test_who_signed_in_is_told(desk: Desk) -> None:
    assert f"signed in as {ACCOUNT}; try it with: hmic mail test" in desk.talk("mail", "login").ok().err


def test_without_a_sign_in_nothing_is_sent(desk: Desk) -> None:
    said = desk.talk("mail", "overdue", "--send")
    assert (said.code, said.err) == (
        2,
        "hmic: no one is signed in to Microsoft 365 for liaison@force.example\n      sign in with: hmic mail login\n",
    )
    desk.talk("mail", "login").ok()
    assert desk.talk("mail", "logout").ok().err == "signed out\n"
    assert desk.keys.entries == {}
    assert desk.talk("mail", "logout").ok().err == "no one was signed in\n"
    assert desk.talk("mail", "overdue", "--send").code == 2
    assert desk.server.script.taken == []


def test_a_sign_in_that_was_withdrawn_says_to_sign_in_again(desk: Desk) -> None:
    desk.entra.lifetime = 1
    desk.talk("mail", "login").ok()
    desk.entra.refresh.clear()
    said = desk.talk("mail", "overdue", "--send")
    assert said.code == 2
    assert "AADSTS70043: It has expired." in said.err
    assert "sign in with: hmic mail login" in said.err
    assert "Trace" not in said.err
    assert desk.server.script.taken == []


def test_a_half_written_sign_in_counts_as_none(desk: Desk) -> None:
    desk.talk("mail", "login").ok()
    assert len(desk.keys.entries) > 3
    del desk.keys.entries[max(desk.keys.entries)]
    assert "no one is signed in" in desk.talk("mail", "test").err
    desk.talk("mail", "login").ok()
    desk.talk("mail", "test").ok()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("authorization_declined", "the sign-in was declined"),
        ("access_denied", "the sign-in was declined"),
        ("expired_token", "enter the new code"),
        ("invalid_client", "the application must allow public client flows"),
        ("invalid_scope", "the delegated permission SMTP.Send"),
        ("interaction_required", "sign in with: hmic mail login"),
    ],
)
def test_each_refusal_says_what_to_do(desk: Desk, error: str, told: str) -> None:
    desk.entra.answers = [{"error": error, "error_description": "AADSTS1: no.\r\nTrace ID: 1"}]
    said = desk.talk("mail", "login")
    assert (said.code, told in said.err, "Trace" in said.err) == (2, True, False), said
    assert desk.keys.entries == {}


def test_a_mailbox_that_the_account_may_not_use_is_told(desk: Desk) -> None:
    desk.set(user="chief@force.example")
    desk.talk("mail", "login").ok()
    said = desk.talk("mail", "test", "-v")
    assert said.code == 2
    assert "does not let the signed-in account send as chief@force.example: 535 5.7.3" in said.err
    assert "SMTP AUTH must be allowed for the mailbox" in said.err
    assert LONG[:50] not in said.err


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"microsoft_tenant": None}, "the setting mail.microsoft_tenant is missing"),
        ({"microsoft_client": None}, "the setting mail.microsoft_client is missing"),
        ({"user": None}, "the setting mail.user is missing"),
        ({"password_file": "x"}, "two ways to log in"),
        ({"microsoft_login": "http://localhost:1"}, "must begin with https://"),
        ({"microsoft_tenant": "another"}, "gave no usable answer for the tenant another"),
        ({"microsoft_client": "another"}, "AADSTS700016: not found."),
        ({"microsoft_login": "https://localhost:1"}, "https://localhost:1 cannot be reached"),
        ({"ca_file": None}, "is not trusted"),
    ],
)
def test_settings_that_cannot_be_used(desk: Desk, changes: dict[str, str | None], told: str) -> None:
    desk.set(**changes)
    said = desk.talk("mail", "login")
    assert (said.code, told in said.err) == (2, True), said
    assert "bug" not in said.err


def test_a_service_that_is_down_or_talks_nonsense(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.talk("mail", "login").ok()
    desk.entra.lifetime = 1
    for status, answer in ((503, {}), (200, {}), (500, {"error": "temporarily_unavailable"})):
        desk.entra.answers, desk.entra.status = [answer], status
        said = desk.talk("mail", "login")
        assert (said.code, "bug" in said.err) == (2, False), said
    monkeypatch.setattr(Entra, "answer", lambda *_: (200, {"a": 1}))
    said = desk.talk("mail", "login")
    assert (said.code, "gave no usable answer" in said.err) == (2, True), said


def test_a_locked_keyring_and_missing_libraries_say_what_to_do(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.keys.locked = True
    said = desk.talk("mail", "test")
    assert (said.code, "Failed to unlock the collection!" in said.err, "unlock it" in said.err) == (
        2,
        True,
        True,
    )
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "msal":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    said = desk.talk("mail", "test")
    assert (said.code, "pip install 'hmic[outlook]'" in said.err) == (2, True)


def test_what_the_keyring_holds_is_what_the_library_keeps(desk: Desk) -> None:
    desk.talk("mail", "login").ok()
    names = sorted(desk.keys.entries, key=lambda key: int(key[1].rpartition(" ")[2]))
    kept = json.loads("".join(desk.keys.entries[name] for name in names))
    assert {"RefreshToken", "Account"} <= set(kept)
