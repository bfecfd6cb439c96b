"""Evidence files: their checksum when recorded, and whether they are still there and unchanged."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hmic.errors import HmicError
from hmic.model import Evidence


def recorded(place: str, folder: Path) -> Evidence:
    """A piece of evidence as it is recorded: an address as it stands, a file with its checksum.

    `folder` is where a relative path starts. HmicError when the file cannot be read.
    """
    if "://" in place:
        if not place.split("://", 1)[1].strip("/ "):
            message = f"{place} is not a whole address"
            raise HmicError(message, hint="such as https://intranet.example/minutes/77")
        return Evidence(place=place)
    if not place.strip():
        message = "the evidence is empty"
        raise HmicError(message, hint="give a file or an address")
    try:
        data = (folder / place).read_bytes()
    except OSError as error:
        message = f"the evidence {place} cannot be read: {(error.strerror or str(error)).lower()}"
        hint = "give an existing file, or an address such as https://…"
        raise HmicError(message, hint=hint) from error
    return Evidence(place=place, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def state(piece: Evidence, folder: Path) -> str:
    """`address`, `unchanged`, `changed` or `missing`."""
    if piece.sha256 is None:
        return "address"
    try:
        data = (folder / piece.place).read_bytes()
    except OSError:
        return "missing"
    return "unchanged" if hashlib.sha256(data).hexdigest() == piece.sha256 else "changed"
