"""A mail server over the network.

The conversation is led command by command (RFC 5321), because the ledger has to know the moment from
which the server may have the message: after its answer to DATA, and not before.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hmic.mail.login import BY_TOKEN, WAYS, log_in, without
from hmic.mail.transport import Outcome, seconds
from hmic.mail.wire import OutOfTurnError, Wire
from hmic.plaintext import shown
from hmic.store.mail_ledger import FAILED, HANDING_OVER, REFUSED, SENT

if TYPE_CHECKING:
    from hmic.mail.message import Parcel

_READY, _OK, _FORWARDED, _GO_ON, _PERMANENT, _CLOSING = 220, 250, 251, 354, 500, 421
_LOGGED_IN = 235
_GOODBYE = 5
"""Seconds for saying goodbye, which nothing depends on."""
_LONGEST_SAID = 500
"""Characters of a server's answer that are shown."""
_TRIES = 2
"""After so many connections that failed, the rest of the run is not tried."""


class Server(NamedTuple):
    """Where the server is and how it is spoken to."""

    host: str
    port: int
    security: str
    """smtp+starttls, smtps, or smtp (plain, to this machine only)."""
    ca_file: Path | None
    timeout: int
    user: str | None
    by_token: bool = False
    """Whether the user logs in with an access token of Microsoft 365 in place of a password."""

    @property
    def name(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"


class Failure(Exception):  # noqa: N818 - it is an outcome, caught within this module
    """The connection cannot be used; the text says why and what to do."""


class Smtp:
    """One connection for all messages of a run, made when it is first needed."""

    def __init__(self, server: Server, password: str | None, say: Callable[[str], None]) -> None:
        self.server = server
        self._password = password
        self.say = say
        self._connection: Wire | None = None
        self._failures = 0
        self._why = ""

    def deliver(
        self, parcel: Parcel, handing_over: Callable[[Sequence[str]], None]
    ) -> Mapping[str, Outcome]:
        """Hand a message over; see `Transport.deliver`."""
        if self._failures >= _TRIES:
            return dict.fromkeys(parcel.recipients, Outcome(FAILED, self._why))
        done: dict[str, Outcome] = {}
        try:
            connection = self._connected()
            accepted = self._envelope(connection, parcel, done)
            if accepted and self._may_send(connection, accepted, done):
                self._content(connection, parcel, accepted, handing_over, done)
            else:
                self._judged("RSET", *connection.rset(), _OK)
            self._failures = 0
        except (Failure, OSError, smtplib.SMTPException) as error:
            self._failures += 1
            self._why = str(error) if isinstance(error, Failure) else self._explained(error)
            self.close()
            for recipient in parcel.recipients:
                done.setdefault(recipient, Outcome(FAILED, self._why))
        return done

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        if self._connection is not None:
            self._connection.ends = min(self._connection.ends, self._by(_GOODBYE))
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._connection.close()
            self._connection = None

    def _by(self, seconds: float) -> float:
        return time.monotonic() + seconds

    def _connected(self) -> Wire:
        """The connection, with the whole time ahead of it."""
        if self._connection is None:
            connection = self._open()
            try:
                self._secure(connection)
                self._log_in(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        else:
            self._connection.ends = self._by(self.server.timeout)
        return self._connection

    def _open(self) -> Wire:
        server = self.server
        self.say(f"connecting to {server.name}")
        tls = self._tls() if server.security == "smtps" else None
        with self._explaining("connect"):
            return Wire(server.host, server.port, tls, self._by(server.timeout))

    def _secure(self, connection: Wire) -> None:
        self._greet(connection)
        if self.server.security != "smtp+starttls":
            return
        if not connection.has_extn("starttls"):
            message = (
                f"{self.server.name} does not offer STARTTLS, and hmic sends nothing unencrypted; "
                "ask for the right port, or use smtps://"
            )
            raise Failure(message)
        tls = self._tls()
        with self._explaining("STARTTLS"):
            self._insist("STARTTLS", *connection.docmd("STARTTLS"), _READY)
            connection.encrypt(self.server.host, tls)
        self._greet(connection)
        self.say("the connection is encrypted and the certificate is verified")

    def _greet(self, connection: Wire) -> None:
        """EHLO, or HELO for a server of the old kind."""
        with self._explaining("EHLO"):
            code, answer = connection.ehlo()
            if code != _OK:
                code, answer = connection.helo()
            self._insist("EHLO", code, answer, _OK)

    def _log_in(self, connection: Wire) -> None:
        user = self.server.user
        if user is None or self._password is None:
            return
        with self._explaining("AUTH"):
            answered = log_in(connection, user, self._password, BY_TOKEN if self.server.by_token else WAYS)
        if answered is None:
            message = (
                f"{self.server.name} does not offer a login that hmic knows; leave out user, "
                "or use the port for submission"
            )
            raise Failure(message)
        code, said = answered
        if code != _LOGGED_IN:
            # Of this answer only the codes are shown: a server may repeat the password.
            enhanced = re.match(rb"[245]\.\d{1,3}\.\d{1,3}", said)
            self._insist("AUTH", code, enhanced[0] if enhanced else b"", _LOGGED_IN)
        self.say(f"logged in as {user}")

    def _tls(self) -> ssl.SSLContext:
        """Certificates are always verified: the chain, the dates and the name."""
        ca_file = self.server.ca_file
        try:
            context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        except (OSError, ssl.SSLError) as error:
            message = f"the setting mail.ca_file, {ca_file}, cannot be used: {error}"
            raise Failure(message) from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _envelope(self, connection: Wire, parcel: Parcel, done: dict[str, Outcome]) -> list[str]:
        """Sender and recipients; gives those that the server accepts."""
        code, answer = connection.mail(parcel.sender)
        if not self._judged("MAIL", code, answer, _OK):
            message = f"{self.server.name} refuses the sender {parcel.sender}: {self._said(code, answer)}"
            done.update(dict.fromkeys(parcel.recipients, Outcome(FAILED, message)))
            return []
        accepted = []
        for recipient in parcel.recipients:
            code, answer = connection.rcpt(recipient)
            if self._judged("RCPT", code, answer, _OK, _FORWARDED):
                accepted.append(recipient)
            else:
                done[recipient] = self._refused(code, answer)
        return accepted

    def _may_send(self, connection: Wire, accepted: Sequence[str], done: dict[str, Outcome]) -> bool:
        code, answer = connection.docmd("DATA")
        if self._judged("DATA", code, answer, _GO_ON):
            return True
        done.update(dict.fromkeys(accepted, self._refused(code, answer)))
        return False

    def _content(
        self,
        connection: Wire,
        parcel: Parcel,
        accepted: Sequence[str],
        handing_over: Callable[[Sequence[str]], None],
        done: dict[str, Outcome],
    ) -> None:
        """The message itself; from the server's 354 on, it may have it."""
        connection.in_turn()
        handing_over(accepted)
        content = re.sub(rb"(?m)^\.", b"..", parcel.content)
        if not content.endswith(b"\r\n"):
            content += b"\r\n"
        # A server looks a message over before it answers; cutting it short would send it twice.
        connection.ends = self._by(self.server.timeout)
        try:
            connection.send(content + b".\r\n")
            code, answer = connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            why = f"the connection ended before the server answered ({self._explained(error)})"
            done.update(dict.fromkeys(accepted, Outcome(HANDING_OVER, why)))
            raise
        if code == _OK:
            done.update(dict.fromkeys(accepted, Outcome(SENT, self._said(code, answer))))
        elif _is_refusal(code):
            done.update(dict.fromkeys(accepted, self._refused(code, answer)))
        else:
            why = f"the server's answer to the message is not valid: {self._said(code, answer)}"
            done.update(dict.fromkeys(accepted, Outcome(HANDING_OVER, why)))
        if code != _OK:
            self.close()

    def _judged(self, stage: str, code: int, answer: bytes, *wanted: int) -> bool:
        """Whether the server goes along; Failure when it ends the conversation or lost its thread."""
        if code in wanted:
            return True
        if code == _CLOSING:
            message = f"the server closed the connection: {self._said(code, answer)}"
            raise Failure(message)
        if not _is_refusal(code):
            message = f"{self.server.name} does not answer {stage}: {self._said(code, answer)}"
            raise Failure(message)
        return False

    def _insist(self, stage: str, code: int, answer: bytes, wanted: int) -> None:
        """Failure unless the server goes along."""
        if self._judged(stage, code, answer, wanted):
            return
        if stage == "AUTH":
            raise smtplib.SMTPAuthenticationError(code, answer)
        raise smtplib.SMTPResponseException(code, answer)

    def _refused(self, code: int, answer: bytes) -> Outcome:
        return Outcome(REFUSED if code >= _PERMANENT else FAILED, self._said(code, answer))

    def _said(self, code: int, answer: bytes | str) -> str:
        """A server's answer as it may be shown."""
        text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        text = without(text, self.server.user, self._password)
        return shown(f"{code if code > 0 else ''} {' '.join(text.split())}").strip()[:_LONGEST_SAID]

    @contextmanager
    def _explaining(self, stage: str) -> Iterator[None]:
        try:
            yield
        except (OSError, smtplib.SMTPException) as error:
            raise Failure(self._explained(error, stage)) from error

    def _explained(self, error: Exception, stage: str | None = None) -> str:
        """A failure in plain words, with what to do."""
        server, at = self.server, f" at {stage}" if stage else ""
        said = ""
        if isinstance(error, smtplib.SMTPResponseException):
            said = self._said(error.smtp_code, error.smtp_error)
        elif isinstance(error, OutOfTurnError):
            said = self._said(0, str(error))
        if isinstance(error, smtplib.SMTPAuthenticationError) and server.by_token:
            return _NOT_AS_USER.format(name=server.name, user=server.user, said=said)
        reason = getattr(error, "verify_message", None) or getattr(error, "reason", None) or error
        for kind, words in _EXPLANATIONS:
            if isinstance(error, kind):
                return words.format(
                    name=server.name,
                    host=server.host,
                    wait=seconds(server.timeout),
                    at=at,
                    said=said,
                    reason=reason,
                )
        return self._said(0, f"{server.name}: {getattr(error, 'strerror', None) or error}")


_EXPLANATIONS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError,
     "{name} rejects the user name or password: {said}; check user and password_file"),
    (OutOfTurnError, "{name} sent an unexpected reply{at}: {said}"),
    (smtplib.SMTPResponseException, "{name} refuses{at}: {said}"),
    (ssl.SSLCertVerificationError,
     ("the certificate of {name} is not trusted: {reason}; check the server's name, "
     "or set ca_file to your authority's certificate")),
    (ssl.SSLError,
     "{name} does not speak TLS as expected ({reason}); 465 is usually smtps://, 587 smtp+starttls://"),
    (socket.gaierror, "there is no host {host}; check smtp in [mail]"),
    (ConnectionRefusedError, "nothing listens at {name}; check host and port, and whether the server runs"),
    (TimeoutError, "{name} did not answer within {wait}; is a firewall in the way?"),
    (smtplib.SMTPServerDisconnected, "{name} ended the connection{at} ({reason}); is it the right port?"),
)  # fmt: skip
"""What a failure means and what to do, the first that fits."""


_NOT_AS_USER = (
    "{name} does not let the signed-in account send as {user}: {said}; SMTP AUTH must be allowed for the "
    "mailbox. To sign in with another account: hmic mail login"
)


def _is_refusal(code: int) -> bool:
    return 400 <= code < 600  # noqa: PLR2004 - RFC 5321, 4.2.1: the first digit decides
