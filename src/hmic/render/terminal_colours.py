"""The colours of a terminal: when there are any, and which."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Color(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def colored(when: Color, environ: Mapping[str, str], *, able: bool) -> bool:
    """Whether to colour; `able` says whether the output is a terminal that shows escape codes."""
    if when is not Color.AUTO:
        return when is Color.ALWAYS
    return able and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


STYLES = {
    "plain": "",
    "strong": "bold",
    "muted": "color(243)",
    "overdue": "bold color(131)",
    "soon": "bold",
    "good": "color(29)",
}
"""How each `Style` of a cell looks. Each colour has at least 4.5:1 on black and on white, which a terminal
cannot change: it chooses only its first 16 colours."""
