"""What was recorded here and waits to be shared at the hub."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from hmic.store.shared import digest_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence


class Pending(NamedTuple):
    """An entry that is not shared yet."""

    uid: str
    batch: str
    place: int
    force: str
    made_at: str
    body: str


def wait(con: sqlite3.Connection, batch: Sequence[Pending]) -> None:
    """Keep entries until the hub has them."""
    con.executemany(
        "INSERT OR IGNORE INTO pending VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*one, digest_of(json.dumps(one, ensure_ascii=False))) for one in batch],
    )


def waiting(con: sqlite3.Connection) -> list[Pending]:
    """What is not shared yet, in the order in which it was recorded."""
    rows = con.execute(
        "SELECT uid, batch, place, force, made_at, body FROM main.pending ORDER BY made_at, batch, place"
    )
    return [Pending(*row) for row in rows]


def settle(con: sqlite3.Connection, uids: Iterable[str]) -> None:
    """These wait no longer."""
    con.executemany("DELETE FROM pending WHERE uid = ?", [(uid,) for uid in uids])
