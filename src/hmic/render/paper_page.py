"""The board's paper as one self-contained page that prints to A4."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hmic.plaintext import harmless
from hmic.render import charts
from hmic.render.html import grade_table, template
from hmic.words import count, day_of, day_words, forces_words, known_day, long_day, short_day

if TYPE_CHECKING:
    from hmic.reports.board_paper import Paper

TEMPLATE = Path(__file__).parent / "paper.html.j2"


def render(paper: Paper) -> str:
    """The page as text."""
    drawn = [
        ("Open findings at the end of each quarter", paper.history),
        ("Open findings by when they are due", paper.when_due),
        ("Findings by rating, closed ones too", [(word, number) for word, number, _ in paper.ratings]),
    ]
    made = template(
        TEMPLATE.name, day=day_words, day_of=day_of, known=known_day, short=short_day, count=count
    )
    page = made.render(
        paper=paper,
        forces=forces_words(paper.forces) or "No force",
        as_at=f"{long_day(paper.as_at)}{paper.as_known}",
        since=long_day(paper.since),
        charts=[(title, charts.bars(title, values)) for title, values in drawn],
        **grade_table(paper.grades),
    )
    return harmless(f"{page}\n")
