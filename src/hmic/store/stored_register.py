"""What the tables hold of a report or finding, read back as a load wrote it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from hmic.model import Kind, PartialDate, Voice
from hmic.store.register_rows import content_json, fingerprint_of


def versions(con: sqlite3.Connection, ids: Iterable[str]) -> Iterable[tuple[str, bool, str]]:
    """What is replaced, as it is in the database."""
    for item in ids:
        content, gone = stored_content(con, item)
        yield item, gone, content_json(content)


def stored_content(con: sqlite3.Connection, item: str) -> tuple[dict[str, Any], bool]:
    """An item's content as `register_rows.py` writes it, read back from its rows; and whether withdrawn."""
    cursor = con.cursor()
    cursor.row_factory = sqlite3.Row
    row = cursor.execute("SELECT * FROM finding WHERE id = ?", [item]).fetchone()
    record = "finding"
    if row is None:
        row, record = (
            cursor.execute("SELECT * FROM report WHERE id = ?", [item]).fetchone(),
            "report",
        )
    left_out = {
        "renamed_to",
        "fingerprint",
        "added_at",
        "withdrawn_at",
        "position",
        "published_on",
        "exact",
    }
    content = {key: row[key] for key in row.keys() if key not in left_out}  # noqa: SIM118 - a Row
    content["record"] = record
    if record == "finding":
        content["themes"] = json.loads(content["themes"])
        if content.get("voice") == Voice.usual(Kind(content["kind"])):
            del content["voice"]
        content["deadlines"] = _lists(con, "SELECT * FROM deadline WHERE finding = ?", item)
        content["parts"] = _lists(con, "SELECT * FROM part WHERE finding = ?", item)
        follows = con.execute("SELECT earlier FROM link WHERE finding = ?", [item])
        content["follows"] = sorted(r[0] for r in follows)
    else:
        content["grades"] = _lists(con, "SELECT * FROM grade WHERE report = ?", item)
        content["follow_ups"] = _lists(con, "SELECT * FROM follow_up WHERE report = ?", item)
        content["respond_by"] = _lists(con, "SELECT * FROM respond_by WHERE report = ?", item)
    kept = {key: value for key, value in content.items() if value not in (None, [], "")}
    return kept, row["withdrawn_at"] is not None


_FLAGS = frozenset({"exact", "comparable"})


def _lists(con: sqlite3.Connection, query: str, item: str) -> list[list[Any]]:
    """Rows without their owner, with SQLite's 0 and 1 as the flags that they are."""
    cursor = con.execute(query, [item])
    flags = [n for n, column in enumerate(cursor.description) if column[0] in _FLAGS]
    result = []
    for row in cursor:
        values = list(row)
        for n in flags:
            values[n] = {0: False, 1: True}.get(values[n], values[n])
        result.append(values[1:])
    return result


def changed_behind(con: sqlite3.Connection) -> Iterator[str]:
    """The reports and findings whose rows are no longer what a load wrote."""
    wrong = {row[0] for row in con.execute(_THEMES)} | set(_wrongly_dated(con))
    rows = con.execute("SELECT id, fingerprint FROM report UNION ALL SELECT id, fingerprint FROM finding")
    for item, fingerprint in rows.fetchall():
        try:
            same = item not in wrong and fingerprint_of(stored_content(con, item)[0]) == fingerprint
        except (ValueError, TypeError):
            same = False
        if not same:
            yield item


_SAID = """SELECT finding.id, value FROM finding,
json_each(CASE WHEN json_valid(themes) THEN themes ELSE '[]' END)"""
_KEPT = "SELECT finding, theme FROM theme"
_THEMES = f"""SELECT DISTINCT finding FROM (SELECT * FROM ({_KEPT} EXCEPT {_SAID})
UNION ALL SELECT * FROM ({_SAID} EXCEPT {_KEPT}))"""  # noqa: S608 - fixed texts
"""The findings whose rows in the table of themes are not the themes that they name."""


def _wrongly_dated(con: sqlite3.Connection) -> Iterator[str]:
    """The reports whose last possible day is not that of their date."""
    for report, said, day, exact in con.execute("SELECT id, published, published_on, exact FROM report"):
        try:
            known = PartialDate.parse(said)
        except (ValueError, TypeError):
            yield report
        else:
            if (known.last.isoformat(), int(known.exact)) != (day, exact):
                yield report
