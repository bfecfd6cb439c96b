"""Write a folder of files completely or not at all, and never over a file that hmic did not write."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hmic.aside import exchange, folder_beside
from hmic.cli.files import check_place, translated
from hmic.errors import HmicError, UsageError

MANIFEST = "hmic-board.json"
"""Names the files that hmic wrote, each with its checksum."""


def write_folder(path: Path, files: Mapping[str, bytes], about: Mapping[str, Any]) -> None:
    """Write a folder beside its place and move it there; an earlier one of hmic's own is replaced.

    `about` goes into the manifest. Refused for a folder in which anything is not as hmic wrote it.
    """
    replaces = check_folder(path)
    target = path.resolve()
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = json.dumps({"format": 1, **about, "files": listed}, indent=1) + "\n"
    with translated(path):
        aside = folder_beside(target)
    try:
        with translated(path):
            for name, data in {**files, MANIFEST: manifest.encode()}.items():
                _write(aside / name, data)
            umask = os.umask(0)
            os.umask(umask)
            aside.chmod(0o777 & ~umask)
            _move(aside, target, replaces=replaces)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _move(aside: Path, target: Path, *, replaces: bool) -> None:
    """Put the folder in its place; the one before it comes back when that fails."""
    if not replaces:
        aside.rename(target)
        return
    if exchange(aside, target):
        shutil.rmtree(aside, ignore_errors=True)
        return
    # Not a name that a later run would clear: in the moment between the two it is all there is.
    old = target.with_name(f"{target.name}.old-{os.getpid()}")
    target.rename(old)
    try:
        aside.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def check_folder(path: Path, never: Iterable[Path | None] = ()) -> bool:
    """Whether a folder is there already; refused unless every file in it is as hmic wrote it.

    A new one is refused where no result may be written.
    """
    if str(path) == "-":
        message = "this writes a folder, which cannot go to stdout"
        raise UsageError(message, hint="for the table alone: hmic export board -f FORMAT")
    target = path.resolve()
    if not target.exists():
        check_place(path, never)
        return False
    if not target.is_dir():
        message = f"{path} is a file, but the board papers need a folder"
        raise HmicError(message, hint="give another folder with -o")
    with translated(path):
        names = sorted(item.name for item in target.iterdir())
    known: dict[str, str] = {}
    with suppress(OSError, ValueError, AttributeError):
        known = dict(json.loads((target / MANIFEST).read_text(encoding="utf-8")).get("files", {}))
    for name in names:
        if name != MANIFEST and not (name in known and _checksum(target / name) == known[name]):
            what = "was changed since hmic wrote it" if name in known else "was not written by hmic"
            message = f"{path} is not replaced: {name} in it {what}"
            raise HmicError(message, hint=f"give another folder with -o, or move {path / name} away")
    if Path.cwd().resolve() == target:
        message = f"{path} is the folder you are in, so it cannot be replaced"
        raise HmicError(message, hint="give another folder with -o, such as -o board")
    return True


def _checksum(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
