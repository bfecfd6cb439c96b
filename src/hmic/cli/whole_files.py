"""Write a file completely or not at all."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from hmic.config import FILE
from hmic.errors import HmicError
from hmic.file_kinds import database_of, is_database, other_than_file
from hmic.render.formats import Content
from hmic.systems import flushed, put_in_place, what_to_do
from hmic.unfinished_files import file_beside, remove


def write_aside(path: Path, content: Content, *, never: Iterable[Path | None] = ()) -> None:
    """Write a file beside its place and move it there, so that it is never half written.

    A link is followed, an existing file keeps its rights, and what is no file (a pipe, a terminal) is
    written to as it is. Refused for what `check_place` refuses.
    """
    check_place(path, never)
    put(path, content)


def put(path: Path, content: Content) -> None:
    """The same for a file of hmic's own, whatever it is."""
    target = _target(path)
    if target.exists() and not target.is_file():
        with translated(path), target.open("wb") as file:
            _write(file, content)
        return
    with translated(path):
        aside = file_beside(target, 0o600)
    try:
        with translated(path):
            with aside.open("wb") as file:
                _write(file, content)
                file.flush()
                flushed(file.fileno())
            aside.chmod(_rights(target))
            put_in_place(aside, target)
    except BaseException:
        remove(aside)
        raise


def check_place(path: Path, never: Iterable[Path | None] = ()) -> None:
    """Refuse a place into which nothing can or may be written, before there is anything to write.

    No result goes over a database, what belongs to one, a register, the settings or what is in `never`, by
    whatever name.
    """
    target = _target(path)
    _refuse(path, target, never)
    with translated(path):
        wrong = None
        if target.is_dir():
            wrong = errno.EISDIR
        elif not target.parent.is_dir():
            wrong = errno.ENOENT
        elif not os.access(target if target.exists() and not target.is_file() else target.parent, os.W_OK):
            wrong = errno.EACCES
        if wrong is not None:
            raise OSError(wrong, os.strerror(wrong))


def check_makes_file(path: Path) -> None:
    """Prove, before work that cannot be taken back, that a file can be made at a place."""
    target = _target(path)
    what = other_than_file(target)
    if what is not None:
        message = f"{path} is {what}, not a file"
        raise HmicError(message, hint="give the name of a file")
    with translated(path):
        remove(file_beside(target, 0o600))


def check_name(path: Path, never: Iterable[Path | None]) -> None:
    """Refuse only what may not be written for what it is: for what is made by other means."""
    _refuse(path, path.resolve(), never)


def _write(file: BinaryIO, content: Content) -> None:
    if isinstance(content, bytes):
        file.write(content)
    elif isinstance(content, str):
        file.write(content.encode())
    else:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        content(text)
        text.flush()
        text.detach()


def _refuse(path: Path, target: Path, never: Iterable[Path | None]) -> None:
    own = [one for one in never if one is not None]
    what, database = None, database_of(target)
    if is_database(target):
        what = "is a database"
    elif any(_same(target, one) for one in own):
        what = "is a file that this command itself uses"
    elif database is not None and (is_database(database) or any(_same(database, one) for one in own)):
        what = "belongs to a database"
    elif target.name.casefold() == FILE:
        what = "is the name of the settings file"
    elif _is_register(target):
        what = "is a register"
    if what:
        message = f"{path} {what} and is not overwritten"
        raise HmicError(message, hint="give another name")


def _target(path: Path) -> Path:
    """The file to which a name leads; what the shell gives as /dev/stdout has no other name."""
    return path if other_than_file(path) in ("a pipe", "a device") else path.resolve()


def _same(one: Path, other: Path) -> bool:
    """Whether two names are of one file: another spelling, a link, a second name."""
    with suppress(OSError):
        return one.samefile(other)
    return one == other.resolve()


_HEAD = 1 << 16
_REGISTER = re.compile(rb"^\s*\{?\s*[\"']?register[\"']?\s*:\s*\d", re.MULTILINE)


def _is_register(path: Path) -> bool:
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return bool(_REGISTER.search(file.read(_HEAD)))
    return False


def _rights(target: Path) -> int:
    """The rights of the file that is replaced, else what a new file gets."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Report the system's errors in plain words."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"{path} cannot be written: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint=what_to_do(error)) from error


MOST = 1 << 30
"""Bytes of a table or a journal that are read: far more than any has, and far less than a device."""


def read_whole(file: Path) -> bytes:
    """A file's content; OSError where it cannot be read, HmicError for what has no end.

    A pipe is read only where the shell made it, under /dev: at any other no one may ever write.
    """
    what = other_than_file(file)
    if what is not None and file.parts[:2] != ("/", "dev"):
        message = f"{file} is {what}, not a file"
        raise HmicError(message, hint="give the path of a file")
    with file.open("rb") as stream:
        data = stream.read(MOST + 1)
    if len(data) > MOST:
        raise too_large(file)
    return data


def too_large(file: Path) -> HmicError:
    """Why a file of more than `MOST` bytes is not read."""
    message = f"{file} is larger than {MOST >> 20} MB, or has no end"
    return HmicError(message, hint="give the path of a file")
