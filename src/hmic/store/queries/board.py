"""What boards are shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from hmic.model import Entry, EntryKind
from hmic.reads.board import BoardRow, Move, StoodRow
from hmic.standing import in_force
from hmic.store.standings import ENTRY_COLUMNS, entry_from


def board(con: sqlite3.Connection, force: str | None = None) -> list[BoardRow]:
    """Every finding on the register, in the order of the reports."""
    rows = con.execute(
        """SELECT finding.id, report.title, report.published, kind, finding.title, requirement,
        addressed_to, owner, status, standing.open, since, reason, review_on, closed_by, superseded_by,
        last_on, last_note
        FROM finding JOIN standing ON standing.finding = finding.id
        JOIN report ON report.id = finding.report
        WHERE finding.withdrawn_at IS NULL AND (? IS NULL OR force = ?)
        ORDER BY report.published_on, report.position, report.id, finding.position""",
        [force, force],
    )
    return list(map(BoardRow._make, rows))


def stood(con: sqlite3.Connection, day: str = "~") -> dict[str, StoodRow]:
    """Where each finding stands, on the day that the connection sees: those on the register on the day."""
    rows = con.execute(
        """SELECT finding.id, status, standing.open, owner, last_on FROM finding
        JOIN standing ON standing.finding = finding.id
        WHERE finding.withdrawn_at IS NULL OR substr(finding.withdrawn_at, 1, 10) > ?""",
        [day],
    )
    return {row[0]: StoodRow._make(row) for row in rows}


def evidence(con: sqlite3.Connection, until: str = "~", known: str = "~") -> dict[str, list[str]]:
    """The places of the evidence that holds for each finding, by a day (ISO)."""
    result: dict[str, list[str]] = {}
    for entry in _holding(con, "evidence <> '[]'", until, known):
        if entry.finding:
            result.setdefault(entry.finding, []).extend(piece.place for piece in entry.evidence)
    return result


def moves(con: sqlite3.Connection, until: str = "~", known: str = "~") -> dict[str, list[Move]]:
    """Every extension and every target that holds for each finding, in the order of their days."""
    result: dict[str, list[Move]] = {}
    for entry in _holding(con, "kind IN ('extension', 'target')", until, known):
        if entry.finding and entry.due:
            due = entry.due.isoformat()
            move = Move(entry.finding, entry.deadline, due, entry.reason, entry.agreed_by)
            # The first target of a finding is no move; one without a reason was never asked for one.
            if entry.kind is EntryKind.EXTENSION or entry.reason:
                result.setdefault(entry.finding, []).append(move)
    return result


def _holding(con: sqlite3.Connection, which: str, until: str, known: str) -> Iterator[Entry]:
    """The entries of a sort that no correction withdraws, true by a day and known by a moment."""
    rows = con.execute(
        f"""SELECT {ENTRY_COLUMNS} FROM entry WHERE ({which} OR kind = 'correction')
        AND recorded_at < ? ORDER BY true_on, number""",  # noqa: S608 - fixed texts only
        [known],
    )
    return (entry for entry in in_force(map(entry_from, rows)) if entry.on.isoformat() <= until)


def raised_before(con: sqlite3.Connection) -> dict[str, list[str]]:
    """The earlier findings that each finding raises again, near and far, the earliest first."""
    rows = con.execute(
        """WITH RECURSIVE before (later, earlier) AS (
            SELECT finding, earlier FROM link
            UNION SELECT before.later, link.earlier FROM before JOIN link ON link.finding = before.earlier
        )
        SELECT later, earlier FROM before JOIN finding ON finding.id = earlier
        JOIN report ON report.id = finding.report
        ORDER BY later, report.published_on, report.position, report.id, finding.position"""
    )
    result: dict[str, list[str]] = {}
    for later, earlier in rows:
        result.setdefault(later, []).append(earlier)
    return result
