"""Ids for a new report and a new finding, which no other has or had."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from hmic.errors import UsageError
from hmic.model import Kind
from hmic.words import slug

if TYPE_CHECKING:
    from pathlib import Path

    from hmic.register_records import Register

_SMALL = {"the", "of", "and", "a", "an", "for", "in", "on", "to", "report"}
_WORDS = 6


def id_for(title: str, published: str) -> str:
    """An id for a new report: the words of its title, and its year.

    >>> id_for("An inspection of custody", "2026-03")
    'inspection-custody-2026'
    """
    words = [word for word in slug(title).split("-") if word and word not in _SMALL]
    year = published[:4]
    if year and not any(re.fullmatch(r"(?:19|20)\d\d", word) for word in words):
        words = [*words[: _WORDS - 1], year]
    return "-".join(words[:_WORDS]) or "report"


def theme_of(text: str) -> str:
    """A theme as the register writes it.

    >>> theme_of("What works")
    'what-works'
    """
    theme = slug(text)
    if not theme:
        message = f"{text!r} is not a theme"
        raise UsageError(message, hint="use words, such as use-of-force")
    return theme


def next_id(db: Path, register: Register, above: str, kind: Kind) -> str:
    """The first id under a report or a concern that was never used, in the register or in the database."""
    sort = f"{above}-{kind.letter}"
    form = re.compile(rf"{re.escape(sort)}([0-9]{{1,9}})")
    numbers = [int(found[1]) for one in _used(db, register) if (found := form.fullmatch(one))]
    return f"{sort}{max(numbers, default=0) + 1}"


def _used(db: Path, register: Register) -> Iterator[str]:
    for report in register.reports:
        for finding in report.findings:
            for one in (finding, *finding.recommendations):
                yield one.id
                yield from one.renamed_from
    if db.exists():
        from hmic.store.connection import open_reading
        from hmic.store.queries import names

        with closing(open_reading(db)) as con:
            yield from names.known(con, "finding")
