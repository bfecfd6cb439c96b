"""Which kind of file it is, by its first bytes; each kind that cannot be read has its message."""

from __future__ import annotations

from hmic.errors import HmicError
from hmic.sheets.grid import Sheet

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE = "in your spreadsheet program: Save as, Excel workbook (.xlsx)"


def read(name: str, data: bytes) -> list[Sheet]:
    """The sheets of a workbook, or the one table of a CSV file."""
    if not data.strip():
        message = f"{name} is empty"
        raise HmicError(message, hint="give a spreadsheet: .xlsx or CSV")
    if data.startswith(_OLD_OFFICE):
        raise _old(name, data)
    if data.startswith(b"PK"):
        from hmic.sheets.read_xlsx import read as workbook

        return workbook(name, data)
    if data.startswith(b"%PDF"):
        message = f"{name} is a PDF, not a spreadsheet"
        raise HmicError(message, hint="for findings out of a report: hmic draft FILE")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        message = f"{name} is a web page or XML, despite its name"
        raise HmicError(message, hint=_SAVE)
    from hmic.sheets.read_csv import read as table

    return [table(name, data)]


def _old(name: str, data: bytes) -> HmicError:
    """What an Office file of the old kind is: one with a password is packed in such a file, too."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        message = f"{name} is protected by a password, so it cannot be read"
        return HmicError(message, hint="open it, remove the password and save it again")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        message = f"{name} is a workbook of Excel 97 to 2003 (.xls)"
        return HmicError(message, hint=_SAVE)
    message = f"{name} is an old Office document, not a spreadsheet"
    return HmicError(message, hint=_SAVE)
