"""What is not yet whole is made beside its place; what a killed run left there is cleared away."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

_LEFT = re.compile(
    r"\..*\.hmic-(?P<host>.+)-(?P<process>\d+)-[0-9a-f]{8}(?:\.old)?(?:-wal|-shm|-journal)?", re.DOTALL
)
_DAY = 24 * 60 * 60


def name_beside(place: Path) -> Path:
    """A free name in the folder of `place`, which says whose it is: the machine and the process."""
    short = place.name[:40]
    return place.with_name(f".{short}.hmic-{_host()}-{os.getpid()}-{secrets.token_hex(4)}")


def file_beside(place: Path) -> Path:
    """A new, empty file in the folder of `place`, with the rights that any new file gets.

    What killed runs left in that folder is cleared first.
    """
    clear_left(place.parent)
    path = name_beside(place)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666))
    return path


def clear_left(folder: Path) -> None:
    """Remove what runs that ended before their time left in a folder.

    Only what hmic's own name for it shows to be of a process of this machine that is gone, or a day old.
    """
    with suppress(OSError):
        for path in folder.iterdir():
            made = _LEFT.fullmatch(path.name)
            if made and _is_left(path, made["host"], int(made["process"])):
                remove(path)


def remove(path: Path) -> None:
    """Remove a file or a folder if it is there, and SQLite's files beside it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    for one in (path, *companions(path)):
        with suppress(OSError):
            one.unlink()


def companions(path: Path) -> list[Path]:
    """The names of the files that SQLite keeps beside a database: its log and what belongs to that."""
    return [path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")]


@cache
def _host() -> str:
    import socket

    return re.sub(r"[^A-Za-z0-9.]", "", socket.gethostname()) or "here"


def _is_left(path: Path, host: str, process: int) -> bool:
    if time.time() - path.lstat().st_mtime > _DAY:
        return True
    if host != _host() or os.name != "posix":
        return False
    try:
        os.kill(process, 0)  # asks whether it is there
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
