"""A text from the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hmic.errors import HmicError


def written(template: str, environ: Mapping[str, str]) -> str | None:
    """What the user wrote below the template; None when nothing. Lines that begin with # are left out.

    The editor is VISUAL or EDITOR, else the system's plainest.
    """
    fallback = "notepad" if os.name == "nt" else "vi"
    editor = environ.get("VISUAL") or environ.get("EDITOR") or fallback
    handle, name = tempfile.mkstemp(prefix="hmic-", suffix=".txt")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"\n{template}")
        try:
            # The user's own choice of program, by the user's own environment.
            done = subprocess.run([*shlex.split(editor), name], check=False)  # noqa: S603
        except OSError as error:
            message = f"the editor {editor} cannot be started: {(error.strerror or str(error)).lower()}"
            raise HmicError(message, hint="set EDITOR, or give --note") from error
        if done.returncode != 0:
            message = f"the editor {editor} ended with {done.returncode}, so nothing was recorded"
            raise HmicError(message)
        lines = path.read_text(encoding="utf-8").splitlines()
    finally:
        path.unlink(missing_ok=True)
    text = "\n".join(line for line in lines if not line.startswith("#")).strip()
    return text or None
