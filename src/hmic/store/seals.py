"""What was loaded when, and what was said before: each load is sealed, and what cannot be is found."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from hmic.model import Kind, PartialDate, Voice

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_LISTS = {
    "finding": {"deadlines": "deadline", "parts": "part"},
    "report": {"grades": "grade", "follow_ups": "follow_up", "respond_by": "respond_by"},
}
_DAYS = frozenset({"due", "anchor"})
_SEAL = "load "


def seal(con: sqlite3.Connection) -> None:
    """Keep a digest of the last load, and of the wordings that it replaced, within its transaction."""
    for (number,) in con.execute("SELECT max(id) FROM load HAVING max(id) IS NOT NULL").fetchall():
        con.execute(
            "INSERT OR REPLACE INTO setting VALUES (?, ?)", [f"{_SEAL}{number}", _digest(con, number)]
        )


def _digest(con: sqlite3.Connection, number: int) -> str:
    said = [
        *con.execute("SELECT * FROM load WHERE id = ?", [number]),
        *con.execute("SELECT * FROM earlier_version WHERE load = ? ORDER BY item", [number]),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def broken_seals(con: sqlite3.Connection) -> Iterator[str]:
    """The loads of which something was changed since, in words."""
    sealed = con.execute(
        "SELECT CAST(substr(name, ?) AS INTEGER), value FROM setting WHERE name GLOB ? ORDER BY 1",
        [len(_SEAL) + 1, f"{_SEAL}*"],
    ).fetchall()
    for number, kept in sealed:
        if _digest(con, number) != kept:
            yield f"the record of load {number}, or a wording that it replaced, was changed afterwards"


def strange_versions(con: sqlite3.Connection) -> Iterator[str]:
    """The earlier wordings that no load can have written, in words: readers could not show them."""
    columns = {
        table: [row[1] for row in con.execute(f"PRAGMA main.table_info({table})")]
        for lists in _LISTS.values()
        for table in lists.values()
    }
    rows = con.execute("SELECT item, load, withdrawn, until, content FROM earlier_version")
    for item, load, withdrawn, until, text in rows:
        try:
            dt.datetime.fromisoformat(until)
            said = json.loads(text)
            _check(said, columns)
            right = said["id"] == item and withdrawn in (0, 1)
        except (ValueError, TypeError, KeyError, AttributeError):
            right = False
        if not right:
            yield f"what {item} said before load {load} is damaged"


def _check(said: dict[str, Any], columns: dict[str, list[str]]) -> None:
    """One of the errors that Python raises for what is not there, or no date or kind."""
    if said["record"] == "report":
        PartialDate.parse(said["published"])
    else:
        Kind(said["kind"])
        Voice(said.get("voice") or Voice.ASKED)
        "".join([said["title"], said["requirement"], *said.get("themes", []), *said.get("follows", [])])
    for name, table in _LISTS[said["record"]].items():
        for row in said.get(name, []):
            for column, value in zip(columns[table][1:], row, strict=True):
                if column in _DAYS and value is not None:
                    dt.date.fromisoformat(value)
