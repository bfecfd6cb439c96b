"""The statements of a load: rows in, children out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from hmic.store.register_rows import Item

_CHILDREN = ("deadline", "theme", "part", "link", "grade", "follow_up", "respond_by")

_INSERT = {
    "report": """
        INSERT INTO report (id, force, position, title, inspectorate, programme, published,
            published_on, exact, published_source, file, scale, mentioned_in, added_at, fingerprint)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET force = excluded.force, position = excluded.position,
            title = excluded.title, inspectorate = excluded.inspectorate,
            programme = excluded.programme, published = excluded.published,
            published_on = excluded.published_on, exact = excluded.exact,
            published_source = excluded.published_source, file = excluded.file,
            scale = excluded.scale, mentioned_in = excluded.mentioned_in,
            fingerprint = excluded.fingerprint, withdrawn_at = NULL""",
    "finding": """
        INSERT INTO finding (id, report, position, kind, title, requirement, area, themes,
            addressed_to, issued, national_reference, parent, same_as, note, section, opening, voice,
            acts, acts_why, added_at, fingerprint)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET report = excluded.report, position = excluded.position,
            kind = excluded.kind, title = excluded.title, requirement = excluded.requirement,
            area = excluded.area, themes = excluded.themes, addressed_to = excluded.addressed_to,
            issued = excluded.issued, national_reference = excluded.national_reference,
            parent = excluded.parent, same_as = excluded.same_as, note = excluded.note,
            section = excluded.section, opening = excluded.opening, voice = excluded.voice,
            acts = excluded.acts, acts_why = excluded.acts_why,
            fingerprint = excluded.fingerprint, withdrawn_at = NULL""",
    "respond_by": "INSERT INTO respond_by VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "grade": "INSERT INTO grade VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "theme": "INSERT INTO theme VALUES (?, ?)",
    "part": "INSERT INTO part VALUES (?, ?, ?)",
    "deadline": "INSERT INTO deadline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "link": "INSERT INTO link VALUES (?, ?)",
    "follow_up": "INSERT INTO follow_up VALUES (?, ?, ?, ?, ?, ?, ?)",
}


def put_off_named(con: sqlite3.Connection, names: Sequence[str]) -> list[str]:
    """Take some indexes or triggers of the journal away; gives what makes them again."""
    made = []
    for name in names:
        kind, sql = con.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", [name]).fetchone()
        con.execute(f"DROP {kind} {name}")
        made.append(sql)
    return [*made, "INSERT INTO entry_fts (entry_fts) VALUES ('rebuild')"]


def insert(con: sqlite3.Connection, written: Iterable[Item], now: str) -> None:
    """One statement for each table, reports before the findings that point to them."""
    rows: dict[str, list[Any]] = {table: [] for table in _INSERT}
    for item in written:
        for table, own in item.rows.items():
            if table in ("report", "finding"):
                own = [(*row, now, item.fingerprint) for row in own]  # noqa: PLW2901
            rows[table] += own
    for table, statement in _INSERT.items():
        con.executemany(statement, rows[table])


def remove_children(con: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Take away the rows that belong to some reports or findings."""
    ids = list(ids)
    for table in _CHILDREN:
        owner = "report" if table in ("grade", "follow_up", "respond_by") else "finding"
        con.executemany(
            f"DELETE FROM {table} WHERE {owner} = ?",  # noqa: S608 - our own names
            [(item,) for item in ids],
        )


def depend_on(con: sqlite3.Connection, items: Iterable[str]) -> Iterable[str]:
    """The findings among these items; those whose days count from its reports, or of which these spoke."""
    for item in items:
        for row in con.execute(
            "SELECT finding FROM follow_up WHERE report = :id "
            "UNION SELECT id FROM finding WHERE report = :id OR id = :id",
            {"id": item},
        ):
            yield row[0]
