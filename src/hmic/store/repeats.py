"""Whether the journal has an entry already, however it came in: what is merged twice is recorded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.entries import to_record

if TYPE_CHECKING:
    import sqlite3

    from hmic.model import Entry

_SAME = ("finding", "kind", "part", "status", "note", "reason", "owner", "due", "agreed_by", "review_on",
         "closed_by", "superseded_by", "evidence", "by_post")  # fmt: skip


def is_recorded(con: sqlite3.Connection, entry: Entry, *, any_day: bool = False) -> bool:
    """Whether an entry that says the same is there, withdrawn or not; with `any_day` of whatever day."""
    record = to_record(entry)
    names = _SAME if any_day else (*_SAME, "true_on")
    where = " AND ".join(f"{name} IS ?" for name in names)
    values = [record.get(name) for name in names]
    return con.execute(f"SELECT 1 FROM entry WHERE {where} LIMIT 1", values).fetchone() is not None  # noqa: S608
