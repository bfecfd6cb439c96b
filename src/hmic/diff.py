"""The register in the database and the register in the file → what a load changes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InDatabase:
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
    renamed: tuple[tuple[str, str], ...] = ()
    """Forces that go by another name: old name, new name."""
    moved: tuple[tuple[str, str], ...] = ()
    """Reports and findings that have another id: old id, new id."""
    alike: tuple[tuple[str, str], ...] = ()
    """Findings that are withdrawn and others that are added which look like the same ones: old, new."""

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.added or self.amended or self.withdrawn or self.reinstated or self.moved)


ADDED, AMENDED, REINSTATED, UNCHANGED = "added", "amended", "reinstated", "unchanged"


class Comparison:
    """What is known, by id, compared with the items of the files one after the other."""

    def __init__(self) -> None:
        self.before: dict[str, InDatabase] = {}
        self._lists: dict[str, list[str]] = {ADDED: [], AMENDED: [], REINSTATED: []}
        self._seen: set[str] = set()
        self._unchanged = 0
        self._moved: list[tuple[str, str]] = []

    def take(self, item: str, fingerprint: str, formers: Iterable[str] = ()) -> str:
        """What a load does to an item that had the ids `formers` before."""
        known = self.before.get(item)
        there = [one for one in formers if one in self.before and not self.before[one].withdrawn]
        self._moved += [(one, item) for one in there]
        self._seen.update(there)
        if known is None:
            if not there:
                self._lists[ADDED].append(item)
            return ADDED
        self._seen.add(item)
        if not known.withdrawn and known.fingerprint == fingerprint:
            self._unchanged += 1
            return UNCHANGED
        what = REINSTATED if known.withdrawn else AMENDED
        self._lists[what].append(item)
        return what

    def unseen(self, items: Iterable[str]) -> bool:
        """Whether any of these was not taken."""
        return any(item not in self._seen for item in items)

    def changes(self) -> Changes:
        """Everything, once every item was taken: what was not seen is withdrawn."""
        withdrawn = [i for i, known in self.before.items() if i not in self._seen and not known.withdrawn]
        lists = self._lists
        return Changes(
            tuple(lists[ADDED]), tuple(lists[AMENDED]), tuple(withdrawn), tuple(lists[REINSTATED]),
            self._unchanged, moved=tuple(self._moved),
        )  # fmt: skip
