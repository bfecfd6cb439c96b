"""By what a file that was loaded can be known again."""

from __future__ import annotations

from typing import NamedTuple


class KnownFile(NamedTuple):
    """What lets a later load pass over a file."""

    digest: str
    alone: bool
    """Whether all its links lead to ids in the same file."""
