"""The register as it had been loaded by a day: earlier wordings, and what was not yet there."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from hmic.model import Kind, PartialDate, Voice
from hmic.store.standings import make_then

REGISTER = ("report", "respond_by", "grade", "finding", "theme", "part", "deadline", "link", "follow_up")
_LISTS = {
    "deadlines": "deadline",
    "parts": "part",
    "grades": "grade",
    "follow_ups": "follow_up",
    "respond_by": "respond_by",
}


def register_known_by(con: sqlite3.Connection, known: str) -> bool:
    """Fill temporary tables `then_report` … with the register as it had been loaded before a moment (UTC).

    Nothing is made, and False comes back, when nothing was loaded since.
    """
    last = con.execute("SELECT coalesce(max(id), 0) FROM load WHERE loaded_at < ?", [known]).fetchone()[0]
    if not con.execute("SELECT 1 FROM load WHERE id > ? LIMIT 1", [last]).fetchone():
        return False
    for table in REGISTER:
        make_then(con, table)
    # A load that came before this one was known too, even where its clock ran ahead.
    added = con.execute("SELECT coalesce(max(loaded_at), '') FROM load WHERE id <= ?", [last]).fetchone()[0]
    _copy(con, last, added)
    gone = _taken_off(con, last)
    for item, withdrawn, content in _replaced(con, last, added):
        # An id that was only given up for another was taken off by no load.
        _write(con, item, json.loads(content), withdrawn=gone.get(item, added) if withdrawn else None)
    return True


def first_loaded(con: sqlite3.Connection, force: str | None) -> str | None:
    """The moment at which the first report was loaded, of a force or of any; None where none was."""
    first = con.execute(
        "SELECT min(added_at) FROM main.report WHERE ? IS NULL OR force = ?", [force, force]
    ).fetchone()[0]
    return None if first is None else str(first)


def _replaced(con: sqlite3.Connection, last: int, added: str) -> list[tuple[str, int, str]]:
    """For each item that changed after a load, its wording then: its first replacement."""
    return con.execute(
        """SELECT item, withdrawn, content FROM earlier_version AS version
        WHERE load > :last AND load = (SELECT min(load) FROM earlier_version
                                       WHERE item = version.item AND load > :last)
        AND (EXISTS (SELECT 1 FROM main.finding WHERE id = item AND added_at <= :added)
             OR EXISTS (SELECT 1 FROM main.report WHERE id = item AND added_at <= :added))""",
        {"last": last, "added": added},
    ).fetchall()


def _taken_off(con: sqlite3.Connection, last: int) -> dict[str, str]:
    """The moment of the load, up to one, that took each item off the register last."""
    rows = con.execute(
        "SELECT value, loaded_at FROM load, json_each(withdrawn) WHERE load.id <= ? ORDER BY load.id",
        [last],
    )
    return dict(rows.fetchall())


def _copy(con: sqlite3.Connection, last: int, added: str) -> None:
    """What was there and has not changed since; the number of the row is kept for the search index."""
    changed = "SELECT item FROM main.earlier_version WHERE load > :last"
    for table in ("report", "finding"):
        names = ", ".join(row[1] for row in con.execute(f"PRAGMA main.table_info({table})"))
        con.execute(
            f"""INSERT INTO temp.then_{table} (rowid, {names}) SELECT rowid, {names} FROM main.{table}
            WHERE added_at <= :added AND id NOT IN ({changed})""",  # noqa: S608 - our own names
            {"last": last, "added": added},
        )
    for table in REGISTER:
        if table not in ("report", "finding"):
            owner = "report" if table in ("grade", "follow_up", "respond_by") else "finding"
            con.execute(
                f"""INSERT INTO temp.then_{table} SELECT * FROM main.{table}
                WHERE {owner} IN (SELECT id FROM temp.then_{owner})"""  # noqa: S608 - our own names
            )


def _write(con: sqlite3.Connection, item: str, content: dict[str, Any], *, withdrawn: str | None) -> None:
    """An earlier version's content back into rows."""
    table = content.pop("record")
    cursor = con.execute(f"SELECT rowid, * FROM main.{table} WHERE id = ?", [item])  # noqa: S608
    names = [column[0] for column in cursor.description]
    row = dict(zip(names, cursor.fetchone(), strict=True))
    kept = {"rowid", "id", "position", "added_at", "fingerprint"}
    row = {name: value if name in kept else content.get(name) for name, value in row.items()}
    if table == "finding":
        themes = content.get("themes", [])
        row["voice"] = content.get("voice") or Voice.usual(Kind(content["kind"]))
        row["themes"] = json.dumps(themes, ensure_ascii=False)
        con.executemany("INSERT INTO temp.then_theme VALUES (?, ?)", [(theme, item) for theme in themes])
        follows = [(item, earlier) for earlier in content.get("follows", [])]
        con.executemany("INSERT INTO temp.then_link VALUES (?, ?)", follows)
    else:
        row.update(_dates(content["published"]))
    row["withdrawn_at"] = withdrawn
    _insert(con, table, list(row), [list(row.values())])
    for name, child in _LISTS.items():
        for values in content.get(name, []):
            places = ", ".join("?" * (len(values) + 1))
            con.execute(f"INSERT INTO temp.then_{child} VALUES ({places})", [item, *values])  # noqa: S608


def _dates(published: str) -> dict[str, Any]:
    known = PartialDate.parse(published)
    return {"published_on": known.last.isoformat(), "exact": known.exact}


def _insert(con: sqlite3.Connection, table: str, names: list[str], rows: list[list[Any]]) -> None:
    places = ", ".join("?" * len(names))
    con.executemany(
        f"INSERT INTO temp.then_{table} ({', '.join(names)}) VALUES ({places})",  # noqa: S608 - our own
        rows,
    )
