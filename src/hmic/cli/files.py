"""Writing a file so that it is never half written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hmic.errors import HmicError


def write_aside(path: Path, text: str) -> None:
    """Write a file beside its place and move it there, so that it is never half written."""
    try:
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        message = f"{path} cannot be written: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint="check the folder and its rights") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(aside).chmod(0o666 & ~umask)
        Path(aside).replace(path)
    except OSError as error:
        Path(aside).unlink(missing_ok=True)
        message = f"{path} cannot be written: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint="check the disk and the rights of the file") from error
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
