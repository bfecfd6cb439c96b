"""Whether a database file defines what hmic made, and nothing else."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from hmic.store.schema import made_anew
from hmic.store.schema_digest import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALL = """SELECT type, name, tbl_name, sql FROM main.sqlite_master
WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4')) ORDER BY type, name"""


def digest(con: sqlite3.Connection) -> str:
    """Distinguishes one schema from another: over every table, index, trigger and view."""
    import hashlib

    return hashlib.sha256(repr(con.execute(_ALL).fetchall()).encode(errors="replace")).hexdigest()


def is_expected(con: sqlite3.Connection) -> bool:
    """Whether the schema is that of a new database, to the letter."""
    return digest(con) == SCHEMA


def foreign(con: sqlite3.Connection) -> Iterator[str]:
    """What is not as hmic makes it, in words; nothing when all is.

    A database that has come through other versions of hmic or SQLite may differ in comments and in layout.
    """
    if is_expected(con):
        return
    with closing(made_anew()) as new:
        expected, found = _defined(new), _defined(con)
    for (kind, name), text in found.items():
        if (kind, name) not in expected:
            yield f"the {kind} {name} does not belong to hmic"
        elif text != expected[kind, name]:
            yield f"the {kind} {name} was changed by another program"
    for kind, name in sorted(expected.keys() - found.keys()):
        yield f"the {kind} {name} is missing"


def strange_notes(con: sqlite3.Connection) -> Iterator[str]:
    """What SQLite and sqlite-utils note for themselves, where it cannot be."""
    steps = "SELECT migration_set, name FROM main._sqlite_migrations ORDER BY id"
    with closing(made_anew()) as new:
        if con.execute(steps).fetchall() != new.execute(steps).fetchall():
            yield "the list of the steps by which the tables were made is not hmic's"
    last = "SELECT 'entry', max(number) FROM main.entry HAVING max(number) IS NOT NULL"
    if con.execute("SELECT name, seq FROM main.sqlite_sequence").fetchall() != con.execute(last).fetchall():
        yield "the number that the next entry would get does not follow the last one's"


_PIECE = re.compile(
    r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^]]*\])|(?:--[^\n]*|/\*.*?\*/|\s+)+""", re.DOTALL
)
_SEARCH = re.compile(r"\w+_fts_(?:config|data|docsize|idx)")


def _defined(con: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Each object with its text, without comments and layout; SQLite itself words the search index."""
    return {
        (kind, name): f"{table} {'' if _SEARCH.fullmatch(name) else _plain(text or '')}"
        for kind, name, table, text in con.execute(_ALL)
    }


def _plain(text: str) -> str:
    return _PIECE.sub(lambda piece: piece[1] or " ", text)
