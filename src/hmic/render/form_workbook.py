"""An owner's form as a workbook: drop-down lists, dates that must be dates, and the rest protected."""

from __future__ import annotations

import datetime as dt
import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hmic.plaintext import harmless
from hmic.render.workbook import new_book
from hmic.reports.owner_form import FILL, REFUSED, SHOWN, STATUSES, Form
from hmic.words import forces_words, long_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmic.reports.owner_form import FormLine

_WIDTHS = {
    "Finding": 15, "What is asked": 44, "Due by": 17, "Status now": 11, "Latest comment": 28,
    "New status": 13,
    "What was done": 32, "When (date)": 12, "Evidence": 20, "Proposed date": 12, "Why that date": 20,
    "Deadline no.": 9, REFUSED: 32,
}  # fmt: skip
_WIDTH = 14
_LONGEST_CELL = 32_767
"""Characters in a cell; a longer text would be left out."""
_LINE, _HIGHEST = 15, 405
_HEAD_ROW = 4
_DATES = frozenset({"on", "due", "review_on", "occurrence"})
_HELP = (
    "Fill in the white columns of what has changed, leave the rest empty, save the file and send it back. "
    "'complete' needs evidence: a web address, or the name of a file that you send along. "
    "'on hold' needs the reason and, as the proposed date, when to review it."
)


def render(form: Form) -> bytes:
    """The workbook's bytes; the same form gives the same."""
    out = io.BytesIO()
    title = f"{form.owner}: open findings"
    book = new_book(out, title, form.as_at)
    sheet = book.add_worksheet("Form")
    styles = _Styles(book)
    more = sorted({field for line in form.lines for field in line.filled} - set(FILL.values()))
    fields = [*FILL.values(), *more]
    told_why = [REFUSED] if any(line.refused for line in form.lines) else []
    heads = [*SHOWN, *FILL, *(field.replace("_", " ").capitalize() for field in more), *told_why]
    sheet.write_string(0, 0, "Owner", styles.bold)
    sheet.write_string(0, 1, harmless(form.owner), styles.bold)
    subtitle = f"Open findings of {forces_words(form.forces)} at {long_day(form.as_at)}"
    sheet.write_string(1, 0, harmless(subtitle), styles.plain)
    sheet.merge_range(2, 0, 2, len(heads) - 1, _HELP, styles.wrapped)
    sheet.set_row(2, 2 * _LINE)
    for n, head in enumerate(heads):
        sheet.set_column(n, n, _WIDTHS.get(head, _WIDTH))
        sheet.write_string(_HEAD_ROW, n, head, styles.head)
    sheet.set_row(_HEAD_ROW, 2 * _LINE)
    for row, line in enumerate(form.lines, start=_HEAD_ROW + 1):
        _row(sheet, row, line, fields, styles)
    _validate(sheet, len(form.lines))
    _protect(sheet, len(heads), len(form.lines))
    book.close()
    return out.getvalue()


class _Styles:
    """Grey for what is shown, white for what is to be filled in."""

    def __init__(self, book: Any) -> None:
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#999999"}
        self.shown = book.add_format({**cell, "num_format": "@", "bg_color": "#EEEEEE"})
        self.strong = book.add_format({**cell, "num_format": "@", "bg_color": "#EEEEEE", "bold": True})
        self.text = book.add_format({**cell, "locked": False})
        self.day = book.add_format({**cell, "locked": False, "num_format": "dd/mm/yyyy", "align": "left"})
        self.head = book.add_format({**cell, "bold": True, "bottom": 2, "bg_color": "#DDDDDD"})
        self.bold = book.add_format({"bold": True})
        self.plain = book.add_format({})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})


def _row(sheet: Any, row: int, line: FormLine, fields: Sequence[str], styles: _Styles) -> None:
    shown = (line.finding, line.asked, line.due, line.status, line.last)
    lines = 1
    for n, (head, text) in enumerate(zip(SHOWN, shown, strict=True)):
        style = styles.strong if n == 0 else styles.shown
        sheet.write_string(row, n, harmless(text), style)
        wide = _WIDTHS[head] - 2
        lines = max(lines, sum(max(1, -(-len(part) // wide)) for part in text.split("\n")))
    for n, field in enumerate(fields, start=len(SHOWN)):
        _filled(sheet, (row, n), field, line.filled.get(field, ""), styles)
    if line.refused:
        sheet.write_string(row, len(SHOWN) + len(fields), harmless(line.refused), styles.shown)
    sheet.set_row(row, min(_HIGHEST, _LINE * max(lines, 3)))


def _filled(sheet: Any, at: tuple[int, int], field: str, value: str, styles: _Styles) -> None:
    """What a row had that is sent back once more; else an empty cell to fill in."""
    style = styles.day if field in _DATES else styles.text
    if not value:
        sheet.write_blank(*at, None, style)
        return
    if field in _DATES:
        with suppress(ValueError):
            sheet.write_datetime(*at, dt.date.fromisoformat(value), style)
            return
    sheet.write_string(*at, harmless(value)[:_LONGEST_CELL], style)


def _validate(sheet: Any, rows: int) -> None:
    """Lists for statuses, dates for dates; what cannot be is refused where it is typed."""
    if not rows:
        return
    first, last = _HEAD_ROW + 1, _HEAD_ROW + rows
    for n, (head, field) in enumerate(FILL.items(), start=len(SHOWN)):
        rule: dict[str, Any] | None = None
        if field == "status":
            rule = {"validate": "list", "source": [status.value for status in STATUSES],
                    "error_message": "Choose a status from the list."}  # fmt: skip
        elif field == "on":
            rule = {"validate": "date", "criteria": "<=", "value": "=TODAY()",
                    "error_message": "Give the day it happened, such as 31/03/2026."}  # fmt: skip
        elif field == "due":
            rule = {"validate": "date", "criteria": ">", "value": dt.date(2000, 1, 1),
                    "error_message": "Give a date such as 31/03/2027."}  # fmt: skip
        elif field == "deadline":
            rule = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 99,
                    "error_message": "Give the deadline's number, as in the column Due by."}  # fmt: skip
        if rule is not None:
            sheet.data_validation(first, n, last, n, {**rule, "error_title": head, "ignore_blank": True})


def _protect(sheet: Any, columns: int, rows: int) -> None:
    """Only the white cells can be changed; columns can be made wider. It prints on A4, landscape."""
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.freeze_panes(_HEAD_ROW + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.print_area(0, 0, _HEAD_ROW + rows, columns - 1)
    sheet.set_footer("&RPage &P of &N")
