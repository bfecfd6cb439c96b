"""The password of the mail server: from a file, else from the system's keyring."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from hmic.errors import HmicError
from hmic.file_kinds import read_small
from hmic.plaintext import decoded
from hmic.systems import posix_rights

if TYPE_CHECKING:
    from hmic.config import Mail

_LARGEST = 4096
"""Bytes of a password file that are looked at; a file with more holds something else."""

SERVICE = "hmic"
"""The name under which the keyring holds the password."""


def password(mail: Mail, host: str) -> str:
    """The password of the user in the settings; it is never an option and never printed."""
    if mail.password_file is not None:
        return _from_file(mail)
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        message = f"there is no password for {mail.user} at {host}"
        hint = (
            "set password_file in hmic.toml, or install keyring support with: pip install 'hmic[keyring]'"
        )
        raise HmicError(message, hint=hint) from error
    try:
        found = keyring.get_password(SERVICE, mail.user or "")
    except KeyringError as error:
        message = f"the keyring cannot be read: {error}"
        raise HmicError(message, hint="unlock it, or set password_file in hmic.toml") from error
    if not found:
        message = f"the keyring has no password for {mail.user}"
        raise HmicError(message, hint=f"store it with: keyring set {SERVICE} {mail.user}")
    return str(found)


def _from_file(mail: Mail) -> str:
    file = mail.password_file
    assert file is not None  # noqa: S101 - asked by the caller

    def private(about: os.stat_result) -> None:
        if posix_rights() and about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            message = f"others can read the password file {file}"
            raise HmicError(message, hint=f"make it private with: chmod 600 {file}")

    try:
        text = decoded(read_small(file, _LARGEST, private)).strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        message = f"the password file {file} cannot be read: {reason.lower()}"
        raise HmicError(
            message, hint="check password_file in hmic.toml and the file's permissions"
        ) from error
    if not text or any(letter in text for letter in "\0\r\n"):
        message = f"the password file {file} must contain one line, the password"
        raise HmicError(message, hint="write the password into it, and nothing else")
    return text
