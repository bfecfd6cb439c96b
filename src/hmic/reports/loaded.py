"""What a load changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.diff import Changes

COLUMNS = (
    Column("added", Type.LIST),
    Column("amended", Type.LIST),
    Column("withdrawn", Type.LIST),
    Column("reinstated", Type.LIST),
    Column("unchanged", Type.NUMBER),
    Column("renamed", Type.RECORDS, line=lambda r: f"{r['old']} -> {r['new']}"),
)


def build(changes: Changes, as_at: dt.date, *, where: str, dry_run: bool) -> Report:
    """One row: what was added, amended, withdrawn and reinstated, by id."""
    row = (
        list(changes.added),
        list(changes.amended),
        list(changes.withdrawn),
        list(changes.reinstated),
        changes.unchanged,
        [{"old": old, "new": new} for old, new in changes.moved],
    )
    totals = {
        "added": len(row[0]),
        "amended": len(row[1]),
        "withdrawn": len(row[2]),
        "reinstated": len(row[3]),
        "unchanged": row[4],
        "renamed": len(row[5]),
    }
    return Report(
        name="load",
        as_at=as_at,
        columns=COLUMNS,
        rows=[row],
        totals=totals,
        screen="loaded",
        about={"changes": changes, "where": where, "dry_run": dry_run},
        attention=changes.any,
    )


LINES = (Column("change"), Column("id"))


def lines(changes: Changes, as_at: dt.date) -> Report:
    """One row for each change, for a pipe or a spreadsheet."""
    rows = [
        (word, name)
        for word in ("added", "amended", "withdrawn", "reinstated")
        for name in getattr(changes, word)
    ]
    rows += [("renamed", f"{old} to {new}") for old, new in changes.moved]
    return Report(
        name="load", as_at=as_at, columns=LINES, rows=rows, totals={}, screen="loaded", about={},
        attention=changes.any,
    )  # fmt: skip
