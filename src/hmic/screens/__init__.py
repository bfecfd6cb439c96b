"""One module for each report: its rows as blocks for a terminal. Pure; `render/table.py` draws them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from hmic.screens.blocks import Heading, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmic.reports.value import Report, Row
    from hmic.screens.blocks import Block


def blocks_of(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of a report for the rows that are to be shown."""
    if report.unknown is not None:
        return [Line((f"{report.unknown}.",))]
    blocks: Iterable[Block] = import_module(f"hmic.screens.{report.screen}").screen(report, rows)
    return _dated(blocks, report.as_known) if report.as_known else blocks


def _dated(blocks: Iterable[Block], as_known: str) -> Iterable[Block]:
    """The blocks, of which the first heading says by which day things were known."""
    said = False
    for block in blocks:
        if said:
            yield block
        elif isinstance(block, Heading):
            yield Heading(f"{block.text}{as_known}", block.remark)
        else:
            yield Line((f"{as_known[2:3].upper()}{as_known[3:]}.",))
            yield block
        said = True
