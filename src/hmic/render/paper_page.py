"""The board's paper as one self-contained page that prints to A4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hmic.plaintext import harmless
from hmic.render import charts
from hmic.render.grade_table import grade_table
from hmic.render.templates import template
from hmic.reports import first_page
from hmic.words import capitalised, count, day_of, day_words, forces_words, known_day, long_day, short_day

if TYPE_CHECKING:
    from hmic.reports.board_paper import BoardPaper

TEMPLATE = Path(__file__).parent / "paper.html.j2"

FEW = 4
"""How many rows of each kind the first page has; all of them are in the sections after it."""


class Chart(NamedTuple):
    """A chart of the paper: numbers by label as bars, or a number over time as a line."""

    title: str
    bars: Sequence[tuple[str, int]] = ()
    history: Sequence[tuple[dt.date, int]] = ()


def charts_of(paper: BoardPaper) -> list[Chart]:
    """The charts in order: the line over time, if any, and the bars."""
    line = [Chart("Findings open over time", history=paper.history)] if len(paper.history) > 1 else []
    return [
        *line,
        Chart("Open findings by when they were raised", paper.ages),
        Chart("Open findings by when they are due", paper.when_due),
    ]


def render(paper: BoardPaper) -> str:
    """The page as text."""
    drawn = charts_of(paper)
    made = template(
        TEMPLATE.name,
        day=day_words,
        day_of=day_of,
        known=known_day,
        short=short_day,
        count=count,
        capitalised=capitalised,
        step_words=first_page.step_words,
        reason_words=first_page.reason_words,
    )
    page = made.render(
        paper=paper,
        forces=forces_words(paper.forces) or "No force",
        as_at=f"{long_day(paper.as_at)}{paper.as_known}",
        since=long_day(paper.since),
        few=FEW,
        lines=[(one.title, charts.open_over_time(one.history, one.title)) for one in drawn if one.history],
        bars=[(one.title, charts.bars(one.title, one.bars)) for one in drawn if one.bars],
        **grade_table(paper.grades),
    )
    return harmless(f"{page}\n")
