"""What goes wrong in words: a message and a hint on stderr, and the exit code 2."""

from __future__ import annotations

import datetime as dt
import os
import sys
from typing import TYPE_CHECKING

import typer

from hmic.cli.exit_codes import FAILED
from hmic.errors import HmicError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Container

    from hmic.cli.world import World

_TOO_MANY = "got unexpected extra argument(s) ("


def say_what_failed(world: World, arguments: list[str], error: Exception, commands: Container[str]) -> int:
    """Say what went wrong, and what to do; the exit code."""
    if isinstance(error, HmicError):
        return _fail(world, error.message, error.hint)
    if isinstance(error, typer.TyperException):
        message = getattr(error, "format_message", error.__str__)()
        return _usage(world, arguments, error, message, commands)
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return _fail(world, f"{name}{(error.strerror or str(error)).lower()}", None)
    return _unforeseen(world, arguments, error)


def _fail(world: World, message: str, hint: str | None) -> int:
    from hmic.errors import Lines
    from hmic.plaintext import one_line, shown

    world.stderr.write(f"hmic: {one_line(message)}\n")
    if hint:
        world.stderr.write(f"      {shown(hint) if isinstance(hint, Lines) else one_line(hint)}\n")
    return FAILED


def _usage(
    world: World, arguments: list[str], error: Exception, message: str, commands: Container[str]
) -> int:
    """Report a mistake on the command line, with the nearest valid option."""
    if type(error).__name__ == "NoArgsIsHelpError":
        world.stdout.write(message + "\n")
        return FAILED
    text = (message[:1].lower() + message[1:]).strip().rstrip(".")
    parameter = getattr(error, "param", None)
    if text.startswith("missing argument") and parameter is not None:
        text = f"the argument {str(parameter.name).upper()} is missing"
    possibilities = getattr(error, "possibilities", None)
    wrong = getattr(error, "option_name", None) if type(error).__name__ == "NoSuchOption" else None
    hint = None
    if wrong:
        text = f"there is no option {wrong}"
        context = getattr(error, "ctx", None)
        known = [o for p in context.command.params for o in p.opts] if context else possibilities
        hint = did_you_mean(wrong, known or [])
    elif text.startswith(_TOO_MANY):
        from hmic.cli.extra_words import meant

        extra = text.removeprefix(_TOO_MANY).removesuffix(")")
        text = f"not expected here: {extra}"
        hint = meant(error, arguments, extra)
    name = arguments[0] if arguments and arguments[0] in commands else None
    see = f"hmic {name} --help" if name else "hmic --help"
    return _fail(world, text, f"{hint}; see {see}" if hint else f"see {see}")


def _unforeseen(world: World, arguments: list[str], error: Exception) -> int:
    """A damaged database can fail in any way, so look there first. Anything else is a bug."""
    if isinstance(error, ValueError) and "embedded null" in str(error):
        message = "a path contains the character U+0000, which is not allowed in a path"
        return _fail(world, message, "type it again, without control characters")
    if "hmic.store.connection" in sys.modules:
        from hmic.store.damage import explained

        damage = explained(error)
        if damage is not None:
            return _fail(world, damage.message, damage.hint)
    return _bug(world, arguments, error)


def _bug(world: World, arguments: list[str], error: Exception) -> int:
    """Report an unexpected error in one sentence, and write a log with all the details."""
    import tempfile
    import traceback

    from hmic import __version__

    if "--debug" in arguments or world.environ.get("HMIC_DEBUG"):
        traceback.print_exception(error, file=world.stderr)
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    where = "the log could not be written"
    try:
        handle, path = tempfile.mkstemp(prefix=f"hmic-{moment}-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as log:
            log.write(f"hmic {__version__}, Python {sys.version}\narguments: {arguments!r}\n\n")
            traceback.print_exception(error, file=log)
        where = f"the details are in {path}"
    except OSError:
        pass
    summary = f"{type(error).__name__}: {error}".splitlines()[0]
    return _fail(world, f"this is a bug in hmic ({summary})", f"{where}; nothing was left half done")
