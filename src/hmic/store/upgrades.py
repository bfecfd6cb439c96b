"""What an upgrade of an older database works out that no statement of SQL can."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container
from typing import Any

from hmic.model import THE_FORCE
from hmic.store.rows import content_json, fingerprint_of, who_acts
from hmic.store.stored import stored_content


def say_who_acts(con: sqlite3.Connection) -> None:
    """Read who must act from the words of every finding and deadline, of earlier wordings too."""
    rows = con.execute(
        """SELECT finding.id, addressed_to, force FROM finding JOIN report ON report.id = finding.report"""
    ).fetchall()
    forces = {finding: force for finding, _, force in rows}
    for finding, words, force in rows:
        con.execute(
            "UPDATE finding SET acts = ?, acts_why = ? WHERE id = ?", [*who_acts(words, force), finding]
        )
    for finding, number, due_to in con.execute("SELECT finding, number, due_to FROM deadline").fetchall():
        whose, _ = who_acts(due_to or THE_FORCE, forces[finding])
        con.execute(
            "UPDATE deadline SET acts = ? WHERE finding = ? AND number = ?", [whose, finding, number]
        )
    for item, load, text in con.execute("SELECT item, load, content FROM earlier_version").fetchall():
        content = json.loads(text)
        for clock in content.get("respond_by", ()):
            clock.append(None)
        if item in forces:
            content["acts"], content["acts_why"] = who_acts(content["addressed_to"], forces[item])
            for deadline in content.get("deadlines", ()):
                deadline.append(who_acts(deadline[_DUE_TO] or THE_FORCE, forces[item])[0])
        con.execute(
            "UPDATE earlier_version SET content = ? WHERE item = ? AND load = ?",
            [content_json(content), item, load],
        )


_DUE_TO = 4
"""The place of `due_to` in a kept deadline of that time: number, phrase, requires, condition, due to."""


def keep_words(con: sqlite3.Connection) -> None:
    """The words of each deadline that an entry names by its number, as they were when it was recorded."""
    named = con.execute(
        """SELECT uid, finding, deadline, known_at FROM entry
        WHERE deadline IS NOT NULL AND finding IS NOT NULL"""
    ).fetchall()
    for uid, finding, number, known_at in named:
        content = _content_then(con, finding, known_at)
        if content is not None:
            deadlines = content.get("deadlines", [])
            words = next((d[1:3] for d in deadlines if d[0] == number), None)
        else:
            query = "SELECT phrase, requires FROM deadline WHERE finding = ? AND number = ?"
            words = con.execute(query, [finding, number]).fetchone()
        if words:
            con.execute("INSERT INTO entry_words VALUES (?, ?, ?)", [uid, *words])
    for item, load, text in con.execute("SELECT item, load, content FROM earlier_version").fetchall():
        content = json.loads(text)
        for deadline in content.get("deadlines", ()):
            deadline.append(None)
        con.execute(
            "UPDATE earlier_version SET content = ? WHERE item = ? AND load = ?",
            [content_json(content), item, load],
        )


def keep_clocks(con: sqlite3.Connection) -> None:
    """The name of each clock that an answer names by number, as its report had it when it was recorded."""
    named = con.execute(
        """SELECT uid, report, deadline, known_at FROM entry
        WHERE deadline IS NOT NULL AND report IS NOT NULL AND phrase IS NULL"""
    ).fetchall()
    for uid, report, number, known_at in named:
        content = _content_then(con, report, known_at)
        if content is not None:
            # A kept clock is: number, clock, note, due, exact, rule, issued.
            clocks = {clock[0]: (clock[1], clock[6]) for clock in content.get("respond_by", ())}
            words = clocks.get(number)
        else:
            query = "SELECT clock, issued FROM respond_by WHERE report = ? AND number = ?"
            words = con.execute(query, [report, number]).fetchone()
        if words:
            con.execute("INSERT OR IGNORE INTO entry_words VALUES (?, ?, ?)", [uid, *words])


def _content_then(con: sqlite3.Connection, item: str, moment: str) -> dict[str, Any] | None:
    """What an item said at a moment, where a load has changed it since."""
    row = con.execute(
        """SELECT content FROM earlier_version WHERE item = ? AND until > ? ORDER BY load LIMIT 1""",
        [item, moment],
    ).fetchone()
    content: dict[str, Any] | None = json.loads(row[0]) if row else None
    return content


def fingerprint_anew(con: sqlite3.Connection, but_not: Container[str]) -> None:
    """Give every report and finding the fingerprint of what its rows hold now."""
    for table in ("report", "finding"):
        for (item,) in con.execute(f"SELECT id FROM {table}").fetchall():  # noqa: S608 - our own names
            if item not in but_not:
                own = fingerprint_of(stored_content(con, item)[0])
                con.execute(f"UPDATE {table} SET fingerprint = ? WHERE id = ?", [own, item])  # noqa: S608
