"""Logging in at a mail server (RFC 4954), and keeping what proves it out of every text."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from hmic.mail.wire import Wire

WAYS = ("PLAIN", "LOGIN", "CRAM-MD5")
"""The ways that hmic knows; the connection is encrypted or stays on this machine, so the plainest first."""
BY_TOKEN = ("XOAUTH2",)
"""The way that takes an access token in place of the password."""

_DONE, _GO_ON, _ANOTHER_WAY = 235, 334, (504, 534)


def log_in(wire: Wire, user: str, password: str, ways: tuple[str, ...] = WAYS) -> tuple[int, bytes] | None:
    """The server's last answer, 235 when it lets the user in; None when it offers no way that is known."""
    offered = wire.esmtp_features.get("auth", "").upper().split()
    last = None
    for way in ways:
        if way not in offered:
            continue
        last = _one_way(wire, way, user, password)
        if last[0] not in _ANOTHER_WAY:
            break
    return last


def _one_way(wire: Wire, way: str, user: str, password: str) -> tuple[int, bytes]:
    name, secret = user.encode(), password.encode()
    steps: Iterator[bytes] = iter((name, secret) if way == "LOGIN" else ())
    initial = _coded(b"\0" + name + b"\0" + secret) if way == "PLAIN" else ""
    if way == "XOAUTH2":  # a refusal comes as a question, whose answer is empty
        initial, steps = _coded(_bearer(user, password)), iter((b"",))
    code, answer = wire.docmd("AUTH", f"{way} {initial}".strip())
    while code == _GO_ON:
        if way == "CRAM-MD5":
            challenge = base64.b64decode(answer, validate=False)
            steps = iter((name + b" " + hmac.new(secret, challenge, "md5").hexdigest().encode(),))
        step = next(steps, None)
        if step is None:
            return -1, b"it asks for more than a user and a password"
        code, answer = wire.docmd(_coded(step))
    return code, answer


def _bearer(user: str, token: str) -> bytes:
    return f"user={user}\1auth=Bearer {token}\1\1".encode()


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def without(text: str, user: str | None, password: str | None) -> str:
    """A server's words without the password, in whatever form it was sent or is likely to be repeated."""
    if not password:
        return text
    both = f"\0{user}\0{password}".encode()
    forms = [password, quote(password), quote(password, safe=""), password.encode().hex(), _coded(both)]
    forms += [_coded(both[cut:]).rstrip("=") for cut in range(3)]
    forms += [_coded(_bearer(user or "", password))]
    forms += [_coded(password.encode()).rstrip("=")]
    forms = sorted({form.strip() for form in forms if form.strip()}, key=len, reverse=True)
    # White space may have come in between where the server broke its lines.
    each = "|".join(
        r"\s*".join(re.escape(letter) for letter in form if not letter.isspace()) for form in forms
    )
    return re.sub(each, "[not shown]", text, flags=re.IGNORECASE)
