"""One connection to a mail server, held to RFC 5321: whole answers only, in turn, and in time."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_NO_CODE = -1
"""smtplib's code for an invalid answer."""
_LONGEST_ANSWER = 65_536
_PIECE = 16_384


class OutOfTurnError(smtplib.SMTPException):
    """The server said something that it was not asked for."""


class Wire(smtplib.SMTP):
    """smtplib's connection with one moment by which everything must be done.

    smtplib limits each read by itself, so that a server can stretch a conversation for ever; and it takes
    the first digits of a line for a code, whatever they are.
    """

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None, ends: float) -> None:
        """Connect, encrypted from the start with `tls`; `ends` is a moment of time.monotonic."""
        self.ends = ends
        self._tls = tls
        self._received = bytearray()
        super().__init__(host, port)

    def _left(self) -> float:
        """Seconds that are left; TimeoutError when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002 - smtplib's
        """The place where smtplib, too, makes its connections; all addresses share the time."""
        failed: OSError = OSError("no address")
        for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            made = socket.socket(family, kind, protocol)
            try:
                made.settimeout(self._left())
                made.connect(place)
            except OSError as error:
                made.close()
                failed = error
                continue
            return self._encrypted(made, host, self._tls) if self._tls else made
        raise failed

    def _encrypted(self, plain: socket.socket, host: str, tls: ssl.SSLContext) -> ssl.SSLSocket:
        try:
            plain.settimeout(self._left())
            return tls.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise

    def encrypt(self, host: str, tls: ssl.SSLContext) -> None:
        """Go on encrypted; what was said before is forgotten, and nothing may be waiting from then."""
        self.in_turn()
        self.sock = self._encrypted(self._socket(), host, tls)
        self.ehlo_resp = self.helo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False

    def _socket(self) -> socket.socket:
        if self.sock is None:
            message = "not connected"
            raise smtplib.SMTPServerDisconnected(message)
        return self.sock

    def send(self, s: object) -> None:
        """Send a command or a message, once nothing waits that answers to neither."""
        data = s.encode(self.command_encoding) if isinstance(s, str) else bytes(memoryview(s))  # type: ignore[arg-type]
        self.in_turn()
        for start in range(0, len(data), _PIECE):
            self._socket().settimeout(self._left())
            self._socket().sendall(data[start : start + _PIECE])

    def in_turn(self) -> None:
        """OutOfTurnError when the server has said something that it was not asked for."""
        if not self._received:
            self._socket().settimeout(0)
            try:
                self._received += self._socket().recv(_PIECE)
            except (BlockingIOError, ssl.SSLWantReadError):
                return
        if self._received:
            raise OutOfTurnError(bytes(self._received[:_PIECE]).decode("utf-8", "replace"))

    def getreply(self) -> tuple[int, bytes]:
        """A whole answer: three digits at the start of each line, the same in all of them."""
        code: bytes | None = None
        said: list[bytes] = []
        while sum(map(len, said)) < _LONGEST_ANSWER:
            line = self._line()
            found = _LINE.fullmatch(line)
            said.append((found[3] or b"" if found else line).strip())
            if found is None or code not in (None, found[1]):
                return _NO_CODE, b"\n".join(said)
            code = found[1]
            if found[2] != b"-":
                return int(code), b"\n".join(said)
        return _NO_CODE, b"\n".join(said)

    def _line(self) -> bytes:
        while b"\n" not in self._received and len(self._received) < _LONGEST_ANSWER:
            self._socket().settimeout(self._left())
            got = self._socket().recv(_PIECE)
            if not got:
                self.close()
                message = "no more answers"
                raise smtplib.SMTPServerDisconnected(message)
            self._received += got
        line, _, rest = self._received.partition(b"\n")
        self._received = rest
        return bytes(line).removesuffix(b"\r")
