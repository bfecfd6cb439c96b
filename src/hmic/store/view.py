"""What a connection sees: the register and the journal as at a day, as known by a moment, of one force.

Temporary views with the tables' own names are put before the kept ones. SQLite finds what is temporary
first, so a query needs no parameter for a day, a moment or a force. The file itself is not written.

A view shows the table of its name or, if it exists, the temporary `then_` table, which
holds the same as at the day and as known by the moment.
"""

from __future__ import annotations

import datetime as dt
import sqlite3

from hmic.store.earlier_register import REGISTER, register_known_by
from hmic.store.standings import FOLLOWING, fold_then, last_event, temporary

_OF_FORCE = {
    "report": "force = {force}",
    "finding": "report IN (SELECT id FROM temp.report)",
    "standing": "finding IN (SELECT id FROM temp.finding)",
    "entry": "finding IN (SELECT id FROM temp.finding) OR report IN (SELECT id FROM temp.report)",
    "earlier_version": "item IN (SELECT id FROM temp.finding UNION ALL SELECT id FROM temp.report)",
}
"""Each table and which of its rows are a force's; the others are read through these."""


def see(con: sqlite3.Connection, day: dt.date | None = None, known: str | None = None) -> None:
    """From here on the connection sees what was true by a day, and what was known before a moment (UTC).

    Without a day that is everything published, without a moment everything recorded.
    """
    until = day.isoformat() if day is not None and day < dt.date.max else None
    with temporary(con):
        if known is not None:
            if register_known_by(con, known):
                _show(con, *REGISTER)
            _entries(con, None, known)
            _cut(con, "earlier_version", f"until < {_quoted(con, known)}")
            _cut(con, "correction", _known(con, known))
        if known is not None or (until is not None and until < last_event(con)):
            fold_then(con, day or dt.date.max, all_anew=known is not None)
            _show(con, *FOLLOWING)
        _entries(con, until, known)
        moments = ", ".join(_quoted(con, moment or "~") for moment in (until, known))
        con.execute(f"CREATE TEMP VIEW seen (day, moment) AS VALUES ({moments})")


def only(con: sqlite3.Connection, force: str) -> None:
    """From here on the connection sees one force of what it saw."""
    with temporary(con):
        for table, own in _OF_FORCE.items():
            _show(con, table, where=own.format(force=_quoted(con, force)))


def searchable(con: sqlite3.Connection) -> None:
    """From here on a search finds the words that the register had then."""
    if not _there(con, "then_finding"):
        return
    text = con.execute("SELECT sql FROM main.sqlite_master WHERE name = 'finding_fts'").fetchone()[0]
    with temporary(con):
        con.execute(text.replace("CREATE VIRTUAL TABLE ", "CREATE VIRTUAL TABLE temp.", 1))
        con.execute("INSERT INTO temp.finding_fts (finding_fts) VALUES ('rebuild')")


def _entries(con: sqlite3.Connection, until: str | None, known: str | None) -> None:
    """Show the entries that were true by a day and known before a moment."""
    conditions = [f"true_on <= {_quoted(con, until)}"] if until is not None else []
    conditions += [_known(con, known)] if known is not None else []
    if conditions:
        _cut(con, "entry", " AND ".join(conditions))


def _cut(con: sqlite3.Connection, table: str, where: str) -> None:
    """Show some rows of a kept table."""
    con.execute(f"DROP VIEW IF EXISTS temp.then_{table}")
    con.execute(f"CREATE TEMP VIEW then_{table} AS SELECT * FROM main.{table} WHERE {where}")  # noqa: S608
    _show(con, table)


def _known(con: sqlite3.Connection, known: str) -> str:
    return f"known_at < {_quoted(con, known)}"


def _show(con: sqlite3.Connection, *tables: str, where: str = "1") -> None:
    """Put a view before each table."""
    for table in tables:
        source = f"temp.then_{table}" if _there(con, f"then_{table}") else f"main.{table}"
        row = "rowid, *" if table == "finding" else "*"  # a search goes by the number of the row
        con.execute(f"DROP VIEW IF EXISTS temp.{table}")
        con.execute(f"CREATE TEMP VIEW {table} AS SELECT {row} FROM {source} WHERE {where}")  # noqa: S608


def _there(con: sqlite3.Connection, name: str) -> bool:
    return con.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", [name]).fetchone() is not None


def _quoted(con: sqlite3.Connection, text: str) -> str:
    return str(con.execute("SELECT quote(?)", [text]).fetchone()[0])
