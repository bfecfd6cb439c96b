"""A mail server over the network. The only user of smtplib.

The conversation is led command by command (RFC 5321), because the ledger has to know the moment from
which the server may have the message: after its answer to DATA, and not before.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hmic.mail.transport import Outcome
from hmic.plaintext import shown
from hmic.store.ledger import FAILED, HANDING_OVER, REFUSED, SENT

if TYPE_CHECKING:
    from hmic.mail.message import Parcel

_OK, _GO_ON, _PERMANENT, _CLOSING = 250, 354, 500, 421
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
        self._connection: smtplib.SMTP | None = None
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
            if accepted:
                self._content(connection, parcel, accepted, handing_over, done)
            else:
                connection.rset()
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
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._connection.close()
            self._connection = None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            connection = self._open()
            try:
                self._secure(connection)
                self._log_in(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _open(self) -> smtplib.SMTP:
        server = self.server
        self.say(f"connecting to {server.name}")
        with self._explaining("connect"):
            if server.security == "smtps":
                return smtplib.SMTP_SSL(
                    server.host, server.port, timeout=server.timeout, context=self._tls()
                )
            return smtplib.SMTP(server.host, server.port, timeout=server.timeout)

    def _secure(self, connection: smtplib.SMTP) -> None:
        with self._explaining("EHLO"):
            connection.ehlo_or_helo_if_needed()
        if self.server.security != "smtp+starttls":
            return
        if not connection.has_extn("starttls"):
            message = (
                f"{self.server.name} offers no STARTTLS, and nothing is sent unprotected; "
                "ask for the right port, or use smtps://"
            )
            raise Failure(message)
        with self._explaining("STARTTLS"):
            connection.starttls(context=self._tls())
            connection.ehlo()
        self.say("the connection is encrypted and the certificate is verified")

    def _log_in(self, connection: smtplib.SMTP) -> None:
        user = self.server.user
        if user is None or self._password is None:
            return
        with self._explaining("AUTH"):
            connection.login(user, self._password)
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

    def _envelope(self, connection: smtplib.SMTP, parcel: Parcel, done: dict[str, Outcome]) -> list[str]:
        """Sender and recipients; gives those that the server accepts."""
        code, answer = connection.mail(parcel.sender)
        if code != _OK:
            _stop_if_closing(code, answer)
            message = f"{self.server.name} refuses the sender {parcel.sender}: {_said(code, answer)}"
            done.update(dict.fromkeys(parcel.recipients, Outcome(FAILED, message)))
            return []
        accepted = []
        for recipient in parcel.recipients:
            code, answer = connection.rcpt(recipient)
            if code in (_OK, 251):
                accepted.append(recipient)
            else:
                _stop_if_closing(code, answer)
                done[recipient] = _outcome(code, answer)
        return accepted

    def _content(
        self,
        connection: smtplib.SMTP,
        parcel: Parcel,
        accepted: Sequence[str],
        handing_over: Callable[[Sequence[str]], None],
        done: dict[str, Outcome],
    ) -> None:
        """The message itself; from the server's 354 on, it may have it."""
        code, answer = connection.docmd("DATA")
        if code != _GO_ON:
            _stop_if_closing(code, answer)
            done.update(dict.fromkeys(accepted, _outcome(code, answer)))
            return
        handing_over(accepted)
        content = re.sub(rb"(?m)^\.", b"..", parcel.content)
        if not content.endswith(b"\r\n"):
            content += b"\r\n"
        try:
            connection.send(content + b".\r\n")
            code, answer = connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            why = f"the connection ended before the server answered ({self._explained(error)})"
            done.update(dict.fromkeys(accepted, Outcome(HANDING_OVER, why)))
            raise
        if code < 0:  # smtplib's mark for an answer without a code
            why = f"the server's answer to the message is not one: {_said(code, answer)}"
            done.update(dict.fromkeys(accepted, Outcome(HANDING_OVER, why)))
            self.close()
            return
        done.update(dict.fromkeys(accepted, _outcome(code, answer)))
        if code == _CLOSING:
            self.close()

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
            said = _said(error.smtp_code, error.smtp_error)
        reason = getattr(error, "verify_message", None) or getattr(error, "reason", None) or error
        for kind, words in _EXPLANATIONS:
            if isinstance(error, kind):
                return words.format(
                    name=server.name, host=server.host, wait=server.timeout, at=at, said=said, reason=reason
                )
        return f"{server.name}: {getattr(error, 'strerror', None) or error}"


_EXPLANATIONS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError,
     "{name} does not take the user or the password: {said}; check user and password_file"),
    (smtplib.SMTPNotSupportedError,
     "{name} does not offer what is needed{at} ({reason}); leave out user, or use the port for submission"),
    (smtplib.SMTPResponseException, "{name} refuses{at}: {said}"),
    (ssl.SSLCertVerificationError,
     ("the certificate of {name} is not trusted: {reason}; check the server's name, "
     "or set ca_file to your authority's certificate")),
    (ssl.SSLError,
     "{name} does not speak TLS as expected ({reason}); 465 is usually smtps://, 587 smtp+starttls://"),
    (socket.gaierror, "there is no host {host}; check smtp in [mail]"),
    (ConnectionRefusedError, "nothing listens at {name}; check host and port, and whether the server runs"),
    (TimeoutError, "{name} did not answer within {wait} seconds; is a firewall between?"),
    (smtplib.SMTPServerDisconnected, "{name} ended the connection{at} ({reason}); is it the right port?"),
)  # fmt: skip
"""What a failure means and what to do, the first that fits."""


def _stop_if_closing(code: int, answer: bytes) -> None:
    if code == _CLOSING:
        message = f"the server ends the conversation: {_said(code, answer)}"
        raise Failure(message)


def _outcome(code: int, answer: bytes) -> Outcome:
    if 200 <= code < 300:  # noqa: PLR2004 - RFC 5321, 4.2.1: the first digit tells
        return Outcome(SENT, _said(code, answer))
    return Outcome(REFUSED if code >= _PERMANENT else FAILED, _said(code, answer))


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return shown(f"{code} {' '.join(text.split())}").strip()
