"""Ids that were changed in the register: what is known under the old one belongs to the new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from hmic.store.rows import fingerprint_of
from hmic.store.stored import stored_content

NOW_CALLED = "(SELECT coalesce(renamed_to, id) FROM finding AS called WHERE called.id = entry.finding)"
"""The present id of the finding that an entry is about, in a query of the table `entry`."""


def is_marked(con: sqlite3.Connection, record: str, old: str, new: str) -> bool:
    """Whether the database knows already that an id was changed."""
    row = con.execute(f"SELECT renamed_to FROM {record} WHERE id = ?", [old]).fetchone()  # noqa: S608
    return row is not None and row[0] == new


def mark(con: sqlite3.Connection, record: str, old: str, new: str, now: str) -> None:
    """Note that a report's or finding's id was changed; `new` is on the register already.

    An id that was never loaded here gets a row too: another journal can have entries under it.
    """
    if con.execute(f"SELECT 1 FROM {record} WHERE id = ?", [old]).fetchone() is None:  # noqa: S608
        _insert_copy(con, record, old, new)
    con.execute(
        f"UPDATE {record} SET renamed_to = ?, withdrawn_at = coalesce(withdrawn_at, ?) WHERE id = ?",  # noqa: S608
        [new, now, old],
    )
    # An id that was changed twice leads to the last one.
    con.execute(f"UPDATE {record} SET renamed_to = ? WHERE renamed_to = ?", [new, old])  # noqa: S608
    con.execute("UPDATE OR IGNORE reminder SET item = ? WHERE item = ?", [new, old])


def _insert_copy(con: sqlite3.Connection, record: str, old: str, new: str) -> None:
    names = [row[1] for row in con.execute(f"PRAGMA table_info({record})") if row[1] != "id"]
    columns = ", ".join(names)
    con.execute(
        f"INSERT INTO {record} (id, {columns}) SELECT ?, {columns} FROM {record} WHERE id = ?",  # noqa: S608
        [old, new],
    )
    own = fingerprint_of(stored_content(con, old)[0])
    con.execute(f"UPDATE {record} SET fingerprint = ? WHERE id = ?", [own, old])  # noqa: S608


def likely(
    con: sqlite3.Connection, withdrawn: Iterable[str], added: Iterable[str]
) -> list[tuple[str, str]]:
    """Findings that a load took away and others that it added which look like the same ones: old, new.

    They are of one force and one kind, and share their title, what they require or their opening words.
    """
    rows = con.execute(
        """SELECT old.id, new.id FROM json_each(:withdrawn) AS gone
        CROSS JOIN finding AS old ON old.id = gone.value JOIN report AS before ON before.id = old.report
        CROSS JOIN json_each(:added) AS come
        CROSS JOIN finding AS new ON new.id = come.value JOIN report AS after ON after.id = new.report
        WHERE before.force = after.force AND old.kind = new.kind
        AND (old.title = new.title OR old.requirement = new.requirement OR old.opening = new.opening)
        GROUP BY old.id ORDER BY old.id""",
        {"withdrawn": _json(withdrawn), "added": _json(added)},
    )
    return rows.fetchall()


def _json(ids: Iterable[str]) -> str:
    import json

    return json.dumps(list(ids))
