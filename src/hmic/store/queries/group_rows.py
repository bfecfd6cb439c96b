"""Findings by what they are grouped by: their force and their themes."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from hmic.store.queries import read


class GroupedFinding(NamedTuple):
    """A finding on the register, as a roll-up counts it."""

    finding: str
    force: str
    themes: str
    """A JSON list."""
    kind: str
    open: int
    needs_target: int


def force_of_reports(con: sqlite3.Connection) -> dict[str, str]:
    """The force of each report."""
    return dict(con.execute("SELECT id, force FROM report").fetchall())


def grouped_findings(con: sqlite3.Connection) -> list[GroupedFinding]:
    """Every finding and observation on the register, in the order of forces and ids."""
    rows = con.execute(
        """SELECT finding.id AS finding, report.force, themes, finding.kind, standing.open, needs_target
        FROM finding JOIN standing ON standing.finding = finding.id
        JOIN report ON report.id = finding.report
        WHERE finding.withdrawn_at IS NULL ORDER BY report.force, finding.id"""
    )
    return read(rows, GroupedFinding)
