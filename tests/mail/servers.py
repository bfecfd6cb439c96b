# ruff: noqa: ARG001, ARG002 - the library calls these with what it has
"""Real mail servers on this machine, with certificates of a throw-away authority and faults by script."""

from __future__ import annotations

import asyncio
import email
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USER, PASSWORD = b"hmic", b"correct horse"
STAGES = ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "after DATA")
DROP, HANG, LATER, NEVER, GARBAGE, CLOSING = "drop", "hang", "4xx", "5xx", "garbage", "421"


@dataclass
class Taken:
    """A message that the server took."""

    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        found = email.message_from_bytes(self.content, policy=default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class Script:
    """What goes wrong: stage → the faults of the next visits, one after the other."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    visits: list[str] = field(default_factory=list)
    wrong_recipients: dict[str, str] = field(default_factory=dict)

    def next(self, stage: str) -> str | None:
        self.visits.append(stage)
        waiting = self.faults.get(stage)
        return waiting.pop(0) if waiting else None

    def got(self, recipient: str) -> list[EmailMessage]:
        return [taken.message for taken in self.taken if recipient in taken.recipients]


def dropped(server: SMTP) -> None:
    """The connection is gone, without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


def closed(server: SMTP) -> None:
    """The connection is closed after what was said."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.close()


class Handler:
    """Keeps what it takes, unless the script says otherwise."""

    def __init__(self, script: Script) -> None:
        self.script = script

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.script.wrong_recipients.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.script.next("after DATA")
        if fault == LATER:
            return "451 4.3.0 try again later"
        if fault == NEVER:
            return "554 5.6.0 this message is not wanted"
        assert isinstance(envelope.content, bytes)
        self.script.taken.append(Taken(list(envelope.rcpt_tos), envelope.content))
        if fault == DROP:
            dropped(server)
        if fault == HANG:
            await asyncio.sleep(3)
        if fault == GARBAGE:
            return "what was the question?"
        return "250 OK queued as 4F1C"


class Scripted(SMTP):
    """aiosmtpd's server with faults before its answers."""

    script: Script
    visitors: set[asyncio.BaseTransport]
    line_length_limit = 12_288  # RFC 4954, 4: what logs in can be longer than other lines

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.visitors.add(transport)
        super().connection_made(transport)

    async def _failed(self, stage: str) -> bool:
        """Whether the script has a fault for the stage; it is then played."""
        fault = self.script.next(stage)
        match fault:
            case None:
                return False
            case "drop":
                dropped(self)
            case "hang":
                await asyncio.sleep(3)
                dropped(self)
            case "4xx":
                await self.push("451 4.3.0 try again later")
            case "5xx":
                await self.push("554 5.7.1 not here")
            case "garbage":
                await self.push("what was the question?")
            case "421":
                await self.push("421 4.3.2 shutting down")
                closed(self)
            case _:
                raise ValueError(fault)
        return True

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        if not await self._failed("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        await self.push("502 5.5.1 EHLO only")

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not await self._failed("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self._failed("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        if not await self._failed("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        if not await self._failed("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if not await self._failed("DATA"):
            await super().smtp_DATA(arg)

    async def _handle_client(self) -> None:
        fault = self.script.next("connect") if not getattr(self, "_met", False) else None
        self._met = True
        if fault == HANG:
            await asyncio.sleep(3)
        if fault in (DROP, HANG):
            dropped(self)
            return
        if fault is not None:
            answers = {LATER: "450 4.3.0 not now", NEVER: "554 5.3.2 no service", GARBAGE: "moo"}
            await self.push(answers.get(fault, "421 4.3.2 too busy"))
            closed(self)
            return
        await super()._handle_client()


class Server(Controller):
    """A server that follows a script."""

    def __init__(
        self,
        script: Script,
        *,
        security: str,
        context: ssl.SSLContext | None,
        handler: type[Handler] = Handler,
    ) -> None:
        self.script = script
        self.security = security
        self.visitors: set[asyncio.BaseTransport] = set()
        settings: dict[str, Any] = {"auth_require_tls": security == "smtp+starttls"}
        if security == "smtp+starttls":
            settings |= {"tls_context": context, "require_starttls": True}
        settings |= {"authenticator": _authenticated, "auth_required": security == "smtp+starttls"}
        super().__init__(
            handler(script),
            hostname="127.0.0.1",
            port=0,
            ssl_context=context if security == "smtps" else None,
            **settings,
        )

    def factory(self) -> SMTP:
        made = Scripted(self.handler, **self.SMTP_kwargs)
        made.script = self.script
        made.visitors = self.visitors
        made.command_size_limits["AUTH"] = 12_288
        return made

    def cancel_tasks(self, stop_loop: bool = True) -> None:  # noqa: FBT001 - the library's signature
        """Leave no connection open: since Python 3.12 a server's end waits for each of them."""
        for visitor in self.visitors:
            assert isinstance(visitor, asyncio.Transport)
            visitor.abort()
        super().cancel_tasks(stop_loop)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]  # the system chose it
        super()._trigger_server()  # type: ignore[no-untyped-call]


def _authenticated(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    good = data.login == USER and data.password == PASSWORD
    return AuthResult(success=good, handled=False)


@dataclass
class Running:
    """A server that runs."""

    port: int
    script: Script
    ca_file: Path
    security: str

    @property
    def url(self) -> str:
        return f"{self.security}://localhost:{self.port}"


@contextmanager
def running(
    folder: Path,
    security: str,
    script: Script | None = None,
    name: str = "localhost",
    handler: type[Handler] = Handler,
) -> Iterator[Running]:
    """A server that listens until the end of the block."""
    script = script or Script()
    authority = trustme.CA()
    ca_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = None
    if security != "smtp":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(name).configure_cert(context)
    server = Server(script, security=security, context=context, handler=handler)
    # The library visits its server once to see that it answers; that is not part of the script.
    faults, script.faults = script.faults, {}
    server.start()
    script.faults = faults
    script.visits.clear()
    try:
        yield Running(server.port, script, ca_file, security)
    finally:
        server.stop()
