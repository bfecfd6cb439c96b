"""What a well-shaped register can still get wrong within one file: dates, ids, grades, deadlines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from hmic.addressee import acts
from hmic.deadlines import ISSUED, Anchor, DeadlineKind, read, unread
from hmic.deadlines.clocks import CLOCKS
from hmic.errors import Problem, did_you_mean, nearest
from hmic.model import SCALES, Kind, PartialDate, Scale
from hmic.register.yaml_tree import Document, Mapping, Node, Scalar, Sequence
from hmic.words import is_slug, slug

YEARS = range(1800, 3000)
"""In which a report can be published: what is counted from a date then never leaves the calendar."""

FORMAT = "1"
LONGEST_DEADLINE = 500
"""Longest deadline phrase, in characters; a whole paragraph would hide which words are meant."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def check_content(document: Document, root: Mapping) -> Iterator[Problem]:
    """Every problem that can be seen within the file, report by report."""
    version = root.get("register")
    if isinstance(version, Scalar) and version.value.isdecimal() and version.value != FORMAT:
        message = f"the register's format is {version.value!r}; this version of hmic reads format 1"
        yield document.problem(version, "bad-version", message)
    yield from _areas(document, root)
    force = root.text("force") or ""
    for report in root.each("reports"):
        if isinstance(report, Mapping):
            yield from _report(document, report)
            for finding in report.each("findings"):
                yield from _who_acts(document, finding, force)


def _areas(document: Document, root: Mapping) -> Iterator[Problem]:
    """A name may belong to one area only."""
    owner: dict[str, str] = {}
    for alias in root.each("areas"):
        if not isinstance(alias, Mapping):
            continue
        area = alias.text("area") or ""
        for name in alias.each("also"):
            if not isinstance(name, Scalar):
                continue
            if owner.setdefault(name.value, area) != area:
                message = f"{name.value!r} is already listed under {owner[name.value]!r}"
                yield document.problem(name, "duplicate-area", message)


def _report(document: Document, report: Mapping) -> Iterator[Problem]:
    published = partial(report.text("published"))
    node = report.get("published")
    if published is None and isinstance(node, Scalar) and not node.is_null:
        yield document.problem(
            node,
            "bad-date",
            f"{node.value!r} is not a date",
            "use 2014-11-27, or 2014-11 or 2014 if that is all you know",
        )
    yield from _id(document, report)
    for item in (report, *report.each("follow_ups")):
        yield from _reviewed(document, item)
    yield from _grades(document, report)
    for clock in report.each("respond_by"):
        name = clock.get("clock") if isinstance(clock, Mapping) else None
        if isinstance(name, Scalar) and name.value not in CLOCKS:
            message = f"{name.value!r} is not a valid clock"
            yield document.problem(name, "unknown-value", message, did_you_mean(name.value, CLOCKS))
        if isinstance(clock, Mapping):
            yield from _issued(document, clock, published)[1]
    anchor = Anchor(published.last, published.exact, published.source) if published else None
    for finding in report.each("findings"):
        if isinstance(finding, Mapping):
            yield from _finding(document, finding, published, anchor, inside_concern=False)


def _who_acts(document: Document, finding: Node, force: str) -> Iterator[Problem]:
    """The words for who must act must make clear whether it is the force: its deadlines depend on it."""
    if not isinstance(finding, Mapping):
        return
    deadlines = (("due_to", one) for one in finding.each("deadlines") if isinstance(one, Mapping))
    for key, holder in (("addressed_to", finding), *deadlines):
        words = holder.get(key)
        if not isinstance(words, Scalar) or words.is_null or holder.get("for_the_force") is not None:
            continue
        if acts(words.value, force) is None:
            message = f"the words {words.value!r} do not say whether the force must act"
            hint = "add `for_the_force: true` or `for_the_force: false` beside them"
            yield document.problem(words, "unclear-addressee", message, hint)
    for inner in finding.each("recommendations"):
        yield from _who_acts(document, inner, force)


def partial(text: str | None) -> PartialDate | None:
    """A report's publication; None where it is not given or is no date."""
    try:
        date = PartialDate.parse(text) if text else None
    except ValueError:
        return None
    return date if date is not None and date.year in YEARS else None


def _id(document: Document, item: Mapping) -> Iterator[Problem]:
    node = item.get("id")
    if isinstance(node, Scalar) and not node.is_null and not is_slug(node.value):
        message = f"the id {node.value!r} is not a slug"
        near = slug(node.value)
        hint = "use lower-case letters, digits and single hyphens"
        yield document.problem(node, "bad-id", message, hint + (f": {near}" if near else ""))


def _reviewed(document: Document, item: Node) -> Iterator[Problem]:
    """What a program drafted counts only once a person has deleted its `review` line."""
    if not isinstance(item, Mapping) or "review" not in item.items:
        return
    key, node = item.items["review"]
    if isinstance(node, Scalar) and not node.is_null:
        message = f"not reviewed yet: {node.value}"
        hint = "check it against the report, correct it, then delete this line"
        yield document.problem(key, "not-reviewed", message, hint)


def _grades(document: Document, report: Mapping) -> Iterator[Problem]:
    scale = report.text("scale")
    meant = nearest(scale, Scale) if scale else None
    known = SCALES[Scale(meant)] if meant else None
    for item in report.each("grades"):
        grade = item.get("grade") if isinstance(item, Mapping) else None
        if not isinstance(grade, Scalar) or grade.is_null:
            continue
        if scale is None:
            message = f"the grade {grade.value!r} is in a report without a scale"
            hint = "add `scale:` to the report: " + ", ".join(Scale)
            yield document.problem(grade, "grade-not-on-scale", message, hint)
        elif known is not None and grade.value not in known:
            message = f"{grade.value!r} is not on the scale {meant}"
            near = did_you_mean(grade.value, known)
            yield document.problem(grade, "grade-not-on-scale", message, near)


def _finding(
    document: Document,
    finding: Mapping,
    published: PartialDate | None,
    anchor: Anchor | None,
    *,
    inside_concern: bool,
) -> Iterator[Problem]:
    """`anchor` is what its deadlines count from unless it was issued itself: its report or its concern."""
    yield from _id(document, finding)
    yield from _reviewed(document, finding)
    yield from _concern(document, finding, inside_concern=inside_concern)
    yield from _parts(document, finding)
    day, problems = _issued(document, finding, published)
    yield from problems
    if day is not None:
        anchor = Anchor(day, source=ISSUED)
    first = anchor.day if anchor and anchor.exact else published.first if published else None
    yield from _deadlines(document, finding, anchor, first)
    for inner in finding.each("recommendations"):
        if isinstance(inner, Mapping):
            yield from _finding(document, inner, published, anchor, inside_concern=True)


def _issued(
    document: Document, item: Mapping, published: PartialDate | None
) -> tuple[dt.date | None, list[Problem]]:
    """The day on which something was sent ahead of its report, and what is wrong with it."""
    issued = item.get("issued")
    if not isinstance(issued, Scalar) or issued.is_null:
        return None, []
    day = exact_day(issued.value)
    if day is None:
        message = f"{issued.value!r} is not a date"
        hint = "use YYYY-MM-DD, such as 2014-11-27"
        return None, [document.problem(issued, "bad-date", message, hint)]
    if published and day > published.last:
        message = f"issued on {day}, after the report of {published}"
        hint = "`issued` is for findings sent before the report; otherwise leave it out"
        return None, [document.problem(issued, "issued-after-report", message, hint)]
    return day, []


def exact_day(text: str) -> dt.date | None:
    """A day as 2014-11-27; None where it is none."""
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _concern(document: Document, finding: Mapping, *, inside_concern: bool) -> Iterator[Problem]:
    kind = finding.get("kind")
    name = kind.value if isinstance(kind, Scalar) else None
    inner = finding.get("recommendations")
    if name == Kind.CAUSE_OF_CONCERN and not (isinstance(inner, Sequence) and inner.items):
        yield document.problem(
            kind or finding,
            "concern-without-recommendation",
            "a cause of concern needs one or more recommendations",
            "put them under `recommendations:` inside it",
        )
    if name in set(Kind) and name != Kind.CAUSE_OF_CONCERN and inner is not None:
        where = finding.items["recommendations"][0]
        message = f"only a cause of concern can have recommendations, not a finding of kind {name!r}"
        yield document.problem(where, "misplaced-recommendations", message)
    if inside_concern and isinstance(kind, Scalar) and name != Kind.RECOMMENDATION:
        message = "inside a cause of concern every finding must be a recommendation"
        yield document.problem(kind, "misplaced-recommendations", message)


def _parts(document: Document, finding: Mapping) -> Iterator[Problem]:
    seen: set[str] = set()
    for part in finding.each("parts"):
        letter = part.get("letter") if isinstance(part, Mapping) else None
        if isinstance(letter, Scalar):
            if letter.value in seen:
                message = f"duplicate part {letter.value!r}"
                yield document.problem(letter, "duplicate-part", message)
            seen.add(letter.value)


def _deadlines(
    document: Document, finding: Mapping, anchor: Anchor | None, first: dt.date | None
) -> Iterator[Problem]:
    """`first` is the first day that the anchor can be: the last is where an inexact one counts from."""
    for deadline in finding.each("deadlines"):
        phrase = deadline.get("phrase") if isinstance(deadline, Mapping) else deadline
        if isinstance(phrase, Scalar) and not phrase.is_null and phrase.value.strip():
            yield from _phrase(
                lambda *what, node=phrase: document.problem(node, *what), phrase.value, anchor, first
            )


def _phrase(
    problem: Callable[..., Problem], phrase: str, anchor: Anchor | None, published: dt.date | None
) -> Iterator[Problem]:
    if len(phrase) > LONGEST_DEADLINE:
        message = f"the deadline words have {len(phrase):,} characters; at most {LONGEST_DEADLINE} are read"
        yield problem("deadline-not-understood", message, "copy only the words that give the deadline")
        return
    counted = anchor or Anchor(dt.date(2000, 1, 1), exact=False)
    readings = read(phrase, counted)
    first = readings[0]
    beside = unread(phrase, counted)
    if first.kind is DeadlineKind.NONE:
        message = f"{phrase!r} gives no deadline: {first.rule}"
        hint = "copy the report's own words, such as `within three months` or `by 31 March 2015`"
        yield problem("deadline-not-understood", message, hint)
    elif len(readings) > 1 or beside:
        parts = ", ".join(repr(reading.phrase) for reading in (*readings, *beside))
        if beside:
            left = ", ".join(repr(reading.phrase) for reading in beside)
            message = f"{phrase!r} contains more than the deadlines read from it: {left}"
            hint = f"make each deadline a separate list item, with only its own words: {parts}"
        else:
            message = f"{phrase!r} gives {len(readings)} deadlines"
            hint = f"make each a separate list item: {parts}"
        yield problem("several-deadlines", message, hint)
    elif published and first.due and first.due < published:
        message = f"{phrase!r} is {first.due}, before the day it counts from ({published})"
        yield problem("deadline-before-report", message, "check the year, here and in `published`")
