"""Digests of what is kept and cannot be worked out again from anything else, each as hmic wrote it.

So `verify` finds what was changed afterwards in what was loaded when, earlier wordings, a force's own row,
the order of the register and the mail's ledger; and earlier wordings that cannot be.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from hmic.model import Kind, PartialDate, Voice
from hmic.store import schema
from hmic.store.register_rows import fingerprint_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_LISTS = {
    "finding": {"deadlines": "deadline", "parts": "part"},
    "report": {"grades": "grade", "follow_ups": "follow_up", "respond_by": "respond_by"},
}
_DAYS = frozenset({"due", "anchor"})


class _Sort(NamedTuple):
    """A sort of thing that is sealed."""

    keys: str
    """The query for what there is of it."""
    rows: tuple[str, ...]
    """The queries for all that is kept of one."""
    changed: str
    """What `verify` says when that is not what hmic wrote."""


_SORTS = {
    "load": _Sort(
        "SELECT id FROM load",
        (
            "SELECT * FROM load WHERE id = ?",
            "SELECT * FROM earlier_version WHERE load = ? ORDER BY item",
        ),
        "the record of load {}, or a wording that it replaced, was changed afterwards",
    ),
    "force": _Sort(
        "SELECT force FROM register",
        (
            "SELECT * FROM register WHERE force = ?",
            "SELECT * FROM loaded_file WHERE force = ?",
            "SELECT id, position FROM report WHERE force = ? ORDER BY id",
            """SELECT finding.id, finding.position FROM report CROSS JOIN finding
            ON finding.report = report.id WHERE force = ? ORDER BY finding.id""",
        ),
        "the register's own row of {}, or the order of what it holds, was changed other than by a load",
    ),
    "words": _Sort(
        "SELECT 'older'",
        ("SELECT * FROM entry_words WHERE ? = 'older' ORDER BY uid",),
        "the words of the deadlines that {} entries name were changed afterwards",
    ),
    "message": _Sort(
        "SELECT number FROM message",
        (
            "SELECT * FROM message WHERE number = ?",
            "SELECT * FROM delivery WHERE message = ? ORDER BY recipient",
            "SELECT * FROM reminder WHERE message = ? ORDER BY item, number",
        ),
        "message {} in the mail's ledger was changed afterwards",
    ),
}
_OTHERS = frozenset({"fold", "generation", "hub", "quoted"})
"""The settings that are no seals."""


def seal(con: sqlite3.Connection, sort: str, key: object) -> None:
    """Keep a digest of a thing as it is now, within the transaction that wrote it."""
    con.execute(
        """INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
        WHERE value <> excluded.value""",
        [f"{sort} {key}", _digest(con, sort, key)],
    )


def seal_load(con: sqlite3.Connection, number: int | None, forces: Iterable[str]) -> None:
    """Seal what a load wrote: itself, if it has a number, and its forces; one that is gone has no seal."""
    if number is not None:
        seal(con, "load", number)
    for force in forces:
        seal(con, "force", force)
    seal(con, "words", "older")
    con.execute(
        """DELETE FROM setting WHERE name GLOB 'force *'
        AND substr(name, 7) NOT IN (SELECT force FROM register)"""
    )


def seal_older(con: sqlite3.Connection) -> None:
    """Seal what a version of hmic wrote that did not; a force's row only as it was noted then."""
    for sort, about in _SORTS.items():
        for (key,) in con.execute(about.keys).fetchall():
            if not con.execute("SELECT 1 FROM setting WHERE name = ?", [f"{sort} {key}"]).fetchone():
                seal(con, sort, key)
    for force, files, areas in con.execute("SELECT force, files, areas FROM register").fetchall():
        noted = con.execute("SELECT value FROM setting WHERE name = ?", [f"register {force}"]).fetchone()
        if noted and noted[0] != fingerprint_of({"files": files, "areas": areas}):
            con.execute("DELETE FROM setting WHERE name = ?", [f"force {force}"])
    con.execute("DELETE FROM setting WHERE name GLOB 'register *'")


def _digest(con: sqlite3.Connection, sort: str, key: object) -> str:
    said = [row for query in _SORTS[sort].rows for row in con.execute(query, [key])]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=repr).encode()).hexdigest()


def broken_seals(con: sqlite3.Connection, *sorts: str) -> Iterator[tuple[str, str, str]]:
    """What is not as hmic wrote it: the sort, which one, and a sentence; all sorts unless some are given.

    Something without a seal is of another's making, unless nothing older was sealed yet.
    """
    kept = dict(con.execute("SELECT name, value FROM setting").fetchall())
    all_sealed = kept.get("fold") == str(schema.FOLD)
    for sort in sorts or _SORTS:
        there = {f"{sort} {key}": key for (key,) in con.execute(_SORTS[sort].keys)}
        for name in sorted({*there, *(one for one in kept if one.startswith(f"{sort} "))}):
            key = name.removeprefix(f"{sort} ")
            if name not in kept and not all_sealed:
                continue
            if name not in there or kept.get(name) != _digest(con, sort, there[name]):
                yield sort, key, _SORTS[sort].changed.format(key)


def strange_settings(con: sqlite3.Connection) -> Iterator[str]:
    """The settings that no hmic wrote, in words."""
    for (name,) in con.execute("SELECT name FROM setting ORDER BY name"):
        if name not in _OTHERS and name.split(" ")[0] not in {*_SORTS, "register"}:
            yield f"the setting {name} is not hmic's"


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
