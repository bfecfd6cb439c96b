"""A register's file → its text, or a document that says why it has none."""

from __future__ import annotations

import codecs
import hashlib
import stat
from typing import TYPE_CHECKING

from hmic.errors import Problem
from hmic.register.yaml_tree import Document

if TYPE_CHECKING:
    from pathlib import Path

_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""By which UTF-16 and UTF-32 are known."""

MAX_BYTES = 512 * 1024 * 1024

READING = 6
"""Raised whenever the same text is checked or read in another way; then every file is read anew."""


def digest(text: str) -> str:
    """Identifies a register's text, and the version of hmic that read it."""
    return _digest(text.encode("utf-8", "surrogatepass"))


def digest_of_file(path: Path) -> str | None:
    """The `digest` of a file's text, not decoded: what is no text has that of nothing that was read."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_BYTES:
            return None
        return _digest(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except OSError:
        return None


def _digest(data: bytes) -> str:
    from hmic import __version__

    made = hashlib.blake2b(f"{__version__} {READING}\0".encode(), digest_size=16)
    made.update(data)
    return made.hexdigest()


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> str | None:
    """A register's text; None when it cannot be read, or is larger."""
    text = text_or_problem(path, str(path), max_bytes)
    return text if isinstance(text, str) else None


def text_or_problem(path: Path, name: str, max_bytes: int = MAX_BYTES) -> str | Document:
    """A file's text; a document with a problem when it cannot be read."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return _unreadable(name, "unreadable", "this is not a file", "give the path of a register")
        size = about.st_size
        if size > max_bytes:
            return _unreadable(
                name, "too-large", f"the file has {size:,} bytes; at most {max_bytes:,} are read"
            )
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return _unreadable(
            name,
            "unreadable",
            f"the file cannot be read: {reason}",
            "check the path and its permissions",
        )
    if b"\0" in data or data[:2] in _OTHER_MARKS:
        # Every second byte of what is saved as UTF-16 is one; in UTF-8 no text has any.
        place = data.find(b"\0")
        line = data.count(b"\n", 0, max(place, 0)) + 1
        message = "the file contains zero bytes: it is UTF-16 or not a text file"
        return _unreadable(name, "not-utf-8", message, "save the file as UTF-8", line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        return _unreadable(name, "not-utf-8", message, "save the file as UTF-8", line, column)


def _unreadable(
    name: str, code: str, message: str, hint: str | None = None, line: int = 1, column: int = 1
) -> Document:
    return Document(name, "", None, [Problem(name, line, column, code, message, hint)])
