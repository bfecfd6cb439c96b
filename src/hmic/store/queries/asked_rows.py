"""The requirement and inspectorate of the findings in a message."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from hmic.store.queries import read


class AskedRow(NamedTuple):
    """A requirement and its inspectorate."""

    finding: str
    requirement: str
    inspectorate: str
    report_title: str
    published: str
    voice: str


def asked(con: sqlite3.Connection, findings: Iterable[str]) -> dict[str, AskedRow]:
    """Finding → its requirement and inspectorate."""
    rows = con.execute(
        """SELECT finding.id AS finding, requirement, inspectorate, report.title AS report_title,
        report.published, voice
        FROM json_each(?) AS wanted CROSS JOIN finding ON finding.id = wanted.value
        JOIN report ON report.id = finding.report""",
        [json.dumps(list(dict.fromkeys(findings)))],
    )
    return {row.finding: row for row in read(rows, AskedRow)}


def reports(con: sqlite3.Connection, ids: Iterable[str]) -> dict[str, AskedRow]:
    """Report → who published it; `requirement` is empty."""
    rows = con.execute(
        """SELECT report.id AS finding, '' AS requirement, inspectorate, title AS report_title, published,
        'asked' AS voice
        FROM json_each(?) AS wanted CROSS JOIN report ON report.id = wanted.value""",
        [json.dumps(list(dict.fromkeys(ids)))],
    )
    return {row.finding: row for row in read(rows, AskedRow)}
