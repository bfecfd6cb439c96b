"""A force's register with its history as one text, and back into the tables of another database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hmic.errors import StoreError
from hmic.store.seals import seal_load
from hmic.store.standings import refresh

if TYPE_CHECKING:
    import sqlite3


_REPORTS = "SELECT id FROM report WHERE force = :force"
_FINDINGS = f"SELECT id FROM finding WHERE report IN ({_REPORTS})"  # noqa: S608 - our own words
_OF = {
    "report": "force = :force",
    "finding": f"report IN ({_REPORTS})",
    "respond_by": f"report IN ({_REPORTS})",
    "grade": f"report IN ({_REPORTS})",
    "follow_up": f"report IN ({_REPORTS})",
    "theme": f"finding IN ({_FINDINGS})",
    "part": f"finding IN ({_FINDINGS})",
    "deadline": f"finding IN ({_FINDINGS})",
    "link": f"finding IN ({_FINDINGS})",
    "register": "force = :force",
    "earlier_version": f"item IN ({_REPORTS} UNION ALL {_FINDINGS})",
}
"""Each table of the register, and which of its rows are a force's; reports before what points to them."""

_LISTS = ("added", "amended", "withdrawn", "reinstated")


def copied(con: sqlite3.Connection, force: str) -> str:
    """A force's register as text: every row, with earlier wordings and the loads that replaced them."""
    tables: dict[str, dict[str, list[Any]]] = {}
    for table, which in _OF.items():
        cursor = con.execute(f"SELECT * FROM {table} WHERE {which}", {"force": force})  # noqa: S608
        names = [column[0] for column in cursor.description]
        tables[table] = {"columns": names, "rows": [list(row) for row in cursor]}
    ids = {row[0] for row in con.execute(f"{_REPORTS} UNION ALL {_FINDINGS}", {"force": force})}
    alone = con.execute("SELECT count(*) FROM register").fetchone()[0] == 1
    replaced = {row[2] for row in tables["earlier_version"]["rows"]}
    loads = []
    for number, at, *lists in con.execute(
        "SELECT id, loaded_at, added, amended, withdrawn, reinstated FROM load"
    ):
        own = [[one for one in json.loads(text) if one in ids] for text in lists]
        if alone or any(own) or number in replaced:
            loads.append([number, at, *own])
    return json.dumps({"tables": tables, "loads": loads}, ensure_ascii=False, sort_keys=True)


def put_copy(con: sqlite3.Connection, force: str, text: str) -> None:
    """Put a copied register into the tables, within the caller's transaction."""
    con.execute("PRAGMA defer_foreign_keys = 1")
    said = json.loads(text)
    _refuse_clash(con, force, said["tables"])
    numbers = {}
    for number, at, *lists in said["loads"]:
        values = [at, *map(json.dumps, lists)]
        numbers[number] = con.execute(
            "INSERT INTO load (loaded_at, added, amended, withdrawn, reinstated) VALUES (?, ?, ?, ?, ?)",
            values,
        ).lastrowid
    for table in _OF:
        columns, rows = _parts(con, table, said["tables"][table])
        if table == "earlier_version":
            place = columns.index("load")
            for row in rows:
                row[place] = numbers[row[place]]
        marks = ", ".join("?" * len(columns))
        con.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608
    found = {row[0] for row in con.execute(_FINDINGS, {"force": force})}
    refresh(con, found)
    for number in numbers.values():
        seal_load(con, number, [force])
    seal_load(con, None, [force])


def _refuse_clash(con: sqlite3.Connection, force: str, tables: dict[str, dict[str, list[Any]]]) -> None:
    """An id is one force's: if two forces had it, entries could not be assigned to one."""
    for table in ("report", "finding"):
        place = tables[table]["columns"].index("id")
        for row in tables[table]["rows"]:
            found = con.execute(f"SELECT 1 FROM {table} WHERE id = ?", [row[place]]).fetchone()  # noqa: S608
            if found:
                message = (
                    f"the id {row[place]} of {force} is another force's too, so one copy cannot hold both"
                )
                raise StoreError(
                    message, hint="let one of them change it in its register, with renamed_from"
                )


def _parts(con: sqlite3.Connection, table: str, said: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """The columns and rows of a table; only columns that it has."""
    known = {row[1] for row in con.execute(f"PRAGMA table_info({table})")}
    columns: list[str] = said["columns"]
    if not known.issuperset(columns):
        message = f"the hub's register has {min(set(columns) - known)!r}, which this hmic does not know"
        raise StoreError(message, hint="upgrade hmic on this computer")
    return columns, said["rows"]
