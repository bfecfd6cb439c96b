"""What a load into an empty database does otherwise: most indexes come last, all else file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.store.standings import refresh

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_FOLDED_BY = ("finding_parent", "finding_same_as", "finding_renamed_to", "follow_up_finding")
"""The indexes by which a file's findings are looked up when it is folded."""


class FirstLoad:
    """A first load, within its transaction."""

    def __init__(self, con: sqlite3.Connection) -> None:
        """Take the indexes of empty tables away: at the end they are made in a fraction of the time."""
        self.con = con
        rows = con.execute(
            """SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL
            AND (type = 'index' AND tbl_name IN ('report', 'finding', 'deadline', 'theme', 'link',
                'follow_up', 'standing', 'due')
            OR type = 'trigger' AND tbl_name = 'finding') ORDER BY rowid"""
        ).fetchall()
        self._later = []
        for kind, name, sql in rows:
            if name not in _FOLDED_BY:
                con.execute(f"DROP {kind} {name}")
                self._later.append(sql)
        self._searched = 0

    def settle(self, ids: Iterable[str]) -> None:
        """Index the words of a file's findings, and keep where each stands, while other files are read."""
        self.con.execute(
            """INSERT INTO finding_fts (rowid, id, title, requirement, area, note)
            SELECT rowid, id, title, requirement, area, note FROM finding WHERE rowid > ?""",
            [self._searched],
        )
        (self._searched,) = self.con.execute("SELECT coalesce(max(rowid), 0) FROM finding").fetchone()
        refresh(self.con, ids)

    def end(self) -> None:
        """Make the indexes again."""
        for statement in self._later:
            self.con.execute(statement)
