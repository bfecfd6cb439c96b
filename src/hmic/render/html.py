"""Reports that have a page of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.errors import UsageError
from hmic.plaintext import harmless
from hmic.render.formats import Format
from hmic.reports.changes_report import Facts

if TYPE_CHECKING:
    from hmic.render.formats import Look
    from hmic.reports.report_value import AnyReport


def render(report: AnyReport, _: Look) -> str:
    """The page as text; UsageError for a report that has none."""
    if not isinstance(report.facts, Facts) or report.facts.page is None:
        message = f"there is no page for {report.name}"
        raise UsageError(message, hint=f"html is for: {Format.HTML.only}")
    return harmless(f"{report.facts.page(report)}\n")
