"""What deadline words mean, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Cell, Gap, Line, Style, Words, line, muted
from hmic.words import long_day


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """Each deadline: the date, then the words, the rule, and from which day they count."""
    for number, row in enumerate(rows):
        phrase, kind, _, due, exact, rule, recurs, condition, continuing, starts, _ = row
        if number:
            yield Gap()
        yield Line(tuple(_head(kind, due, exact=exact)))
        yield line(f"“{phrase}”", indent=2)
        yield line(f"{rule[:1].upper()}{rule[1:]}.", indent=2)
        for remark in _remarks(recurs, condition, continuing=continuing, starts=starts):
            yield line(muted(remark), indent=2)
    anchor = report.about["anchor"]
    yield Gap()
    yield line(muted(f"Counted from {long_day(anchor.day)}: {anchor.source}."))


def _head(kind: str, due: str | None, *, exact: bool) -> Iterable[Words]:
    if due is None:
        text = "No deadline" if kind == "none" else "No date: needs a target"
        yield Cell(text, Style.MUTED if kind == "none" else Style.SOON)
        yield f"  ({kind})"
        return
    import datetime as dt

    yield Cell(long_day(dt.date.fromisoformat(due)), Style.STRONG)
    yield f"  ({kind}, {'exact' if exact else 'not exact'})"


def _remarks(recurs: str | None, condition: str | None, *, continuing: bool, starts: bool) -> Iterable[str]:
    if condition:
        yield f"Conditional: {condition}."
    if starts:
        yield "Met by starting, not by ending."
    if continuing:
        yield "Continues after that date."
    if recurs:
        yield f"Recurs: {recurs.splitlines()[-1]}."
