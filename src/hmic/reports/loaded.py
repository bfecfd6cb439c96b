"""What a load changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hmic.reports.value import Column, Report, Type
from hmic.words import count

if TYPE_CHECKING:
    from hmic.diff import Changes

COLUMNS = (
    Column("added", Type.LIST),
    Column("amended", Type.LIST),
    Column("withdrawn", Type.LIST),
    Column("reinstated", Type.LIST),
    Column("unchanged", Type.NUMBER),
)


def build(changes: Changes, as_at: dt.date, *, where: str, dry_run: bool) -> Report:
    """One row: what was added, amended, withdrawn and reinstated, by id."""
    row = (
        list(changes.added),
        list(changes.amended),
        list(changes.withdrawn),
        list(changes.reinstated),
        changes.unchanged,
    )
    totals = {
        "added": len(row[0]),
        "amended": len(row[1]),
        "withdrawn": len(row[2]),
        "reinstated": len(row[3]),
        "unchanged": row[4],
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


def plain_sentence(changes: Changes) -> str:
    """The load in one line, for stderr."""
    if not changes.any:
        return f"no change ({count(changes.unchanged, 'report or finding', 'reports and findings')})"
    words = (
        f"{len(changes.added)} added, {len(changes.amended)} amended, "
        f"{len(changes.withdrawn)} withdrawn, {len(changes.reinstated)} reinstated"
    )
    return f"{words}, {changes.unchanged} unchanged"
