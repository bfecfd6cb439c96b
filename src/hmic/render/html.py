"""The changes between inspections as one self-contained page, and the templates of all pages."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmic.errors import UsageError
from hmic.model import SCALES, PartialDate, Scale
from hmic.plaintext import FORMULA, harmless
from hmic.render.formats import Format
from hmic.reports.changes_report import MARKS, WORDS, Facts, Row, Step, heaviest
from hmic.words import count, day_of, forces_words, known_day, long_day, short_day

if TYPE_CHECKING:
    from hmic.render.formats import Look
    from hmic.reports.changes_report import Changes
    from hmic.reports.grades_report import Row as Grade
    from hmic.reports.report_value import AnyReport
    from hmic.store.queries.list_rows import DeadlineRow


def render(report: AnyReport, _: Look) -> str:
    """The page as text; UsageError for a report that has none."""
    if not isinstance(report.facts, Facts):
        message = f"there is no page for {report.name}"
        raise UsageError(message, hint=f"html is for: {Format.HTML.only}")
    return harmless(f"{template('changes.html.j2').render(_words(report))}\n")


def template(name: str, **words: Any) -> Any:
    """A page's template, in which every text is escaped; `words` are what it may call beside its facts."""
    made = environment(Path(__file__).parent)
    made.globals.update(words)
    return made.get_template(name)


def environment(folder: Path) -> Any:
    """The templates of a folder: every text is escaped, and a name that is not known is an error."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_inert,
    )


def _inert(value: Any) -> Any:
    """A text that a spreadsheet would run, with a mark of no width before it.

    Spreadsheets open pages too, and take a cell that begins like a formula for one.
    """
    if type(value) is str and value.lstrip().startswith(FORMULA):
        return f"\N{WORD JOINER}{value}"
    return value


class _Scale:
    """Days → places across the page, in per cent.

    Inspections stand at even distances, whether months or years lie between them; a day between two
    stands in proportion.
    """

    def __init__(self, days: Sequence[dt.date], as_at: dt.date) -> None:
        self.days = sorted({*days, max([as_at, *days])})
        steps = max(1, len(self.days) - 1)
        self.places = [100 * number / steps for number in range(len(self.days))]

    def of(self, day: dt.date) -> float:
        """The place of a day; days outside the page stand at its edge."""
        if day <= self.days[0]:
            return 0.0
        if day >= self.days[-1]:
            return 100.0
        n = bisect_right(self.days, day)
        left, right = self.days[n - 1], self.days[n]
        part = (day - left) / (right - left)
        return round(self.places[n - 1] + part * (self.places[n] - self.places[n - 1]), 2)


_ROOM = 10
"""How many labels with a month the page has room for; more have the year alone."""


def _words(report: Changes) -> dict[str, Any]:
    facts, totals = report.facts, report.facts.totals
    told = [row for row in report.rows if row.in_several_reports]
    spoke = {step.report for row in told for step in row.steps}
    reports = [r for r in facts.reports if r.report in spoke]
    scale = _Scale([PartialDate.parse(r.published).last for r in reports], report.as_at)
    # Two reports of one day stand at one place, and share its rule.
    at = {scale.of(PartialDate.parse(r.published).last): short_day(r.published) for r in reports}
    many = len(at) > _ROOM
    rules = [{"at": place, "label": label.split()[-1] if many else label} for place, label in at.items()]
    return {
        "forces": forces_words(report.forces) or "No force",
        "as_at": f"{long_day(report.as_at)}{report.as_known}",
        "sentence": f"{report.unknown}."
        if report.unknown
        else (
            f"{count(totals.threads, 'thread')}, {totals.open} still open: "
            f"{totals.in_several_reports} in more than one report "
            f"({totals.raised_again} raised again), {totals.mentioned_once} in one report only."
        ),
        "key": [{"verdict": v, "sign": MARKS[v], "words": WORDS[v]} for v in WORDS],
        "rules": rules,
        "matters": [_matter(row, scale, rules, facts.deadlines) for row in told],
        "single": [
            {"title": row.title, "id": row.thread, "day": known_day(row.steps[0].date), "state": row.state}
            for row in report.rows
            if not row.in_several_reports
        ],
        **grade_table(facts.grades),
    }


def _matter(
    row: Row,
    scale: _Scale,
    rules: Sequence[Mapping[str, Any]],
    deadlines: Mapping[str, Sequence[DeadlineRow]],
) -> dict[str, Any]:
    steps = [_step(step, scale) for step in row.steps]
    start = steps[0]["at"]
    end = 100.0 if row.state == "open" else steps[-1]["at"]
    own = {step["at"] for step in steps}
    return {
        "id": row.thread,
        "title": row.title,
        "state": row.state,
        "start": start,
        "length": round(end - start, 2),
        "steps": steps,
        "marks": _apart(steps),
        "rules": [rule for rule in rules if rule["at"] in own],
        "dues": [due for step in row.steps for due in _dues(step, deadlines, scale)],
    }


def _step(step: Step, scale: _Scale) -> dict[str, Any]:
    at = scale.of(PartialDate.parse(step.date).last)
    day, words = known_day(step.date), WORDS[step.verdict]
    return {
        "at": at,
        "side": "right" if at > 50 else "left",  # noqa: PLR2004 - the middle of the page
        "verdict": step.verdict,
        "sign": MARKS[step.verdict],
        "day": day,
        "words": words,
        "report": step.report,
        "summary": step.summary,
        "label": f"{day}, {words}: {step.summary} ({step.report})",
    }


def _apart(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One mark for each place: what one report said of a matter in several passages is one mark."""
    places: dict[float, dict[str, Any]] = {}
    for step in steps:
        mark = places.setdefault(step["at"], {**step, "sign": "", "label": ""})
        if step["sign"] not in mark["sign"].split():
            mark["sign"] = f"{mark['sign']} {step['sign']}".strip()
        mark["label"] = f"{mark['label']} {step['label']}".strip()
        mark["verdict"] = heaviest((mark["verdict"], step["verdict"]))
    return list(places.values())


def _dues(
    step: Step, deadlines: Mapping[str, Sequence[DeadlineRow]], scale: _Scale
) -> list[dict[str, Any]]:
    """The time that a finding's deadlines gave, from its report to the date."""
    if step.verdict not in ("raised", "repeated"):
        return []
    begin = scale.of(PartialDate.parse(step.date).last)
    result = []
    for deadline in deadlines.get(step.finding, ()):
        first = dt.date.fromisoformat(deadline.original_due) if deadline.original_due else None
        if first is None:
            continue
        what = f"“{deadline.phrase}”" if deadline.phrase else "the force's target"
        due = f"Due {day_of(first, deadline.original_exact)}, {what}"
        result.append(_bar(begin, scale.of(first), due, moved=False))
        if deadline.times_extended and deadline.due:
            to = day_of(deadline.due, deadline.exact)
            moved = f"Moved {deadline.times_extended}× to {to}: {deadline.why_moved}"
            now = scale.of(dt.date.fromisoformat(deadline.due))
            result.append(_bar(scale.of(first), now, moved, moved=True))
    return result


def _bar(start: float, end: float, words: str, *, moved: bool) -> dict[str, Any]:
    return {"start": start, "length": round(max(0.6, end - start), 2), "words": words, "moved": moved}


def grade_table(rows: Sequence[Grade]) -> dict[str, Any]:
    """Areas down, inspections across, with a bar where the scale changes."""
    heads: list[dict[str, Any]] = []
    known: dict[str, int] = {}
    last = None
    for row in sorted(rows, key=lambda row: PartialDate.parse(row.date).last):
        if row.report in known or row.scale is None:
            continue
        bar = last is not None and row.scale != last
        last = row.scale
        known[row.report] = len(heads)
        heads.append({"day": short_day(row.date), "scale": row.scale, "bar": bar, "report": row.report})
    areas = list(dict.fromkeys(row.area for row in rows))
    cells = {(row.area, row.report): row for row in rows}
    lines = []
    for area in areas:
        line = []
        for head in heads:
            given = cells.get((area, head["report"]))
            grade = "" if given is None else given.grade or "not graded"
            line.append(
                {
                    "grade": f"{grade} (carried over)" if given and given.carried_from else grade,
                    "bar": head["bar"],
                }
            )
        if any(cell["grade"] for cell in line):
            lines.append({"area": area, "cells": line})
    scales = [
        {"days": ", ".join(h["day"] for h in heads if h["scale"] == scale),
         "words": f"{scale} ({', '.join(SCALES[Scale(scale)])})"}
        for scale in dict.fromkeys(head["scale"] for head in heads)
    ]  # fmt: skip
    return {"grade_heads": heads, "grade_lines": lines, "scales": scales}
