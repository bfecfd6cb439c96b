"""A sheet as rows of cells, whatever file it came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

Value = str | int | float | bool | dt.datetime | dt.date | dt.time | None


class Cell(NamedTuple):
    """One cell: its value, and what a reader sees besides."""

    value: Value = None
    fill: str | None = None
    """Its colour as RRGGBB; None without one."""
    format: str = "General"
    """How the spreadsheet shows a number or a date."""
    formula: bool = False
    """Whether it is a formula without a stored result, so that no one knows its value."""
    merged: bool = False
    """Whether its value is that of the merged cells it belongs to, which is in the first of them."""

    @property
    def text(self) -> str:
        """What a reader takes it for, without spaces around it; empty when there is nothing."""
        return shown(self.value)


EMPTY = Cell()


@dataclass(slots=True)
class Sheet:
    """A sheet's rows; the first cell of the first row is A1."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    lines: list[int] | None = None
    """Of a text file: the line on which each row ends."""
    hidden: bool = False
    """Whether a reader of the workbook does not see it; its rows are not read then."""

    def cell(self, row: int, column: int) -> Cell:
        """A cell by its row and column, counted from 0; an empty one beyond the last."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else EMPTY

    def place(self, row: int, column: int) -> str:
        """Where a cell is, as a spreadsheet names it: `Sheet1!B7`, or `line 7` of a text file."""
        if self.lines is not None:
            return f"line {self.lines[row]}"
        return (
            f"{self.name}!{column_letters(column)}{row + 1}"
            if self.name
            else f"{column_letters(column)}{row + 1}"
        )


def column_letters(column: int) -> str:
    """A column's letters, from its number counted from 0.

    >>> [column_letters(n) for n in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    said = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(ord("A") + rest) + said
    return said


def shown(value: Value) -> str:
    """A value as text: a whole number without its point, a day as 2024-03-31."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dt.datetime():
            return (
                value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
            )
        case dt.date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()
