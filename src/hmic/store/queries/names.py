"""Findings, reports, owners and themes by the names that people type."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from hmic.errors import NotFoundError, did_you_mean
from hmic.store.present_ids import now_called


def forces(con: sqlite3.Connection) -> list[str]:
    """The forces in the database."""
    return [row[0] for row in con.execute("SELECT force FROM register ORDER BY force")]


def known(con: sqlite3.Connection, what: str) -> list[str]:
    """Every finding, report, owner, theme or force by the name that people type."""
    if what == "force":
        return forces(con)
    if what in {"finding", "report"}:
        return [row[0] for row in con.execute(f"SELECT id FROM {what} ORDER BY id")]  # noqa: S608 - one of two
    return distinct(con, what)


def requirements(con: sqlite3.Connection) -> dict[str, str]:
    """What each finding asks for, by its id; of one that was withdrawn or renamed, too."""
    return dict(con.execute("SELECT id, requirement FROM finding").fetchall())


def find_force(con: sqlite3.Connection, force: str) -> str:
    """A force as the register writes it: in any case, and by first letters that only one force has."""
    known = forces(con)
    like = [name for name in known if name.lower().startswith(force.lower().strip())]
    for name in known:
        if name.lower() == force.lower().strip():
            return name
    if len(like) == 1:
        return like[0]
    message = f"{force!r} could be any of {', '.join(like)}" if like else f"there is no force {force!r}"
    raise NotFoundError(message, hint=_near(force, known, "load a register with: hmic load"))


def find_finding(con: sqlite3.Connection, finding: str) -> str:
    """The present id of a finding, by that or an earlier one; an error that names the nearest one."""
    for name in (finding, finding.strip().lower()):  # ids are in small letters
        present = now_called(con, "finding", name)
        if present is not None:
            return present
    ids = [row[0] for row in con.execute("SELECT id FROM finding")]
    message = f"there is no finding {finding!r}"
    raise NotFoundError(message, hint=did_you_mean(finding, ids) or "list them with: hmic list")


def find_report(con: sqlite3.Connection, report: str, among: Iterable[str] | None = None) -> str:
    """The id of an existing report; otherwise an error that names the nearest one."""
    small = report.strip().lower()
    report = now_called(con, "report", report) or now_called(con, "report", small) or report
    if among is None and con.execute("SELECT 1 FROM report WHERE id = ?", [report]).fetchone():
        return report
    known = con.execute("SELECT id FROM report ORDER BY published_on")
    ids = [row[0] for row in known] if among is None else list(among)
    if report in ids:
        return report
    message = f"there is no report {report!r}"
    raise NotFoundError(message, hint=_near(report, ids, "no report is on the register"))


def distinct(con: sqlite3.Connection, what: str) -> list[str]:
    """All owners or themes in the database."""
    query = {
        "owner": """WITH RECURSIVE next (owner) AS (SELECT min(owner) FROM standing WHERE owner IS NOT NULL
            UNION ALL SELECT (SELECT min(owner) FROM standing WHERE standing.owner > next.owner)
            FROM next WHERE next.owner IS NOT NULL)
            SELECT owner FROM next WHERE owner IS NOT NULL""",
        # From one theme to the next by the index, however many findings each has.
        "theme": """WITH RECURSIVE next (theme) AS (SELECT min(theme) FROM theme
            UNION ALL SELECT (SELECT min(theme) FROM theme WHERE theme.theme > next.theme)
            FROM next WHERE next.theme IS NOT NULL)
            SELECT theme FROM next WHERE theme IS NOT NULL""",
    }[what]
    return [row[0] for row in con.execute(query)]


def find_owner(con: sqlite3.Connection, owner: str) -> str:
    """An owner as the journal writes it, whatever the case; an error that names the nearest one."""
    known = distinct(con, "owner")
    for name in known:
        if name.lower() == owner.lower():
            return name
    message = f"nothing is assigned to {owner!r}"
    raise NotFoundError(message, hint=_near(owner, known, "assign a finding to a post with: hmic assign"))


def find_theme(con: sqlite3.Connection, theme: str) -> str:
    """An existing theme; otherwise an error that names the nearest one."""
    known = distinct(con, "theme")
    wanted = theme.lower().replace(" ", "-")
    if wanted in known:
        return wanted
    message = f"there is no theme {theme!r}"
    raise NotFoundError(message, hint=_near(wanted, known, "no finding on the register has a theme"))


def find_area(con: sqlite3.Connection, area: str) -> str:
    """An area as the register writes it, whatever the case; an error that names the nearest one."""
    rows = con.execute("SELECT DISTINCT area FROM finding WHERE area IS NOT NULL ORDER BY area")
    known = [row[0] for row in rows]
    for name in known:
        if name.lower() == " ".join(area.lower().split()):
            return str(name)
    message = f"there is no area {area!r}"
    raise NotFoundError(message, hint=_near(area, known, "no finding on the register has an area"))


def _near(word: str, known: Sequence[str], none: str) -> str:
    """The nearest word that is known, or all of them; `none` where there are none."""
    return did_you_mean(word, known) or ("known: " + ", ".join(known) if known else none)


def dates_of_reports(con: sqlite3.Connection) -> list[tuple[str, str]]:
    """Each report with its date, as exact as it is known."""
    return con.execute("SELECT id, published FROM report WHERE withdrawn_at IS NULL ORDER BY id").fetchall()
