"""The board's table, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hmic.reports.board import KEY, key_lines
from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Cell, Field, Gap, Grid, Heading, Line, Style, Words, line, muted
from hmic.words import count, day_words, long_day

_STYLES = {"Red": Style.LATE, "Amber": Style.SOON, "Green": Style.GOOD}

_SUM = (("open_then", "", "open then"), ("new", "+ ", "new"), ("closed", "- ", "closed"),
        ("reopened", "+ ", "reopened"), ("open_now", "= ", "open now"))  # fmt: skip


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    totals, forces = report.totals, report.about["forces"]
    names = [column.name for column in report.columns]
    as_at = report.as_at

    yield Heading(f"Board table at {long_day(as_at)}", " · ".join(forces[:3]))
    ratings = ", ".join(f"{totals[word.lower()]} {word.lower()}" for word, _ in KEY)
    apart = count(totals["observations"], "observation")
    yield line(f"{count(totals['findings'], 'finding')}: {ratings}; apart from them {apart}.")
    if "open_then" in totals:
        sums = " ".join(f"{sign}{totals[name]} {words}" for name, sign, words in _SUM)
        yield line(f"Since {day_words(totals['since'])}, observations included: {sums}.")
    yield Gap()
    wanted = ("reference", "title", "status", "rating", "current_deadline", "days_late", "owner")
    at = {name: names.index(name) for name in wanted if name in names}
    fields = (Field("REFERENCE", 23), Field("WHAT", 26, stretch=True), Field("STATUS", 11),
              Field("RATING", 6), Field("DEADLINE", 12, priority=1),
              Field("DAYS LATE", 9, right=True, priority=2), Field("OWNER", 16, priority=3))  # fmt: skip
    yield Grid(fields, tuple(_cells(row, at) for row in rows))
    yield Gap()
    for text in key_lines():
        yield Line((muted(text),))


def _cells(row: Any, at: Mapping[str, int]) -> tuple[Words, ...]:
    def of(name: str) -> Any:
        return row[at[name]] if name in at else None

    word = of("rating")
    return (of("reference"), of("title"), of("status"), Cell(word, _STYLES.get(word, Style.MUTED)),
            day_words(of("current_deadline")), str(of("days_late") or ""), of("owner") or "")  # fmt: skip
