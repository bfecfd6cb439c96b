"""Everything about one finding."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from typing import NamedTuple

from hmic.model import PartialDate, Status
from hmic.row_columns import Exact, Open
from hmic.rules import Now
from hmic.store.queries import OF_FINDING, columns, read


class FindingRow(NamedTuple):
    """Everything about one finding in one row; `published` is as exact as is known."""

    finding: str
    kind: str
    title: str
    requirement: str
    report: str
    report_title: str
    published: str
    area: str | None
    addressed_to: str
    acts: str
    acts_why: str | None
    national_reference: str | None
    parent: str | None
    same_as: str | None
    note: str | None
    section: str | None
    opening: str | None
    status: str
    since: str
    since_exact: Exact
    open: Open
    owner: str | None
    reason: str | None
    review_on: str | None
    closed_by: str | None
    superseded_by: str | None
    reopened_by: str | None
    withdrawn_at: str | None
    voice: str
    inspectorate: str
    themes: list[str]


class PartRow(NamedTuple):
    """A lettered part of a finding, and whether it is met."""

    part: str
    requirement: str
    met: bool

    def __str__(self) -> str:
        return f"({self.part}) {self.requirement}"


def finding(con: sqlite3.Connection, name: str) -> FindingRow | None:
    """Everything about one finding in one row; None when it was not yet published."""
    rows = con.execute(
        f"""SELECT {columns(FindingRow, **OF_FINDING)}
        FROM finding JOIN report ON report.id = finding.report
        JOIN standing ON standing.finding = finding.id WHERE finding.id = ?""",  # noqa: S608 - fixed text
        [name],
    )
    return next((row._replace(themes=json.loads(str(row.themes))) for row in read(rows, FindingRow)), None)


def links_of(con: sqlite3.Connection, name: str) -> list[tuple[str, str]]:
    """What the finding raises again, and what raises it again."""
    return con.execute(
        "SELECT finding, earlier FROM link WHERE finding = ? "
        "UNION SELECT finding, earlier FROM link WHERE earlier = ?",
        [name, name],
    ).fetchall()


def issued(con: sqlite3.Connection) -> dict[str, str]:
    """The days on which findings were sent ahead of their reports, by their ids."""
    return dict(con.execute("SELECT id, issued FROM finding WHERE issued IS NOT NULL").fetchall())


def parts_of(con: sqlite3.Connection, name: str) -> list[PartRow]:
    """The lettered parts of a finding."""
    rows = con.execute(
        """SELECT letter, requirement, EXISTS (SELECT 1 FROM standing, json_each(parts_met)
        WHERE standing.finding = part.finding AND value = letter)
        FROM part WHERE finding = ? ORDER BY letter""",
        [name],
    )
    return [PartRow(letter, requirement, bool(met)) for letter, requirement, met in rows]


def recommendations_of(con: sqlite3.Connection, name: str) -> list[str]:
    """The recommendations of a cause of concern."""
    rows = con.execute("SELECT id FROM finding WHERE parent = ? ORDER BY position", [name])
    return [row[0] for row in rows]


def open_recommendations(con: sqlite3.Connection, concern: str) -> list[str]:
    """The recommendations of a cause of concern that the force has not yet delivered."""
    rows = con.execute(
        """SELECT finding.id FROM finding JOIN standing ON standing.finding = finding.id
        WHERE parent = ? AND standing.open AND standing.status <> 'complete'
        AND withdrawn_at IS NULL ORDER BY position""",
        [concern],
    )
    return [row[0] for row in rows]


def first_day(con: sqlite3.Connection, name: str) -> dt.date:
    """The first day on which a finding can have been known: when it was issued, or published."""
    published, issued = con.execute(
        """SELECT published, issued FROM finding JOIN report ON report.id = finding.report
        WHERE finding.id = ?""",
        [name],
    ).fetchone()
    return PartialDate.parse(issued or published).first


def deadline_numbers(con: sqlite3.Connection, name: str) -> list[int]:
    """The numbers of a finding's deadlines on the register."""
    rows = con.execute("SELECT number FROM deadline WHERE finding = ? ORDER BY number", [name])
    return [row[0] for row in rows]


def where_it_stands(con: sqlite3.Connection, name: str) -> Now:
    """The finding's present status."""
    status, since, closed_by = con.execute(
        "SELECT status, since, closed_by FROM standing WHERE finding = ?", [name]
    ).fetchone()
    return Now(Status(status), dt.date.fromisoformat(since), closed_by)
