"""One module for each report: its rows as blocks for a terminal. Pure; `render/table.py` draws them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmic.reports.value import Report, Row
    from hmic.screens.blocks import Block


def blocks_of(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of a report for the rows that are to be shown."""
    blocks: Iterable[Block] = import_module(f"hmic.screens.{report.screen}").screen(report, rows)
    return blocks
