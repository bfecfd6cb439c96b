"""A mail server that gives exactly the answers it is told to, byte by byte, and notes what it got."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PROPER = {
    "connect": b"220 ready\r\n",
    "EHLO": b"250-raw\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n",
    "AUTH": b"235 2.7.0 welcome\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 go on\r\n",
    "after DATA": b"250 OK queued\r\n",
    "RSET": b"250 OK\r\n",
    "QUIT": b"221 bye\r\n",
}


@dataclass
class Raw:
    """What it answers at which stage, and the messages and lines it got."""

    answers: Mapping[str, bytes] = field(default_factory=dict)
    pause: float = 0
    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def answer(self, stage: str, line: bytes = b"") -> bytes:
        said = self.answers.get(stage, PROPER.get(stage, b"502 what?\r\n"))
        return said.replace(b"{line}", line)

    def talk(self, con: socket.socket) -> None:
        self._say(con, self.answer("connect"))
        reader = con.makefile("rb")
        while line := reader.readline():
            stage = line[:4].decode("latin-1").strip().upper()
            self.lines.append(line.decode("latin-1").strip())
            said = self.answer(stage, line.strip())
            self._say(con, said)
            # Whatever it said, a client that goes on after DATA is taken at its word.
            if stage == "DATA" and b"354" in said:
                content = b""
                while (line := reader.readline()) and line != b".\r\n":
                    content += line
                if line:
                    self.taken.append(content)
                    self._say(con, self.answer("after DATA"))
            if stage == "QUIT":
                return

    def _say(self, con: socket.socket, said: bytes) -> None:
        if not self.pause:
            con.sendall(said)
            return
        for letter in said:
            con.sendall(bytes([letter]))
            time.sleep(self.pause)


@contextmanager
def listening(raw: Raw) -> Iterator[Raw]:
    """The server, until the end of the block."""
    door = socket.create_server(("127.0.0.1", 0))
    raw.port = door.getsockname()[1]

    def serve() -> None:
        with suppress(OSError):
            while True:
                con, _ = door.accept()
                threading.Thread(target=visit, args=(con,), daemon=True).start()

    def visit(con: socket.socket) -> None:
        with con, suppress(OSError):
            raw.talk(con)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield raw
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
