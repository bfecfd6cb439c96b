"""What a report is: typed columns and rows, whatever the format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from hmic.words import long_day

Row = Sequence[Any]


class Type(StrEnum):
    """What a column holds; a date is an ISO text, records are mappings."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"
    RECORDS = "records"


class Column(NamedTuple):
    """One column: its name in JSON and CSV, and what it holds.

    `words` is how a flag reads, and `line` how a record reads, in a format without nesting; `about` says
    in a sentence what stands in it, for docs/exports.md.
    """

    name: str
    type: Type = Type.TEXT
    words: tuple[str, str] = ("yes", "no")
    line: Callable[[Any], str] | None = None
    about: str = ""


class Report(NamedTuple):
    """A report's value: everything that any format needs.

    `screen` names the module of `screens` that lays it out for a terminal, and `about` holds what that
    needs besides the rows. `attention` says that the answer needs attention: with --exit-code the
    command then ends with 1. `whole` says that the screen itself decides which rows are shown.
    `known_on` is the day of --known-on; `unknown` says that nothing was known by then.
    """

    name: str
    as_at: dt.date
    columns: Sequence[Column]
    rows: Sequence[Row]
    totals: Mapping[str, Any]
    screen: str
    about: dict[str, Any]
    attention: bool = False
    whole: bool = False
    known_on: dt.date | None = None
    unknown: str | None = None

    @property
    def as_known(self) -> str:
        """What a heading adds when only what was known by a day is taken into account."""
        return f", as known on {long_day(self.known_on)}" if self.known_on else ""

    def of_nothing(self, said: str) -> Report:
        """The answer where nothing had been loaded by then: no rows, and no number is known."""
        return self._replace(rows=[], totals=dict.fromkeys(self.totals), unknown=said, attention=False)
