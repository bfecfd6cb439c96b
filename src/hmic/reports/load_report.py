"""What a load changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import Block, Cell, Style, Words, line, muted

if TYPE_CHECKING:
    from hmic.diff import Changes


class Renamed(NamedTuple):
    """A report or finding that has another id."""

    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.old} -> {self.new}"


class Row(NamedTuple):
    """All that a load changed, by id, and how much stayed as it was."""

    added: list[str]
    amended: list[str]
    withdrawn: list[str]
    reinstated: list[str]
    unchanged: int
    renamed: list[Renamed]


class Change(NamedTuple):
    """One thing that a load changed, for a pipe or a spreadsheet."""

    change: str
    id: str


class Facts(NamedTuple):
    """Where it was loaded, and whether only tried."""

    where: str
    dry_run: bool


def build(changes: Changes, as_at: dt.date, *, where: str, dry_run: bool) -> Report[Row, Facts]:
    """One row: what was added, amended, withdrawn and reinstated, by id."""
    row = Row(
        added=list(changes.added),
        amended=list(changes.amended),
        withdrawn=list(changes.withdrawn),
        reinstated=list(changes.reinstated),
        unchanged=changes.unchanged,
        renamed=[Renamed(old, new) for old, new in changes.moved],
    )
    return Report(
        name="load",
        as_at=as_at,
        row=Row,
        rows=[row],
        totals={name: n if isinstance(n, int) else len(n) for name, n in row._asdict().items()},
        facts=Facts(where, dry_run),
        screen=screen,
        attention=changes.any,
    )


def lines(changes: Changes, as_at: dt.date) -> Report[Change, None]:
    """One row for each change."""
    rows = [
        Change(word, name)
        for word in ("added", "amended", "withdrawn", "reinstated")
        for name in getattr(changes, word)
    ]
    rows += [Change("renamed", f"{old} to {new}") for old, new in changes.moved]
    return Report(
        name="load", as_at=as_at, row=Change, rows=rows, totals={}, facts=None,
        screen=lambda _, rows: [line(f"{row.change} {row.id}") for row in rows], attention=changes.any,
    )  # fmt: skip


_FEW = 8


def screen(report: Report[Row, Facts], rows: Sequence[Row]) -> Iterable[Block]:
    """A line for each sort of change."""
    where, dry_run = report.facts
    if not report.attention:
        yield line(f"No change: {where} already matches the register.")
        return
    yield line(Cell(f"{where}: {'would change' if dry_run else 'loaded'}", Style.STRONG))
    for row in rows:
        for word in ("added", "amended", "withdrawn", "reinstated"):
            if ids := getattr(row, word):
                yield line(*_named(word, ids), indent=2)
        if row.unchanged:
            yield line(f"{row.unchanged:,} unchanged", indent=2)
        if row.withdrawn:
            yield line(muted("Withdrawn findings stay in the database, with their journal entries."))
    if not dry_run:
        yield line("See what is overdue: ", muted("hmic overdue"))


def _named(word: str, ids: Sequence[str]) -> Iterable[Words]:
    yield f"{len(ids):,} {word}"
    if len(ids) <= _FEW:
        yield muted(f": {', '.join(ids)}")
