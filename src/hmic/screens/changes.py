"""Matters across the inspections, for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hmic.model import PartialDate
from hmic.reports.changes import MARKS, RAISED, REPEATED, WORDS, heaviest, in_several_reports
from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Cell, Field, Gap, Grid, Heading, Style, Words, line, muted
from hmic.words import count, forces_words, long_day, short_day

if TYPE_CHECKING:
    from hmic.reads.threads import ReportRow


VERDICT_STYLES = {
    RAISED: Style.SOON,
    REPEATED: Style.LATE,
    "worsened": Style.LATE,
    "unchanged": Style.SOON,
    "improved": Style.GOOD,
    "resolved": Style.GOOD,
}


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """The blocks of the report for the rows that are shown."""
    totals, as_at, about = report.totals, report.as_at, report.about
    reports, forces, everything = about["reports"], about["forces"], about["everything"]

    shown = [row for row in rows if everything or in_several_reports(row[3])]
    yield Heading(f"Changes between inspections, to {long_day(as_at)}", forces_words(forces))
    again = totals["raised_again"]
    yield line(
        f"{count(totals['threads'], 'thread')}, {totals['open']} open: ",
        f"{totals['in_several_reports']} in more than one report (",
        Cell(f"{again} raised again", Style.LATE if again else Style.PLAIN),
        f"), {totals['mentioned_once']} in one report only.",
    )
    if reopened := totals["reopened"]:
        yield line(f"Reopened by a later report: {count(reopened, 'thread')}.")
    if apart := totals["threads_of_observations"]:
        yield line(
            f"{count(apart, 'thread')} of these {'is' if apart == 1 else 'are'} of observations alone."
        )
    if shown:
        columns = _inspections(shown, reports)
        yield Gap()
        yield _grid(shown, columns, as_at)
        yield Gap()
        marks = ", ".join(f"{MARKS[verdict]} {words}" for verdict, words in WORDS.items())
        yield line(muted(f"{marks}, . not mentioned"))
    left = totals["mentioned_once"]
    if left and not everything:
        yield line(
            f"{count(left, 'more thread')} in one report only, not mentioned since: ", muted("--all")
        )
    if shown:
        yield line("The whole story of the first: ", muted(f"hmic changes {shown[0][0]}"))


def _inspections(rows: Sequence[Any], reports: Sequence[ReportRow]) -> list[ReportRow]:
    spoke = {step["report"] for row in rows for step in row[3]}
    return [report for report in reports if report.report in spoke]


def _grid(rows: Sequence[Any], columns: Sequence[ReportRow], as_at: dt.date) -> Grid:
    """A line for each matter: in words where there is room, else in marks."""
    wide = (
        Field("THREAD", 30, stretch=True),
        *(Field(short_day(c.published), 6, priority=_priority(c)) for c in columns),
        Field("NOW", 6),
        Field("OPEN FOR", 8),
        Field("BEGAN WITH", 24, priority=1),
    )
    narrow = (
        Field("THREAD", 24, stretch=True),
        *(Field(short_day(c.published), 4, priority=_priority(c)) for c in columns),
        Field("NOW", 6),
        Field("FOR", 4, priority=3),
        Field("BEGAN WITH", 24, priority=4),
    )
    in_marks = Grid(narrow, tuple(_cells(row, columns, MARKS, as_at) for row in rows))
    return Grid(wide, tuple(_cells(row, columns, WORDS, as_at) for row in rows), in_marks)


def _priority(report: ReportRow) -> int:
    return 0 if report.mentioned_in is None else 2


def _cells(
    row: Any, columns: Sequence[ReportRow], signs: Mapping[str, str], as_at: dt.date
) -> tuple[Words, ...]:
    said: dict[str, list[str]] = {}
    for step in row[3]:
        said.setdefault(step["report"], []).append(step["verdict"])
    began = next((c.published_on for c in columns if c.report in said), "")
    cells: list[Words] = []
    again = False
    for column in columns:
        verdicts = list(dict.fromkeys(said.get(column.report, ())))
        if verdicts:
            text = (" " if signs is MARKS else ", ").join(signs[v] for v in verdicts)
            word = heaviest(verdicts)
            again = again or word == REPEATED
            # What had to be raised again is not well because a later report finds it better.
            style = Style.SOON if again and word == "improved" else VERDICT_STYLES[word]
            cells.append(Cell(text, style))
        else:
            looked = column.mentioned_in is None and column.published_on > began
            cells.append(muted("." if looked else ""))
    now = Cell("reopened" if row[4] else row[2], Style.SOON if row[2] == "open" else Style.GOOD)
    return (row[1], *cells, now, _how_long(row, as_at), row[0])


_YEAR = 365.25


def _how_long(row: Any, as_at: dt.date) -> str:
    """From the day it was first raised to the day it was closed, or to today."""
    first = PartialDate.parse(row[3][0]["date"]).last
    last = PartialDate.parse(row[3][-1]["date"]).last if row[2] == "closed" else as_at
    days = (last - first).days
    return f"{days / _YEAR:.0f} y" if days >= 2 * _YEAR else f"{days / _YEAR * 12:.0f} m"
