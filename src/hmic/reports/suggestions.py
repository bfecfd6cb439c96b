"""Links that the register does not have yet and that may be worth having; a person decides."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from hmic.likeness import Text, alike, candidates
from hmic.reports.value import Column, Report, Type

if TYPE_CHECKING:
    from hmic.reads.threads import ThreadFinding

FIRST = 50
"""How many are proposed."""

COLUMNS = (
    Column("score", Type.NUMBER),
    Column("finding"),
    Column("earlier"),
    Column("title"),
    Column("earlier_title"),
    Column("text"),
    Column("earlier_text"),
    Column("shared_themes", Type.LIST),
)


def build(
    findings: Sequence[ThreadFinding],
    published: Mapping[str, str],
    linked: Collection[frozenset[str]],
    as_at: dt.date,
    *,
    first: int = FIRST,
) -> Report:
    """The likeliest pairs of a finding and one of an earlier report.

    `findings` stand in the order of publication, `published` gives each report's day, and `linked` the
    pairs that are one matter already.
    """
    themes = [frozenset(json.loads(f.themes)) for f in findings]
    texts = [Text(f"{f.title} {f.requirement}", t) for f, t in zip(findings, themes, strict=True)]
    pairs = [
        (later, earlier)
        for later, earlier in candidates(texts)
        if published[findings[earlier].report] < published[findings[later].report]
        and frozenset((findings[later].finding, findings[earlier].finding)) not in linked
    ]
    best = sorted(alike(texts, pairs), key=lambda pair: (-pair[0], pair[1:]))[:first]
    rows = [
        (round(score), findings[m].finding, findings[n].finding, findings[m].title, findings[n].title,
         findings[m].requirement, findings[n].requirement, sorted(themes[m] & themes[n]))
        for score, m, n in best
    ]  # fmt: skip
    return Report(
        name="suggestions",
        as_at=as_at,
        columns=COLUMNS,
        rows=rows,
        totals={"suggestions": len(rows), "compared": len(pairs)},
        screen="suggestions",
        about={},
    )
