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
FOR_A_SCREEN = f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{_TURNING}]"

HARMFUL = f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f{_TURNING}]|\r(?!\n)"
_RAW_IN_JSON = f"[\x7f-\x9f\u2028\u2029{_TURNING}]"

_FOR_JOINING = "\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Invisible, and part of how some scripts and emoji are written."""
HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u206f\u2800\u3164"
    "\uffa0\ufdd0-\ufdef\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
)
"""What no reader sees: Unicode's default-ignorable characters, odd blanks, and what is no character."""

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection"), in any width."""

LONGEST_TEXT = 10_000
"""Characters in a note; more belongs into a file that is given as evidence."""


class Fault(NamedTuple):
    """Why a text may not be kept, to be put after its name, and what to do."""

    why: str
    hint: str


def fault(text: str, *, lines: bool = False, old: bool = False) -> Fault | None:
    """What keeps a text out of the journal; None when it may be kept.

    With `lines` it may have tabs and line breaks, also those of Unicode: NEL, U+2028 and U+2029; without,
    it is a name, in which nothing may be invisible: two names would look the same. An `old` text may
    have what earlier versions let in.
    """
    found = re.search(_UNSAFE_BUT_LINES if lines else _UNSAFE, text)
    if found:
        why = f"holds the character U+{ord(found[0]):04X}, which cannot be shown safely"
        return Fault(why, "type it again, without control characters")
    if not text.strip():
        return Fault("is empty", "write it in quotes, or leave the option out")
    if not old and not text.isascii():
        hidden = re.search(f"[{HIDDEN}{_FOR_JOINING}]", text)
        if hidden and not lines:
            why = f"holds the invisible character U+{ord(hidden[0]):04X}"
            return Fault(why, "type it again, without it")
        if hidden and not re.sub(f"[{HIDDEN}{_FOR_JOINING}]", "", text).strip():
            return Fault("has nothing that can be seen", "write it in words, or leave the option out")
    if len(text) > LONGEST_TEXT:
        why = f"has {len(text):,} characters; at most {LONGEST_TEXT:,} are allowed"
        return Fault(why, "put it into a file and give that with --evidence")
    return None


def checked(text: str, name: str, *, lines: bool = False) -> str:
    """A typed text that the journal can keep; else a UsageError that names the place."""
    wrong = fault(text, lines=lines)
    if wrong is not None:
        message = f"{name} {wrong.why}"
        raise UsageError(message, hint=wrong.hint)
    return text


_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
"""Scripts that one name is written in together."""
_LIKE_LATIN = frozenset(
    "\u0410\u0412\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u0475\u04bb\u04cf\u0501\u051b\u051d"
    "\u0405\u0406\u0408\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0474\u050c\u051a\u051c"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03b9\u03bd\u03bf\u03c1\u03c5"
)
"""Cyrillic and Greek letters that look like Latin ones."""


def look_alike(name: str) -> Fault | None:
    """What makes a name of one that looks the same; None for a name in the letters of one script.

    Unicode's restriction for identifiers (UTS 39, single script), besides letters that are another way of
    writing usual ones, and names of nothing but letters that look Latin. Accents do not matter.

    >>> look_alike("Pennaeth yr Adran Wŷr Ŵyn, Café") is None
    True
    >>> look_alike("\u0410CC Crime").why
    'holds U+0410, CYRILLIC CAPITAL LETTER A, among letters that look the same'
    """
    if name.isascii():
        return None
    import unicodedata

    letters = [one for one in name if unicodedata.category(one).startswith("L")]
    scripts = {one: _script(unicodedata.name(one, "")) for one in letters}
    usual = "LATIN" if "LATIN" in scripts.values() else next(iter(scripts.values()), "")
    alone = all(one in _LIKE_LATIN for one in letters)
    for odd, script in scripts.items():
        rare = script == "LATIN" and not (odd < "\u0250" or "\u1e00" <= odd <= "\u1eff")
        other = not odd.isascii() and unicodedata.normalize("NFKC", odd).isascii()
        if alone or rare or other or script != usual:
            break
    else:
        return None
    why = f"holds U+{ord(odd):04X}, {unicodedata.name(odd, 'a letter')}, among letters that look the same"
    return Fault(why, "type it again, all of it with one keyboard")


def _script(name: str) -> str:
    """The script of a letter by its Unicode name."""
    first = name.partition(" ")[0]
    return "CJK" if first in _TOGETHER else first


_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

OTHER_MARKS = tuple(mark for mark, _ in _MARKS)
"""With which a text begins that is not UTF-8."""


def decoded(data: bytes) -> str:
    """A file's text: UTF-8, or what its byte order mark says; UnicodeDecodeError for anything else."""
    return data.decode(next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8-sig"))


def typed(text: str) -> str:
    """A text with lines as it is kept: every system's line break is a line feed."""
    return re.sub(_BREAKS, "\n", text)


def shown(text: str) -> str:
    """A text for a screen: what could do something to a terminal is `?`."""
    return re.sub(FOR_A_SCREEN, "?", text)


def one_line(text: str) -> str:
    """The same on one line: names of files, too, can hold line breaks."""
    return shown("?".join(text.splitlines()))


def harmless(text: str) -> str:
    """A whole document's text, its line ends as they are: what could do something to a screen is `?`.

    Journals of older versions hold such characters.
    """
    return re.sub(HARMFUL, "?", text)


def escaped(text: str) -> str:
    """JSON in which what could do something to a screen, or end a line, is an escape: nothing is lost."""
    return re.sub(_RAW_IN_JSON, lambda found: f"\\u{ord(found[0]):04x}", text)
