"""A joined database's copy of the hub's log: what it holds, whether it is whole, what is taken over."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING

from hmic.errors import StoreError
from hmic.store.hash_chain import FIRST
from hmic.store.hub_state import Joined, joined, note_joined
from hmic.store.shared import ENTRIES, ENTRY, MERGED, LogRow, body_of, digest_of, kept_bodies, numbers_of
from hmic.store.transactions import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hmic.model import Entry


def forget_hub(con: sqlite3.Connection) -> None:
    """Leave the hub: the journal and the register stay."""
    con.execute("DELETE FROM setting WHERE name IN ('hub', 'quoted')")
    con.execute("DELETE FROM hub_log")
    con.execute("DELETE FROM pending")


def cursor_of(con: sqlite3.Connection, force: str) -> tuple[int, str]:
    """The end of a force's log, as far as this database took it in."""
    row = con.execute(
        "SELECT number, hash FROM hub_log WHERE force = ? ORDER BY number DESC LIMIT 1", [force]
    ).fetchone()
    return (int(row[0]), str(row[1])) if row else (0, FIRST)


def linked(previous: str, row: LogRow, digest: str) -> str:
    """The hash of a record: over all it says and the hash of the one before, as the hub works it out."""
    said = (previous, str(row.number), row.uid, row.kind, row.at, digest, row.login)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def checked(con: sqlite3.Connection, force: str, rows: Sequence[LogRow]) -> Iterator[tuple[LogRow, str]]:
    """The rows that are new here, each with its digest, once they are seen to continue the log."""
    number, previous = cursor_of(con, force)
    for row in rows:
        if row.number <= number:
            continue
        digest = digest_of(row.body)
        if row.number != number + 1 or linked(previous, row, digest) != row.hash:
            raise altered(force, row.number)
        number, previous = row.number, row.hash
        yield row, digest


def altered(force: str, number: int) -> StoreError:
    """The error for a record that is not what the hub once took."""
    message = f"record {number} of {force} was altered at the hub, or one before it is missing"
    return StoreError(
        message, hint="nothing was imported; ask those who run the hub to run: hmic hub verify"
    )


def keep(con: sqlite3.Connection, rows: Iterable[tuple[LogRow, str]]) -> None:
    """Note records in the log; an entry's content is in the journal."""
    con.executemany(
        "INSERT INTO hub_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (row.force, row.number, row.uid, row.kind, row.at, row.login, digest, row.hash,
             None if row.kind in ENTRIES else row.body)
            for row, digest in rows
        ],
    )  # fmt: skip


def log_entry(
    con: sqlite3.Connection, force: str, after: int, subjects: set[str]
) -> tuple[LogRow, Entry] | None:
    """The last entry about one of some subjects that came after a place in the log."""
    rows = con.execute(
        """SELECT hub_log.number, uid, hub_log.kind, at, hub_log.login, hub_log.hash, entry.number, finding,
        report FROM hub_log JOIN entry USING (uid) WHERE force = ? AND hub_log.number > ?
        ORDER BY hub_log.number DESC""",
        [force, after],
    )
    for number, uid, kind, at, login, own, local, finding, report in rows:
        if {finding, report} & subjects:
            from hmic.store.journal import entry_numbered

            entry = entry_numbered(con, local)
            if entry is not None:
                entry = entry._replace(number=numbers_of(con, [uid])[uid])
                return LogRow(force, number, uid, kind, at, login, own, ""), entry
    return None


def mark_loads_seen(con: sqlite3.Connection) -> None:
    """Note that whoever works here knows of every load so far, within the caller's transaction."""
    state = joined(con)
    if state is not None:
        rows = con.execute(
            "SELECT force, max(number) FROM hub_log WHERE kind IN ('load', 'register') GROUP BY force"
        )
        note_joined(con, state._replace(seen_loads=dict(rows.fetchall())))


def is_current(
    con: sqlite3.Connection, state: Joined, heads: Mapping[str, tuple[int, str]], now: dt.datetime
) -> bool:
    """Whether there is nothing to fetch, nothing to share, and nothing to note of a sync."""
    old = now - dt.datetime.fromisoformat(state.synced_at)
    if not dt.timedelta() <= old < _RECENT or heads.keys() != state.forces.keys():
        return False
    if con.execute("SELECT 1 FROM main.pending LIMIT 1").fetchone():
        return False
    seen = state.seen_loads or {}
    return all(
        cursor_of(con, force) == head and last_load(con, force, seen.get(force, 0)) is None
        for force, head in heads.items()
    )


_RECENT = dt.timedelta(minutes=10)
"""How long before it is noted again that a database is up to date: its age is shown in days."""


def last_load(con: sqlite3.Connection, force: str, after: int) -> tuple[str, str] | None:
    """Who loaded the register after a place in the log, and when."""
    row = con.execute(
        """SELECT login, at FROM hub_log WHERE force = ? AND number > ? AND kind IN ('load', 'register')
        ORDER BY number DESC LIMIT 1""",
        [force, after],
    ).fetchone()
    return (str(row[0]), str(row[1])) if row else None


# ---- for `verify` ----


def broken_log(con: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the log and with what waits, in words."""
    yield from _broken_records(con)
    state = joined(con)
    if state is None and con.execute("SELECT 1 FROM hub_log LIMIT 1").fetchone():
        yield "this database has a hub's log but has not joined a hub"
    for *one, digest in con.execute("SELECT * FROM pending").fetchall():
        if state is None or digest_of(json.dumps(one, ensure_ascii=False)) != digest:
            yield f"the entry {one[0]}, which is not shared yet, was changed"


def _broken_records(con: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the log, record by record, and with the entries that it names."""
    bodies: dict[str, dict[str, str]] = {}
    before: dict[str, tuple[int, str]] = {}
    for force, number, uid, kind, at, login, digest, own, body in con.execute(
        "SELECT force, number, uid, kind, at, login, digest, hash, body FROM hub_log ORDER BY force, number"
    ).fetchall():
        last, previous = before.get(force, (0, FIRST))
        before[force] = (number, own)
        row = LogRow(force, number, str(uid), kind, str(at), str(login), own, body or "")
        if number != last + 1 or linked(previous, row, str(digest)) != own:
            yield f"record {number} of the log of {force} was changed after it was shared"
            continue
        if kind not in ENTRIES:
            if digest_of(row.body) != digest:
                yield f"what record {number} of the log of {force} holds was changed after it was shared"
            continue
        if force not in bodies:
            bodies[force] = dict(kept_bodies(con, force))
        there = bodies[force].pop(str(uid), None)
        if body is not None or there is None or digest_of(_shared_as(there, row)) != digest:
            yield f"the entry of record {number} of the log of {force} is not the one that was shared"
    for force, left in bodies.items():
        for uid in left:
            yield f"the entry {uid} of {force} is in the journal but not in the hub's log"


def _shared_as(body: str, row: LogRow) -> str:
    """A kept body as it was shared: without what the hub added."""
    said = json.loads(body)
    gone: dict[str, Sequence[str]] = {
        ENTRY: ("recorded_at", "login", "words"),
        MERGED: ("learned_at", "login", "words"),
    }
    added = {ENTRY: {"recorded_at": row.at}, MERGED: {"learned_at": row.at}}.get(row.kind, {})
    if any(said.get(name) != value for name, value in added.items()):
        return ""
    if row.kind in gone and said.get("login") != row.login:
        return ""
    return body_of({name: value for name, value in said.items() if name not in gone.get(row.kind, ())})


# ---- what the hub lost ----


def hash_at(con: sqlite3.Connection, force: str, number: int) -> str:
    """The hash of a record of a force's log."""
    row = con.execute("SELECT hash FROM hub_log WHERE force = ? AND number = ?", [force, number]).fetchone()
    return str(row[0]) if row else FIRST


def rows_after(con: sqlite3.Connection, force: str, number: int) -> list[LogRow]:
    """A force's log after a record; an entry has no body here."""
    rows = con.execute(
        """SELECT force, number, uid, kind, at, login, hash, coalesce(body, '') FROM hub_log
        WHERE force = ? AND number > ? ORDER BY number""",
        [force, number],
    )
    return [LogRow(*row) for row in rows]


def cut(con: sqlite3.Connection, force: str, number: int) -> None:
    """Forget a force's log after a record; its entries stay in the journal."""
    con.execute("DELETE FROM hub_log WHERE force = ? AND number > ?", [force, number])


# ---- a database that is merged ----


def bring_along(con: sqlite3.Connection, path: Path, old: sqlite3.Connection) -> None:
    """Take over what only the old database has: the mail's ledger, what waits, numbers that were quoted."""
    from hmic.store.seals import seal

    with transaction(con, path):
        con.execute("PRAGMA defer_foreign_keys = 1")
        for table in ("message", "delivery", "reminder", "pending"):
            cursor = old.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
            marks = ", ".join("?" * len(cursor.description))
            con.executemany(f"INSERT INTO {table} VALUES ({marks})", cursor.fetchall())  # noqa: S608
        for (number,) in con.execute("SELECT number FROM message").fetchall():
            seal(con, "message", number)
        was = dict(old.execute("SELECT uid, number FROM entry").fetchall())
        quoted = dict(quoted_numbers(old))
        for uid, number in con.execute("SELECT uid, number FROM entry"):
            if was.get(uid, number) != number:
                quoted[was[uid]] = uid
        con.execute("INSERT OR REPLACE INTO setting VALUES ('quoted', ?)", [json.dumps(quoted)])
        before, state = joined(old), joined(con)
        if before is not None and state is not None and before.hub == state.hub:
            note_joined(con, state._replace(seen_loads=before.seen_loads))


def quoted_numbers(con: sqlite3.Connection) -> dict[int, str]:
    """The numbers that entries had before this database was merged into a hub's, where they were others."""
    row = con.execute("SELECT value FROM main.setting WHERE name = 'quoted'").fetchone()
    return {int(number): uid for number, uid in json.loads(row[0]).items()} if row else {}
