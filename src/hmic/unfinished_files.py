"""What is not yet whole is made beside its place; what a killed run left there is cleared away."""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.file_kinds import companions
from hmic.systems import name_of_computer, posix_rights

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEFT = re.compile(
    r"\..*\.hmic-(?P<host>.+)-(?P<process>\d+)-[0-9a-f]{8}(?:-wal|-shm|-journal)?", re.DOTALL
)
_DAY = 24 * 60 * 60


def name_beside(place: Path) -> Path:
    """A free name in the folder of `place`, which says whose it is: the machine and the process."""
    short = place.name[:40]
    return place.with_name(f".{short}.hmic-{_host()}-{os.getpid()}-{os.urandom(4).hex()}")


def file_beside(place: Path, rights: int = 0o666) -> Path:
    """A new, empty file in the folder of `place`; `rights` are cut down as for any new file.

    What killed runs left in that folder is cleared first.
    """
    clear_left(place.parent)
    path = name_beside(place)
    with _named(place):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, rights))
    return path


def folder_beside(place: Path) -> Path:
    """A new, empty folder in the folder of `place`, for the user alone; see `file_beside`."""
    clear_left(place.parent)
    path = name_beside(place)
    with _named(place):
        path.mkdir(0o700)
    return path


@contextmanager
def _named(place: Path) -> Iterator[None]:
    """The system's errors, reported for the path that the user knows."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from error


def clear_left(folder: Path) -> None:
    """Remove what runs that ended before their time left in a folder.

    Only what hmic's own name for it shows to be of a process of this machine that is gone, or a day old.
    """
    found: list[Path] = []
    with suppress(OSError):
        found = list(folder.iterdir())
    for path in found:
        made = _LEFT.fullmatch(path.name)
        with suppress(OSError):  # such as one that another run clears at this moment
            if made and _is_left(path, made["host"], int(made["process"])):
                remove(path)


def remove(path: Path) -> None:
    """Remove a file or a folder if it is there, and SQLite's files beside it."""
    if path.is_dir() and not path.is_symlink():
        import shutil

        shutil.rmtree(path, ignore_errors=True)
        return
    for one in (path, *companions(path)):
        with suppress(OSError):
            one.unlink()


def exchange(one: Path, other: Path) -> bool:
    """Let two files or folders change names in one step; False where the system cannot.

    Between two renames there would be a moment without either, in which a run can be killed.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    here, swap = -100, 2  # AT_FDCWD and RENAME_EXCHANGE; see renameat2(2)
    with suppress(OSError, AttributeError):
        rename = ctypes.CDLL(None).renameat2
        return bool(rename(here, os.fsencode(one), here, os.fsencode(other), swap) == 0)
    return False


def names_of(path: Path) -> int:
    """How many names a file has (hard links), as far as the system says; 0 if it does not exist.

    The one that it was made under does not count: a new file has both for a moment.
    """
    with suppress(OSError, ValueError):
        # A folder has a name for each folder in it.
        if path.stat().st_nlink <= 1 or not path.is_file():
            return 1
        place = path.resolve()
        asides = [one for one in place.parent.iterdir() if _LEFT.fullmatch(one.name)]
        made = sum(one.exists() and one.samefile(place) for one in asides)
        return place.stat().st_nlink - made
    return 0


@cache
def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.]", "", name_of_computer()) or "here"


def _is_left(path: Path, host: str, process: int) -> bool:
    if time.time() - path.lstat().st_mtime > _DAY:
        return True
    if host != _host() or not posix_rights():
        return False
    try:
        os.kill(process, 0)  # asks whether it is there
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
