"""What the board's table needs."""

from __future__ import annotations

import sqlite3

from hmic.reads.board import BoardRow


def board(con: sqlite3.Connection, force: str | None = None) -> list[BoardRow]:
    """Every finding on the register, in the order of the reports."""
    rows = con.execute(
        """SELECT finding.id, report.title, report.published, kind, finding.title, requirement,
        addressed_to, owner, status, standing.open, since, last_on, last_note
        FROM finding JOIN standing ON standing.finding = finding.id
        JOIN report ON report.id = finding.report
        WHERE finding.withdrawn_at IS NULL AND (? IS NULL OR force = ?)
        ORDER BY report.published_on, report.position, report.id, finding.position""",
        [force, force],
    )
    return list(map(BoardRow._make, rows))


def evidence(con: sqlite3.Connection, until: str = "~", known: str = "~") -> dict[str, list[str]]:
    """The places of the evidence that holds for each finding, by a day (ISO)."""
    import json

    rows = con.execute(
        """SELECT finding, evidence FROM entry WHERE evidence <> '[]' AND true_on <= ?
        AND recorded_at < ? AND uid NOT IN (SELECT corrects FROM entry WHERE corrects IS NOT NULL
        AND recorded_at < ?) ORDER BY number""",
        [until, known, known],
    )
    result: dict[str, list[str]] = {}
    for finding_id, text in rows:
        result.setdefault(finding_id, []).extend(piece["place"] for piece in json.loads(text))
    return result


def raised_before(con: sqlite3.Connection) -> dict[str, list[str]]:
    """The earlier findings that each finding raises again."""
    result: dict[str, list[str]] = {}
    for later, earlier in con.execute("SELECT finding, earlier FROM link ORDER BY finding, earlier"):
        result.setdefault(later, []).append(earlier)
    return result
