"""What was asked, and by whom, for the findings that a message speaks of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from hmic.reads.mail import AskedRow


def asked(con: sqlite3.Connection, findings: Iterable[str]) -> dict[str, AskedRow]:
    """Finding → what was asked and by whom."""
    rows = con.execute(
        """SELECT finding.id, requirement, inspectorate, report.title, report.published, voice
        FROM json_each(?) AS wanted CROSS JOIN finding ON finding.id = wanted.value
        JOIN report ON report.id = finding.report""",
        [json.dumps(list(dict.fromkeys(findings)))],
    )
    return {row[0]: AskedRow._make(row) for row in rows}


def reports(con: sqlite3.Connection, ids: Iterable[str]) -> dict[str, AskedRow]:
    """Report → who published it; `requirement` is empty."""
    rows = con.execute(
        """SELECT report.id, '', inspectorate, title, published, 'asked'
        FROM json_each(?) AS wanted CROSS JOIN report ON report.id = wanted.value""",
        [json.dumps(list(dict.fromkeys(ids)))],
    )
    return {row[0]: AskedRow._make(row) for row in rows}
