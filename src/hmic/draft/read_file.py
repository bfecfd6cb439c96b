"""A file → its blocks: the reader that fits, and what is refused before anything is read."""

from __future__ import annotations

import importlib.util
import stat
from typing import TYPE_CHECKING

from hmic.errors import HmicError
from hmic.plaintext import decoded

if TYPE_CHECKING:
    from pathlib import Path

    from hmic.draft.text_blocks import ReportText

MOST_BYTES = {"PDF": 300 << 20, "docx": 100 << 20, "web page": 20 << 20, "text": 20 << 20}
_NEEDS = {"PDF": ("pypdfium2", "pypdfium2"), "docx": ("docx", "python-docx"), "web page": ("lxml", "lxml")}
_HEAD = 4096


def read(path: Path) -> ReportText:
    """The paper in a file, by what the file holds and not by its name."""
    name = path.name
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            message = f"{path} is not a file"
            raise HmicError(message, hint="give the path of a report: PDF, web page, Word document or text")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        message = f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint="check the path and its permissions") from error
    form = _form(head, name)
    most = MOST_BYTES[form]
    if about.st_size > most:
        message = f"{name} has {about.st_size >> 20:,} MB; at most {most >> 20} MB of a {form} are read"
        raise HmicError(message, hint="give the report itself, without its data")
    _need(form)
    return _by_form(path, name, form)


def _by_form(path: Path, name: str, form: str) -> ReportText:
    if form == "PDF":
        from hmic.draft import read_pdf

        return read_pdf.read(path, name)
    if form == "docx":
        from hmic.draft import read_docx

        return read_docx.read(path, name)
    data = path.read_bytes()
    if form == "web page":
        from hmic.draft import read_html

        return read_html.read(data, name)
    from hmic.draft import read_text

    return read_text.read(_text(data, name))


def _form(head: bytes, name: str) -> str:
    """What a file is by its first bytes."""
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in head[:1024]:
        return "PDF"
    if head.startswith(b"PK\x03\x04"):
        if name.lower().endswith((".xlsx", ".pptx", ".ods", ".zip", ".odt")):
            message = f"{name} is not a Word document"
            raise HmicError(message, hint="save it as .docx or PDF")
        return "docx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        message = f"{name} is in an old Word format"
        raise HmicError(message, hint="open it and save it as .docx or PDF")
    low = bare[:2048].lower()
    if low.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")) or b"<html" in low:
        return "web page"
    if name.lower().endswith((".html", ".htm", ".xhtml", ".mhtml")) and b"<" in head:
        return "web page"
    return "text"


def _need(form: str) -> None:
    library, package = _NEEDS.get(form, ("", ""))
    if library and importlib.util.find_spec(library) is None:
        message = f"a {form} is read with the library {package}, which is not installed"
        raise HmicError(message, hint="install it with: pip install 'hmic[draft]'")


def _text(data: bytes, name: str) -> str:
    if not data.strip():
        message = f"{name} is empty"
        raise HmicError(message, hint="fetch the report again")
    marked = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if b"\0" in data and not marked:
        message = f"{name} is neither a PDF, a web page, a Word document nor text"
        raise HmicError(message, hint="save the report as one of these")
    try:
        return decoded(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
