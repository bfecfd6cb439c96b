"""The register in the database and the register in the file → what a load changes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of a report or finding."""

    fingerprint: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Changes:
    """What a load does to reports and findings; each list holds ids in the register's order.

    A finding that comes back after it was withdrawn is reinstated, whether or not its text changed.
    """

    added: tuple[str, ...] = ()
    amended: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    reinstated: tuple[str, ...] = ()
    unchanged: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.added or self.amended or self.withdrawn or self.reinstated)


def diff(before: Mapping[str, Known], now: Mapping[str, str]) -> Changes:
    """Compare what is known with the fingerprints of the file.

    `before` is keyed by id; `now` maps each id of the file to its fingerprint.
    """
    added, amended, reinstated = [], [], []
    unchanged = 0
    for item, fingerprint in now.items():
        known = before.get(item)
        if known is None:
            added.append(item)
        elif known.withdrawn:
            reinstated.append(item)
        elif known.fingerprint != fingerprint:
            amended.append(item)
        else:
            unchanged += 1
    withdrawn = [item for item, known in before.items() if item not in now and not known.withdrawn]
    return Changes(tuple(added), tuple(amended), tuple(withdrawn), tuple(reinstated), unchanged)
