"""Adding entries to the journal, and reading them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from hmic.entry_records import FIELDS, from_record, to_record
from hmic.errors import StoreError
from hmic.holding import withdrawn_by
from hmic.store.entry_rows import ENTRY_COLUMNS, entry_from
from hmic.store.hash_chain import FIRST, as_hashed, linked
from hmic.store.present_ids import names_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from hmic.model import Entry
    from hmic.store.fold import Before


def append(
    con: sqlite3.Connection, entries: Iterable[Entry], now: str, before: Before | None = None
) -> list[Entry]:
    """Add entries within the caller's transaction and bring the standings up to date.

    `now` is the moment of recording in UTC. Gives the entries back with their numbers. `before` hears
    of each entry of their findings, and of the status of the finding before it.
    """
    from hmic.store.standings import refresh

    given = [e._replace(uid=e.uid or os.urandom(16).hex(), recorded_at=now) for e in entries]
    numbers = insert(con, [to_record(entry) for entry in given])
    added = [entry._replace(number=number) for entry, number in zip(given, numbers, strict=True)]
    refresh(con, _touched(con, added), before or (lambda *_: None))
    return added


def _touched(con: sqlite3.Connection, entries: Iterable[Entry]) -> set[str]:
    """The findings whose standing may have changed."""
    touched = set()
    for entry in entries:
        if entry.finding:
            touched.add(entry.finding)
        if entry.corrects:
            row = con.execute("SELECT finding FROM entry WHERE uid = ?", [entry.corrects]).fetchone()
            if row and row[0]:
                touched.add(row[0])
    return touched


def entries_of(con: sqlite3.Connection, finding: str) -> list[Entry]:
    """The entries of a finding, corrections included, in the order in which they were recorded."""
    rows = con.execute(
        f"""SELECT {ENTRY_COLUMNS} FROM entry
        WHERE finding IN ({names_of("?")}) ORDER BY number""",  # noqa: S608
        [finding],
    )
    return [entry_from(row) for row in rows]


def entry_numbered(con: sqlite3.Connection, number: int) -> Entry | None:
    """The entry with this number."""
    row = con.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE number = ?",  # noqa: S608
        [number],
    ).fetchone()
    return entry_from(row) if row else None


def withdrawn(con: sqlite3.Connection) -> AbstractSet[str]:
    """The entries that a correction withdraws which is not withdrawn itself, whatever its day."""
    return withdrawn_by(con.execute("SELECT uid, corrects FROM correction ORDER BY number DESC")).keys()


def correction_of(con: sqlite3.Connection, entry: Entry) -> Entry | None:
    """The correction that withdraws an entry and holds; None when none does."""
    rows = con.execute(
        f"""SELECT {ENTRY_COLUMNS} FROM entry WHERE finding IS ? AND report IS ? AND kind = 'correction'
        ORDER BY number DESC""",  # noqa: S608
        [entry.finding, entry.report],
    )
    corrections = {one.uid: one for one in map(entry_from, rows)}
    found = withdrawn_by((one.uid, one.corrects) for one in corrections.values() if one.corrects)
    return corrections[found[entry.uid]] if entry.uid in found else None


def range_words(con: sqlite3.Connection) -> str:
    """Which entries there are, in words."""
    last = con.execute("SELECT max(number) FROM entry").fetchone()[0]
    return f"the entries are numbered 1 to {last}" if last else "the journal is empty"


def newest(con: sqlite3.Connection) -> int:
    """The number of the last entry; 0 for an empty journal."""
    return int(con.execute("SELECT coalesce(max(number), 0) FROM entry").fetchone()[0])


def recorded_after(con: sqlite3.Connection, number: int) -> list[Entry]:
    """The entries after one, with no more than was recorded in them."""
    return [from_record(record) for record in exported(con, number)]


def exported(con: sqlite3.Connection, after: int = 0) -> Iterator[dict[str, Any]]:
    """Every entry, or those after one, as records that another journal can merge, in their order."""
    query = f"SELECT {', '.join(FIELDS)} FROM entry WHERE number > ? ORDER BY number"  # noqa: S608
    return _records(con, query, [after])


def _records(con: sqlite3.Connection, query: str, given: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for row in con.execute(query, given):
        yield {name: value for name, value in zip(FIELDS, row, strict=True) if value is not None}


def records_named(con: sqlite3.Connection, uids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The entries of these names as records, as far as there are such."""
    query = f"SELECT {', '.join(FIELDS)} FROM entry WHERE uid IN (SELECT value FROM json_each(?))"  # noqa: S608
    return {record["uid"]: record for record in _records(con, query, [json.dumps(list(uids))])}


def insert(
    con: sqlite3.Connection, records: Iterable[dict[str, Any]], texts: Iterable[str] | None = None
) -> list[int]:
    """Append records at the end of the chain; gives their numbers, once they are seen to be there.

    One with `learned_at` came from another journal, and was recorded there. `texts` has what is hashed of
    each, where that is known.
    """
    newest = con.execute("SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1").fetchone()
    last, previous = newest or (0, FIRST)
    rows: list[dict[str, Any]] = []
    records = [*records]
    for record, text in zip(records, texts or map(as_hashed, records), strict=True):
        own = linked(text, previous)
        rows.append({**record, "previous": previous, "hash": own})
        previous = own
    names = sorted(set().union(*rows))
    if rows:
        places = ", ".join("?" * len(names))
        statement = f"INSERT INTO entry ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - our own names
        con.executemany(statement, (tuple(map(row.get, names)) for row in rows))
    there = con.execute(
        "SELECT number, hash FROM entry WHERE number > ? ORDER BY number", [last]
    ).fetchall()
    if [own for _, own in there] != [row["hash"] for row in rows]:
        message = "the database did not keep the entry as it was written"
        raise StoreError(message, hint="nothing was recorded; find the problem with: hmic verify")
    return [number for number, _ in there]


def those_known(con: sqlite3.Connection, uids: Iterable[str]) -> set[str]:
    """Those of some uids that the journal has."""
    query = "SELECT uid FROM entry WHERE uid IN (SELECT value FROM json_each(?))"
    return {row[0] for row in con.execute(query, [json.dumps(list(uids))])}


def put_words(con: sqlite3.Connection, words: Iterable[tuple[str, list[str]]]) -> None:
    """Keep the words of deadlines that came with entries of another journal."""
    from hmic.store.seals import seal

    rows = [(uid, *pair) for uid, pair in words]
    if rows:
        con.executemany("INSERT OR IGNORE INTO entry_words VALUES (?, ?, ?)", rows)
        seal(con, "words", "older")
