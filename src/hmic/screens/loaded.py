"""What a load changed, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Cell, Line, Style, Words, line, muted

_FEW = 8


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:  # noqa: ARG001 - one shape for all
    """The blocks of the report for the rows that are shown."""
    changes, where = report.about["changes"], report.about["where"]
    dry_run = report.about["dry_run"]

    if not changes.any:
        yield line(f"No change: {where} holds the register as it is.")
        return
    what = "would change" if dry_run else "loaded"
    yield line(Cell(f"{where}: {what}", Style.STRONG))
    for word, ids in (
        ("added", changes.added),
        ("amended", changes.amended),
        ("withdrawn", changes.withdrawn),
        ("reinstated", changes.reinstated),
    ):
        if ids:
            yield Line(tuple(_named(word, ids)), indent=2)
    if changes.unchanged:
        yield line(f"{changes.unchanged:,} unchanged", indent=2)
    if changes.withdrawn:
        yield line(muted("What was withdrawn stays in the database with all that was recorded of it."))

    if not dry_run:
        yield line("What is late now: ", muted("hmic overdue"))


def _named(word: str, ids: tuple[str, ...]) -> Iterable[Words]:
    yield f"{len(ids):,} {word}"
    if len(ids) <= _FEW:
        yield muted(f": {', '.join(ids)}")
