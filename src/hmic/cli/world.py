"""Everything outside the program that a command uses: streams, clock, environment, folder."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from hmic.cli import terminal_characters
from hmic.errors import HmicError
from hmic.systems import shows_escape_codes, windows
from hmic.words import in_utc


def _nobody() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _utc() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _terminals(environ: Mapping[str, str]) -> str | None:
    """ASCII where the locale says that a terminal has no more; Python would take it for UTF-8."""
    said = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    given = environ.get("PYTHONIOENCODING")
    return "ascii" if said in {"C", "POSIX"} and not given and not windows() else None


class World:
    """The inputs that are not on the command line."""

    def __init__(
        self,
        stdin: TextIO,
        stdout: TextIO,
        stderr: TextIO,
        environ: Mapping[str, str],
        folder: Path,
        clock: Callable[[], dt.datetime] = _utc,
    ) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.environ = environ
        self.folder = folder
        self.clock = clock

    @classmethod
    def real(cls) -> World:
        """This process's own."""
        # A stream can be closed (`>&-`): then nothing is written.
        sys.stdout = sys.stdout or _nobody()
        sys.stderr = sys.stderr or _nobody()
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show a sign shows a readable one rather than ending the run.
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                encoding = _terminals(os.environ) if stream.isatty() else "utf-8"
                reconfigure(encoding=encoding, errors=terminal_characters.NAME)
        return cls(sys.stdin or io.StringIO(), sys.stdout, sys.stderr, os.environ, Path.cwd())

    @property
    def on_terminal(self) -> bool:
        """Whether results go to a terminal."""
        return self.stdout.isatty()

    @property
    def shows_escape_codes(self) -> bool:
        """Whether the terminal takes escape codes, which an old console of Windows does not."""
        try:
            return shows_escape_codes(self.stdout.fileno())
        except (OSError, ValueError):  # no stream of the system
            return True

    @property
    def width(self) -> int:
        """The terminal's width in columns."""
        import shutil

        given = self.environ.get("COLUMNS", "")
        columns = int(given) if given.isdigit() else shutil.get_terminal_size((80, 24)).columns
        return min(max(40, columns), 400)

    def now(self) -> str:
        """The present moment in UTC, as the journal records it."""
        return in_utc(self.clock())

    def today(self) -> dt.date:
        """The day it is here."""
        try:
            return self.clock().astimezone().date()
        except (ValueError, OverflowError) as error:
            message = f"the time zone {self.environ.get('TZ', '')!r} is not valid: {error}"
            raise HmicError(message, hint="set TZ to a name such as Europe/London, or unset it") from error
