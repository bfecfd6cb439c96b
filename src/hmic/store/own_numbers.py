"""The numbers of entries that people quote: in a copy of several forces those of each force's own journal.

There entries are numbered as they came; in a copy of one force they have the order of its log at the hub.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from hmic.errors import StoreError
from hmic.store.hash_chain import FIRST, chained
from hmic.store.hub_state import joined
from hmic.store.journal_heads import Head, head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hmic.model import Entry

_OWN = ("number", "previous", "hash", "known_at")
"""What an entry has here only."""

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


def own_chain(con: sqlite3.Connection, force: str) -> Iterator[Head]:
    """Each entry of a force with its hash in the force's own journal, as far as the connection sees."""
    cursor = con.execute(
        """SELECT entry.* FROM hub_log JOIN main.entry USING (uid)
        WHERE force = ? AND hub_log.kind IN ('entry', 'merged', 'kept')
        AND known_at < (SELECT moment FROM seen) ORDER BY hub_log.number""",
        [force],
    )
    names = [column[0] for column in cursor.description]
    previous = FIRST
    for number, row in enumerate(cursor, start=1):
        record = dict(zip(names, row, strict=True))
        said = {name: value for name, value in record.items() if value is not None and name not in _OWN}
        previous = chained(said, previous)
        yield Head(number, previous)


def own_heads(con: sqlite3.Connection, given: Sequence[Head]) -> tuple[dict[str, Head], set[Head]]:
    """In a copy of several forces the head of each, and those of the given heads that one runs through.

    What cannot be read is for `verify` to say.
    """
    heads: dict[str, Head] = {}
    proved: set[Head] = set()
    with suppress(sqlite3.DatabaseError, StoreError):
        for force in forces(con):
            for link in own_chain(con, force):
                heads[force] = link
                proved.update(one for one in given if one.begins(link))
    return heads, proved


def printed_head(con: sqlite3.Connection, shown: Sequence[str]) -> Head:
    """The head that a paper about some forces names: of one force of several, that force's own."""
    if len(shown) == 1 and shown[0] in forces(con):
        return next(reversed(deque(own_chain(con, shown[0]), maxlen=1)), Head(0, FIRST))
    return head(con)
