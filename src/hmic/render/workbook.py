"""A report as a workbook: totals with the key, the table, and where it is wide a sheet to print.

The only user of xlsxwriter.

The same report gives the same bytes: the moment of making is the report's own day, and the library
writes the parts of the file with one fixed time.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hmic.errors import HmicError
from hmic.movement import HEADS, STEPS, steps_shown
from hmic.plaintext import harmless
from hmic.render.formats import Look, PaperSize
from hmic.render.plain import cell_writer
from hmic.row_columns import Type
from hmic.words import day_words, forces_words, long_day

if TYPE_CHECKING:
    from hmic.reports.report_value import AnyReport
    from hmic.row_columns import Column


_SIZE = {PaperSize.A4: (9, 190), PaperSize.A3: (8, 275)}
"""For each paper the library's number of it, and how many characters a line still shows legibly."""
_WIDEST, _NARROWEST = 60, 9
_LABEL, _SPAN, _ACROSS = 40, 100, 5
"""The first sheet: the width of its labels and values, and how many columns the values span."""
_LINE, _HIGHEST = 15, 405
"""The height of a line, and the highest that a row may be."""
_SAMPLE = 400
"""Rows whose texts decide how wide a column is."""
_LONGEST_CELL = 32_767
_HEADER = 250
_CUT = " … (cut here: a cell of a workbook holds no more)"
_DAY = len("2015-03-31")
_FILLS = {"Red": "#F4B9AF", "Amber": "#FCE3A1", "Green": "#BFE3CC", "Blue": "#BCD6F2", "Grey": "#D9DCDE"}
"""Behind each rating's word: black on each has a contrast above 7:1."""


def render(report: AnyReport, look: Look) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    book = new_book(out, _title(report), report.as_at)
    styles = _Styles(book)
    rated = _totals(book.add_worksheet("Totals"), report, styles, look.paper)
    _table(book.add_worksheet(report.name[:31].capitalize()), report, styles, look.paper)
    if report.printed:
        _to_print(book.add_worksheet("To print"), report, styles)
    if rated:
        _chart(book, report, rated)
    book.close()
    return out.getvalue()


def new_book(out: io.BytesIO, title: str, as_at: dt.date) -> Any:
    """An empty workbook in which every text is a text, with nothing of today's clock in it."""
    try:
        import xlsxwriter
    except ImportError as error:
        message = "workbooks need the library XlsxWriter, which is not installed"
        raise HmicError(message, hint="install it with: pip install 'hmic[xlsx]'") from error
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, {**safe, "strings_to_numbers": False})
    made = dt.datetime.combine(as_at, dt.time(), dt.UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "author": "hmic", "created": made})
    return book


def _title(report: AnyReport) -> str:
    forces = forces_words(report.forces)
    return harmless(f"{forces}: {report.name}") if forces else report.name.capitalize()


class _Styles:
    """How cells look: black on white or light, with words, rules and weight beside any colour."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#999999"}
        self.text = book.add_format({**top, "num_format": "@"})
        self.number = book.add_format({**top, "num_format": "0"})
        self.day = book.add_format({**top, "num_format": "d mmm yyyy", "align": "left"})
        self.strong = book.add_format({**top, "num_format": "@", "bold": True})
        self.rating = {
            word: book.add_format({**top, "num_format": "@", "bold": True, "bg_color": fill})
            for word, fill in _FILLS.items()
        }
        head = {**top, "bold": True, "bottom": 2, "bg_color": "#E6E6E6"}
        self.head = book.add_format(head)
        self.title = book.add_format({"bold": True, "font_size": 15})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.count = book.add_format({"num_format": "0", "valign": "top", "align": "left"})


def _totals(sheet: Any, report: AnyReport, styles: _Styles, paper: PaperSize) -> tuple[int, int] | None:
    """The first sheet: what it is, as at when, every total, how they reconcile, and the key.

    Returns the first and last row of the key.
    """
    sheet.set_column(0, 0, _LABEL)
    sheet.set_column(1, _ACROSS, _SPAN // _ACROSS)
    sheet.write_string(0, 0, _title(report), styles.title)
    unknown = f". {report.unknown}." if report.unknown else ""
    day = f"As at {long_day(report.as_at)}{report.as_known}{unknown}"
    sheet.write_string(1, 0, day, styles.plain)
    key = report.key
    rated = {word.lower() for word, _ in key}
    row = 3
    for label, value in _lines(report.totals):
        if label not in rated:
            row = _line(sheet, row, label, value, styles)
    if report.totals.get("open_then") is not None:
        row = _sums(sheet, row + 1, report.totals, styles)
    if key:
        row += 1
        sheet.merge_range(row, 2, row, _ACROSS, "", styles.head)
        for n, head in enumerate(("rating", "number", "when")):
            sheet.write_string(row, n, head, styles.head)
    for word, rule in key:
        row += 1
        sheet.write_string(row, 0, word, styles.rating[word])
        sheet.write_number(row, 1, report.totals.get(word.lower(), 0), styles.number)
        sheet.merge_range(row, 2, row, _ACROSS, "", styles.text)
        sheet.write_string(row, 2, rule, styles.text)
    _print(sheet, report, paper, wide=1)
    return (row - len(key) + 1, row) if key else None


def _chart(book: Any, report: AnyReport, rows: tuple[int, int]) -> None:
    """A sheet with a bar for each rating, from the key on the first sheet, with its word and number."""
    (first, last), key = rows, report.key
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Findings",
            "categories": ["Totals", first, 0, last, 0],
            "values": ["Totals", first, 1, last, 1],
            "points": [{"fill": {"color": _FILLS[word]}} for word, _ in key],
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": f"Findings by rating at {long_day(report.as_at)}"})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    sheet = book.add_chartsheet("Chart")
    sheet.set_chart(chart)
    sheet.set_landscape()
    sheet.set_paper(_SIZE[PaperSize.A4][0])


def _line(sheet: Any, row: int, label: str, value: int | str, styles: _Styles) -> int:
    """One total; a long text has the whole breadth and as many lines as it needs."""
    sheet.write_string(row, 0, label, styles.bold)
    if isinstance(value, int):
        sheet.write_number(row, 1, value, styles.count)
        return row + 1
    sheet.merge_range(row, 1, row, _ACROSS, "", styles.plain)
    sheet.write_string(row, 1, _fitting(value), styles.plain)
    sheet.set_row(row, min(400, 15 * -(-len(value) // _SPAN)))
    return row + 1


_LABELS = {
    "needs_target": "no deadline or target",
    "observations_needing_target": "observations with no deadline or target",
}
"""Totals whose names say less than a label should."""


def _lines(totals: Mapping[str, Any], before: str = "") -> list[tuple[str, int | str]]:
    """Totals as labels and values; those of a sum are shown in the sum; the rest are named changes."""
    lines: list[tuple[str, int | str]] = []
    summed = set(STEPS) if "open_then" in totals else set()
    for name, value in totals.items():
        label = before + _LABELS.get(name, name.replace("_", " "))
        if name in summed or name in {"open_then_items", "open_now_items"}:
            continue
        if isinstance(value, Mapping):
            lines += _lines(value, f"{label}: ")
        elif isinstance(value, list):
            lines.append((label, ", ".join(map(str, value)) or "none"))
        elif value is not None:
            lines.append(
                (
                    label,
                    long_day(value) if name == "since" else value if isinstance(value, int) else str(value),
                )
            )
    return lines


def _sums(sheet: Any, row: int, totals: Mapping[str, Any], styles: _Styles) -> int:
    """The sums that have to come out, a line each."""
    parts = [("findings", totals), ("observations", totals["observations_since"])]
    shown = steps_shown([[part[step] for step in STEPS] for _, part in parts])
    for n, head in enumerate((f"since {day_words(totals['since'])}", *(HEADS[k] for k in shown))):
        sheet.write_string(row, n, head, styles.head)
    for label, part in parts:
        row += 1
        sheet.write_string(row, 0, label, styles.strong)
        for n, k in enumerate(shown, start=1):
            sheet.write_number(row, n, part[STEPS[k]], styles.number)
    return row + 1


def _table(sheet: Any, report: AnyReport, styles: _Styles, paper: PaperSize) -> None:
    """The second sheet: the table itself, ready to filter."""
    columns, rows = report.columns, list(report.values)
    heads = [column.name.replace("_", " ") for column in columns]
    widths = [_width(column, [row[n] for row in rows[:_SAMPLE]]) for n, column in enumerate(columns)]
    _grid(sheet, columns, rows, heads, widths, styles)
    wide = -(-sum(widths) // _SIZE[paper][1])
    if wide > 1:
        sheet.repeat_columns(0)
    _print(sheet, report, paper, wide=wide)


def _to_print(sheet: Any, report: AnyReport, styles: _Styles) -> None:
    """A sheet with the few columns that fit across A4: a row for each of the table."""
    known = {column.name: n for n, column in enumerate(report.columns)}
    some = [one for one in report.printed if one.name in known]
    columns = [report.columns[known[one.name]] for one in some]
    rows = [[row[known[one.name]] for one in some] for row in report.values]
    _grid(sheet, columns, rows, [one.head for one in some], [one.width for one in some], styles)
    _print(sheet, report, PaperSize.A4, wide=1)


def _grid(
    sheet: Any,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    heads: Sequence[str],
    widths: Sequence[int],
    styles: _Styles,
) -> None:
    """Headings, cells, heights; the heading row stays in view, filters, and repeats on every page."""
    writers = [cell_writer(column) if column.type is Type.FLAG else None for column in columns]
    for n, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.write_string(0, n, head, styles.head)
        sheet.set_column(n, n, width)
    sheet.set_row(0, _LINE * max([1, *(len(head.split()) for head in heads)]))
    for line, values in enumerate(rows, start=1):
        lines = 1
        for n, (column, value) in enumerate(zip(columns, values, strict=True)):
            write = writers[n]
            _cell(sheet, (line, n), column, write(value) if write else value, styles)
            lines = max(lines, _lines_of(column, value, widths[n]))
        # Not every program makes a row as high as its text; this one fits in all of them.
        sheet.set_row(line, min(_HIGHEST, _LINE * lines))
    sheet.freeze_panes(1, 1)
    if columns:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.repeat_rows(0)


def _cell(sheet: Any, at: tuple[int, int], column: Column, value: Any, styles: _Styles) -> None:
    """One value by its column's type; a text is a text whatever it looks like."""
    if value in (None, "", []):
        sheet.write_blank(*at, None, styles.text)
    elif column.type is Type.NUMBER:
        sheet.write_number(*at, value, styles.number)
    elif column.type is Type.DATE and len(value) == _DAY:
        sheet.write_datetime(*at, dt.date.fromisoformat(value), styles.day)
    else:
        style = styles.rating[value] if column.name == "rating" else styles.text
        sheet.write_string(*at, _fitting(_text(column, value)), style)


def _text(column: Column, value: Any) -> str:
    match column.type:
        case Type.LIST:
            return "; ".join(value)
        case Type.RECORDS:
            return "\n".join(map(str, value))
        case _:
            return str(value)


def _fitting(text: str) -> str:
    """A text that a cell can hold; where it has to be cut, that is said."""
    text = harmless(text)
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT


def _width(column: Column, values: list[Any]) -> int:
    """How wide a column has to be, in characters; what is longer wraps."""
    if column.type is Type.DATE:
        return 13
    texts = [_text(column, value) for value in values if value is not None]
    longest = max((len(line) for text in texts for line in text.splitlines()), default=0)
    words = max(len(word) for word in column.name.split("_"))
    return min(_WIDEST, max(_NARROWEST, words + 3, longest + 2))


def _lines_of(column: Column, value: Any, width: int) -> int:
    """Over how many lines a value runs in a column of this width."""
    if not value or column.type in {Type.DATE, Type.NUMBER, Type.FLAG}:
        return 1
    return sum(max(1, -(-len(line) // (width - 3))) for line in _text(column, value).split("\n"))


def _print(sheet: Any, report: AnyReport, paper: PaperSize, *, wide: int) -> None:
    """Landscape, `wide` pages side by side and as many below as it takes, with title and page numbers."""
    sheet.set_landscape()
    sheet.set_paper(_SIZE[paper][0])
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.fit_to_pages(wide, 0)
    # A header holds 255 characters with its signs; the sheet itself says everything.
    head = f"{_title(report)}, as at {long_day(report.as_at)}{report.as_known}"
    sheet.set_header("&L" + head[:_HEADER].replace("&", "&&")[:_HEADER])
    sheet.set_footer("&RPage &P of &N")
