"""The journal's hash chain: it proves that no entry was changed, removed or slipped in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

FIRST = "0" * 64
"""What the first link of a chain names as the one before it."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(record: dict[str, Any], previous: str) -> str:
    """The hash of an entry: over all it says and the hash of the entry before."""
    return linked(as_hashed(record), previous)


def as_hashed(record: dict[str, Any]) -> str:
    """All that an entry says, in one spelling."""
    return _ENCODER.encode(record)


def linked(text: str, previous: str) -> str:
    """The hash of an entry, from what `as_hashed` gives."""
    from hashlib import sha256

    return sha256(f"[{_ENCODER.encode(previous)},{text}]".encode()).hexdigest()


def broken_links(con: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the chain, entry by entry, in words; nothing when it is whole."""
    from hashlib import sha256

    names = hashed(con)
    rows = con.execute(f"SELECT number, previous, hash, {said(names)} FROM entry ORDER BY number")  # noqa: S608
    previous, expected = FIRST, 1
    for number, before, own, text in rows:
        if number != expected:
            yield (
                f"entry {expected} is missing"
                if number == expected + 1
                else (f"entries {expected} to {number - 1} are missing")
            )
        elif before != previous:
            yield f"entry {number} does not follow the entry before it"
        if sha256(text).hexdigest() != own and not as_recorded(con, names, number):
            yield f"entry {number} was changed after it was recorded"
        previous, expected = own, number + 1
    made = con.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").fetchone()
    if made and made[0] >= expected:
        yield f"entries after {expected - 1} are missing: {made[0]} were recorded"


def hashed(con: sqlite3.Connection) -> list[str]:
    """The columns of an entry that its hash is over, in their order there."""
    columns = {row[1] for row in con.execute("PRAGMA table_info(entry)")}
    return sorted(columns - {"number", "previous", "hash"})


def said(names: Iterable[str]) -> str:
    """What an entry's hash is over, put together by SQLite, which is twice as fast.

    Whatever it writes, nothing but what was recorded has that hash.
    """
    fields = "||".join(
        f"""CASE typeof({name}) WHEN 'null' THEN '' WHEN 'blob' THEN '?'
        ELSE ',"{name}":' || json_quote({name}) END"""
        for name in names
    )
    return f"""CAST('["' || previous || '",{{' || substr({fields}, 2) || '}}]' AS BLOB)"""


_PLAIN = frozenset({str, int, type(None)})


def as_recorded(con: sqlite3.Connection, names: Sequence[str], number: int) -> bool:
    """Whether an entry has its hash, by what was hashed when it was recorded."""
    query = f"SELECT previous, hash, {', '.join(names)} FROM entry WHERE number = ?"  # noqa: S608
    before, own, *values = con.execute(query, [number]).fetchone()
    # What is neither a text nor a number is damage: no entry was ever recorded so.
    plain = _PLAIN.issuperset(map(type, values)) and type(before) is type(own) is str
    record = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return plain and chained(record, before) == own
