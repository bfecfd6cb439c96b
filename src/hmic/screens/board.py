"""The board's table, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hmic.reports.board import KEY, key_lines
from hmic.reports.counts import STEPS, overdue_words, sum_words, undated_words
from hmic.reports.value import Report, Row
from hmic.screens.blocks import (
    NOT_EXACT,
    Block,
    Cell,
    Field,
    Gap,
    Grid,
    Heading,
    Line,
    Style,
    Words,
    line,
    muted,
)
from hmic.words import count, day_of, day_words, forces_words, long_day

_STYLES = {"Red": Style.LATE, "Amber": Style.SOON, "Green": Style.GOOD}


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    totals, forces = report.totals, report.about["forces"]
    names = [column.name for column in report.columns]
    as_at = report.as_at

    yield Heading(f"Board table at {long_day(as_at)}", forces_words(forces))
    ratings = ", ".join(f"{totals[word.lower()]} {word.lower()}" for word, _ in KEY)
    apart = count(totals["observations"], "observation")
    yield line(f"{count(totals['findings'], 'finding')}: {ratings}; plus {apart}.")
    overdue, undated = report.about["lacking"]
    said = overdue_words(overdue)
    yield line(f"{said[0].upper()}{said[1:]}.")
    if missing := undated_words(undated):
        yield line(f"{missing}.")
    if "open_then" in totals:
        for label, part in (("findings", totals), ("observations", totals["observations_since"])):
            sums = sum_words([part[step] for step in STEPS])
            yield line(f"Since {day_words(totals['since'])}, {label}: {sums}.")
    yield Gap()
    wanted = ("reference", "title", "status", "rating", "current_deadline", "days_late", "owner", "exact")
    at = {name: names.index(name) for name in wanted if name in names}
    fields = (Field("REFERENCE", 23), Field("WHAT", 26, stretch=True), Field("STATUS", 11),
              Field("RATING", 6), Field("DEADLINE", 12, priority=1),
              Field("OVERDUE", 9, right=True, priority=2), Field("OWNER", 16, priority=3))  # fmt: skip
    yield Grid(fields, tuple(_cells(row, at) for row in rows))
    yield Gap()
    if any(row[at["exact"]] is False for row in rows):
        yield Line((muted(NOT_EXACT),))
    for text in key_lines():
        yield Line((muted(text),))


def _cells(row: Any, at: Mapping[str, int]) -> tuple[Words, ...]:
    def of(name: str) -> Any:
        return row[at[name]] if name in at else None

    word = of("rating")
    late = count(of("days_late"), "day") if of("days_late") else ""
    return (of("reference"), of("title"), of("status"), Cell(word, _STYLES.get(word, Style.MUTED)),
            day_of(of("current_deadline"), of("exact")), late, of("owner") or "")  # fmt: skip
