"""The texts of reports as they were last loaded, by their digests."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from hmic.reads.known import KnownReport, KnownText, Part
from hmic.store.forces import files_of


class Texts:
    """What was loaded before, for `hmic.register.known`."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self.con = con

    def texts(self) -> Mapping[str, KnownText]:
        """Digest → the text that it belongs to."""
        rows = self.con.execute("SELECT digest, force, report FROM loaded_text")
        return {row[0]: KnownText(row[1], row[2]) for row in rows}

    def reports(self, ids: Iterable[str]) -> Mapping[str, KnownReport]:
        """Those of some reports that are on the register, with their findings."""
        rows = self.con.execute(
            """SELECT report.id, force, published, (SELECT json_group_array(finding.id) FROM finding
                WHERE finding.report = report.id AND finding.withdrawn_at IS NULL)
            FROM json_each(?) AS wanted CROSS JOIN report ON report.id = wanted.value
            WHERE report.withdrawn_at IS NULL""",
            [json.dumps(list(ids))],
        )
        return {row[0]: KnownReport(row[1], row[2], frozenset(json.loads(row[3]))) for row in rows}

    def homes(self, findings: Iterable[str]) -> Mapping[str, str]:
        """Those of some findings that are on the register: finding → report."""
        rows = self.con.execute(
            """SELECT finding.id, report FROM json_each(?) AS wanted
            CROSS JOIN finding ON finding.id = wanted.value WHERE withdrawn_at IS NULL""",
            [json.dumps(list(findings))],
        )
        return dict(rows.fetchall())

    def ever(self, ids: Iterable[str]) -> bool:
        """Whether any of some ids was ever used."""
        row = self.con.execute(
            """SELECT EXISTS (SELECT 1 FROM json_each(:ids) AS wanted WHERE
            EXISTS (SELECT 1 FROM finding WHERE id = wanted.value)
            OR EXISTS (SELECT 1 FROM report WHERE id = wanted.value))""",
            {"ids": json.dumps(list(ids))},
        ).fetchone()
        return bool(row[0])


def note(
    con: sqlite3.Connection, force: str, reports: Iterable[tuple[str, str]], rests: Iterable[str]
) -> None:
    """Note the texts of a force: each report with its digest, and what stands around them."""
    con.execute("DELETE FROM loaded_text WHERE force = ?", [force])
    con.executemany(
        "INSERT OR REPLACE INTO loaded_text (digest, force, report) VALUES (?, ?, ?)",
        [(digest, force, report) for report, digest in reports] + [(rest, force, "") for rest in rests],
    )


def forget(con: sqlite3.Connection, force: str) -> None:
    """The texts of a force are not known; it is read in full the next time."""
    con.execute("DELETE FROM loaded_text WHERE force = ?", [force])


def on_register(con: sqlite3.Connection, force: str, reports: Iterable[str] | None = None) -> int:
    """How many reports and findings of a force, or of some of its reports, are on the register."""
    only = "" if reports is None else " AND report.id IN (SELECT value FROM json_each(:reports))"
    row = con.execute(
        f"""SELECT (SELECT count(*) FROM report WHERE force = :force AND withdrawn_at IS NULL{only})
        + (SELECT count(*) FROM report CROSS JOIN finding ON finding.report = report.id
           WHERE force = :force AND finding.withdrawn_at IS NULL{only})""",  # noqa: S608 - likewise
        {"force": force, "reports": json.dumps(list(reports or ()))},
    ).fetchone()
    return int(row[0])


def same(con: sqlite3.Connection, part: Part) -> bool:
    """Whether a file has its name and the same reports, each with the same text and at the same place."""
    if part.register is not None:
        return False
    kept = con.execute(
        "SELECT id FROM report WHERE force = ? AND withdrawn_at IS NULL ORDER BY position", [part.force]
    ).fetchall()
    return files_of(con, part.force) == [part.name] and [row[0] for row in kept] == list(part.order)


def untouched(con: sqlite3.Connection, parts: Iterable[Part]) -> int | None:
    """How many reports and findings stand in files that are all as they were; None when one is not."""
    count = 0
    for part in parts:
        if not same(con, part):
            return None
        count += on_register(con, part.force)
    return count
