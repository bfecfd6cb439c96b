"""Which characters a text may have: no control characters, no marks that change the writing direction."""

from __future__ import annotations

import re
from typing import NamedTuple

from hmic.errors import UsageError

# Patterns are compiled where they are first used: a reading command needs one of them, or none.
_TURNING = "\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
_UNSAFE = f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_TURNING}]"
_UNSAFE_BUT_LINES = f"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f{_TURNING}]"
_BREAKS = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
_FOR_A_SCREEN = f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{_TURNING}]"

_HARMFUL = f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f{_TURNING}]|\r(?!\n)"
_RAW_IN_JSON = f"[\x7f-\x9f\u2028\u2029{_TURNING}]"

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection"), in any width."""

LONGEST = 10_000
"""Characters in a note; more belongs into a file that is given as evidence."""


class Fault(NamedTuple):
    """Why a text may not be kept, to be put after its name, and what to do."""

    why: str
    hint: str


def fault(text: str, *, lines: bool = False) -> Fault | None:
    """What keeps a text out of the journal; None when it may be kept.

    With `lines` it may have tabs and line breaks, also those of Unicode: NEL, U+2028 and U+2029.
    """
    found = re.search(_UNSAFE_BUT_LINES if lines else _UNSAFE, text)
    if found:
        why = f"holds the character U+{ord(found[0]):04X}, which cannot be shown safely"
        return Fault(why, "type it again, without control characters")
    if not text.strip():
        return Fault("is empty", "write it in quotes, or leave the option out")
    if len(text) > LONGEST:
        why = f"has {len(text):,} characters; the most is {LONGEST:,}"
        return Fault(why, "put it into a file and give that with --evidence")
    return None


def checked(text: str, name: str, *, lines: bool = False) -> str:
    """A typed text that the journal can keep; else a UsageError that names the place."""
    wrong = fault(text, lines=lines)
    if wrong is not None:
        message = f"{name} {wrong.why}"
        raise UsageError(message, hint=wrong.hint)
    return text


_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decoded(data: bytes) -> str:
    """A file's text: UTF-8, or what its byte order mark says; UnicodeDecodeError for anything else."""
    return data.decode(next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8-sig"))


def typed(text: str) -> str:
    """A text with lines as it is kept: every system's line break is a line feed."""
    return re.sub(_BREAKS, "\n", text)


def shown(text: str) -> str:
    """A text for a screen: what could do something to a terminal is `?`."""
    return re.sub(_FOR_A_SCREEN, "?", text)


def harmless(text: str) -> str:
    """A whole document's text, its line ends as they are: what could do something to a screen is `?`.

    Journals of older versions hold such characters.
    """
    return re.sub(_HARMFUL, "?", text)


def escaped(text: str) -> str:
    """JSON in which what could do something to a screen, or end a line, is an escape: nothing is lost."""
    return re.sub(_RAW_IN_JSON, lambda found: f"\\u{ord(found[0]):04x}", text)
