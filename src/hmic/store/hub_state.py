"""Whether a database has joined a hub, and what a reader should know then; light, as each report asks."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, NamedTuple

from hmic.errors import StoreError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


class Joined(NamedTuple):
    """What a joined database knows of its hub."""

    hub: str
    """Identifies a hub."""
    forces: dict[str, int]
    """Each force that the login sees, with its number at the hub."""
    synced_at: str
    seen_loads: dict[str, int] | None = None
    """For each force the last load that whoever works here knows of: by a sync, or by loading it."""


def joined(con: sqlite3.Connection) -> Joined | None:
    """What a database knows of the hub that it has joined; None where it has not."""
    row = con.execute("SELECT value FROM main.setting WHERE name = 'hub'").fetchone()
    try:
        return Joined(**json.loads(row[0])) if row else None
    except (ValueError, TypeError) as error:
        message = "what this database notes of its hub is damaged"
        raise StoreError(message, hint="restore a backup, or take a new copy of the hub") from error


def age(con: sqlite3.Connection, state: Joined, now: dt.datetime) -> Iterator[str]:
    """What a reader should know of a joined database, in words: an old copy, and what is not shared."""
    old = now - dt.datetime.fromisoformat(state.synced_at)
    if old > dt.timedelta(days=1):
        days = f"{old.days} days" if old.days > 1 else "a day"
        yield f"this copy of the hub is {days} old; update it with: hmic sync"
    number, what = waiting_words(con)
    if number:
        yield f"{what} {'is' if number == 1 else 'are'} not shared yet: hmic sync"


def waiting_words(con: sqlite3.Connection) -> tuple[int, str]:
    """How many entries and loads are not shared yet, and the same in words."""
    from hmic.words import count

    query = """SELECT total(body NOT LIKE '{"files":%'), total(body LIKE '{"files":%') FROM main.pending"""
    entries, loads = map(int, con.execute(query).fetchone())
    parts = [(entries, "entry", "entries"), (loads, "load", "loads")]
    return entries + loads, " and ".join(count(*part) for part in parts if part[0])


def note_joined(con: sqlite3.Connection, state: Joined) -> None:
    """Note what is known of the hub, within the caller's transaction."""
    con.execute("INSERT OR REPLACE INTO setting VALUES ('hub', ?)", [json.dumps(state._asdict())])
