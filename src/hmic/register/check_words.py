"""What a register without problems may still have passed over: deadline words in what is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator

from hmic.deadlines import ISSUED, Anchor
from hmic.deadlines.passed_over import passed_over
from hmic.errors import Problem
from hmic.register.check_content import exact_day, partial
from hmic.register.yaml_tree import Document, Mapping, Node, Scalar, Sequence


def check_words(document: Document, only: Container[str] | None = None) -> Iterator[Problem]:
    """Findings, or those named, whose words give a deadline that they do not list.

    `deadlines: []` says that they have none. None of these keeps a register from being loaded.
    """
    root = document.root
    for report in root.each("reports") if isinstance(root, Mapping) else ():
        published = partial(report.text("published")) if isinstance(report, Mapping) else None
        if not isinstance(report, Mapping) or published is None:
            continue
        anchor = Anchor(published.last, published.exact, published.source)
        for finding in report.each("findings"):
            if isinstance(finding, Mapping):
                found = _finding(document, finding, anchor, published.first, [])
                yield from (hint for name, hint in found if only is None or name in only)


def _finding(
    document: Document, finding: Mapping, anchor: Anchor, first: dt.date, above: list[str]
) -> Iterator[tuple[str, Problem]]:
    """`above` are the deadlines of the cause of concern that it is part of."""
    issued = exact_day(finding.text("issued") or "")
    if issued is not None:
        anchor, first = Anchor(issued, source=ISSUED), issued
    own = _phrases(finding)
    inner = [one for one in finding.each("recommendations") if isinstance(one, Mapping)]
    given = [*own, *above, *(phrase for one in inner for phrase in _phrases(one))]
    said = finding.get("requirement")
    if isinstance(said, Scalar) and not (isinstance(finding.get("deadlines"), Sequence) and not own):
        parts = [part.text("requirement") for part in finding.each("parts") if isinstance(part, Mapping)]
        for one in passed_over([said.value, *(part for part in parts if part)], given, anchor, first):
            day = f", {one.due}," if one.due else ""
            name = finding.text("id") or ""
            message = f"{name} says {one.phrase!r}{day} and has no such deadline"
            hint = f"add it: `deadlines: [{one.phrase!r}]`; if it is none, write `deadlines: []`"
            yield name, document.problem(said, "deadline-in-words", message, hint)
    for each in inner:
        yield from _finding(document, each, anchor, first, own)


def _phrases(finding: Mapping) -> list[str]:
    nodes: list[Node | None] = [
        one.get("phrase") if isinstance(one, Mapping) else one for one in finding.each("deadlines")
    ]
    return [one.value for one in nodes if isinstance(one, Scalar) and not one.is_null]
