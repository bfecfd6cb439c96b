"""A conversation on a real terminal: what is on the screen is waited for, then something is typed."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 25.0
"""Seconds to wait for words, on a machine that is busy."""


class Screen:
    """The program on a terminal of its own; `seen` is everything that it showed."""

    def __init__(
        self, arguments: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None
    ) -> None:
        self._ours, theirs = pty.openpty()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        self.run = subprocess.Popen(
            [sys.executable, "-m", "hmic", *arguments], cwd=folder, stdin=theirs, stdout=theirs,
            stderr=theirs, start_new_session=True,
            env={**kept, "TERM": "dumb", "COLUMNS": "200", "NO_COLOR": "1", **(environ or {})},
        )  # fmt: skip
        os.close(theirs)
        self.seen = ""
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.run.poll() is None:
            self.run.kill()
        self.run.wait()
        os.close(self._ours)

    def _more(self, until: float) -> bool:
        """Whether the terminal showed more, or is still open."""
        left = until - time.monotonic()
        assert left > 0, f"nothing more came:\n{self.seen}"
        if not select.select([self._ours], [], [], left)[0]:
            return True
        try:
            piece = os.read(self._ours, 65536)
        except OSError:  # the terminal's end
            return False
        self.seen += piece.decode(errors="replace").replace("\r\n", "\n")
        return bool(piece)

    def wait_for(self, words: str) -> str:
        """What was shown since the last words that were waited for, up to these."""
        until = time.monotonic() + PATIENCE
        while words not in self.seen[self._read :]:
            assert self._more(until), f"{words!r} never came:\n{self.seen}"
        start, self._read = self._read, self.seen.index(words, self._read) + len(words)
        return self.seen[start : self._read]

    def type(self, text: str) -> None:
        """Type something, as it is."""
        os.write(self._ours, text.encode())

    def answer(self, question: str, text: str) -> str:
        """Wait for a question, answer it, and give what was shown before."""
        shown = self.wait_for(question)
        shown += self.wait_for(": " if question != "> " else "")
        self.type(f"{text}\n")
        return shown

    def interrupt(self) -> None:
        """Ctrl-C, pressed again where nothing happens: Python can miss one just before it waits for a line."""
        for _ in range(int(PATIENCE)):
            os.killpg(self.run.pid, signal.SIGINT)
            if select.select([self._ours], [], [], 2.0)[0]:
                return

    def ended(self) -> tuple[int, str]:
        """The exit code and what was shown since, once the program has ended."""
        until = time.monotonic() + PATIENCE
        while self._more(until):
            pass
        return self.run.wait(), re.sub(r"\x1b\[[?0-9;]*[a-z]", "", self.seen[self._read :])
