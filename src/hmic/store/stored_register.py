"""What the tables hold of a report or finding, read back as a load wrote it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, product
from operator import itemgetter
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
    row = next(chain(_stored(con, "finding", item), _stored(con, "report", item)))
    return _content(row), row["withdrawn_at"] is not None


_LISTS = {
    "finding": {"deadlines": "deadline", "parts": "part", "follows": "link"},
    "report": {"grades": "grade", "follow_ups": "follow_up", "respond_by": "respond_by"},
}
"""What belongs to a finding or report, and its table, whose first column names the owner."""

_FLAGS = frozenset({"exact", "comparable"})
_LEFT_OUT = frozenset(
    {"renamed_to", "fingerprint", "added_at", "withdrawn_at", "position", "published_on", "exact"}
)


def _stored(con: sqlite3.Connection, record: str, item: str | None = None) -> Iterator[dict[str, Any]]:
    """Every finding or every report, or the one named: its row by column, and what belongs to it."""
    which, given = (" WHERE own.id = ?", [item]) if item is not None else ("", [])
    own = con.execute(f"SELECT own.* FROM {record} AS own{which} ORDER BY own.id", given)  # noqa: S608
    names = [column[0] for column in own.description]
    lists = {
        name: _belonging(
            con.execute(
                f"""SELECT {table}.* FROM {record} AS own CROSS JOIN {table} ON {table}.{record} = own.id
                {which} ORDER BY own.id""",  # noqa: S608 - our own names
                given,
            )
        )
        for name, table in _LISTS[record].items()
    }
    ahead = {name: next(groups, None) for name, groups in lists.items()}
    for values in own:
        row = dict(zip(names, values, strict=True), record=record)
        for name, group in ahead.items():
            row[name] = group[1] if group and group[0] == row["id"] else []
            if row[name]:
                ahead[name] = next(lists[name], None)
        yield row


def _belonging(rows: sqlite3.Cursor) -> Iterator[tuple[str, list[list[Any]]]]:
    """Rows by their owner and without it, with SQLite's 0 and 1 as the flags that they are."""
    flags = [n for n, column in enumerate(rows.description) if column[0] in _FLAGS]
    for owner, group in groupby(map(list, rows), key=itemgetter(0)):
        found = list(group)
        for values, n in product(found, flags):
            values[n] = {0: False, 1: True}.get(values[n], values[n])
        yield owner, [values[1:] for values in found]


def _content(row: dict[str, Any]) -> dict[str, Any]:
    """What of an item's row and its lists is the register's, without what is empty."""
    content = {key: value for key, value in row.items() if key not in _LEFT_OUT}
    if row["record"] == "finding":
        content["themes"] = json.loads(content["themes"])
        if content.get("voice") == Voice.usual(Kind(content["kind"])):
            del content["voice"]
        content["follows"] = sorted(earlier for (earlier,) in content["follows"])
    return {key: value for key, value in content.items() if value not in (None, [], "")}


def changed_behind(con: sqlite3.Connection) -> Iterator[str]:
    """The reports and findings whose rows are no longer what a load wrote."""
    wrong = {row[0] for row in con.execute(_THEMES)} | set(_wrongly_dated(con))
    for row in chain(_stored(con, "report"), _stored(con, "finding")):
        try:
            same = row["id"] not in wrong and fingerprint_of(_content(row)) == row["fingerprint"]
        except (ValueError, TypeError):
            same = False
        if not same:
            yield row["id"]


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
