"""What differs between operating systems, in one place, each with the documentation it follows.

Tests put the failing calls in; `docs/windows.md` says which of it was only simulated.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRIES = 6
_PAUSE = 0.05
_HELD = (5, 32, 33)
"""ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION
(https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-)."""

HELD_OPEN = "it is open in another program"


def windows() -> bool:
    """Whether this is Windows."""
    return os.name == "nt"


def name_of_computer() -> str:
    """The computer's own name in its network."""
    if not windows():
        return os.uname().nodename
    import socket

    return socket.gethostname()


def posix_rights() -> bool:
    """Whether owner and mode say who may do what; on Windows its access lists do, which are not read."""
    return os.name == "posix"


def synced(file: Path) -> None:
    """Wait until a file and its name are on the disk.

    Windows flushes only what is open for writing, and opens no folder
    (https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-flushfilebuffers). POSIX asks for the
    folder too; some file systems of a network refuse that.
    """
    _flush(file, os.O_RDWR if windows() else os.O_RDONLY)
    if not windows():
        try:
            _flush(file.parent, os.O_RDONLY)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EBADF, errno.ENOTSUP):
                raise


def _flush(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flushed(descriptor: int) -> None:
    """Wait until what was written to an open file is on the disk."""
    os.fsync(descriptor)


def put_in_place(made: Path, target: Path) -> None:
    """Give what was made its place, over what is there.

    Windows replaces no file that another program has open, such as Excel, and a virus scanner can have any
    new file open for a moment (https://learn.microsoft.com/windows/win32/fileio/creating-and-opening-files):
    so this tries again for a third of a second, and then says that it is open.
    """
    for left in reversed(range(_TRIES)):
        try:
            os.replace(made, target)  # noqa: PTH105 - what the tests replace
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            if not left:
                raise PermissionError(errno.EACCES, HELD_OPEN, str(target)) from error
            time.sleep(_PAUSE)
        else:
            return


def what_to_do(error: OSError) -> str:
    """What to do about a file or folder that could not be written."""
    if error.strerror == HELD_OPEN:
        return "close it in Excel, or in whatever program has it open, then run this again"
    return "check the folder, the disk space and your permissions"


def editor_words(editor: str) -> list[str]:
    r"""The program and its options in VISUAL or EDITOR; on Windows a backslash is part of a path.

    >>> editor_words("code --wait")[1:]
    ['--wait']
    """
    import shlex

    if not windows():
        return shlex.split(editor)
    # CreateProcess finds no .cmd by its bare name
    # (https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-createprocessw).
    import shutil

    words = [editor] if Path(editor).is_file() else [w.strip('"') for w in shlex.split(editor, posix=False)]
    return [shutil.which(words[0]) or words[0], *words[1:]] if words else []


def plain_editor() -> str:
    """The editor that every such system has."""
    return "notepad" if windows() else "vi"


def shows_escape_codes(descriptor: int) -> bool:
    """Whether a terminal takes escape codes: an old console of Windows shows them as text.

    Windows 10 takes them once asked
    (https://learn.microsoft.com/windows/console/console-virtual-terminal-sequences).
    """
    if sys.platform == "win32":  # pragma: no cover
        import ctypes
        import msvcrt

        handle, mode = msvcrt.get_osfhandle(descriptor), ctypes.c_ulong()
        kernel = ctypes.windll.kernel32
        known = kernel.GetConsoleMode(handle, ctypes.byref(mode))
        return bool(known and kernel.SetConsoleMode(handle, mode.value | 4))
    return True


_NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "glusterfs", "lustre"),
        *("beegfs", "davfs", "fuse.sshfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone"),
    }
)
_MOUNTS = Path("/proc/self/mountinfo")
_DRIVE_REMOTE = 4


def network_of(path: Path) -> str | None:
    r"""The network file system on which a path lies, in words; None for a disk of this computer.

    `\\server\share` by its name, a drive of Windows by GetDriveType
    (https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getdrivetypew), else by proc(5).
    """
    if str(path).startswith(("\\\\", "//")):
        return "a network share"
    if sys.platform == "win32":  # pragma: no cover
        import ctypes

        drive = os.path.realpath(path)
        root = os.path.splitdrive(drive)[0]
        remote = (
            root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root + "\\") == _DRIVE_REMOTE
        )
        return "a network drive" if remote else None
    kind = _kind_of_mount(os.path.realpath(path))
    return f"a network file system ({kind})" if kind in _NETWORK else None


_KEPT_HERE = ("/srv", "/var/lib", "/var/local", "/opt")
"""Folders for data that stays on this computer (https://refspecs.linuxfoundation.org/FHS_3.0/fhs-3.0.html)."""


def local_folder(environ: Mapping[str, str]) -> Path | None:
    """A folder on a disk of this computer in which this user may write; None where none is known.

    Windows has one for each user that is never on a share, even where the home folder is
    (https://learn.microsoft.com/windows/win32/shell/knownfolderid, FOLDERID_LocalAppData).
    """
    known = [environ["LOCALAPPDATA"]] if windows() and environ.get("LOCALAPPDATA") else _KEPT_HERE
    folders = (Path(name) for name in known)
    return next((one for one in folders if os.access(one, os.W_OK) and network_of(one) is None), None)


def _kind_of_mount(place: str) -> str | None:
    """The kind of file system that is mounted nearest above a path."""
    try:
        text = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:  # no Linux
        return None
    best, kind = "", None
    for line in text.splitlines():
        mount, _, source = line.partition(" - ")
        fields = mount.split(" ")
        point = _unescaped(fields[_POINT]) if len(fields) > _POINT else ""
        above = point in {"/", place} or place.startswith(f"{point}/")
        if point and above and len(point) >= len(best):
            best, kind = point, source.split(" ")[0]
    return kind


_POINT = 4


def _unescaped(text: str) -> str:
    """A path of proc(5), in which four characters are octal."""
    for octal, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(octal, sign)
    return text
