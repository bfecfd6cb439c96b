"""The journal's head, its last entry's number and hash: printed where others keep it, and proved later on.

Each entry's hash covers all entries before it. So whoever has a head from some day can prove that nothing
recorded by then was changed, also by somebody who made every later hash anew.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hmic.aside import file_beside, remove
from hmic.errors import UsageError
from hmic.store.journal import FIRST

if TYPE_CHECKING:
    import sqlite3

_SHOWN = 32
_LEAST = 16


class Head(NamedTuple):
    """An entry's number and its hash, or the hash's beginning."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash[:_SHOWN]}"


class Noted(NamedTuple):
    """A head that was printed or mailed."""

    head: Head
    where: str
    """Such as: the board's papers of 2026-11-20."""


def head(con: sqlite3.Connection, known: str = "~") -> Head:
    """The last entry that was known here before a moment."""
    row = con.execute(
        "SELECT number, hash FROM main.entry WHERE known_at < ? ORDER BY number DESC LIMIT 1", [known]
    ).fetchone()
    return Head(*row) if row else Head(0, FIRST)


def parse(text: str) -> Head:
    """A head as it was printed."""
    found = re.fullmatch(rf"\s*(\d{{1,15}}):([0-9a-f]{{{_LEAST},64}})\s*", text.lower())
    if not found:
        message = f"{text!r} is not the head of a journal"
        raise UsageError(message, hint="write it as it was printed: the number, a colon, and the hash")
    return Head(int(found[1]), found[2])


def disproved(con: sqlite3.Connection, noted: Noted) -> str | None:
    """What shows that a chain, otherwise whole, does not run through a head; None when it does."""
    number, start = noted.head
    if not number:
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


def kept(db: Path) -> list[Noted]:
    """The head that was last printed or mailed, as it is kept beside the database."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        found = json.loads(place(db).read_text(encoding="utf-8"))
        return [Noted(Head(int(found["number"]), str(found["hash"])), str(found["where"]))]
    return []


def keep(con: sqlite3.Connection, db: Path, noted: Noted) -> str | None:
    """Keep a head beside the database; gives what is wrong when the chain does not run through the last.

    Then that one stays, and so it does when it is the later one. Where nothing can be written, nothing is.
    """
    for last in kept(db):
        wrong = disproved(con, last)
        if wrong or last.head.number > noted.head.number:
            return wrong
    write(db, noted)
    return None


def write(db: Path, noted: Noted) -> None:
    """Put a head in the place of the one that is kept beside the database."""
    said = {"number": noted.head.number, "hash": noted.head.hash, "where": noted.where}
    with suppress(OSError):
        aside = file_beside(place(db))
        try:
            aside.write_text(json.dumps(said, ensure_ascii=False) + "\n", encoding="utf-8")
            aside.replace(place(db))
        finally:
            remove(aside)


def place(db: Path) -> Path:
    """The file in which the last head is kept."""
    return db.with_name(f"{db.name}.head")
