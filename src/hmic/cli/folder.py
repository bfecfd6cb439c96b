"""Write a folder of files completely or not at all, and never over a file that hmic did not write."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import Any

from hmic.aside import exchange, folder_beside
from hmic.cli.files import check_place, translated
from hmic.errors import HmicError, UsageError
from hmic.systems import put_in_place


def manifest_of(report: str) -> str:
    """The file that names what hmic wrote into a report's folder, each file with its checksum."""
    return f"hmic-{report}.json"


def write_folder(path: Path, files: Iterable[tuple[str, bytes]], about: Mapping[str, Any]) -> None:
    """Write a folder beside its place and move it there; an earlier one of hmic's own is replaced.

    `files` go by their path in the folder. `about` goes into the manifest, with the report's name.
    Refused for a folder in which anything is not as hmic wrote it.
    """
    report = str(about["report"])
    replaces = check_folder(path, report)
    target = path.resolve()
    listed: dict[str, str] = {}
    with translated(path):
        aside = folder_beside(target)
    try:
        # Written as they come: ten thousand pages at once would fill the memory.
        for name, data in files:
            listed[name] = hashlib.sha256(data).hexdigest()
            with translated(path):
                (aside / name).parent.mkdir(parents=True, exist_ok=True)
                (aside / name).write_bytes(data)
        manifest = json.dumps({"format": 1, **about, "files": listed}, indent=1) + "\n"
        with translated(path):
            (aside / manifest_of(report)).write_bytes(manifest.encode())
            if hasattr(os, "sync"):
                os.sync()  # once: a call for each of a thousand pages takes seconds
            umask = os.umask(0)
            os.umask(umask)
            aside.chmod(0o777 & ~umask)
            _move(aside, target, replaces=replaces)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _move(aside: Path, target: Path, *, replaces: bool) -> None:
    """Put the folder in its place; the one before it comes back when that fails."""
    if not replaces:
        put_in_place(aside, target)
        return
    if exchange(aside, target):
        shutil.rmtree(aside, ignore_errors=True)
        return
    # Not a name that a later run would clear: in the moment between the two it is all there is.
    old = target.with_name(f"{target.name}.old-{os.getpid()}")
    put_in_place(target, old)
    try:
        put_in_place(aside, target)
    except BaseException:
        put_in_place(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def check_folder(path: Path, report: str, never: Iterable[Path | None] = ()) -> bool:
    """Whether a folder is there already; refused unless every file in it is as hmic wrote it.

    A new one is refused where no result may be written.
    """
    if str(path) == "-":
        message = "this writes a folder, which cannot go to stdout"
        raise UsageError(message, hint="for one table: hmic export board -f FORMAT")
    target = path.resolve()
    if not target.exists():
        check_place(path, never)
        return False
    if not target.is_dir():
        message = f"{path} is a file, but a folder is needed"
        raise HmicError(message, hint="give another folder with -o")
    manifest, known = manifest_of(report), dict[str, str]()
    with suppress(OSError, ValueError, AttributeError):
        known = dict(json.loads((target / manifest).read_text(encoding="utf-8")).get("files", {}))
    with translated(path):
        names = list(_names(target, {name.split("/")[0] for name in known}))
    for name in sorted(names):
        if name != manifest and not (name in known and _checksum(target / name) == known[name]):
            what = "was changed since hmic wrote it" if name in known else "was not written by hmic"
            message = f"{path} is not replaced: {name} in it {what}"
            raise HmicError(message, hint=f"give another folder with -o, or move {path / name} away")
    if Path.cwd().resolve() == target:
        message = f"{path} is the folder you are in, so it cannot be replaced"
        raise HmicError(message, hint=f"give another folder with -o, such as -o {report}")
    return True


def _names(folder: Path, ours: AbstractSet[str]) -> Iterator[str]:
    """Everything in a folder by its path; into a folder that is not one of `ours` it does not look."""
    for item in folder.iterdir():
        if item.name in ours and item.is_dir() and not item.is_symlink():
            inside = (each for each in item.rglob("*") if each.is_symlink() or not each.is_dir())
            yield from (each.relative_to(folder).as_posix() for each in inside)
        else:
            yield item.name


def _checksum(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
