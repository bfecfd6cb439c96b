"""CSV as spreadsheets save it: commas, semicolons or tabs; UTF-8, UTF-16 or Windows' own characters."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from hmic.errors import HmicError
from hmic.plaintext import decoded
from hmic.sheets.grid import Cell, Sheet

_DELIMITERS = (",", ";", "\t")
_SAMPLE = 200


def text_of(name: str, data: bytes) -> str:
    """The text of a file: what its byte order mark says, UTF-8, or what Windows in Britain saves."""
    try:
        for place, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
            # Two bytes a character without a mark: in English every other byte is zero.
            half = data[:4000][place::2]
            if half.count(0) * 3 > len(half) and data[:2] not in (b"\xff\xfe", b"\xfe\xff", b"\0\0"):
                return _clean(name, data.decode(encoding))
        return decoded(data)
    except UnicodeDecodeError:
        pass
    try:
        return _clean(name, data.decode("cp1252"))
    except UnicodeDecodeError as error:
        raise _not_a_table(name) from error


def _clean(name: str, text: str) -> str:
    """A text of which the encoding is a guess: with control characters in it the guess is wrong."""
    if re.search("[\x00-\x08\x0e-\x1f]", text):
        raise _not_a_table(name)
    return text


def _not_a_table(name: str) -> HmicError:
    message = f"{name} is not a spreadsheet or CSV file"
    return HmicError(message, hint="save it as .xlsx, or as CSV UTF-8")


def read(name: str, data: bytes) -> Sheet:
    """The table of a CSV file, blank lines and all."""
    text = text_of(name, data)
    named = re.match(r"sep=(.)\r?\n", text)
    delimiter = named[1] if named else _delimiter(text)
    # A line of the table ends with a line feed or a carriage return, and with nothing else.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    sheet = Sheet("", lines=[])
    assert sheet.lines is not None  # noqa: S101 - made on the line above
    try:
        for cells in reader:
            if named and reader.line_num == 1:
                continue
            sheet.rows.append([Cell(cell if cell.strip() else None) for cell in cells])
            sheet.lines.append(reader.line_num)
    except csv.Error as error:
        message = f"{name}, line {reader.line_num}: {error}"
        raise HmicError(message, hint="save it as CSV again") from error
    return sheet


def _delimiter(text: str) -> str:
    """What parts the cells: by it most rows have the same number of them."""
    best, most = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        counts: Counter[int] = Counter()
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                if any(cell.strip() for cell in row):
                    counts[len(row)] += 1
                if counts.total() > _SAMPLE:
                    break
        except csv.Error:
            continue
        cells, rows = max(counts.items(), key=lambda one: (one[0] > 1, one[1]), default=(1, 0))
        found = (rows / counts.total() if cells > 1 else 0.0, cells)
        if found > most:
            best, most = delimiter, found
    return best
