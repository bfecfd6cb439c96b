"""A stand-in for Microsoft's sign-in: discovery, device codes and tokens over HTTPS, with faults by script.

It answers as https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code says. And a mail server
that takes its tokens by XOAUTH2, and a keyring as small as that of Windows.
"""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import keyring.backend
import keyring.errors
import trustme
from aiosmtpd.smtp import SMTP, AuthResult

from tests.mail.servers import Handler

TENANT, CLIENT, ACCOUNT = "4d1f-tenant", "c11e-client", "officer@force.example"
LONG = "t" * 2500
"""Real tokens have some thousand characters."""


@dataclass
class Entra:
    """What the stand-in knows, and what it was asked."""

    port: int = 0
    ca_file: Path = Path()
    answers: list[dict[str, Any]] = field(default_factory=list)
    """Errors that are answered in place of a token, one after the other."""
    status: int = 400
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    """Access tokens that count."""
    refresh: set[str] = field(default_factory=set)
    lifetime: int = 3600

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        base = f"/{TENANT}"
        if path == f"{base}/v2.0/.well-known/openid-configuration":
            ends = {f"{n}_endpoint": f"{self.url}{base}/oauth2/v2.0/{p}" for n, p in ENDS.items()}
            return 200, {"issuer": f"{self.url}{base}/v2.0", **ends}
        self.asked.append((path.rpartition("/")[2], form))
        if form.get("client_id") != CLIENT:
            return 400, {
                "error": "unauthorized_client",
                "error_description": "AADSTS700016: not found.\r\nTrace",
            }
        if path == f"{base}/oauth2/v2.0/devicecode":
            assert "https://outlook.office.com/SMTP.Send" in form["scope"].split()
            assert "offline_access" in form["scope"].split()
            return 200, {"device_code": "D" * 200, "user_code": "HJKL 2345", "expires_in": 900, "interval": 0,
                         "verification_uri": "https://microsoft.com/devicelogin", "message": "…"}  # fmt: skip
        if path == f"{base}/oauth2/v2.0/token":
            return self.tokens(form)
        return 404, {"error": "not_found"}

    def tokens(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if self.answers:
            return self.status, self.answers.pop(0)
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh:
                return 400, {
                    "error": "invalid_grant",
                    "error_description": "AADSTS70043: It has expired.\r\nTrace",
                }
        else:
            assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code"
            assert form["device_code"] == "D" * 200
        number = len(self.given) + 1
        self.given.append(f"access-{number}-{LONG}")
        self.refresh = {f"refresh-{number}-{LONG}"}
        claims = {"aud": CLIENT, "iss": f"{self.url}/{TENANT}/v2.0", "sub": "s", "oid": "o", "tid": TENANT,
                  "preferred_username": ACCOUNT, "iat": 1, "exp": 4_000_000_000}  # fmt: skip
        return 200, {
            "token_type": "Bearer",
            "scope": "https://outlook.office.com/SMTP.Send",
            "expires_in": self.lifetime,
            "access_token": self.given[-1],
            "refresh_token": f"refresh-{number}-{LONG}",
            "id_token": ".".join((coded({"alg": "none"}), coded(claims), "")),
            "client_info": coded({"uid": "o", "utid": TENANT}),
        }


ENDS = {"token": "token", "authorization": "authorize", "device_authorization": "devicecode"}


def coded(data: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


@contextmanager
def entra(folder: Path) -> Iterator[Entra]:
    """The stand-in, listening until the end of the block."""
    state = Entra(ca_file=folder / "entra.pem")

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(*state.answer(self.path.partition("?")[0], {}))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(
                *state.answer(self.path, {name: values[0] for name, values in parse_qs(text).items()})
            )

        def _say(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(state.ca_file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class TokenHandler(Handler):
    """A mail server's part that logs users in by the tokens of the stand-in."""

    state: Entra
    mailbox = b"liaison@force.example"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - the library's name
        user, bearer, *rest = base64.b64decode(args[1], validate=True).split(b"\1")
        assert rest == [b"", b""]
        given = {b"auth=Bearer " + token.encode() for token in self.state.given}
        if user == b"user=" + self.mailbox and bearer in given:
            return AuthResult(success=True)
        answer = await server.challenge_auth(json.dumps({"status": "401", "schemes": "bearer"}))
        assert answer == b""
        await server.push("535 5.7.3 Authentication unsuccessful [LO2P265CA0001.GBRP265.PROD.OUTLOOK.COM]")
        return AuthResult(success=False, handled=True)


class SmallKeyring(keyring.backend.KeyringBackend):
    """A keyring in memory, whose entries are at most as long as those of Windows."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            message = "Failed to unlock the collection!"
            raise keyring.errors.KeyringLocked(message)
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        assert len(password.encode("utf-16-le")) <= 2560, "the stub received bad data"
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError
