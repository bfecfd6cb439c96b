"""A day's commands in a Python that lacks what Python on Windows lacks; `test_systems.py` runs this in a process.

Modules and names whose documentation says "Availability: Unix" are gone, a flush needs a descriptor that is open for
writing, and no folder can be opened.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from typing import Any

MODULES = ["fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"]
NAMES = {
    os: [
        "chown",
        "chroot",
        "fchmod",
        "fchown",
        "fork",
        "forkpty",
        "getegid",
        "geteuid",
        "getgid",
        "getgrouplist",
        "getgroups",
        "getloadavg",
        "getpgid",
        "getpgrp",
        "getppid",
        "getpriority",
        "getsid",
        "getuid",
        "initgroups",
        "killpg",
        "lchown",
        "mkfifo",
        "mknod",
        "nice",
        "openpty",
        "posix_fadvise",
        "posix_fallocate",
        "posix_spawn",
        "pread",
        "pwrite",
        "readv",
        "sched_yield",
        "sendfile",
        "setegid",
        "seteuid",
        "setgid",
        "setuid",
        "statvfs",
        "sync",
        "sysconf",
        "ttyname",
        "uname",
        "wait3",
        "wait4",
        "writev",
        "O_CLOEXEC",
        "O_DIRECTORY",
        "O_DSYNC",
        "O_NOFOLLOW",
        "O_NONBLOCK",
        "O_SYNC",
        "WNOHANG",
    ],
    signal: [
        "SIGALRM",
        "SIGCHLD",
        "SIGHUP",
        "SIGKILL",
        "SIGPIPE",
        "SIGQUIT",
        "SIGUSR1",
        "SIGUSR2",
        "alarm",
        "pause",
        "setitimer",
        "sigwait",
    ],
}

COMMANDS: list[tuple[int, list[str]]] = [
    (0, ["init", ".", "--example"]),
    (0, ["check"]),
    (0, ["load"]),
    (0, []),
    (0, ["overdue", "--within", "30d", "-o", "overdue.csv"]),
    (0, ["overdue", "--within", "30d", "-o", "overdue.csv"]),
    (0, ["list", "-f", "table"]),
    (0, ["show", "crime-2014-r2"]),
    (0, ["assign", "crime-2014-r2", "ACC Crime"]),
    (0, ["progress", "crime-2014-r2", "--note", "Briefed", "--evidence", "data\\recommendations.yaml"]),
    (0, ["changes", "-o", "changes.html"]),
    (0, ["export", "board", "-o", "board.xlsx"]),
    (0, ["export", "deadlines", "-f", "ics", "-o", "deadlines.ics"]),
    (0, ["board", "--since", "2026-01-01", "-o", "papers"]),
    (0, ["board", "--since", "2026-01-01", "-o", "papers"]),
    (0, ["site", "-o", "site"]),
    (0, ["mail", "overdue", "--to", "a@force.example", "--send"]),
    (0, ["mail", "overdue", "--to", "a@force.example", "-o", "drafts"]),
    (0, ["backup", "copy.db"]),
    (0, ["restore", "copy.db"]),
    (0, ["verify"]),
    (0, ["completion", "words", "--", "show", "crime-2014-r"]),
    (2, ["show", "crime-2014-r99"]),
]


def without_posix() -> None:
    """Take away what Windows does not have, and let what differs fail as it does there."""
    import fcntl

    fsync, opened, flags = os.fsync, os.open, fcntl.fcntl

    def strict(descriptor: int) -> None:
        if not flags(descriptor, 3) & (os.O_RDWR | os.O_WRONLY):  # F_GETFL
            raise OSError(errno.EBADF, "Bad file descriptor")
        fsync(descriptor)

    def no_folder(path: Any, how: int, *rest: Any, **more: Any) -> int:
        if os.path.isdir(path):  # noqa: PTH112 - pathlib is not looked at here
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, how, *rest, **more)

    vars(os).update(fsync=strict, open=no_folder)
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for module, names in NAMES.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)


def main() -> int:
    """Run each command; say which ended otherwise than it should."""
    from hmic import systems

    systems.windows = lambda: True
    systems.posix_rights = lambda: False
    from hmic.cli.main import run

    for code, command in COMMANDS:
        got = run([*command, "--debug"] if command else command)
        if got != code:
            sys.stderr.write(f"hmic {' '.join(command)}: {got}\n")
            return 1
    return 0


if __name__ == "__main__":
    import shutil  # noqa: F401 - the standard library is loaded before its parts are taken away
    import socket  # noqa: F401
    import subprocess  # noqa: F401
    import tempfile  # noqa: F401

    without_posix()
    sys.exit(main())
