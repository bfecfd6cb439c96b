"""Signs for a terminal whose encoding has few: each becomes a readable one, never a question mark."""

from __future__ import annotations

import codecs

NAME = "hmic-readable"
"""The error handler's name, for a stream's `errors`."""

_SIGNS = (
    ("->", "→"), ("<-", "←"), ("^", "↑"), ("v", "↓"), ('"', "“”„«»"), ("'", "‘’‚"), ("-", "–—−‑━╸╺"),
    ("...", "…"), ("|", "·"), ("*", "•"), ("x", "×"), ("<=", "≤"), (">=", "≥"), ("/=", "≠"), ("yes", "✓"),
    ("no", "✗"), ("GBP ", "£"), ("EUR ", "€"), ("ss", "ß"), ("ae", "æ"), ("AE", "Æ"), ("o", "ø"),
    ("O", "Ø"), ("oe", "œ"), ("OE", "Œ"), ("l", "ł"), ("L", "Ł"), ("d", "đ"), (" ", "\u00a0\u2009\u202f"),
)  # fmt: skip
_READABLE = str.maketrans({sign: plain for plain, signs in _SIGNS for sign in signs})


def readable(text: str) -> str:
    """A text in ASCII: plain signs, letters without their accents, and a code for what has neither.

    >>> readable("“within three months” → café")
    '"within three months" -> cafe'
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", text.translate(_READABLE)).translate(_READABLE)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return letters.encode("ascii", "backslashreplace").decode("ascii")


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return readable(error.object[error.start : error.end]), error.end


codecs.register_error(NAME, _handle)
