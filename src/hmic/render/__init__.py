"""One module for each format: a report value → text. Pure: no terminal is asked, no file is opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmic.render.formats import Content, Format, Look
    from hmic.reports.report_value import AnyReport


def render(report: AnyReport, form: Format, look: Look) -> Content:
    """A report in a format."""
    content: Content = import_module(f"hmic.render.{form.module}").render(report, look)
    return content
