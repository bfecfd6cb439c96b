"""Ids that were changed in the register: what is known under the old one belongs to the new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Mapping

from hmic.store.present_ids import now_called
from hmic.store.register_rows import fingerprint_of, looks
from hmic.store.seals import seal
from hmic.store.stored_register import stored_content


def is_marked(con: sqlite3.Connection, record: str, old: str, new: str) -> bool:
    """Whether the database knows already that an id was changed."""
    return now_called(con, record, old) == now_called(con, record, new) != old


def is_withdrawn(con: sqlite3.Connection, record: str, item: str) -> bool:
    """Whether an id was taken off the register by an earlier load."""
    row = con.execute(f"SELECT withdrawn_at FROM {record} WHERE id = ?", [item]).fetchone()  # noqa: S608
    return row is not None and row[0] is not None


def mark(
    con: sqlite3.Connection, record: str, old: str, new: str, now: str, others: Container[str]
) -> None:
    """Note that a report's or finding's id was changed; `new` is on the register already.

    An id that was never loaded here gets a row too: another journal can have entries under it. One that
    leads to another of the `others` that `new` had goes on leading there, as it was on the days between.
    """
    through = now_called(con, record, old)
    if through != old and through is not None and through in others:
        return
    if con.execute(f"SELECT 1 FROM {record} WHERE id = ?", [old]).fetchone() is None:  # noqa: S608
        _insert_copy(con, record, old, new)
    con.execute(
        f"UPDATE {record} SET renamed_to = ?, withdrawn_at = coalesce(withdrawn_at, ?) WHERE id = ?",  # noqa: S608
        [new, now, old],
    )
    con.execute("UPDATE OR IGNORE reminder SET item = ? WHERE item = ?", [new, old])
    for (number,) in con.execute("SELECT DISTINCT message FROM reminder WHERE item = ?", [new]).fetchall():
        seal(con, "message", number)


def _insert_copy(con: sqlite3.Connection, record: str, old: str, new: str) -> None:
    names = [row[1] for row in con.execute(f"PRAGMA table_info({record})") if row[1] != "id"]
    columns = ", ".join(names)
    con.execute(
        f"INSERT INTO {record} (id, {columns}) SELECT ?, {columns} FROM {record} WHERE id = ?",  # noqa: S608
        [old, new],
    )
    if record == "finding":
        # Rows of the finding in other tables stay with the present id.
        con.execute("UPDATE finding SET themes = '[]' WHERE id = ?", [old])
    own = fingerprint_of(stored_content(con, old)[0])
    con.execute(f"UPDATE {record} SET fingerprint = ? WHERE id = ?", [own, old])  # noqa: S608


def alike(
    con: sqlite3.Connection, withdrawn: Iterable[str], come: Mapping[str, Iterable[str]]
) -> tuple[tuple[str, str], ...]:
    """Each finding that a load takes away and the one that it adds which looks the same: old, new.

    `come` has what each added finding looks like.
    """
    known = {look: new for new, looks_like in come.items() for look in looks_like}
    found = []
    for old in withdrawn:
        content, _ = stored_content(con, old)
        if content["record"] == "finding":
            new = next((known[look] for look in looks(content) if look in known), None)
            found += [(old, new)] if new is not None else []
    return tuple(found)
