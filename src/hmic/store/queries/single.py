"""Everything about one finding."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

from hmic.model import PartialDate, Status
from hmic.rules import Now


def finding(con: sqlite3.Connection, name: str) -> dict[str, Any] | None:
    """Everything about one finding that stands in one row; None when it was not yet published."""
    cursor = con.execute(
        """SELECT finding.id AS finding, kind, finding.title, requirement, finding.report,
        report.title AS report_title, report.published, area, themes, addressed_to, acts, acts_why,
        national_reference, parent, same_as, note, section, opening, status, since, standing.open,
        owner, reason, review_on, closed_by, superseded_by, finding.withdrawn_at, parts_met, since_exact,
        reopened_by, voice, inspectorate
        FROM finding JOIN report ON report.id = finding.report
        JOIN standing ON standing.finding = finding.id WHERE finding.id = ?""",
        [name],
    )
    row = cursor.fetchone()
    names = [column[0] for column in cursor.description]
    return dict(zip(names, row, strict=True)) if row else None


def links_of(con: sqlite3.Connection, name: str) -> list[tuple[str, str]]:
    """What the finding raises again, and what raises it again."""
    return con.execute(
        "SELECT finding, earlier FROM link WHERE finding = ? "
        "UNION SELECT finding, earlier FROM link WHERE earlier = ?",
        [name, name],
    ).fetchall()


def parts_of(con: sqlite3.Connection, name: str) -> list[tuple[str, str]]:
    """The lettered parts of a finding."""
    return con.execute(
        "SELECT letter, requirement FROM part WHERE finding = ? ORDER BY letter", [name]
    ).fetchall()


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
