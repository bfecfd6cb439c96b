"""Which force has an id, and a force that goes by another name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Container, Iterable, Mapping
from typing import NamedTuple

from hmic.errors import HmicError
from hmic.store.register_rows import fingerprint_of
from hmic.store.stored_register import stored_content


def forces_of(con: sqlite3.Connection, ids: Iterable[str]) -> list[tuple[str, str]]:
    """Those of some ids that were ever used, with the force that they belong to."""
    rows = con.execute(
        """SELECT report.id, force FROM json_each(:ids) AS wanted
        CROSS JOIN report ON report.id = wanted.value
        UNION ALL SELECT finding.id, force FROM json_each(:ids) AS wanted
        CROSS JOIN finding ON finding.id = wanted.value JOIN report ON report.id = finding.report""",
        {"ids": json.dumps(list(ids))},
    )
    return rows.fetchall()


class Other(NamedTuple):
    """Another force that has an id of a register that is loaded."""

    item: str
    force: str
    """Whose register it is."""
    same_file: bool
    """Whether the other force came from the same file."""
    reports: tuple[str, ...]
    """The other force's reports that were not withdrawn."""


def others(con: sqlite3.Connection, file: str, force: str, ids: Iterable[str]) -> dict[str, Other]:
    """The forces in the database that have ids of a register that is loaded from a file."""
    found: dict[str, Other] = {}
    for item, its in forces_of(con, ids):
        if its not in found:
            found[its] = Other(item, force, files_of(con, its) == [file], reports_of(con, its))
    return found


def renamed(
    others: Mapping[str, Other], loaded: Container[str], unseen: Callable[[Iterable[str]], bool]
) -> tuple[tuple[str, str], ...]:
    """The forces that go by another name now: old name, new name.

    A report goes to another force when both are loaded together. Where the file that held the old
    force holds another one now, with every report of the old one, the force got another name. Anything
    else is a clash of ids, such as that of a copied file.
    """
    gone = [(name, other) for name, other in others.items() if name not in loaded]
    for name, other in gone:
        if not other.same_file or unseen(other.reports):
            message = f"the id {other.item!r} already belongs to {name}"
            hint = "ids are unique across all forces in a database: rename it"
            raise HmicError(message, hint=hint)
    return tuple((name, other.force) for name, other in gone)


def reports_of(con: sqlite3.Connection, force: str) -> tuple[str, ...]:
    """A force's reports that were not withdrawn."""
    rows = con.execute("SELECT id FROM report WHERE force = ? AND withdrawn_at IS NULL", [force])
    return tuple(row[0] for row in rows)


def files_of(con: sqlite3.Connection, force: str) -> list[str]:
    """The files from which a force was loaded."""
    row = con.execute("SELECT files FROM register WHERE force = ?", [force]).fetchone()
    return list(json.loads(row[0])) if row else []


def on_register(con: sqlite3.Connection, forces: Iterable[str]) -> int:
    """How many reports and findings of these forces are on the register."""
    row = con.execute(
        """SELECT count(*) + total((SELECT count(*) FROM finding
            WHERE finding.report = report.id AND finding.withdrawn_at IS NULL))
        FROM json_each(?) AS wanted CROSS JOIN report ON force = wanted.value
        WHERE report.withdrawn_at IS NULL""",
        [json.dumps(list(forces))],
    ).fetchone()
    return int(row[0])


def known_files(con: sqlite3.Connection, digests: Iterable[str]) -> dict[str, tuple[str, str, bool]]:
    """Those of some digests of which a force was loaded last: the force, its file, whether it is alone."""
    rows = con.execute(
        """SELECT loaded_file.digest, force, json_extract(files, '$[0]'), alone FROM json_each(?) AS wanted
        CROSS JOIN loaded_file ON loaded_file.digest = wanted.value JOIN register USING (force)""",
        [json.dumps(list(digests))],
    )
    return {digest: (force, file, bool(alone)) for digest, force, file, alone in rows}


def was_loaded(con: sqlite3.Connection, file: str) -> bool:
    """Whether a file was the only one of a force when that was loaded last."""
    wanted = "SELECT 1 FROM loaded_file JOIN register USING (force) WHERE json_extract(files, '$[0]') = ?"
    return con.execute(wanted, [file]).fetchone() is not None


def rename(con: sqlite3.Connection, old: str, new: str) -> None:
    """Give what is left of a force to its new name: its withdrawn reports; the others were loaded."""
    con.execute("DELETE FROM register WHERE force = ?", [old])
    con.execute("DELETE FROM loaded_file WHERE force = ?", [old])
    left = con.execute("SELECT id FROM report WHERE force = ?", [old]).fetchall()
    con.execute("UPDATE report SET force = ? WHERE force = ?", [new, old])
    for (report,) in left:
        content, _ = stored_content(con, report)
        con.execute("UPDATE report SET fingerprint = ? WHERE id = ?", [fingerprint_of(content), report])
