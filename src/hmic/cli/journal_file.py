"""A journal's file, read line by line: it may be larger than what a computer can hold."""

from __future__ import annotations

import io
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO

from hmic.cli.files import MOST, read_whole, too_large
from hmic.entries import parsed
from hmic.errors import HmicError
from hmic.file_kinds import other_than_file
from hmic.plaintext import OTHER_MARKS, decoded
from hmic.store.journal_merge import JournalLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_HINT = "give a file made with: hmic export journal"


@contextmanager
def lines_of(file: Path) -> Iterator[Iterable[JournalLine]]:
    """The lines of a file as records, each time they are asked for; only a line feed breaks a line.

    All of it is read once before, so that no other writer waits for a slow disk, and one
    that is not text is refused first.
    """
    with ExitStack() as stack:
        with _read_errors(file):
            stream = stack.enter_context(_opened(file))
        for _ in _texts(file, stream):
            pass
        yield _Lines(file, stream)


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


def _texts(file: Path, stream: BinaryIO) -> Iterator[str]:
    with _read_errors(file):
        stream.seek(0)
        for number, line in enumerate(stream, start=1):
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise _not_text(file, number) from error


class _Lines:
    def __init__(self, file: Path, stream: BinaryIO) -> None:
        self.file, self.stream = file, stream

    def __iter__(self) -> Iterator[JournalLine]:
        for number, line in enumerate(_texts(self.file, self.stream), start=1):
            if not line.strip():
                continue
            try:
                yield JournalLine(number, parsed(line.removesuffix("\n")))
            except ValueError as error:
                yield JournalLine(number, None, str(error))


def _not_text(file: Path, number: int) -> HmicError:
    return HmicError(f"{file}, line {number}: it is not UTF-8", hint=_HINT)
