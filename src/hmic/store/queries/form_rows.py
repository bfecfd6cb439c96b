"""What an owner's form shows of each open finding."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from hmic.store.queries import OF_FINDING, columns, read


class FormRow(NamedTuple):
    """A finding as the form shows it."""

    finding: str
    kind: str
    title: str
    requirement: str
    report_title: str
    status: str
    last_note: str | None
    last_note_on: str | None


_SELECT = f"""SELECT {columns(FormRow, **OF_FINDING)}
    FROM finding JOIN standing ON standing.finding = finding.id JOIN report ON report.id = finding.report"""  # noqa: S608
_ORDER = "ORDER BY report.published_on, report.position, report.id, finding.position"


def owned(con: sqlite3.Connection, owner: str) -> list[FormRow]:
    """What an owner has that is open, in the order of the registers."""
    where = "WHERE standing.owner = ? AND standing.open AND finding.withdrawn_at IS NULL"
    return read(con.execute(f"{_SELECT} {where} {_ORDER}", [owner]), FormRow)


def named(con: sqlite3.Connection, ids: Iterable[str]) -> list[FormRow]:
    """Some findings by their ids; those that there are."""
    where = "WHERE finding.id IN (SELECT value FROM json_each(?))"
    return read(con.execute(f"{_SELECT} {where} {_ORDER}", [json.dumps(list(ids))]), FormRow)


def wordings(con: sqlite3.Connection, finding: str) -> list[tuple[str, str]]:
    """The title and the requirement of a finding, as they are now and as they were before loads."""
    from hmic.store.queries.thread_rows import earlier_versions

    row = con.execute("SELECT title, requirement FROM finding WHERE id = ?", [finding]).fetchone()
    before = [one for _, one, _ in earlier_versions(con, finding)]
    earlier = [(one.get("title") or "", one.get("requirement") or "") for one in before]
    return [*([(row[0], row[1])] if row else []), *earlier]


def every_wording(con: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """The id, the title and the requirement of each finding on the register."""
    return con.execute("SELECT id, title, requirement FROM finding WHERE withdrawn_at IS NULL").fetchall()
