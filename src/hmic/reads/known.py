"""Rows: what was loaded before, and files of which only what changed was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hmic.model import Register


class KnownText(NamedTuple):
    """A text that was loaded: the force, its report (empty for what stands around the reports)."""

    force: str
    report: str


class KnownReport(NamedTuple):
    """A report that is on the register."""

    force: str
    published: str
    findings: frozenset[str]


class Part(NamedTuple):
    """A file: its reports that must be loaded, and those that stand as they are."""

    name: str
    force: str
    register: Register | None
    """Only the reports whose text is new; None when there are none."""
    order: tuple[str, ...]
    """The ids of all its reports, in the order of the file."""
    texts: tuple[str, ...]
    """The digest of each report's text, in the same order."""
    rest: str
    fresh: frozenset[str]
    """The ids of the reports that must be loaded."""
