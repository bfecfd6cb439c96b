"""Matters across the inspections, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hmic.reports.changes import MARKS, RAISED, REPEATED
from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Cell, Field, Gap, Grid, Heading, Style, Words, line, muted
from hmic.words import count, known_day, long_day

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

    shown = [row for row in rows if everything or len(row[3]) > 1]
    yield Heading(f"Changes between inspections, to {long_day(as_at)}", " · ".join(forces[:3]))
    again = totals["raised_again"]
    yield line(
        f"{count(totals['threads'], 'matter')}, {totals['open']} open; ",
        Cell(f"{again} raised again", Style.LATE if again else Style.PLAIN),
        f"; {totals['mentioned_once']} mentioned once only.",
    )
    if shown:
        columns = _inspections(shown, reports)
        yield Gap()
        yield Grid(_fields(columns), tuple(_cells(row, columns) for row in shown))
        yield Gap()
        yield line(muted("R raised, R+ raised again, / improved, = unchanged, \\ worsened, "
                         "ok resolved, . not mentioned"))  # fmt: skip
    left = totals["mentioned_once"]
    if left and not everything:
        yield line(f"{left} more were raised once and not spoken of since: ", muted("--all"))
    if shown:
        yield line("The whole story of the first: ", muted(f"hmic changes {shown[0][0]}"))


def _inspections(rows: Sequence[Any], reports: Sequence[ReportRow]) -> list[ReportRow]:
    spoke = {step["report"] for row in rows for step in row[3]}
    return [report for report in reports if report.report in spoke]


def _fields(columns: Sequence[ReportRow]) -> tuple[Field, ...]:
    years = [
        Field(f"{known_day(c.published[:7])[:3] + ' ' if len(c.published) > 4 else ''}"  # noqa: PLR2004
              f"{c.published[2:4] if len(c.published) > 4 else c.published}", 6,  # noqa: PLR2004
              priority=0 if c.mentioned_in is None else 2)
        for c in columns
    ]  # fmt: skip
    return (
        Field("MATTER", 26, stretch=True),
        *years,
        Field("NOW", 6),
        Field("BEGAN WITH", 24, priority=1),
    )


def _cells(row: Any, columns: Sequence[ReportRow]) -> tuple[Words, ...]:
    said: dict[str, list[str]] = {}
    for step in row[3]:
        said.setdefault(step["report"], []).append(step["verdict"])
    began = min(columns, key=lambda c: c.report not in said).published_on if said else ""
    cells: list[Words] = []
    for column in columns:
        verdicts = list(dict.fromkeys(said.get(column.report, ())))
        if verdicts:
            text = " ".join(MARKS[v] for v in verdicts)
            cells.append(Cell(text, VERDICT_STYLES[verdicts[-1]]))
        else:
            cells.append(muted("." if column.published_on > began else ""))
    now = Cell(row[2], Style.SOON if row[2] == "open" else Style.GOOD)
    return (row[1], *cells, now, row[0])
