"""A joined database: its copy of the hub's log, and the entries waiting to be shared."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from hmic.errors import StoreError
from hmic.store.hash_chain import FIRST
from hmic.store.hub_state import Joined, joined, note_joined
from hmic.store.transactions import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hmic.model import Entry

ENTRY, MERGED, KEPT, LOAD, REGISTER = "entry", "merged", "kept", "load", "register"
"""The kinds of record. An entry has the hub's moment and login. `merged`: recorded elsewhere before, and
learned of at the hub's moment. `kept`: as it is, to the letter."""

ENTRIES = (ENTRY, MERGED, KEPT)


class LogRow(NamedTuple):
    """A record as the hub gives it."""

    force: str
    number: int
    uid: str
    kind: str
    at: str
    login: str
    hash: str
    body: str


class Pending(NamedTuple):
    """An entry that is not shared yet."""

    uid: str
    batch: str
    place: int
    force: str
    made_at: str
    body: str


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


def digest_of(body: str) -> str:
    """Identifies a content."""
    return hashlib.sha256(body.encode()).hexdigest()


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


# ---- entries as what is shared, and back ----


def body_of(record: dict[str, Any], words: tuple[str, str | None] | None = None) -> str:
    """An entry as text; with `words` those of its deadline that are kept beside the journal."""
    said = {**record, "words": list(words)} if words else record
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def load_body(files: Iterable[tuple[str, str]]) -> str:
    """A load as text: each file's name and content."""
    said = {"files": [{"name": name, "text": text} for name, text in files]}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def kind_of(body: str) -> str:
    """The kind of a record that was decided here, by what it holds."""
    if body.startswith('{"files": '):
        return LOAD
    return MERGED if "recorded_at" in json.loads(body) else ENTRY


def record_of(row: LogRow) -> tuple[dict[str, Any], list[str] | None]:
    """The journal's record of a shared entry, and the words that are kept beside it."""
    said = json.loads(row.body)
    words = said.pop("words", None)
    if row.kind == ENTRY:
        said |= {"recorded_at": row.at, "login": row.login}
    elif row.kind == MERGED:
        said |= {"learned_at": row.at, "login": row.login}
    return said, words


_OWN = ("number", "previous", "hash", "known_at")


def kept_bodies(con: sqlite3.Connection, force: str) -> Iterator[tuple[str, str]]:
    """Each entry of a force in the order of the journal, as it is to the letter: its uid and body."""
    return _bodies(con, OF_FORCE, force=force)


def _bodies(con: sqlite3.Connection, which: str, **given: str) -> Iterator[tuple[str, str]]:
    cursor = con.execute(
        f"""SELECT entry.*, entry_words.phrase, entry_words.requires FROM entry
        LEFT JOIN entry_words ON entry_words.uid = entry.uid WHERE {which} ORDER BY entry.number""",  # noqa: S608
        given,
    )
    names = [column[0] for column in cursor.description][:-2]
    for *found, phrase, requires in cursor:
        record = {
            name: value for name, value in zip(names, found, strict=True)
            if value is not None and name not in _OWN
        }  # fmt: skip
        yield str(record["uid"]), body_of(record, (phrase, requires) if phrase else None)


OF_FORCE = """coalesce(entry.report, (SELECT finding.report FROM finding WHERE finding.id = entry.finding))
    IN (SELECT report.id FROM report WHERE report.force = :force)"""
"""Whether an entry is a force's, in a query of the table `entry`."""


def force_of(con: sqlite3.Connection, entry: Entry) -> str:
    """The force that an entry is about."""
    row = con.execute(
        """SELECT force FROM report WHERE id = coalesce(?, (SELECT report FROM finding WHERE id = ?))""",
        [entry.report, entry.finding],
    ).fetchone()
    return str(row[0])


def looked_at(con: sqlite3.Connection, entry: Entry) -> set[str]:
    """What the rules look at for an entry: its finding by every name, its family, and what replaces it."""
    from hmic.store.present_ids import names_of

    seen = {one for one in (entry.report, entry.superseded_by) if one}
    if entry.finding is not None:
        seen.update(row[0] for row in con.execute(names_of("?"), [entry.finding]))
        seen.add(entry.finding)
        family = """SELECT parent FROM finding WHERE id = :id AND parent IS NOT NULL
            UNION SELECT id FROM finding WHERE parent = :id
            UNION SELECT id FROM finding WHERE parent = (SELECT parent FROM finding WHERE id = :id)"""
        seen.update(row[0] for row in con.execute(family, {"id": entry.finding}))
    following = entry.superseded_by
    while following:
        row = con.execute("SELECT superseded_by FROM standing WHERE finding = ?", [following]).fetchone()
        following = row[0] if row and row[0] not in seen else None
        seen.update([following] if following else [])
    return seen


def numbers_of(con: sqlite3.Connection, uids: Iterable[str]) -> dict[str, int]:
    """The number of each entry, as people quote it."""
    from hmic.store.own_numbers import forces, own_numbers

    given = list(uids)
    query = "SELECT number FROM entry WHERE uid = ?"
    here = {uid: int(con.execute(query, [uid]).fetchone()[0]) for uid in given}
    return here | (own_numbers(con, given) if forces(con) else {})


# ---- what waits to be shared ----


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


def kept_body(con: sqlite3.Connection, uid: str) -> tuple[str, list[str]] | None:
    """An entry as it is to the letter, and what it is about."""
    for body in _bodies(con, "entry.uid = :uid", uid=uid):
        said = json.loads(body[1])
        return body[1], subjects_of(said)
    return None


def subjects_of(record: dict[str, Any]) -> list[str]:
    """The ids that an entry is about."""
    named = (record.get(name) for name in ("finding", "report", "superseded_by"))
    return [one for one in named if one]


# ---- a database that is merged ----


def new_uid() -> str:
    """A name that nothing else has."""
    return os.urandom(16).hex()


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
