"""What a word was meant for that a command line has too many of. Imported only when there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hmic.errors import HmicError

_FEW_VALUES = frozenset({"STATUS", "KIND", "FORMAT", "WHEN", "SIZE", "ORDER", "DATE"})
"""What options take that is known by its value."""

_TEXTS = frozenset({"POST", "TEXT", "WORDS", "NAME", "AREA", "THEME", "FORCE"})
"""What may have several words."""


def meant(error: Any, arguments: Sequence[str], extra: str) -> str | None:
    """A hint for words that are too many: the option that takes them, or quotes; None without a guess."""
    context = error.ctx
    options = list(_options_for(context, extra))
    if len(options) == 1 or "--as-at" in options:
        value = f"'{extra}'" if " " in extra else extra
        return f"did you mean {'--as-at' if '--as-at' in options else options[0]} {value}?"
    first = extra.split(" ", maxsplit=1)[0]
    at = arguments.index(first) if first in arguments else 0
    if at and _takes_text(context, arguments[:at]):
        return f'put several words in quotes: "{arguments[at - 1]} {extra}"'
    return None


def _options_for(context: Any, word: str) -> Iterator[str]:
    for option in context.command.params:
        if option.metavar in _FEW_VALUES and option.opts[0].startswith("--"):
            try:
                option.type.convert(word, option, context)
            except (HmicError, ValueError):
                continue
            yield option.opts[0]


def _takes_text(context: Any, before: Sequence[str]) -> bool:
    """Whether the word before was a text: the value of an option, or of the last argument."""
    *_, asked, text = ("", *before)
    if text.startswith("-"):
        return False
    if asked.startswith("-"):
        return any(asked in option.opts and option.metavar in _TEXTS for option in context.command.params)
    places = [one.metavar for one in context.command.params if not one.opts[0].startswith("-")]
    return bool(places) and places[-1] in _TEXTS
