"""What a report is: rows of one type, of which each field is a column, whatever the format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

from hmic.reports.screen_blocks import Heading, line
from hmic.row_columns import Column, columns_of
from hmic.words import long_day

if TYPE_CHECKING:
    from hmic.reports.events import Event
    from hmic.reports.screen_blocks import Block

Row = TypeVar("Row", bound=tuple[Any, ...])
Facts = TypeVar("Facts")


class Printed(NamedTuple):
    """A column of the sheet that is printed: its name, its heading and its width in characters."""

    name: str
    head: str
    width: int


class Report(NamedTuple, Generic[Row, Facts]):
    """A report's value: everything that any format needs.

    `row` is the type of the rows: its fields are the columns, without those in `hidden`. `screen` lays the
    report out for a terminal, given the rows that are shown; `facts` holds what that needs besides.
    `totals` are what JSON and workbooks give, by name. `attention` says that the answer needs attention:
    with --exit-code the command then ends with 1. `whole` says that the screen itself decides which rows
    are shown, and `complete` that Markdown has every column, for which a screen has
    no room. `known_on` is the day of --known-on; `unknown` says that nothing was known by then.
    """

    name: str
    as_at: dt.date
    row: type[Row]
    rows: Sequence[Row]
    totals: Mapping[str, Any]
    facts: Facts
    screen: Callable[[Report[Row, Facts], Sequence[Row]], Iterable[Block]]
    forces: Sequence[str] = ()
    attention: bool = False
    whole: bool = False
    complete: bool = False
    hidden: frozenset[str] = frozenset()
    key: Sequence[tuple[str, str]] = ()
    """Words that the rows use, each with its meaning."""
    printed: Sequence[Printed] = ()
    """Of a table too wide for paper, the columns of a workbook's sheet to print."""
    events: Sequence[Event] | None = None
    """What a calendar holds; None for a report that has no dates for one."""
    known_on: dt.date | None = None
    unknown: str | None = None

    @property
    def columns(self) -> Sequence[Column]:
        """The columns that are written."""
        return [column for column in columns_of(self.row) if column.name not in self.hidden]

    @property
    def values(self) -> Iterable[Sequence[Any]]:
        """The values of each row, a value for each of the columns."""
        if not self.hidden:
            return self.rows
        places = (n for n, column in enumerate(columns_of(self.row)) if column.name not in self.hidden)
        return map(itemgetter(*places), self.rows)

    @property
    def as_known(self) -> str:
        """What a heading adds when only what was known by a day is taken into account."""
        return f", as known on {long_day(self.known_on)}" if self.known_on else ""

    def of_nothing(self, said: str) -> Self:
        """The answer where nothing had been loaded by then: no rows, and no number is known."""
        return self._replace(rows=[], totals=dict.fromkeys(self.totals), unknown=said, attention=False)

    def blocks(self, rows: Sequence[Row]) -> Iterable[Block]:
        """The report for a terminal, with the rows that are to be shown."""
        if self.unknown is not None:
            return [line(f"{self.unknown}.")]
        blocks = self.screen(self, rows)
        return _dated(blocks, self.as_known) if self.as_known else blocks


AnyReport = Report[Any, Any]


def _dated(blocks: Iterable[Block], as_known: str) -> Iterable[Block]:
    """The blocks, of which the first heading says by which day things were known."""
    said = False
    for block in blocks:
        if said:
            yield block
        elif isinstance(block, Heading):
            yield Heading(f"{block.text}{as_known}", block.remark)
        else:
            yield line(f"{as_known[2:3].upper()}{as_known[3:]}.")
            yield block
        said = True
