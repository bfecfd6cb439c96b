"""Settings: `hmic.toml` and the environment; the fields of three tuples are what there is."""

# No postponed annotations here: the types of the fields say what the file may have.
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from hmic.errors import HmicError, did_you_mean
from hmic.systems import posix_rights

FILE = "hmic.toml"
LONGEST_WAIT = 600
"""Most seconds to wait for a mail server."""


class Mail(NamedTuple):
    """How the overdue report is sent; `folder` is where a relative outbox lies."""

    sender: str | None = None
    to: tuple[str, ...] = ()
    smtp: str = "outbox:outbox"
    user: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    timeout: int = 60
    microsoft_client: str | None = None
    """The application (client) id by which `hmic mail login` signs in at Microsoft 365."""
    microsoft_tenant: str | None = None
    microsoft_login: str = "https://login.microsoftonline.com"
    folder: Path = Path()


class BoardPaper(NamedTuple):
    """The title block of a board paper."""

    purpose: str = "To report progress on what inspections found, and to ask for the decisions below"
    author: str = ""
    marking: str = ""


MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET", "NOT PROTECTIVELY MARKED")
"""The protective markings that a paper may carry, each with a caveat in square brackets if need be."""


_USUAL = {"db": "recommendations.db", "register": "data/recommendations.yaml"}
"""The files that hmic works with, beside the settings."""
_ENVIRONMENT = ("db", "register", "by", "force")
"""The settings that the environment may have, as HMIC_ and the name."""


class Settings(NamedTuple):
    """Everything that can be set; paths are made absolute from the settings file's folder."""

    db: Path = Path(_USUAL["db"])
    register: Path = Path(_USUAL["register"])
    by: str | None = None
    """The post that records, where --by does not say."""
    force: str | None = None
    """The force that reports are about, where --force does not say."""
    hub: str | None = None
    """Where the hub is: what libpq takes as a DSN, or service=NAME."""
    mail: Mail = Mail()
    board: BoardPaper = BoardPaper()
    owners: Mapping[str, str] = MappingProxyType({})
    evidence_mb: int = 2048
    """The largest file that is read as evidence."""
    file: Path | None = None


_KINDS: Mapping[Any, tuple[type, str]] = {
    **dict.fromkeys((str, str | None, Path, Path | None), (str, "a text")),
    int: (int, "a number"),
    tuple[str, ...]: (list, "a list of texts"),
}
"""What a setting has to be in the file, by the type of its field; for any other type a table."""
_NOT_SET = ("file", "folder")
"""The fields that say where the file is."""
_MAIL_FILES = (
    "smtp",
    "password_file",
    "ca_file",
    "microsoft_client",
    "microsoft_tenant",
    "microsoft_login",
)
"""What runs a program, names a file, or says who gets the password."""

_LARGEST = 1 << 18
_MOST_DOTS = 1000
"""In one key: the time for reading one grows with the square of its dots."""


def settings(folder: Path, environ: Mapping[str, str]) -> Settings:
    """The settings that hold in a folder: the environment before the file before the defaults.

    The file is looked for in the folder and the folders above it.
    """
    file = next((f for f in (d / FILE for d in (folder, *folder.parents)) if f.is_file()), None)
    found = _from_file(file, here=file.parent == folder) if file else Settings()
    for name in _ENVIRONMENT:
        if text := environ.get(f"HMIC_{name.upper()}"):
            given: dict[str, Any] = {name: Path(text) if name in _USUAL else text}
            found = found._replace(**given)
    return found


def _read(file: Path) -> tuple[dict[str, Any], str | None]:
    """What the file says, and why its settings cannot be trusted, if so."""
    import tomllib

    try:
        with file.open("rb") as opened:
            stranger = distrusted(os.fstat(opened.fileno())) or distrusted(os.lstat(file))
            text = opened.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            message = f"{file} is larger than {_LARGEST >> 10} KB"
            raise HmicError(message, hint="correct the file, or move it away")
        if any(part.count(b".") > _MOST_DOTS for part in re.split(rb"[=\n]", text)):
            raise RecursionError  # noqa: TRY301 - one message for all that is nested
        from hmic.plaintext import decoded

        return tomllib.loads(decoded(text)), stranger
    except RecursionError as error:
        message = f"{file} cannot be read: something in it is nested too deeply"
        raise HmicError(message, hint="correct the file, or move it away") from error
    except (OSError, ValueError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
        message = f"{file} cannot be read: {reason}"
        raise HmicError(message, hint="correct the file, or move it away") from error


def distrusted(info: os.stat_result) -> str | None:
    """Why somebody else may have written a file, in words; None when only the user or root can have.

    A group of which the user is the only member is the user's own.
    """
    if not posix_rights():
        return None
    if info.st_uid not in (0, os.geteuid()):
        return "belongs to someone else"
    if stat.S_ISLNK(info.st_mode):
        return None  # the rights of a link mean nothing
    if info.st_mode & stat.S_IWOTH or (info.st_mode & stat.S_IWGRP and not _own_group(info.st_gid)):
        return "can be changed by others"
    return None


def _own_group(gid: int) -> bool:
    import grp
    import pwd

    if gid == 0:
        return True
    try:
        user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(gid)
    except KeyError:
        return False
    return user.pw_gid == gid and group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}


def _check_trust(file: Path, stranger: str, data: dict[str, Any], *, here: bool) -> None:
    """Refuse settings of a stranger that would run a program or choose files.

    A file in a folder above chooses them by where it lies, whatever it says.
    """
    named = [key for key in ("db", "register", "by", "hub") if data.get(key) not in (None, _USUAL.get(key))]
    named += [f"mail.{key}" for key in _MAIL_FILES if key in data.get("mail", {})]
    if named or not here:
        what = f"its setting {named[0]} does not count" if named else f"it does not count in {Path.cwd()}"
        message = f"{file} {stranger}, so {what}"
        hint = f"if you trust the file, make yourself or root its owner, then: chmod go-w {file}"
        raise HmicError(message, hint=hint)


def _from_file(file: Path, *, here: bool) -> Settings:
    data, stranger = _read(file)
    if stranger is not None and isinstance(data.get("mail", {}), dict):
        _check_trust(file, stranger, data, here=here)
    top = _values(file, {**_USUAL, **data}, Settings)
    mail = Mail(**_values(file, data.get("mail", {}), Mail), folder=file.parent)
    board = BoardPaper(**_values(file, data.get("board", {}), BoardPaper))
    found = Settings(**{**top, "mail": mail, "board": board}, file=file)
    _check_marking(file, board.marking)
    _check_owners(file, found.owners)
    _check_texts(file, data)
    if not 1 <= mail.timeout <= LONGEST_WAIT:
        message = f"{file}: the setting mail.timeout must be 1 to {LONGEST_WAIT} seconds"
        raise HmicError(message, hint="use 60 if in doubt")
    if found.evidence_mb < 1:
        message = f"{file}: the setting evidence_mb must be 1 or more"
        raise HmicError(message, hint=f"use {Settings().evidence_mb} if in doubt")
    for name in ("by", "force", "hub"):
        if not data.get(name, name).strip():
            message = f"{file}: the setting {name} is empty"
            raise HmicError(message, hint="give it a value, or remove the line")
    return found


def _values(file: Path, data: dict[str, Any], of: type[Settings | Mail | BoardPaper]) -> dict[str, Any]:
    """The fields that a table of the file sets; paths count from the file's folder."""
    prefix = {Mail: "mail.", BoardPaper: "board."}.get(of, "")
    fields = {("from" if name == "sender" else name): name for name in of._fields if name not in _NOT_SET}
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in fields:
            _check_texts(file, key, "the name of a setting")
            message = f"{file}: there is no setting {prefix}{key}"
            raise HmicError(message, hint=did_you_mean(key, fields))
        hint = of.__annotations__[fields[key]]
        kind, words = _KINDS.get(hint, (dict, "a table"))
        fits = isinstance(value, kind) and not isinstance(value, bool)
        if not fits or (kind is list and not all(isinstance(one, str) for one in value)):
            message = f"{file}: the setting {prefix}{key} must be {words}"
            raise HmicError(message)
        path = _relative(file.parent / value) if hint in (Path, Path | None) else None
        values[fields[key]] = path or (tuple(value) if kind is list else value)
    return values


def _check_texts(file: Path, value: Any, name: str = "", prefix: str = "") -> None:
    """No text with a line break or a control character: they go into addresses, subjects and paths."""
    if isinstance(value, str) and value.strip():
        from hmic.plaintext import fault

        wrong = fault(value)
        if wrong is not None:
            message = f"{file}: {name or 'a setting'} {wrong.why}"
            raise HmicError(message, hint="write it on one line, without control characters")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_texts(file, key, "the name of a setting")
            _check_texts(file, inner, f"the setting {prefix}{key}", f"{prefix}{key}.")
    elif isinstance(value, list):
        for inner in value:
            _check_texts(file, inner, name)


def _check_marking(file: Path, marking: str | None) -> None:
    """A protective marking that exists, with a caveat in square brackets if need be."""
    if marking and re.sub(r" \[[^][]+\]$", "", marking) not in MARKINGS:
        message = f"{file}: the setting board.marking is not a protective marking: {marking!r}"
        raise HmicError(message, hint=did_you_mean(marking.upper(), MARKINGS))


def _check_owners(file: Path, owners: Mapping[str, Any]) -> None:
    """Each post once, however it is spelt, each with one address."""
    known: dict[str, str] = {}
    for post, address in owners.items():
        if not isinstance(address, str):
            message = f"{file}: the address of {post!r} in [owners] must be a text"
            raise HmicError(message, hint='such as "post@force.example"')
        first = known.setdefault(post.lower(), post)
        if first != post:
            message = f"{file}: {first!r} and {post!r} in [owners] are the same post"
            raise HmicError(message, hint="keep one of the two lines")


def _relative(path: Path) -> Path:
    """A path as a person would write it, when it lies below the present folder."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path
