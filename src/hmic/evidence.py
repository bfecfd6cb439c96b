"""Evidence files: their checksum when recorded, where they lie, and whether they are still unchanged.

A file is read in pieces and only up to a limit; what is no regular file is never read, since a pipe would
keep the run waiting and a device never end.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hmic.errors import HmicError
from hmic.file_kinds import other_than_file
from hmic.model import Evidence

if TYPE_CHECKING:
    from typing import Self

_PIECE = 1 << 20
OnProgress = Callable[[int, int, str], None]
"""Called with the bytes read so far, the bytes in all, and the name of the file."""


class Gathered:
    """Evidence of one run, each file read once and before anything is written."""

    def __init__(self, folder: Path, base: Path, limit: int, on_progress: OnProgress) -> None:
        """`folder` is where a relative path starts, `base` the database's folder; `limit` is in bytes."""
        self.folder = folder
        self.base = base
        self.limit = limit
        self.on_progress = on_progress
        self._known: dict[str, Evidence | HmicError] = {}

    def read(self, places: Iterable[str]) -> Self:
        """Read what is to be recorded; what is wrong with a piece is kept for when it is asked for."""
        for place in places:
            if place not in self._known:
                try:
                    self._known[place] = self._recorded(place)
                except HmicError as error:
                    self._known[place] = error
        return self

    def piece(self, place: str) -> Evidence:
        """A piece of evidence as it is recorded: a web address unchanged, a file with its checksum.

        HmicError when it cannot be used.
        """
        self.read([place])
        found = self._known[place]
        if isinstance(found, HmicError):
            raise found
        return found

    def _recorded(self, place: str) -> Evidence:
        if "://" in place:
            if not place.split("://", 1)[1].strip("/ "):
                message = f"{place} is not a complete web address"
                raise HmicError(message, hint="such as https://intranet.example/minutes/77")
            return Evidence(place=place)
        if not place.strip() or "\0" in place:
            message = "the evidence is empty" if not place.strip() else "the evidence is not a path"
            raise HmicError(message, hint="give a file or a web address")
        path = self.folder / _slashed(place)
        try:
            sha256, size = self._read(place, path)
        except OSError as error:
            message = f"the evidence {place} cannot be read: {(error.strerror or str(error)).lower()}"
            hint = "give a file that exists, or a web address such as https://…"
            raise HmicError(message, hint=hint) from error
        return Evidence(place=_kept(path, self.base), sha256=sha256, size=size)

    def _read(self, place: str, path: Path) -> tuple[str, int]:
        what = other_than_file(path)
        if what is not None:
            message = f"the evidence {place} is not a file but {what}"
            raise HmicError(message, hint="give a file, or a web address such as https://…")
        with _opened(path) as file:
            info = os.fstat(file.fileno())
            if info.st_size <= self.limit:
                done = _digest(file, self.limit, lambda done: self.on_progress(done, info.st_size, place))
                if done is not None:
                    return done
        message = f"the evidence {place} is larger than {self.limit >> 20:,} MB"
        hint = "give its web address instead, or raise evidence_mb in hmic.toml"
        raise HmicError(message, hint=hint)


def state(piece: Evidence, folders: Iterable[Path], on_progress: OnProgress = lambda *_: None) -> str:
    """`address`, `unchanged`, `changed` or `missing`; a relative path is looked for in each folder."""
    if piece.sha256 is None:
        return "address"
    found = "missing"
    for folder in folders:
        for path in dict.fromkeys((folder / _slashed(piece.place), folder / piece.place)):
            if _is_unchanged(piece, path, on_progress):
                return "unchanged"
            found = "changed" if os.path.lexists(path) else found
    return found


def _is_unchanged(piece: Evidence, path: Path, on_progress: OnProgress) -> bool:
    try:
        with _opened(path) as file:
            info = os.fstat(file.fileno())
            size = info.st_size if piece.size is None else piece.size
            if not stat.S_ISREG(info.st_mode) or info.st_size != size:
                return False
            return _digest(file, size, lambda done: on_progress(done, size, piece.place)) == (
                piece.sha256,
                size,
            )
    except (OSError, ValueError):
        return False


def _opened(path: Path) -> BinaryIO:
    """A file to read, without waiting for the other end of a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags | getattr(os, "O_NOCTTY", 0)), "rb", buffering=0)


def _digest(file: BinaryIO, limit: int, on_progress: Callable[[int], None]) -> tuple[str, int] | None:
    """The SHA-256 and the size of what can be read; None when that is more than the limit."""
    from hashlib import sha256

    digest, size = sha256(), 0
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        if size > limit:
            return None
        on_progress(size)
    return digest.hexdigest(), size


def _slashed(place: str) -> str:
    """A path as every system reads it: Windows takes both kinds of slash."""
    return place.replace("\\", "/")


def _kept(path: Path, base: Path) -> str:
    """A path as it is kept: below the database's folder from there, any other from the root."""
    whole = Path(os.path.realpath(path.parent), path.name)
    try:
        return whole.relative_to(os.path.realpath(base)).as_posix()
    except ValueError:
        return whole.as_posix()
