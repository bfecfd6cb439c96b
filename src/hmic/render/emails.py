"""An email as plain text and as a page for a mail program: the same content twice."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from hmic.plaintext import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmic.reports.email_text import Email, Item

WIDTH = 72


def text(email: Email) -> str:
    """The email as plain text, in lines of at most 72 characters where words allow it."""
    lines = [*_filled(email.heading), "=" * min(WIDTH, len(email.heading)), ""]
    for sentence in email.lead:
        lines += _filled(sentence)
    for section in email.sections:
        lines += ["", section.title.upper(), ""]
        for number, item in enumerate(section.items):
            lines += [*([""] if number else []), *_item(item)]
        if section.items and section.lines:
            lines.append("")
        for said in section.lines:
            lines += _filled(said, "- ", "  ")
    if email.closing:
        lines += ["", "-" * WIDTH]
        for sentence in email.closing:
            lines += _filled(sentence)
    return harmless("\n".join(lines)) + "\n"


def _item(item: Item) -> Iterable[str]:
    yield from _filled(f"{item.id}: {item.title}")
    widest = max((len(field.label) for field in item.fields), default=0)
    for field in item.fields:
        head = f"  {field.label:<{widest}}  "
        yield from _filled(field.value, head, " " * len(head))


def _filled(words: str, first: str = "", others: str = "") -> list[str]:
    lines: list[str] = []
    for paragraph in words.splitlines() or [""]:
        start = others if lines else first
        lines += textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=start,
            subsequent_indent=others,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [start.rstrip()]
    return lines


def page(email: Email) -> str:
    """The email as HTML that mail programs, phones among them, show as it is meant."""
    from hmic.render.templates import template

    return harmless(f"{template('email.html.j2').render(email=email)}\n")
