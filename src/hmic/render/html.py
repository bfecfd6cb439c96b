"""Reports that have a page of their own, and the templates of all pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmic.errors import UsageError
from hmic.model import SCALES, PartialDate, Scale
from hmic.plaintext import FORMULA, harmless
from hmic.render.formats import Format
from hmic.reports.changes_report import Facts
from hmic.words import short_day

if TYPE_CHECKING:
    from hmic.render.formats import Look
    from hmic.reports.grades_report import Row as Grade
    from hmic.reports.report_value import AnyReport


def render(report: AnyReport, _: Look) -> str:
    """The page as text; UsageError for a report that has none."""
    if not isinstance(report.facts, Facts) or report.facts.page is None:
        message = f"there is no page for {report.name}"
        raise UsageError(message, hint=f"html is for: {Format.HTML.only}")
    return harmless(f"{report.facts.page(report)}\n")


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
