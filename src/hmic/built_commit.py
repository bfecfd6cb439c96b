"""The commit from which hmic was built, or of the checkout from which it runs; no program is started."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

_SHOWN = 12
_ROOT = Path(__file__).resolve().parents[2]
_BUILT = Path(__file__).with_name("built") / "commit.txt"
"""What `release/backend.py` puts into a package."""


def commit(root: Path = _ROOT, built: Path = _BUILT) -> str | None:
    """The commit's first characters; None if neither a package nor a checkout says.

    `.git` is a folder, or in a further worktree a file that names one (gitrepository-layout(5)).
    """
    git = root / ".git"
    with suppress(OSError, UnicodeDecodeError):
        if built.is_file():
            return built.read_text("ascii").strip() or None
        if git.is_file():
            git = root / git.read_text("utf-8").removeprefix("gitdir:").strip()
        head = (git / "HEAD").read_text("utf-8").strip()
        if head.startswith("ref:"):
            head = _of_reference(git, head.removeprefix("ref:").strip())
        if re.fullmatch("[0-9a-f]{40,64}", head):
            return head[:_SHOWN]
    return None


def _of_reference(git: Path, name: str) -> str:
    """What a branch points to: in its own file, or in the list of packed ones."""
    shared = git
    with suppress(OSError):
        shared = git / (git / "commondir").read_text("utf-8").strip()
    with suppress(OSError):
        return (shared / name).read_text("utf-8").strip()
    for line in (shared / "packed-refs").read_text("utf-8").splitlines():
        if line.endswith(f" {name}"):
            return line.split(" ")[0]
    return ""
