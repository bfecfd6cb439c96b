"""The journal's head, its last entry's number and hash: printed where others keep it, and proved later on.

Each entry's hash covers all entries before it. So whoever has a head from some day can prove that nothing
recorded by then was changed, also by somebody who made every later hash anew.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hmic.errors import UsageError
from hmic.file_kinds import read_small
from hmic.store.connection import open_reading
from hmic.store.hash_chain import FIRST
from hmic.systems import put_in_place
from hmic.unfinished_files import file_beside, remove

if TYPE_CHECKING:
    import sqlite3

_SHOWN = 32
_LEAST = 16


class Head(NamedTuple):
    """An entry's number and its hash, or the hash's beginning."""

    number: int
    hash: str

    def begins(self, other: Head) -> bool:
        """Whether this is the beginning of another."""
        return self.number == other.number and other.hash.startswith(self.hash)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash[:_SHOWN]}"


class Generation(NamedTuple):
    """Which journal a database holds: each restore puts another one, of the next number, in its place."""

    number: int = 0
    name: str = ""
    """Drawn by lot: two restores that start from the same state bring different journals."""


class Backup(NamedTuple):
    """The day of the last backup, and how many journal entries it has."""

    on: str
    entries: int


class Noted(NamedTuple):
    """A head that was printed or mailed."""

    head: Head
    where: str
    """Such as: the board's papers of 2026-11-20."""
    generation: Generation | None = None
    """Of the database at that time, where it is known."""
    backup: Backup | None = None
    """The last backup by then."""


def head(con: sqlite3.Connection) -> Head:
    """The last entry of the whole journal, as it is known to what the connection sees."""
    row = con.execute(
        """SELECT number, hash FROM main.entry WHERE known_at < (SELECT moment FROM seen)
        ORDER BY number DESC LIMIT 1"""
    ).fetchone()
    return Head(*row) if row else Head(0, FIRST)


def parse(text: str) -> Head:
    """A head as it was printed."""
    found = re.fullmatch(rf"\s*(\d{{1,15}}):([0-9a-f]{{{_LEAST},64}})\s*", text.lower())
    if not found:
        message = f"{text!r} is not the head of a journal"
        raise UsageError(message, hint="copy it as it was printed: the number, a colon and the hash")
    return Head(int(found[1]), found[2])


def disproved(con: sqlite3.Connection, noted: Noted) -> str | None:
    """What shows that a chain, otherwise whole, does not run through a head; None when it does.

    A head of the journal that a restore has replaced says nothing of the present one. One of a later
    restore than the present file's does: somebody has put an older file in the place of a newer one.
    """
    number, start = noted.head
    if not number or (noted.generation is not None and _replaced(con, noted.generation)):
        return None
    row = con.execute("SELECT hash FROM main.entry WHERE number = ?", [number]).fetchone()
    if row is None:
        return (
            f"entry {number} is missing, though {noted.where} names it: "
            "the end of the journal was cut off, or the database's log was removed"
        )
    if not str(row[0]).startswith(start):
        return f"entry {number} is not the one that {noted.where} names: the journal was rewritten"
    return None


def _replaced(con: sqlite3.Connection, noted: Generation) -> bool:
    now = generation(con)
    return noted != now and noted.number <= now.number


def generation(con: sqlite3.Connection) -> Generation:
    """Which journal a database holds; before the first restore that has no name."""
    with suppress(ValueError):
        for (text,) in con.execute("SELECT value FROM main.setting WHERE name = 'generation'"):
            number, name = str(text).split()
            return Generation(int(number), name)
    return Generation()


def begin_generation(con: sqlite3.Connection, *earlier: Generation) -> None:
    """From now on the database holds another journal than each of the earlier ones."""
    number = 1 + max(one.number for one in (generation(con), *earlier))
    con.execute(
        "INSERT OR REPLACE INTO setting VALUES ('generation', ?)", [f"{number} {os.urandom(8).hex()}"]
    )


def kept(db: Path) -> list[Noted]:
    """The head that was last printed or mailed, as it is kept beside the database."""
    with suppress(*_UNREADABLE):
        return [_read(db)]
    return []


def unreadable(db: Path) -> str | None:
    """Why the head beside the database cannot be read, if so; None where none is kept."""
    try:
        _read(db)
    except FileNotFoundError:
        return None
    except _UNREADABLE as error:
        why = (error.strerror or str(error)).lower() if isinstance(error, OSError) else "it is not hmic's"
        return f"{place(db)} cannot be read ({why}), so the last printed head is not checked"
    return None


_UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
_LARGEST = 1 << 20


def _read(db: Path) -> Noted:
    found = json.loads(read_small(place(db), _LARGEST))
    number, name = found.get("generation", Generation())
    last = Head(int(found["number"]), str(found["hash"]))
    backup = Backup(str(found["backup"][0]), int(found["backup"][1])) if found.get("backup") else None
    return Noted(last, str(found["where"]), Generation(int(number), str(name)), backup)


def last_backup(db: Path) -> Backup | None:
    """The last backup of this journal, according to the file beside the database."""
    return next((last.backup for last in kept(db)), None)


def keep(db: Path, noted: Noted) -> str | None:
    """Keep a head beside the database; gives what is wrong when the chain does not run through the last.

    Then that one stays, and so it does when it is the later one. Where nothing can be written, nothing is.
    The database is asked as it is at this moment: it may have been restored since the head was read.
    """
    before = kept(db)
    with closing(open_reading(db)) as con:
        con.execute("BEGIN")
        now = generation(con)
        for last in before:
            wrong = disproved(con, last)
            if wrong or (last.generation == now and last.head.number > noted.head.number):
                return wrong
        if disproved(con, noted) is None:
            backup = noted.backup or next((last.backup for last in before), None)
            write(db, noted._replace(generation=now, backup=backup))
    return None


def write(db: Path, noted: Noted) -> None:
    """Put a head in the place of the one that is kept beside the database."""
    said = {
        "number": noted.head.number,
        "hash": noted.head.hash,
        "where": noted.where,
        "generation": noted.generation or Generation(),
        "backup": noted.backup,
    }
    with suppress(OSError):
        aside = file_beside(place(db))
        try:
            aside.write_text(json.dumps(said, ensure_ascii=False) + "\n", encoding="utf-8")
            put_in_place(aside, place(db))
        finally:
            remove(aside)


def place(db: Path) -> Path:
    """The file in which the last head is kept."""
    return db.with_name(f"{db.name}.head")
