"""Whole tables for analysts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from typing import Any

from hmic.reports.value import Column, Report, Type


def build(
    name: str,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    as_at: dt.date,
    *,
    flags: Collection[str],
    lists: Collection[str],
) -> Report:
    """A table as a report: flags read yes and no, lists stand in one cell."""
    types = [Type.FLAG if n in flags else Type.LIST if n in lists else _type(n, rows, names) for n in names]
    listed = [number for number, kind in enumerate(types) if kind is Type.LIST]
    values = [list(row) for row in rows]
    for row in values:
        for number in listed:
            row[number] = json.loads(row[number] or "[]")
    return Report(
        name=name,
        as_at=as_at,
        columns=[Column(n, kind) for n, kind in zip(names, types, strict=True)],
        rows=values,
        totals={"rows": len(values)},
        screen="tables",
        about={},
    )


def _type(name: str, rows: Sequence[Sequence[Any]], names: Sequence[str]) -> Type:
    number = names.index(name)
    filled = [row[number] for row in rows if row[number] is not None]
    return Type.NUMBER if filled and all(isinstance(value, int) for value in filled) else Type.TEXT
