"""Text from the user's editor, which is never lost."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hmic.errors import HmicError
from hmic.plaintext import decoded
from hmic.systems import editor_words, plain_editor


@contextmanager
def written(template: str, environ: Mapping[str, str]) -> Iterator[str | None]:
    """What the user wrote below the template; None when nothing. Lines that begin with # are left out.

    The editor is VISUAL or EDITOR, else the system's plainest. Its file goes when the text was used; when
    that fails the file stays, and the error says where.
    """
    handle, name = tempfile.mkstemp(prefix="hmic-", suffix=".txt")
    path, before = Path(name), f"\n{template}".encode()
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(before)
        _edit(path, environ)
        yield _text(path)
    except HmicError as error:
        if path.exists() and _content(path) not in (b"", before):
            kept = f"your text is kept in {path}"
            error.hint = f"{error.hint}; {kept}" if error.hint else kept
        else:
            path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def _content(path: Path) -> bytes:
    from hmic.file_kinds import read_small

    return read_small(path)


def _edit(path: Path, environ: Mapping[str, str]) -> None:
    editor = environ.get("VISUAL") or environ.get("EDITOR") or plain_editor()
    try:
        # The user's own choice of program, by the user's own environment.
        done = subprocess.run([*editor_words(editor), str(path)], check=False)  # noqa: S603
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        message = f"the editor {editor} cannot be started: {why}"
        raise HmicError(message, hint="set EDITOR, or use --note") from error
    if done.returncode != 0:
        message = f"the editor {editor} failed with exit code {done.returncode}, so nothing was recorded"
        raise HmicError(message)


def _text(path: Path) -> str | None:
    try:
        lines = decoded(_content(path)).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror).lower()
        message = f"the note cannot be read: {why}"
        raise HmicError(message, hint="save it as UTF-8, or use --note") from error
    text = "\n".join(line for line in lines if not line.startswith("#")).strip()
    return text or None
