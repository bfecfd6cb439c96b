"""What is at a path: a database, a file that belongs to one, or no file at all; and reading a small one."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_ENDS = ("-wal", "-shm", "-journal")
_SQLITE = b"SQLite format 3"
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def companions(path: Path) -> list[Path]:
    """The names of the files that SQLite keeps beside a database: its log and what belongs to that."""
    return [path.with_name(path.name + end) for end in _ENDS]


def database_of(path: Path) -> Path | None:
    """The database to which a file belongs by its name, whether or not either is there; else None."""
    for end in (*_ENDS, ".head", ".mail-lock"):
        if path.name.endswith(end) and path.name != end:
            return path.with_name(path.name.removesuffix(end))
    return None


def is_database(path: Path) -> bool:
    """Whether a file is one of SQLite's; what is no file, such as a pipe, is not opened."""
    if path.is_file():
        with suppress(OSError), path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    return False


def other_than_file(path: Path) -> str | None:
    """What is at a path that is no regular file, in words; None for a file, and where nothing is."""
    with suppress(OSError, ValueError):
        return _KINDS.get(stat.S_IFMT(path.stat().st_mode))
    return None


MOST_SMALL = 4 << 20
"""Bytes of a mapping, a list of files or a head: far more than any has."""


def read_small(
    path: Path, most: int = MOST_SMALL, look: Callable[[os.stat_result], object] | None = None
) -> bytes:
    """The content of a file that hmic keeps or is given; OSError for what is none, or is larger.

    At a named pipe no one may ever write, a device has no end, and a link can lead to either. `look` sees
    what is known of the file that is read, whatever has its name by then.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
        about = os.fstat(file.fileno())
        what = _KINDS.get(stat.S_IFMT(about.st_mode))
        if what is not None:
            raise OSError(errno.EINVAL, f"it is {what}, not a file", str(path))
        if look is not None:
            look(about)
        data = file.read(most + 1)
    if len(data) > most:
        size = f"{most >> 20} MB" if most >> 20 else f"{most >> 10} KB"
        raise OSError(errno.EFBIG, f"it is larger than {size}", str(path))
    return data
