"""Links that may be worth having, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hmic.reports.value import Report, Row
from hmic.screens.blocks import Block, Gap, Heading, line, muted, strong
from hmic.words import count


def screen(report: Report, rows: Sequence[Row]) -> Iterable[Block]:
    """Each pair with its score and both texts."""
    if not rows:
        yield line("No link comes to mind.")
        return
    yield Heading("Links that the register does not have yet", count(len(report.rows), "proposal"))
    for score, finding, earlier, title, earlier_title, text, earlier_text, themes in rows:
        yield Gap()
        yield line(strong(f"{score}  {finding}"), " raises again ", strong(f"{earlier}?"))
        yield line(muted("now:  "), f"{title}. {text}", indent=2)
        yield line(muted("then: "), f"{earlier_title}. {earlier_text}", indent=2)
        if themes:
            yield line(muted(f"both: {', '.join(themes)}"), indent=2)
    yield Gap()
    yield line("You decide: add it to the later finding as ", muted(f"follows: [{rows[0][2]}]"))
