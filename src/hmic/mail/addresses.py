"""Addresses from the settings, checked before anything is sent."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.utils import parseaddr

from hmic.errors import HmicError

_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*")
"""Addresses as RFC 5321 writes them without quotes; others are not used by any force we know of."""


def address(text: str, where: str) -> Address:
    """`post@force.example` or `Name <post@force.example>`; `where` names the setting for the error."""
    name, plain = parseaddr(text)
    if any(ord(letter) < ord(" ") or ord(letter) == 0x7F for letter in text):  # noqa: PLR2004 - DEL
        plain = ""
    if not _ADDRESS.fullmatch(plain) or ".." in plain or (plain != text.strip() and "<" not in text):
        message = f"{text!r} is not an email address ({where})"
        raise HmicError(message, hint="write it as post@force.example or Name <post@force.example>")
    return Address(display_name=name, addr_spec=plain)
