"""The numbers of entries that people quote: in a copy of several forces those of each force's own journal.

There entries are numbered as they came; in a copy of one force they have the order of its log at the hub.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from hmic.store.hub_state import joined

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from hmic.model import Entry

_known: WeakKeyDictionary[sqlite3.Connection, dict[str, tuple[int, list[int]]]] = WeakKeyDictionary()


def forces(con: sqlite3.Connection) -> list[str]:
    """The forces of a copy of several; none where entries have their force's numbers anyway."""
    state = joined(con)
    return sorted(state.forces) if state is not None and len(state.forces) > 1 else []


def own(con: sqlite3.Connection, entries: Iterable[Entry]) -> list[Entry]:
    """Entries with the numbers that people quote."""
    given = list(entries)
    if not given or not forces(con):
        return given
    numbers = own_numbers(con, [entry.uid for entry in given])
    return [entry._replace(number=numbers.get(entry.uid, entry.number)) for entry in given]


def own_numbers(con: sqlite3.Connection, uids: Sequence[str]) -> dict[str, int]:
    """The number that each entry has in its force's journal, by its name, if it came through the hub."""
    rows = con.execute(
        """SELECT entry.uid, hub_log.force, hub_log.number FROM json_each(?) AS wanted
        JOIN main.entry ON entry.uid = wanted.value
        JOIN main.report ON report.id = coalesce(entry.report,
            (SELECT finding.report FROM main.finding WHERE finding.id = entry.finding))
        JOIN hub_log ON hub_log.force = report.force AND hub_log.uid = entry.uid""",
        [json.dumps(uids)],
    )
    return {
        uid: number - bisect_right(_loads(con, force), number) for uid, force, number in rows.fetchall()
    }


def local_numbers(con: sqlite3.Connection, number: int) -> dict[str, int]:
    """The number here of each force's entry of a number, by the force."""
    found = {}
    for force in forces(con):
        place = number
        for load in _loads(con, force):
            place += load <= place
        row = con.execute(
            """SELECT entry.number FROM hub_log JOIN main.entry USING (uid)
            WHERE force = ? AND hub_log.number = ?""",
            [force, place],
        ).fetchone()
        if row is not None:
            found[force] = int(row[0])
    return found


def _loads(con: sqlite3.Connection, force: str) -> list[int]:
    """The places of a force's loads in its log, which has no index for them: looked for once."""
    last = con.execute("SELECT max(number) FROM hub_log WHERE force = ?", [force]).fetchone()[0]
    known = _known.setdefault(con, {})
    if force not in known or known[force][0] != last:
        rows = con.execute(
            "SELECT number FROM hub_log WHERE force = ? AND kind IN ('load', 'register') ORDER BY number",
            [force],
        )
        known[force] = last, [row[0] for row in rows]
    return known[force][1]
