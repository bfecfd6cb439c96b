"""What inspections said of one another's findings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from hmic.store.present_ids import names_of
from hmic.store.queries import OF_FINDING, columns, read


class ReportRow(NamedTuple):
    """A report as other reports refer to it."""

    report: str
    title: str
    published: str
    published_on: str
    exact: int
    inspectorate: str
    mentioned_in: str | None
    scale: str | None
    force: str


class ThreadFinding(NamedTuple):
    """A finding as a thread needs it."""

    finding: str
    kind: str
    report: str
    title: str
    requirement: str
    same_as: str | None
    status: str
    open: int
    since: str
    themes: str
    voice: str
    reopened_by: str | None = None


class FollowUpRow(NamedTuple):
    """What a report says of an earlier finding."""

    report: str
    finding: str
    verdict: str
    summary: str
    published: str
    published_on: str
    section: str | None


_BEGUN = """withdrawn_at IS NULL AND (published_on <= (SELECT day FROM seen) OR EXISTS (SELECT 1
        FROM finding WHERE finding.report = report.id AND finding.issued <= (SELECT day FROM seen)))"""
"""Published by a day, or sent in part by then: a cause of concern can come months before its report."""


def reports(con: sqlite3.Connection) -> list[ReportRow]:
    """The reports that have said something, oldest first."""
    rows = con.execute(
        f"""SELECT {columns(ReportRow, report="id")} FROM report
        WHERE {_BEGUN} ORDER BY published_on, position, id"""  # noqa: S608 - a text of ours
    )
    return read(rows, ReportRow)


def thread_findings(
    con: sqlite3.Connection, ids: Iterable[str] | None = None, *, in_full: bool = True
) -> list[ThreadFinding]:
    """Findings, in the order in which they were raised: all of them, or those named.

    Not `in_full`, what they require, the longest of it, is left out.
    """
    given = OF_FINDING if in_full else OF_FINDING | {"requirement": "''"}
    select = f"""SELECT {columns(ThreadFinding, **given)}
        FROM {"report CROSS JOIN finding" if ids is None else "finding JOIN report"}
        ON report.id = finding.report JOIN standing ON standing.finding = finding.id"""  # noqa: S608
    order = " ORDER BY report.published_on, report.position, report.id, finding.position"
    if ids is None:
        rows = con.execute(f"{select} WHERE finding.withdrawn_at IS NULL{order}")
    else:
        marked = ", ".join("?" * len(ids := list(ids)))
        if not ids:
            return []
        rows = con.execute(f"{select} WHERE finding.id IN ({marked}){order}", ids)
    return read(rows, ThreadFinding)


def reports_named(con: sqlite3.Connection, ids: Iterable[str]) -> list[ReportRow]:
    """Some reports, those that have said something, oldest first."""
    rows = con.execute(
        f"""SELECT {columns(ReportRow, report="report.id")}
        FROM json_each(?) AS wanted CROSS JOIN report ON report.id = wanted.value
        WHERE {_BEGUN} ORDER BY published_on, position, report.id""",  # noqa: S608 - a text of ours
        [json.dumps(sorted(set(ids)))],
    )
    return read(rows, ReportRow)


def followers_of(con: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """The findings that raise any of these again."""
    rows = con.execute(
        "SELECT finding FROM json_each(?) AS wanted CROSS JOIN link ON link.earlier = wanted.value",
        [json.dumps(list(ids))],
    )
    return {row[0] for row in rows}


def links(con: sqlite3.Connection) -> list[tuple[str, str]]:
    """Which finding raises which earlier one again."""
    return con.execute("SELECT finding, earlier FROM link").fetchall()


def follow_ups(con: sqlite3.Connection, ids: Iterable[str] | None = None) -> list[FollowUpRow]:
    """What the published reports say of earlier findings: of all, or of those named."""
    named = list(ids or ())
    only = "" if ids is None else f" AND finding IN ({', '.join('?' * len(named))})"
    rows = con.execute(
        f"""SELECT {columns(FollowUpRow)} FROM follow_up JOIN report ON report.id = follow_up.report
        WHERE withdrawn_at IS NULL AND published_on <= (SELECT day FROM seen){only}
        ORDER BY published_on, report.position, follow_up.position""",  # noqa: S608 - marks only
        named,
    )
    return read(rows, FollowUpRow)


def thread_of(con: sqlite3.Connection, finding: str) -> list[str]:
    """The ids of all findings of one matter: what it follows, what follows it, and so on."""
    rows = con.execute(
        """WITH RECURSIVE thread (id) AS (
            VALUES (?)
            UNION SELECT link.earlier FROM link JOIN thread ON link.finding = thread.id
            UNION SELECT link.finding FROM link JOIN thread ON link.earlier = thread.id
            UNION SELECT finding.same_as FROM finding JOIN thread ON finding.id = thread.id
                WHERE finding.same_as IS NOT NULL
            UNION SELECT finding.id FROM finding JOIN thread ON finding.same_as = thread.id
        ) SELECT id FROM thread""",
        [finding],
    )
    return [row[0] for row in rows]


def earlier_versions(
    con: sqlite3.Connection, item: str
) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each time a load changed a finding or report: the moment, the wording before, and after."""
    rows = con.execute(
        f"""SELECT until, content FROM earlier_version WHERE item IN ({names_of("?")}) ORDER BY load""",  # noqa: S608
        [item],
    ).fetchall()
    if not rows:
        return []
    from hmic.store.stored_register import stored_content

    now, _ = stored_content(con, item)
    contents = [json.loads(text) for _, text in rows] + [now]
    return [
        (until, before, after)
        for (until, _), before, after in zip(rows, contents, contents[1:], strict=False)
    ]
