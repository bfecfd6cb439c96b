"""What may stand in a text: no control characters, and no marks that turn the writing round."""

from __future__ import annotations

import re

from hmic.errors import UsageError

BIDI = "\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_UNSAFE = re.compile(f"[\x00-\x1f\x7f-\x9f{BIDI}\ud800-\udfff]")
_UNSAFE_BUT_LINES = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{BIDI}\ud800-\udfff]")

LONGEST = 10_000
"""Letters in a note; more belongs into a file that is given as evidence."""


def checked(text: str, name: str, *, lines: bool = False) -> str:
    """A text that was typed, when it may stand in the journal; else UsageError that names the place.

    With `lines` it may have line breaks and tabs.
    """
    found = (_UNSAFE_BUT_LINES if lines else _UNSAFE).search(text)
    if found:
        message = f"{name} holds the character U+{ord(found[0]):04X}, which cannot be shown safely"
        raise UsageError(message, hint="type it again, without control characters")
    if not text.strip():
        message = f"{name} is empty"
        raise UsageError(message, hint="write it in quotes, or leave the option out")
    if len(text) > LONGEST:
        message = f"{name} has {len(text):,} letters; at most {LONGEST:,} are kept"
        raise UsageError(message, hint="put it into a file and give that with --evidence")
    return text


def shown(text: str) -> str:
    """A text for a screen: what could do something to a terminal is `?`."""
    return _UNSAFE_BUT_LINES.sub("?", text)
