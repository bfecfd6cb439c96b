"""Whether the journal has an entry already, however it came in: what is merged twice is recorded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.entries import FieldError, option
from hmic.entry_records import FIELDS, to_record
from hmic.store.admission import KnownFindings

if TYPE_CHECKING:
    import sqlite3

    from hmic.model import Entry

_ITS_OWN = {"uid", "recorded_at"}
"""What two entries that say the same differ in."""


def is_recorded(con: sqlite3.Connection, entry: Entry, *, any_day: bool = False) -> bool:
    """Whether an entry that says the same is there, withdrawn or not; with `any_day` of whatever day.

    A deadline is compared by its words, as the journal keeps it: its number is only its place. The time of
    a recurring deadline is compared where the entry names one; else it is the earliest not met by then.
    """
    try:
        named = KnownFindings(con).named(entry, option)
    except FieldError:
        return False
    differ = {
        *_ITS_OWN,
        *(["true_on"] if any_day else []),
        *(["deadline"] if named.phrase is not None else []),
        *(["occurrence"] if entry.occurrence is None else []),
    }
    record = to_record(named)
    names = [name for name in FIELDS if name not in differ]
    where = " AND ".join(f"{name} IS ?" for name in names)
    values = [record.get(name) for name in names]
    found = con.execute(f"SELECT 1 FROM entry WHERE {where} LIMIT 1", values)  # noqa: S608 - fixed names
    return found.fetchone() is not None
