"""A journal's file, read line by line: it may be larger than what a computer can hold."""

from __future__ import annotations

import codecs
import datetime as dt
import io
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from hmic import entry_records, helper_processes
from hmic.cli.whole_files import MOST, read_whole, too_large
from hmic.errors import HmicError
from hmic.file_kinds import other_than_file
from hmic.plaintext import OTHER_MARKS, decoded
from hmic.store.journal_lines import CheckedLine, JournalLine, checked

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST = 2_000_000
"""Bytes; below, starting a helper takes longer than it spares."""

READER = f"{__name__}:pieces_of"
"""What a helper does."""

_PIECE = 500
"""Lines that travel together."""

_AT_ONCE = 1 << 20
"""Bytes."""

_HINT = "give a file made with: hmic export journal"


@contextmanager
def lines_of(file: Path) -> Iterator[Lines]:
    """The lines of a file as records, each time they are asked for; only a line feed breaks a line.

    All of it is read once before, so that no other writer waits for a slow disk, and one
    that is not text is refused first.
    """
    with ExitStack() as stack:
        with _read_errors(file):
            stream = stack.enter_context(_opened(file))
        _check_text(file, stream)
        yield Lines(file, stream)


@contextmanager
def _read_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{file} cannot be read: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint=_HINT) from error


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """The file's bytes as UTF-8, to be read twice."""
    if other_than_file(file) is None:
        with file.open("rb") as stream:
            if stream.seek(0, io.SEEK_END) > MOST:
                raise too_large(file)
            stream.seek(0)
            if not stream.read(4).startswith(OTHER_MARKS):
                stream.seek(0)
                yield stream
                return
    data = read_whole(file)
    if data.startswith(OTHER_MARKS):
        try:
            data = decoded(data).encode()
        except UnicodeDecodeError as error:
            raise _not_text(file, data.count(b"\n", 0, error.start) + 1) from error
    yield io.BytesIO(data)


def _check_text(file: Path, stream: BinaryIO) -> None:
    """Refuse what is not text, and name the line."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with _read_errors(file):
            while data := stream.read(_AT_ONCE):
                decoder.decode(data)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        for _ in _texts(file, stream):
            pass


def _texts(file: Path, stream: BinaryIO) -> Iterator[str]:
    with _read_errors(file):
        stream.seek(0)
        for number, line in enumerate(stream, start=1):
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise _not_text(file, number) from error


class Lines:
    """The lines of a file that was opened."""

    def __init__(self, file: Path, stream: BinaryIO) -> None:
        self.file, self.stream = file, stream

    def checked(self, now: str, today: dt.date) -> Iterator[CheckedLine]:
        """Each line and what is wrong with it; many are read by a helper process while this one writes."""
        if not self._is_worth_it():
            yield from checked(self.parsed(), now, today)
            return
        told = (now, today.isoformat())
        with helper_processes.shared_out(READER, [str(self.file)], 1, *told) as (answer,):
            for piece in answer:
                yield from map(CheckedLine._make, piece)

    def _is_worth_it(self) -> bool:
        if isinstance(self.stream, io.BytesIO) or not helper_processes.are_worth_it():
            return False
        return self.stream.seek(0, io.SEEK_END) >= LEAST

    def parsed(self) -> Iterator[JournalLine]:
        """Each line that holds something, as a record."""
        for number, line in enumerate(_texts(self.file, self.stream), start=1):
            if not line.strip():
                continue
            try:
                yield JournalLine(number, entry_records.parsed(line.removesuffix("\n")))
            except ValueError as error:
                yield JournalLine(number, None, str(error))


def pieces_of(name: str, now: str, today: str) -> Iterator[Any]:
    """In a helper: the lines of a file, checked, piece by piece."""
    file = Path(name)
    with file.open("rb") as stream:
        lines = checked(Lines(file, stream).parsed(), now, dt.date.fromisoformat(today))
        while piece := [tuple(line) for line in islice(lines, _PIECE)]:
            yield piece


def _not_text(file: Path, number: int) -> HmicError:
    return HmicError(f"{file}, line {number}: it is not UTF-8", hint=_HINT)
