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

from hmic.cli.whole_files import check_place, translated
from hmic.errors import HmicError, UsageError
from hmic.file_kinds import read_small
from hmic.systems import put_in_place
from hmic.unfinished_files import exchange, folder_beside

_OF_FILES = frozenset({".csv", ".docx", ".htm", ".html", ".ics", ".json", ".pdf", ".xlsx", ".zip"})


def manifest_of(report: str) -> str:
    """The file that names what hmic wrote into a report's folder, each file with its checksum."""
    return f"hmic-{report}.json"


def write_folder(path: Path, files: Iterable[tuple[str, bytes]], about: Mapping[str, Any]) -> None:
    """Write a folder beside its place and move it there; an earlier one of hmic's own is replaced.

    `files` go by their path in the folder. `about` goes into the manifest, with the report's name.
    Refused for a folder in which anything is not as hmic wrote it.
    """
    report = str(about["report"])
    target = path.resolve()
    before = _listed(target, report)
    replaces = check_folder(path, report)
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
            old = _move(aside, target, replaces=replaces)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    if old is not None:
        with translated(path):
            _clear(path, old, target, {**before, manifest_of(report): None})


def _move(aside: Path, target: Path, *, replaces: bool) -> Path | None:
    """Put the folder in its place; gives where the one before it is, which comes back when that fails."""
    if not replaces:
        put_in_place(aside, target)
        return None
    if exchange(aside, target):
        return aside
    # Not a name that a later run would clear: in the moment between the two it is all there is.
    old = _kept_name(target)
    put_in_place(target, old)
    try:
        put_in_place(aside, target)
    except BaseException:
        put_in_place(old, target)
        raise
    return old


def _kept_name(target: Path) -> Path:
    return target.with_name(f"{target.name}.old-{os.getpid()}")


def _clear(path: Path, old: Path, target: Path, ours: Mapping[str, str | None]) -> None:
    """Take away what hmic wrote before; what came in meanwhile goes into the new folder, or is kept."""
    _move_strays(old, target, ours)
    for name, digest in ours.items():
        if digest is None or _checksum(old / name) == digest:
            with suppress(OSError):
                (old / name).unlink()
    kept = _move_strays(old, target, {})
    if kept:
        put_in_place(old, _kept_name(target))
        message = f"{path} is written, but {kept[0]} in it was changed in the meantime"
        raise HmicError(message, hint=f"the changed one is kept in {_kept_name(target)}")
    for folder, _, _ in os.walk(old, topdown=False):
        with suppress(OSError):
            Path(folder).rmdir()


def _move_strays(old: Path, target: Path, ours: Mapping[str, Any]) -> list[str]:
    """Move what is not `ours` into the new folder; gives what is there already, and stays."""
    stay = []
    for item in sorted(old.rglob("*")):
        name = item.relative_to(old).as_posix()
        if name in ours or (item.is_dir() and not item.is_symlink()):
            continue
        if os.path.lexists(target / name):
            stay.append(name)
        else:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            put_in_place(item, target / name)
    return sorted(stay)


def check_folder(path: Path, report: str, never: Iterable[Path | None] = ()) -> bool:
    """Whether a folder is there already; refused unless every file in it is as hmic wrote it.

    A new one is refused where no result may be written.
    """
    if str(path) == "-":
        message = "this writes a folder, which cannot go to stdout"
        raise UsageError(message, hint="for one table: hmic export board -f FORMAT")
    target = path.resolve()
    if not target.exists():
        if path.suffix.lower() in _OF_FILES:
            message = f"{path} is the name of a file, and this writes a folder with several"
            raise UsageError(message, hint=f"give a folder: -o {path.with_suffix('')}")
        check_place(path, never)
        return False
    if not target.is_dir():
        message = f"{path} is a file, but a folder is needed"
        raise HmicError(message, hint="give another folder with -o")
    manifest, known = manifest_of(report), _listed(target, report)
    with translated(path):
        names = list(_names(target, {name.split("/")[0] for name in known}))
    for name in sorted(names):
        if name.startswith(("~$", ".~lock.")):
            message = f"{path} is not replaced: a file in it is open in another program"
            raise HmicError(message, hint="close it there, then run this again")
        if name != manifest and not (name in known and _checksum(target / name) == known[name]):
            what = "was changed since hmic wrote it" if name in known else "was not written by hmic"
            message = f"{path} is not replaced: {name} in it {what}"
            raise HmicError(message, hint=f"give another folder with -o, or move {path / name} away")
    if Path.cwd().resolve() == target:
        message = f"{path} is the folder you are in, so it cannot be replaced"
        raise HmicError(message, hint=f"give another folder with -o, such as -o {report}")
    return True


def _listed(folder: Path, report: str) -> dict[str, str]:
    """What hmic wrote into a folder, each file with its checksum, by the list in it."""
    with suppress(OSError, ValueError, AttributeError, RecursionError):
        found = json.loads(read_small(folder / manifest_of(report), _LARGEST)).get("files", {})
        return {str(name): str(digest) for name, digest in found.items()}
    return {}


_LARGEST = 1 << 28


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
        return hashlib.sha256(read_small(path, _LARGEST)).hexdigest()
    except OSError:
        return None
