"""How each matter changed between inspections: threads, and the comparison of two inspections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import is_finding
from hmic.model import PartialDate
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import (
    Block,
    Cell,
    Gap,
    Grid,
    GridColumn,
    Heading,
    Style,
    Words,
    line,
    muted,
)
from hmic.reports.threads import RAISED, REPEATED, WORDS, Step, Thread, heaviest, worst_first
from hmic.row_columns import Day
from hmic.words import count, forces_words, long_day, short_day

if TYPE_CHECKING:
    from hmic.store.queries.thread_rows import ReportRow


MARKS = {
    RAISED: "R",
    REPEATED: "R+",
    "improved": "/",
    "unchanged": "=",
    "worsened": "\\",
    "resolved": "ok",
}


class Row(NamedTuple):
    """One matter: what each report said of it, and its status."""

    thread: str
    title: str
    state: str
    steps: Sequence[Step]
    reopened_by: list[str]
    closed_on: Day | None

    @property
    def in_several_reports(self) -> bool:
        """Whether its steps come from more than one report."""
        return len({step.report for step in self.steps}) > 1


class Totals(NamedTuple):
    """How many threads there are of each sort."""

    threads: int
    threads_of_observations: int
    open: int
    reopened: int
    raised_again: int
    in_several_reports: int
    mentioned_once: int


class Facts(NamedTuple):
    """What a screen shows besides, and what makes the page of it."""

    totals: Totals
    reports: Sequence[ReportRow]
    everything: bool
    page: Callable[[Changes], str] | None = None


Changes = Report[Row, Facts]


def build(
    found: Iterable[Thread],
    reports: Sequence[ReportRow],
    as_at: dt.date,
    *,
    forces: Sequence[str],
    everything: bool = False,
) -> Changes:
    """A row for each thread, what is open and raised most often first.

    A terminal shows each thread that is in more than one report, and with `everything` the others too.
    """
    ordered = worst_first(found)
    rows = [
        Row(
            thread=thread.root.finding,
            title=thread.root.title,
            state="open" if thread.open else "closed",
            steps=thread.steps,
            reopened_by=thread.reopened_by,
            closed_on=thread.closed_on,
        )
        for thread in ordered
    ]
    several = sum(thread.times_spoken_of > 1 for thread in ordered)
    of_findings = sum(any(is_finding(f.kind) for f in thread.findings) for thread in ordered)
    totals = Totals(
        threads=len(rows),
        threads_of_observations=len(rows) - of_findings,
        open=sum(1 for thread in ordered if thread.open),
        reopened=sum(bool(thread.reopened_by) for thread in ordered),
        raised_again=sum(1 for thread in ordered if thread.times_raised > 1),
        in_several_reports=several,
        mentioned_once=len(rows) - several,
    )
    return Report(
        name="changes",
        as_at=as_at,
        row=Row,
        rows=rows,
        totals=totals._asdict(),
        facts=Facts(totals, reports, everything),
        screen=screen,
        forces=forces,
        whole=True,
    )


VERDICT_STYLES = {
    RAISED: Style.PLAIN,
    REPEATED: Style.OVERDUE,
    "worsened": Style.OVERDUE,
    "unchanged": Style.PLAIN,
    "improved": Style.GOOD,
    "resolved": Style.GOOD,
}


def screen(report: Changes, rows: Sequence[Row]) -> Iterable[Block]:
    """What several reports said of a matter, a line for each."""
    facts, totals, as_at = report.facts, report.facts.totals, report.as_at
    shown = [row for row in rows if facts.everything or row.in_several_reports]
    yield Heading(f"Changes between inspections, to {long_day(as_at)}", forces_words(report.forces))
    again = totals.raised_again
    yield line(
        f"{count(totals.threads, 'thread')}, {totals.open} open: ",
        f"{totals.in_several_reports} in more than one report (",
        Cell(f"{again} raised again", Style.OVERDUE if again else Style.PLAIN),
        f"), {totals.mentioned_once} in one report only.",
    )
    if reopened := totals.reopened:
        yield line(f"Reopened by a later report: {count(reopened, 'thread')}.")
    if apart := totals.threads_of_observations:
        yield line(
            f"{count(apart, 'thread')} of these {'is' if apart == 1 else 'are'} of observations alone."
        )
    if shown:
        columns = _inspections(shown, facts.reports)
        yield Gap()
        yield _grid(shown, columns, as_at)
        yield Gap()
        marks = ", ".join(f"{MARKS[verdict]} {words}" for verdict, words in WORDS.items())
        yield line(muted(f"{marks}, . not mentioned"))
    left = totals.mentioned_once
    if left and not facts.everything:
        yield line(
            f"{count(left, 'more thread')} in one report only, not mentioned since: ", muted("--all")
        )
    if shown:
        yield line("See the timeline of the first: ", muted(f"hmic changes {shown[0].thread}"))


def _inspections(rows: Sequence[Row], reports: Sequence[ReportRow]) -> list[ReportRow]:
    spoke = {step.report for row in rows for step in row.steps}
    return [report for report in reports if report.report in spoke]


def _grid(rows: Sequence[Row], columns: Sequence[ReportRow], as_at: dt.date) -> Grid:
    """A line for each matter: in words where there is room, else in marks."""
    wide = (
        GridColumn("THREAD", stretch=30),
        *(GridColumn(short_day(c.published)) for c in columns),
        GridColumn("NOW"),
        GridColumn("OPEN FOR"),
        GridColumn("BEGAN WITH"),
    )
    narrow = (
        GridColumn("THREAD", stretch=24),
        *(GridColumn(c.published[: len("2014")], priority=_priority(c)) for c in columns),
        GridColumn("NOW"),
        GridColumn("FOR", priority=3),
        GridColumn("BEGAN WITH", priority=4),
    )
    in_marks = Grid(narrow, tuple(_cells(row, columns, MARKS, as_at) for row in rows))
    return Grid(wide, tuple(_cells(row, columns, WORDS, as_at) for row in rows), in_marks)


def _priority(report: ReportRow) -> int:
    return 0 if report.mentioned_in is None else 2


def _cells(
    row: Row, columns: Sequence[ReportRow], signs: Mapping[str, str], as_at: dt.date
) -> tuple[Words, ...]:
    said: dict[str, list[str]] = {}
    for step in row.steps:
        said.setdefault(step.report, []).append(step.verdict)
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
            style = Style.PLAIN if again and word == "improved" else VERDICT_STYLES[word]
            cells.append(Cell(text, style))
        else:
            looked = column.mentioned_in is None and column.published_on > began
            cells.append(muted("." if looked else ""))
    now = Cell(
        "reopened" if row.reopened_by else row.state, Style.PLAIN if row.state == "open" else Style.GOOD
    )
    return (row.title, *cells, now, _how_long(row, as_at), row.thread)


_YEAR = 365.25


def _how_long(row: Row, as_at: dt.date) -> str:
    """From the day it was first raised to the day it was closed, or to today."""
    first = PartialDate.parse(row.steps[0].date).last
    last = dt.date.fromisoformat(row.closed_on) if row.closed_on else as_at
    days = (last - first).days
    return f"{days / _YEAR:.0f} y" if days >= 2 * _YEAR else f"{days / _YEAR * 12:.0f} m"
