"""The transport that the setting `mail.smtp` asks for."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from hmic.errors import HmicError, did_you_mean

if TYPE_CHECKING:
    from hmic.config import Mail
    from hmic.mail.transport import Transport

SCHEMES = ("smtp+starttls", "smtps", "smtp", "sendmail", "outbox")
PORTS = {"smtp+starttls": 587, "smtps": 465, "smtp": 25}


def transport(mail: Mail, say: Callable[[str], None]) -> Transport:
    """The transport that the setting `smtp` asks for; `say` gets each step."""
    where = mail.smtp
    scheme, _, rest = where.partition(":")
    if scheme not in SCHEMES:
        hint = did_you_mean(scheme, SCHEMES) or f"use one of: {', '.join(SCHEMES)}"
        raise _wrong(where, f"unknown transport {scheme!r}", hint)
    if scheme == "outbox":
        from hmic.mail.outbox import Outbox

        return Outbox(mail.folder / (rest or "outbox"), say)
    if scheme == "sendmail":
        from hmic.mail.sendmail import Sendmail

        return Sendmail(rest or None, mail.timeout, say)
    return _smtp(mail, scheme, say)


def _smtp(mail: Mail, scheme: str, say: Callable[[str], None]) -> Transport:
    from hmic.mail.password import password
    from hmic.mail.smtp import Server, Smtp

    parts = urlsplit(mail.smtp)
    port = _port(mail.smtp, parts) or PORTS[scheme]
    if not parts.hostname or not mail.smtp.startswith(f"{scheme}://"):
        raise _wrong(
            mail.smtp, "the server's name is missing", f"write it as {scheme}://mail.force.example:{port}"
        )
    if parts.username or parts.password:
        hint = "set user, and password_file to the path of a file with the password"
        where, why = "not shown", "it contains a user or a password"
        raise _wrong(where, why, hint)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise _wrong(mail.smtp, "there is text after the port", f"write it as {scheme}://HOST:{port}")
    if scheme == "smtp" and not is_this_machine(parts.hostname):
        hint = "use smtp+starttls:// or smtps://; plain smtp:// is only for a server on this machine"
        raise _wrong(mail.smtp, "email would cross the network unencrypted", hint)
    server = Server(
        host=parts.hostname,
        port=port,
        security=scheme,
        ca_file=mail.ca_file,
        timeout=mail.timeout,
        user=mail.user,
        by_token=mail.microsoft_client is not None,
    )
    if server.by_token:
        from hmic.mail.microsoft import token

        check_microsoft(mail)
        secret: str | None = token(mail)
    else:
        secret = password(mail, server.host) if mail.user else None
    return Smtp(server, secret, say)


def check_microsoft(mail: Mail) -> None:
    """Refuse settings with which no one can sign in to Microsoft 365."""
    needed = {
        "microsoft_client": mail.microsoft_client,
        "microsoft_tenant": mail.microsoft_tenant,
        "user": mail.user,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        message = f"the setting mail.{missing[0]} is missing: signing in to Microsoft 365 needs it"
        raise HmicError(message, hint="docs/cron.md says where to find it")
    if mail.password_file is not None:
        message = "the settings mail.password_file and mail.microsoft_client are two ways to log in"
        raise HmicError(message, hint="remove one of the two lines")
    if not mail.microsoft_login.startswith("https://"):
        message = f"the setting mail.microsoft_login must begin with https:// ({mail.microsoft_login})"
        raise HmicError(message, hint="remove the line, unless your tenant is in a national cloud")


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _port(where: str, parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise _wrong(where, "the port is not a number up to 65535", "write it as HOST:587") from None


def _wrong(where: str, why: str, hint: str) -> HmicError:
    return HmicError(f"the setting mail.smtp cannot be used: {why} ({where})", hint=hint)


def outbox_folder(mail: Mail) -> Path | None:
    """The folder of the outbox when mail goes there, which needs no addresses to be tried."""
    scheme, _, rest = mail.smtp.partition(":")
    return mail.folder / (rest or "outbox") if scheme == "outbox" else None
