"""Links that the register does not have yet and that may be worth having; a person decides."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import Block, Gap, Heading, line, muted, strong
from hmic.similarity import Text, alike, candidates
from hmic.words import count

if TYPE_CHECKING:
    from hmic.store.queries.thread_rows import ThreadFinding

FIRST = 50
"""How many are proposed."""


class Row(NamedTuple):
    """A finding and one of an earlier report that it may raise again."""

    score: int
    finding: str
    earlier: str
    title: str
    earlier_title: str
    text: str
    earlier_text: str
    shared_themes: list[str]


def build(
    findings: Sequence[ThreadFinding],
    published: Mapping[str, str],
    linked: Collection[frozenset[str]],
    as_at: dt.date,
    *,
    first: int = FIRST,
) -> Report[Row, None]:
    """The likeliest pairs of a finding and one of an earlier report.

    `findings` are in order of publication, `published` gives each report's day, and `linked` the
    pairs that are one matter already.
    """
    themes = [frozenset[str](json.loads(f.themes)) for f in findings]
    texts = [Text(f"{f.title} {f.requirement}", t) for f, t in zip(findings, themes, strict=True)]
    pairs = [
        (later, earlier)
        for later, earlier in candidates(texts)
        if published[findings[earlier].report] < published[findings[later].report]
        and frozenset((findings[later].finding, findings[earlier].finding)) not in linked
    ]
    best = sorted(alike(texts, pairs), key=lambda pair: (-pair[0], pair[1:]))[:first]
    rows = [
        Row(
            score=round(score),
            finding=findings[m].finding,
            earlier=findings[n].finding,
            title=findings[m].title,
            earlier_title=findings[n].title,
            text=findings[m].requirement,
            earlier_text=findings[n].requirement,
            shared_themes=sorted(themes[m] & themes[n]),
        )
        for score, m, n in best
    ]
    return Report(
        name="suggestions",
        as_at=as_at,
        row=Row,
        rows=rows,
        totals={"suggestions": len(rows), "compared": len(pairs)},
        facts=None,
        screen=screen,
    )


def screen(report: Report[Row, None], rows: Sequence[Row]) -> Iterable[Block]:
    """Each pair with its score and both texts."""
    if not rows:
        yield line("No likely link found.")
        return
    yield Heading("Links that the register does not have yet", count(len(report.rows), "proposal"))
    for row in rows:
        yield Gap()
        yield line(strong(f"{row.score}  {row.finding}"), " raises again ", strong(f"{row.earlier}?"))
        yield line(muted("now:  "), f"{row.title}. {row.text}", indent=2)
        yield line(muted("then: "), f"{row.earlier_title}. {row.earlier_text}", indent=2)
        if row.shared_themes:
            yield line(muted(f"both: {', '.join(row.shared_themes)}"), indent=2)
    yield Gap()
    yield line("You decide: add it to the later finding as ", muted(f"follows: [{rows[0].earlier}]"))
