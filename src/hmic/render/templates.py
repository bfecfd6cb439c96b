"""The templates of all pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hmic.plaintext import FORMULA


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
